"""Clients: each sends message after message, every one until it is answered."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from random import Random
from uuid import UUID

from tests.prove.torture.history import Operation, Outcome, Read
from tests.prove.torture.messages import Saying
from tests.prove.torture.wire import Answer, Broken, Line

OK, CONFLICT = 200, 409
AGAIN = {429, 503}
PAUSE = 0.02
PATIENCE = 60.0
RESENT, READ = 0.1, 0.1
"""How often a client sends an answered message again, and how often it reads the history."""


@dataclass
class Client:
    """One client of one session; it keeps what it saw."""

    name: str
    session: str
    line: Line
    sayings: Iterator[Saying]
    random: Random
    patience: float = PATIENCE
    resends: float = RESENT
    operations: list[Operation] = field(default_factory=list)
    reads: list[Read] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)
    """Every answer that was no 200."""

    @property
    def done(self) -> int:
        """How many messages it has sent."""
        return len(self.operations)

    def work(self, until: Callable[[], bool]) -> None:
        """Send messages until told to stop, and always the second half of a draft."""
        for saying in self.sayings:
            if until():
                break
            self.say(saying)
            if self.random.random() < READ:
                self.read()
        self.line.close()

    def say(self, saying: Saying) -> Operation:
        """Send one message until it is answered, refused for good, or patience ends."""
        key = str(UUID(int=self.random.getrandbits(128), version=4))
        invoked = time.monotonic()
        outcome, reply = self._insist(saying.message, key, invoked + self.patience)
        completed = time.monotonic()
        replies: tuple[str, ...] = (reply,) if outcome == "acknowledged" else ()
        if replies and self.random.random() < self.resends:
            again, repeated = self._insist(saying.message, key, completed + self.patience)
            replies += (repeated,) if again == "acknowledged" else ()
        operation = Operation(
            client=self.name,
            session=self.session,
            message=saying.message,
            key=key,
            invoked=invoked,
            completed=completed,
            outcome=outcome,
            replies=replies,
            announces=saying.announces,
        )
        self.operations.append(operation)
        return operation

    def read(self) -> None:
        """Read the history once; a broken read is none."""
        invoked = time.monotonic()
        try:
            answer = self.line.history(self.session)
        except Broken:
            return
        if answer.status != OK:
            self.answers.append(answer)
            return
        messages = tuple((m["role"], m["content"]) for m in answer.body["historial"])
        self.reads.append(Read(self.session, invoked, time.monotonic(), messages))

    def _insist(self, message: str, key: str, deadline: float) -> tuple[Outcome, str]:
        outcome: Outcome = "refused"
        while time.monotonic() < deadline:
            try:
                answer = self.line.chat(self.session, message, key)
            except Broken:
                outcome = "unknown"
            else:
                if answer.status == OK:
                    return "acknowledged", answer.body["respuesta"]
                self.answers.append(answer)
                if answer.status not in AGAIN:
                    return outcome, ""
            time.sleep(PAUSE)
        return outcome, ""
