"""Every dialogue, played whole through `converse()` with offline understanding."""

from pathlib import Path

import pytest

from tests.dialogues.chart import chart
from tests.dialogues.evaluate import evaluate
from tests.dialogues.play import Played, all_files
from tests.dialogues.report import page
from tests.dialogues.scores import FLOOR, SLACK, by_category, score
from tests.servers import ROOT

DOCS = ROOT / "docs"


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> list[Played]:
    return evaluate(all_files(), tmp_path_factory.mktemp("player"))


def test_the_examples_are_all_understood(results: list[Played]) -> None:
    examples = [played for played in results if played.category == "ejemplos"]
    assert examples
    assert [played.faults for played in examples if played.faults] == []


def test_nothing_wrong_is_written(results: list[Played]) -> None:
    assert [played.id for played in results if played.wrong_writes] == []


def test_people_are_understood(results: list[Played]) -> None:
    total = score(results)
    assert total.turns > 600
    assert total.share >= FLOOR


def test_the_floor_rises_with_what_is_reached(results: list[Played]) -> None:
    assert score(results).share - FLOOR < SLACK, "raise FLOOR in tests/dialogues/scores.py"


@pytest.mark.parametrize("name", ["eval.md", "eval.svg"])
def test_the_page_shows_what_a_run_gives(name: str, results: list[Played]) -> None:
    made = {"eval.md": page(results, "offline"), "eval.svg": chart(by_category(results))}
    assert Path(DOCS / name).read_text("utf-8") == made[name], "run `make eval`"
