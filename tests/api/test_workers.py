"""WORKERS=2: two processes and their parent serve as one service does."""

import os
import signal
import socket
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import httpx
import pytest
from pydantic import ValidationError

from api.access.api_keys import make_key
from api.assembly import open_service, reopen_service
from api.edge.parent_line import ParentLine
from api.setting_forms import usable_processors
from api.settings import AccessSettings, EdgeSettings, ServerSettings
from graph.assembly import open_assistant
from graph.settings import GraphSettings
from tests.api.service import Files, wait_until
from tests.databases import fresh_database
from tests.forks import Life
from tests.scripted_openai import late, says
from tests.scripted_openai import serve as serve_model
from tests.servers import run, serve
from tools.api_keys import create_key, keys_were_made
from tools.database.lock_file import LockFile
from tools.errors import DatabaseUnavailable
from tools.settings import DatabaseSettings

TWO = {"WORKERS": "2"}
TOLD_TO_STOP = (0, -signal.SIGTERM)


def workers_of(server: Life) -> set[int]:
    """The processes that serve."""
    children = Path(f"/proc/{server.pid}/task/{server.pid}/children")
    return set(map(int, children.read_text(encoding="ascii").split()))


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text(encoding="ascii")


def is_free(database: Path) -> bool:
    """Whether no process has the database open, so that it may be restored."""
    try:
        LockFile(database, exclusive=True).close()
    except DatabaseUnavailable:
        return False
    return True


def say(url: str, session: str, message: str, key: str | None = None) -> httpx.Response:
    """One message on a connection of its own, which any worker may take."""
    headers = {"session-id": session, **({"Idempotency-Key": key} if key else {})}
    body = {"mensaje": message}
    return httpx.post(f"{url}/chat", json=body, headers=headers, timeout=60, trust_env=False)


def status(url: str) -> int:
    return httpx.get(f"{url}/clientes", trust_env=False).status_code


def said(url: str, session: str) -> list[str]:
    history = httpx.get(f"{url}/history/{session}", trust_env=False).json()["historial"]
    return [each["content"] for each in history]


def test_forty_messages_at_once_are_forty_turns_one_after_another(tmp_path: Path) -> None:
    messages = [f"Hola, soy el número {number}" for number in range(40)]
    with serve(tmp_path, **TWO) as server, ThreadPoolExecutor(40) as pool:
        assert len(workers_of(server)) == 2
        answers = [*pool.map(partial(say, server.url, "one"), messages)]
        assert [answer.status_code for answer in answers] == [200] * 40
        spoken = said(server.url, "one")
        assert sorted(spoken[::2]) == sorted(messages)
        replies = dict(zip(spoken[::2], spoken[1::2], strict=True))
        for message, answer in zip(messages, answers, strict=True):
            assert answer.json()["respuesta"] == replies[message]
        assert server.stop() in TOLD_TO_STOP


def test_a_killed_worker_is_replaced_and_its_sessions_go_on(tmp_path: Path) -> None:
    with serve(tmp_path, **TWO) as server:
        assert "email" in say(server.url, "s", "Crea un cliente llamado María").text
        first = workers_of(server)
        for pid in first:
            os.kill(pid, signal.SIGKILL)
        created = say(server.url, "s", "maria@example.com").json()["respuesta"]
        assert created == "✅ Cliente creado: María (maria@example.com)"
        wait_until(lambda: len(workers_of(server)) == 2)
        assert not workers_of(server) & first
        assert server.stop() in TOLD_TO_STOP
        told = server.log.read_text(encoding="utf-8")
    assert told.count("a worker ended (SIGKILL): another one takes its place") == 2


def test_a_stop_finishes_the_turns_of_all_workers(tmp_path: Path) -> None:
    with serve_model() as model, ThreadPoolExecutor() as pool:
        model.always(late(says("Hola, ¿qué tal?"), 1.5))
        asks = {"UNDERSTANDING": "openai", "OPENAI_BASE_URL": model.base_url}
        with serve(tmp_path, **TWO, **asks) as server:
            workers = workers_of(server)
            asked = [pool.submit(say, server.url, f"s{n}", "Hola") for n in range(4)]
            wait_until(lambda: len(model.requests) == 4)
            server.signal(signal.SIGTERM)
            assert [each.result().status_code for each in asked] == [200] * 4
            assert server.stop() in TOLD_TO_STOP
            with pytest.raises(httpx.TransportError):
                status(server.url)
            assert not any(map(is_alive, workers))
            told = server.log.read_text(encoding="utf-8")
    assert "Traceback" not in told
    assert "another one takes its place" not in told


def test_ctrl_c_reaches_every_process_and_ends_them_once(tmp_path: Path) -> None:
    with serve(tmp_path, **TWO) as server:
        workers = workers_of(server)
        for pid in (server.pid, *workers):
            os.kill(pid, signal.SIGINT)
        assert server.wait()
        assert server.exit_code() == 0
        assert not any(map(is_alive, workers))
        assert "Traceback" not in server.log.read_text(encoding="utf-8")


