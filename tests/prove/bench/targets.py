"""What has to be reached, and whether it was: every line is computed from one run's figures."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

from tests.prove.bench.figures import Figures, Load
from tests.prove.bench.queries import CREATE, CREATE_EMPTY, query_timings, slowest_query
from tests.prove.bench.services import ECHO, INSTANT, OURS, PLAIN, STOCK
from tests.prove.bench.sizes import Sizes
from tests.prove.bench.starts import IMPORT, PAGE


@dataclass(frozen=True)
class Goals:
    """Limits of ratios unless a unit is in the name."""

    growth: float = 1.1
    growth_of_time: float = 1.05
    kb: float = 4.0
    commits: float = 2.0
    over_floor: float = 1.7
    over_stock: float = 10.0
    turn_ms: float = 5.0
    turn_cpu_ms: float = 4.5
    load_over_plain: tuple[float, ...] = (1.0, 2.0)
    load_over_stock: tuple[float, ...] = (1.5, 3.0)
    """In sessions of ten turns, and in long ones."""
    turns_per_second: float = 250.0
    tail: float = 2.0
    two_workers: float = 1.6
    two_workers_cpu: float = 1.1
    late_s: float = 1.3
    late_over_work: float = 1.2
    kept_alive: float = 1.5
    query_ms: float = 250.0
    quick_query_ms: float = 50.0
    quick_queries: float = 22.0
    creation: float = 1.5
    import_s: float = 0.3
    start_s: float = 1.6
    page_s: float = 0.7


GOALS = Goals()


@dataclass(frozen=True)
class Target:
    """One line: at most `goal`, or at least."""

    what: str
    goal: float
    reached: float
    unit: str = ""
    at_least: bool = False

    @property
    def met(self) -> bool:
        """Whether it was reached; what could not be measured was not."""
        return self.reached >= self.goal if self.at_least else self.reached <= self.goal

    @property
    def cells(self) -> tuple[str, str, str, str]:
        """As the table shows it."""
        bound = "at least" if self.at_least else "at most"
        goal, reached = (f"{each:.4g}{self.unit}" for each in (self.goal, round(self.reached, 3)))
        return self.what, f"{bound} {goal}", reached, "yes" if self.met else "**no**"


def targets(figures: Figures, sizes: Sizes) -> list[Target]:
    """All lines, in the order of the table."""
    return [
        *_flat(figures, sizes),
        *_fast(figures, sizes),
        *_many(figures, sizes),
        *_late(figures, sizes),
        *_directory(figures),
        Target('`python -c "import graph"`', GOALS.import_s, figures.starts[IMPORT], " s"),
        Target("process start to first answer", GOALS.start_s, figures.starts[OURS], " s"),
        Target("process start to the page", GOALS.page_s, figures.starts[PAGE], " s"),
        Target(
            "a kept-alive GET /healthz over the echo's",
            GOALS.kept_alive,
            figures.kept_alive[OURS] / figures.kept_alive[ECHO],
            " x",
        ),
    ]


def _flat(figures: Figures, sizes: Sizes) -> Iterator[Target]:
    times, disk = figures.turns.times[OURS], figures.turns.disk[OURS]
    first, last = sizes.marks[0], sizes.marks[-1]
    over = f"turn {last:,} over turn {first:,}"
    cpu = figures.turns.cpu[OURS]
    growth, further = GOALS.growth, disk[last].further / disk[first].further
    slower = times[last].typical / times[first].typical
    yield Target(f"{over}, time", GOALS.growth_of_time, slower, " x")
    yield Target(f"{over}, processor time", growth, cpu[last] / cpu[first], " x")
    yield Target(f"{over}, bytes that a turn adds", growth, further, " x")
    yield Target(f"on disk a turn, all {last:,} told", GOALS.kb, disk[last].so_far, " KB")
    worst = max(each.further for each in disk.values())
    yield Target("on disk a further turn, at its worst mark", GOALS.kb, worst, " KB")
    yield Target("commits a turn", GOALS.commits, max(figures.turns.commits.values()))
    memory = figures.turns.memory
    settled = next(mb for turn, mb in memory if turn >= sizes.memory_after)
    after = f"memory after turn {memory[-1][0]:,} over after turn {sizes.memory_after:,}"
    yield Target(after, growth, memory[-1][1] / settled, " x")


def _fast(figures: Figures, sizes: Sizes) -> Iterator[Target]:
    ours, stock = figures.turns.times[OURS], figures.turns.times[STOCK]
    late = sizes.peer_marks[-1]
    slowest = max(each.typical for each in ours.values())
    yield Target(
        "a turn over HTTP over the floor, at its slowest mark",
        GOALS.over_floor,
        slowest / figures.turns.floor_ms,
        " x",
    )
    faster = stock[late].typical / ours[late].typical if late in ours else 0.0
    what = f"faster than stock LangGraph at turn {late:,}"
    yield Target(what, GOALS.over_stock, faster, " x", at_least=True)
    for mark in sizes.peer_marks:
        yield Target(f"a turn at {mark:,}", GOALS.turn_ms, ours[mark].typical, " ms")


def _many(figures: Figures, sizes: Sizes) -> Iterator[Target]:
    crowd = f"{sizes.crowd_sessions} sessions"
    peers = ((PLAIN, GOALS.load_over_plain), (STOCK, GOALS.load_over_stock))
    for (turns, load), number in zip(figures.load.items(), (0, 1), strict=True):
        for own, (peer, goals) in product((OURS, INSTANT), peers):
            model = "" if own == OURS else ", all with an instant model"
            what = f"{crowd} of {turns} turns: turns/s over those of the {peer}{model}"
            over = _speed(load[own]) / _speed(load[peer])
            yield Target(what, goals[number], over, " x", at_least=True)
    ours = figures.load[sizes.crowd_turns][OURS]
    what = "processor time a turn, one process"
    yield Target(f"{crowd}: {what}", GOALS.turn_cpu_ms, ours.cpu_ms, " ms")
    yield Target(f"{crowd}: failed turns", 0, ours.failed)
    speed = _speed(ours)
    yield Target(f"{crowd}: turns/s", GOALS.turns_per_second, speed, at_least=True)
    yield Target(f"{crowd}: p95 over p50", GOALS.tail, ours.p95 / ours.p50, " x")
    one, two = figures.scaling[1], figures.scaling[2]
    faster, dearer = two.turns_per_second / one.turns_per_second, two.cpu_ms / one.cpu_ms
    workers = f"{crowd}, two workers over one"
    yield Target(f"{workers}: turns/s", GOALS.two_workers, faster, " x", at_least=True)
    yield Target(f"{workers}: processor time a turn", GOALS.two_workers_cpu, dearer, " x")


def _late(figures: Figures, sizes: Sizes) -> Iterator[Target]:
    """Of many that wait for the model: no wait but for the model and the processor."""
    few, many = sizes.late_sessions[0], sizes.late_sessions[-1]
    model = f"sessions with a model that takes {sizes.model_seconds:g} s"
    yield Target(f"{few:,} {model}: a turn of each", GOALS.late_s, figures.late[few].median, " s")
    late = figures.late[many]
    work = many * late.cpu_ms / 1000
    beyond = late.median - sizes.model_seconds
    what = f"{many:,} {model}: time beyond it over the processor time of all turns"
    yield Target(what, GOALS.late_over_work, beyond / work, " x")
    what = f"{many:,} {model}: memory after the last round over after the first"
    yield Target(what, GOALS.growth, late.memory, " x")


def _speed(load: Load) -> float:
    return load.turns_per_second


def _directory(figures: Figures) -> Iterator[Target]:
    rows = max(figures.directory)
    timings = figures.directory[rows]
    kind, p95 = slowest_query(timings)
    yield Target(f"{rows:,} clients: p95 of the slowest query ({kind})", GOALS.query_ms, p95, " ms")
    p95s = [each["p95"] for each in query_timings(timings).values()]
    quick = sum(each <= GOALS.quick_query_ms for each in p95s)
    what = (
        f"{rows:,} clients: of {len(p95s)} queries, those within {GOALS.quick_query_ms:g} ms (p95)"
    )
    yield Target(what, GOALS.quick_queries, quick, at_least=True)
    for what, key in (("median", "p50"), ("mean processor time", "cpu_mean")):
        cost = timings[CREATE][key] / timings[CREATE_EMPTY][key]
        words = f"{rows:,} clients: creating one over creating in an empty directory, {what}"
        yield Target(words, GOALS.creation, cost, " x")
