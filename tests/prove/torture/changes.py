"""What editors of clients saw, and what the directory and its log hold in the end."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from tests.prove.torture.history import Outcome

Action = Literal["crear", "cambiar", "borrar", "unir", "deshacer"]


@dataclass(frozen=True)
class Write:
    """One write to a client, sent with `If-Match` until it was answered or given up.

    Refused is only what no try can have written: every try was answered, and with a refusal.
    """

    client: int
    base: int
    """The version that it was meant for."""
    action: Action
    name: str | None
    """New, and like no other write's; None for a deletion and an undo."""
    invoked: float
    completed: float
    outcome: Outcome
    version: int | None = None
    """The version that the answer told; None unless acknowledged."""


@dataclass(frozen=True)
class Seen:
    """A client as it was read; without a name it was deleted."""

    client: int
    version: int
    name: str | None
    invoked: float


@dataclass(frozen=True)
class Logged:
    """A row of the log."""

    id: int
    version: int
    action: Action
    replaced: str | None
    undoes: int | None


@dataclass(frozen=True)
class Directory:
    """Each client's log in the order of versions, and the clients that are there."""

    logs: Mapping[int, tuple[Logged, ...]]
    rows: Mapping[int, tuple[int, str]] = field(default_factory=dict)
    """Version and name."""

    def name_after(self, client: int, version: int) -> str | None:
        """What the client was called after this version of it, by what the next one replaced."""
        later = [entry for entry in self.logs[client] if entry.version > version]
        if later:
            return later[0].replaced
        return self.rows[client][1] if client in self.rows else None
