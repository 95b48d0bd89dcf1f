"""From the cost of a turn to what some number of turns a day needs: the arithmetic, as a table."""

from collections.abc import Callable, Sequence
from math import ceil

from tests.prove.cost.measurement import Cost

DAYS = (10_000, 1_000_000, 100_000_000)
"""Turns a day."""
BUSIEST_HOUR = 0.15
"""Of a day's turns, those in its busiest hour."""
BUSY = 0.6
"""Share of a processor, or of the one writer, that is planned with at that hour."""
POOL = 16
"""Connections of each service to PostgreSQL: DATABASE_POOL's default, and 6 more."""


class Plan:
    """A number of turns a day, at the measured costs."""

    def __init__(self, turns: int, sqlite: Cost, postgres: Cost) -> None:
        self.turns, self.sqlite, self.postgres = turns, sqlite, postgres
        self.peak = turns * BUSIEST_HOUR / 3_600
        self.processors = ceil(self.peak * postgres.service_ms / 1e3 / BUSY)
        self.server_processors = ceil(self.peak * postgres.server_ms / 1e3 / BUSY)
        self.services = max(2, self.processors)
        self.writer = self.peak * sqlite.writer_ms / 1e3

    def gb(self, kb: float) -> float:
        """Of a year, at so many KB a turn."""
        return self.turns * 365 * kb / 1e6


UNITS = {
    "service_ms": "ms of the service's processor",
    "server_ms": "ms of the database server's processor",
    "writer_ms": "ms alone in writing",
    "statements": "statements",
    "commits": "transactions that write",
    "kb": "KB of tables and indexes",
    "log_kb": "KB of write-ahead log",
    "memory_mb": "MB of a service's memory",
}

CELLS: dict[str, Callable[[Plan], str]] = {
    "turns/s in the busiest hour": lambda plan: f"{plan.peak:,.1f}",
    "processors for services": lambda plan: f"{plan.processors:,.0f}",
    "processors for PostgreSQL": lambda plan: f"{plan.server_processors:,.0f}",
    "share of SQLite's one writer": lambda plan: f"{plan.writer:.1%}" if plan.writer < 10 else "-",
    "statements/s": lambda plan: f"{plan.peak * plan.postgres.statements:,.0f}",
    "commits/s": lambda plan: f"{plan.peak * plan.postgres.commits:,.0f}",
    "connections to PostgreSQL": lambda plan: f"{plan.services * POOL:,.0f}",
    "rows of `mensajes` a year": lambda plan: f"{plan.turns * 2 * 365:,.0f}",
    "GB a day, PostgreSQL": lambda plan: f"{plan.gb(plan.postgres.kb) / 365:,.1f}",
    "GB a year, SQLite": lambda plan: f"{plan.gb(plan.sqlite.kb):,.1f}",
    "GB a year, PostgreSQL": lambda plan: f"{plan.gb(plan.postgres.kb):,.1f}",
    "write-ahead log, MB/s": lambda plan: f"{plan.peak * plan.postgres.log_kb / 1e3:,.2f}",
}


def tables(costs: Sequence[Cost]) -> str:
    """What was measured, what it comes to, and where each engine ends, in Markdown."""
    sqlite, postgres = costs
    plans = [Plan(turns, sqlite, postgres) for turns in DAYS]
    return "\n".join(
        [
            "| a turn | SQLite | PostgreSQL |",
            "| --- | --: | --: |",
            *(_measured(name, unit, costs) for name, unit in UNITS.items()),
            "",
            f"| turns a day | {' | '.join(f'{turns:,}' for turns in DAYS)} |",
            f"| --- |{' --: |' * len(DAYS)}",
            *(f"| {name} | {' | '.join(map(cell, plans))} |" for name, cell in CELLS.items()),
            "",
            f"| {BUSY:.0%} busy | turns/s | turns a day |",
            "| --- | --: | --: |",
            *(_ceiling(name, ms) for name, ms in _ceilings(sqlite, postgres).items()),
        ]
    )


def daily(peak: float) -> float:
    """The turns of a day whose busiest hour has so many a second."""
    return peak * 3_600 / BUSIEST_HOUR


def _measured(name: str, unit: str, costs: Sequence[Cost]) -> str:
    values = [getattr(cost, name) for cost in costs]
    return f"| {unit} | {' | '.join(f'{value:,.1f}' if value else '-' for value in values)} |"


def _ceilings(sqlite: Cost, postgres: Cost) -> dict[str, float]:
    return {
        "a service's processor, on SQLite": sqlite.service_ms,
        "a service's processor, on PostgreSQL": postgres.service_ms,
        "SQLite's one writer": sqlite.writer_ms,
        "a processor of PostgreSQL": postgres.server_ms,
    }


def _ceiling(name: str, ms: float) -> str:
    turns = BUSY * 1e3 / ms
    return f"| {name} | {turns:,.0f} | {daily(turns):,.0f} |"
