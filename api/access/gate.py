"""The gate: each request that is not public comes through here, and leaves as somebody's."""

import logging
import re
from dataclasses import dataclass

from starlette.concurrency import run_in_threadpool
from starlette.requests import HTTPConnection

from api.access.api_keys import PREFIX, KeyRing
from api.access.credentials import credential_of
from api.access.errors import Forbidden, Unauthenticated
from api.access.loopback import is_loopback
from api.access.principal import ANYONE, Principal
from api.access.tokens import Tokens, open_tokens
from api.settings import AccessSettings
from graph.assembly import Assistant
from tools.api_keys import has_keys

LOCAL = "localhost"
ONLY_HERE = "Mientras no se configure quién puede entrar, solo se atiende a este mismo equipo."

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Gate:
    """Lets callers in: who signs in; without sign-in this machine's, or with `anywhere` all."""

    keys: KeyRing
    tokens: Tokens | None
    asks: bool
    """Whether callers have to sign in."""
    anywhere: bool = False
    """Whether other machines may call without signing in."""

    async def admit(self, connection: HTTPConnection) -> Principal:
        """Who is calling. Raises `Unauthenticated`, `Forbidden` and outages."""
        if self.asks:
            return await run_in_threadpool(self.recognise, credential_of(connection.headers))
        if not self.anywhere and not _is_here(connection):
            raise Forbidden(ONLY_HERE)
        return ANYONE

    def recognise(self, credential: str) -> Principal:
        """Whose credential it is. Blocks. Raises `Unauthenticated` and outages."""
        if credential.startswith(PREFIX):
            return self.keys.principal(credential)
        if self.tokens is None:
            raise Unauthenticated
        return self.tokens.principal(credential)


def open_gate(settings: AccessSettings, assistant: Assistant) -> Gate:
    """The gate that the settings describe; `AUTH=auto` looks for keys.

    Raises `CommandError`, and an outage of the database.
    """
    keys, tokens = KeyRing(assistant.database, assistant.now), open_tokens(settings)
    match settings.auth:
        case "none":
            log.warning("AUTH=none: whoever reaches the service may do everything")
            return Gate(keys, tokens, asks=False, anywhere=True)
        case "required":
            return Gate(keys, tokens, asks=True)
        case "auto":
            with assistant.database.read() as transaction:
                return Gate(keys, tokens, asks=tokens is not None or has_keys(transaction))


def _is_here(connection: HTTPConnection) -> bool:
    """Whether the caller is on this machine and calls us by a name of it.

    A page from elsewhere, whose own name was made to lead here (DNS rebinding), calls by that name.
    """
    host = connection.headers.get("host", LOCAL).lower()
    name = re.sub(r":\d*$", "", host).strip("[]")
    from_here = connection.client is not None and is_loopback(connection.client.host)
    return from_here and (name == LOCAL or is_loopback(name))
