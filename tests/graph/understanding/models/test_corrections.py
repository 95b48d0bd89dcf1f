"""Corrections behind a creation by learned weights: they are told from further clients."""

from datetime import date

import pytest

from graph.understanding.models.corrections import judge_correction
from graph.understanding.models.tagger import names_in
from graph.understanding.offline.learned.outline import seen_of
from graph.understanding.offline.learned.reading import outside_addresses
from graph.understanding.offline.requests.message import Message
from graph.understanding.situation import Situation

CREATED = "nothing created"


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
    read = Message.of(message, Situation(date(2026, 3, 4)))
    seen = seen_of(read, outside_addresses(read, names_in(message, CREATED)))
    assert (judge_correction(seen) >= 0.5) is corrects
