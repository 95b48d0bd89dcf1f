"""Questions about what was asked or shown before, about the others, and two questions in one."""

from datetime import date

import pytest

from graph.understanding.intents import Intent, QueryClients
from graph.understanding.offline.reader import OfflineUnderstanding
from graph.understanding.situation import Memory, Results, Situation

TODAY = date(2026, 11, 22)
OFFLINE = OfflineUnderstanding()


def read(message: str, results: Results | None = None) -> tuple[Intent, ...]:
    situation = Situation(TODAY, Memory(results=results))
    return OFFLINE.understand(message, situation).intents


@pytest.mark.parametrize(
    ("message", "query"),
    [
        ("quiénes no son de gmail", QueryClients(not_domain="gmail")),
        ("which customers arent on gmail", QueryClients(not_domain="gmail")),
        ("quiénes no usan ni gmail ni yahoo", QueryClients(not_domain="gmail yahoo")),
        ("everyone except those at acme.es", QueryClients(not_domain="acme.es")),
        ("who has an address other than gmail", QueryClients(not_domain="gmail")),
        ("how many clients are not at yahoo?", QueryClients(not_domain="yahoo", count=True)),
        ("¿cuáles no son de acme?", QueryClients(not_domain="acme")),
        ("who has no gmail", QueryClients(not_domain="gmail")),
        (
            "how many clients are on .com addresses that aren't gmail?",
            QueryClients(domain="com", not_domain="gmail", count=True),
        ),
        ("any io domains in the list?", QueryClients(domain="io", exists=True)),
        ("who's on comcast?", QueryClients(domain="comcast", doubtful="question")),
        ("¿tenemos algún García?", QueryClients(text="García", exists=True)),
        ("how many marias is it", QueryClients(text="maria", count=True, doubtful="question")),
        ("quién entró después de Pablo Ruiz", QueryClients(text="Pablo Ruiz", neighbour="after")),
        (
            "and who came just before Ivor?",
            QueryClients(text="Ivor", neighbour="before", doubtful="question"),
        ),
        ("¿no hay nadie de gmail?", QueryClients(domain="gmail", exists=True)),
        ("no, los de gmail", QueryClients(domain="gmail")),
        ("is Luis Paz not at gmail?", QueryClients(text="Luis Paz", domain="gmail", exists=True)),
        ("don't you have clients at acme?", QueryClients(domain="acme", exists=True)),
        ("I can't find the clients at acme", QueryClients(domain="acme")),
        ("list all clients, names and emails only", QueryClients()),
        ("dame los clientes sin correos", QueryClients()),
        ("¿se llama Luis mi segundo cliente registrado?", QueryClients(text="Luis", exists=True)),
        ("¿qué clientes son de .com.ar?", QueryClients(domain="com.ar")),
        ("el segundo cliente que se registró", QueryClients(position=2)),
        ("who was the third one registered?", QueryClients(position=3)),
        ("quién está en el puesto 3 de la lista", QueryClients(position=3)),
        ("whos number 2 on the list", QueryClients(position=2)),
        ("show the first two clients", QueryClients(limit=2)),
        ("list all the clients from first registered to last", QueryClients()),
        ("la lista entera, solo los nombres", QueryClients(only="name")),
        ("list all clients, emails only", QueryClients(only="email")),
        ("all the clients, no emails", QueryClients(only="name")),
    ],
)
def test_questions_can_leave_out_and_choose(message: str, query: QueryClients) -> None:
    assert read(message) == (query,)


GMAIL = Results(query=QueryClients(domain="gmail"), ids=(1, 2, 3))
COUNTED = Results(query=QueryClients(domain="gmail", count=True))
WITHOUT = Results(query=QueryClients(not_domain="gmail"), ids=(4,))
ONE = Results(query=QueryClients(newest_first=True, limit=1), ids=(3,))
AMONG = Results(query=QueryClients(count=True), ids=(2, 3))
SECOND = Results(query=QueryClients(position=2), ids=(2,))
ADDRESS = Results(query=QueryClients(email="a@x.es", exists=True), ids=(1,))
SHOWN = QueryClients(refers_back=True)


