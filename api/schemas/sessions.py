"""Lists of sessions, their titles, and whose they are."""

from operator import not_
from typing import Annotated, Literal

from pydantic import BaseModel, Field, StringConstraints

from api.schemas.base import Body, Cursor, QueryString, Searched, with_example
from api.schemas.wire import AT, ID, REQUEST, Instant

TITLE = "titulo"
FOLLOWING = "MjAyNjAxMDgxMDMwMDAwMDAwMDAgczE="
RECORD = {"session_id": ID, TITLE: REQUEST, "creada": AT, "actividad": AT, "total_mensajes": 2}
HIT = {"posicion": 0, "fragmento": REQUEST}


class SessionRecord(Body):
    """Una sesión."""

    model_config = with_example(RECORD)

    session_id: str
    title: str = Field(
        serialization_alias=TITLE,
        description="El que se le puso, o el comienzo del primer mensaje; vacío si no se lee.",
    )
    created: Instant = Field(serialization_alias="creada", description="Instante UTC, ISO 8601.")
    active: Instant = Field(
        serialization_alias="actividad", description="Instante UTC del último mensaje, ISO 8601."
    )
    messages: int = Field(serialization_alias="total_mensajes")


class Hit(Body):
    """El mensaje que tiene lo que se busca."""

    model_config = with_example(HIT)

    message: int = Field(
        serialization_alias="posicion", description="Su posición en la conversación, desde 0."
    )
    excerpt: str = Field(serialization_alias="fragmento", description="Lo que dice ahí.")


class FoundSession(SessionRecord):
    """Una sesión de la lista."""

    model_config = with_example(RECORD | {"hallazgo": HIT})

    hit: Hit | None = Field(
        default=None,
        serialization_alias="hallazgo",
        description="Con `texto`: dónde está; falta si solo está en el título.",
        exclude_if=not_,
    )


class Sessions(Body):
    """Parte de las sesiones, primero la última que se usó."""

    model_config = with_example({"sesiones": [RECORD], "siguiente": FOLLOWING})

    sessions: list[FoundSession] = Field(serialization_alias="sesiones")
    cursor: str | None = Field(
        serialization_alias="siguiente",
        description=(
            "El `cursor` de la página siguiente; null en la última. Con `texto`, una página puede "
            "traer menos sesiones de las pedidas, o ninguna, y tener siguiente: la búsqueda sigue."
        ),
    )


class SessionSearch(QueryString):
    """The query string of the list."""

    text: Searched | None = Field(
        default=None,
        validation_alias="texto",
        max_length=200,
        description="Parte de un mensaje o del título, sin distinguir mayúsculas ni acentos.",
        examples=["juan"],
    )
    limit: int = Field(
        default=20, validation_alias="limite", ge=1, le=100, description="Sesiones por página."
    )
    cursor: Cursor = None


class Renaming(BaseModel):
    """El título nuevo de una sesión."""

    model_config = with_example({TITLE: "Altas de enero"})

    title: Annotated[
        str,
        StringConstraints(
            strict=True,
            strip_whitespace=True,
            min_length=1,
            max_length=120,
            pattern=r"^[^\x00-\x1f\x7f-\x9f\u2028\u2029]*$",
        ),
    ] = Field(
        validation_alias=TITLE,
        description="De 1 a 120 caracteres en una línea, sin contar los espacios de los extremos.",
    )


class CallerRecord(Body):
    """Quién llama."""

    model_config = with_example({"titular": "", "roles": ["metrics", "read", "write", "admin"]})

    owner: str = Field(
        serialization_alias="titular",
        description="De quién son las sesiones; vacío en un servicio sin claves.",
    )
    roles: list[Literal["metrics", "read", "write", "admin"]] = Field(
        description="Lo que permite la clave o el token, incluidos los roles que otro incluye."
    )
