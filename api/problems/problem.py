"""An error as clients get it: `application/problem+json` (RFC 9457), and what each status says."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from starlette.responses import Response

from api.edge.headers import HARDENED
from api.edge.telemetry import request_ids
from api.schemas.problem import FieldProblem
from api.schemas.problem import Problem as Body

MEDIA_TYPE = "application/problem+json"


@dataclass(frozen=True)
class Kind:
    """The title of a status, and its code and detail unless a problem has its own."""

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
    412: Kind(
        "Precondición no cumplida",
        "client_changed",
        "El cliente ha cambiado desde que lo leíste: léelo otra vez.",
    ),
    413: Kind(
        "Contenido demasiado grande", "body_too_large", "El cuerpo no puede pasar de 64 KiB."
    ),
    422: Kind("Contenido no procesable", "validation_error", "La petición tiene datos no válidos."),
    428: Kind(
        "Falta una precondición",
        "if_match_required",
        "Hace falta la cabecera If-Match con el ETag del cliente.",
    ),
    429: Kind(
        "Demasiadas peticiones",
        "rate_limited",
        "Demasiadas peticiones en poco tiempo: espera los segundos que dice Retry-After.",
    ),
    500: Kind("Error interno", "internal_error", "Ha ocurrido un error inesperado."),
    503: Kind("Servicio no disponible", "unavailable", "El servicio no está disponible ahora."),
}


@dataclass(frozen=True)
class Problem:
    """One error, without HTTP: a response, an event or another door renders it."""

    status: int
    code: str | None = None
    """None: the usual one of the status, as for `detail`."""
    detail: str | None = None
    errors: Sequence[FieldProblem] = ()
    headers: Mapping[str, str] = field(default_factory=dict)

    def json(self) -> str:
        """The body: type, title, status, detail, code, request_id, and invalid fields as errors."""
        kind = KINDS.get(self.status, KINDS[500 if self.status > 500 else 400])
        body = Body(
            title=kind.title,
            status=self.status,
            detail=self.detail or kind.detail,
            code=self.code or kind.code,
            request_id=request_ids.current(),
            errors=list(self.errors) or None,
        )
        return body.model_dump_json(by_alias=True, exclude_none=True)

    def response(self) -> Response:
        """The body under its status, with the security headers of every response."""
        request = request_ids.current()
        named = {request_ids.HEADER: request} if request else {}
        headers = HARDENED | named | dict(self.headers)
        return Response(self.json(), self.status, headers, MEDIA_TYPE)


def invalid_fields(errors: Sequence[FieldProblem], *, code: str | None = None) -> Problem:
    """422 with one entry per field."""
    detail = " ".join(f"{each.field}: {each.message}" for each in errors)
    return Problem(422, code, detail, errors)
