"""Quick replies: which answers a reply offers, and that the assistant understands each of them."""

from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest

from graph.conversation import Answer
from graph.lifecycle.redaction import Person
from graph.memory.rebuild import quick_replies_in
from graph.turn.changes.texts import CHANGE_TEXTS
from graph.turn.replies.quick_replies import OFFERED
from graph.understanding.intents import CreateClient, Language, Talk
from graph.understanding.offline.reader import OfflineUnderstanding
from graph.understanding.situation import Memory, QuickReply
from tests.graph.assistants import Office, open_office, rows
from tools.folding import fold


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Office]:
    """An assistant that understands by rules."""
    opened = open_office(tmp_path, understanding=OfflineUnderstanding())
    yield opened
    opened.assistant.close()


def labels(answer: Answer) -> list[str]:
    return [each.label for each in answer.quick_replies]


def press(desk: Office, answer: Answer, label: str) -> Answer:
    (text,) = (each.text for each in answer.quick_replies if each.label == label)
    return desk.say(text)


def fill(desk: Office, count: int) -> None:
    for number in range(count):
        desk.say(f"Crea un cliente llamado Ana con email a{number}@x.es", session="otra")


def test_both_languages_offer_the_same_answers_and_every_label_once() -> None:
    names = {frozenset(OFFERED[language]) for language in get_args(Language)}
    assert len(names) == 1
    for offered in OFFERED.values():
        assert len({label for label, *_ in offered.values()}) == len(offered)


def test_yes_creates_the_client_that_is_proposed(desk: Office) -> None:
    asked = desk.say("Marta marta@x.es")
    assert labels(asked) == ["Sí", "No"]
    created = press(desk, asked, "Sí")
    assert labels(created) == ["Deshacer"]
    assert desk.clients() == {"marta@x.es": "Marta"}
    assert labels(press(desk, created, "Deshacer")) == []
    assert desk.clients() == {}


def test_yes_creates_the_whole_list_that_is_proposed(desk: Office) -> None:
    asked = desk.say("Marta marta@x.es, Luis luis@x.es")
    assert labels(asked) == ["Sí", "No"]
    press(desk, asked, "Sí")
    assert set(desk.clients()) == {"marta@x.es", "luis@x.es"}


def test_no_creates_nobody_and_leaves_nothing_to_answer(desk: Office) -> None:
    asked = desk.say("Marta marta@x.es")
    assert labels(press(desk, asked, "No")) == []
    assert desk.clients() == {}


def test_a_name_in_doubt_is_answered_with_yes(office: Office) -> None:
    office.say("alta", CreateClient())
    asked = office.say("Exit", CreateClient(name="Exit", fresh=False, doubt="name"))
    assert "«Exit»" in asked.reply
    assert labels(asked) == ["Sí", "No"]


@pytest.mark.parametrize(
    ("begin", "label", "done"),
    [
        ("Quiero dar de alta un cliente", "Cancelar alta", "cancelado"),
        ("Crea un cliente llamado Ana", "Cancelar alta", "cancelado"),
        ("I want to register a client", "Cancel registration", "cancelled"),
    ],
)
def test_what_is_asked_for_can_be_cancelled(
    desk: Office, begin: str, label: str, done: str
) -> None:
    asked = desk.say(begin)
    assert labels(asked) == [label]
    cancelled = press(desk, asked, label)
    assert done in cancelled.reply
    assert labels(cancelled) == []


def test_a_list_that_goes_on_offers_its_next_page_until_the_last(desk: Office) -> None:
    fill(desk, 25)
    shown = desk.say("List all clients")
    assert labels(shown) == ["Show more"]
    rest = press(desk, shown, "Show more")
    assert len(rows(rest.reply)) == 5
    assert labels(rest) == []


def test_a_client_picked_out_of_a_list_has_no_next_page(desk: Office) -> None:
    fill(desk, 25)
    desk.say("Lista todos los clientes")
    picked = desk.say("el segundo")
    assert picked.reply == "- Ana | a1@x.es"
    assert labels(picked) == []


