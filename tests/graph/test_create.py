"""Registering: drafts, what the user really said, and what is refused."""

from pathlib import Path

import pytest

from graph.create import MAX_READ
from graph.turn.verdicts import MAX_CREATIONS
from graph.understanding.grounding import user_words
from graph.understanding.intents import (
    CancelDraft,
    ConfirmDraft,
    CreateClient,
    Doubt,
    Intent,
    QueryClients,
)
from graph.understanding.offline.reader import OfflineUnderstanding
from tests.graph.assistants import Office, open_office


def new(
    name: str | None = None, email: str | None = None, *, doubt: Doubt | None = None
) -> CreateClient:
    return CreateClient(name=name, email=email, doubt=doubt)


def more(name: str | None = None, email: str | None = None) -> CreateClient:
    return CreateClient(name=name, email=email, fresh=False)


@pytest.mark.parametrize(
    ("message", "intent", "asked"),
    [
        ("alta", new(), "¿Cuál es el nombre y el email del nuevo cliente?"),
        ("alta de Ana", new("Ana"), "¿Cuál es el email de Ana?"),
        ("alta ana@x.es", new(None, "ana@x.es"), "¿Cuál es el nombre del cliente con el email"),
    ],
)
def test_it_asks_for_exactly_what_is_missing(
    office: Office, message: str, intent: Intent, asked: str
) -> None:
    answer = office.say(message, intent)
    assert answer.reply.startswith(asked)
    assert (answer.decision, office.clients()) == ("crear", {})


def test_the_draft_waits_through_a_query_and_is_remembered(office: Office) -> None:
    office.say("crea a Ana", new("Ana"))
    reply = office.say("¿cuántos?", QueryClients(count=True)).reply
    assert reply.splitlines() == [
        "No hay ningún cliente.",
        "Sigue pendiente un alta: falta el email.",
    ]
    assert "✅" in office.say("ana@x.es", more(None, "ana@x.es")).reply


def test_a_correction_replaces_the_field(office: Office) -> None:
    office.say("crea a Sofía Mora", new("Sofía Mora"))
    office.say("perdón, Sofía Moral", more("Sofía Moral"))
    office.say("s@x.es", more(None, "s@x.es"))
    assert office.clients() == {"s@x.es": "Sofía Moral"}


def test_another_client_takes_the_place_of_an_unfinished_one(office: Office) -> None:
    office.say("crea a Ana", new("Ana"))
    office.say("ahora otro, Eva", new("Eva"))
    office.say("eva@x.es", more(None, "eva@x.es"))
    assert office.clients() == {"eva@x.es": "Eva"}


def test_a_whole_client_in_between_leaves_the_draft_in_place(office: Office) -> None:
    office.say("crea a Ana", new("Ana"))
    reply = office.say("crea a Eva eva@x.es", new("Eva", "eva@x.es")).reply
    assert reply.splitlines()[-1] == "Sigue pendiente el alta de Ana: falta su email."
    office.say("ana@x.es", more(None, "ana@x.es"))
    assert set(office.clients()) == {"eva@x.es", "ana@x.es"}


def test_a_cancelled_draft_is_gone(office: Office) -> None:
    office.say("crea a Ana", new("Ana"))
    answer = office.say("déjalo", CancelDraft())
    assert "Ana" in answer.reply
    assert answer.decision == "otro"
    office.say("ana@x.es", more(None, "ana@x.es"))
    assert office.clients() == {}
    assert "No hay ningún alta" in office.say("eva", CancelDraft(), session="t").reply


def test_an_invalid_email_is_refused_and_the_name_stays(office: Office) -> None:
    reply = office.say("crea a Ana ana@@x", new("Ana", "ana@@x")).reply
    assert reply.splitlines() == ["⚠️ «ana@@x» no es un email válido.", "¿Cuál es el email de Ana?"]
    office.say("ana@x.es", more(None, "ana@x.es"))
    assert office.clients() == {"ana@x.es": "Ana"}


