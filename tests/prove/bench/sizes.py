"""How much is measured: all of it, or a little of everything to see that the command works."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Sizes:
    """Counts of turns, sessions, rows and rounds."""

    name: str
    marks: tuple[int, ...]
    """Turns of a session at which ours is measured."""
    peer_marks: tuple[int, ...]
    samples: int
    """Turns measured at each mark of ours, and of each part of the floor."""
    peer_samples: int
    crowd_sessions: int
    crowd_turns: int
    """Of each session in a round."""
    crowd_rounds: int
    long_turns: int
    """Of each session in a further round, in which sessions are long."""
    late_sessions: tuple[int, ...]
    late_rounds: int
    model_seconds: float
    rows: tuple[int, ...]
    starts: int
    memory_after: int
    """The turn from which on the service's memory has to stay as it is."""


FULL = Sizes(
    name="full",
    marks=(10, 100, 1_000, 10_000),
    peer_marks=(10, 100, 1_000),
    samples=200,
    peer_samples=40,
    crowd_sessions=32,
    crowd_turns=10,
    crowd_rounds=3,
    long_turns=100,
    late_sessions=(100, 1_000),
    late_rounds=2,
    model_seconds=1.0,
    rows=(1_000, 100_000, 1_000_000),
    starts=5,
    memory_after=1_000,
)
QUICK = Sizes(
    name="quick",
    marks=(10, 40),
    peer_marks=(10,),
    samples=12,
    peer_samples=4,
    crowd_sessions=4,
    crowd_turns=2,
    crowd_rounds=1,
    long_turns=4,
    late_sessions=(4, 8),
    late_rounds=1,
    model_seconds=0.1,
    rows=(500,),
    starts=1,
    memory_after=20,
)
