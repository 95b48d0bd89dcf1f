"""A late turn of a session costs what an early one did, counted in SQLite's own steps."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import event

from graph.understanding.intents import CreateClient, QueryClients
from tests.graph.assistants import Office, open_office

EARLY, LATE, CALLS = 100, 400, 4
TIMES = 7
"""So that the turns in which a summary is due are as many, give or take one."""


@contextmanager
def counted(office: Office) -> Iterator[list[None]]:
    """An element for each instruction that a database ran, in any thread."""
    steps = list[None]()

    def step() -> None:
        steps.append(None)  # which, unlike +=, no other thread's step undoes

    engine = office.assistant.database._engine
    event.listen(engine, "checkout", lambda raw, *_: raw.set_progress_handler(step, 1))
    event.listen(engine, "checkin", lambda raw, *_: raw and raw.set_progress_handler(None, 1))
    memory = office.memory.conn
    memory.set_progress_handler(step, 1)
    yield steps
    memory.set_progress_handler(None, 1)


def four_turns(office: Office, number: int) -> None:
    """Talks, creates, counts, and finds what was created."""
    office.say(f"hola {number}")
    email = f"ana{number}@x.es"
    office.say(f"crea a Ana {email}", CreateClient(name="Ana", email=email))
    office.say("¿cuántos tengo en enero?", QueryClients(email="ana0@x.es", count=True))
    office.say(f"busca {email}", QueryClients(email=email))


def steps_at(folder: Path, number: int) -> int:
    """Of four turns, several times, after so many others of the session."""
    folder.mkdir()
    office = open_office(folder, max_messages=10_000)
    for before in range(number // CALLS):
        four_turns(office, before)
    office.assistant.dependencies.summaries.finish()
    with counted(office) as steps:
        for further in range(TIMES):
            four_turns(office, number + further)
        office.assistant.dependencies.summaries.finish()
    office.assistant.close()
    return len(steps)


@pytest.mark.sqlite
def test_a_late_turn_takes_the_steps_of_an_early_one(tmp_path: Path) -> None:
    early, late = (steps_at(tmp_path / str(number), number) for number in (EARLY, LATE))
    assert early > 1_000
    assert late < 1.1 * early
