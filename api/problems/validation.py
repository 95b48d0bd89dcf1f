"""Validation errors in Spanish: the field and its fault, without the value that was sent."""

from collections.abc import Mapping, Sequence
from typing import Any

from api.schemas.imports import COLUMNS
from api.schemas.problem import FieldProblem
from api.schemas.wire import KEY_HEADER, SESSION_HEADER

BODY = "cuerpo"
SESSION_FORM = "Un id de sesión tiene de 1 a 128 caracteres de A-Z a-z 0-9 . _ : @ -"
KEY_REUSED = "Esta clave ya se usó en la sesión con otro mensaje."
NOT_TEXT = "Debe tener de 1 a 4000 caracteres que sean texto válido."
FORMS = {
    SESSION_HEADER: SESSION_FORM,
    "session_id": SESSION_FORM,
    COLUMNS: "Son `nombre`, `apellidos`, `email` o nada, con comas entre ellas.",
    KEY_HEADER: "Una clave tiene de 1 a 255 caracteres ASCII visibles.",
}
SENTENCES = {
    "missing": "Es obligatorio.",
    "string_type": "Debe ser una cadena de texto.",
    "string_unicode": "Contiene caracteres que no son texto válido.",
    "string_too_short": "No puede estar vacío.",
    "string_too_long": "No puede tener más de {max_length} caracteres.",
    "string_pattern_mismatch": "Contiene caracteres que no se admiten.",
    "too_long": "No puede tener más de {max_length} caracteres.",
    "int_parsing": "Debe ser un número entero.",
    "int_parsing_size": "Es un número demasiado grande.",
    "int_from_float": "Debe ser un número entero.",
    "greater_than_equal": "Debe ser {ge} o más.",
    "less_than_equal": "Debe ser {le} o menos.",
    "model_type": "Debe ser un objeto JSON, enviado con Content-Type: application/json.",
    "model_attributes_type": "Debe ser un objeto JSON, enviado con Content-Type: application/json.",
    "file_type": "Debe ser text/csv, text/vcard o application/octet-stream.",
    "json_invalid": "No es JSON válido.",
    "not_text": NOT_TEXT,
    "not_a_day": "Debe ser un día como 2026-01-31.",
    "before_since": "No puede ser un día anterior a `desde`.",
    "entity_tag": "Debe ser el ETag que dio este servicio, entre comillas, o *.",
    "nothing_to_change": "Hace falta un nombre o un email nuevo.",
    "repeated": "Solo puede enviarse una vez.",
}
OTHER = "No es un valor válido."


def field_problems(errors: Sequence[Mapping[str, Any]]) -> list[FieldProblem]:
    """One entry per error of pydantic or FastAPI; `input` is ignored."""
    return [FieldProblem(field=_field(error), message=_sentence(error)) for error in errors]


def _field(error: Mapping[str, Any]) -> str:
    _place, *names = error["loc"]
    return BODY if not names or error["type"] == "json_invalid" else ".".join(map(str, names))


def _sentence(error: Mapping[str, Any]) -> str:
    if error["type"] == "string_pattern_mismatch" and _field(error) in FORMS:
        return FORMS[_field(error)]
    return SENTENCES.get(error["type"], OTHER).format_map(error.get("ctx") or {})
