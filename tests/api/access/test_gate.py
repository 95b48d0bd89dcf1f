"""Who has to sign in, what each role may do, and that no route is left out."""

import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from threading import Event

import httpx
import pytest
from fastapi import Depends, FastAPI
from fastapi.routing import iter_route_contexts
from pydantic import SecretStr

from api.access.loopback import is_loopback
from api.access.principal import INCLUDED, ROLES, Role
from api.access.roles import ADMIN, PUBLIC, READ, Unguarded, guarded, refuse_unguarded
from api.application import create_app
from api.assembly import open_service
from api.command_errors import CommandError
from api.serving import refuse_strangers
from api.settings import AccessSettings, EdgeSettings
from graph.assembly import open_assistant
from graph.settings import GraphSettings
from tests.api.access.intruders import changed_code
from tests.api.access.keys import add_key, bearer
from tests.api.commands.test_commands import recepcionista
from tests.api.service import Files, Service, app_on, assert_problem, serving, wait_until
from tests.prove.torture.mutants import Edit
from tests.servers import run
from tools.settings import DatabaseSettings

NEEDED: dict[str, Role] = {
    "POST /chat": "write",
    "POST /chat/stream": "write",
    "GET /history/{session_id}": "read",
    "DELETE /history/{session_id}": "write",
    "GET /history": "read",
    "DELETE /history": "write",
    "GET /history/{rest:path}": "read",
    "DELETE /history/{rest:path}": "read",
    "GET /sesiones": "read",
    "PATCH /sesiones": "write",
    "PATCH /sesiones/{session_id}": "write",
    "PATCH /sesiones/{rest:path}": "write",
    "GET /sesiones/{session_id}/export": "read",
    "GET /sesiones/export": "read",
    "GET /clientes": "read",
    "GET /clientes.csv": "read",
    "GET /clientes.vcf": "read",
    "POST /clientes/import": "write",
    "POST /clientes/import/{token}/deshacer": "write",
    "GET /resumen": "read",
    "GET /yo": "read",
    "GET /metrics": "metrics",
    "POST /clientes": "write",
    "GET /clientes/{id}": "read",
    "PATCH /clientes/{id}": "write",
    "DELETE /clientes/{id}": "admin",
    "GET /clientes/{id}/cambios": "read",
    "POST /clientes/{id}/deshacer": "write",
    "POST /clientes/{id}/unir": "admin",
}
FAR = {"X-Forwarded-For": "203.0.113.7"}
"""As a proxy on this machine says that the caller is on another one."""


def routes() -> dict[str, Role]:
    return {
        f"{method} {route.path}": role
        for route, role in guarded(create_app().routes)
        for method in route.methods or ()
    }


