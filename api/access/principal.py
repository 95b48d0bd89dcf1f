"""Who is calling, what is theirs, and what they may do."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, get_args

Role = Literal["read", "write", "admin"]

ROLES: tuple[Role, ...] = get_args(Role)
"""From the least to the most: each includes those before it."""
MAX_OWNER = 128
"""Characters of an owner's name."""


@dataclass(frozen=True)
class Principal:
    """Who is calling. Without sign-in the owner is empty, and there is only one of them."""

    owner: str
    """Whose sessions the caller's are; shared by all keys and tokens of one person or program."""
    roles: frozenset[Role]
    name: str
    """A stable name of the credential, which is no secret, for counters: `key:<id>`,
    `jwt:<subject>`, or empty without sign-in, where only the address tells callers apart."""


def granted(named: Iterable[object]) -> frozenset[Role]:
    """The roles among what is named, with those that they include; what is unknown grants none."""
    known = [ROLES.index(role) for role in ROLES if role in named]
    return frozenset(ROLES[: max(known) + 1]) if known else frozenset()


def is_owner(name: str) -> bool:
    """Whether the name can be an owner's: 1 to 128 visible characters, no space around them."""
    return 0 < len(name) <= MAX_OWNER and name.isprintable() and name == name.strip()


ANYONE = Principal(owner="", roles=granted(ROLES), name="")
"""Whoever calls a service that asks nobody to sign in."""
