"""The routes of LangGraph's server, beside ours under `langgraph dev`: who may call them.

The server asks its `auth` on most of its routes, and on some that show threads nobody.
"""

import re
from collections.abc import Collection
from typing import Any, cast

from langgraph_sdk import Auth
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.routing import BaseRoute, Match
from starlette.types import ASGIApp, Receive, Scope, Send

from api.access.errors import Forbidden
from api.access.gate import Gate
from api.access.principal import Principal
from api.access.roles import admitted
from api.edge.rates.rates import limited
from api.problems.errors import PROBLEMS
from api.problems.handlers import answer_in_english, log_outage
from graph.memory.thread_names import CALLER
from graph.studio import ServerCopies

NOT_SERVED = ("/internal", "/deploy")
"""Paths of routes for LangGraph's own tests and its cloud, which know no owners of threads."""
OPEN = ("/ok", "/info")
"""Paths of LangGraph's server that say whether it runs, and its version."""
LOOPBACK = "/noauth"
"""The root path of requests that LangGraph's server sends itself; no client can set one."""
STUDIO_ORIGINS = r"https://([a-z]+\.)?smith\.langchain\.com"
"""The origins of Studio's page; langgraph.json has the same under `cors`."""
FOREIGN = "a page of another origin may not call this server"
ONLY_LOCAL = "until a key exists only this machine may call, as localhost"
CHANGES = ("create", "update", "delete", "create_run")
"""The actions that LangGraph's server names, but for reading and searching."""

auth = Auth()


@auth.authenticate
async def authenticate(scope: dict[str, Any]) -> dict[str, Any]:
    """The caller whom `StudioGate` has let in, with the owner as identity, for every run."""
    principal: Principal | None = scope.get("state", {}).get("principal")
    if principal is None:
        raise Auth.exceptions.HTTPException(401)
    return {"identity": principal.owner, "permissions": sorted(principal.roles)}


@auth.on
async def authorize(ctx: Auth.types.AuthContext, value: Any) -> dict[str, Any] | None:
    """Ask for the role, and give threads to their owners. Without sign-in all are everybody's."""
    owner = ctx.user.identity
    role = "write" if ctx.action in CHANGES else "read"
    if ctx.resource == "assistants" and role == "write":
        role = "admin"  # they are everybody's
    if role not in ctx.permissions:
        raise Auth.exceptions.HTTPException(403, f"the role {role} is needed")
    if ctx.resource == "crons" and owner:
        raise Auth.exceptions.HTTPException(403, "a schedule would outlive its owner's credential")
    if ctx.resource == "assistants" or not owner:
        return None
    value.setdefault("metadata", {})["owner"] = owner
    return {"owner": owner}


ITS_OWN = frozenset(("/metrics",))
"""Paths of ours at which LangGraph's server has a route of its own, which nothing else guards."""


class StudioGate:
    """Our gate in front of every route of the application that is not one of ours."""

    def __init__(self, app: ASGIApp, *, ours: Collection[BaseRoute]) -> None:
        """`ours` guard themselves."""
        self._app, self._ours, self._copies = app, ours, ServerCopies()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on with its caller, or answer why not."""
        if (
            scope["type"] == "lifespan"
            or scope.get("root_path") == LOOPBACK
            or self._is_ours(scope)
        ):
            await self._app(scope, receive, send)
            return
        request = Request({**scope, "type": "http", "method": scope.get("method", "GET")})
        scope["state"] = request.scope["state"] = {**scope.get("state", {}), "english": True}
        # The scope's path: a URL is put together with the header Host, in which anything may stand.
        if request.method != "OPTIONS" and scope["path"] not in OPEN:
            try:
                await self._admit(request)
            except tuple(PROBLEMS) as error:
                log_outage(error)
                await _refusal(error)(scope, receive, send)
                return
        await self._app(scope, receive, send)

    def _is_ours(self, scope: Scope) -> bool:
        named = any(route.matches(scope)[0] is Match.FULL for route in self._ours)
        return named and scope["path"] not in ITS_OWN

    async def _admit(self, request: Request) -> None:
        """Name the caller. Raises `Unauthenticated`, `Forbidden`, outages and 429."""
        gate: Gate = request.app.state.gate
        if request.scope["path"].startswith(NOT_SERVED):
            raise HTTPException(404)
        if not gate.requires_credential:
            _refuse_foreign_page(request.headers)
        try:
            principal = request.state.principal = await admitted(request)
        except Forbidden as error:
            raise HTTPException(403, ONLY_LOCAL) from error
        await limited(request)
        CALLER.set(principal.owner)
        await self._copies.drop_outdated(request.app.state.assistant.database)


def _refuse_foreign_page(headers: Headers) -> None:
    """Without sign-in a page need not read an answer to do harm, and sends what needs no CORS."""
    origin = headers.get("origin")
    own = ("http://", "https://")
    if origin is None or origin in [scheme + headers.get("host", "") for scheme in own]:
        return
    if not re.fullmatch(STUDIO_ORIGINS, origin):
        raise HTTPException(403, FOREIGN)


def _refusal(error: Exception) -> ASGIApp:
    """The answer, which Studio's page may read; a WebSocket is closed before it is opened."""
    answer = CORSMiddleware(answer_in_english(error), allow_origin_regex=STUDIO_ORIGINS)

    async def refused(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
        else:
            await answer(scope, receive, send)

    return cast(ASGIApp, refused)
