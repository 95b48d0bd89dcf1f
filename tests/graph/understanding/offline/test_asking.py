"""Questions in words that no rule knows: what answers them, and about whom they are."""

from datetime import date

import pytest

from graph.understanding.intents import CreateClient, Intent, QueryClients
from graph.understanding.offline.reader import OfflineUnderstanding
from graph.understanding.situation import Draft, Memory, Results, Situation

TODAY = date(2026, 11, 22)
GMAIL = QueryClients(domain="gmail", count=True)


def read(message: str, results: Results | None = None) -> Intent:
    situation = Situation(TODAY, Memory(results=results))
    return OfflineUnderstanding().understand(message, situation).intents[0]


@pytest.mark.parametrize(
    ("message", "query"),
    [
        ("is she on there or not?", QueryClients(refers_back=True, exists=True)),
        ("what address did we put for her?", QueryClients(refers_back=True)),
        ("pero ¿ella ya figura?", QueryClients(refers_back=True, exists=True)),
    ],
)
def test_those_who_are_pointed_to_are_the_clients_shown_last(
    message: str, query: QueryClients
) -> None:
    assert read(message, Results(query=QueryClients(text="Vos"), ids=(3,))) == query


def test_who_was_only_counted_is_listed_then() -> None:
    assert read("and who might they be", Results(query=GMAIL)) == QueryClients(domain="gmail")


@pytest.mark.parametrize(
    ("message", "query"),
    [
        ("anybody in there yet or is it still empty?", QueryClients(exists=True)),
        ("what number of folks are we up to on this list?", QueryClients(count=True)),
    ],
)
def test_a_question_of_its_own_forgets_what_was_asked_before(
    message: str, query: QueryClients
) -> None:
    assert read(message, Results(query=GMAIL)) == query


def test_a_question_is_answered_whatever_reason_follows() -> None:
    question = "liste los clientes por favor que voy a pasar lista de los pagos"
    assert read(question) == QueryClients()


def test_names_that_are_joined_are_all_looked_for() -> None:
    found = OfflineUnderstanding().understand(
        "I need the address of Gauri Desai and of Otto Brandt", Situation(TODAY)
    )
    assert [each.text for each in found.intents if isinstance(each, QueryClients)] == [
        "Gauri Desai",
        "Otto Brandt",
    ]


@pytest.mark.parametrize(
    ("message", "query"),
    [
        ("add Bo Eisnor, bo@eisnor.ca, then tell me how many that makes", QueryClients(count=True)),
        (
            "agrega a Pancho Lillo, pancho@lillo.cl, y de pasada dime el correo de Cata Soto",
            QueryClients(text="Cata Soto"),
        ),
    ],
)
def test_a_question_behind_a_creation_is_read_by_itself(message: str, query: QueryClients) -> None:
    created, asked = OfflineUnderstanding().understand(message, Situation(TODAY)).intents
    assert isinstance(created, CreateClient)
    assert asked == query


@pytest.mark.parametrize(
    "behind",
    [
        "he was asking how many seats we have left",
        "tell him thanks from us all",
    ],
)
def test_thanks_and_reasons_behind_a_creation_ask_nothing(behind: str) -> None:
    message = f"add Bo Eisnor, bo@eisnor.ca, {behind}"
    found = OfflineUnderstanding().understand(message, Situation(TODAY)).intents
    assert not any(isinstance(each, QueryClients) for each in found)


def test_an_address_taken_from_the_message_before_has_no_question_behind_it() -> None:
    memory = Memory(draft=Draft(name="Ana Gil", email="ana@gil.es", proposed=True))
    found = OfflineUnderstanding().understand("sí, dale", Situation(TODAY, memory)).intents
    assert not any(isinstance(each, QueryClients) for each in found)
