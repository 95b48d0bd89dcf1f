"""Sets that nobody tuned to: written blind, played once; what they found stays found."""

from datetime import date
from pathlib import Path

import pytest

from graph.understanding.intents import CreateClient, Draft, Memory, Situation
from graph.understanding.offline.reader import OfflineUnderstanding
from tests.dialogues.evaluate import evaluate
from tests.dialogues.scores import score
from tests.servers import ROOT

SETS = ROOT / "tests" / "dialogues" / "first_sight"
FLOORS = {"english": 0.93, "spanish": 0.85}
"""Shares of turns that are kept; those at first sight are in docs/first-sight.md."""
WAITING = Memory(draft=Draft(email="zoe@example.com"))
"""A name is being asked for."""


@pytest.mark.parametrize("name", FLOORS)
def test_nothing_wrong_is_written_and_what_was_understood_is_kept(
    name: str, tmp_path: Path
) -> None:
    results = evaluate([SETS / f"{name}.yaml"], tmp_path)
    assert [played.id for played in results if played.wrong_writes] == []
    assert score(results).share >= FLOORS[name]


def taken(file: str) -> list[tuple[str, bool]]:
    """The answers of a file that are taken for a name, and whether a yes is asked for first."""
    rules = OfflineUnderstanding()
    found = []
    for answer in (SETS / file).read_text("utf-8").splitlines():
        [intent, *_] = rules.understand(answer, Situation(date(2026, 3, 4), WAITING)).intents
        if isinstance(intent, CreateClient) and intent.name:
            found.append((answer, intent.tentative))
    return found


def test_answers_that_are_no_name_register_nobody() -> None:
    at_once = [answer for answer, tentative in taken("no_names.txt") if not tentative]
    assert len(at_once) <= 5


def test_names_are_taken_at_once() -> None:
    assert sum(not tentative for _, tentative in taken("names.txt")) >= 370
