"""GET /metrics shows what was done, as the database and the clients know it, and nothing else."""

import os
import signal
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from api.edge.telemetry.present import EVERY, Present
from tests import scripted_openai
from tests.api.service import Files, Service, app_on, serving, wait_until
from tests.databases import fresh_database, other_program
from tests.exposition import Numbers, counted, shown
from tests.scripted_openai import calls, says, status
from tests.servers import serve
from tools.database.engine import open_database

CREATE = "Crea un cliente llamado Juan con email juan@example.com"
ASK = "Ana ana@example.com"
SECRET = "sesion-que-nadie-ve"  # noqa: S105 - a session id that metrics must not have


@pytest.fixture
def modelled(files: Files) -> Iterator[tuple[Service, scripted_openai.ScriptedOpenAI]]:
    with (
        scripted_openai.serve() as model,
        serving(app_on(files, model_url=model.base_url, model_fallback="offline"), files) as ours,
    ):
        yield ours, model


def test_the_numbers_are_those_of_a_mix_of_turns(service: Service) -> None:
    done = [service.say(SECRET, each) for each in (CREATE, CREATE, "Lista los clientes", "Hola")]
    done += [service.say("b", each) for each in (ASK, "sí", ASK)]
    done += [service.say("c", each) for each in (ASK, "no")]
    done += [service.say("c", "Gracias", **{"Idempotency-Key": "k"}) for _ in range(3)]
    failed = [service.say("c", "Otra cosa", **{"Idempotency-Key": "k"})]
    service.http.delete("/history/c")
    failed.append(service.say("c", "Hola"))
    assert [each.status_code for each in done + failed] == [200] * 12 + [422, 409]
    truth = Counter(map(outcome, done)) + Counter({"none KeyReused": 1, "none SessionDeleted": 1})
    numbers = shown(service.http)
    assert counted(numbers, "turns_total") == truth
    assert truth["otro replayed"] == 2
    assert counted(numbers, "actions_total") == {
        "create done": len(service.names()),
        "create refused": 1,
        "query answered": 1,
    }
    assert counted(numbers, "proposals_total") == {"made": 3, "taken": 1, "refused": 1}
    committed = sum(truth.values()) - 4
    assert numbers["turn_seconds_count"] == 14
    assert numbers["turn_stage_seconds_count wait"] == 15  # the deletion waits for turns, too
    for stage in ("commit", "understand"):
        assert numbers[f"turn_stage_seconds_count {stage}"] == committed
    assert (numbers["sessions"], numbers["clients"], numbers["database_up"]) == (2, 2, 1)
    assert numbers["database_connections"] == 0
    assert numbers["process_resident_memory_bytes"] > 0


def outcome(answer: httpx.Response) -> str:
    replayed = answer.headers.get("Idempotent-Replayed") == "true"
    return f"{answer.json()['decision']} {'replayed' if replayed else 'committed'}"


def test_requests_are_counted_by_route_method_and_status(service: Service) -> None:
    service.reply(SECRET, CREATE)
    service.http.get(f"/history/{SECRET}")
    service.http.get("/clientes/99")
    service.http.head("/clientes/1")
    service.http.get(f"/{SECRET}")
    service.http.request("PROPFIND", "/chat")
    expected = {
        "POST /chat 200": 1,
        "GET /history/{session_id} 200": 1,
        "GET /clientes/{id} 404": 1,
        "HEAD /clientes/{id} 200": 1,
        "GET - 404": 1,
        "- /chat 405": 1,
    }
    wait_until(lambda: expected.items() <= requests(shown(service.http)).items())
    text = service.http.get("/metrics").text
    for never in (SECRET, "PROPFIND", "juan", "Juan"):
        assert never not in text


def requests(numbers: Numbers) -> Counter[str]:
    return counted(numbers, "http_requests_total")


def test_calls_to_the_model_their_tokens_failures_and_fallbacks(
    modelled: tuple[Service, scripted_openai.ScriptedOpenAI],
) -> None:
    service, model = modelled
    model.will(calls(("consultar_clientes", {})), status(401), says("<think>"))
    for message in ("Lista los clientes", "Hola", "Adiós"):
        service.reply("s", message)
    numbers = shown(service.http)
    assert counted(numbers, "model_calls_total") == {
        "understand answered": 1,
        "understand AuthenticationError": 1,
        "understand Unreadable": 1,
    }
    assert counted(numbers, "model_fallbacks_total") == {"understand": 2}
    assert counted(numbers, "model_tokens_total") == {"input": 2, "output": 2}
    assert numbers["model_call_seconds_count understand"] == 3


def test_metrics_of_several_workers_are_their_sum_and_survive_one_of_them(tmp_path: Path) -> None:
    with serve(tmp_path, WORKERS="2") as server:
        sessions = [f"s{number}" for number in range(24)]
        with ThreadPoolExecutor(4) as pool:
            pids = {*pool.map(lambda session: said(server.url, session), sessions)}
        assert pids == {200}
        with httpx.Client(base_url=server.url, trust_env=False) as http:
            assert counted(shown(http), "turns_total") == {"otro committed": 24}
        first, *_ = workers_of(server.pid)
        os.kill(first, signal.SIGKILL)
        wait_until(lambda: first not in workers_of(server.pid) and len(workers_of(server.pid)) == 2)
        assert said(server.url, "after") == 200
        with httpx.Client(base_url=server.url, trust_env=False) as http:
            numbers = shown(http)
    assert counted(numbers, "turns_total") == {"otro committed": 25}
    assert numbers["database_connections"] == 0
    assert "PROMETHEUS" not in server.log.read_text()


def said(url: str, session: str) -> int:
    """One turn on a connection of its own, which any worker may take."""
    headers = {"session-id": session}
    with httpx.Client(base_url=url, trust_env=False, timeout=30) as http:
        return http.post("/chat", json={"mensaje": "Hola"}, headers=headers).status_code


def workers_of(parent: int) -> list[int]:
    children = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
    return [int(pid) for pid in children]


def test_without_the_database_the_rest_is_shown_and_totals_are_counted_now_and_then(
    tmp_path: Path,
) -> None:
    now, url = [0.0], fresh_database(tmp_path / "b.db")
    with closing(open_database(url)) as database:
        present = Present(database, clock=lambda: now[0])
        assert gauges(present) == {"database_up": 1, "sessions": 0, "clients": 0}
        with other_program(url) as run:
            run("ALTER TABLE clientes RENAME TO perdida")
        assert gauges(present) == {"database_up": 1, "sessions": 0, "clients": 0}
        now[0] += EVERY
        assert gauges(present) == {"database_up": 0}


def gauges(present: Present) -> dict[str, float]:
    samples = (sample for family in present.collect() for sample in family.samples)
    return {sample.name.removeprefix("recepcionista_"): sample.value for sample in samples}
