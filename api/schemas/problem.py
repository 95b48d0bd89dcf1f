"""Errors, as RFC 9457 describes them."""

from pydantic import BaseModel, ConfigDict, Field

from api.schemas.base import with_example
from api.schemas.wire import ID, MESSAGE


class FieldProblem(BaseModel):
    """Qué está mal en un campo."""

    model_config = ConfigDict(frozen=True)

    field: str = Field(serialization_alias="campo")
    message: str = Field(serialization_alias=MESSAGE)


class Problem(BaseModel):
    """Un error, como lo describe RFC 9457."""

    model_config = with_example(
        {
            "type": "about:blank",
            "title": "Contenido no procesable",
            "status": 422,
            "detail": "mensaje: Es obligatorio.",
            "code": "validation_error",
            "request_id": ID,
            "errors": [{"campo": MESSAGE, MESSAGE: "Es obligatorio."}],
        }
    )

    type: str = "about:blank"
    title: str
    status: int
    detail: str = Field(description="Una frase para personas.")
    code: str = Field(description="Una palabra estable para programas.")
    request_id: str | None = Field(
        default=None, description="El `X-Request-Id` de la petición, que está también en los logs."
    )
    errors: list[FieldProblem] | None = Field(
        default=None, description="Un elemento por campo no válido."
    )
