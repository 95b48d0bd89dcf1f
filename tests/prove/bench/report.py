"""The figures as tables: the page docs/bench/README.md, its plots, and JSON for machines."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from pathlib import Path

from tests.prove.bench.directory import ROUNDS
from tests.prove.bench.figures import Figures
from tests.prove.bench.floor import INSIDE
from tests.prove.bench.plots import plots
from tests.prove.bench.services import INSTANT, OURS
from tests.prove.bench.sizes import Sizes
from tests.prove.bench.targets import targets

PAGE = """\
# What a turn costs

Made by `make bench`, which measures everything in one run, side by side: services take turns on the
same machine, so what else it does hits all alike, and ratios hold where milliseconds do not.
{machine}.

{met} of {all} targets reached.

{targets}

## How it is measured

- Every message has 100 characters; one in four creates a client, one counts clients, one finds one,
  one is small talk. Understanding is the offline rules; the peers' model answers at once and
  understands nothing, and "{instant}" is our service with that same model in
  place of the rules. A time is the median of each of the four kinds, averaged; p95 is of all turns.
  Processor time is all that the service used while its turns were measured, in ticks of 10 ms.
- The peers, behind the same framework and server:
  [stock LangGraph](../../tests/prove/peers/stock.py) with `AsyncSqliteSaver`, and
  [the plain service](../../tests/prove/peers/plain.py) that loads the whole history at every turn.
- Each mark has a service and files of its own. Every turn before a mark was taken over HTTP too,
  in two services at a time, and is not timed; then all services take four turns each, round after
  round: {sizes.samples} turns at each of our marks, {sizes.peer_samples} at each of the peers'.
  Early marks use several sessions, so that none gives more turns than its mark says.
- The floor is an HTTP echo (FastAPI, uvicorn, same client), a turn of a graph with our state and
  our nodes' names and ways but nothing in the nodes, on an in-memory checkpointer, and one commit
  of a small row to SQLite (WAL, `synchronous=NORMAL`).
- Bytes are those of all database files, their logs moved into them. Commits are counted in the
  write-ahead logs. Sessions in parallel are the work of a client in a process of its own.

## Time

{times}

![Time a turn takes](turns.svg)

## Disk

{disk}

![Bytes a turn adds](disk.svg)

## {sizes.crowd_sessions} sessions in parallel

{load}

{long}

![Sessions in parallel](load.svg)

{scaling}

## A model that takes {sizes.model_seconds:g} s

{late}

## The directory

Milliseconds, median / p95, by number of clients; each question was asked {rounds} times.

{directory}

![The directory by its size](directory.svg)

## Start and memory

{starts}

{memory}
"""


def page(figures: Figures, sizes: Sizes) -> str:
    """The text of README.md."""
    lines = targets(figures, sizes)
    return PAGE.format(
        sizes=sizes,
        instant=INSTANT,
        rounds=ROUNDS,
        late=_table(
            ("sessions", "all answered after s", "slowest round", "processor ms a turn"),
            _late(figures),
        ),
        machine="; ".join(f"{name}: {value}" for name, value in figures.machine.items()),
        met=sum(line.met for line in lines),
        all=len(lines),
        targets=target_table(figures, sizes),
        times=_table(
            ("ms a turn", "turn", "median", "p95", "over the floor", "processor"), _times(figures)
        ),
        disk=_table(("KB a turn", "turn", "so far", "a further one", "commits"), _disk(figures)),
        load=_load(figures, sizes.crowd_turns),
        long=_load(figures, sizes.long_turns),
        scaling=_table(
            ("workers on this machine", "turns/s", "processor ms a turn", "failed", "over one"),
            _scaling(figures),
        ),
        directory=_directory(figures),
        starts=_table(("", "s"), ((n, f"{s:.2f}") for n, s in figures.starts.items())),
        memory=_memory(figures),
    )


def target_table(figures: Figures, sizes: Sizes) -> str:
    """Every target, what was reached, and whether that is enough."""
    rows = (line.cells for line in targets(figures, sizes))
    return _table(("what", "target", "reached", "met"), rows)


def write_page(folder: Path, figures: Figures, sizes: Sizes) -> None:
    """Write README.md and its plots."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "README.md").write_text(page(figures, sizes), encoding="utf-8")
    for name, svg in plots(figures).items():
        (folder / name).write_text(svg, encoding="utf-8")


