"""What was found, as tables for the screen and as the page `docs/reliability.md`."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.page_parts import part_of
from tests.prove.torture.checker import tally
from tests.prove.torture.failpoints import POINTS
from tests.prove.torture.mutants import Verdict
from tests.prove.torture.overhead import Overhead
from tests.prove.torture.rivals import Standing
from tests.prove.torture.stage import Score

COLUMNS = ("scenario", "runs", "kills", "messages", "acknowledged", "reads", "anomalies")
RIVAL_COLUMNS = (
    *("experiment", "service", "runs", "kills", "acknowledged", "kept", "lost", "duplicates"),
    *("unanswered", "other anomalies"),
)
SHOWN = 5
"""Anomalies of a scenario that the screen shows in full."""

PAGE = """\
# What survives

Made by `make torture`, which runs real server processes, harms them and checks every message that
clients sent against the files that are left. Seed {seed}: each run's clients and moments follow
from it and the run's number, and `python -m tests.prove.torture --seed {seed}` repeats them, as
far as processes can be repeated.

- **{kills} kills -9**, at {points} failpoints and at any instruction, in {runs} runs; those after
  which acknowledged turns were taken away on purpose are not counted here
- **{acknowledged} acknowledged messages**: {anomalies} anomalies
- Zero failures in n independent trials put the failure rate below 3/n with 95 % confidence: here
  below {per_kill} for a kill and below {per_message} for an acknowledged message.
  That is no proof of zero, and all trials share one machine, one file system and one SQLite.

An anomaly is a message that was acknowledged and is missing, is there twice, or has another reply
than the one acknowledged; a question without answer; a client without its turn or a turn without
its client; a read that is no beginning of the final order; an order that contradicts what was
acknowledged before what was sent; a memory or a reply that a run without faults would not have;
and what else [the checker](../tests/prove/torture/anomalies.py) names.

{table}

Failpoints: {failpoints}.

## Beside others

The same clients and the same checker, with the same instant model. A client sends a message again
when its connection breaks, with the same `Idempotency-Key`, which only the first service knows.
[Stock LangGraph](../tests/prove/peers/stock.py) is `MessagesState`, a tool node and
`AsyncSqliteSaver` behind FastAPI; [the plain service](../tests/prove/peers/plain.py) inserts the
message, loads the history, calls the model and inserts the answer with SQLAlchemy. Kept is what was
acknowledged and is in the history in the end.

{rivals}

## The checks are checked

Each guard is taken out of a copy of the code, and the same scenarios have to find anomalies.

{mutants}

## What the guards cost

{overhead}

## Three instances on PostgreSQL

<!-- postgres: made by `make torture-postgres` -->
<!-- end of postgres -->
"""
ON_POSTGRES = """\
The same clients and the same checker, with three instances on one server: instances, connections
and the server are killed, paused and cut off, seed {seed}. **{kills} kills -9**, in {runs} runs;
**{acknowledged} acknowledged messages and writes**: {anomalies} anomalies.

{table}

