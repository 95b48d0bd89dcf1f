"""Whether a client of a model's and one of the rules' are the same, by folded name and address."""

from typing import NamedTuple

from graph.understanding.evidence.short_forms import meant
from graph.understanding.intents import CreateClient
from graph.understanding.situation import Draft, Memory
from tools.errors import InvalidEmail
from tools.folding import fold
from tools.validity import valid_email


class Client(NamedTuple):
    """A client to compare with others: folded name and email, "" where there is none."""

    name: str
    email: str
    asked: bool = True
    revoked: bool = False


def client_of(intent: CreateClient, memory: Memory) -> Client:
    """The client of a creation; one that is not fresh completes a client in line."""
    pending = meant(memory.line, intent.name, intent.email, intent.about)
    base = pending or (None if intent.fresh else memory.draft) or Draft()
    name = pending.name if pending and not intent.about else intent.name or base.name
    client = folded(name, normalised(intent.email or base.email))
    asked = not (intent.doubt or (not intent.fresh and base.proposed))
    return client._replace(asked=asked, revoked=intent.doubt == "revoked")


def folded(name: str | None, email: str | None) -> Client:
    """The client with this name and address."""
    return Client(fold(name or ""), fold(email or ""))


def normalised(email: str | None) -> str | None:
    """The address in the normal form of stored ones; an invalid one unchanged."""
    try:
        return valid_email(email) if email else None
    except InvalidEmail:
        return email


def same(one: Client, other: Client) -> bool:
    """Whether both have the same name and the same address."""
    return _alike(one.name, other.name) and _alike(one.email, other.email)


def shares(one: Client, other: Client) -> bool:
    """Whether both have the same name or the same address."""
    return _alike(one.name, other.name) or _alike(one.email, other.email)


def _alike(one: str, other: str) -> bool:
    return one == other != ""
