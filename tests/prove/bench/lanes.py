"""Lanes: what takes turns beside others, so that what the machine does meanwhile hits all alike."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from time import perf_counter

from tests.prove.bench.figures import Spread
from tests.prove.bench.messages import KINDS, message

BLOCK = len(KINDS)
"""Turns that a lane takes before the next lane's: one of each kind."""
SPARE = 5 * BLOCK
"""Turns that a lane can take after its samples."""
Chat = Callable[[str, str], None]
"""One turn: a session, its message."""


@dataclass
class Lane:
    """Sessions that have reached a mark; each gives at most as many turns again."""

    chat: Chat
    mark: int
    samples: int
    label: str
    seconds: list[float] = field(default_factory=list)

    @property
    def sessions(self) -> int:
        """How many have to be brought to the mark."""
        return -(-(self.samples + SPARE) // self.mark)

    def drive(self, report: Callable[[int], None] | None = None) -> None:
        """Bring every session to the turn before the mark."""
        for number in range(self.sessions):
            session = f"{self.label}{number}"
            for turn in range(1, self.mark):
                self.chat(session, message(session, turn))
                if report:
                    report(turn)

    def take(self) -> None:
        """Take a block of turns."""
        for _ in range(BLOCK):
            number = len(self.seconds)
            session = f"{self.label}{number // self.mark}"
            words = message(session, self.mark + number % self.mark, kind=number)
            began = perf_counter()
            self.chat(session, words)
            self.seconds.append(perf_counter() - began)

    @property
    def spread(self) -> Spread:
        """Of the turns that were taken."""
        return Spread.of(self.seconds)


def side_by_side(lanes: Sequence[Lane], report: Callable[[float], None]) -> None:
    """Let all lanes take their turns, spread evenly over the time; each round begins elsewhere."""
    rounds = max(lane.samples for lane in lanes) // BLOCK
    for number in range(rounds):
        first = number % len(lanes)
        for lane in (*lanes[first:], *lanes[:first]):
            due = (number + 1) * lane.samples // rounds // BLOCK * BLOCK
            while len(lane.seconds) < due:
                lane.take()
        report((number + 1) / rounds)
