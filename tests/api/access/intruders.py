"""Other people at every route that takes a session's id, with somebody's id in all forms."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any

import httpx
from fastapi import FastAPI
from fastapi.dependencies.models import Dependant

from api.access.roles import guarded
from tests.api.access.keys import add_key, bearer
from tests.prove.torture.mutants import Edit
from tests.servers import ROOMS, ROOT, serve

OWNER, SECRET = "ana", "palabra-que-solo-sabe-ana"
INTRUDERS = ("bob", "Ana", "ana/", "%61na", "\N{CYRILLIC SMALL LETTER A}na")
"""Owners whose names are near the owner's, or look like a path to it."""
FORMS = (
    "{id}",
    "ana/{id}",
    "ana%2F{id}",
    "ana%2f{id}",
    "ana%252F{id}",
    "bob/../ana/{id}",
    "..%2Fana%2F{id}",
    "./{id}",
    "/{id}",
    "%2F{id}",
    "{id}/",
    "%00{id}",
    "{first}{rest}",
)
"""In `first` the id's first letter is percent-encoded, `rest` are the others."""
PATHS = ("GET /history/{session_id}", "DELETE /history/{session_id}")
CASES = {
    "POST /chat": ["/chat"],
    "POST /chat/stream": ["/chat/stream"],
    "PATCH /sesiones": ["/sesiones"],
    "PATCH /sesiones/{session_id}": ["/sesiones/*"],
    "PATCH /sesiones/{rest:path}": ["/sesiones/x/*"],
    "GET /sesiones/export": ["/sesiones/export"],
    "GET /sesiones/{session_id}/export": ["/sesiones/*/export"],
    "GET /history": ["/history"],
    "DELETE /history": ["/history"],
    **{route: ["/history/*"] for route in PATHS},
    "GET /history/{rest:path}": ["/history/x/*"],
    "DELETE /history/{rest:path}": ["/history/x/*"],
}
"""How each route is called: with the id in place of the star, or else in a header."""
BODIES = {"POST": {"mensaje": "Hola"}, "PATCH": {"titulo": "robada"}}
ROWS = {
    "recepcionista.db": (
        "SELECT * FROM sesiones WHERE id = ?",
        "SELECT * FROM mensajes WHERE session_id = ? ORDER BY id",
        "SELECT * FROM clientes WHERE session_id = ? ORDER BY id",
    ),
    "memory.db": (
        "SELECT * FROM checkpoints WHERE thread_id = ? ORDER BY checkpoint_id",
        "SELECT * FROM writes WHERE thread_id = ? ORDER BY checkpoint_id, task_id, idx",
        "SELECT * FROM fence WHERE thread_id = ?",
    ),
}


def session_routes(app: FastAPI) -> set[str]:
    """The routes that take a session's id in their path, a header or the query."""
    found = set()
    for route, _ in guarded(app.routes):
        names = parameters(route.dependant)
        if any("ses" in name.lower() for name in names) or "{rest" in str(route.path):
            found |= {f"{method} {route.path}" for method in route.methods or ()}
    return found


def parameters(dependant: Dependant) -> set[str]:
    """The names of what a route and its dependencies take from path, headers and query."""
    own = (*dependant.path_params, *dependant.header_params, *dependant.query_params)
    below = (parameters(each) for each in dependant.dependencies)
    return {place.alias for place in own}.union(*below)


@dataclass(frozen=True)
class House:
    """A running service, its files, and everybody's key to it."""

    url: str
    folder: Path
    keys: dict[str, dict[str, str]]

    def broken_into(self) -> set[str]:
        """The routes at which a session of somebody else's was seen, changed or noticed."""
        sessions = {route: f"chat_{number}" for number, route in enumerate(CASES)}
        with httpx.Client(base_url=self.url, trust_env=False, timeout=30) as http:
            for session in sessions.values():
                self._begin(http, session)
            return {
                route for route, session in sessions.items() if self._is_open(http, route, session)
            }

    def _begin(self, http: httpx.Client, session: str) -> None:
        owner = self.keys[OWNER] | {"session-id": session}
        for said in (f"Crea un cliente llamado Eva con email {session}@example.com", SECRET):
            http.post("/chat", headers=owner, json={"mensaje": said}).raise_for_status()

    def _is_open(self, http: httpx.Client, route: str, session: str) -> bool:
        owner = self.keys[OWNER] | {"session-id": session}
        told, kept = http.get("/history", headers=owner).text, self._rows(session)
        assert SECRET in told
        attacks = product(CASES[route], INTRUDERS, FORMS)
        if any(self._is_told(http, route, session, *attack) for attack in attacks):
            return True
        changed = self._rows(session) != kept
        return changed or http.get("/history", headers=owner).text != told

    def _is_told(
        self, http: httpx.Client, route: str, session: str, path: str, name: str, form: str
    ) -> bool:
        """Whether an intruder learns anything, the session's being there included."""
        method, headers = route.split(" ")[0], self.keys[name]
        known, unknown = (
            self._call(
                http,
                method,
                path,
                headers,
                form.format(id=each, first=f"%{ord(each[0]):x}", rest=each[1:]),
            )
            for each in (session, session.replace("chat", "nada"))
        )
        assert httpx.codes.TOO_MANY_REQUESTS not in (known.status_code, unknown.status_code)
        return SECRET in known.text or known.status_code != unknown.status_code

    def _call(
        self, http: httpx.Client, method: str, path: str, headers: dict[str, str], session: str
    ) -> httpx.Response:
        body = BODIES.get(method)
        if "*" in path:
            url = httpx.URL(self.url).copy_with(raw_path=path.replace("*", session).encode())
            return http.request(method, url, headers=headers, json=body)
        return http.request(method, path, headers=headers | {"session-id": session}, json=body)

    def _rows(self, session: str) -> list[Any]:
        """What both files have of the owner's thread; of the bare id, should it have no owner."""
        names, found = (f"{OWNER}/{session}", session), []
        for file, queries in ROWS.items():
            with closing(sqlite3.connect(self.folder / file)) as connection:
                for query, name in product(queries, names):
                    found.append(connection.execute(query, (name,)).fetchall())
        return found


def changed_code(folder: Path, change: Edit) -> Path:
    """Where in the folder a copy of our code is, with one change."""
    code = folder / "code"
    for room in ROOMS:
        shutil.copytree(ROOT / room, code / room, ignore=shutil.ignore_patterns("__pycache__"))
    change.apply(code)
    return code


@contextmanager
def house(folder: Path, code: Path = ROOT) -> Iterator[House]:
    """A service of the code in a folder, with a key to it for the owner and each intruder."""
    database = folder / "recepcionista.db"
    keys = {name: bearer(add_key(database, name, "write").text) for name in (OWNER, *INTRUDERS)}
    with serve(folder, PYTHONPATH=str(code), RATE_LIMIT="off") as server:
        yield House(server.url, folder, keys)
