"""The command works and says what it should; how fast anything is, no test can tell."""

import json
from pathlib import Path

import pytest

from tests.prove.bench.__main__ import main
from tests.prove.bench.messages import LENGTH, message
from tests.prove.bench.sizes import FULL
from tests.prove.bench.targets import Target


@pytest.mark.timeout(300)
def test_the_command_measures_everything_and_writes_the_page(tmp_path: Path) -> None:
    docs, figures = tmp_path / "docs", tmp_path / "figures.json"
    assert main(["--quick", "--json", str(figures), "--docs", str(docs)]) == 0
    found = json.loads(figures.read_text(encoding="utf-8"))
    page = (docs / "README.md").read_text(encoding="utf-8")
    assert {"targets", "turns", "load", "scaling", "late", "directory", "starts"} <= set(found)
    assert all(line["what"] in page and line["reached"] >= 0 for line in found["targets"])
    for plot in ("turns", "disk", "load", "directory", "memory"):
        assert f"]({plot}.svg)" in page
        assert (docs / f"{plot}.svg").read_text(encoding="utf-8").startswith("<svg")


def test_a_target_is_met_up_to_its_goal() -> None:
    assert Target("time", 5.0, 5.0).met
    assert not Target("time", 5.0, 5.1).met
    assert Target("speed", 5.0, 5.1, at_least=True).met
    assert not Target("speed", 5.0, float("nan"), at_least=True).met


@pytest.mark.parametrize("turn", range(1, 5))
def test_every_message_has_the_same_length(turn: int) -> None:
    assert len(message("r2-31", FULL.marks[-1] * 2 + turn)) == LENGTH
