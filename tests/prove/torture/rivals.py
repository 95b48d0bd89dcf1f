"""Ours and theirs under the same load, seen by the same clients and checked by the same checker."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from tests.prove.torture.checker import check, tally
from tests.prove.torture.crowd import Crowd
from tests.prove.torture.history import ClientRow, Final, History, Row
from tests.prove.torture.messages import SHARED
from tests.prove.torture.stage import OURS, Site, Stage
from tests.prove.torture.wire import Broken, Line
from tests.prove.torture.workload import OK, Client
from tests.servers import begin

PATIENT = 20.0
AT_ONCE = 20
LOAD = 8


@dataclass(frozen=True)
class System:
    """A service: how it is called, its module, and where it keeps its clients."""

    name: str
    module: str
    clients: str
    query: str


@dataclass
class Standing:
    """What became of the messages of one system in one experiment."""

    experiment: str
    system: str
    runs: int = 0
    kills: int = 0
    sent: int = 0
    acknowledged: int = 0
    found: dict[str, int] = field(default_factory=dict)

    @property
    def lost(self) -> int:
        """Acknowledged, and not in the history."""
        return self.found.get("acknowledged but missing", 0)

    @property
    def duplicates(self) -> int:
        """Messages or clients that are there more than once."""
        return self.found.get("duplicate turn", 0) + self.found.get("duplicate client", 0)

    @property
    def unanswered(self) -> int:
        """Questions left in the history without an answer."""
        return self.found.get("unanswered question", 0)

    @property
    def others(self) -> int:
        """Everything else that the checker finds."""
        return sum(self.found.values()) - self.lost - self.duplicates - self.unanswered


SYSTEMS = (
    System("Recepcionista", OURS, "recepcionista.db", "SELECT nombre, email FROM clientes"),
    System(
        "stock LangGraph + FastAPI",
        "tests.prove.peers.stock",
        "clients.db",
        "SELECT name, email FROM clients",
    ),
    System(
        "insert, load, call, insert",
        "tests.prove.peers.plain",
        "plain.db",
        "SELECT name, email FROM clients",
    ),
)
MODULES = tuple(system.module for system in SYSTEMS)


def compare(stage: Stage, systems: Sequence[System] = SYSTEMS) -> Iterator[Standing]:
    """Each experiment with each system."""
    for system in systems:
        yield _at_once(stage, system)
    for system in systems:
        yield _kills(stage, system)


def _at_once(stage: Stage, system: System) -> Standing:
    standing = Standing(f"{AT_ONCE} messages at once on one session", system.name)
    for _ in range(stage.times(5)):
        with stage.site() as site:
            _begin(site, system)
            crowd = Crowd([_client(site, n, "shared") for n in range(AT_ONCE)], most=1)
            crowd.start()
            crowd.join()
            _add(standing, _seen(site, system, crowd.clients))
    return standing


def _kills(stage: Stage, system: System) -> Standing:
    standing = Standing("kill -9 under load, a session each", system.name)
    random = stage.random("moments")
    with stage.site() as site:
        _begin(site, system)
        crowd = Crowd([_client(site, n, f"s{n}") for n in range(LOAD)])
        crowd.start()
        for _ in range(stage.times(30)):
            assert site.lives[0].port
            site.lives[0].wait(within=random.uniform(0.1, 0.5))
            site.lives[0].kill()
            _begin(site, system)
            standing.kills += 1
        crowd.finish()
        _add(standing, _seen(site, system, crowd.clients))
    return standing


def _begin(site: Site, system: System) -> None:
    life = begin(
        site.stage.forks,
        site.folder,
        system.module,
        PEER_URL=f"sqlite:///{site.folder / 'plain.db'}",
        PEER_CLIENTS=str(site.folder / "clients.db"),
        PEER_CHECKPOINTS=str(site.folder / "checkpoints.db"),
    )
    site.lives[:1] = [life]


def _client(site: Site, number: int, session: str) -> Client:
    client = site.client(number, session, kinds=SHARED)
    client.patience, client.resends = PATIENT, 0.0
    return client


def _add(standing: Standing, history: History) -> None:
    standing.runs += 1
    standing.sent += len(history.operations)
    standing.acknowledged += sum(o.outcome == "acknowledged" for o in history.operations)
    for kind, count in tally(check(history)).items():
        standing.found[kind] = standing.found.get(kind, 0) + count


def _seen(site: Site, system: System, clients: Sequence[Client]) -> History:
    """The history as the service itself tells it; reads would count what is late as wrong."""
    line = site.line()
    sessions = {client.session for client in clients}
    transcripts = {session: _told(line, session) for session in sorted(sessions)}
    line.close()
    site.end()
    operations = tuple(operation for client in clients for operation in client.operations)
    stored = _stored(site.folder / system.clients, system.query)
    return History(operations, (), Final(transcripts, stored, has_provenance=False))


def _told(line: Line, session: str) -> tuple[Row, ...]:
    try:
        answer = line.history(session)
    except Broken:
        answer = line.history(session)
    assert answer.status == OK, answer
    return tuple(Row(m["role"], m["content"]) for m in answer.body["historial"])


def _stored(path: Path, query: str) -> tuple[ClientRow, ...]:
    with closing(sqlite3.connect(path)) as database:
        return tuple(ClientRow(name, email) for name, email in database.execute(query))
