"""The role that each route requires. A route without one has to be listed as public."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request
from fastapi.routing import RouteContext, iter_route_contexts
from starlette.routing import BaseRoute

from api.access.credentials import has_credential
from api.access.errors import CredentialTooLong, Forbidden, Unauthenticated
from api.access.gate import Gate
from api.access.principal import Principal, Role
from api.edge.rates.rates import address_of, rates_of

PUBLIC = frozenset(
    {
        *("/", "/static/{name:path}", "/healthz", "/readyz"),
        *("/docs", "/docs/start.js", "/docs/{name}", "/openapi.json"),
    }
)
"""Paths of the routes without authentication: they show no data of people."""


async def admitted(request: Request) -> Principal:
    """The caller. Raises `Unauthenticated`, `Forbidden`, outages, and 429 after many failures.

    A request without any credential, or with one that is not read, guesses none.
    """
    gate: Gate = request.app.state.gate
    rates, address = rates_of(request), address_of(request)
    if gate.requires_credential:
        await rates.refuse_blocked(address)
    try:
        principal = await gate.authenticate(request)
    except CredentialTooLong:
        raise
    except Unauthenticated:
        if has_credential(request.headers):
            await rates.count_failure(address)
        raise
    if gate.requires_credential:  # of credentials judged at once, the limit counts the verdicts
        await rates.refuse_blocked(address)
    request.state.caller = principal.name
    return principal


Caller = Annotated[Principal, Depends(admitted)]


@dataclass(frozen=True)
class Needs:
    """A dependency that requires a role."""

    role: Role
    """This one, or one that includes it."""

    async def __call__(self, caller: Caller) -> None:
        """Raises `Forbidden`, and what `admitted` raises."""
        if self.role not in caller.roles:
            raise Forbidden(f"Hace falta el rol {self.role}.")


METRICS = Needs("metrics")
READ, WRITE, ADMIN = Needs("read"), Needs("write"), Needs("admin")


class Unguarded(TypeError):
    """A route neither requires a role nor is listed in `PUBLIC`."""


def guarded(routes: Sequence[BaseRoute]) -> Iterator[tuple[RouteContext, Role]]:
    """The routes that require a role, each with it."""
    for route in iter_route_contexts(routes):
        for role in _roles_of(route):
            yield route, role


def refuse_unguarded(routes: Sequence[BaseRoute]) -> None:
    """Raises `Unguarded` unless every route either requires one role or is public."""
    for route in iter_route_contexts(routes):
        if len(_roles_of(route)) != (route.path not in PUBLIC):
            raise Unguarded(f"{route.path} has to require one role, or to be in PUBLIC")


def _roles_of(route: RouteContext) -> list[Role]:
    dependant = getattr(route, "dependant", None)
    calls = [] if dependant is None else [each.call for each in dependant.dependencies]
    return [call.role for call in calls if isinstance(call, Needs)]
