"""Lists of sessions, and their titles."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from api.schemas.wire import AT, CURSOR, ID, REQUEST, Instant, with_example, without_empty
from tools.sessions.listing import Listed, SessionPage

TITLE = "titulo"
FOLLOWING = "MjAyNjAxMDgxMDMwMDAwMDAwMDAgczE="
RECORD = {"session_id": ID, TITLE: REQUEST, "creada": AT, "actividad": AT, "total_mensajes": 2}


class SessionRecord(BaseModel):
    """Una sesión."""

    model_config = with_example(RECORD)

    session_id: str
    title: str = Field(
        serialization_alias=TITLE,
        description="El que se le puso; si no, el comienzo del primer mensaje.",
    )
    created: Instant = Field(serialization_alias="creada", description="Instante UTC, ISO 8601.")
    active: Instant = Field(
        serialization_alias="actividad", description="Instante UTC del último mensaje, ISO 8601."
    )
    total: int = Field(serialization_alias="total_mensajes")

    @classmethod
    def of(cls, session: Listed) -> "SessionRecord":
        """The session as it goes out."""
        return cls(
            session_id=session.session_id,
            title=session.title,
            created=session.created,
            active=session.active,
            total=session.messages,
        )


class Sessions(BaseModel):
    """Parte de las sesiones, primero la última que se usó."""

    model_config = with_example({"sesiones": [RECORD], "siguiente": FOLLOWING})

    sessions: list[SessionRecord] = Field(serialization_alias="sesiones")
    following: str | None = Field(
        serialization_alias="siguiente",
        description=(
            "El `cursor` de la página siguiente; null en la última. Con `texto`, una página puede "
            "traer menos sesiones de las pedidas, o ninguna, y tener siguiente: la búsqueda sigue."
        ),
    )

    @classmethod
    def of(cls, page: SessionPage) -> "Sessions":
        """The page as it goes out."""
        records = [SessionRecord.of(session) for session in page.sessions]
        return cls(sessions=records, following=page.cursor)


class SessionSearch(BaseModel):
    """The query string of the list; empty values count as absent."""

    model_config = ConfigDict(frozen=True)

    text: Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^[^\x00]*$")] | None = (
        Field(
            default=None,
            validation_alias="texto",
            max_length=200,
            description="Parte de un mensaje o del título, sin distinguir mayúsculas ni acentos.",
            examples=["juan"],
        )
    )
    limit: int = Field(
        default=20, validation_alias="limite", ge=1, le=100, description="Sesiones por página."
    )
    cursor: str | None = Field(
        default=None, validation_alias=CURSOR, description="El `siguiente` de la página anterior."
    )

    _empty_is_absent = model_validator(mode="before")(without_empty)


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