{mutants}
"""
PART = part_of("postgres")
"""Of the page, what each of the two commands leaves as the other one has written it."""


@dataclass
class Report:
    """Everything that one call of the command found out."""

    seed: int
    scores: dict[str, Score] = field(default_factory=dict)
    rivals: list[Standing] = field(default_factory=list)
    mutants: list[Verdict] = field(default_factory=list)
    overhead: Overhead | None = None

    @property
    def total(self) -> Score:
        """All scenarios together."""
        total = Score()
        for score in self.scores.values():
            total.add(score)
        return total

    @property
    def kills(self) -> int:
        """Those after which every acknowledged message had to be there."""
        return sum(score.kills for score in self.scores.values() if score.acknowledged)

    @property
    def flaws(self) -> int:
        """Anomalies of ours, ours beside others included, and mutants that nobody caught."""
        ours = sum(sum(s.found.values()) for s in self.rivals if s.system == "Recepcionista")
        return len(self.total.anomalies) + ours + sum(not v.caught for v in self.mutants)


def screen(report: Report) -> str:
    """The tables, and what was wrong in words."""
    parts = [_table(COLUMNS, _rows(report.scores))]
    for name, score in report.scores.items():
        if score.anomalies:
            parts.append(f"{name}: {dict(tally(score.anomalies))}")
            parts += [f"  {anomaly}" for anomaly in score.anomalies[:SHOWN]]
    if report.rivals:
        parts.append(_table(RIVAL_COLUMNS, map(_rival, report.rivals)))
    if report.mutants:
        parts.append(_mutants(report.mutants))
    if report.overhead:
        parts.append(str(report.overhead))
    return "\n\n".join(parts) + "\n"


def page(report: Report) -> str:
    """`docs/reliability.md`."""
    total = report.total
    return PAGE.format(
        seed=report.seed,
        kills=report.kills,
        runs=total.runs,
        points=len(POINTS),
        acknowledged=f"{total.acknowledged:,}",
        anomalies=len(total.anomalies),
        per_kill=_rate(report.kills),
        per_message=_rate(total.acknowledged),
        table=_table(COLUMNS, _rows(report.scores)),
        failpoints=", ".join(f"`{point}`" for point in POINTS),
        rivals=_table(RIVAL_COLUMNS, map(_rival, report.rivals)),
        mutants=_mutants(report.mutants),
        overhead=report.overhead,
    )


def as_json(report: Report) -> str:
    """Kinds of anomalies by scenario, for a program."""
    return json.dumps({name: tally(score.anomalies) for name, score in report.scores.items()})


def page_on_postgres(report: Report) -> str:
    """The part of `docs/reliability.md` about PostgreSQL."""
    total = report.total
    return ON_POSTGRES.format(
        seed=report.seed,
        kills=report.kills,
        runs=total.runs,
        acknowledged=f"{total.acknowledged:,}",
        anomalies=len(total.anomalies),
        table=_table(COLUMNS, _rows(report.scores)),
        mutants=_mutants(report.mutants),
    )


def write_page(folder: Path, report: Report, *, postgres: bool = False) -> None:
    """Write `reliability.md` but for the part about PostgreSQL, or that part alone."""
    path = folder / "reliability.md"
    known = path.read_text(encoding="utf-8") if path.exists() else page(report)
    if postgres:
        written, part = known, page_on_postgres(report)
    else:
        found = PART.search(known)
        written = page(report)
        part = found[0].split("\n", 1)[1].rpartition("<!--")[0] if found else ""
    text = PART.sub(lambda kept: f"{kept[1]}{part}{kept[2]}", written)
    path.write_text(text, encoding="utf-8")


def _rate(trials: int) -> str:
    return f"3/{trials} = {300 / trials:.2g} %" if trials else "nothing, in no trials"


def _rows(scores: Mapping[str, Score]) -> list[Sequence[object]]:
    total = Score()
    rows: list[Sequence[object]] = []
    for name, score in scores.items():
        total.add(score)
        rows.append(_row(name, score))
    return [*rows, _row("**all**", total)]


def _row(name: str, score: Score) -> Sequence[object]:
    counts = (score.runs, score.kills, score.operations, score.acknowledged, score.reads)
    return (name, *counts, len(score.anomalies))


def _rival(standing: Standing) -> Sequence[object]:
    kept = standing.acknowledged - standing.lost
    done = (standing.runs, standing.kills, standing.acknowledged, kept, standing.lost)
    left = (standing.duplicates, standing.unanswered, standing.others)
    return (standing.experiment, standing.system, *done, *left)


def _mutants(verdicts: Sequence[Verdict]) -> str:
    rows = [
        (v.name, "caught" if v.caught else "**not caught**", ", ".join(v.kinds)) for v in verdicts
    ]
    return _table(("taken out", "verdict", "found"), rows)


def _table(
    columns: Sequence[str], rows: "Sequence[Sequence[object]] | map[Sequence[object]]"
) -> str:
    lines = [columns, ["---", *["--:"] * (len(columns) - 1)], *rows]
    return "\n".join(f"| {' | '.join(map(str, line))} |" for line in lines)
