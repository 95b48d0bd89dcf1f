"""The plots of a run, by file name."""

from tests.prove.bench.chart import bars, lines
from tests.prove.bench.figures import Figures
from tests.prove.bench.floor import INSIDE
from tests.prove.bench.queries import CREATE, slowest_query
from tests.prove.bench.services import OURS, PEERS


def plots(figures: Figures) -> dict[str, str]:
    """Every SVG."""
    services = (OURS, *PEERS)
    few = next(iter(figures.load.values()))
    load = {name: few[name].turns_per_second for name in services}
    memory = [point for point in figures.turns.memory if point[1] == point[1]]
    found = {
        "turns.svg": _turns(figures),
        "disk.svg": _disk(figures),
        "load.svg": bars("Sessions in parallel", "turns per second", load),
        "directory.svg": _directory(figures),
    }
    if memory:
        axes = ("turns served", "resident MB")
        found["memory.svg"] = lines("Memory", axes, {OURS: memory}, log=False)
    return found


def _turns(figures: Figures) -> str:
    times = {name: marks for name, marks in figures.turns.times.items() if name != INSIDE}
    series = {
        name: [(mark, each.typical) for mark, each in marks.items()]
        for name, marks in times.items()
    }
    ends = sorted({mark for marks in times.values() for mark in marks})
    floor = [(ends[0], figures.turns.floor_ms), (ends[-1], figures.turns.floor_ms)]
    axes = ("turn of the session", "ms a turn")
    return lines("Time a turn takes", axes, {**series, "floor": floor})


def _disk(figures: Figures) -> str:
    series = {
        name: [(mark, each.further) for mark, each in marks.items() if each.further > 0]
        for name, marks in figures.turns.disk.items()
    }
    axes = ("turn of the session", "KB that a turn adds")
    return lines("Bytes a turn adds", axes, {name: line for name, line in series.items() if line})


def _directory(figures: Figures) -> str:
    rows = figures.directory.items()
    series = {
        "slowest query, p95": [(size, slowest_query(each)[1]) for size, each in rows],
        "create, median": [(size, each[CREATE]["p50"]) for size, each in rows],
    }
    return lines("The directory by its size", ("clients", "ms"), series)
