"""A service's life with a bit of everything that is stored, and what is so when it goes on."""

from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from graph.assembly import Assistant, open_assistant
from graph.conversation import converse, delete_session
from graph.lifecycle.erasure import erase_person
from graph.settings import GraphSettings
from tools.api_keys import create_key, list_keys, revoke_key
from tools.directory.changes import change_client, changes_of, remove_client
from tools.directory.clients import NOBODY, Client, find_clients
from tools.directory.filters import Filters
from tools.directory.undoing import undo_last
from tools.errors import SessionDeleted
from tools.sessions.listing import list_sessions, rename_session
from tools.sessions.progress import progress_of
from tools.sessions.transcript import read_history
from tools.settings import DatabaseSettings

OWNER = "ana@example.com"
LONG = 12
"""Turns of the session whose older ones fold into a summary."""
CREATED = "Crea un cliente llamado José Núñez con email jose@example.com"
DONE = "✅ Cliente creado: José Núñez (jose@example.com)"
ERASED = "Crea un cliente llamado Rosa Ortiz con email rosa@example.com"
LAST_ID = 4
"""Of a client that was deleted; it was the last one."""


def open_life(url: str, folder: Path, keys: str | None) -> "closing[Assistant]":
    """The assistant on the database at a URL, with a memory file in the folder."""
    memory = GraphSettings(memory_url=f"sqlite:///{folder}/memory.db", understanding="offline")
    given = {"database_url": url, "encryption_keys": keys}
    return closing(open_assistant(memory, DatabaseSettings.model_validate(given)))


def say(assistant: Assistant, session: str, message: str, key: str | None = None) -> str:
    owner = OWNER if session == "suya" else ""
    return converse(assistant, session_id=session, message=message, key=key, owner=owner).reply


def live(assistant: Assistant) -> None:
    """Sessions with a draft, a summary, a title, an owner, erased words; a deleted one; keys."""
    say(assistant, "s", CREATED, "uno")
    for number in range(LONG):
        say(assistant, "Larga", f"hola por {number}ª vez: «ñandú» ✅")
    say(assistant, "suya", "Crea un cliente llamado Ana con email ana@example.com")
    say(assistant, "tachada", ERASED)
    erase_person(assistant.storage, "rosa@example.com")
    say(assistant, "borrada", "una frase inconfundible")
    delete_session(assistant, "borrada")
    say(assistant, "s", "Crea un cliente llamado Otra con email otra@example.com")
    assistant.dependencies.summaries.finish()
    now = assistant.now()
    with assistant.database.write() as transaction:
        rename_session(transaction, "", "Larga", "Muchos saludos")
        remove_client(transaction, LAST_ID, version=1, at=now, origin=NOBODY)
        for key in ("abierta", "revocada"):
            create_key(
                transaction, key_id=key, owner=OWNER, roles=["read"], digest=b"x", created=now
            )
        revoke_key(transaction, "revocada", at=now)
    say(assistant, "s", "Crea un cliente llamado Eva")


def goes_on(assistant: Assistant) -> None:
    """Everything of that life is there, and the next message continues it."""
    assert say(assistant, "s", CREATED, "uno") == DONE
    assert say(assistant, "s", "eva@example.com") == "✅ Cliente creado: Eva (eva@example.com)"
    assert say(assistant, "suya", "¿cuál es su email?") == "- Ana | ana@example.com"
    with pytest.raises(SessionDeleted):
        say(assistant, "borrada", "hola")
    with assistant.database.read() as transaction:
        said = read_history(transaction, "tachada")
        assert said[0].content == "Crea un cliente llamado [borrado] con email [borrado]"
        assert len(read_history(transaction, "Larga")) == 2 * LONG
        known = progress_of(transaction, "Larga")
        assert (known.turns, known.folded > 0) == (LONG, True)
        titles = [each.title for each in list_sessions(transaction, owner="", limit=9).sessions]
        assert "Muchos saludos" in titles
        found = find_clients(transaction, Filters(text="nunez"), limit=9)
        assert [client.email for client in found.clients] == ["jose@example.com"]
        eva = find_clients(transaction, Filters(email="eva@example.com"), limit=9).clients
        assert [client.id for client in eva] == [LAST_ID + 1]
        keys = {key.id: key.revoked is None for key in list_keys(transaction)}
        assert keys == {"abierta": True, "revocada": False}
    _corrected(assistant, found.clients[0])


def _corrected(assistant: Assistant, client: Client) -> None:
    """A client, also one that is older than the log, is changed and that is taken back."""
    now, version = assistant.now(), client.version
    with assistant.database.write() as transaction:
        change_client(
            transaction, client.id, version=version, email="n@x.es", at=now, origin=NOBODY
        )
        undone = undo_last(transaction, client.id, version=version + 1, at=now, origin=NOBODY)
        assert undone.after == replace(client, version=version + 2)
        latest, *_, first = changes_of(transaction, client.id)
        assert (latest.entry.action, latest.entry.replaced) == ("deshacer", (client.name, "n@x.es"))
        assert (first.entry.action, first.entry.at) == ("crear", client.created)
        assert (first.entry.origin.session_id, first.entry.origin.turn) == ("s", 1)