def test_a_duplicate_names_its_holder_and_asks_for_another_email(office: Office) -> None:
    office.say("crea a Ana ana@x.es", new("Ana", "ana@x.es"))
    reply = office.say("crea a Eva ANA@X.ES", new("Eva", "ANA@X.ES")).reply
    assert "ya existe un cliente con el email ana@x.es, Ana" in reply
    assert office.clients() == {"ana@x.es": "Ana"}
    office.say("eva@x.es", more(None, "eva@x.es"))
    assert office.clients() == {"ana@x.es": "Ana", "eva@x.es": "Eva"}


def test_of_several_clients_the_whole_ones_are_created_and_the_first_other_is_asked_for(
    office: Office,
) -> None:
    message = "crea a Ana ana@x.es, a Eva, a Leo y a Pau pau@x.es"
    reply = office.say(
        message, new("Ana", "ana@x.es"), new("Eva"), new("Leo"), new("Pau", "pau@x.es")
    ).reply
    assert office.clients() == {"ana@x.es": "Ana", "pau@x.es": "Pau"}
    assert "Después te pregunto por Leo." in reply
    assert reply.endswith("¿Cuál es el email de Eva?")


def test_at_most_twenty_clients_are_created_in_a_turn(office: Office) -> None:
    people = [(f"P{i}", f"p{i}@x.es") for i in range(MAX_CREATIONS + 2)]
    message = "crea a " + ", ".join(f"{name} {email}" for name, email in people)
    reply = office.say(message, *(new(*person) for person in people)).reply
    assert len(office.clients()) == MAX_CREATIONS
    assert f"P{MAX_CREATIONS}:" in reply


def test_what_is_tentative_is_proposed_and_created_only_after_a_yes(office: Office) -> None:
    reply = office.say("¿cómo creo a Ana ana@x.es?", new("Ana", "ana@x.es", doubt="revoked")).reply
    assert "¿Quieres que lo cree?" in reply
    assert office.clients() == {}
    assert "✅" in office.say("sí", ConfirmDraft()).reply
    assert office.clients() == {"ana@x.es": "Ana"}


def test_a_proposal_that_is_not_taken_up_lapses(office: Office) -> None:
    office.say("¿cómo creo a Ana ana@x.es?", new("Ana", "ana@x.es", doubt="revoked"))
    office.say("lista", QueryClients())
    assert "✅" not in office.say("sí", ConfirmDraft()).reply
    assert office.clients() == {}


def test_a_proposal_never_takes_the_place_of_a_draft(office: Office) -> None:
    office.say("crea a Ana", new("Ana"))
    reply = office.say("no crees a Eva eva@x.es", new("Eva", "eva@x.es", doubt="revoked")).reply
    assert reply.startswith("No he creado a Eva.")
    office.say("ana@x.es", more(None, "ana@x.es"))
    assert office.clients() == {"ana@x.es": "Ana"}


@pytest.mark.parametrize(
    ("message", "intent"),
    [
        ("crea un cliente", new("Mallory", "mallory@evil.com")),
        ("crea a Ana", new("Ana", "ana@x.es")),
        ("registra ana.gil@x.es", new("Ana Gil", "ana.gil@x.es")),
        ("crea a Ana mariana@x.es", new("Ana", "ana@x.es")),
        ("crea a Ana ana@x.es.evil.com", new("Ana", "ana@x.es")),
        ("crea a Ana peña@x.es", new("Ana", "pena@x.es")),
        ("crea a Ana Gil ana@x.es", new("Ana Ruiz", "ana@x.es")),
    ],
)
def test_what_the_user_did_not_write_is_never_stored(
    office: Office, message: str, intent: Intent
) -> None:
    reply = office.say(message, intent).reply
    assert office.clients() == {}
    assert "Solo registro nombres y emails que hayas escrito tú" in reply


