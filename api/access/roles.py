"""What a route asks of its caller. A route that asks nothing has to stand among the public ones."""

from collections.abc import Iterator, Sequence
from typing import Annotated

from fastapi import Depends, Request
from fastapi.routing import RouteContext, iter_route_contexts
from starlette.routing import BaseRoute

from api.access.errors import Forbidden
from api.access.gate import Gate
from api.access.principal import Principal, Role

PUBLIC = frozenset({"/", "/healthz", "/readyz", "/docs", "/openapi.json"})
"""Paths of the routes for everybody: they show nothing that is anybody's."""


async def admitted(request: Request) -> Principal:
    """Who is calling. Raises `Unauthenticated`, `Forbidden` and outages."""
    gate: Gate = request.app.state.gate
    return await gate.admit(request)


Caller = Annotated[Principal, Depends(admitted)]


class Needs:
    """A dependency that lets only callers with a role through."""

    def __init__(self, role: Role) -> None:
        """Roles that include it do as well."""
        self.role = role

    async def __call__(self, caller: Caller) -> None:
        """Raises `Forbidden`, and what `admitted` raises."""
        if self.role not in caller.roles:
            raise Forbidden(f"Hace falta el rol {self.role}.")


READ, WRITE, ADMIN = Needs("read"), Needs("write"), Needs("admin")


class Unguarded(TypeError):
    """A route neither asks for a role nor is public: whoever wrote it has to say which."""


def guarded(routes: Sequence[BaseRoute]) -> Iterator[tuple[RouteContext, Role]]:
    """The routes that ask for a role, each with it."""
    for route in iter_route_contexts(routes):
        for role in _asked(route):
            yield route, role


def refuse_unguarded(routes: Sequence[BaseRoute]) -> None:
    """Raises `Unguarded` unless every route either asks for one role or is public."""
    for route in iter_route_contexts(routes):
        if len(_asked(route)) != (route.path not in PUBLIC):
            raise Unguarded(f"{route.path} has to ask for one role, or to be public")


def _asked(route: RouteContext) -> list[Role]:
    dependant = getattr(route, "dependant", None)
    calls = [] if dependant is None else [each.call for each in dependant.dependencies]
    return [call.role for call in calls if isinstance(call, Needs)]