def as_json(figures: Figures, sizes: Sizes) -> str:
    """Figures and targets."""
    lines = [asdict(line) | {"met": line.met} for line in targets(figures, sizes)]
    return json.dumps({"targets": lines, **asdict(figures)}, ensure_ascii=False, indent=1) + "\n"


def _times(figures: Figures) -> Iterator[tuple[str, ...]]:
    floor = figures.turns.floor_ms
    for name, part in figures.turns.floor.items():
        over = f"{part.typical / floor:.2f} x"
        yield f"floor: {name}", "", f"{part.typical:.2f}", f"{part.p95:.2f}", over, ""
    yield "**floor**", "", f"**{floor:.2f}**", "", "**1 x**", ""
    for name, marks in figures.turns.times.items():
        shown = f"ours {INSIDE}" if name == INSIDE else name
        for mark, each in marks.items():
            over = f"{each.typical / floor:.2f} x"
            cpu = "" if name == INSIDE else f"{figures.turns.cpu[name][mark]:.2f}"
            yield shown, f"{mark:,}", f"{each.typical:.2f}", f"{each.p95:.2f}", over, cpu


def _disk(figures: Figures) -> Iterator[tuple[str, ...]]:
    commits = figures.turns.commits
    for number, (name, marks) in enumerate(figures.turns.disk.items()):
        for mark, each in marks.items():
            counted = f"{commits[mark]:.2f}" if number == 0 else ""
            yield name, f"{mark:,}", f"{each.so_far:.2f}", f"{each.further:.2f}", counted


def _load(figures: Figures, turns: int) -> str:
    load = figures.load[turns]
    head = ("turns/s", "p50 ms", "p95 ms", "p95/p50", "processor ms a turn", "failed")
    rows = []
    for name, each in load.items():
        figure = (f"{each.turns_per_second:.0f}", f"{each.p50:.1f}", f"{each.p95:.1f}")
        costs = (f"{each.p95 / each.p50:.2f}", f"{each.cpu_ms:.2f}", str(each.failed))
        over = f"{load[OURS].turns_per_second / each.turns_per_second:.2f} x"
        rows.append((name, *figure, *costs, over))
    return _table((f"sessions of {turns} turns", *head, "ours over it"), rows)


def _late(figures: Figures) -> Iterator[tuple[str, ...]]:
    for sessions, each in figures.late.items():
        yield f"{sessions:,}", f"{each.median:.2f}", f"{each.slowest:.2f}", f"{each.cpu_ms:.2f}"


def _scaling(figures: Figures) -> Iterator[tuple[str, ...]]:
    one = figures.scaling[1].turns_per_second
    for number, each in figures.scaling.items():
        speed, over = f"{each.turns_per_second:.0f}", f"{each.turns_per_second / one:.2f} x"
        yield str(number), speed, f"{each.cpu_ms:.2f}", str(each.failed), over


def _directory(figures: Figures) -> str:
    sizes = list(figures.directory)
    rows = (
        (
            kind,
            *(
                f"{figures.directory[n][kind]['p50']:.2f} / {figures.directory[n][kind]['p95']:.2f}"
                for n in sizes
            ),
        )
        for kind in figures.directory[sizes[0]]
    )
    return _table(("", *(f"{size:,}" for size in sizes)), rows)


def _memory(figures: Figures) -> str:
    points = figures.turns.memory
    told = ", ".join(f"{mb:.0f} after turn {turn:,}" for turn, mb in points[:: len(points) // 4])
    return f"Resident MB of the service: {told}.\n\n![Memory](memory.svg)"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    below = ("---", *["---:"] * (len(head) - 1))
    return "\n".join(f"| {' | '.join(row)} |" for row in (head, below, *rows))
