"""A backup is one moment of both databases; what is restored goes on, and keeps later deletions."""

import sqlite3
import stat
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread

import pytest

from graph.assembly import Assistant, open_assistant
from graph.conversation import converse, delete_session, thread
from graph.errors import NotABackup
from graph.lifecycle.backup import Restored, back_up, restore
from graph.lifecycle.erasure import erase_person
from graph.settings import GraphSettings
from tests.graph.assistants import NOON
from tools.api_keys import create_key, list_keys, revoke_key
from tools.database.engine import open_database
from tools.directory.clients import find_clients
from tools.directory.filters import Filters
from tools.encryption.keyring import new_key
from tools.errors import DatabaseMisconfigured, DatabaseUnavailable, SessionDeleted
from tools.moving.later_deletions import LaterDeletions
from tools.sessions.progress import keep_summary, progress_of
from tools.sessions.transcript import read_history
from tools.settings import DatabaseSettings

pytestmark = pytest.mark.sqlite

ANA = "Crea un cliente llamado Ana Ruiz con email ana@x.es"
EVA = "Crea un cliente llamado Eva con email eva@x.es"
KEY = new_key()
SCHEMES = {
    "clear": ("sqlite://", None),
    "ENCRYPTION_KEYS": ("sqlite://", KEY),
    "SQLCipher": ("sqlite+pysqlcipher://:corcho%20y%22vino@", None),
    "both": ("sqlite+pysqlcipher://:corcho@", KEY),
}


@dataclass(frozen=True)
class Place:
    """Databases in a folder of their own, and a folder for a backup of them."""

    folder: Path
    scheme: str = "sqlite://"
    keys: str | None = None

    @property
    def business(self) -> Path:
        return self.folder / "data" / "b.db"

    @property
    def saved(self) -> Path:
        return self.folder / "saved"

    @property
    def conversation(self) -> GraphSettings:
        memory = f"sqlite:///{self.folder}/data/memory.db"
        return GraphSettings(memory_url=memory, understanding="offline")

    @property
    def database(self) -> DatabaseSettings:
        given = {"database_url": f"{self.scheme}/{self.business}", "encryption_keys": self.keys}
        return DatabaseSettings.model_validate(given)

    def open(self) -> "closing[Assistant]":
        return closing(open_assistant(self.conversation, self.database))

    def back_up(self) -> None:
        with self.open() as assistant:
            back_up(assistant.storage, self.saved)

    def restore(self) -> Restored:
        return restore(self.conversation, self.database, self.saved)


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


def say(assistant: Assistant, session: str, message: str) -> str:
    return converse(assistant, session_id=session, message=message).reply


def texts(assistant: Assistant, session: str) -> list[str]:
    with assistant.database.read() as transaction:
        return [message.content for message in read_history(transaction, session)]


def emails(assistant: Assistant) -> list[str]:
    with assistant.database.read() as transaction:
        return [client.email for client in find_clients(transaction, Filters(), limit=999).clients]


@pytest.mark.parametrize("scheme", SCHEMES)
def test_what_is_restored_goes_on_where_the_backup_was_made(tmp_path: Path, scheme: str) -> None:
    place = Place(tmp_path, *SCHEMES[scheme])
    with place.open() as assistant:
        say(assistant, "s", ANA)
        say(assistant, "s", "Crea un cliente llamado Eva")
        back_up(assistant.storage, place.saved)
        said = texts(assistant, "s")
        say(assistant, "s", "eva@x.es")
        say(assistant, "otra", "hola")
    assert place.restore() == Restored(LaterDeletions(clients=()), memory=True)
    with place.open() as assistant:
        kept = assistant.graph.get_state(thread("s")).values["memory"]
        assert (kept["turn"], kept["draft"]["name"]) == (2, "Eva")
        assert texts(assistant, "s") == said
        assert texts(assistant, "otra") == []
        assert say(assistant, "s", "eva@x.es") == "✅ Cliente creado: Eva (eva@x.es)"
        assert emails(assistant) == ["ana@x.es", "eva@x.es"]
    for file in (place.saved / "recepcionista.db", place.business):
        assert (b"ana@x.es" in file.read_bytes()) == scheme.startswith(("clear", "ENC"))
        assert (b"Cliente creado" in file.read_bytes()) == (scheme == "clear")