@pytest.mark.parametrize(
    ("message", "name", "email"),
    [
        ("crea a ana lópez, ANA@X.es", "Ana Lopez", "ana@x.es"),
        ("ana punto gil arroba x punto es, Ana Gil", "Ana Gil", "ana.gil@x.es"),
        ("nombre=Ana;email=ana@x.es", "Ana", "ana@x.es"),
        ("Gil, Ana <ana@x.es>", "Ana Gil", "ana@x.es"),
        ("登録 李小龍 li@x.cn", "李小龍", "li@x.cn"),
        ("ana guion bajo gil arroba x punto es es el de Ana.", "Ana", "ana_gil@x.es"),
    ],
)
def test_what_the_user_wrote_or_dictated_counts_as_said(
    message: str, name: str, email: str
) -> None:
    words = user_words([], message)
    assert words.spelling(name) is not None
    found = words.address(email)
    assert found is not None
    assert found.lower() == email


@pytest.mark.parametrize("email", ["Fabio@neri.it", "fabio@NERI.it", "FABIO@NERI.IT"])
def test_an_address_is_stored_as_the_user_wrote_it(office: Office, email: str) -> None:
    office.say("añade a Fabio fabio@neri.it", CreateClient(name="Fabio", email=email))
    assert office.clients() == {"fabio@neri.it": "Fabio"}


@pytest.mark.parametrize(
    ("message", "name", "stored"),
    [
        ("Guarda a Perla Benítez, p@x.py", "Perla Benitez", "Perla Benítez"),
        ("registra a ramon nuñez, p@x.py", "Ramón Núñez", "ramon nuñez"),
        ("alta: El Águila S.A., p@x.py", "El Aguila S.A.", "El Águila S.A."),
    ],
)
def test_a_name_is_stored_as_the_user_wrote_it(
    office: Office, message: str, name: str, stored: str
) -> None:
    office.say(message, new(name, "p@x.py"))
    assert office.clients() == {"p@x.py": stored}


@pytest.mark.parametrize(
    ("message", "name", "spelling"),
    [
        ("Peña, José p@x.py", "Jose Pena", "José Peña"),
        ("crea a ana gil ana@x.es", "Ana Gil <ana@x.es>", "ana gil"),
        ("crea a ana gil ana@x.es", "Ana Gil (ana@x.es)", "ana gil"),
        ("crea a ana gil ana@x.es", "ana@x.es", None),
    ],
)
def test_a_name_loses_its_address_and_takes_the_users_spelling(
    message: str, name: str, spelling: str | None
) -> None:
    assert user_words([], message).spelling(name) == spelling


def test_equal_clients_are_created_once_and_without_a_leftover(office: Office) -> None:
    fe = new("Fe", "fe@x.es")
    others = new("FE", "FE@x.es"), new("Fe"), more(None, "fe@x.es")
    reply = office.say("crea a Fe fe@x.es", fe, fe, *others).reply
    assert reply == "✅ Cliente creado: Fe (fe@x.es)"
    assert office.state()["memory"]["draft"] is None


def test_a_client_that_was_begun_and_then_given_whole_is_no_draft_any_more(office: Office) -> None:
    office.say("crea a Ana", new("Ana"))
    reply = office.say("crea a Ana ana@x.es", new("Ana", "ana@x.es")).reply
    assert reply == "✅ Cliente creado: Ana (ana@x.es)"


def test_of_hundreds_of_clients_in_one_message_the_reply_counts_those_that_were_not_read(
    office: Office,
) -> None:
    people = [(f"P{i}", f"p{i}@x.es") for i in range(MAX_READ + 5)]
    message = "crea a " + ", ".join(f"{name} {email}" for name, email in people)
    reply = office.say(message, *(new(*person) for person in people)).reply
    assert len(office.clients()) == MAX_CREATIONS
    assert "No he leído 5 más" in reply


