"""Names of threads: owner and session id together, so that owners' session ids never collide."""

from urllib.parse import quote, unquote

SEPARATOR = "/"
"""Occurs in no session id and in no quoted owner."""


def thread_of(owner: str, session_id: str) -> str:
    """The name of the owner's thread; without an owner (one user, no sign-in) the id itself."""
    return owned_by(owner) + session_id


def owner_and_session(thread: str) -> tuple[str, str]:
    """Whose thread it is, and its session id."""
    owner, _, session_id = thread.rpartition(SEPARATOR)
    return unquote(owner), session_id


def owned_by(owner: str) -> str:
    """The prefix of the names of the owner's threads; "" without an owner."""
    return f"{quote(owner, safe='')}{SEPARATOR}" if owner else ""
