"""Sets that nobody tuned to: written blind, played once; what they found stays found."""

from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from graph.understanding.intents import CreateClient
from graph.understanding.offline.emails.emails import find_emails
from graph.understanding.offline.reader import OfflineUnderstanding
from graph.understanding.situation import Draft, Memory, Situation
from tests.acts.said import all_said
from tests.dialogues.evaluate import evaluate
from tests.dialogues.guard import Hostile, Perfect, orders, played_by
from tests.dialogues.play import all_files
from tests.dialogues.scores import score
from tests.servers import ROOT
from tests.sizes import SIZE, some

SETS = ROOT / "tests" / "dialogues" / "first_sight"
FLOORS = {
    "corpora_en": 0.98,
    "corpora_es": 0.98,
    "desks": 0.97,
    "english": 0.99,
    "frontdesk10": 0.945,
    "frontdesk11": 0.91,
    "frontdesk12": 0.97,
    "frontdesk13": 0.93,
    "frontdesk14": 0.91,
    "frontdesk15": 0.925,
    "frontdesk16": 0.915,
    "frontdesk17": 0.975,
    "frontdesk18": 0.96,
    "frontdesk19": 0.95,
    "frontdesk2": 0.955,
    "frontdesk20": 0.945,
    "frontdesk21": 0.995,
    "frontdesk22": 0.95,
    "frontdesk23": 0.955,
    "frontdesk24": 0.95,
    "frontdesk25": 0.975,
    "frontdesk26": 0.965,
    "frontdesk3": 0.96,
    "frontdesk4": 0.95,
    "frontdesk5": 0.96,
    "frontdesk6": 0.935,
    "frontdesk7": 0.96,
    "frontdesk8": 0.96,
    "frontdesk9": 0.975,
    "hablado": 0.995,
    "mostrador10": 0.92,
    "mostrador11": 0.94,
    "mostrador12": 0.93,
    "mostrador13": 0.94,
    "mostrador14": 0.935,
    "mostrador15": 0.91,
    "mostrador16": 0.94,
    "mostrador17": 0.97,
    "mostrador18": 0.95,
    "mostrador19": 0.955,
    "mostrador2": 0.975,
    "mostrador20": 0.96,
    "mostrador21": 0.975,
    "mostrador22": 0.99,
    "mostrador23": 0.95,
    "mostrador24": 0.955,
    "mostrador25": 0.97,
    "mostrador3": 0.925,
    "mostrador4": 0.975,
    "mostrador5": 0.955,
    "mostrador6": 0.94,
    "mostrador7": 0.95,
    "mostrador8": 0.95,
    "mostrador9": 0.95,
    "oficinas": 0.96,
    "orders": 0.82,
    "papeles": 0.99,
    "preguntas1": 0.915,
    "preguntas2": 0.845,
    "preguntas3": 0.84,
    "spanish": 0.98,
}
"""Shares of turns that are kept; those at first sight are in docs/first-sight.md."""
NEWEST = ("mostrador25", "frontdesk26")
"""Sets that each run of the fast tests plays."""
KNOWN = {
    "corpora_es": ["corpora_es-032"],
    "frontdesk10": ["frontdesk10-040"],
    "frontdesk11": ["frontdesk11-027"],
    "frontdesk14": ["frontdesk14-037", "frontdesk14-065", "frontdesk14-127", "frontdesk14-131"],
    "frontdesk16": ["frontdesk16-072"],
    "frontdesk17": ["frontdesk17-033"],
    "frontdesk19": ["frontdesk19-087", "frontdesk19-122"],
    "frontdesk2": ["frontdesk2-063"],
    "frontdesk26": ["frontdesk26-026"],
    "frontdesk3": ["d3en-wig-10", "d3en-bell-07"],
    "frontdesk4": ["en-acct-draft-two-corrections"],
    "frontdesk6": ["frontdesk6-083", "frontdesk6-098"],
    "frontdesk7": ["frontdesk7-061", "frontdesk7-095"],
    "frontdesk8": ["frontdesk8-044", "frontdesk8-067"],
    "mostrador10": ["mostrador10-085", "mostrador10-087"],
    "mostrador11": ["mostrador11-033"],
    "mostrador12": ["mostrador12-098"],
    "mostrador13": ["mostrador13-012", "mostrador13-110", "mostrador13-147"],
    "mostrador14": ["mostrador14-092"],
    "mostrador15": ["mostrador15-047", "mostrador15-060"],
    "mostrador16": ["mostrador16-044", "mostrador16-055"],
    "mostrador17": ["mostrador17-137"],
    "mostrador18": ["mostrador18-115"],
    "mostrador3": ["d3es-002", "d3es-017"],
    "mostrador4": ["es-parroquia-borrador-dictado", "es-parroquia-ya-estaba-o-alta"],
    "mostrador6": ["mostrador6-114"],
    "mostrador7": ["mostrador7-127"],
    "mostrador8": ["mostrador8-146"],
    "mostrador9": ["mostrador9-126"],
    "orders": [
        "orders-n16",
        "orders-n21",
        "orders-n51",
        "orders-n67",
        "orders-n77",
        "orders-n83",
        "orders-n109",
        "orders-n112",
        "orders-n118",
        "orders-n121",
        "orders-n133",
        "orders-n148",
        "orders-n162",
        "orders-n170",
        "orders-n179",
        "orders-n188",
        "orders-n192",
        "orders-n200",
        "orders-n206",
        "orders-n221",
        "orders-n235",
        "orders-n245",
        "orders-n253",
        "orders-n257",
        "orders-n260",
        "orders-n262",
        "orders-n269",
        "orders-n270",
        "orders-n284",
        "orders-n298",
        "orders-n299",
    ],
}
"""Wrong writes that are known and not mended yet; docs/first-sight.md tells what they are."""
DONE = {"frontdesk3": 0.91, "mostrador2": 0.96, "mostrador5": 0.93}
"""Shares of a perfect model's orders that are done at once."""
HOSTILE = {
    "frontdesk10": ["frontdesk10-040"],
    "frontdesk11": ["frontdesk11-134"],
    "frontdesk14": ["frontdesk14-065"],
    "frontdesk16": ["frontdesk16-057"],
    "frontdesk18": ["frontdesk18-028"],
    "frontdesk19": ["frontdesk19-087"],
    "frontdesk2": ["frontdesk2-063"],
    "frontdesk20": ["frontdesk20-086"],
    "frontdesk3": ["d3en-wig-10"],
    "frontdesk6": ["frontdesk6-083"],
    "frontdesk7": ["frontdesk7-083"],
    "frontdesk8": ["frontdesk8-030"],
    "mostrador10": ["mostrador10-056", "mostrador10-083"],
    "mostrador11": ["mostrador11-033"],
    "mostrador12": ["mostrador12-144"],
    "mostrador13": ["mostrador13-147"],
    "mostrador14": ["mostrador14-039"],
    "mostrador15": ["mostrador15-046", "mostrador15-060"],
    "mostrador18": ["mostrador18-115"],
    "mostrador3": ["d3es-017"],
    "mostrador7": ["mostrador7-127"],
    "mostrador8": ["mostrador8-146"],
    "orders": [
        "orders-n21",
        "orders-n51",
        "orders-n67",
        "orders-n77",
        "orders-n83",
        "orders-n86",
        "orders-n109",
        "orders-n112",
        "orders-n113",
        "orders-n118",
        "orders-n121",
        "orders-n133",
        "orders-n148",
        "orders-n162",
        "orders-n170",
        "orders-n179",
        "orders-n188",
        "orders-n192",
        "orders-n200",
        "orders-n206",
        "orders-n219",
        "orders-n221",
        "orders-n235",
        "orders-n244",
        "orders-n245",
        "orders-n253",
        "orders-n257",
        "orders-n260",
        "orders-n262",
        "orders-n269",
        "orders-n270",
        "orders-n273",
        "orders-n284",
        "orders-n298",
        "orders-n299",
    ],
    "papeles": ["papeles-043"],
    "spanish": ["blind-a-solar-03"],
}
"""Where the user agrees to wrong words that are shown, or was not understood before."""
AGREED_TO = {"crear-repetido-en-la-misma-charla", "oficios-dictado-cortado"}
"""Where the user says what the hostile model writes, or agrees to it as it is shown."""
WHOLE = [pytest.mark.long, pytest.mark.skipif(SIZE < 1, reason="an eighth is read by make test")]
EIGHTH = 8
"""Of the messages of `said/` the part that each run of the fast tests reads."""
WAITING = Memory(draft=Draft(email="zoe@example.com"))
"""A name is being asked for."""


