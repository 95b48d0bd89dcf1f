"""A thread is named by its owner and the owner's session id together: nobody's id is another's."""

from urllib.parse import quote, unquote

SEPARATOR = "/"
"""In no session id and in no quoted owner."""


def thread_of(owner: str, session_id: str) -> str:
    """The name of the owner's thread; without an owner (one user, no sign-in) the id itself."""
    return owned_by(owner) + session_id


def owner_and_session(thread: str) -> tuple[str, str]:
    """Whose thread it is, and its session id."""
    owner, _, session_id = thread.rpartition(SEPARATOR)
    return unquote(owner), session_id


def owned_by(owner: str) -> str:
    """How the names of the owner's threads begin; "" for those that are nobody's."""
    return f"{quote(owner, safe='')}{SEPARATOR}" if owner else ""
