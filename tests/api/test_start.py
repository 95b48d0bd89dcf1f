"""`python -m api` and `uvicorn api:app`: how the service starts, refuses to, and comes back."""

import asyncio
import signal
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

import api
from api.__main__ import main
from api.application import create_app
from tests.api.service import wait_until
from tests.scripted_openai import ScriptedOpenAI, late, says
from tests.scripted_openai import serve as serve_model
from tests.servers import SERVING, environment, serve


@pytest.fixture
def scripted() -> Iterator[ScriptedOpenAI]:
    with serve_model() as model:
        yield model


@pytest.fixture
def bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    """The process has the environment of a server whose files live in an empty folder."""
    monkeypatch.chdir(tmp_path)
    for name, value in environment(tmp_path, HOST="127.0.0.1", PORT="0").items():
        monkeypatch.setenv(name, value)
    yield monkeypatch
    assert list(tmp_path.iterdir()) == []


def test_a_killed_server_comes_back_and_the_session_goes_on_with_its_draft(
    tmp_path: Path,
) -> None:
    session = {"session-id": "sesion-que-nadie-ve"}
    with serve(tmp_path) as server, httpx.Client(base_url=server.url, headers=session) as http:
        asked = http.post("/chat", json={"mensaje": "Crea un cliente llamado María"}).json()
        assert "email" in asked["respuesta"]
        server.kill()
    with serve(tmp_path) as server, httpx.Client(base_url=server.url, headers=session) as http:
        created = http.post("/chat", json={"mensaje": "maria@example.com"}).json()
        assert created["respuesta"] == "✅ Cliente creado: María (maria@example.com)"
        assert http.get("/history/sesion-que-nadie-ve").json()["total_mensajes"] == 4
        assert server.stop() in (0, -signal.SIGTERM)
        output = server.log.read_text()
    assert f"Recepcionista: {server.url} " in output
    assert "understanding: offline" in output
    assert "sesion-que-nadie-ve" not in output


def ask(url: str, message: str) -> httpx.Response:
    return httpx.post(f"{url}/chat", json={"mensaje": message}, timeout=30, trust_env=False)


def test_a_server_that_is_told_to_stop_finishes_its_turns_and_takes_no_more(
    tmp_path: Path, scripted: ScriptedOpenAI
) -> None:
    scripted.always(late(says("Hola, ¿qué tal?"), 1.5))
    model = {"UNDERSTANDING": "openai", "OPENAI_BASE_URL": scripted.base_url}
    with serve(tmp_path, **model) as server, ThreadPoolExecutor() as pool:
        asked = [pool.submit(ask, server.url, f"Hola {number}") for number in range(3)]
        wait_until(lambda: len(scripted.requests) == 3)
        server.signal(signal.SIGTERM)
        wait_until(lambda: refuses(server.url))
        assert [each.result().status_code for each in asked] == [200] * 3
        assert server.stop() in (0, -signal.SIGTERM)
        assert "Traceback" not in server.log.read_text()


def refuses(url: str) -> bool:
    try:
        return httpx.get(f"{url}/healthz", trust_env=False).is_error
    except httpx.TransportError:
        return True


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("PORT", "abc", "port: Input should be a valid integer"),
        ("PORT", "65536", "port: Input should be less than or equal to 65535"),
        ("HOST", "", "host: String should have at least 1 character"),
        ("HOST", "999.999.999.999", "HOST and PORT cannot be listened on"),
        ("HOST", "a" * 100, "HOST and PORT cannot be listened on"),
        ("RATE_LIMIT", "many", "rate_limit: must be off, or one limit like 60/minute"),
        ("RATE_LIMIT_STORAGE", "redis://:secret@", "rate_limit_storage: must be memory://"),
        ("CORS_ORIGINS", "*", "cors_origins: must name origins like https://example.com"),
        ("ROOT_PATH", "https://x/y", "root_path: must be a path like /recepcionista"),
        ("DATABASE_URL", "nonsense", "DATABASE_URL is not a SQLAlchemy URL"),
        ("DATABASE_TIMEOUT", "0", "database_timeout: Input should be greater than 0"),
        ("UNDERSTANDING", "psychic", "understanding: Input should be 'auto'"),
        ("UNDERSTANDING", "openai", "UNDERSTANDING=openai needs OPENAI_API_KEY"),
    ],
)
def test_a_bad_setting_is_refused_with_one_sentence(
    bare: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    name: str,
    value: str,
    said: str,
) -> None:
    bare.setenv(name, value)
    assert main() == 2
    out, err = capsys.readouterr()
    assert out == "" or said.startswith("DATABASE_URL"), "that it is read only when the rest is"
    assert err.startswith(f"recepcionista: {said}")
    assert err.count("\n") == 1


def test_the_refusal_is_all_that_a_person_sees(tmp_path: Path) -> None:
    done = subprocess.run(  # noqa: S603 - the interpreter of `make run` and our own module
        [SERVING, "-m", "api"],
        cwd=tmp_path,
        env=environment(tmp_path, PORT="secreto"),
        check=False,
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert "secreto" not in done.stderr


def test_the_app_is_made_when_asked_for_and_reads_nothing_before_it_starts(
    bare: pytest.MonkeyPatch,
) -> None:
    bare.setenv("DATABASE_URL", "nonsense")
    bare.setenv("UNDERSTANDING", "psychic")
    assert isinstance(api.app, FastAPI)
    assert api.app is api.app
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = api.nothing


def test_an_app_server_that_passes_a_bad_content_length_on_gets_an_answer() -> None:
    async def ask() -> httpx.Response:
        transport = httpx.ASGITransport(create_app())
        async with httpx.AsyncClient(transport=transport, base_url="http://x") as http:
            return await http.get("/healthz", headers={"content-length": "abc"})

    assert asyncio.run(ask()).json() == {"status": "ok"}
