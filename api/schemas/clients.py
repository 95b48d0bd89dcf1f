"""Clients, and the filters of a search."""

import re
from dataclasses import replace
from datetime import date
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from pydantic import BaseModel, BeforeValidator, Field, StrictStr, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from api.schemas.base import Body, Cursor, QueryString, Searched, with_example
from api.schemas.wire import EMAIL, JUAN, NAME, Instant
from tools.directory.clients import Page
from tools.directory.days import bounds
from tools.directory.filters import Filters
from tools.errors import InvalidCursor

DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
Order = Literal["creado", "-creado", "nombre", "-nombre"]
FIRST_CREATED: Order = "creado"


def _day(given: str) -> date:
    """A day of ISO 8601, and nothing else that pydantic takes for one."""
    try:
        return date.fromisoformat(given if DAY.fullmatch(given) else "")
    except ValueError:
        raise PydanticCustomError("not_a_day", "not a day") from None


ClientNumber = Annotated[int, Field(ge=1, le=2**63 - 1)]
Day = Annotated[date, BeforeValidator(_day)]


class NewClient(BaseModel):
    """Los datos de un cliente nuevo."""

    model_config = with_example({NAME: "Juan", EMAIL: "juan@example.com"})

    name: StrictStr = Field(
        validation_alias=NAME,
        description="De 1 a 200 caracteres visibles, entre ellos una letra o una cifra.",
    )
    email: StrictStr = Field(validation_alias=EMAIL, description="Ningún otro cliente lo tiene.")


class ClientRecord(Body):
    """Un cliente del directorio."""

    model_config = with_example(JUAN)

    id: int
    name: str = Field(serialization_alias=NAME)
    email: str = Field(serialization_alias=EMAIL)
    created: Instant = Field(serialization_alias="creado", description="Instante UTC, ISO 8601.")


class ClientPage(Body):
    """Parte de los clientes encontrados."""

    model_config = with_example({"clientes": [JUAN], "total": 2, "siguiente": "1"})

    clients: list[ClientRecord] = Field(serialization_alias="clientes")
    total: int = Field(description="Cuántos hay en todas las páginas.")
    cursor: str | None = Field(
        serialization_alias="siguiente",
        description="El `cursor` de la página siguiente; null en la última.",
    )


class ClientFilters(QueryString):
    """The filters and the order in a query string."""

    part: Searched | None = Field(
        default=None,
        validation_alias="texto",
        max_length=200,
        description=(
            "Parte del nombre, sin distinguir mayúsculas ni acentos, o parte del email, de tres "
            "caracteres o más."
        ),
        examples=["juan"],
    )
    email: Searched | None = Field(
        default=None,
        validation_alias=EMAIL,
        max_length=320,
        description="El email entero.",
        examples=["juan@example.com"],
    )
    domain: Searched | None = Field(
        default=None,
        validation_alias="dominio",
        max_length=254,
        description="Un dominio, o parte de sus etiquetas.",
        examples=["gmail"],
    )

    ids: list[ClientNumber] | None = Field(
        default=None,
        validation_alias="id",
        max_length=500,
        description="Solo los clientes con estos ids; repetido, varios.",
        examples=[[1, 2]],
    )
    alike: bool = Field(
        default=False,
        validation_alias="duplicados",
        description="Solo los que se llaman igual que otro, con nombre y apellido: quizá el mismo.",
    )
    since: Day | None = Field(
        default=None,
        validation_alias="desde",
        description="El primer día en que se crearon, en la zona horaria del servicio.",
        examples=["2026-01-01"],
    )
    until: Day | None = Field(
        default=None,
        validation_alias="hasta",
        description="El último día en que se crearon, incluido.",
        examples=["2026-01-31"],
    )
    order: Order = Field(
        default=FIRST_CREATED,
        validation_alias="orden",
        description=(
            "Por `creado` o por `nombre`, sin distinguir mayúsculas ni acentos; con `-`, al revés."
        ),
    )

    @field_validator("until")
    @classmethod
    def _in_order(cls, until: date | None, info: ValidationInfo) -> date | None:
        since = info.data.get("since")
        if until and since and until < since:
            raise PydanticCustomError("before_since", "before `desde`")
        return until

    @property
    def newest_first(self) -> bool:
        """Whether the order is against that of creation, or of the alphabet."""
        return self.order.startswith("-")

    @property
    def by_name(self) -> bool:
        """Whether the order is alphabetical."""
        return self.order.endswith("nombre")

    def filters(self, zone: ZoneInfo) -> Filters:
        """The filters as the directory takes them; days are the zone's."""
        created_from, created_before = bounds(self.since, self.until, zone)
        return Filters(
            part=self.part,
            email=self.email,
            alike=self.alike,
            domain=self.domain,
            created_from=created_from,
            created_before=created_before,
            ids=None if self.ids is None else tuple(self.ids),
        )


class ClientSearch(ClientFilters):
    """The query string of a search."""

    limit: int = Field(
        default=20, validation_alias="limite", ge=1, le=100, description="Clientes por página."
    )
    cursor: Cursor = None

    @property
    def place(self) -> str | None:
        """The directory's own cursor. Raises `InvalidCursor` when it is of another order."""
        if self.cursor is None:
            return None
        if not self.cursor.startswith(self._mark):
            raise InvalidCursor("a cursor of another order")
        return self.cursor.removeprefix(self._mark)

    def page(self, found: Page) -> ClientPage:
        """The page as it goes out; its cursor is of this order only."""
        cursor = found.cursor and self._mark + found.cursor
        return ClientPage.of(replace(found, cursor=cursor))

    @property
    def _mark(self) -> str:
        return "" if self.order == FIRST_CREATED else f"{self.order}."
