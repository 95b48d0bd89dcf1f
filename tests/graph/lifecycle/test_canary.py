"""Nothing of an erased person is in any file, however late anybody writes."""

import os
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from graph.conversation import delete_session
from graph.lifecycle.erasure import erase_person
from graph.lifecycle.file_rewriting import FileRewriting
from graph.understanding.intents import CreateClient, QueryClients
from tests.databases import stored
from tests.graph.assistants import NOON, Office, open_office
from tests.servers import environment
from tools.directory.changes import change_client, changes_of, remove_client
from tools.directory.clients import NOBODY, create_client
from tools.directory.log import Origin
from tools.directory.undoing import undo_last
from tools.errors import NoSuchClient, NothingToUndo

pytestmark = pytest.mark.both

CANARY = CreateClient(name="Wxqwz Kjvkq", email="wxqwz@kjvkq.es")
SAID = "Crea a Wxqwz Kjvkq con wxqwz@kjvkq.es"
PIECES = tuple(word[n : n + 3] for word in ("wxqwz", "kjvkq") for n in range(3))
"""What an index of trigrams has of the name and the address, and no other text of ours."""

PLACES = ("clientes", "mensajes", "checkpoint")
"""Tables of the directory, the transcript and of working memory."""


def traces(folder: Path) -> list[str]:
    """Where pieces of the canary are: in files, and in tables whose pages hide what they hold."""
    found = [name for name, content in stored(folder).items() if has_piece(content)]
    for path in folder.glob("*.db"):
        found += tables_with_pieces(path)
    return found


def tables_with_pieces(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as connection:
        names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        return [
            f"{path.name}: {name}"
            for (name,) in names.fetchall()
            for row in connection.execute(f'SELECT * FROM "{name}"')  # noqa: S608 - its own names
            if any(has_piece(value) for value in row)
        ]


def has_piece(value: object) -> bool:
    content = value if isinstance(value, bytes) else str(value).encode()
    return any(piece.encode() in content.lower() for piece in PIECES)


def test_no_piece_of_an_erased_person_is_in_any_table_or_file(
    office: Office, tmp_path: Path
) -> None:
    office.say(SAID, CANARY)
    office.say("lista", QueryClients())
    office.say("hola", session="otra")
    before = traces(tmp_path)
    assert all(any(place in name for name in before) for place in PLACES)
    erase_person(office.assistant.storage, "wxqwz@kjvkq.es", names=True)
    assert traces(tmp_path) == []


@pytest.mark.parametrize("end", ["changed", "deleted"])
def test_no_piece_of_what_a_client_was_is_in_any_table_or_file(
    office: Office, tmp_path: Path, end: str
) -> None:
    with office.assistant.database.write() as transaction:
        name, email = CANARY.name or "", CANARY.email or ""
        client = create_client(
            transaction, name=name, email=email, created=NOON, origin=Origin(owner=email)
        )
        if end == "deleted":
            remove_client(transaction, client.id, version=1, at=NOON, origin=NOBODY)
        else:
            change_client(
                transaction,
                client.id,
                version=1,
                name="Eva",
                email="e@x.es",
                at=NOON,
                origin=NOBODY,
            )
    assert any("cambios" in name for name in traces(tmp_path))
    done = erase_person(office.assistant.storage, email, owner=True)
    assert (done.found, done.replaced) == (True, 1)
    assert traces(tmp_path) == []
    with office.assistant.database.write() as transaction:
        with pytest.raises((NoSuchClient, NothingToUndo)):
            undo_last(transaction, client.id, version=None, at=NOON, origin=NOBODY)
        assert len(changes_of(transaction, client.id)) == (0 if end == "deleted" else 2)


def test_no_piece_of_a_deleted_session_is_in_any_table_or_file(
    office: Office, tmp_path: Path
) -> None:
    office.say(SAID)
    assert traces(tmp_path) != []
    delete_session(office.assistant, "s")
    FileRewriting(office.assistant.storage).step()
    assert traces(tmp_path) == []


STOPPED = """
import os, signal, sys
from pathlib import Path
from graph.memory.memory_file import MemoryFile
from tests.graph.lifecycle.test_canary import CANARY, SAID
from tests.databases import stored
from tests.graph.assistants import open_office

class Stopping(MemoryFile):
    def put(self, *arguments):
        os.kill(os.getpid(), signal.SIGSTOP)
        return super().put(*arguments)

office = open_office(Path(sys.argv[1]))
office.assistant.checkpointer.saver.__class__ = Stopping
office.say(SAID, CANARY)
"""


@pytest.mark.sqlite
@pytest.mark.parametrize("erasing", ["the person", "the session"])
def test_a_server_that_is_stopped_before_its_checkpoint_brings_nothing_back(
    tmp_path: Path, erasing: str
) -> None:
    server = subprocess.Popen(  # noqa: S603 - our own interpreter and program
        [sys.executable, "-c", STOPPED, str(tmp_path)], env=environment(tmp_path)
    )
    _, status = os.waitpid(server.pid, os.WUNTRACED)
    assert os.WIFSTOPPED(status)
    office = open_office(tmp_path)
    assert len(office.history()) == 2
    if erasing == "the person":
        assert erase_person(office.assistant.storage, "wxqwz@kjvkq.es", names=True).found
    else:
        delete_session(office.assistant, "s")
        erase_person(office.assistant.storage, "wxqwz@kjvkq.es")
    assert traces(tmp_path) == []
    os.kill(server.pid, signal.SIGCONT)
    assert server.wait(30) == 0
    assert traces(tmp_path) == []
    office.assistant.close()