@pytest.mark.sqlite
def test_workers_end_with_their_parent_and_the_database_is_locked_until_then(
    tmp_path: Path,
) -> None:
    database = tmp_path / "recepcionista.db"
    with serve(tmp_path, **TWO) as server:
        workers = workers_of(server)
        assert not is_free(database)
        server.kill()
        wait_until(lambda: not any(map(is_alive, workers)))
        wait_until(lambda: is_free(database))


def test_the_rate_limit_is_one_for_all_workers_and_outlives_them(tmp_path: Path) -> None:
    with serve(tmp_path, **TWO, RATE_LIMIT="4/minute") as server:
        assert [status(server.url) for _ in range(3)] == [200] * 3
        for pid in workers_of(server):
            os.kill(pid, signal.SIGKILL)
        assert [status(server.url) for _ in range(4)] == [200, 429, 429, 429]


def test_a_repeated_message_gets_the_stored_reply_from_whichever_worker(tmp_path: Path) -> None:
    message = "Crea un cliente llamado Ana con email ana@example.com"
    with serve(tmp_path, **TWO) as server:
        answers = [say(server.url, "s", message, "k") for _ in range(6)]
        streamed = [
            httpx.post(
                f"{server.url}/chat/stream",
                json={"mensaje": message},
                headers={"Last-Event-ID": "s/k"},
                trust_env=False,
            )
            for _ in range(4)
        ]
        assert len(said(server.url, "s")) == 2
    replays = [answer.headers.get("Idempotent-Replayed") for answer in answers]
    assert replays == [None, *["true"] * 5]
    assert {answer.json()["respuesta"] for answer in answers} == {
        "✅ Cliente creado: Ana (ana@example.com)"
    }
    assert len({each.text for each in streamed}) == 1
    assert "Cliente creado: Ana" in streamed[0].text


def test_a_worker_that_is_stuck_is_killed_and_replaced(tmp_path: Path) -> None:
    done = run(
        """
import asyncio, os, signal, socket, time
from pathlib import Path
from api.edge.workers import Workers

def serve(place, line):
    if Path("stuck").exists():
        os.kill(os.getppid(), signal.SIGINT)
        return 0
    async def speak_once():
        await line.open()
        line.beat()
    asyncio.run(speak_once())
    Path("stuck").touch()
    time.sleep(60)

signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's "&" has it ignored
try:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        Workers(1, serve, stuck=0.3).run(listener)
except KeyboardInterrupt:
    print("interrupted")
""",
        tmp_path,
    )
    assert (done.returncode, done.stdout) == (0, "interrupted\n"), done.stderr
    assert "a worker does nothing any more: it is killed" in done.stderr


def test_only_the_first_worker_has_the_daily_tasks_and_all_ask_for_the_same_credentials(
    tmp_path: Path,
) -> None:
    files = Files(tmp_path)
    graph = GraphSettings(memory_url=f"sqlite:///{files.memory}", session_ttl_days=30)
    data = DatabaseSettings(database_url=fresh_database(files.database))
    opening = partial(open_assistant, graph, data)
    parent = open_service(AccessSettings(), EdgeSettings(), opening)
    key = make_key()
    with parent.assistant.database.write() as transaction:
        create_key(
            transaction,
            key_id=key.id,
            owner="ana",
            roles={"read"},
            digest=key.digest,
            created=datetime.now(UTC),
        )
    assert keys_were_made(parent.assistant.database)
    parent.close()
    with socket.socket() as end:
        line = ParentLine(end)
        for place in range(3):
            with closing(reopen_service(parent, opening, place, line)) as worker:
                assert bool(worker.assistant.tasks) == (place == 0)
                assert worker.gate.requires_credential is parent.gate.requires_credential is False
                assert worker.gate.keys.principal(key.text).owner == "ana"
                assert worker.log_key == parent.log_key


@pytest.mark.parametrize("written", ["0", "65", "abc", "1.5", "-1"])
def test_what_is_no_number_of_workers_is_refused(written: str) -> None:
    with pytest.raises(ValidationError, match="workers"):
        ServerSettings.model_validate({"workers": written})


@pytest.mark.parametrize("written", ["auto", " AUTO"])
def test_auto_is_a_worker_for_each_processor(written: str) -> None:
    assert ServerSettings.model_validate({"workers": written}).workers == usable_processors()


@pytest.mark.parametrize(
    ("limit", "processors"),
    [("100000 100000", 1), ("150000 100000", 2), ("20000 100000", 1), ("max 100000", None)],
)
def test_a_container_has_the_processors_that_it_is_given(
    tmp_path: Path, limit: str, processors: int | None
) -> None:
    (tmp_path / "cpu.max").write_text(f"{limit}\n", encoding="ascii")
    every = usable_processors(tmp_path / "missing")
    assert every >= 1
    assert usable_processors(tmp_path / "cpu.max") == min(every, processors or every)