def test_a_backup_made_while_turns_are_committed_has_every_earlier_one(place: Place) -> None:
    with place.open() as assistant:
        over, done = Event(), list[str]()

        def work() -> None:
            while not over.is_set():
                email = f"c{len(done)}@x.es"
                say(assistant, "s", f"Crea un cliente llamado Ana con email {email}")
                done.append(email)

        worker = Thread(target=work)
        worker.start()
        for number in range(4):
            earlier = [*done]
            back_up(assistant.storage, place.folder / f"saved{number}")
            with closing(sqlite3.connect(place.folder / f"saved{number}/recepcionista.db")) as file:
                assert file.execute("PRAGMA integrity_check").fetchone() == ("ok",)
                clients = [email for (email,) in file.execute("SELECT email FROM clientes")]
                (count,) = file.execute("SELECT count(*) FROM mensajes").fetchone()
            assert clients[: len(earlier)] == earlier
            assert count == 2 * len(clients)
        over.set()
        worker.join()
        assert len(done) > 1
        assert emails(assistant) == done


def test_a_backup_and_what_is_restored_are_for_their_owner_alone(place: Place) -> None:
    place.back_up()
    place.restore()
    with place.open():
        made = [*place.saved.iterdir(), *place.business.parent.iterdir()]
        modes = {each.name: stat.S_IMODE(each.stat().st_mode) for each in made}
        assert {modes.pop(name) for name in ("b.db.lock", "b.db.queue")} == {0o644}  # empty
        assert {"recepcionista.db", "memory.db", "b.db", "b.db-wal"} <= modes.keys()
        assert set(modes.values()) == {0o600}
    for folder in (place.saved, place.business.parent):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_nothing_that_was_deleted_is_in_a_backup(place: Place) -> None:
    with place.open() as assistant:
        say(assistant, "s", "una frase inconfundible")
        say(assistant, "s", ANA)
        with assistant.database.write() as transaction:
            transaction.exec_driver_sql("DELETE FROM mensajes")
            transaction.exec_driver_sql("DELETE FROM clientes")
        back_up(assistant.storage, place.saved)
    found = (place.saved / "recepcionista.db").read_bytes()
    assert b"inconfundible" not in found
    assert b"ana@x.es" not in found


@pytest.mark.parametrize("holds", ["server", "command"])
def test_databases_that_are_in_use_are_not_replaced(place: Place, holds: str) -> None:
    with place.open() as assistant:
        say(assistant, "s", "hola")
        back_up(assistant.storage, place.saved)
        say(assistant, "s", "otra vez")
    url = place.database.database_url
    in_use = place.open() if holds == "server" else closing(open_database(url))
    with in_use, pytest.raises(DatabaseUnavailable, match=r"b\.db is in use: stop every server"):
        place.restore()
    with place.open() as assistant:
        assert len(texts(assistant, "s")) == 4
    place.restore()
    with place.open() as assistant:
        assert len(texts(assistant, "s")) == 2


def test_what_was_deleted_since_stays_deleted(place: Place) -> None:
    with place.open() as assistant:
        say(assistant, "s", "hola")
        say(assistant, "kept", "hola")
        back_up(assistant.storage, place.saved)
        say(assistant, "later", "hola")
        for session in ("s", "later"):
            delete_session(assistant, session)
    done = place.restore()
    assert done == Restored(LaterDeletions(deleted=1), memory=False)
    with place.open() as assistant:
        assert (texts(assistant, "s"), len(texts(assistant, "kept"))) == ([], 2)
        for session in ("s", "later"):
            with pytest.raises(SessionDeleted):
                say(assistant, session, "hola")


@pytest.mark.parametrize("keys", [None, KEY], ids=["clear", "encrypted"])
def test_an_erased_person_stays_out_of_transcripts_and_is_listed(
    place: Place, keys: str | None
) -> None:
    place = Place(place.folder, keys=keys)
    with place.open() as assistant:
        say(assistant, "s", ANA)
        say(assistant, "s", EVA)
        back_up(assistant.storage, place.saved)
        with assistant.database.write() as transaction:
            before = progress_of(transaction, "s")
            keep_summary(transaction, "s", before=before, folded=2, summary="+ Ana Ruiz (ana@x.es)")
        say(assistant, "s", "Lista todos los clientes")
        erase_person(assistant.storage, "ana@x.es")
    done = place.restore()
    assert done.later
    assert [client.email for client in done.later.clients] == ["ana@x.es"]
    assert (done.later.redacted, done.memory) == (1, False)
    with place.open() as assistant:
        said = texts(assistant, "s")
        assert said[:2] == [
            "Crea un cliente llamado [borrado] con email [borrado]",
            "✅ Cliente creado: [borrado] ([borrado])",
        ]
        assert said[2:] == [EVA, "✅ Cliente creado: Eva (eva@x.es)"]
        with assistant.database.read() as transaction:
            assert progress_of(transaction, "s").summary == "+ [borrado] ([borrado])"
        assert emails(assistant) == ["ana@x.es", "eva@x.es"]
        assert erase_person(assistant.storage, "ana@x.es").found
        assert emails(assistant) == ["eva@x.es"]
        assert say(assistant, "s", "Lista todos los clientes") == "- Eva | eva@x.es"


