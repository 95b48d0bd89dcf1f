"""Changing, deleting and taking back by conversation: a yes is bound to what was shown."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from graph.state import Author
from graph.understanding.intents import (
    CancelDraft,
    ChangeClient,
    ConfirmDraft,
    CreateClient,
    QueryClients,
    RemoveClient,
    RestoreClient,
    UndoLast,
)
from graph.understanding.offline.reader import OfflineUnderstanding
from graph.understanding.situation import Memory
from tests.graph.assistants import NOON, Office, open_office
from tests.graph.late_answers import edit, given, now, wrong_answers
from tools.directory.changes import changes_of, remove_client
from tools.directory.clients import get_client
from tools.directory.log import Origin
from tools.directory.undoing import undo_last


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Office]:
    """An office that understands by the offline rules."""
    opened = open_office(tmp_path, understanding=OfflineUnderstanding())
    yield opened
    opened.assistant.close()


def test_late_repeated_and_foreign_answers_write_nothing_wrong(desk: Office) -> None:
    assert wrong_answers(desk, tries=5) == []


def test_a_change_is_shown_with_old_and_new_values_and_done_after_a_yes(office: Office) -> None:
    client = given(office)
    reply = office.say("cambia a m@r.es", ChangeClient(about="Marta", email="m@r.es")).reply
    assert "Marta Ruiz (marta@ruiz.es) → Marta Ruiz (m@r.es)" in reply
    assert now(office, client) == client
    assert office.say("sí", ConfirmDraft()).decision == "crear"
    assert office.clients() == {"m@r.es": "Marta Ruiz"}


def test_who_was_shown_in_a_proposal_is_who_is_asked_about_then(office: Office) -> None:
    given(office)
    office.say("borra a Marta", RemoveClient(about="Marta"))
    office.say("no, déjala", CancelDraft())
    reply = office.say("¿sigue ahí?", QueryClients(refers_back=True, exists=True)).reply
    assert "Marta Ruiz | marta@ruiz.es" in reply


@pytest.mark.parametrize(
    ("message", "proposed"),
    [
        ("Marta Ruiz has left that firm. Her address is marta@casa.es", True),
        ("apunta a Marta Ruiz, marta@casa.es", False),
        ("Marta Ruano, marta@casa.es", False),
    ],
)
def test_whom_nobody_orders_and_the_directory_has_gets_another_address(
    desk: Office, message: str, proposed: bool
) -> None:
    given(desk)
    reply = desk.say(message).reply
    assert ("(marta@ruiz.es) → Marta Ruiz (marta@casa.es)" in reply) == proposed
    if proposed:
        desk.say("sí")
        assert desk.clients() == {"marta@casa.es": "Marta Ruiz"}


def test_a_return_is_no_correction_of_the_client_just_created(desk: Office) -> None:
    given(desk, "Juan Paz", "juan@paz.es")
    for said in ("borra a Juan", "sí", "crea a Julia Paz, juan@paz.es"):
        desk.say(said)
    assert "Juan Paz" not in desk.say("recupera a Juan").reply
    desk.say("sí")
    assert desk.clients() == {"juan@paz.es": "Julia Paz"}


def test_a_new_name_or_email_that_the_user_did_not_write_is_never_stored(office: Office) -> None:
    client = given(office)
    for intent in (ChangeClient(about="Marta", email="evil@x.es"), ChangeClient(name="Mallory")):
        office.say("cambia a Marta", intent)
        office.say("sí", ConfirmDraft())
    assert now(office, client) == client


def test_a_model_neither_changes_nor_deletes_at_once(office: Office) -> None:
    office.say("crea a Ana, ana@x.es", CreateClient(name="Ana", email="ana@x.es"))
    office.say("hola", RemoveClient(), UndoLast(), ChangeClient(name="hola", plain=True))
    office.say("borra a Ana", RemoveClient(about="Ana"), ConfirmDraft(), UndoLast())
    assert office.clients() == {"ana@x.es": "Ana"}


def test_a_model_that_takes_a_no_for_a_yes_deletes_nobody(office: Office) -> None:
    client = given(office)
    office.say("borra a Marta", RemoveClient(about="Marta"))
    assert "lo dejo como está" in office.say("no", ConfirmDraft()).reply
    office.say("no borres a Marta", RemoveClient(about="Marta"))
    office.say("sí", ConfirmDraft())
    assert now(office, client) == client


def test_whoever_may_not_delete_is_told_so(desk: Office) -> None:
    client = given(desk)
    writer = Author("ana", "key:1", may_delete=False)
    reply = desk.say("borra a Marta", owner="ana", author=writer).reply
    assert reply == "Tu clave no permite borrar clientes."
    assert now(desk, client) == client


def test_the_right_to_delete_is_asked_again_with_the_yes(desk: Office) -> None:
    client = given(desk)
    desk.say("borra a Marta", owner="ana", author=Author("ana", "key:1"))
    writer = Author("ana", "key:2", may_delete=False)
    assert "Tu clave" in desk.say("sí", owner="ana", author=writer).reply
    assert now(desk, client) == client


def test_the_log_has_the_author_session_and_turn_of_a_change(desk: Office) -> None:
    client = given(desk)
    author = Author("ana", "key:1")
    desk.say("cambia el email de Marta a m@r.es", owner="ana", author=author)
    desk.say("sí", owner="ana", author=author)
    with desk.assistant.database.read() as transaction:
        origin = changes_of(transaction, client.id)[0].entry.origin
    assert (origin.turn, origin.owner, origin.credential) == (2, "ana", "key:1")
    assert origin.session_id


def test_an_edit_by_another_user_ends_the_right_to_correct_at_once(desk: Office) -> None:
    desk.say("crea a Ana Gil, ana@gil.es")
    with desk.assistant.database.read() as transaction:
        client = get_client(transaction, 1)
    assert client
    edit(desk, client, "other@gil.es")
    assert "¿Lo cambio?" in desk.say("perdón, es ana2@gil.es").reply
    assert set(desk.clients()) == {"other@gil.es"}


def test_undo_leaves_a_client_that_another_user_changed_since(desk: Office) -> None:
    client = given(desk)
    desk.say("cambia el email de Marta a m@r.es")
    desk.say("sí")
    edit(desk, client, "other@r.es")
    assert "No he deshecho nada" in desk.say("deshaz").reply
    assert desk.clients() == {"other@r.es": "Marta Ruiz"}


def test_a_deleted_client_is_brought_back_as_it_was_for_some_days(tmp_path: Path) -> None:
    days = [0]
    desk = open_office(
        tmp_path,
        understanding=OfflineUnderstanding(),
        clock=lambda: NOON + timedelta(days=days[-1]),
    )
    client = given(desk)
    desk.say("borra a Marta")
    desk.say("sí")
    days.append(31)
    assert "ningún cliente borrado" in desk.say("recupera a Marta").reply
    days.append(29)
    assert "¿Recupero a Marta Ruiz" in desk.say("recupera a Marta").reply
    assert "✅" in desk.say("sí").reply
    back = now(desk, client)
    assert back and (back.name, back.email, back.version) == (client.name, client.email, 3)
    desk.assistant.close()


def test_a_yes_to_a_return_is_bound_to_that_deletion(desk: Office) -> None:
    client = given(desk)
    desk.say("borra a Marta")
    desk.say("sí")
    desk.say("recupera a Marta")
    with desk.assistant.database.write() as transaction:
        undo_last(transaction, client.id, version=2, at=NOON, origin=Origin())
        remove_client(transaction, client.id, version=3, at=NOON, origin=Origin())
    assert "No he hecho nada con Marta Ruiz" in desk.say("sí").reply
    assert now(desk, client) is None


def test_an_address_that_was_registered_before_the_yes_is_said(desk: Office) -> None:
    given(desk)
    desk.say("borra a Marta")
    desk.say("sí")
    desk.say("recupera a Marta")
    given(desk, "Mara Ruiz", "marta@ruiz.es")
    assert "su email lo tiene ahora Mara Ruiz (marta@ruiz.es)" in desk.say("sí").reply
    assert desk.clients() == {"marta@ruiz.es": "Mara Ruiz"}


def test_whoever_may_not_delete_brings_nobody_back(desk: Office) -> None:
    client = given(desk)
    desk.say("borra a Marta")
    desk.say("sí")
    writer = Author("ana", "key:2", may_delete=False)
    assert "Tu clave no permite" in desk.say("recupera a Marta", author=writer).reply
    desk.say("recupera a Marta")
    assert "Tu clave no permite" in desk.say("sí", author=writer).reply
    assert now(desk, client) is None


def test_a_model_brings_back_only_whom_the_rules_let_it(office: Office) -> None:
    given(office)
    office.say("borra a Marta", RemoveClient(about="Marta"))
    office.say("sí", ConfirmDraft())
    office.say("no recuperes a Marta", RestoreClient(about="Marta"))
    office.say("sí, claro", ConfirmDraft())
    assert office.clients() == {}
    office.say("recupera a Marta", RestoreClient(about="Marta"))
    office.say("sí", ConfirmDraft())
    assert office.clients() == {"marta@ruiz.es": "Marta Ruiz"}


def test_undo_takes_a_whole_list_back_once(desk: Office) -> None:
    desk.say("crea a Luis Paz, luis@paz.es; Eva Sol, eva@sol.es y Teo Mar, teo@mar.es")
    assert desk.say("deshaz").reply.count("↩️") == 3
    assert desk.clients() == {}
    assert "nada que deshacer" in desk.say("deshaz").reply


def test_what_waits_survives_the_loss_of_the_checkpoint(desk: Office) -> None:
    client = given(desk)
    desk.say("borra a Marta")
    desk.assistant.storage.drop_memory(["s"])
    assert "✅" in desk.say("sí").reply
    assert now(desk, client) is None


def test_a_yes_to_several_is_bound_to_each_and_says_which_changed_meanwhile(desk: Office) -> None:
    marta = given(desk)
    given(desk, "Pedro Sanz", "pedro@sanz.es")
    desk.say("borra a Marta y cambia el email de Pedro a p@x.es")
    edit(desk, marta, "other@ruiz.es")
    reply = desk.say("sí").reply
    assert "No he hecho nada con Marta Ruiz (marta@ruiz.es): ha cambiado entretanto" in reply
    assert desk.clients() == {"other@ruiz.es": "Marta Ruiz", "p@x.es": "Pedro Sanz"}
    desk.say("deshaz")
    assert desk.clients() == {"other@ruiz.es": "Marta Ruiz", "pedro@sanz.es": "Pedro Sanz"}


def test_a_model_s_several_changes_wait_for_one_yes(office: Office) -> None:
    given(office)
    given(office, "Pedro Sanz", "pedro@sanz.es")
    both = (RemoveClient(about="Marta"), RemoveClient(about="Pedro"))
    assert "2 clientes" in office.say("borra a Marta y a Pedro", *both).reply
    office.assistant.storage.drop_memory(["s"])
    office.say("sí", ConfirmDraft())
    assert office.clients() == {}


def test_a_model_adds_nobody_to_those_whom_the_rules_read(office: Office) -> None:
    given(office)
    given(office, "Pedro Sanz", "pedro@sanz.es")
    office.say("borra a Marta", RemoveClient(about="Marta"), RemoveClient(about="Pedro"))
    office.say("sí", ConfirmDraft())
    assert office.clients() == {"pedro@sanz.es": "Pedro Sanz"}


def test_an_address_that_is_freed_in_the_same_message_can_be_given(desk: Office) -> None:
    given(desk)
    given(desk, "Pedro Sanz", "pedro@sanz.es")
    desk.say("borra a Marta y cambia el email de Pedro a marta@ruiz.es")
    desk.say("sí")
    assert desk.clients() == {"marta@ruiz.es": "Pedro Sanz"}


def test_memory_that_older_versions_stored_loads() -> None:
    client = {"id": 1, "version": 1, "name": "Ana", "email": "ana@x.es"}
    pending = {"kind": "remove", "client": client, "name": None, "email": None, "replaces": None}
    stored = {"version": 1, "language": "en", "draft": None, "results": None, "pending": pending}
    assert [change.proposed for change in Memory.model_validate(stored).changes] == [True]
    memory = Memory.model_validate({"version": 1, "language": "en", "draft": None, "results": None})
    assert (memory.pending, memory.created) == (None, None)


def test_an_email_that_another_client_has_is_refused_naming_it(office: Office) -> None:
    given(office)
    given(office, "Eva Sol", "eva@sol.es")
    change = ChangeClient(about="Marta", email="eva@sol.es")
    assert "Eva Sol (eva@sol.es)" in office.say("cambia a eva@sol.es", change).reply
    assert "nada pendiente" in office.say("sí", ConfirmDraft()).reply


def test_of_several_candidates_it_asks_which(office: Office) -> None:
    given(office)
    other = given(office, "Marta Gil", "marta@gil.es")
    reply = office.say("borra a Marta", RemoveClient(about="Marta")).reply
    assert "- Marta Ruiz | marta@ruiz.es" in reply
    assert "Marta Gil" in office.say("borra el segundo", RemoveClient(position=2)).reply
    office.say("sí", ConfirmDraft())
    assert now(office, other) is None


def test_who_has_it_as_a_whole_word_is_meant_before_who_has_it_as_a_part(desk: Office) -> None:
    given(desk, "Juanita", "juanita@x.es")
    given(desk, "Juan", "juan@x.es")
    assert "¿Borro a Juan (juan@x.es)?" in desk.say("borra a Juan").reply
    desk.say("no")
    given(desk, "Juan Gil", "gil@x.es")
    reply = desk.say("borra a Juan").reply
    assert ("juan@x.es" in reply, "gil@x.es" in reply, "juanita" in reply) == (True, True, False)
    desk.say("no")
    assert "¿Borro a Juanita" in desk.say("borra a Juanit").reply


def test_a_question_or_a_no_leaves_nothing_to_say_yes_to(office: Office) -> None:
    client = given(office)
    for intent in (CancelDraft(), QueryClients(count=True)):
        office.say("borra a Marta", RemoveClient(about="Marta"))
        office.say("espera", intent)
        office.say("sí", ConfirmDraft())
    assert now(office, client) == client
