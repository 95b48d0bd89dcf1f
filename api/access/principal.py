"""The authenticated caller: the owner of its sessions, and its roles."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, get_args

Role = Literal["metrics", "read", "write", "admin"]

ROLES: tuple[Role, ...] = get_args(Role)
INCLUDED: dict[Role, frozenset[Role]] = {
    "metrics": frozenset({"metrics"}),
    "read": frozenset({"read"}),
    "write": frozenset({"read", "write"}),
    "admin": frozenset(ROLES),
}
"""What each role may do: its own, and that of others."""
MAX_OWNER = 128
"""Characters of an owner's name."""


@dataclass(frozen=True)
class Principal:
    """The caller of a request. Without authentication all callers share the empty owner."""

    owner: str
    """Selects the caller's sessions; all keys and tokens of one person or program share it."""
    roles: frozenset[Role]
    name: str
    """A stable, public name of the credential, for rate limits: `key:<id>`, `jwt:<subject>`, or
    empty without authentication, where callers are counted by address."""


def granted(named: Iterable[object]) -> frozenset[Role]:
    """The named roles and those that they include; unknown names grant nothing."""
    given = [*named]
    return frozenset().union(*(INCLUDED[role] for role in ROLES if role in given))


def is_owner(name: str) -> bool:
    """Whether the name is a valid owner: 1 to 128 visible characters, no space around them."""
    return 0 < len(name) <= MAX_OWNER and name.isprintable() and name == name.strip()


ANYONE = Principal(owner="", roles=granted(ROLES), name="")
"""Every caller of a service without authentication."""