def test_a_summary_of_turns_that_the_backup_lacks_is_made_anew(place: Place) -> None:
    with place.open() as assistant:
        say(assistant, "s", ANA)
        back_up(assistant.storage, place.saved)
        say(assistant, "s", "hola")
        with assistant.database.write() as transaction:
            before = progress_of(transaction, "s")
            keep_summary(transaction, "s", before=before, folded=2, summary="+ Ana Ruiz (ana@x.es)")
        erase_person(assistant.storage, "ana@x.es")
    place.restore()
    with place.open() as assistant, assistant.database.read() as transaction:
        known = progress_of(transaction, "s")
        assert (known.turns, known.folded, known.summary) == (1, 0, "")


def test_a_key_that_was_revoked_since_stays_revoked(place: Place) -> None:
    with place.open() as assistant:
        with assistant.database.write() as transaction:
            for key_id in ("one", "two"):
                create_key(
                    transaction,
                    key_id=key_id,
                    owner="ana",
                    roles=["read"],
                    digest=b"",
                    created=NOON,
                )
        back_up(assistant.storage, place.saved)
        with assistant.database.write() as transaction:
            revoke_key(transaction, "two", at=NOON)
    assert place.restore().later == LaterDeletions(revoked=1)
    with place.open() as assistant, assistant.database.read() as transaction:
        assert [key.opens(NOON) for key in list_keys(transaction)] == [True, False]


def test_another_service_s_deletions_are_not_carried_over(place: Place) -> None:
    with place.open() as assistant:
        say(assistant, "s", ANA)
        back_up(assistant.storage, place.saved)
    other = Place(place.folder / "other")
    with other.open() as assistant:
        say(assistant, "s", "hola")
        delete_session(assistant, "s")
    done = restore(other.conversation, other.database, place.saved)
    assert done == Restored(LaterDeletions(), memory=True)
    with other.open() as assistant:
        assert texts(assistant, "s")[0] == ANA


@pytest.mark.parametrize("present", ["none", "damaged"])
def test_a_lost_or_damaged_database_is_replaced_and_that_is_said(
    place: Place, present: str
) -> None:
    with place.open() as assistant:
        say(assistant, "s", ANA)
        back_up(assistant.storage, place.saved)
    if present == "none":
        for file in place.business.parent.iterdir():
            file.unlink()
    else:
        place.business.write_bytes(b"no database" * 1_000)
        Path(f"{place.business}-wal").write_bytes(b"of another one")
    assert place.restore() == Restored(None, memory=True)
    with place.open() as assistant:
        assert texts(assistant, "s")[0] == ANA
        assert emails(assistant) == ["ana@x.es"]


def damage(file: Path) -> None:
    content = bytearray(file.read_bytes())
    content[8_000:60_000] = b"x" * 52_000
    file.write_bytes(content)


@pytest.mark.parametrize("fault", ["missing", "damaged", "no database", "other keys"])
def test_nothing_is_replaced_by_a_backup_that_cannot_be_used(place: Place, fault: str) -> None:
    with place.open() as assistant:
        say(assistant, "s", ANA)
        back_up(assistant.storage, place.saved)
        say(assistant, "s", "hola")
    saved = place.saved / "recepcionista.db"
    if fault == "missing":
        saved.unlink()
    elif fault == "damaged":
        damage(saved)
    elif fault == "no database":
        saved.write_text("mine")
    wanted = Place(place.folder, keys=KEY) if fault == "other keys" else place
    with pytest.raises((NotABackup, DatabaseMisconfigured, DatabaseUnavailable)):
        wanted.restore()
    with place.open() as assistant:
        assert len(texts(assistant, "s")) == 4
    assert not [file for file in place.business.parent.iterdir() if "restor" in file.name]


def test_a_folder_with_files_is_not_written_to(place: Place) -> None:
    place.saved.mkdir()
    place.back_up()
    before = {file.name: file.read_bytes() for file in place.saved.iterdir()}
    with pytest.raises(NotABackup, match="is not empty"):
        place.back_up()
    assert {file.name: file.read_bytes() for file in place.saved.iterdir()} == before


def test_a_backup_that_was_cut_off_is_none_and_the_next_one_is_whole(place: Place) -> None:
    unfinished = place.folder / "saved.unfinished"
    unfinished.mkdir()
    (unfinished / "memory.db").write_text("half")
    with pytest.raises(NotABackup):
        place.restore()
    place.back_up()
    assert not unfinished.exists()
    assert {file.name for file in place.saved.iterdir()} == {"recepcionista.db", "memory.db"}
