"""Questions to the directory, and what they refer back to."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from graph.query import MAX_QUESTIONS
from graph.understanding.intents import CreateClient, QueryClients
from graph.understanding.situation import Results
from tests.graph.assistants import NOON, Office, open_office, rows
from tools.directory.changes import erase_client
from tools.directory.clients import create_client

ANA = ["Ana Treviño"]


def fill(office: Office, count: int, *, domain: str = "x.es") -> None:
    with office.assistant.database.write() as transaction:
        for i in range(1, count + 1):
            created = NOON - timedelta(days=count - i)
            create_client(transaction, name=f"C{i}", email=f"c{i}@{domain}", created=created)


def test_rows_read_as_documented(office: Office) -> None:
    fill(office, 2)
    answer = office.say("lista", QueryClients())
    assert answer.reply == "- C1 | c1@x.es\n- C2 | c2@x.es"
    assert answer.decision == "consultar"
    reply = office.say("detalles", QueryClients(details=True, limit=1)).reply
    assert reply == "- C1 | c1@x.es | alta el 3 de marzo de 2026"


@pytest.mark.parametrize(
    ("query", "found"),
    [
        (QueryClients(newest_first=True, limit=2), ["C4", "C3"]),
        (QueryClients(limit=1), ["C1"]),
        (QueryClients(by_name=True, newest_first=True, limit=3), ["C4", "C3", "C2"]),
        (QueryClients(created_from=date(2026, 3, 4), created_to=date(2026, 3, 4)), ["C4"]),
        (QueryClients(created_to=date(2026, 3, 2)), ["C1", "C2"]),
        (QueryClients(text="c3"), ["C3"]),
        (QueryClients(email="C2@x.es"), ["C2"]),
        (QueryClients(domain="x"), ["C1", "C2", "C3", "C4"]),
        (QueryClients(not_domain="gmail acme.es"), ["C1", "C2", "C3", "C4"]),
        (QueryClients(not_domain="acme.es x.es"), []),
        (QueryClients(position=2), ["C2"]),
        (QueryClients(position=2, newest_first=True), ["C3"]),
        (QueryClients(position=-1), ["C1", "C2", "C3", "C4"]),
        (QueryClients(text="nobody"), []),
        (QueryClients(created_from=date.min, created_to=date.max), ["C1", "C2", "C3", "C4"]),
    ],
)
def test_filters_reach_the_directory(office: Office, query: QueryClients, found: list[str]) -> None:
    fill(office, 4)
    assert rows(office.say("?", query).reply) == found


@pytest.mark.parametrize(
    ("message", "doubtful", "found"),
    [
        ("el correo de la óptica", "name", ["Óptica Sol"]),
        ("los q sean treviño", "question", ["Ana Treviño"]),
        ("how many Treviños", "question", ["Ana Treviño"]),
    ],
)
def test_the_directory_decides_on_doubtful_words(
    office: Office, message: str, doubtful: Any, found: list[str]
) -> None:
    with office.assistant.database.write() as transaction:
        for name, email in (("Óptica Sol", "o@sol.es"), ("Ana Treviño", "a@x.es")):
            create_client(transaction, name=name, email=email, created=NOON)
    text = "óptica" if doubtful == "name" else "sean"
    assert rows(office.say(message, QueryClients(text=text, doubtful=doubtful)).reply) == found


def test_doubtful_words_that_name_nobody_are_left_out(office: Office) -> None:
    fill(office, 2)
    assert rows(office.say("?", QueryClients(text="zzz", doubtful="name")).reply) == ["C1", "C2"]
    assert office.say("?", QueryClients(text="zzz", doubtful="question")).decision == "otro"


def test_a_word_that_is_a_label_of_the_clients_domains_narrows_a_count(office: Office) -> None:
    fill(office, 2)
    with office.assistant.database.write() as transaction:
        create_client(transaction, name="Ana", email="ana@sasktel.net", created=NOON)
    assert office.say("how many are on sasktel", QueryClients(count=True)).reply.startswith(
        ("There is 1", "Hay 1")
    )
    assert " 3 " in office.say("how many are on acmetel", QueryClients(count=True)).reply


@pytest.mark.parametrize(
    ("message", "query", "found"),
    [
        ("a fella, Treviño, his mail?", QueryClients(text="fella"), ["Ana Treviño"]),
        ("what of Treviño, from Poland", QueryClients(text="Treviño", domain="poland"), ANA),
        ("Treviño's on gmail?", QueryClients(text="Treviño", domain="gmail"), []),
        ("is Treviño on gone.es?", QueryClients(text="Treviño", domain="gone.es"), []),
        ("and on acmetel?", QueryClients(text="Treviño"), ["C1", "C2"]),
        ("and Óptica?", QueryClients(text="Treviño"), ["Óptica Sol"]),
        ("and which has gmail?", QueryClients(text="Treviño", domain="gmail"), []),
    ],
)
def test_what_nobody_has_is_left_out_if_the_message_names_somebody(
    office: Office, message: str, query: QueryClients, found: list[str]
) -> None:
    fill(office, 2, domain="acmetel.es")
    with office.assistant.database.write() as transaction:
        for name, email in (("Ana Treviño", "a@x.es"), ("Óptica Sol", "o@y.es")):
            create_client(transaction, name=name, email=email, created=NOON)
    reply = office.say(message, query).reply
    assert rows(reply) == found
    assert (f"«{query.text}»" in reply) is (query.text == "fella" or not found)


def test_of_many_questions_five_are_answered_and_the_reply_counts_the_others(
    office: Office,
) -> None:
    fill(office, 1)
    questions = (QueryClients(text=f"c{i}") for i in range(1, MAX_QUESTIONS + 3))
    lines = office.say("?", *questions).reply.splitlines()
    assert lines[0] == "⚠️ No he leído 2 más: son demasiados para un mensaje."
    assert len(lines) == 1 + MAX_QUESTIONS


def test_those_of_a_firm_are_found_by_its_name_when_no_address_has_it(office: Office) -> None:
    with office.assistant.database.write() as transaction:
        create_client(transaction, name="Acme S.L.", email="info@x.es", created=NOON)
    assert rows(office.say("los de acme", QueryClients(domain="acme")).reply) == ["Acme S.L."]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        (QueryClients(domain="jm.nunez"), ["José"]),
        (QueryClients(email="pedro@"), ["Pedro"]),
        (QueryClients(email="PEDRO@x"), ["Pedro"]),
        (QueryClients(text="acme"), ["José"]),
        (QueryClients(domain="acm"), ["José"]),
        (QueryClients(part="nunez@acme"), ["José"]),
        (QueryClients(email="edro@x.es"), []),
        (QueryClients(domain="cme.es"), []),
        (QueryClients(text="nunez"), []),
        (QueryClients(text="acme", domain="x"), []),
    ],
)
def test_a_part_of_an_address_is_found_where_a_part_is_asked(
    office: Office, query: QueryClients, found: list[str]
) -> None:
    with office.assistant.database.write() as transaction:
        for name, email in (("José", "jm.nunez@acme.es"), ("Pedro", "pedro@x.es")):
            create_client(transaction, name=name, email=email, created=NOON)
    assert rows(office.say("?", query).reply) == found


def test_a_part_is_counted_and_said_as_what_it_is(office: Office) -> None:
    fill(office, 30)
    reply = office.say("¿cuántos?", QueryClients(email="c2@", count=True)).reply
    assert reply == "Hay 1 cliente con «c2@» en el nombre o en el email."
    assert "30" in office.say("?", QueryClients(domain="@x")).reply
    assert len(rows(office.say("más", QueryClients(more=True)).reply)) == 10


def test_nothing_found_is_said_with_what_was_looked_for(office: Office) -> None:
    assert office.say("lista", QueryClients()).reply == "Todavía no hay ningún cliente."
    reply = office.say("busca", QueryClients(text="ana", domain="acme")).reply
    assert reply == "No hay ningún cliente con «ana» en el nombre con email de acme."


@pytest.mark.parametrize(
    ("many", "said"),
    [(0, "No hay ningún cliente."), (1, "Hay 1 cliente."), (3, "Hay 3 clientes.")],
)
def test_a_count_is_answered_with_the_number(office: Office, many: int, said: str) -> None:
    fill(office, many)
    assert office.say("¿cuántos?", QueryClients(count=True)).reply == said


def test_more_goes_on_where_the_last_page_ended(office: Office) -> None:
    fill(office, 45)
    seen = rows(first := office.say("lista", QueryClients()).reply)
    assert first.endswith("Mostrados 20 de 45. Di «más» para ver los siguientes.")
    for _ in range(2):
        seen += rows(office.say("más", QueryClients(more=True)).reply)
    assert seen == [f"C{i}" for i in range(1, 46)]
    assert "No hay más" in office.say("más", QueryClients(more=True)).reply


def test_positions_refer_to_what_was_shown(office: Office) -> None:
    fill(office, 3)
    assert "todavía no he mostrado" in office.say("el 2", QueryClients(refers_back=True)).reply
    office.say("lista", QueryClients(newest_first=True))
    assert rows(office.say("el 2", QueryClients(refers_back=True, position=2)).reply) == ["C2"]
    assert rows(office.say("su email", QueryClients(refers_back=True)).reply) == ["C2"]
    assert rows(office.say("el último", QueryClients(refers_back=True, position=-1)).reply) == [
        "C1"
    ]
    assert (
        "en esa posición: solo 3"
        in office.say("el 4", QueryClients(refers_back=True, position=4)).reply
    )
    assert (
        "en esa posición: solo 3"
        in office.say("el 0", QueryClients(refers_back=True, position=0)).reply
    )


def test_the_neighbours_of_the_client_shown_are_those_registered_before_and_after(
    office: Office,
) -> None:
    fill(office, 3)
    before = QueryClients(refers_back=True, neighbour="before")
    after = QueryClients(refers_back=True, neighbour="after")
    office.say("el último", QueryClients(newest_first=True, limit=1))
    assert office.say("¿y después?", after).reply == "Después no se ha registrado a nadie."
    assert rows(office.say("¿y antes?", before).reply) == ["C2"]
    assert rows(office.say("¿y antes?", before).reply) == ["C1"]
    assert office.say("¿y antes?", before).reply == "Antes no se registró a nadie."
    assert rows(office.say("¿y después?", after).reply) == ["C2"]
    office.say("lista", QueryClients())
    office.say("el 2", QueryClients(refers_back=True, position=2))
    assert rows(office.say("¿y antes?", before).reply) == ["C1"]


def test_the_neighbour_of_somebody_named_is_shown(office: Office) -> None:
    fill(office, 3)
    assert rows(office.say("¿antes de C2?", QueryClients(text="C2", neighbour="before")).reply) == [
        "C1"
    ]
    assert "«C9»" in office.say("¿tras C9?", QueryClients(text="C9", neighbour="after")).reply


def test_of_several_of_a_name_no_neighbour_is_shown(office: Office) -> None:
    fill(office, 3)
    asked = QueryClients(text="C", neighbour="after")
    assert rows(office.say("¿quién vino después de C?", asked).reply) == ["C1", "C2", "C3"]


def test_a_position_among_some_of_those_shown_is_theirs(office: Office) -> None:
    fill(office, 3)
    fill(office, 2, domain="y.es")
    office.say("lista", QueryClients())
    office.say("¿cuáles son de y?", QueryClients(refers_back=True, domain="y.es"))
    assert "c2@y.es" in office.say("el 2", QueryClients(refers_back=True, position=2)).reply
    office.say("el tercero de todos", QueryClients(position=3))
    assert "c2@x.es" in office.say("el 2", QueryClients(refers_back=True, position=2)).reply


def test_a_position_may_be_beyond_the_first_page(office: Office) -> None:
    fill(office, 45)
    assert rows(office.say("el 42", QueryClients(position=42)).reply) == ["C42"]
    assert "solo 45" in office.say("el 99", QueryClients(position=99)).reply


def test_those_who_were_counted_among_the_ones_shown_are_what_a_question_means(
    office: Office,
) -> None:
    fill(office, 2)
    fill(office, 1, domain="y.es")
    office.say("lista", QueryClients())
    office.say("¿cuántos no son de x?", QueryClients(refers_back=True, not_domain="x", count=True))
    assert office.say("¿quiénes?", QueryClients(refers_back=True)).reply == "- C1 | c1@y.es"


def test_some_of_those_shown_can_be_asked_for(office: Office) -> None:
    fill(office, 3)
    fill(office, 2, domain="y.es")
    last = QueryClients(newest_first=True, limit=3)
    office.say("los tres últimos", last)
    of_them = QueryClients(refers_back=True, domain="y.es")
    assert rows(office.say("¿cuáles son de y?", of_them).reply) == ["C2", "C1"]
    office.say("los tres últimos", last)
    oldest = QueryClients(refers_back=True, limit=1)
    assert rows(office.say("¿y el más antiguo de ellos?", oldest).reply) == ["C3"]
    counted = QueryClients(refers_back=True, not_domain="y.es", count=True)
    assert office.say("¿cuántos no?", counted).reply == "Hay 1 cliente sin email de y.es."


def test_one_column_can_be_asked_for(office: Office) -> None:
    fill(office, 2)
    assert office.say("solo nombres", QueryClients(only="name")).reply == "- C1\n- C2"
    assert office.say("solo correos", QueryClients(only="email")).reply == "- c1@x.es\n- c2@x.es"


def test_domains_that_are_left_out_are_named(office: Office) -> None:
    fill(office, 2)
    asked = QueryClients(not_domain="gmail yahoo", count=True)
    assert (
        office.say("¿cuántos no?", asked).reply == "Hay 2 clientes sin email de gmail ni de yahoo."
    )


def test_the_client_just_created_is_what_its_email_means(office: Office) -> None:
    fill(office, 2)
    office.say("crea a Ana ana@x.es", CreateClient(name="Ana", email="ana@x.es"))
    assert rows(office.say("¿su email?", QueryClients(refers_back=True)).reply) == ["Ana"]


def test_a_turn_that_creates_and_asks_sees_what_it_created(office: Office) -> None:
    create = CreateClient(name="Ana", email="ana@x.es")
    answer = office.say("crea a Ana ana@x.es y lista", create, QueryClients())
    assert answer.reply == "✅ Cliente creado: Ana (ana@x.es)\n- Ana | ana@x.es"
    assert answer.decision == "crear"


def test_this_conversation_means_the_clients_of_this_session(office: Office) -> None:
    fill(office, 1)
    office.say("crea a Ana ana@x.es", CreateClient(name="Ana", email="ana@x.es"))
    assert rows(office.say("¿aquí?", QueryClients(this_session=True)).reply) == ["Ana"]
    assert rows(office.say("¿aquí?", QueryClients(this_session=True), session="t").reply) == []


def test_a_day_is_the_day_of_the_service_s_time_zone(tmp_path: Path) -> None:
    late = datetime(2026, 3, 4, 23, 30, tzinfo=UTC)
    office = open_office(tmp_path, clock=lambda: late, timezone="Europe/Madrid")
    office.say("crea a Ana ana@x.es", CreateClient(name="Ana", email="ana@x.es"))
    assert office.scripted.heard[-1].today == date(2026, 3, 5)
    on = QueryClients(created_from=date(2026, 3, 5), created_to=date(2026, 3, 5))
    assert rows(office.say("¿hoy?", on).reply) == ["Ana"]
    office.assistant.close()


def test_a_client_s_day_is_that_of_the_service_s_time_zone(tmp_path: Path) -> None:
    """At 22:30 in Mexico it is the next day in UTC."""
    late = datetime(2026, 3, 5, 4, 30, tzinfo=UTC)
    office = open_office(tmp_path, clock=lambda: late, timezone="America/Mexico_City")
    office.say("crea a Ana ana@x.es", CreateClient(name="Ana", email="ana@x.es"))
    reply = office.say("detalles", QueryClients(details=True)).reply
    assert reply == "- Ana | ana@x.es | alta el 4 de marzo de 2026"
    office.assistant.close()


def test_a_deleted_client_is_no_longer_shown(office: Office) -> None:
    fill(office, 2)
    office.say("lista", QueryClients())
    with office.assistant.database.write() as transaction:
        from_memory = Results.model_validate(office.state()["memory"]["results"])
        erase_client(transaction, from_memory.ids[0])
    assert "No hay" in office.say("el primero", QueryClients(refers_back=True, position=1)).reply


def test_results_that_an_older_version_stored_are_read() -> None:
    stored = {"query": {"kind": "query", "here": True, "shown": True}, "ids": [1]}
    query = Results.model_validate(stored).query
    assert query == QueryClients(this_session=True, refers_back=True)
