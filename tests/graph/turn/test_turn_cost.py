"""A turn takes no more statements, transactions, commits and steps than its kind needs."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Connection, event

from graph.state import WINDOW_TURNS
from graph.understanding.offline.reader import OfflineUnderstanding
from tests.calls import calls
from tests.graph.assistants import Office, open_office
from tests.graph.memory.test_flat_cost import counted
from tests.prove.bench.disk import commits, settled_bytes
from tests.prove.bench.messages import KINDS, message
from tools.sessions.progress import progress_of

STATEMENTS = {
    "a session's first turn, a creation": {"read": 1, "write": 5},
    "a count": {"read": 1, "write": 3},
    "talk": {"read": 1, "write": 2},
    "a search": {"read": 1 + 1, "write": 3},
    "a creation": {"read": 1, "write": 5},
}
"""By kind of the turn, in the order of turns, the statements that read, and those of the commit.

A search is looked up before it is taken for one. Those of a creation: the turn, the client, its
log, how far others begin alike, both messages; of a longer name or address also the likely
duplicates.
"""
TURNS = 20
CALLS = 8_750
"""Of our own functions in four turns on Python 3.11; later versions make fewer."""
STEPS = 2_300
"""Of four turns, on an empty directory and both files; SQLite's versions differ by a few."""


@contextmanager
def statements(office: Office) -> Iterator[Counter[str]]:
    """Statements of transactions that read or write, BEGIN left out, and transactions of each."""
    counts = Counter[str]()

    def kind(connection: Connection) -> str:
        return "write" if connection.get_execution_options().get("write") else "read"

    def executes(connection: Connection, _cursor: object, statement: str, *_: object) -> None:
        counts[kind(connection)] += not statement.startswith("BEGIN")

    def commits(connection: Connection) -> None:
        counts[f"{kind(connection)} transactions"] += 1

    engine = office.assistant.database._engine
    event.listen(engine, "before_cursor_execute", executes)
    event.listen(engine, "commit", commits)
    yield counts
    event.remove(engine, "before_cursor_execute", executes)
    event.remove(engine, "commit", commits)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    opened = open_office(tmp_path, understanding=OfflineUnderstanding())
    for turn in range(1, len(KINDS) + 1):  # what is done once: compiling statements, connecting
        opened.say(message("warm", turn), session="warm")
    yield opened
    opened.assistant.close()


@pytest.mark.both
def test_a_turn_takes_so_many_statements(office: Office) -> None:
    found = {}
    for turn, kind in enumerate(STATEMENTS, 1):
        with statements(office) as counts:
            office.say(message("s", turn))
        found[kind] = {"read": counts["read"], "write": counts["write"]}
        reads = 2 if kind == "a search" else 1
        assert (counts["read transactions"], counts["write transactions"]) == (reads, 1)
    assert found == STATEMENTS


@pytest.mark.sqlite
def test_a_turn_commits_once_in_each_file(office: Office, tmp_path: Path) -> None:
    """Also where a summary is made, which the next turn stores."""
    settled_bytes(tmp_path)
    for turn in range(1, TURNS + 1):
        office.say(message("s", turn))
        office.assistant.dependencies.summaries.wait()
    assert commits(tmp_path) == 2 * TURNS
    with office.assistant.database.read() as transaction:
        assert progress_of(transaction, "s").folded >= TURNS - WINDOW_TURNS


@pytest.mark.sqlite
def test_four_turns_take_so_many_steps(office: Office) -> None:
    with counted(office) as steps:
        for turn in range(1, len(KINDS) + 1):
            office.say(message("s", turn))
    assert len(steps) <= STEPS


@pytest.mark.sqlite
def test_four_turns_take_so_many_calls(office: Office) -> None:
    def take() -> None:
        for turn in range(1, len(KINDS) + 1):
            office.say(message("s", turn))

    found = calls(take, "graph", "tools")
    assert found.total() <= CALLS, found.most_common(20)