@pytest.fixture(scope="module")
def strict(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A service that asks for a credential."""
    files = Files(tmp_path_factory.mktemp("strict"))
    with serving(app_on(files, access=AccessSettings(auth="required")), files) as running:
        yield running


def call(service: Service, route: str, headers: dict[str, str]) -> httpx.Response:
    """A request that is wrong in every other way as well."""
    method, path = route.split(" ")
    path = path.replace("{session_id}", "a b").replace("{rest:path}", "a/b").replace("{id}", "x")
    return service.http.request(method, path, headers={"session-id": "a b", **headers})


def test_every_route_asks_for_its_role() -> None:
    assert routes() == NEEDED


def test_all_other_routes_are_the_public_ones() -> None:
    every = {str(route.path) for route in iter_route_contexts(create_app().routes)}
    assert every - {name.split(" ")[1] for name in NEEDED} == PUBLIC


FILES = {"/docs/{name}": "/docs/swagger-ui.css", "/static/{name:path}": "/static/main.js"}
SHOWN = sorted(FILES.get(path, path) for path in PUBLIC)
"""The public routes, as somebody may call them."""


@pytest.mark.parametrize("path", SHOWN)
def test_a_public_route_asks_nobody(strict: Service, path: str) -> None:
    assert strict.http.get(path).status_code == 200
    assert strict.http.get(path, headers=bearer("wrong")).status_code == 200


@pytest.mark.parametrize("route", NEEDED)
def test_without_a_credential_every_other_route_is_closed(strict: Service, route: str) -> None:
    for headers in ({}, bearer("wrong"), {"X-API-Key": "wrong"}):
        response = call(strict, route, headers)
        assert_problem(response, 401, "unauthorized")
        assert response.headers["www-authenticate"] == "Bearer"


@pytest.mark.parametrize("role", ROLES)
def test_a_role_opens_its_routes_and_those_of_included_roles(strict: Service, role: Role) -> None:
    key = add_key(strict.files.database, "ana", role)
    for route, needed in NEEDED.items():
        response = call(strict, route, bearer(key.text))
        if needed not in INCLUDED[role]:
            body = assert_problem(response, 403, "forbidden")
            assert needed in body["detail"]
        else:
            assert response.status_code in (200, 422), route


@pytest.mark.parametrize("dependencies", [[], [Depends(READ), Depends(ADMIN)]])
def test_a_route_that_asks_for_no_role_or_for_two_cannot_be_added(
    dependencies: list[object],
) -> None:
    app = FastAPI(openapi_url=None)
    app.get("/secreto", dependencies=dependencies)(lambda: "todo")  # type: ignore[arg-type] # FastAPI's marker has no public type
    with pytest.raises(Unguarded, match="/secreto"):
        refuse_unguarded(app.routes)


def test_the_service_is_not_even_made_with_a_route_for_which_nobody_said_who(
    tmp_path: Path,
) -> None:
    asked = Edit("api/routes/chat.py", "    dependencies=[Depends(WRITE)],\n", "")
    code = changed_code(tmp_path, asked)
    making = "from api.application import create_app\ncreate_app()\n"
    done = run(making, tmp_path, PYTHONPATH=str(code))
    assert done.returncode == 1
    assert "Unguarded: /chat has to require one role" in done.stderr


def test_a_public_route_asks_for_no_role_by_mistake() -> None:
    app = FastAPI(openapi_url=None)
    app.get("/healthz", dependencies=[Depends(READ)])(lambda: "vivo")
    with pytest.raises(Unguarded, match="/healthz"):
        refuse_unguarded(app.routes)


def test_a_mounted_app_is_not_public(strict: Service) -> None:
    app = FastAPI(openapi_url=None)
    app.mount("/dentro", FastAPI())
    with pytest.raises(Unguarded, match="/dentro"):
        refuse_unguarded(app.routes)
    assert strict.http.get("/dentro").status_code == 404


def test_without_configuration_only_this_machine_may_call(service: Service) -> None:
    assert service.http.get("/clientes").status_code == 200
    assert service.reply("s", "Hola")
    before = service.files.contents()
    for route in NEEDED:
        body = assert_problem(call(service, route, FAR), 403, "forbidden")
        assert "configure" in body["detail"]
    for path in SHOWN:
        assert service.http.get(path, headers=FAR).status_code == 200
    assert service.files.contents() == before


def test_who_is_told_apart_by_nothing_may_call_only_when_that_was_said(files: Files) -> None:
    with serving(app_on(files, access=AccessSettings(auth="none")), files) as service:
        assert service.http.get("/clientes", headers=FAR).status_code == 200
        assert service.http.get("/clientes", headers=bearer("ignored")).status_code == 200


@pytest.mark.parametrize("state", ["valid", "revoked", "expired"])
def test_once_a_key_was_made_callers_have_to_sign_in(files: Files, state: str) -> None:
    files.database.parent.mkdir()
    ended = datetime.now(UTC) if state == "expired" else None
    add_key(files.database, "ana", expires=ended, revoked=state == "revoked")
    with serving(app_on(files), files) as service:
        assert_problem(service.http.get("/clientes"), 401, "unauthorized")


@pytest.mark.sqlite
@pytest.mark.parametrize("made_by", ["command", "service"])
def test_a_database_that_is_lost_opens_nothing(
    tmp_path: Path, made_by: str, caplog: pytest.LogCaptureFixture
) -> None:
    files = Files(tmp_path)
    url = {"DATABASE_URL": f"sqlite:///{files.database}"}
    making = ("keys", "create", "--owner", "ana", "--role", "read")
    if made_by == "command":
        assert recepcionista(tmp_path, *making, "--new", **url).returncode == 0
    else:
        add_key(files.database, "ana")
        with serving(app_on(files), files) as service:
            assert_problem(service.http.get("/clientes"), 401, "unauthorized")
    mark = files.database.with_name("recepcionista.db.keys")
    assert (mark.stat().st_mode & 0o777, "AUTH=auto" in mark.read_text()) == (0o600, True)
    for suffix in ("", "-wal", "-shm"):
        files.database.with_name(f"recepcionista.db{suffix}").unlink(missing_ok=True)
    with serving(app_on(files), files) as service:
        assert_problem(service.http.get("/clientes"), 401, "unauthorized")
        assert str(mark) in caplog.text
        key = recepcionista(tmp_path, *making, **url).stdout.strip()
        assert service.http.get("/clientes", headers=bearer(key)).status_code == 200


def test_once_tokens_are_configured_callers_have_to_sign_in(files: Files) -> None:
    access = AccessSettings(jwt_secret=SecretStr("x" * 32))
    with serving(app_on(files, access=access), files) as service:
        assert_problem(service.http.get("/clientes"), 401, "unauthorized")


def test_a_session_begun_without_sign_in_is_nobody_s_who_signs_in(files: Files) -> None:
    with serving(app_on(files), files) as service:
        service.reply("s", "Hola")
    key = add_key(files.database, "ana")
    with serving(app_on(files), files) as service:
        headers = bearer(key.text)
        assert service.http.get("/history/s", headers=headers).json()["total_mensajes"] == 0


@pytest.mark.sqlite
@pytest.mark.parametrize(
    ("settings", "key", "starts"),
    [
        ({}, False, False),
        ({"auth": "none"}, False, True),
        ({"auth": "required"}, False, True),
        ({"jwt_secret": "x" * 32}, False, True),
        ({}, True, True),
    ],
)
@pytest.mark.parametrize("host", ["0.0.0.0", "::"])  # noqa: S104 - nobody accepts there
def test_it_does_not_start_where_others_can_call_and_nobody_signs_in(
    files: Files, host: str, settings: dict[str, str], key: bool, starts: bool
) -> None:
    data = DatabaseSettings(database_url=f"sqlite:///{files.database}")
    memory = GraphSettings(memory_url=f"sqlite:///{files.memory}")
    if key:
        add_key(files.database, "ana")
    access = AccessSettings.model_validate(settings)
    service = open_service(access, EdgeSettings(), partial(open_assistant, memory, data))
    with closing(socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)) as bound:
        bound.bind((host, 0))
        if starts:
            refuse_strangers(service, bound)
            assert access.auth == "none" or service.gate.requires_credential
            service.close()
        else:
            with pytest.raises(CommandError, match="AUTH=none"):
                refuse_strangers(service, bound)


def test_the_refusal_says_what_to_do(tmp_path: Path) -> None:
    done = recepcionista(tmp_path, "serve", HOST="0.0.0.0", PORT="0")  # noqa: S104 - refused
    assert (done.returncode, done.stdout) == (2, "")
    assert "recepcionista: HOST lets other machines call" in done.stderr
    for remedy in ("recepcionista keys create", "JWT_SECRET", "JWT_JWKS", "AUTH=none"):
        assert remedy in done.stderr


@pytest.mark.parametrize(
    ("address", "loopback"),
    [
        ("127.0.0.1", True),
        ("127.255.0.3", True),
        ("::1", True),
        ("::ffff:127.0.0.1", True),
        ("0.0.0.0", False),  # noqa: S104 - an address to judge
        ("::", False),
        ("10.0.0.1", False),
        ("128.0.0.1", False),
        ("::ffff:203.0.113.7", False),
        ("localhost", False),
        ("127.0.0.1.evil.example", False),
        ("", False),
        ("unix:", False),
    ],
)
def test_an_address_of_this_machine_is_known(address: str, loopback: bool) -> None:
    assert is_loopback(address) is loopback


def test_guesses_are_counted_and_requests_without_any_credential_are_not(files: Files) -> None:
    key = add_key(files.database, "ana").text
    edge = EdgeSettings(rate_limit_failures="3/minute")
    with serving(app_on(files, edge=edge), files) as service:
        for _ in range(5):
            assert_problem(service.http.get("/clientes"), 401, "unauthorized")
        assert service.http.get("/clientes", headers=bearer(key)).status_code == 200
        for _ in range(3):
            assert_problem(service.http.get("/clientes", headers=bearer("no")), 401, "unauthorized")
        refused = service.http.get("/clientes", headers=bearer(key))
        assert_problem(refused, 429, "rate_limited")
        assert int(refused.headers["retry-after"]) > 0
        assert service.http.get("/healthz").status_code == 200


def test_a_right_guess_among_many_at_once_is_counted_with_the_wrong_ones(files: Files) -> None:
    """Its verdict comes last here, when the limit of failures is reached."""
    key, last = add_key(files.database, "ana"), Event()
    wrong = key.text[:-1] + ("A" if key.text[-1] != "A" else "B")

    def compare(stored: bytes, given: bytes) -> bool:
        return stored == given and last.wait(30)

    edge = EdgeSettings(rate_limit_failures="3/minute")
    app = app_on(files, edge=edge)
    with serving(app, files) as service, ThreadPoolExecutor(1) as pool:
        gate = app.state.gate
        app.state.gate = replace(gate, keys=replace(gate.keys, compare=compare))
        guess = pool.submit(service.http.get, "/clientes", headers=bearer(key.text))
        wait_until(lambda: service.server.server_state.tasks)
        asked = [service.http.get("/clientes", headers=bearer(wrong)) for _ in range(5)]
        assert [answer.status_code for answer in asked] == [401, 401, 401, 429, 429]
        last.set()
        assert_problem(guess.result(), 429, "rate_limited")


def test_a_caller_who_signed_in_is_limited_by_name_and_not_by_address(files: Files) -> None:
    ours, theirs = (add_key(files.database, "ana").text for _ in range(2))
    with serving(app_on(files, edge=EdgeSettings(rate_limit="2/minute")), files) as service:
        seen = [service.http.get("/clientes", headers=bearer(ours)).status_code for _ in range(3)]
        assert seen == [200, 200, 429]
        assert service.http.get("/clientes", headers=bearer(theirs)).status_code == 200


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("localhost", 200),
        ("localhost:8000", 200),
        ("127.0.0.1:1", 200),
        ("[::1]:8000", 200),
        ("attacker.example", 403),
        ("localhost.attacker.example:8000", 403),
        ("192.0.2.1", 403),
        ("[", 403),
    ],
)
def test_an_open_service_answers_to_names_of_this_machine_only(
    service: Service, host: str, status: int
) -> None:
    """Else a page whose name was made to lead here could read the answers."""
    answer = service.http.get("/clientes", headers={"Host": host})
    assert answer.status_code == status
