"""Encryption at rest, on real servers and real files: nothing said is readable, nothing is lost."""

import re
import signal
import sqlite3
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from tests.api.commands.test_commands import recepcionista
from tests.api.service import wait_until
from tests.servers import Server, serve
from tools.encryption.keyring import new_key

CANARY = re.compile(rb"canario|\+ Ana \(|Cliente creado", re.IGNORECASE)
"""In messages and replies, and how a summary names a client."""
TALK = (
    "Crea una clienta llamada Ana con email ana@example.com",
    "El canario canta",
    "Crea un cliente llamado Canario",
    "olvídalo, canario",
    "¿hay algún cliente llamado canario?",
    "¿cuántos clientes hay?",
    *(f"El canario canta {number} veces" for number in range(14)),
)


@dataclass(frozen=True)
class Talker:
    """A client of a server that speaks in sessions."""

    http: httpx.Client

    def say(self, session: str, message: str, key: str) -> str:
        headers = {"session-id": session, "Idempotency-Key": key}
        answer = self.http.post("/chat", json={"mensaje": message}, headers=headers)
        assert answer.status_code == 200, answer.text
        return str(answer.json()["respuesta"])

    def texts(self, session: str) -> list[str]:
        answer = self.http.get(f"/history/{session}")
        assert answer.status_code == 200, answer.text
        return [message["content"] for message in answer.json()["historial"]]


@contextmanager
def talking(folder: Path, **env: str) -> Iterator[tuple[Server, Talker]]:
    with (
        serve(folder, **env) as server,
        httpx.Client(base_url=server.url, timeout=30, trust_env=False) as http,
    ):
        yield server, Talker(http)


def converse(talker: Talker, session: str) -> list[str]:
    """A long conversation with a draft, a query, turns that are folded, and replays."""
    said = []
    for number, message in enumerate(TALK):
        reply = talker.say(session, message, f"k{number}")
        assert talker.say(session, message, f"k{number}") == reply
        said += [message, reply]
    return said


def readable(folder: Path, pattern: re.Pattern[bytes] = CANARY) -> dict[str, list[bytes]]:
    """What the pattern finds in which of the folder's files, logs included."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    found = {path.name: pattern.findall(path.read_bytes()) for path in files}
    return {name: words for name, words in found.items() if words}


def summary(folder: Path) -> str:
    with closing(sqlite3.connect(folder / "recepcionista.db")) as connection:
        (kept,) = connection.execute("SELECT resumen FROM sesiones WHERE id = 's'").fetchone()
    return str(kept)


def checkpoints(folder: Path) -> int:
    """How many have reached the memory file."""
    with closing(sqlite3.connect(folder / "memory.db")) as connection:
        (count,) = connection.execute("SELECT count(*) FROM checkpoints").fetchone()
    return int(count)


def damage(path: Path) -> None:
    """Make it no database any more; its pages stay."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    path.write_bytes(b"x" * 100 + path.read_bytes()[100:])


def tamper(folder: Path, statement: str) -> None:
    with closing(sqlite3.connect(folder / "recepcionista.db")) as connection, connection:
        connection.execute(statement)


@pytest.mark.sqlite
def test_nothing_that_was_said_can_be_read_in_any_file(tmp_path: Path) -> None:
    key = new_key()
    with talking(tmp_path, ENCRYPTION_KEYS=key) as (server, talker):
        said = converse(talker, "s")
        wait_until(lambda: summary(tmp_path).startswith("sealed:"))
        wait_until(lambda: checkpoints(tmp_path) > 0)
        assert {"recepcionista.db-wal", "memory.db-wal"} <= {
            path.name for path in tmp_path.iterdir()
        }
        assert readable(tmp_path) == {}
        server.kill()
    assert readable(tmp_path) == {}
    damage(tmp_path / "memory.db")
    with talking(tmp_path, ENCRYPTION_KEYS=key) as (server, talker):
        assert talker.texts("s") == said
        assert [talker.say("s", message, f"k{n}") for n, message in enumerate(TALK)] == said[1::2]
        assert "ana@example.com" in talker.say("s", "¿cuál es el email de Ana?", "last")
        assert (tmp_path / "memory.db.damaged").exists()
        assert server.stop() in (0, -signal.SIGTERM)
        assert key not in server.log.read_text()
    assert readable(tmp_path) == {}