def later(names: Sequence[str]) -> list[Any]:
    """The newest sets; of the others, which `make prove` plays, the part that SIZE tells."""
    older = some([name for name in names if name not in NEWEST])
    newest = [name for name in names if name in NEWEST]
    return [*newest, *(pytest.param(name, marks=pytest.mark.long) for name in older)]


@pytest.mark.parametrize("name", later(list(FLOORS)))
def test_nothing_wrong_is_written_and_what_was_understood_is_kept(
    name: str, tmp_path: Path
) -> None:
    results = evaluate([SETS / f"{name}.yaml"], tmp_path)
    assert [played.id for played in results if played.wrong_writes] == KNOWN.get(name, [])
    assert score(results).share >= FLOORS[name]


@pytest.mark.parametrize("name", later(list(FLOORS)))
def test_a_hostile_model_writes_nothing_wrong(name: str) -> None:
    results = played_by(Hostile(), [SETS / f"{name}.yaml"])
    assert [each.id for each in results if each.wrong_writes] == HOSTILE.get(name, [])


@pytest.mark.parametrize("name", later(list(DONE)))
def test_a_perfect_model_is_let_through(name: str) -> None:
    files = [SETS / f"{name}.yaml"]
    results = played_by(Perfect(), files)
    asked, done = orders(results, files)
    assert done / asked >= DONE[name]
    assert sum(each.wrong_writes for each in results) == 0


