"""A server is killed again and again while it imports; each client is there once in the end."""

import sqlite3
from contextlib import closing, suppress
from pathlib import Path
from random import Random
from threading import Thread

import httpx
import pytest

from tests.servers import Server, serve

ROWS = 20_000
KILLS = 6
SEED = 20260108
MORE = 4_000
"""Most clients that are added before a kill."""
FILE = "Nombre;Apellidos;Email\n" + "".join(f"José {i};Gil;jose{i}@x.es\n" for i in range(ROWS))


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


def killed_in_the_middle(folder: Path, token: str, more: int) -> None:
    """Import until so many clients were added, and then have a power cut."""
    begin = count(folder)

    def lost(server: Server) -> None:
        with suppress(httpx.TransportError):
            send(server, token=token)

    with serve(folder) as server:
        importing = Thread(target=lost, args=(server,))
        importing.start()
        while importing.is_alive() and count(folder) < begin + more:
            pass
        server.kill()
        importing.join()


@pytest.mark.timeout(900)
def test_an_import_that_is_killed_again_and_again_ends_with_each_client_once(
    tmp_path: Path,
) -> None:
    random = Random(SEED)  # noqa: S311 - chooses moments
    with serve(tmp_path) as server:
        token = send(server).json()["token"]
    seen = []
    for _ in range(KILLS):
        killed_in_the_middle(tmp_path, token, random.randint(1, MORE))
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