def test_a_query_in_between_offers_both_its_next_page_and_to_cancel(desk: Office) -> None:
    fill(desk, 25)
    desk.say("Crea un cliente llamado Ana")
    assert labels(desk.say("Lista todos los clientes")) == ["Cancelar alta", "Ver más"]


@pytest.mark.parametrize("help_", ["ayuda", "help"])
def test_help_is_suggestions_each_of_which_is_understood(desk: Office, help_: str) -> None:
    first, *others = desk.say(help_).quick_replies
    answers = [
        desk.say(offered.text, session=str(number))
        for number, offered in enumerate((first, *others))
    ]
    decisions = [answer.decision for answer in answers]
    assert decisions == ["crear", *["consultar"] * 3, *["otro"] * 3]
    taught = {CHANGE_TEXTS[language]["changes"] for language in CHANGE_TEXTS}
    assert {answer.reply for answer in answers[4:]} <= taught


@pytest.mark.parametrize(
    ("order", "words"), [("borra a Ana", ("Sí", "Deshacer")), ("delete Ana", ("Yes", "Undo"))]
)
def test_who_is_meant_is_chosen_agreed_to_and_taken_back(
    desk: Office, order: str, words: tuple[str, str]
) -> None:
    for name in ("Ana Ruiz", "Ana Gil"):
        email = f"{fold(name[4:])}@x.es"
        desk.say(f"Crea un cliente llamado {name} con email {email}", session="otra")
    asked = desk.say(order)
    assert labels(asked)[:2] == ["Ana Ruiz (ruiz@x.es)", "Ana Gil (gil@x.es)"]
    proposed = press(desk, asked, "Ana Gil (gil@x.es)")
    assert labels(proposed) == [words[0], "No"]
    removed = press(desk, proposed, words[0])
    assert desk.clients() == {"ruiz@x.es": "Ana Ruiz"}
    press(desk, removed, words[1])
    assert len(desk.clients()) == 2


@pytest.mark.parametrize("order", ["cambia el email de Ana", "change Ana's email"])
def test_a_change_that_lacks_its_value_can_be_left(desk: Office, order: str) -> None:
    fill(desk, 1)
    asked = desk.say(order)
    left = press(desk, asked, labels(asked)[0])
    assert labels(left) == []
    assert desk.say("Sí").decision == "otro"
    assert desk.clients() == {"a0@x.es": "Ana"}


def test_small_talk_and_the_last_reply_of_a_full_session_offer_nothing(tmp_path: Path) -> None:
    desk = open_office(tmp_path, understanding=OfflineUnderstanding(), max_messages=4)
    assert labels(desk.say("Hola")) == []
    last = desk.say("ayuda")
    desk.assistant.close()
    assert "límite" in last.reply
    assert labels(last) == []


def test_a_replay_and_the_reply_s_message_have_the_same_after_later_turns(desk: Office) -> None:
    asked = desk.say("Marta marta@x.es", key="k")
    said = desk.state()["messages"][-1]
    assert quick_replies_in(said.additional_kwargs) == asked.quick_replies
    desk.say("No")
    desk.assistant.storage.erase_memory()
    again = desk.say("Marta marta@x.es", key="k")
    assert again.replayed
    assert again.quick_replies == asked.quick_replies
    assert [message.additional_kwargs for message in desk.state()["messages"][-4:]] == [
        {},
        {},
        {},
        said.additional_kwargs,
    ]


def test_memory_of_a_turn_of_earlier_versions_offers_nothing(office: Office) -> None:
    stored = {"version": 1, "language": "es", "draft": None, "waiting": [], "results": None}
    assert Memory.model_validate(stored).quick_replies == ()
    assert quick_replies_in(stored) == ()
    assert office.say("hola", Talk()).quick_replies != ()


def test_an_erased_person_is_in_no_quick_reply() -> None:
    other = QuickReply(label="Luis", text="El segundo")
    offered = (QuickReply(label="Ana (ANA@x.es)", text="El primero"), other)
    redacted = Person("ana@x.es").redacted_memory(
        Memory(quick_replies=offered).model_dump(mode="json")
    )
    assert Memory.model_validate(redacted).quick_replies == (other,)
