"""A server is killed again and again while it imports; each client is there once in the end."""

import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from functools import partial
from pathlib import Path
from random import Random
from threading import Thread

import httpx
import pytest

from tests.servers import Server, serve
from tests.sizes import part

ROWS = 20_000
KILLS = part(6, 2)
SEED = 20260108
MORE = 4_000
"""Most clients that are added before a kill."""
FILE = "Nombre;Apellidos;Email\n" + "".join(f"José {i};Gil;jose{i}@x.es\n" for i in range(ROWS))
UNDONE = "SELECT count(*) FROM cambios WHERE accion = 'deshacer'"
TWICE = "SELECT count(DISTINCT deshace) FROM cambios"


def send(server: Server, **query: str) -> httpx.Response:
    return httpx.post(
        f"{server.url}/clientes/import",
        content=FILE.encode(),
        params=query,
        headers={"content-type": "text/csv"},
        timeout=300,
        trust_env=False,
    )


def count(folder: Path, query: str = "SELECT count(*) FROM clientes") -> int:
    with closing(sqlite3.connect(folder / "recepcionista.db")) as connection:
        return int(connection.execute(query).fetchone()[0])


def undo(server: Server, token: str) -> httpx.Response:
    url = f"{server.url}/clientes/import/{token}/deshacer"
    return httpx.post(url, timeout=300, trust_env=False)


def killed_in_the_middle(folder: Path, act: Callable[[Server], object], more: int) -> None:
    """Have a power cut when so many clients were added or taken back."""
    begin = count(folder)

    def lost(server: Server) -> None:
        with suppress(httpx.TransportError):
            act(server)

    with serve(folder) as server:
        acting = Thread(target=lost, args=(server,))
        acting.start()
        while acting.is_alive() and abs(count(folder) - begin) < more:
            pass
        server.kill()
        acting.join()


@pytest.mark.timeout(900)
def test_an_import_that_is_killed_again_and_again_ends_with_each_client_once(
    tmp_path: Path,
) -> None:
    random = Random(SEED)  # noqa: S311 - chooses moments
    with serve(tmp_path) as server:
        token = send(server).json()["token"]
    seen = []
    for _ in range(KILLS):
        killed_in_the_middle(tmp_path, partial(send, token=token), random.randint(1, MORE))
        seen.append(count(tmp_path))
        assert count(tmp_path, "SELECT count(*) FROM cambios") == seen[-1]
    assert seen == sorted(set(seen))
    with serve(tmp_path) as server:
        done = send(server, token=token).json()
        assert (done["ya_estaban"], done["nuevas"]) == (seen[-1], ROWS - seen[-1])
        assert send(server, token=token).json()["ya_estaban"] == ROWS
    addresses = "SELECT count(DISTINCT email_plegado) FROM clientes"
    assert count(tmp_path) == count(tmp_path, addresses) == ROWS
    assert count(tmp_path, "SELECT count(*) FROM cambios") == ROWS


@pytest.mark.timeout(900)
def test_an_import_is_taken_back_once_however_often_the_server_is_killed(tmp_path: Path) -> None:
    random = Random(SEED)  # noqa: S311 - chooses moments
    with serve(tmp_path) as server:
        token = send(server).json()["token"]
    killed_in_the_middle(tmp_path, partial(send, token=token), MORE)
    with serve(tmp_path) as server:
        send(server, token=token)
    left = [count(tmp_path)]
    for _ in range(KILLS):
        killed_in_the_middle(tmp_path, partial(undo, token=token), random.randint(1, MORE // 2))
        left.append(count(tmp_path))
        assert count(tmp_path, UNDONE) == count(tmp_path, TWICE) == ROWS - left[-1]
    assert left == sorted(set(left), reverse=True)
    with serve(tmp_path) as server:
        done = undo(server, token).json()
        assert (done["deshechos"], done["ya_no_estaban"]) == (left[-1], ROWS - left[-1])
        assert undo(server, token).json()["deshechos"] == 0
    assert (count(tmp_path), count(tmp_path, UNDONE)) == (0, ROWS)
