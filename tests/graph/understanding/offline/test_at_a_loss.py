"""Messages that no rule reads, read by learned evidence; what is written stays with the rules."""

from datetime import date

import pytest

from graph.understanding.intents import CreateClient, Intent, QueryClients, Talk
from graph.understanding.offline.reader import OfflineUnderstanding
from graph.understanding.situation import Draft, Memory, Situation

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


@pytest.mark.parametrize(
    ("message", "made"),
    [
        (
            "shove him on please: Emlyn Prosser (the plumber from Neath), emlynp@prosser.wales",
            CreateClient(name="Emlyn Prosser", email="emlynp@prosser.wales"),
        ),
        (
            "apunta una clientita: Lidia Morata, su correo para avisos es lmorata@gmail.com",
            CreateClient(name="Lidia Morata", email="lmorata@gmail.com"),
        ),
        (
            "add Hugo Pratt, hugo.prat@gmail.com... pardon, hugo.pratt@gmail.com",
            CreateClient(name="Hugo Pratt", email="hugo.pratt@gmail.com"),
        ),
        (
            "registra: itziar.goñi@gmail.com es de Itziar Goñi",
            CreateClient(name="Itziar Goñi", email="itziar.goñi@gmail.com"),
        ),
        (
            "New acct. Bruno Scarpelli. bscarpelli@verizon.net. Do it.",
            CreateClient(name="Bruno Scarpelli", email="bscarpelli@verizon.net"),
        ),
        (
            "can you add Della Rourke drourke@juno.com. Sorry my keyboard is broken",
            CreateClient(name="Della Rourke", email="drourke@juno.com"),
        ),
    ],
)
def test_words_that_belong_to_neither_name_nor_address_are_passed_over(
    message: str, made: CreateClient
) -> None:
    assert read(message) == made


def test_lists_that_their_number_heads_are_ordered() -> None:
    message = "dos compradores: Ana Gil ana@gil.es, Eva Ruiz eva@ruiz.es"
    situation = Situation(TODAY, Memory())
    found = OfflineUnderstanding().understand(message, situation).intents
    assert [intent.doubt for intent in found if isinstance(intent, CreateClient)] == [None, None]


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


def test_nobody_is_proposed_without_a_name_or_an_address() -> None:
    assert not isinstance(read("play the client by john grisham"), CreateClient)


@pytest.mark.parametrize(
    "message",
    [
        "Need Mr. Osric Pendleton added to the directory",
        "A dad came in just now, please capture him on the system. Osric Pendleton",
    ],
)
def test_somebody_who_is_to_be_added_is_looked_for_and_then_asked_about(message: str) -> None:
    assert read(message) == QueryClients(text="Osric Pendleton", doubtful="data")


@pytest.mark.parametrize(
    "message",
    [
        "in a while I'll send you a long list to register, right now I am cutting paper",
        "¿a cuánto está hoy el kilo de tomate en el mercado?",
    ],
)
def test_plain_talk_is_no_order_and_no_search(message: str) -> None:
    assert isinstance(read(message), Talk)
