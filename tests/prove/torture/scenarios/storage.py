"""Storage that fails: a full disk, files that may not be written, a database that is locked."""

import os
import resource
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from tests.limits import limit_file_size
from tests.prove.torture.anomalies import Anomaly
from tests.prove.torture.crowd import Crowd
from tests.prove.torture.files import BUSINESS, MEMORY, family
from tests.prove.torture.messages import SHARED
from tests.prove.torture.stage import Score, Site, Stage, judge
from tests.prove.torture.wire import Answer
from tests.prove.torture.workload import AGAIN, OK, PATIENCE, Client

ENDLESS = 1_000
REFUSES_TO_START = 2
IMPATIENT = 0.5
RECOVERS_WITHIN = 10.0
HALF_A_MINUTE = 30.0


def disk_full(stage: Stage) -> Score:
    """No file may grow any more, at several sizes; then there is room again."""
    score = Score()
    for room in (0, 5_000, 60_000, 120_000)[: stage.times(4)]:
        with stage.site() as site:
            life = site.begin()
            clients = _clients(site, 4)
            _say(clients, 2)
            size = max(path.stat().st_size for path in family(site.folder / BUSINESS))
            limit_file_size(life.pid, size + room)
            _say_until_refused(clients)
            limit_file_size(life.pid, resource.RLIM_INFINITY)
            score.add(_recovered(site, clients))
    return score


def read_only(stage: Stage) -> Score:
    """Nobody may write the files, nor the folder: served and refused, and refused at the start."""
    with stage.site() as site:
        site.begin(limits={"permissions": 1})
        clients = _clients(site, 4)
        _say(clients, 2)
        site.lives[0].stop()
        with _unwritable(site.folder):
            life = site.begin(limits={"permissions": 1})
            life.wait()
            score = Score()
            score.fault(_refusal(life.log.read_text(encoding="utf-8"), life.exit_code()))
        life = site.begin(limits={"permissions": 1})
        assert life.port
        with _unwritable(site.folder):
            for client in clients:
                client.patience = IMPATIENT
            _say(clients * 4, 1)
            score.fault(_readiness(site, 503))
        score.add(_recovered(site, clients))
        return score


def locked(stage: Stage) -> Score:
    """Another connection holds a file's write lock; longer than anybody waits, for the first."""
    score = Score()
    for file, patience in ((BUSINESS, IMPATIENT), (MEMORY, PATIENCE)):
        with stage.site() as site:
            site.begin(DATABASE_TIMEOUT="0.2")
            clients = _clients(site, 4)
            _say(clients, 1)
            for client in clients:
                client.patience = patience
            crowd = Crowd(clients, most=1 + stage.times(4))
            with _lock(site.folder / file):
                crowd.start()
                site.lives[0].wait(within=2 * IMPATIENT)
                score.fault(_readiness(site, 503))
            crowd.join()
            score.add(_recovered(site, clients))
    return score


def locked_for_half_a_minute(stage: Stage) -> Score:
    """Longer than a turn waits as the service comes: refused, sent again, taken when it is over."""
    score = Score()
    with stage.site() as site:
        site.begin()
        clients = _clients(site, 4)
        _say(clients, 1)
        for client in clients:
            client.patience = 2 * HALF_A_MINUTE
        crowd = Crowd(clients, most=1 + stage.times(4))
        with _lock(site.folder / BUSINESS):
            crowd.start()
            site.lives[0].wait(within=HALF_A_MINUTE)
            score.fault(_readiness(site, 503))
        crowd.join()
        score.add(_recovered(site, clients))
    return score


def _clients(site: Site, number: int) -> list[Client]:
    return [site.client(n, f"own-{n % 2}", kinds=SHARED) for n in range(number)]


def _say(clients: list[Client], times: int) -> None:
    for _ in range(times):
        for client in clients:
            client.say(next(client.sayings))


def _say_until_refused(clients: list[Client]) -> None:
    for client in clients:
        client.patience = IMPATIENT
    for number in range(ENDLESS):
        client = clients[number % len(clients)]
        if client.say(next(client.sayings)).outcome != "acknowledged":
            break
    else:
        raise AssertionError("the disk was never full")
    _say(clients, 1)


def _recovered(site: Site, clients: list[Client]) -> Score:
    """What was refused had its reason, and everybody is answered again, also after a kill."""
    for client in clients:
        client.patience = RECOVERS_WITHIN
    before = len([o for c in clients for o in c.operations if o.outcome == "acknowledged"])
    _say(clients, 2)
    found = _readiness(site, OK)
    site.lives[0].kill()
    site.begin()
    for client in clients:
        client.line.close()
    _say(clients, 2)
    for client in clients:
        client.line.close()
    site.end()
    score = judge(site, clients, kills=1)
    assert score.acknowledged == before + 4 * len(clients)
    score.anomalies += [found] if found else []
    score.anomalies += [
        _strange(answer) for c in clients for answer in c.answers if answer.status not in AGAIN
    ]
    return score


def _readiness(site: Site, status: int) -> Anomaly | None:
    """Whether GET /readyz says what it should."""
    line = site.line()
    answer = line.ready()
    line.close()
    return None if answer.status == status else _strange(answer)


def _strange(answer: Answer) -> Anomaly:
    return Anomaly("outcome not allowed", "", f"{answer.status} {answer.code}")


def _refusal(log: str, code: int) -> Anomaly | None:
    if code == REFUSES_TO_START and "Traceback" not in log:
        return None
    return Anomaly("outcome not allowed", "", f"exit {code}: {log[-500:]}")


@contextmanager
def _unwritable(folder: Path) -> Iterator[None]:
    files = [path for name in (BUSINESS, MEMORY) for path in family(folder / name)]
    modes = {path: path.stat().st_mode for path in [folder, *files]}
    for path, mode in modes.items():
        os.chmod(path, mode & ~0o222)
    try:
        yield
    finally:
        for path, mode in modes.items():
            os.chmod(path, mode)


@contextmanager
def _lock(path: Path) -> Iterator[None]:
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        try:
            yield
        finally:
            other.execute("ROLLBACK")