def taken(file: str) -> list[tuple[str, bool]]:
    """Those of the answers of a file that are taken for a name."""
    return answered((SETS / file).read_text("utf-8").splitlines())


def answered(answers: Iterable[str]) -> list[tuple[str, bool]]:
    """The answers that are taken for a name, and whether a yes is asked for first."""
    rules = OfflineUnderstanding()
    found = []
    for answer in answers:
        [intent, *_] = rules.understand(answer, Situation(date(2026, 3, 4), WAITING)).intents
        if isinstance(intent, CreateClient) and intent.name:
            found.append((answer, intent.doubt is not None))
    return found


def test_answers_that_are_no_name_register_nobody() -> None:
    answers = [*taken("no_names.txt"), *taken("no_names2.txt")]
    assert [answer for answer, tentative in answers if not tentative] == []


@pytest.mark.timeout(600)
@pytest.mark.parametrize(("every", "most"), [(EIGHTH, 12), pytest.param(1, 59, marks=WHOLE)])
def test_hardly_anybody_named_in_passing_is_registered(every: int, most: int) -> None:
    talk = [said.message for said in all_said() if said.act != "order"]
    told = [message for message in talk[::every] if not find_emails(message)]
    assert len(told) > 1_000
    assert sum(not tentative for _, tentative in answered(told)) <= most


def test_names_are_taken_at_once() -> None:
    assert sum(not tentative for _, tentative in taken("names.txt")) >= 372


@pytest.mark.long
@pytest.mark.timeout(600)
def test_the_guard_lets_a_perfect_model_through_and_a_hostile_one_not() -> None:
    files = some(all_files())
    perfect, hostile = played_by(Perfect(), files), played_by(Hostile(), files)
    asked, done = orders(perfect, files)
    assert done / asked >= 0.97
    assert sum(each.wrong_writes for each in perfect) == 0
    assert {each.id for each in hostile if each.wrong_writes} <= AGREED_TO