@pytest.mark.parametrize(
    ("message", "results", "query"),
    [
        ("¿y los demás?", GMAIL, QueryClients(not_domain="gmail")),
        ("and the rest?", GMAIL, QueryClients(not_domain="gmail")),
        ("and how many don't?", COUNTED, QueryClients(not_domain="gmail", count=True)),
        ("y los que no", GMAIL, QueryClients(not_domain="gmail")),
        ("list the ones who don't", COUNTED, QueryClients(not_domain="gmail")),
        ("y los que sí", WITHOUT, QueryClients(domain="gmail")),
        ("and the rest?", GMAIL.model_copy(update={"cursor": "3"}), QueryClients(more=True)),
        ("¿alguno más?", GMAIL, QueryClients(more=True)),
        ("cuántos hay, no me acuerdo", GMAIL, QueryClients(count=True)),
        ("¿y el de antes?", ONE, SHOWN.model_copy(update={"neighbour": "before"})),
        ("who came right before her", ONE, SHOWN.model_copy(update={"neighbour": "before"})),
        ("y después de él, ¿quién?", ONE, SHOWN.model_copy(update={"neighbour": "after"})),
        ("before I forget, list all clients", ONE, QueryClients()),
        ("y Antes Gil?", ONE, QueryClients(text="Gil")),
        ("cuál era su correo antes", ONE, SHOWN),
        ("y el tercero", SECOND, QueryClients(position=3)),
        ("y el siguiente", SECOND, SHOWN.model_copy(update={"neighbour": "after"})),
        ("pásame el mail", ONE, SHOWN),
        ("de esos, ¿cuál es de acme.es?", GMAIL, SHOWN.model_copy(update={"domain": "acme.es"})),
        ("and those of yahoo?", GMAIL, QueryClients(domain="yahoo")),
        (
            "which of them is the newest?",
            GMAIL,
            SHOWN.model_copy(update={"newest_first": True, "limit": 1}),
        ),
        ("solo correos", GMAIL, SHOWN.model_copy(update={"only": "email"})),
        ("por orden alfabético", GMAIL, QueryClients(domain="gmail", by_name=True)),
        ("los correos de los dos", GMAIL, SHOWN),
        ("names of all of them", GMAIL, SHOWN),
        ("la fecha", GMAIL, SHOWN.model_copy(update={"details": True})),
        ("how many is that?", GMAIL, QueryClients(domain="gmail", count=True)),
        ("quiénes son", AMONG, SHOWN),
        ("list all clients", AMONG, QueryClients()),
        ("and b@y.es?", ADDRESS, QueryClients(email="b@y.es", exists=True)),
        ("what about b@y.es", ADDRESS, QueryClients(email="b@y.es")),
        ("quiénes son", WITHOUT, SHOWN),
    ],
)
def test_follow_ups_are_about_what_was_asked(
    message: str, results: Results, query: QueryClients
) -> None:
    assert read(message, results) == (query,)


@pytest.mark.parametrize(
    ("message", "queries"),
    [
        (
            "how many clients are there and who is the newest?",
            (QueryClients(count=True), QueryClients(newest_first=True, limit=1)),
        ),
        (
            "cuántos clientes hay y dime también cuántos son de gmail",
            (QueryClients(count=True), QueryClients(domain="gmail", count=True)),
        ),
        (
            "¿cuántos hay de gmail y quiénes son?",
            (QueryClients(domain="gmail", count=True), QueryClients(domain="gmail")),
        ),
        (
            "list the clients and also tell me how many they are",
            (QueryClients(), QueryClients(count=True)),
        ),
        ("¿cuál es la última y qué correo tiene?", (QueryClients(newest_first=True, limit=1),)),
        ("who is Ana Gil and what is her email?", (QueryClients(text="Ana Gil"),)),
    ],
)
def test_two_questions_get_two_answers(message: str, queries: tuple[Intent, ...]) -> None:
    assert read(message) == queries


def test_a_company_with_and_in_its_name_is_no_two_questions() -> None:
    assert len(read("find Salt and Search Ltd")) == 1


@pytest.mark.parametrize(
    "message",
    ["y el siguiente paso?", "and after lunch?", "I saw him before", "who was she before?"],
)
def test_a_remark_asks_for_no_neighbour(message: str) -> None:
    [intent] = read(message, ONE)
    assert not isinstance(intent, QueryClients) or intent.neighbour is None


def test_an_address_behind_one_that_was_looked_for_may_be_a_new_client_s() -> None:
    asked = QueryClients(email="eva@acme.es", exists=True, doubtful="data")
    assert read("y eva@acme.es", ADDRESS) == (asked,)
