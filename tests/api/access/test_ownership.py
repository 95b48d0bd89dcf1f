"""One user's "chat_1" is never another's, at no route and in no writing of the id."""

from pathlib import Path

import pytest

from api.application import create_app
from tests.api.access.intruders import CASES, changed_code, house, session_routes
from tests.api.access.keys import add_key, bearer
from tests.api.service import Files, app_on, serving
from tests.prove.torture.mutants import Edit

pytestmark = pytest.mark.timeout(180)

NAMED = "return owned_by(owner) + session_id"
REACHING = {route for route in CASES if "{rest" not in route}
"""All of them but those that refuse ids with a slash."""
HOLES = {
    "no owner in any name": (
        Edit("tools/sessions/threads.py", NAMED, "return session_id"),
        REACHING,
    ),
    "owners in lower case": (
        Edit("tools/sessions/threads.py", NAMED, NAMED.replace("(owner)", "(owner.lower())")),
        REACHING,
    ),
}


def test_every_route_that_takes_a_session_is_tried() -> None:
    assert session_routes(create_app()) == set(CASES)


@pytest.mark.sqlite
def test_nobody_gets_into_somebody_else_s_session(tmp_path: Path) -> None:
    with house(tmp_path) as tried:
        assert tried.broken_into() == set()


@pytest.mark.sqlite
@pytest.mark.parametrize(("hole", "routes"), HOLES.values(), ids=HOLES)
def test_a_hole_in_the_names_of_threads_is_seen(
    tmp_path: Path, hole: Edit, routes: set[str]
) -> None:
    with house(tmp_path, changed_code(tmp_path, hole)) as tried:
        assert tried.broken_into() == routes


def test_nobody_finds_somebody_else_s_sessions_in_a_list(files: Files) -> None:
    files.database.parent.mkdir()
    keys = {name: bearer(add_key(files.database, name, "write").text) for name in ("ana", "eva")}
    with serving(app_on(files), files) as service:
        for session in ("una", "otra"):
            service.say(session, "palabra-de-ana", **keys["ana"])
        service.say("mia", "palabra-de-eva", **keys["eva"])
        first = service.http.get("/sesiones?limite=1", headers=keys["ana"]).json()
        assert first["siguiente"]
        asked = ("", "?texto=palabra", "?texto=ana", f"?cursor={first['siguiente']}")
        for query in asked:
            seen = service.http.get(f"/sesiones{query}", headers=keys["eva"])
            assert "de-ana" not in seen.text
            assert '"una"' not in seen.text
        turns = service.http.get("/resumen?dias=1", headers=keys["eva"]).json()["dias"][0]["turnos"]
        assert turns == 1


def test_two_people_s_sessions_of_one_name_are_two(files: Files) -> None:
    files.database.parent.mkdir()
    keys = {name: bearer(add_key(files.database, name, "write").text) for name in ("ana", "eva")}
    with serving(app_on(files), files) as service:
        assert "email" in service.say("s", "Crea un cliente llamado Nora", **keys["ana"]).text
        assert "email" in service.say("s", "Crea un cliente llamado Eva", **keys["eva"]).text
        done = service.say("s", "nora@example.com", **keys["ana"]).json()
        assert done["respuesta"] == "✅ Cliente creado: Nora (nora@example.com)"
        assert done["session_id"] == "s"
        service.http.delete("/history/s", headers=keys["eva"]).raise_for_status()
        assert service.say("s", "Hola", **keys["eva"]).status_code == 409
        kept = service.http.get("/history/s", headers=keys["ana"]).json()
        assert (kept["session_id"], kept["total_mensajes"]) == ("s", 4)
        asked = service.say("s", "¿Qué clientes creé en esta conversación?", **keys["ana"])
        assert "nora@example.com" in asked.text


def test_an_owner_s_longest_name_fits(files: Files) -> None:
    files.database.parent.mkdir()
    headers = bearer(add_key(files.database, "\N{GRINNING FACE}" * 128, "write").text)
    with serving(app_on(files), files) as service:
        assert service.say("s" * 128, "Hola", **headers).status_code == 200
        told = service.http.get("/history", headers=headers | {"session-id": "s" * 128}).json()
        assert told["total_mensajes"] == 2


def test_the_same_key_of_a_turn_is_another_turn_of_another_person(files: Files) -> None:
    files.database.parent.mkdir()
    keys = {name: bearer(add_key(files.database, name, "write").text) for name in ("ana", "eva")}
    with serving(app_on(files), files) as service:
        for name, email in (("ana", "a@example.com"), ("eva", "e@example.com")):
            said = f"Crea un cliente llamado Juan con email {email}"
            answer = service.say("s", said, **keys[name], **{"Idempotency-Key": "k"})
            assert email in answer.text
            assert "Idempotent-Replayed" not in answer.headers
