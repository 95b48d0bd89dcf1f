"""Ten instances that start at once on an empty database, and readiness checks under load."""

import os
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from pathlib import Path
from threading import Event
from urllib.parse import urlsplit
from uuid import uuid4

import pytest

from tests.postgres import shared_postgres
from tests.prove.torture.wire import Line
from tests.prove.torture.workload import OK
from tests.servers import serve

INSTANCES = 10
CHECKED = 3
CHECKS = round(10_000 * float(os.environ.get("SIZE", "1")))
TALKERS = 3

Connect = Callable[[int], Line]


@pytest.fixture(scope="module")
def connect(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Connect]:
    """A connection to each of the instances, which were started together."""
    url = shared_postgres().database(f"empty_{uuid4().hex}")
    urls = {"DATABASE_URL": url.replace("postgresql:", "postgresql+psycopg:"), "MEMORY_URL": url}
    with ExitStack() as started, ThreadPoolExecutor(INSTANCES) as pool:

        def start(folder: Path) -> int | None:
            server = started.enter_context(serve(folder, python=sys.executable, **urls))
            return urlsplit(server.url).port

        folders = [tmp_path_factory.mktemp("instance") for _ in range(INSTANCES)]
        ports = [port or 0 for port in pool.map(start, folders)]
        yield lambda number: Line(lambda: ports[number % len(ports)])


def test_ten_instances_that_start_together_on_an_empty_database_all_serve(connect: Connect) -> None:
    for number in range(INSTANCES):
        created = f"Ana Gil (ana{number}@x.es)"
        message = f"crea un cliente llamado Ana Gil con email ana{number}@x.es"
        with closing(connect(number)) as line:
            answer = line.chat("one", message, f"key-{number}")
        assert answer.body["respuesta"].startswith(f"✅ Cliente creado: {created}")
    with closing(connect(0)) as line:
        assert line.history("one").body["total_mensajes"] == 2 * INSTANCES


@pytest.mark.timeout(600)
def test_of_ten_thousand_readiness_checks_under_load_none_fails(connect: Connect) -> None:
    done = Event()

    def check(number: int) -> list[int]:
        with closing(connect(number)) as line:
            return [line.ready().status for _ in range(number, CHECKS, CHECKED)]

    def talk(number: int) -> list[int]:
        found: list[int] = []
        with closing(connect(number)) as line:
            while not done.is_set():
                session, key = f"talk-{number}-{len(found) // 100}", f"key-{len(found)}"
                found.append(line.chat(session, "hola", key).status)
        return found

    with ThreadPoolExecutor(CHECKED + TALKERS) as pool:
        talking = [pool.submit(talk, number) for number in range(TALKERS)]
        checked = [status for found in pool.map(check, range(CHECKED)) for status in found]
        done.set()
        said = [status for each in talking for status in each.result()]
    assert checked == [OK] * CHECKS
    assert said == [OK] * len(said)
    assert len(said) > 100
