"""What the played dialogues add up to, and the floor below which the tests fail."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import ceil, floor
from statistics import median

from tests.dialogues.play import Played, Turn

FLOOR = 0.995
"""The share of turns that must be right over all files; it only ever rises."""
SLACK = 0.01
"""How far above the floor a run may be before the floor has to be raised."""
HARDEST = 10


@dataclass(frozen=True)
class Score:
    """Figures of some dialogues; times are of whole turns, in milliseconds."""

    dialogues: int
    turns: int
    right: int
    wrong_writes: int
    tokens_per_turn: float
    median_ms: float
    p95_ms: float

    @property
    def share(self) -> float:
        """Of the turns that are right, from 0 to 1."""
        return self.right / self.turns if self.turns else 1.0

    @property
    def percent(self) -> str:
        """The share for people."""
        return percent(self.share)


def percent(share: float) -> str:
    """Rounded down to a tenth: 100.0 % means all."""
    return f"{floor(round(share * 1000, 6)) / 10:.1f} %"


def score(results: Sequence[Played]) -> Score:
    """The figures of these dialogues together."""
    turns = [turn for played in results for turn in played.turns]
    times = sorted(turn.seconds * 1000 for turn in turns) or [0.0]
    return Score(
        dialogues=len(results),
        turns=len(turns),
        right=sum(not turn.wrong for turn in turns),
        wrong_writes=sum(turn.wrong_writes for turn in turns),
        tokens_per_turn=sum(turn.tokens for turn in turns) / max(len(turns), 1),
        median_ms=median(times),
        p95_ms=times[ceil(0.95 * len(times)) - 1],
    )


def by_category(results: Iterable[Played]) -> dict[str, Score]:
    """One score for each dialogue file."""
    return _grouped((played.category, played) for played in results)


def by_tag(results: Iterable[Played]) -> dict[str, Score]:
    """One score for each tag; a dialogue counts under every tag that it has."""
    return _grouped((tag, played) for played in results for tag in played.tags)


def hardest(results: Iterable[Played]) -> list[tuple[str, Turn]]:
    """The worst turn of the worst dialogues: wrong writes first, then by the number of faults."""
    worst = [(played.id, min(played.turns, key=_badness)) for played in results if played.faults]
    return sorted(worst, key=lambda found: _badness(found[1]))[:HARDEST]


def _badness(turn: Turn) -> tuple[int, int]:
    return -turn.wrong_writes, -len(turn.wrong)


def _grouped(named: Iterable[tuple[str, Played]]) -> dict[str, Score]:
    groups: Mapping[str, list[Played]] = defaultdict(list)
    for name, played in named:
        groups[name].append(played)
    return {name: score(groups[name]) for name in sorted(groups)}
