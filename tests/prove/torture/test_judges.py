"""Files that were tampered with are told from files that a run left."""

import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from itertools import combinations
from pathlib import Path

import pytest

from graph.conversation import converse
from tests.prove.torture.files import BUSINESS, read_final
from tests.prove.torture.memory_check import check_memory, open_files
from tests.prove.torture.messages import spelled
from tests.prove.torture.metrics_check import check_metrics
from tests.prove.torture.serial import check_serial


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """The files of one session of three turns."""
    assistant = open_files(tmp_path)
    for message in ("hola", "Crea un cliente llamado Ana", "su email es ana@example.com"):
        converse(assistant, session_id="s", message=message)
    assistant.close()
    yield tmp_path


def tamper(folder: Path, statement: str) -> None:
    with closing(sqlite3.connect(folder / BUSINESS)) as database, database:
        database.execute(statement)


def test_files_as_a_run_left_them_pass(folder: Path) -> None:
    final = read_final(folder)
    assert [row.content for row in final.transcripts["s"]][-1].startswith("✅")
    assert not [*check_memory(folder, final), *check_serial(final)]


def test_a_reply_that_nobody_would_give_is_found(folder: Path) -> None:
    tamper(folder, "UPDATE mensajes SET content = 'sí' WHERE role = 'assistant' AND turno = 2")
    assert [found.kind for found in check_serial(read_final(folder))] == ["reply of no serial run"]


def test_a_memory_of_other_messages_is_found(folder: Path) -> None:
    tamper(folder, "UPDATE mensajes SET content = 'adiós' WHERE role = 'user' AND turno = 1")
    found = check_memory(folder, read_final(folder))
    assert [anomaly.kind for anomaly in found] == ["memory differs from transcript"]


def test_a_memory_that_is_known_to_be_old_may_differ(folder: Path) -> None:
    tamper(folder, "UPDATE mensajes SET clave = 'other' WHERE turno = 3")
    assert not list(check_memory(folder, read_final(folder)))


def test_metrics_that_differ_from_what_was_done_are_found(folder: Path) -> None:
    final = read_final(folder)
    told = {"turns_total crear committed": 2, "turns_total otro committed": 1}
    told |= {"actions_total create done": 1, "turn_seconds_count": 3}
    assert not list(check_metrics(Counter(told), (), final))
    for name in told:
        wrong = Counter(told) + Counter({name: 1})
        kinds = {found.kind for found in check_metrics(wrong, (), final)}
        assert kinds == {"metrics differ from the truth"}


def test_different_numbers_sound_different() -> None:
    assert len({spelled(number) for number in range(10_000)}) == 10_000
    pairs = combinations([spelled(number) for number in range(0, 40_000, 199)], 2)
    assert all(sum(a != b for a, b in zip(*pair, strict=True)) >= 2 for pair in pairs)
