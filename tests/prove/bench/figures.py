"""What was measured, as plain values."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean, median, quantiles

from tests.prove.bench.messages import KINDS

Timings = dict[str, dict[str, float]]
"""Of the directory: by kind of action, what `tests.prove.bench.directory` says of it."""


@dataclass(frozen=True)
class Spread:
    """Milliseconds of many turns."""

    typical: float
    """The median of each kind of message, averaged: no kind is measured more than another."""
    p95: float

    @classmethod
    def of(cls, seconds: Sequence[float]) -> "Spread":
        """Of turns in the order in which they were taken, the kinds following each other."""
        ms = [each * 1000 for each in seconds]
        kinds = [ms[first :: len(KINDS)] for first in range(min(len(KINDS), len(ms)))]
        return cls(fmean(median(kind) for kind in kinds), percentile(ms, 95))


@dataclass(frozen=True)
class Disk:
    """KB (1,024 bytes) on disk a turn."""

    so_far: float
    """What all turns up to a mark added to fresh files, divided by their number."""
    further: float
    """What each of the turns measured at the mark added."""


@dataclass(frozen=True)
class Load:
    """Many sessions at once; only turns that were answered count."""

    turns_per_second: float
    p50: float
    p95: float
    """Milliseconds."""
    cpu_ms: float
    """Of the service's processor time, a turn."""
    failed: int
    """Turns that were answered with an error."""


@dataclass(frozen=True)
class Late:
    """One turn of each of many sessions at once, with a model that is slow for everybody."""

    median: float
    """Seconds until all are answered, in the median round."""
    slowest: float
    cpu_ms: float
    """Of the service's processor time, a turn."""
    memory: float
    """Resident memory after the last round over that after the first one."""


@dataclass(frozen=True)
class Scaling:
    """A service with a number of workers, many sessions at once."""

    turns_per_second: float
    cpu_ms: float
    """Milliseconds of processor time a turn, of all its processes."""
    client_ms: float
    """The same of the crowd, which shares the machine's processors."""
    failed: int


@dataclass(frozen=True)
class Turns:
    """Everything that was measured turn by turn."""

    floor: dict[str, Spread]
    times: dict[str, dict[int, Spread]]
    cpu: dict[str, dict[int, float]]
    """Milliseconds of the service's processor time a turn, what goes on behind included."""
    disk: dict[str, dict[int, Disk]]
    commits: dict[int, float]
    """Of ours, a turn."""
    memory: list[tuple[int, float]]
    """Of ours: turn, and resident MB of the service after it."""

    @property
    def floor_ms(self) -> float:
        """The sum of what no turn over HTTP gets below."""
        return sum(part.typical for part in self.floor.values())


@dataclass(frozen=True)
class Figures:
    """One run."""

    sizes: str
    machine: dict[str, str]
    turns: Turns
    load: dict[int, dict[str, Load]]
    """By the turns that each session takes."""
    scaling: dict[int, Scaling]
    """By number of workers."""
    late: dict[int, Late]
    """By number of sessions."""
    kept_alive: dict[str, float]
    """Milliseconds of a GET /healthz on a connection that is kept alive, of ours and the echo."""
    directory: dict[int, Timings]
    starts: dict[str, float]
    """Seconds; of a service, to its first answer, and of ours to the page as well."""


def percentile(values: Sequence[float], share: int) -> float:
    """The value that `share` percent do not exceed."""
    if len(values) == 1:
        return values[0]
    return quantiles(values, n=100, method="inclusive")[share - 1]
