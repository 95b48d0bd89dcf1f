"""The classifiers by learned weights: corrections, and what a question asks."""

from datetime import date

import pytest

from graph.understanding.models.acts import Seen
from graph.understanding.models.classifiers import classify, likeliest
from graph.understanding.models.tagger import names_in
from graph.understanding.offline.learned.outline import seen_of
from graph.understanding.offline.learned.reading import outside_addresses
from graph.understanding.offline.requests.message import Message
from graph.understanding.situation import Situation

CREATED = "nothing created"


def seen(message: str) -> Seen:
    read = Message.of(message, Situation(date(2026, 3, 4)))
    return seen_of(read, outside_addresses(read, names_in(message, CREATED)))


@pytest.mark.parametrize(
    ("message", "corrects"),
    [
        ("oh sorry, it ends in .org: nerys@bowen.org", True),
        ("perdona, lleva una ene más: nnerys@bowen.es", True),
        ("no le puse bien el apellido, es Ferrándiz", True),
        ("and Alun Rees, alun@rees.wales", False),
        ("ahora su marido, Alun Rees, alun@rees.es", False),
        ("great, that is all for today", False),
    ],
)
def test_corrections_are_told_from_the_next_client(message: str, corrects: bool) -> None:
    assert (classify("corrections", seen(message))["correction"] >= 0.5) is corrects


@pytest.mark.parametrize(
    ("message", "form", "topic"),
    [
        ("so what does the tally stand at", "number", "own"),
        ("¿y esa con qué correo se quedó?", "rows", "shown"),
        ("has Tuva Lindqvist ever been put on file?", "whether", "own"),
        ("and the ones from last week?", "rows", "more"),
    ],
)
def test_questions_are_told_apart_by_what_answers_them(message: str, form: str, topic: str) -> None:
    assert likeliest(classify("forms", seen(message)))[0] == form
    assert likeliest(classify("topics", seen(message)))[0] == topic
