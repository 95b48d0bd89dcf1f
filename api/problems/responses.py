"""Errors as `application/problem+json` (RFC 9457): the body, and what each status says."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fastapi.responses import JSONResponse

from api.edge.headers import HARDENED
from api.schemas.problem import FieldProblem, Problem
from api.schemas.wire import MESSAGE

MEDIA_TYPE = "application/problem+json"

Responses = dict[int | str, dict[str, Any]]
"""What a route documents beside its success."""


@dataclass(frozen=True)
class Kind:
    """What a status says when nothing more is known."""

    title: str
    code: str
    detail: str


KINDS = {
    400: Kind("Petición incorrecta", "bad_request", "La petición no se puede leer."),
    401: Kind("No identificado", "unauthorized", "Hace falta una credencial válida."),
    403: Kind("Prohibido", "forbidden", "Esta credencial no permite hacerlo."),
    404: Kind("No encontrado", "not_found", "No existe lo que se pide."),
    405: Kind("Método no permitido", "method_not_allowed", "La ruta no admite ese método."),
    408: Kind("Tiempo agotado", "body_too_slow", "El cuerpo no ha llegado a tiempo."),
    409: Kind("Conflicto", "conflict", "La petición choca con lo que ya hay."),
    413: Kind(
        "Contenido demasiado grande", "body_too_large", "El cuerpo no puede pasar de 64 KiB."
    ),
    422: Kind("Contenido no procesable", "validation_error", "La petición tiene datos no válidos."),
    429: Kind(
        "Demasiadas peticiones",
        "rate_limited",
        "Demasiadas peticiones en poco tiempo: espera los segundos que dice Retry-After.",
    ),
    500: Kind("Error interno", "internal_error", "Ha ocurrido un error inesperado."),
    503: Kind("Servicio no disponible", "unavailable", "El servicio no está disponible ahora."),
}


def problem(
    status: int,
    *,
    code: str | None = None,
    detail: str | None = None,
    errors: Sequence[FieldProblem] = (),
    headers: Mapping[str, str] | None = None,
) -> JSONResponse:
    """The response to an error; what is not given is as usual for its status."""
    body = _body(status, code=code, detail=detail, errors=errors)
    return JSONResponse(body, status, headers=HARDENED | dict(headers or {}), media_type=MEDIA_TYPE)


def documented(*statuses: int) -> Responses:
    """Errors for a route's `responses=`; every route may also fail unexpectedly."""
    return {status: _documented(status) for status in (*statuses, 500)}


def _body(
    status: int,
    *,
    code: str | None = None,
    detail: str | None = None,
    errors: Sequence[FieldProblem] = (),
) -> dict[str, Any]:
    kind = KINDS.get(status, KINDS[500 if status > 500 else 400])
    body = Problem(
        title=kind.title,
        status=status,
        detail=detail or kind.detail,
        code=code or kind.code,
        errors=list(errors) or None,
    )
    return body.model_dump(by_alias=True, exclude_none=True)


EXAMPLES = {
    401: _body(401),
    403: _body(403, detail="Hace falta el rol write."),
    404: _body(404, detail="No hay ningún cliente con id 7."),
    408: _body(408),
    409: _body(409, code="email_taken", detail="Ya existe un cliente con ese email: Juan (id 1)."),
    413: _body(413),
    422: _body(
        422,
        detail=f"{MESSAGE}: Es obligatorio.",
        errors=[FieldProblem(field=MESSAGE, message="Es obligatorio.")],
    ),
    429: _body(429),
    500: _body(500),
    503: _body(
        503,
        code="database_unavailable",
        detail="La base de datos no está disponible. No se ha guardado nada: inténtalo otra vez.",
    ),
}


def _documented(status: int) -> dict[str, Any]:
    schema = {"$ref": f"#/components/schemas/{Problem.__name__}"}
    content = {MEDIA_TYPE: {"schema": schema, "example": EXAMPLES[status]}}
    response: dict[str, Any] = {"description": KINDS[status].title, "content": content}
    if status == 401:
        scheme = {"description": "El esquema que se admite.", "schema": {"const": "Bearer"}}
        response["headers"] = {"WWW-Authenticate": scheme}
    if status in (429, 503):
        seconds = {"description": "Segundos hasta otro intento.", "schema": {"type": "integer"}}
        response["headers"] = {"Retry-After": seconds}
    return response
