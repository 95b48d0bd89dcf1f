"""Editors: each changes, deletes and takes back clients that others change, too."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from random import Random

from tests.prove.torture.changes import Action, Seen, Write
from tests.prove.torture.messages import spelled
from tests.prove.torture.wire import Answer, Broken, Line

DONE = {200, 204}
REFUSED = {404, 409, 412}
NOT_FOUND, BUSY = 404, 503
PAUSE = 0.02
STALE = 0.15
"""How often an editor goes by an older version than the last."""


@dataclass
class Editor:
    """One editor; it keeps what it saw."""

    number: int
    line: Line
    clients: Sequence[int]
    random: Random
    patience: float
    writes: list[Write] = field(default_factory=list)
    seen: list[Seen] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)
    """Every answer that is neither a success nor a refusal."""

    @property
    def done(self) -> int:
        """How many writes it has tried."""
        return len(self.writes)

    def work(self, until: Callable[[], bool]) -> None:
        """Read a client and write to it, until told to stop."""
        while not until():
            read = self._read(self.random.choice(self.clients))
            if read:
                self._write(read)
        self.line.close()

    def _read(self, client: int) -> Seen | None:
        invoked = time.monotonic()
        try:
            answer = self.line.client(client)
            gone = answer.status == NOT_FOUND
            answer = self.line.changes(client) if gone else answer
        except Broken:
            time.sleep(PAUSE)
            return None
        if answer.status not in DONE:
            self.answers.append(answer)
            return None
        name = None if gone else answer.body["nombre"]
        if gone and answer.body["cambios"][0]["despues"]:
            return None  # it was brought back between the two
        read = Seen(client, answer.version, name, invoked)
        self.seen.append(read)
        return read

    def _write(self, read: Seen) -> None:
        base = read.version - (self.random.random() < STALE and read.version > 1)
        action: Action = "deshacer"
        if read.name and (base == 1 or self.random.random() < 0.75):
            action = self.random.choice(("cambiar", "cambiar", "borrar"))
        name = self._name() if action == "cambiar" else None
        version = self._act(read.client, base, name, action)
        if version and action == "deshacer":
            self._act(read.client, version, None, action)  # refused, or it was taken back twice

    def _act(self, client: int, base: int, name: str | None, action: Action) -> int | None:
        """Write, and keep what came of it; the version that it produced."""
        invoked = time.monotonic()
        answer, doubtful = self._insist(client, base, name, action)
        status = answer.status if answer else BUSY
        refused = status in REFUSED and not doubtful
        self.writes.append(
            Write(
                client=client,
                base=base,
                action=action,
                name=name,
                invoked=invoked,
                completed=time.monotonic(),
                outcome="acknowledged" if status in DONE else "refused" if refused else "unknown",
                version=answer.version if answer and status in DONE else None,
            )
        )
        return self.writes[-1].version

    def _insist(
        self, client: int, base: int, name: str | None, action: Action
    ) -> tuple[Answer | None, bool]:
        """The last answer, and whether a try before it may have been done."""
        deadline, doubtful = time.monotonic() + self.patience, False
        while time.monotonic() < deadline:
            try:
                answer = self._send(client, base, name, action)
                if answer.status in DONE | REFUSED:
                    return answer, doubtful
                self.answers.append(answer)
            except Broken:
                pass
            doubtful = True
            time.sleep(PAUSE)
        return None, doubtful

    def _send(self, client: int, base: int, name: str | None, action: Action) -> Answer:
        if name:
            return self.line.change(client, base, name)
        return (self.line.remove if action == "borrar" else self.line.undo)(client, base)

    def _name(self) -> str:
        """Like no other's."""
        return spelled(self.number * 10_000 + len(self.writes)).title()
