"""No message of 4,000 characters takes much more of the processor than an ordinary one."""

import re
from dataclasses import dataclass, field
from itertools import cycle, islice
from math import inf
from pathlib import Path
from time import process_time
from uuid import uuid4

import pytest

from graph.understanding.intents import ConfirmDraft, CreateClient, Talk
from graph.understanding.offline.reader import OfflineUnderstanding
from graph.understanding.offline.sentence.language import language_of
from graph.understanding.offline.sentence.units import MAX_UNITS
from graph.understanding.second_reading import SecondReading
from graph.understanding.situation import Draft, Situation, Understood
from tests.calls import calls
from tests.graph.assistants import NOON, Office, Reader, open_office
from tests.prove.bench import messages

LENGTH = 4_000
TRIES, MEASURED = 3, 4
MOST = 8
"""Times an ordinary message's processor time; the slow ones of old took 15 to 650 times as much."""
CALLS = 7_700
"""Of Python's functions, to read four messages of 100 characters that were read before."""

ORDINARY = (
    "Hola, ¿me puedes decir cuántos clientes nuevos hemos dado de alta este mes, y si alguno "
    "de ellos es de la empresa de mi hermano? Gracias, y perdona las molestias. "
)
SLOW = {
    "one address in a row": "uno ñ@ñ.es",
    "a name and an address": "Uno ñ@ñ.es, ",
    "slashes": "a c/ ",
    "many requests": "crea a Ana Gil ana@gil.es y ",
    "many conditions": "si no crea a ",
    "words for and": "İ ",
    "particles": "de la ",
    "capitals and conjunctions": "Ana y ",
    "questions": "neww, are you, bdb, ",
    "unknown words": "oldest ß ",
    "company forms": "a.b.S.L./SE\n",
    "one long word": "jun",
    "one long word of marks": "e\u0301",
    "lines": "X\n",
    "cells": "a|b\n",
    "quotes": '"a" ',
    "dots": "a.b.",
    "dates": "entre el 1 y ",
    "fractions": "3/",
    "dictated": "a arroba ",
    "numbers": "ocho treinta y ",
    "two questions": "a.es and who ",
    "domains left out": "not a.es nor ",
}
"""What is written again and again."""


@dataclass
class Greedy(Reader):
    """A model that asks for fifty clients of whatever words and addresses the message has."""

    name: str = field(default="greedy", init=False)

    def understand(self, message: str, situation: Situation) -> Understood:
        words = re.findall(r"\w+", message) or ["Ana"]
        emails = [word for word in message.split() if "@" in word] or ["ana@x.es"]
        names = (" ".join(words[i % len(words) :][: 1 + i]) for i in range(50))
        wanted = [CreateClient(name=n, email=e) for n, e in zip(names, cycle(emails), strict=False)]
        language = language_of(message, situation.memory.language)
        return Understood((ConfirmDraft(), *wanted), language)


def long(text: str) -> str:
    return "".join(islice(cycle(text), LENGTH)).strip()


def taken(office: Office, message: str) -> float:
    """Seconds of processor time that a turn takes in a session of its own."""
    began = process_time()
    office.say(message, session=uuid4().hex)
    return process_time() - began


@pytest.fixture(scope="module", params=[OfflineUnderstanding(), Greedy()], ids=["rules", "model"])
def office(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Office:
    opened = open_office(tmp_path_factory.mktemp("cost"), understanding=request.param)
    request.addfinalizer(opened.assistant.close)
    taken(opened, "Hola")
    return opened


@pytest.mark.parametrize("text", SLOW.values(), ids=SLOW)
def test_no_message_costs_much_more_than_an_ordinary_one(office: Office, text: str) -> None:
    slow = ordinary = inf
    for _ in range(MEASURED):  # the least of some tries, of more where other processes disturbed
        for _ in range(TRIES):
            slow = min(slow, taken(office, long(text)))
            ordinary = min(ordinary, taken(office, long(ORDINARY)))
        if slow < MOST * ordinary:
            return
    pytest.fail(f"{slow:.3f} s where an ordinary message takes {ordinary:.3f} s")


def test_an_address_that_the_user_did_not_write_is_looked_for_in_all_messages_soon(
    tmp_path: Path,
) -> None:
    office = open_office(tmp_path, understanding=Greedy())
    message = long("uno ñ@ñ.es ")
    for _ in range(10):
        office.say(message)
    times = []
    for _ in range(TRIES):
        began = process_time()
        office.say(message)
        times.append((process_time() - began, taken(office, long(ORDINARY))))
    office.assistant.close()
    slow, ordinary = (min(column) for column in zip(*times, strict=True))
    assert slow < MOST * ordinary


@pytest.mark.parametrize("mark", ["a ", "a\n", "|", "😀", "1,"])
def test_of_more_units_than_are_read_nothing_is_read(mark: str) -> None:
    message = f"crea a Ana Gil, ana@x.es {mark * MAX_UNITS}"
    understood = OfflineUnderstanding().understand(message, Situation(NOON.date()))
    assert understood.intents == (Talk(topic="unknown"),)


def test_many_creations_of_a_model_are_checked_by_one_reading() -> None:
    message = long(
        "registra a Ana Gil y a la de siempre, ana@gil.es, que ya vino ayer por la tarde "
    )
    wanted = [Draft(name=f"Eva Paz{number}", email="eva@paz.es") for number in range(50)]

    def seconds(drafts: list[Draft]) -> float:
        began = process_time()
        reading = SecondReading(message, Situation(NOON.date()))
        assert all(reading.doubts(draft) for draft in drafts)
        return process_time() - began

    times = [(seconds(wanted), seconds(wanted[:1])) for _ in range(TRIES)]
    many, one = (min(column) for column in zip(*times, strict=True))
    assert many < MOST * one


def test_short_messages_are_read_in_so_many_calls() -> None:
    situation = Situation(NOON.date())

    def read() -> None:
        for turn in range(1, len(messages.KINDS) + 1):
            OfflineUnderstanding().understand(messages.message("s", turn), situation)

    read()  # which loads the words, and keeps those of the messages
    assert calls(read).total() <= CALLS
