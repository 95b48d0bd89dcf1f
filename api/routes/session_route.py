"""Routes of one session, each served twice: with its id in the path, and in the header."""

from collections.abc import Callable
from types import FunctionType
from typing import Any, TypeVar

from fastapi import APIRouter, Depends
from fastapi.exceptions import RequestValidationError

from api.access.roles import Needs
from api.routes.dependencies import HeaderSession

ID = "/{session_id}"

Endpoint = TypeVar("Endpoint", bound=Callable[..., Any])


def session_route(
    router: APIRouter, method: str, path: str, role: Needs, *, summary: str, **options: Any
) -> Callable[[Endpoint], Endpoint]:
    """Register an endpoint at `path`, and at the path without the id, which the header then names.

    An id in the header stays out of URLs and logs. `options` are FastAPI's, for both routes.
    """
    options |= {"methods": [method], "dependencies": [Depends(role)]}

    def register(endpoint: Endpoint) -> Endpoint:
        router.add_api_route(path, endpoint, summary=summary, **options)
        router.add_api_route(
            path.replace(ID, ""),
            _by_header(endpoint),
            summary=f"{summary}, con el id en la cabecera",
            description=(
                f"Como `{method} {router.prefix}{path}`, sin que el id quede en URLs ni registros."
            ),
            **options,
        )
        return endpoint

    return register


def refuse_other_ids(router: APIRouter, path: str, role: Needs, methods: list[str]) -> None:
    """Refuse the paths whose id is empty or has a slash: an invalid id, not an unknown route."""
    dependencies = [Depends(role)]
    router.add_api_route(
        path, _refuse, methods=methods, dependencies=dependencies, include_in_schema=False
    )


async def _refuse() -> None:
    fault = {"type": "string_pattern_mismatch", "loc": ("path", "session_id")}
    raise RequestValidationError([fault])


def _by_header(endpoint: Callable[..., Any]) -> FunctionType:
    """A copy whose `session_id` FastAPI takes from the header, as its annotation says."""
    name = f"{endpoint.__name__}_by_header"
    copy = FunctionType(endpoint.__code__, endpoint.__globals__, name, endpoint.__defaults__)
    copy.__annotations__ = endpoint.__annotations__ | {"session_id": HeaderSession}
    return copy
