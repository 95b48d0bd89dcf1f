"""Authenticates each request to a route that is not public, and gives its `Principal`."""

import logging
import re
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

from starlette.concurrency import run_in_threadpool
from starlette.requests import HTTPConnection

from api.access.api_keys import PREFIX, KeyRing
from api.access.credentials import credential_of
from api.access.errors import Forbidden, Unauthenticated
from api.access.loopback import is_loopback
from api.access.principal import ANYONE, Principal
from api.settings import AccessSettings
from graph.assembly import Assistant
from tools.api_keys import keys_were_made

if TYPE_CHECKING:
    from api.access.tokens import Tokens

LOCAL = "localhost"
ONLY_LOCAL = "Mientras no se configure quién puede entrar, solo se atiende a este mismo equipo."
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Gate:
    """Authentication as the settings say: by credential, by address, or none."""

    keys: KeyRing
    tokens: "Tokens | None"
    requires_credential: bool
    """Whether each request needs a valid API key or token."""
    serves_strangers: bool = False
    """Whether, without credentials, other machines may call too."""

    async def authenticate(self, connection: HTTPConnection) -> Principal:
        """The caller. Raises `Unauthenticated`, `Forbidden` and outages."""
        if self.requires_credential:
            return await self._principal(credential_of(connection.headers))
        if not self.serves_strangers and not _is_local(connection):
            raise Forbidden(ONLY_LOCAL)
        return ANYONE

    async def _principal(self, credential: str) -> Principal:
        if credential.startswith(PREFIX):
            return await run_in_threadpool(self.keys.principal, credential)
        if self.tokens is None:
            raise Unauthenticated
        return await self.tokens.principal(credential)


def open_gate(settings: AccessSettings, assistant: Assistant) -> Gate:
    """The gate of these settings; `AUTH=auto` requires credentials once an API key was made.

    Raises `CommandError`, and an outage of the database.
    """
    keys, tokens = KeyRing(assistant.database, assistant.now), _tokens(settings)
    match settings.auth:
        case "none":
            log.warning("AUTH=none: whoever reaches the service may do everything")
            return Gate(keys, tokens, requires_credential=False, serves_strangers=True)
        case "required":
            return Gate(keys, tokens, requires_credential=True)
        case "auto":
            required = keys_were_made(assistant.database) or tokens is not None
            return Gate(keys, tokens, requires_credential=required)


def _tokens(settings: AccessSettings) -> "Tokens | None":
    """The verifier of JWTs, whose library is loaded only where they are configured."""
    if not (settings.jwt_secret or settings.jwt_jwks):
        return None
    tokens: Tokens | None = import_module("api.access.tokens").open_tokens(settings)
    return tokens


def _is_local(connection: HTTPConnection) -> bool:
    """Whether address and `Host` are this machine's.

    The `Host` defends against DNS rebinding: a page whose own name was made to resolve to this
    machine still sends that name.
    """
    host = connection.headers.get("host", LOCAL).lower()
    name = re.sub(r":\d*$", "", host).strip("[]")
    from_here = connection.client is not None and is_loopback(connection.client.host)
    return from_here and (name == LOCAL or is_loopback(name))
