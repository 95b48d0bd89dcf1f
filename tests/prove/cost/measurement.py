"""What a turn costs on each engine, in processor time, statements and bytes."""

import os
import sqlite3
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import get_ident
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, text

from graph.conversation import converse
from tests.lives import open_life
from tests.postgres_databases import fresh_postgres, server_process
from tests.prove.bench.messages import message
from tests.prove.bench.services import Service
from tests.servers import environment, free_port, running

TURNS = 20
"""Turns of a session, which has one of four kinds of messages after the other."""
WARM = 5
"""Sessions before those that are measured."""
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Cost:
    """Of one turn, on average."""

    engine: str
    service_ms: float
    """Processor time of the service, HTTP included, rules instead of a model."""
    server_ms: float
    """Processor time of the database server, which has working memory, too; 0 for SQLite, which
    works in the service."""
    writer_ms: float
    """Processor time for which the turn is the only writer of a SQLite file."""
    statements: float
    commits: float
    kb: float
    """KB (1,000 bytes) that tables and indexes grow by, without working memory's."""
    log_kb: float
    """KB of write-ahead log; 0 where it is not kept."""
    memory_mb: float
    """Resident memory of one service."""


def measure(engine: str, folder: Path, *, sessions: int) -> Cost:
    """Serve some sessions of `TURNS` turns, and converse some more in this process."""
    folder.mkdir(parents=True)
    url = fresh_postgres() if engine == "PostgreSQL" else f"sqlite:///{folder / 'b.db'}"
    turns = sessions * TURNS
    with _serving(url, folder) as service:
        _talk(service, "warm", WARM)
        before = (service.cpu(), server_seconds(url), _bytes(url), _log_bytes(url))
        _talk(service, "s", sessions)
        after = (service.cpu(), server_seconds(url), _bytes(url), _log_bytes(url))
        memory = service.memory()
    own, server, size, log = (
        (end - begin) / turns for begin, end in zip(before, after, strict=True)
    )
    inside = _inside(url, folder, turns)
    return Cost(engine, own * 1e3, server * 1e3, *inside, size / 1e3, log / 1e3, memory)


@contextmanager
def _serving(url: str, folder: Path) -> Iterator[Service]:
    port = free_port()
    memory = url.replace("+psycopg", "") if "+" in url else f"sqlite:///{folder / 'm.db'}"
    places = {"DATABASE_URL": url, "MEMORY_URL": memory}
    settings = environment(folder, **places, HOST="127.0.0.1", PORT=str(port))
    command = (sys.executable, "-m", "api")
    with running(command, folder, settings, "service.log") as server:
        server.wait_until_ready("/readyz")
        yield Service(server.url, folder, server.process.pid)


def _talk(service: Service, name: str, sessions: int) -> None:
    with closing(service.line()) as line:
        for number in range(sessions):
            for turn in range(1, TURNS + 1):
                line.chat(f"{name}{number}", message(f"{name}{number}", turn))


def _inside(url: str, folder: Path, turns: int) -> tuple[float, float, float]:
    """Milliseconds of a turn's writing, its statements and its commits."""
    with open_life(url, folder, None) as assistant:
        converse(assistant, session_id="inside", message=message("inside", 1))
        with _counted() as counts:
            for turn in range(2, turns + 2):
                session = f"inside{turn // TURNS}"
                converse(assistant, session_id=session, message=message(session, turn))
    return counts["writing"] * 1e3 / turns, counts["statements"] / turns, counts["commits"] / turns


@contextmanager
def _counted() -> Iterator[dict[str, float]]:
    """Count what all engines of this process do."""
    counts = {"writing": 0.0, "statements": 0.0, "commits": 0.0}
    began: dict[int, float] = {}

    def executes(_: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        counts["statements"] += not statement.startswith("BEGIN")
        if statement == "BEGIN IMMEDIATE":
            began[get_ident()] = time.thread_time()

    def commits(connection: Connection) -> None:
        now = time.thread_time()
        counts["commits"] += bool(connection.get_execution_options().get("write"))
        counts["writing"] += now - began.pop(get_ident(), now)

    listeners: list[tuple[str, Callable[..., None]]] = [
        ("before_cursor_execute", executes),
        ("commit", commits),
    ]
    for name, listener in listeners:
        event.listen(Engine, name, listener)
    try:
        yield counts
    finally:
        for name, listener in listeners:
            event.remove(Engine, name, listener)


def server_seconds(url: str) -> float:
    """Processor time of the server's processes, those that have ended included."""
    if url.startswith("sqlite"):
        return 0.0
    postmaster = server_process()
    return sum(_seconds(postmaster, *range(13, 17))) + sum(
        sum(_seconds(pid, 13, 14)) for pid in _children(postmaster)
    )


def _seconds(pid: int, *fields: int) -> Iterator[float]:
    """Fields of /proc/pid/stat, counted from 0."""
    stat = Path(f"/proc/{pid}/stat").read_text(encoding="ascii")
    values = ["", "", *stat.rpartition(") ")[2].split()]
    return (int(values[field]) / TICKS for field in fields)


def _children(pid: int) -> list[int]:
    tasks = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii")
    return [int(child) for child in tasks.split()]


def _bytes(url: str) -> float:
    if url.startswith("sqlite"):
        with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as connection:
            (pages,) = connection.execute("PRAGMA page_count").fetchone()
            (size,) = connection.execute("PRAGMA page_size").fetchone()
            return float(pages * size)
    tables = ("sesiones", "mensajes", "clientes")
    return sum(_asked(url, f"SELECT pg_total_relation_size('{name}')") for name in tables)


def _log_bytes(url: str) -> float:
    if url.startswith("sqlite"):
        return 0.0
    return _asked(url, "SELECT pg_current_wal_insert_lsn() - '0/0'")


def _asked(url: str, question: str) -> float:
    engine = create_engine(url)
    with engine.connect() as connection:
        answer = float(connection.execute(text(question)).scalar_one())
    engine.dispose()
    return answer
