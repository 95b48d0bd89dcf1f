"""The table of errors: which exception becomes which problem.

Exception texts never reach a client, except where a row of the table quotes one.
"""

from collections.abc import Callable
from http.client import responses
from typing import Any

from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from api.access.errors import (
    CredentialTooLong,
    Forbidden,
    SigningKeysUnavailable,
    Unauthenticated,
)
from api.edge.imports import ImportCutOff, ImportsBusy
from api.edge.session_queue import SessionCrowded
from api.problems.problem import Problem, invalid_fields
from api.problems.validation import KEY_REUSED, NOT_TEXT, SESSION_FORM, field_problems
from api.schemas.problem import FieldProblem
from api.schemas.wire import CURSOR, EMAIL, KEY_HEADER, MESSAGE, NAME, SESSION_HEADER
from graph.errors import KeyReused, MemoryUnavailable, ModelUnavailable, SessionBusy, SessionFull
from tools.directory.changes import ClientChanged
from tools.directory.clients import EmailTaken
from tools.directory.importing.files import NotAList, OtherFile
from tools.errors import (
    DatabaseUnavailable,
    DecryptionError,
    InvalidCursor,
    InvalidEmail,
    InvalidMessage,
    InvalidName,
    InvalidSession,
    NoSuchClient,
    NoSuchImport,
    NothingToUndo,
    SessionDeleted,
)

RETRY_AFTER = {"Retry-After": "5"}
"""Seconds after which an outage is worth another try."""
BEARER = {"WWW-Authenticate": "Bearer"}
UNEXPECTED = Problem(500, headers={"Connection": "close"})


def _invalid(field: str, sentence: str) -> Problem:
    return invalid_fields([FieldProblem(field=field, message=sentence)])


def _outage(code: str, detail: str) -> Problem:
    return Problem(503, code, detail, headers=RETRY_AFTER)


def _session_over(code: str, reason: str) -> Problem:
    return Problem(409, code, f"{reason} y no admite más mensajes: empieza otra.")


def _email_taken(error: EmailTaken) -> Problem:
    holder = error.client
    detail = f"Ya existe un cliente con ese email: {holder.name} (id {holder.id})."
    return Problem(409, "email_taken", detail)


def _client_changed(error: ClientChanged) -> Problem:
    if error.client is None:
        return Problem(412, detail="El cliente se ha borrado desde que lo leíste.")
    return Problem(412, headers={"ETag": f'"{error.client.version}"'})


def _not_valid(error: RequestValidationError) -> Problem:
    errors = error.errors()
    broken = any(each["type"] == "json_invalid" for each in errors)
    return invalid_fields(field_problems(errors), code="invalid_json" if broken else None)


def _http(error: HTTPException) -> Problem:
    """Errors raised by routing and by routes; a detail of their own is meant for the client."""
    own = None if error.detail == responses.get(error.status_code) else error.detail
    return Problem(error.status_code, detail=own, headers=error.headers or {})


OUTAGES: dict[type[Exception], Problem] = {
    ModelUnavailable: _outage(
        "model_unavailable",
        "El modelo de lenguaje no responde. No se ha guardado nada: inténtalo otra vez.",
    ),
    DatabaseUnavailable: _outage(
        "database_unavailable",
        "La base de datos no está disponible. No se ha guardado nada: inténtalo otra vez.",
    ),
    SigningKeysUnavailable: _outage(
        "sign_in_unavailable",
        "Ahora no se puede comprobar quién llama. No se ha guardado nada: inténtalo luego.",
    ),
    SessionBusy: _outage(
        "session_busy",
        "La sesión está atendiendo otros mensajes. No se ha guardado nada: inténtalo luego.",
    ),
    MemoryUnavailable: _outage(
        "memory_unavailable",
        "La memoria de las conversaciones no está disponible: inténtalo otra vez.",
    ),
    ImportsBusy: _outage(
        "imports_busy",
        "Ahora se importan ya demasiados archivos. No se ha guardado nada: inténtalo luego.",
    ),
    ImportCutOff: _outage(
        "import_cut_off",
        "La importación se ha cortado. Lo creado hasta ahora queda: envía el archivo otra vez y "
        "seguirá donde estaba.",
    ),
    DecryptionError: _outage(
        "data_unreadable",
        "Lo guardado de esta sesión no está como se escribió y no se usa. No se ha guardado nada: "
        "avisa a quien administra el servicio.",
    ),
}
PROBLEMS: dict[type[Exception], Problem | Callable[[Any], Problem]] = {
    InvalidMessage: _invalid(MESSAGE, NOT_TEXT),
    InvalidSession: _invalid(SESSION_HEADER, SESSION_FORM),
    InvalidName: _invalid(
        NAME, "Debe tener de 1 a 200 caracteres visibles, con una letra o una cifra."
    ),
    InvalidEmail: _invalid(EMAIL, "No es una dirección de email válida."),
    InvalidCursor: _invalid(CURSOR, "No es un cursor de este servicio."),
    RequestValidationError: _not_valid,
    HTTPException: _http,
    # One problem for every reason: a caller must not learn which part of a credential is right.
    Unauthenticated: Problem(401, headers=BEARER),
    CredentialTooLong: Problem(
        401,
        "credential_too_long",
        "La credencial pasa de 8 KiB y no se lee: pide un token con menos datos.",
        headers=BEARER,
    ),
    Forbidden: lambda error: Problem(403, detail=str(error)),
    EmailTaken: _email_taken,
    NoSuchClient: lambda error: Problem(404, detail=f"No hay ningún cliente con id {error}."),
    ClientChanged: _client_changed,
    NoSuchImport: Problem(
        404,
        "no_such_import",
        "Nadie con esta credencial ha importado nada con ese token.",
    ),
    NothingToUndo: Problem(
        409,
        "nothing_to_undo",
        "No queda nada que deshacer: lo último que se hizo con este cliente ya se deshizo.",
    ),
    NotAList: Problem(
        422,
        "not_a_list",
        "El archivo está vacío o no es de texto: guárdalo como CSV o como vCard.",
    ),
    OtherFile: Problem(
        409,
        "other_file",
        "El archivo o sus columnas no son los de la prueba de este token: pruébalo otra vez.",
    ),
    SessionCrowded: Problem(
        429,
        "session_crowded",
        "Demasiados mensajes esperan ya en esta sesión. No se ha guardado nada: inténtalo luego.",
        headers=RETRY_AFTER,
    ),
    KeyReused: Problem(
        422,
        "idempotency_key_reused",
        KEY_REUSED,
        [FieldProblem(field=KEY_HEADER, message=KEY_REUSED)],
    ),
    SessionDeleted: _session_over("session_deleted", "Esta sesión se eliminó"),
    SessionFull: _session_over("session_full", "Esta sesión está llena"),
    **OUTAGES,
}


def problem_of(error: BaseException) -> Problem:
    """The problem of the error's nearest class in the table; an unexpected error is a plain 500."""
    found = next((PROBLEMS[kind] for kind in type(error).__mro__ if kind in PROBLEMS), UNEXPECTED)
    return found if isinstance(found, Problem) else found(error)
