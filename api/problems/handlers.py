"""Which error becomes which problem. Nothing of an exception's text reaches a client."""

import logging
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from http import HTTPStatus
from http.client import responses
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.routing import Match, Mount

from api.access.errors import Forbidden, SigningKeysUnavailable, Unauthenticated
from api.problems.responses import problem
from api.problems.validation import KEY_REUSED, SESSION_FORM, field_problems
from api.schemas.problem import FieldProblem
from api.schemas.wire import CURSOR, EMAIL, KEY_HEADER, MESSAGE, NAME, SESSION_HEADER
from graph.errors import KeyReused, MemoryUnavailable, ModelUnavailable, SessionBusy, SessionFull
from tools.directory.clients import EmailTaken
from tools.errors import (
    DatabaseUnavailable,
    DecryptionError,
    InvalidCursor,
    InvalidEmail,
    InvalidMessage,
    InvalidName,
    InvalidSession,
    SessionDeleted,
)

RETRY_AFTER = {"Retry-After": "5"}
"""Seconds after which an outage is worth another try."""
METHODS = ("DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT")

Handler = Callable[[Request, Any], Awaitable[Response]]

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Outage:
    """Something that the service needs is down; the client may try again."""

    code: str
    detail: str
    told: bool = True
    """Whether the log quotes the cause; a model server's errors may quote a message or a key."""


INVALID: dict[type[Exception], tuple[str, str]] = {
    InvalidMessage: (MESSAGE, "Debe tener de 1 a 4000 caracteres que sean texto válido."),
    InvalidSession: (SESSION_HEADER, SESSION_FORM),
    InvalidName: (NAME, "Debe tener de 1 a 200 caracteres visibles, con una letra o una cifra."),
    InvalidEmail: (EMAIL, "No es una dirección de email válida."),
    InvalidCursor: (CURSOR, "No es un cursor de este servicio."),
}
OUTAGES = {
    ModelUnavailable: Outage(
        code="model_unavailable",
        detail="El modelo de lenguaje no responde. No se ha guardado nada: inténtalo otra vez.",
        told=False,
    ),
    DatabaseUnavailable: Outage(
        code="database_unavailable",
        detail="La base de datos no está disponible. No se ha guardado nada: inténtalo otra vez.",
    ),
    SigningKeysUnavailable: Outage(
        code="sign_in_unavailable",
        detail="Ahora no se puede comprobar quién llama. No se ha guardado nada: inténtalo luego.",
    ),
    SessionBusy: Outage(
        code="session_busy",
        detail="La sesión está atendiendo otros mensajes. No se ha guardado nada: inténtalo luego.",
    ),
    MemoryUnavailable: Outage(
        code="memory_unavailable",
        detail="La memoria de las conversaciones no está disponible: inténtalo otra vez.",
    ),
    DecryptionError: Outage(
        code="data_unreadable",
        detail=(
            "Lo guardado de esta sesión no está como se escribió y no se usa. No se ha guardado "
            "nada: avisa a quien administra el servicio."
        ),
        told=False,
    ),
}


def install_handlers(app: FastAPI) -> None:
    """Give every error its problem."""
    for error, (field, sentence) in INVALID.items():
        app.add_exception_handler(error, _invalid(field, sentence))
    for error, outage in OUTAGES.items():
        app.add_exception_handler(error, _unavailable(outage))
    others: dict[type[Exception], Handler] = {
        Unauthenticated: _unauthenticated,
        Forbidden: _forbidden,
        EmailTaken: _email_taken,
        KeyReused: _key_reused,
        SessionDeleted: _session_over("session_deleted", "Esta sesión se eliminó"),
        SessionFull: _session_over("session_full", "Esta sesión está llena"),
        RequestValidationError: _not_valid,
        HTTPException: _http,
        Exception: _unexpected,
    }
    for kind, handler in others.items():
        app.add_exception_handler(kind, handler)


async def response_to(request: Request, error: BaseException) -> Response:
    """What the error's handler answers, for those who cannot end by raising it."""
    handlers = request.app.exception_handlers
    kind = next(kind for kind in type(error).__mro__ if kind in handlers)
    if kind is Exception:
        logger.error("unexpected error in a turn", exc_info=error)
    response: Response = await handlers[kind](request, error)
    return response


def _invalid(field: str, sentence: str) -> Handler:
    async def answer(_request: Request, _error: Exception) -> Response:
        return _field_errors([FieldProblem(field=field, message=sentence)])

    return answer


def _unavailable(outage: Outage) -> Handler:
    async def answer(_request: Request, error: Exception) -> Response:
        *_, cause = _causes(error)
        logger.error("%s: %s%s", outage.code, error, f" ({cause})" if outage.told else "")
        return problem(503, code=outage.code, detail=outage.detail, headers=RETRY_AFTER)

    return answer


async def _unauthenticated(_request: Request, _error: Unauthenticated) -> Response:
    """The same for every reason, so that nobody learns which part of a credential is right."""
    return problem(401, headers={"WWW-Authenticate": "Bearer"})


async def _forbidden(_request: Request, error: Forbidden) -> Response:
    return problem(403, detail=str(error))


async def _email_taken(_request: Request, error: EmailTaken) -> Response:
    holder = error.client
    detail = f"Ya existe un cliente con ese email: {holder.name} (id {holder.id})."
    return problem(409, code="email_taken", detail=detail)


async def _key_reused(_request: Request, _error: KeyReused) -> Response:
    problems = [FieldProblem(field=KEY_HEADER, message=KEY_REUSED)]
    return problem(422, code="idempotency_key_reused", detail=KEY_REUSED, errors=problems)


def _session_over(code: str, reason: str) -> Handler:
    async def answer(_request: Request, _error: Exception) -> Response:
        return problem(409, code=code, detail=f"{reason} y no admite más mensajes: empieza otra.")

    return answer


async def _not_valid(_request: Request, error: RequestValidationError) -> Response:
    errors = error.errors()
    broken = any(each["type"] == "json_invalid" for each in errors)
    return _field_errors(field_problems(errors), code="invalid_json" if broken else None)


async def _http(request: Request, error: HTTPException) -> Response:
    """Errors raised by routing and by routes; a detail of their own is meant for the client."""
    headers = dict(error.headers or {})
    if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
        headers["Allow"] = ", ".join(_allowed(request, headers.get("Allow", "")))
    own = None if error.detail == responses.get(error.status_code) else error.detail
    return problem(error.status_code, detail=own, headers=headers)


async def _unexpected(_request: Request, _error: Exception) -> Response:
    """The server raises the error again after this answer, logs it, once, and hangs up."""
    return problem(500, headers={"Connection": "close"})


def _field_errors(errors: list[FieldProblem], *, code: str | None = None) -> Response:
    detail = " ".join(f"{each.field}: {each.message}" for each in errors)
    return problem(422, code=code, detail=detail, errors=errors)


def _allowed(request: Request, announced: str) -> list[str]:
    """The methods of all routes with this path; the router names those of the first one."""
    known = {method.strip() for method in announced.split(",") if method.strip()}
    routes = [route for route in request.app.router.routes if not isinstance(route, Mount)]
    for method in METHODS:
        scope = dict(request.scope) | {"method": method}
        if any(route.matches(scope)[0] is Match.FULL for route in routes):
            known.add(method)
    return sorted(known)


def _causes(error: BaseException) -> Iterator[BaseException]:
    """The error, what caused it, and so on down to the driver's."""
    cause: BaseException | None = error
    while cause is not None:
        yield cause
        cause = cause.__cause__
