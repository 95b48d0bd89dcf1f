"""What a scenario plays on, and what it has to show for it."""

import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from tests.forks import ENDS_WITHIN, Forks, Life
from tests.prove.torture.anomalies import Anomaly
from tests.prove.torture.checker import check
from tests.prove.torture.crowd import Crowd
from tests.prove.torture.effects import check_effects
from tests.prove.torture.files import BUSINESS, read_final
from tests.prove.torture.history import Final, History
from tests.prove.torture.memory_check import check_memory
from tests.prove.torture.messages import OF_ONE, SHARED, Sayings
from tests.prove.torture.serial import check_serial
from tests.prove.torture.structure import check_structure
from tests.prove.torture.wire import Line
from tests.prove.torture.workload import PATIENCE, Client
from tests.servers import begin
from tools.database.lock_file import LockFile
from tools.errors import DatabaseUnavailable

OURS = "tests.prove.torture.server"


@dataclass
class Stage:
    """Where scenarios play: with which forks, in which folder, from which seed, at which size."""

    forks: Forks
    root: Path
    seed: int
    size: float = 1.0
    patience: float = PATIENCE
    """Seconds after which a client gives a message up."""
    workers: int = 1
    """Processes of each service, beside their parent if there is more than one."""
    scene: str = "run"
    """The scenario; its runs are the same, whatever was played before."""
    _numbers: "Counter[str]" = field(default_factory=Counter)

    def folder(self) -> Path:
        """A new one, for one run's files."""
        self._numbers[self.scene] += 1
        folder = self.root / f"{self.scene}-{self._numbers[self.scene]}"
        folder.mkdir()
        return folder

    @contextmanager
    def site(self, folder: Path | None = None) -> "Iterator[Site]":
        """The servers of a folder, a new one unless it is given; they end with the block."""
        site = Site(self, folder or self.folder())
        try:
            yield site
        finally:
            site.kill()

    def times(self, number: int) -> int:
        """How often, at this size; at least once."""
        return max(1, round(number * self.size))

    def random(self, *purpose: object) -> Random:
        """Randomness that only the seed and the purpose decide."""
        return Random(f"{self.seed} {purpose}")  # noqa: S311 - repeatable, not secret


@dataclass
class Score:
    """What was done and what was wrong with it."""

    runs: int = 0
    kills: int = 0
    operations: int = 0
    acknowledged: int = 0
    reads: int = 0
    anomalies: list[Anomaly] = field(default_factory=list)

    def add(self, other: "Score") -> None:
        """Put another score on top."""
        self.runs += other.runs
        self.kills += other.kills
        self.operations += other.operations
        self.acknowledged += other.acknowledged
        self.reads += other.reads
        self.anomalies += other.anomalies

    def fault(self, anomaly: Anomaly | None) -> None:
        """Note what a scenario itself found."""
        if anomaly:
            self.anomalies.append(anomaly)


@dataclass
class Site:
    """One folder's servers: `lives` are those that clients reach, each client one of them."""

    stage: Stage
    folder: Path
    lives: list[Life] = field(default_factory=list)

    def begin(self, place: int = 0, *, limits: dict[str, int] | None = None, **env: str) -> Life:
        """A new life at this place, instead of the one that was there."""
        env = {"WORKERS": str(self.stage.workers), **env}
        life = begin(self.stage.forks, self.folder, OURS, limits=limits, **env)
        self.lives[place : place + 1] = [life]
        return life

    def line(self, place: int | None = 0, timeout: float = 30.0) -> Line:
        """A connection to whichever life is at this place; None: to any place, each time anew."""
        if place is not None:
            return Line(lambda: self.lives[place].port, timeout)
        random = self.stage.random(self.folder.name, "places")
        return Line(lambda: random.choice(self.lives).port, timeout, roams=True)

    def client(
        self, number: int, session: str, *, place: int | None = 0, kinds: Sequence[str] = OF_ONE
    ) -> Client:
        """A client of a session; its number is like no other's in the folder."""
        random = self.stage.random(self.folder.name, number)
        sayings = iter(Sayings(number, random, kinds=kinds))
        patience = self.stage.patience
        return Client(f"c{number}", session, self.line(place), sayings, random, patience)

    def workers(self, place: int = 0) -> list[int]:
        """The processes that serve for the life at this place, which has several workers."""
        pid = self.lives[place].pid
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii")
        return [int(child) for child in children.split()]

    def end(self) -> None:
        """Stop every life, and wait for the workers of those whose parent was killed."""
        for life in self.lives:
            life.stop()
        deadline = time.monotonic() + ENDS_WITHIN
        while not _is_free(self.folder / BUSINESS):
            assert time.monotonic() < deadline, "a worker goes on without its parent"
            time.sleep(0.01)

    def kill(self) -> None:
        """Kill every life that has not ended."""
        for life in self.lives:
            life.kill()


def _is_free(database: Path) -> bool:
    """Whether no process has the database open."""
    try:
        LockFile(database, exclusive=True).close()
    except DatabaseUnavailable:
        return False
    return True


def mixed_crowd(site: Site, *, alone: int, together: int, most: int = 1_000_000) -> Crowd[Client]:
    """Clients with a session each, who use drafts and roam, and clients who share one session."""
    places = len(site.lives)
    own = [site.client(n, f"own-{n}", place=None) for n in range(alone)]
    shared = [
        site.client(alone + n, "shared", place=n % places, kinds=SHARED) for n in range(together)
    ]
    return Crowd([*own, *shared], most=most)


def judge(
    site: Site,
    clients: Sequence[Client],
    *,
    kills: int = 0,
    forgotten: Iterable[str] = (),
) -> Score:
    """Check a folder whose lives have ended against what its clients saw."""
    final = read_final(site.folder)
    gone = set(forgotten)
    operations = tuple(o for c in clients for o in c.operations if o.session not in gone)
    reads = tuple(r for c in clients for r in c.reads if r.session not in gone)
    anomalies = [*check(History(operations, reads, final)), *check_meaning(site, final)]
    acknowledged = sum(o.outcome == "acknowledged" for o in operations)
    return Score(1, kills, len(operations), acknowledged, len(reads), anomalies)


def judge_files(site: Site, *, kills: int) -> Score:
    """Check what a folder holds for itself, where acknowledged turns were taken away on purpose."""
    final = read_final(site.folder)
    anomalies = [
        *check_structure(final),
        *check_effects(History(final=final)),
        *check_meaning(site, final),
    ]
    return Score(1, kills, anomalies=anomalies)


def check_meaning(site: Site, final: Final) -> Iterator[Anomaly]:
    """Memory and replies against the transcript, for about as many turns as the size allows."""
    yield from check_memory(site.folder, final)
    yield from check_serial(final, most=site.stage.times(400))
