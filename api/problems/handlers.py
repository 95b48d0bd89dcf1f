"""Errors as HTTP responses, and in the log: each is logged once, here or by the server."""

import logging
from collections.abc import Iterator
from dataclasses import replace
from http import HTTPStatus

from fastapi import FastAPI, Request, Response
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse
from starlette.routing import Match, Mount

from api.problems.errors import OUTAGES, PROBLEMS, problem_of
from graph.errors import ModelUnavailable
from tools.errors import DecryptionError

METHODS = ("DELETE", "GET", "OPTIONS", "PATCH", "POST", "PUT")
PRIVATE = (ModelUnavailable, DecryptionError)
"""Outages whose cause is not logged: it may quote a message or an API key."""

logger = logging.getLogger(__name__)


def install_handlers(app: FastAPI) -> None:
    """Answer every error with its problem."""
    for kind in (*PROBLEMS, Exception):
        app.add_exception_handler(kind, _answer)


def log_outage(error: BaseException) -> None:
    """Log the outage with its first cause, the driver's error; any other error is not logged.

    PostgreSQL's errors quote the statement from their second line on.
    """
    if isinstance(error, tuple(OUTAGES)):
        *_, cause = _causes(error)
        reason, *_ = str(cause).splitlines() or [""]
        quoted = "" if isinstance(error, PRIVATE) else f" ({reason})"
        logger.error("%s: %s%s", problem_of(error).code, error, quoted)


def log_failure(error: BaseException) -> None:
    """Log what no server will: an outage, or the traceback of an unexpected error."""
    log_outage(error)
    if not isinstance(error, tuple(PROBLEMS)):
        logger.error("unexpected error in a turn", exc_info=error)


async def _answer(request: Request, error: Exception) -> Response:
    """The problem. An unexpected error is raised again by Starlette, and logged by the server."""
    log_outage(error)
    if getattr(request.state, "english", False):
        return answer_in_english(error)
    problem = problem_of(error)
    if problem.status == HTTPStatus.METHOD_NOT_ALLOWED:
        allowed = ", ".join(_allowed(request, problem.headers.get("Allow", "")))
        problem = replace(problem, headers=dict(problem.headers) | {"Allow": allowed})
    return problem.response()


def answer_in_english(error: Exception) -> Response:
    """The error as LangGraph's own routes answer; an unexpected one is only named by its status."""
    problem, words = problem_of(error), ""
    if isinstance(error, HTTPException):
        words = str(error.detail)
    elif type(error) in PROBLEMS and isinstance(error, (ValueError, RuntimeError)):
        words = str(error)
    detail = words or HTTPStatus(problem.status).phrase
    return JSONResponse({"detail": detail}, problem.status, dict(problem.headers))


def _allowed(request: Request, announced: str) -> list[str]:
    """The methods of all routes with this path; the router names those of the first one."""
    known = {method.strip() for method in announced.split(",") if method.strip()}
    routes = [route for route in request.app.router.routes if not isinstance(route, Mount)]
    for method in METHODS:
        scope = dict(request.scope) | {"method": method}
        if any(route.matches(scope)[0] is Match.FULL for route in routes):
            known.add(method)
    return sorted(known | ({"HEAD"} if "GET" in known else set()))


def _causes(error: BaseException) -> Iterator[BaseException]:
    """The error, its cause, and so on down to the driver's."""
    cause: BaseException | None = error
    while cause is not None:
        yield cause
        cause = cause.__cause__