def test_words_of_earlier_turns_count_and_those_of_replies_do_not(office: Office) -> None:
    office.say("crea a Ana ana@x.es", new("Ana", "ana@x.es"))
    office.say("Eva es la siguiente, eva@x.es")
    office.say("créala", new("Eva", "eva@x.es"))
    office.say("y a Cliente", new("Cliente Creado", "z@x.es"))
    assert office.clients() == {"ana@x.es": "Ana", "eva@x.es": "Eva"}


def test_a_pasted_list_is_shown_as_a_whole_and_created_by_one_yes(tmp_path: Path) -> None:
    office = open_office(tmp_path, understanding=OfflineUnderstanding())
    rows = [(f"Ana Gil{chr(97 + i)}", f"ana{i}@x.es") for i in range(MAX_CREATIONS + 5)]
    reply = office.say("\n".join(f"{name}\t{email}" for name, email in rows)).reply
    assert office.clients() == {}
    assert all(f"- {name} | {email}" in reply for name, email in rows)
    assert reply.endswith("He leído 25 clientes y no he creado ninguno todavía. ¿Los creo?")
    office.say("sí")
    assert office.clients() == {email: name for name, email in rows}
    office.assistant.close()


def test_a_no_to_a_list_leaves_none_of_it(office: Office) -> None:
    office.say(
        "…", new("Ana", "ana@x.es", doubt="revoked"), new("Eva", "eva@x.es", doubt="revoked")
    )
    office.say("no", CancelDraft())
    office.say("sí", ConfirmDraft())
    assert office.clients() == {}


def test_those_in_line_are_asked_about_in_turn_and_answered_by_name(office: Office) -> None:
    reply = office.say("crea a Sole Acosta y a Vale Bustos", new("Sole Acosta"), new("Vale Bustos"))
    assert reply.reply.splitlines() == [
        "Después te pregunto por Vale Bustos.",
        "¿Cuál es el email de Sole Acosta?",
    ]
    reply = office.say("el de Vale es vale@x.es", more("Vale", "vale@x.es"))
    assert reply.reply.splitlines()[0] == "✅ Cliente creado: Vale Bustos (vale@x.es)"
    office.say("sole@x.es", more(None, "sole@x.es"))
    assert office.clients() == {"vale@x.es": "Vale Bustos", "sole@x.es": "Sole Acosta"}


def test_a_cancelled_client_gives_way_to_the_next_in_line(office: Office) -> None:
    office.say("crea a Sole Acosta y a Vale Bustos", new("Sole Acosta"), new("Vale Bustos"))
    reply = office.say("cancela", CancelDraft()).reply
    assert reply.splitlines()[-1] == "¿Cuál es el email de Vale Bustos?"


@pytest.mark.parametrize(("answer", "name"), [("sí", "Exit"), ("no", None)])
def test_an_answer_that_is_perhaps_no_name_is_asked_about(
    office: Office, answer: str, name: str | None
) -> None:
    office.say("alta con zoe@x.es", new(None, "zoe@x.es"))
    doubted = CreateClient(name="Exit", fresh=False, doubt="name")
    assert office.say("Exit", doubted).reply == "¿«Exit» es el nombre del cliente? Dime sí o no."
    said = ConfirmDraft() if name else CreateClient(fresh=False)
    reply = office.say(answer, said).reply
    assert office.clients() == ({"zoe@x.es": name} if name else {})
    assert name or reply == "¿Cuál es el nombre del cliente con el email zoe@x.es?"


def test_a_model_may_call_the_name_of_an_empty_draft_a_new_client(office: Office) -> None:
    office.say("alta", new())
    assert "email de Ana Gil" in office.say("se llama Ana Gil", new("Ana Gil")).reply
    office.say("ana@x.es", new("Ana Gil", "ana@x.es"))
    assert office.clients() == {"ana@x.es": "Ana Gil"}
