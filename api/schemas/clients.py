"""Clients, and the filters of a search."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StrictStr, StringConstraints, model_validator

from api.schemas.wire import CURSOR, EMAIL, JUAN, NAME, Instant, with_example, without_empty
from tools.directory.clients import Client, Page
from tools.directory.filters import Filters

FilterText = Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^[^\x00]*$")]


class NewClient(BaseModel):
    """Los datos de un cliente nuevo."""

    model_config = with_example({NAME: "Juan", EMAIL: "juan@example.com"})

    name: StrictStr = Field(
        validation_alias=NAME,
        description="De 1 a 200 caracteres visibles, entre ellos una letra o una cifra.",
    )
    email: StrictStr = Field(validation_alias=EMAIL, description="Ningún otro cliente lo tiene.")


class ClientRecord(BaseModel):
    """Un cliente del directorio."""

    model_config = with_example(JUAN)

    id: int
    name: str = Field(serialization_alias=NAME)
    email: str = Field(serialization_alias=EMAIL)
    created: Instant = Field(serialization_alias="creado", description="Instante UTC, ISO 8601.")

    @classmethod
    def of(cls, client: Client) -> "ClientRecord":
        """The client as it goes out."""
        return cls(id=client.id, name=client.name, email=client.email, created=client.created)


class ClientPage(BaseModel):
    """Parte de los clientes encontrados."""

    model_config = with_example({"clientes": [JUAN], "total": 2, "siguiente": "1"})

    clients: list[ClientRecord] = Field(serialization_alias="clientes")
    total: int = Field(description="Cuántos hay en todas las páginas.")
    following: str | None = Field(
        serialization_alias="siguiente",
        description="El `cursor` de la página siguiente; null en la última.",
    )

    @classmethod
    def of(cls, page: Page) -> "ClientPage":
        """The page as it goes out."""
        records = [ClientRecord.of(client) for client in page.clients]
        return cls(clients=records, total=page.total, following=page.cursor)


class ClientFilters(BaseModel):
    """The filters in a query string; empty values count as absent."""

    model_config = ConfigDict(frozen=True)

    text: FilterText | None = Field(
        default=None,
        validation_alias="texto",
        max_length=200,
        description="Parte del nombre, sin distinguir mayúsculas ni acentos.",
        examples=["juan"],
    )
    email: FilterText | None = Field(
        default=None,
        validation_alias=EMAIL,
        max_length=320,
        description="El email entero.",
        examples=["juan@example.com"],
    )
    domain: FilterText | None = Field(
        default=None,
        validation_alias="dominio",
        max_length=254,
        description="Un dominio, o parte de sus etiquetas.",
        examples=["gmail"],
    )
    _empty_is_absent = model_validator(mode="before")(without_empty)

    @property
    def filters(self) -> Filters:
        """The filters as the directory takes them."""
        return Filters(text=self.text, email=self.email, domain=self.domain)


class ClientSearch(ClientFilters):
    """The query string of a search."""

    limit: int = Field(
        default=20, validation_alias="limite", ge=1, le=100, description="Clientes por página."
    )
    cursor: str | None = Field(
        default=None, validation_alias=CURSOR, description="El `siguiente` de la página anterior."
    )