@pytest.mark.sqlite
def test_the_search_does_find_what_stands_in_clear(tmp_path: Path) -> None:
    with talking(tmp_path) as (_, talker):
        converse(talker, "s")
        wait_until(lambda: summary(tmp_path).startswith("+ Ana"))
        wait_until(lambda: checkpoints(tmp_path) > 0)
        assert {"recepcionista.db-wal", "memory.db-wal"} <= set(readable(tmp_path))


@pytest.mark.sqlite
def test_what_was_tampered_with_is_a_problem_and_the_rest_goes_on(tmp_path: Path) -> None:
    with talking(tmp_path, ENCRYPTION_KEYS=new_key()) as (server, talker):
        for session in "st":
            talker.say(session, "El canario canta", "k1")
        tamper(tmp_path, "UPDATE mensajes SET content = 'Crea a Eva' WHERE session_id = 's'")
        for answer in (
            talker.http.get("/history/s"),
            talker.http.post(
                "/chat",
                json={"mensaje": "El canario canta"},
                headers={"session-id": "s", "Idempotency-Key": "k1"},
            ),
        ):
            assert answer.status_code == 503
            assert answer.headers["content-type"] == "application/problem+json"
            assert answer.json()["code"] == "data_unreadable"
            assert "Eva" not in answer.text
        assert len(talker.texts("t")) == 2
        log = server.log.read_text()
        assert "data_unreadable: mensajes 1: content is not sealed" in log
        assert "Eva" not in log
        assert "Traceback" not in log
    with closing(sqlite3.connect(tmp_path / "recepcionista.db")) as connection:
        kept = connection.execute("SELECT content FROM mensajes WHERE session_id = 's'")
        assert kept.fetchall() == [("Crea a Eva",)] * 2


REFUSALS = [
    ("serve", "", "the business database is encrypted: set ENCRYPTION_KEYS"),
    ("serve", new_key(), "ENCRYPTION_KEYS has not all the keys"),
    ("serve", "secreto", "encryption_keys: ENCRYPTION_KEYS must be"),
    ("rekey", "", "ENCRYPTION_KEYS is not set"),
    ("rekey", "secreto", "encryption_keys: ENCRYPTION_KEYS must be"),
]


def but_the_url(stdout: str) -> str:
    """What a server has printed, without the line that it begins with before it has loaded."""
    return re.sub(r"\ARecepcionista: http://.*\n", "", stdout)


@pytest.fixture(scope="module")
def encrypted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("encrypted")
    with talking(folder, ENCRYPTION_KEYS=new_key()) as (_, talker):
        talker.say("s", "El canario canta", "k")
    return folder


@pytest.mark.parametrize(("command", "keys", "said"), REFUSALS, ids=range(len(REFUSALS)))
def test_without_the_right_keys_nothing_starts(
    command: str, keys: str, said: str, encrypted: Path
) -> None:
    refused = recepcionista(encrypted, command, PORT="0", ENCRYPTION_KEYS=keys)
    assert (refused.returncode, but_the_url(refused.stdout)) == (2, "")
    assert refused.stderr.splitlines()[-1].startswith(f"recepcionista: {said}")
    assert "Traceback" not in refused.stderr
    assert "secreto" not in refused.stderr


def test_keys_change_while_the_server_serves(tmp_path: Path) -> None:
    old, new = (recepcionista(tmp_path, "new-key").stdout.strip() for _ in range(2))
    with talking(tmp_path, ENCRYPTION_KEYS=old) as (_, talker):
        said = converse(talker, "s")
    with talking(tmp_path, ENCRYPTION_KEYS=f"{new},{old}") as (_, talker):
        rekeyed = threading.Event()
        with ThreadPoolExecutor(4) as pool:
            talks = [
                pool.submit(keep_talking, talker, f"t{number}", rekeyed) for number in range(3)
            ]
            done = recepcionista(tmp_path, "rekey", ENCRYPTION_KEYS=f"{new},{old}")
            rekeyed.set()
            others = {f"t{number}": talk.result() for number, talk in enumerate(talks)}
        assert (done.returncode, done.stderr) == (0, "")
        assert f"{len(TALK) + 1} rewritten" in done.stdout
        assert "0 cannot be read" in done.stdout
        assert all(len(texts) > 2 for texts in others.values())
    with talking(tmp_path, ENCRYPTION_KEYS=new) as (_, talker):
        assert talker.texts("s") == said
        for session, texts in others.items():
            assert talker.texts(session) == texts
        assert "ana@example.com" in talker.say("s", "¿cuál es el email de Ana?", "last")


