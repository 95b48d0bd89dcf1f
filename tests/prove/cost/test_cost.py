"""The cost of a turn is measured on both engines, and the plan is its arithmetic."""

from pathlib import Path

import pytest

from tests.page_parts import part_of
from tests.prove.cost.measurement import Cost, measure
from tests.prove.cost.plan import Plan, tables
from tests.servers import ROOT

PAGE = ROOT / "docs" / "operations.md"
SQLITE = Cost("SQLite", 10, 0, 2, 5, 1, 1, 0, 100)
POSTGRES = Cost("PostgreSQL", 12, 1, 0, 6, 1, 2, 3, 100)


def test_the_plan_is_the_measured_cost_times_the_turns() -> None:
    plan = Plan(24_000_000, SQLITE, POSTGRES)
    assert plan.peak == 1_000
    assert (plan.processors, plan.server_processors, plan.writer) == (20, 2, 2.0)
    assert plan.gb(2) == 17_520
    shown = tables([SQLITE, POSTGRES])
    assert "| KB of tables and indexes | 1.0 | 2.0 |" in shown
    assert "| SQLite's one writer | 300 | 7,200,000 |" in shown


def test_the_page_has_the_place_for_it() -> None:
    assert len(part_of("cost").findall(PAGE.read_text(encoding="utf-8"))) == 1


@pytest.mark.parametrize("engine", ["SQLite", "PostgreSQL"])
def test_a_turn_is_measured(engine: str, tmp_path: Path) -> None:
    cost = measure(engine, tmp_path / "run", sessions=1)
    assert cost.service_ms > 0
    assert (cost.server_ms > 0, cost.writer_ms > 0) == (engine == "PostgreSQL", engine == "SQLite")
    assert 1 <= cost.commits < cost.statements
    assert cost.kb > 0
