"""How many files and sockets the process may open, and how that is shared out."""

import sys

if sys.platform != "win32":
    import resource

USUAL, MOST = 1_024, 8_192
"""Descriptors that a process usually may open, and how many this service has a use for."""


def raise_limit() -> None:
    """Allow the process as many open files as are of use and as the system lets it have."""
    if sys.platform != "win32":
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        most = MOST if hard == resource.RLIM_INFINITY else min(MOST, hard)
        if soft != resource.RLIM_INFINITY and soft < most:
            resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))


def most_connections() -> int:
    """Half of all, for clients; the rest is for files and for connections to servers."""
    return _limit() // 2


def most_turns() -> int:
    """Each turn under way may have a connection to the model's server and two of the database."""
    return _limit() // 8


def _limit() -> int:
    if sys.platform == "win32":
        return USUAL
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return MOST if soft == resource.RLIM_INFINITY else min(MOST, soft)
