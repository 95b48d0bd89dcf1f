"""Messages that no rule reads, read by learned evidence; what is written stays with the rules."""

from datetime import date

import pytest

from graph.understanding.intents import (
    CreateClient,
    Draft,
    Intent,
    Memory,
    QueryClients,
    Situation,
    Talk,
)
from graph.understanding.offline.reader import OfflineUnderstanding

TODAY = date(2026, 3, 4)


def read(message: str, draft: Draft | None = None) -> Intent:
    situation = Situation(TODAY, Memory(draft=draft))
    return OfflineUnderstanding().understand(message, situation).intents[0]


def test_an_order_without_a_known_verb_is_one() -> None:
    found = read("need to get a gent in the system, his name's Tobias Krause")
    assert found == CreateClient(name="Tobias Krause")


def test_an_address_that_comes_with_unknown_words_completes_the_draft() -> None:
    found = read("veña, ya llamó: brais.seoane@gmail.com", Draft(name="Brais Seoane"))
    assert found == CreateClient(email="brais.seoane@gmail.com", fresh=False)


def test_a_question_in_slang_is_one() -> None:
    found = read("who've i added in this chat")
    assert isinstance(found, QueryClients)
    assert found.this_session


@pytest.mark.parametrize("message", ["oye los conejos pueden comer palta??", "flip a coin"])
def test_talk_stays_talk(message: str) -> None:
    assert isinstance(read(message), Talk)


def test_a_report_proposes_nobody() -> None:
    found = read("Ayer mi compañera dio de alta a Estanislao Ríos, estanis@rioscasa.com")
    assert not (isinstance(found, CreateClient) and found.doubt is None)