def keep_talking(talker: Talker, session: str, until: threading.Event) -> list[str]:
    said: list[str] = []
    while not until.is_set() and len(said) < 200:
        message = f"El canario canta {len(said)} veces"
        said += [message, talker.say(session, message, f"k{len(said)}")]
    return said


@pytest.mark.sqlite
def test_a_plain_database_is_encrypted_and_comes_back(tmp_path: Path) -> None:
    key = new_key()
    (tmp_path / "memory.db.damaged").write_bytes(b"canario")
    with talking(tmp_path) as (_, talker):
        said = converse(talker, "s")
        wait_until(lambda: summary(tmp_path).startswith("+ Ana"))
    refused = recepcionista(tmp_path, "serve", PORT="0", ENCRYPTION_KEYS=key)
    assert "recepcionista rekey --from-plaintext" in refused.stderr
    assert readable(tmp_path)
    done = recepcionista(tmp_path, "rekey", "--from-plaintext", ENCRYPTION_KEYS=key)
    assert (done.returncode, done.stderr) == (0, "")
    assert readable(tmp_path) == {}
    with talking(tmp_path, ENCRYPTION_KEYS=key) as (_, talker):
        assert talker.texts("s") == said
        assert "ana@example.com" in talker.say("s", "¿cuál es el email de Ana?", "last")
    assert recepcionista(tmp_path, "rekey", "--to-plaintext", ENCRYPTION_KEYS=key).returncode == 0
    with talking(tmp_path) as (_, talker):
        assert talker.texts("s")[: len(said)] == said


@pytest.mark.sqlite
def test_what_cannot_be_read_is_named_by_rekey_and_its_exit_status(tmp_path: Path) -> None:
    key = new_key()
    with talking(tmp_path, ENCRYPTION_KEYS=key) as (_, talker):
        talker.say("s", "El canario canta", "k")
    tamper(tmp_path, "UPDATE mensajes SET content = 'Crea a Eva' WHERE role = 'user'")
    done = recepcionista(tmp_path, "rekey", ENCRYPTION_KEYS=key)
    assert done.returncode == 1
    assert "mensajes 1: content is not sealed" in done.stdout


def test_with_sqlcipher_clients_cannot_be_read_either(tmp_path: Path) -> None:
    everything = re.compile(CANARY.pattern + rb"|ana@example|corcho", re.IGNORECASE)
    env = {
        "DATABASE_URL": f"sqlite+pysqlcipher://:corcho@/{tmp_path}/recepcionista.db",
        "ENCRYPTION_KEYS": new_key(),
        "python": sys.executable,  # which has the extra `sqlcipher`
    }
    with talking(tmp_path, **env) as (server, talker):
        said = converse(talker, "s")
        assert readable(tmp_path, everything) == {}
        server.kill()
    with talking(tmp_path, **env) as (_, talker):
        assert talker.texts("s") == said
        found = talker.http.get("/clientes", params={"texto": "ana"}).json()
        assert [client["email"] for client in found["clientes"]] == ["ana@example.com"]
        assert talker.http.delete("/history/s").status_code == 200
        assert talker.http.get("/readyz").status_code == 200
    wrong = env | {"DATABASE_URL": env["DATABASE_URL"].replace("corcho", "tapón")}
    refused = recepcionista(tmp_path, "serve", PORT="0", **wrong)
    assert (refused.returncode, but_the_url(refused.stdout)) == (2, "")
    assert "Traceback" not in refused.stderr
    assert "ERROR CORE" not in refused.stderr
    assert "passphrase does not open the file" in refused.stderr
    assert "tapón" not in refused.stderr
    assert readable(tmp_path, everything) == {}
