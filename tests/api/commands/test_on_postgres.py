"""The operator's commands, and two servers, on a PostgreSQL database."""

import sys
from pathlib import Path

import httpx
import pytest

from api.commands import main
from graph.assembly import open_from_environment
from graph.conversation import converse
from tests.databases import POSTGRESQL, of_kind, stored, urls_in
from tests.servers import serve
from tools.encryption.keyring import new_key

ANA = "Crea un cliente llamado Wxqwz Kjvkq con email wxqwz@kjvkq.es"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder, in which the settings name an empty PostgreSQL database."""
    with of_kind(POSTGRESQL):
        for name, value in urls_in(tmp_path).items():
            monkeypatch.setenv(name, value)
    monkeypatch.setenv("UNDERSTANDING", "offline")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def say(*messages: str, session: str = "s") -> None:
    assistant = open_from_environment()
    for message in messages:
        converse(assistant, session_id=session, message=message)
    assistant.close()


def holding(folder: Path) -> set[str]:
    with of_kind(POSTGRESQL):
        return {name for name, content in stored(folder).items() if b"wxqwz" in content.lower()}


def test_a_person_is_forgotten_and_sessions_move(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    say(ANA, "lista")
    assert main(["export", "s", "--output", "s.jsonl"]) == 0
    assert main(["forget", "wxqwz@kjvkq.es", "--names"]) == 0
    (folder / "s.jsonl").rename(folder.parent / "s.jsonl")
    assert holding(folder) == set()
    assert main(["import", str(folder.parent / "s.jsonl"), "--session", "otra"]) == 0
    assert "mensajes" in holding(folder)
    assert main(["purge", "--days", "1"]) == 0
    assert "0 sessions" in capsys.readouterr().out


def test_what_was_said_is_encrypted_rekeyed_and_comes_back(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    say(ANA)
    one, other = new_key(), new_key()
    monkeypatch.setenv("ENCRYPTION_KEYS", one)
    assert main(["rekey"]) == 1
    assert main(["rekey", "--from-plaintext"]) == 0
    assert holding(folder) == {"clientes"}
    monkeypatch.setenv("ENCRYPTION_KEYS", f"{other},{one}")
    assert main(["rekey"]) == 0
    monkeypatch.setenv("ENCRYPTION_KEYS", other)
    say("lista")
    assert main(["rekey", "--to-plaintext"]) == 0
    assert "mensajes" in holding(folder)


def test_a_backup_is_left_to_the_server_and_keys_are_made(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["backup", "copy"]) == 2
    assert "pg_dump" in capsys.readouterr().err
    assert [path.name for path in folder.iterdir()] == []
    assert main(["restore", str(folder)]) == 2
    assert main(["keys", "create", "--owner", "ana", "--role", "read"]) == 0
    assert main(["keys", "list"]) == 0
    assert "ana" in capsys.readouterr().out


def post(url: str, message: str) -> str:
    sent = httpx.post(f"{url}/chat", json={"mensaje": message}, headers={"session-id": "s"})
    assert sent.status_code == 200, sent.text
    return str(sent.json()["respuesta"])


def test_two_servers_serve_one_session(folder: Path) -> None:
    with of_kind(POSTGRESQL):
        urls = urls_in(folder)
    with (
        serve(folder, python=sys.executable, **urls) as one,
        serve(folder, python=sys.executable, **urls) as other,
    ):
        post(one.url, "crea un cliente llamado Nora")
        assert "Nora (nora@x.es)" in post(other.url, "nora@x.es")
