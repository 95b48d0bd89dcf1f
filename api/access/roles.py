"""What a route asks of its caller. A route that asks nothing has to stand among the public ones."""

from collections.abc import Iterator, Sequence
from typing import Annotated

from fastapi import Depends, Request
from fastapi.routing import RouteContext, iter_route_contexts
from starlette.routing import BaseRoute

from api.access.credentials import has_credential
from api.access.errors import Forbidden, Unauthenticated
from api.access.gate import Gate
from api.access.principal import Principal, Role
from api.edge.rates import address_of, rates_of

PUBLIC = frozenset(
    {
        *("/", "/static/{name:path}", "/healthz", "/readyz"),
        *("/docs", "/docs/start.js", "/docs/{name}", "/openapi.json"),
    }
)
"""Paths of the routes for everybody: they show nothing that is anybody's."""


async def admitted(request: Request) -> Principal:
    """Who is calling. Raises `Unauthenticated`, `Forbidden`, outages, and 429 after many failures.

    A request without any credential is no guess, so it is not counted as a failure.
    """
    gate: Gate = request.app.state.gate
    rates, address = rates_of(request), address_of(request)
    if gate.asks:
        await rates.refuse_blocked(address)
    try:
        principal = await gate.admit(request)
    except Unauthenticated:
        if has_credential(request.headers):
            await rates.count_failure(address)
        raise
    request.state.caller = principal.name
    return principal


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
