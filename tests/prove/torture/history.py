"""What happened: operations as clients saw them, and what the files hold in the end."""

import math
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Outcome = Literal["acknowledged", "refused", "unknown"]
Role = Literal["user", "assistant"]
Wrote = tuple[int, str]
"""The turn of a write to a client, and its action."""


@dataclass(frozen=True)
class Operation:
    """One message, sent until it was answered or given up; unique in its session.

    Times are of one monotonic clock. `replies` are the replies of every 200 that it got: more than
    one when it was sent again after it had been answered.
    """

    client: str
    session: str
    message: str
    key: str
    invoked: float
    completed: float
    outcome: Outcome
    replies: tuple[str, ...] = ()
    announces: tuple[str, ...] = ()
    """Emails of the clients that the reply has to name."""

    @property
    def acknowledged_at(self) -> float:
        """Infinitely late if it never was."""
        return self.completed if self.outcome == "acknowledged" else math.inf


@dataclass(frozen=True)
class Row:
    """One message of a transcript, in its order; services without turns or keys have None."""

    role: Role
    content: str
    turn: int | None = None
    key: str | None = None


@dataclass(frozen=True)
class ClientRow:
    """A client; the provenance is None where the service keeps none."""

    name: str
    email: str
    session: str | None = None
    turn: int | None = None


@dataclass(frozen=True)
class Read:
    """What GET /history answered."""

    session: str
    invoked: float
    completed: float
    messages: tuple[tuple[Role, str], ...]


@dataclass(frozen=True)
class Final:
    """What the files hold; `counters` are the sessions' turn numbers."""

    transcripts: Mapping[str, tuple[Row, ...]] = field(default_factory=dict)
    clients: tuple[ClientRow, ...] = ()
    counters: Mapping[str, int] = field(default_factory=dict)
    written: Mapping[str, Counter[Wrote]] | None = None
    """By session, what the log of the directory has of each turn; None: there is none."""
    has_provenance: bool = True


@dataclass(frozen=True)
class History:
    """All of it."""

    operations: tuple[Operation, ...] = ()
    reads: tuple[Read, ...] = ()
    final: Final = field(default_factory=Final)
