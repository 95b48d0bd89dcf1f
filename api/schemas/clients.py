"""Clients, and the filters of a search."""

from pydantic import BaseModel, Field, StrictStr

from api.schemas.base import Body, Cursor, QueryString, Searched, with_example
from api.schemas.wire import EMAIL, JUAN, NAME, Instant
from tools.directory.filters import Filters


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
    """The filters in a query string."""

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

    @property
    def filters(self) -> Filters:
        """The filters as the directory takes them."""
        return Filters(part=self.part, email=self.email, domain=self.domain)


class ClientSearch(ClientFilters):
    """The query string of a search."""

    limit: int = Field(
        default=20, validation_alias="limite", ge=1, le=100, description="Clientes por página."
    )
    cursor: Cursor = None
