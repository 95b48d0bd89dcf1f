"""Replies: both languages say the same things, and a model's words claim nothing."""

from string import Formatter
from typing import get_args
from zoneinfo import ZoneInfo

import pytest

from graph.turn.answers import Answer
from graph.turn.plan import Note, NoteKind, Plan
from graph.turn.replies.replies import answered, compose, teaches
from graph.turn.texts import TEXTS
from graph.understanding.intents import Language, QueryClients, Talk, Topic
from graph.understanding.situation import Draft
from tests.graph.assistants import NOON


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def test_both_languages_have_the_same_texts_with_the_same_fields() -> None:
    spanish, english = TEXTS["es"], TEXTS["en"]
    assert spanish.keys() == english.keys()
    for name, text in spanish.items():
        assert fields(text) == fields(english[name]), name
        assert text != english[name], name


@pytest.mark.parametrize("language", get_args(Language))
@pytest.mark.parametrize("topic", get_args(Topic))
def test_every_topic_has_an_answer(language: Language, topic: Topic) -> None:
    assert compose(Plan(language=language, intents=(Talk(topic=topic),)), [])


@pytest.mark.parametrize("language", get_args(Language))
@pytest.mark.parametrize("kind", get_args(NoteKind))
@pytest.mark.parametrize("about", ["", "Ana"])
def test_every_note_has_an_answer(language: Language, kind: NoteKind, about: str) -> None:
    reply = compose(Plan(language=language, notes=(Note(kind=kind, about=about),)), [])
    assert reply and "{" not in reply


@pytest.mark.parametrize("language", get_args(Language))
@pytest.mark.parametrize("asks", [True, False])
@pytest.mark.parametrize("draft", [Draft(), Draft(name="Ana"), Draft(email="a@x.es")])
def test_every_draft_is_asked_about_and_reminded_of(
    language: Language, asks: bool, draft: Draft
) -> None:
    reply = compose(Plan(language=language, draft=draft, asks=asks), [])
    assert reply.splitlines()[-1].endswith("?") is asks


def test_an_unknown_message_says_so_and_what_can_be_done() -> None:
    reply = compose(Plan(intents=(Talk(),)), [])
    assert reply.startswith("❓ No entendí la solicitud")
    assert "Crea un cliente" in reply


@pytest.mark.parametrize("words", ["¡Buenas! ¿En qué puedo ayudarte?", "Hello there."])
def test_a_model_s_small_talk_is_shown(words: str) -> None:
    assert compose(Plan(intents=(Talk(words=words),)), []) == words


@pytest.mark.parametrize(
    "words",
    [
        "He creado a Juan.",
        "✅ Hecho",
        "El correo es ana@x.es",
        "Hay 3 clientes",
        "Juan was added",
        "I registered Juan",
        "Ya he borrado a Ana",
        "Juan ha sido dado de alta",
    ],
)
def test_a_model_s_claims_about_the_directory_are_not_shown(words: str) -> None:
    assert words not in compose(Plan(intents=(Talk(words=words),)), [])


def test_braces_in_what_the_user_wrote_are_just_text() -> None:
    plan = Plan(notes=(Note(kind="left_out", about="{0} {name}"),))
    assert "{0} {name}" in compose(plan, [])


@pytest.mark.parametrize(
    ("first", "last", "spanish", "english"),
    [
        ("2026-03-04", "2026-03-04", "hoy", "today"),
        ("2026-03-03", "2026-03-03", "ayer", "yesterday"),
        ("2026-03-02", "2026-03-08", "esta semana", "this week"),
        ("2026-02-01", "2026-02-28", "el mes pasado", "last month"),
        ("2026-03-01", "2026-03-31", "este mes", "this month"),
        ("2026-03-01", None, "desde el 1 de marzo", "since 1 March"),
        (None, "2025-12-31", "hasta el 31 de diciembre de 2025", "until 31 December 2025"),
        (
            *("2026-03-01", "2026-03-02"),
            "entre el 1 de marzo y el 2 de marzo",
            "between 1 March and 2 March",
        ),
    ],
)
def test_periods_are_said_in_words(
    first: str | None, last: str | None, spanish: str, english: str
) -> None:
    query = QueryClients.model_validate({"created_from": first, "created_to": last})
    zone, found = ZoneInfo("UTC"), Answer("rows", query)
    assert answered("es", found, zone, NOON) == f"No hay ningún cliente con alta {spanish}."
    assert answered("en", found, zone, NOON) == f"There are no clients created {english}."


@pytest.mark.parametrize(
    ("language", "reply"),
    [
        ("es", "No, no hay ningún cliente con «Ana» en el nombre."),
        ("en", "No, there are no clients with “Ana” in the name."),
    ],
)
def test_a_question_whether_somebody_is_there_is_answered_with_a_no(
    language: Language, reply: str
) -> None:
    found = Answer("rows", QueryClients(text="Ana", exists=True))
    assert answered(language, found, ZoneInfo("UTC"), NOON) == reply


def test_help_is_given_once_and_then_in_a_short_line() -> None:
    plan = Plan(intents=(Talk(topic="off_topic"),))
    first = compose(plan, [])
    assert teaches(first)
    again = compose(plan, [], taught=True)
    offers = "Puedo crear clientes, consultarlos, cambiarlos y borrarlos, y deshacerlo."
    assert again == f"De eso no puedo ayudarte. {offers}"
    assert compose(Plan(intents=(Talk(topic="help"),)), [], taught=True) in first


def test_nobody_is_reminded_behind_thanks() -> None:
    draft = Draft(name="Ana")
    assert "Ana" not in compose(Plan(intents=(Talk(topic="thanks"),), draft=draft), [])
    assert "Ana" in compose(Plan(intents=(Talk(topic="off_topic"),), draft=draft), [])


def test_a_list_of_everybody_does_not_name_who_is_pending() -> None:
    draft, everybody = Draft(name="Ana"), QueryClients(count=True)
    assert compose(Plan(intents=(everybody,), draft=draft), []).endswith("falta el email.")
    assert "Ana" in compose(Plan(intents=(QueryClients(text="Luis"),), draft=draft), [])
