"""`recepcionista backup` and `restore`, beside a server that is being written to."""

import re
import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from threading import Event

import httpx
import pytest

from tests.api.commands.test_commands import recepcionista
from tests.servers import Server, serve
from tools.encryption.keyring import new_key

WRITERS = 3


@contextmanager
def writing(server: Server) -> Iterator[list[str]]:
    """Registers clients in several sessions meanwhile; the addresses that were answered for."""
    acknowledged, over = list[str](), Event()

    def work(session: str) -> None:
        number = 0
        with httpx.Client(base_url=server.url, timeout=30, trust_env=False) as http:
            while not over.is_set():
                email = f"{session}{number}@x.es"
                message = {"mensaje": f"Crea un cliente llamado Ana con email {email}"}
                answer = http.post("/chat", json=message, headers={"session-id": session})
                assert answer.status_code == 200
                acknowledged.append(email)
                number += 1

    with ThreadPoolExecutor(WRITERS) as pool:
        workers = [pool.submit(work, f"s{number}") for number in range(WRITERS)]
        try:
            yield acknowledged
        finally:
            over.set()
    for worker in workers:
        worker.result()


def emails(server: Server) -> set[str]:
    page = httpx.get(f"{server.url}/clientes.csv", trust_env=False).text
    return set(re.findall(r"[\w.]+@[\w.]+", page))


@pytest.mark.sqlite
@pytest.mark.parametrize("keys", [str, new_key])
def test_a_backup_under_load_is_restored_and_has_every_acknowledged_turn(
    tmp_path: Path, keys: Callable[[], str]
) -> None:
    env = {"ENCRYPTION_KEYS": keys()}
    with serve(tmp_path, **env) as server:
        with writing(server) as acknowledged:
            while len(acknowledged) < 5:
                Event().wait(0.01)
            earlier = {*acknowledged}
            done = recepcionista(tmp_path, "backup", "saved", **env)
        assert (done.returncode, done.stdout, done.stderr) == (0, "Backed up to saved\n", "")
        served = recepcionista(tmp_path, "restore", "saved", **env)
        assert (served.returncode, served.stdout) == (2, "")
        assert "is in use: stop every server" in served.stderr
        server.kill()
    restored = recepcionista(tmp_path, "restore", "saved", **env)
    assert restored.returncode == 0, restored.stderr
    assert restored.stdout.startswith("Restored from saved\nNewer than the backup, and kept: 0 ")
    with serve(tmp_path, **env) as server:
        assert earlier <= emails(server)
        for session in range(WRITERS):
            headers = {"session-id": f"s{session}"}
            answer = httpx.post(
                f"{server.url}/chat",
                json={"mensaje": "¿cuántos clientes hay?"},
                headers=headers,
                trust_env=False,
                timeout=30,
            )
            assert answer.status_code == 200


@pytest.mark.sqlite
def test_a_new_place_is_restored_and_an_erased_client_is_listed(tmp_path: Path) -> None:
    with serve(tmp_path) as server:
        message = {"mensaje": "Crea un cliente llamado Ana con email ana@x.es"}
        httpx.post(f"{server.url}/chat", json=message, trust_env=False, timeout=30)
        assert recepcionista(tmp_path, "backup", "saved").returncode == 0
        again = recepcionista(tmp_path, "backup", "saved")
        assert (again.returncode, again.stdout) == (2, "")
        assert again.stderr == "recepcionista: saved is not empty: name a new folder\n"
        assert recepcionista(tmp_path, "forget", "ana@x.es").returncode == 0
    done = recepcionista(tmp_path, "restore", "saved")
    assert "\n- client 1: ana@x.es\n" in done.stdout
    assert recepcionista(tmp_path, "forget", "ana@x.es").returncode == 0
    there = tmp_path / "there"
    there.mkdir()
    shutil.copytree(tmp_path / "saved", there / "saved")
    done = recepcionista(there, "restore", "saved")
    assert done.returncode == 0, done.stderr
    assert "Delete and erase again what was deleted" in done.stdout
    with serve(there) as server:
        assert emails(server) == {"ana@x.es"}
