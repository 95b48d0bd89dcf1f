"""SIGSTOP: a process that holds a turn stands still, and another one goes on with the session."""

import signal

from tests.prove.torture.crowd import Crowd
from tests.prove.torture.failpoints import POINTS
from tests.prove.torture.messages import SHARED
from tests.prove.torture.stage import Score, Site, Stage, judge, mixed_crowd
from tests.prove.torture.workload import Client

HOLDING = {"commit.begun", "commit.fenced", "commit.created", "commit.written"}
"""Where a stopped process holds SQLite's write lock, so that nobody can go on."""
IMPATIENT = 1.0
LATEST = 3
"""The visit of a failpoint, at most, that stops."""


def stop_at_every_failpoint(stage: Stage) -> Score:
    """The process stops at a failpoint; others work in its session; then it goes on."""
    score = Score()
    for point in POINTS:
        with stage.site() as site:
            score.add(_stop_at(site, point, stage.random(point).randint(1, LATEST)))
    return score


def stop_at_random(stage: Stage) -> Score:
    """Two processes under load, one or the other stopped for a while at any moment."""
    with stage.site() as site:
        random = stage.random("moments")
        for place in range(2):
            site.begin(place, DATABASE_TIMEOUT="0.3")
        crowd = mixed_crowd(site, alone=3, together=6)
        crowd.start()
        for _ in range(stage.times(30)):
            life = site.lives[random.randrange(2)]
            assert life.port
            life.wait(within=random.uniform(0.0, 0.2))
            life.signal(signal.SIGSTOP)
            life.wait("ended", within=random.uniform(0.0, 0.5))
            life.signal(signal.SIGCONT)
        crowd.finish()
        site.end()
        return judge(site, crowd.clients)


def _stop_at(site: Site, point: str, visit: int) -> Score:
    stopping = site.begin(0, FAILPOINT=f"{point}=stop@{visit}", DATABASE_TIMEOUT="0.3")
    site.begin(1, DATABASE_TIMEOUT="0.3")
    held = Crowd([site.client(0, "shared", place=0, kinds=SHARED)])
    held.start()
    assert stopping.wait("stopped"), f"{point} was never reached"
    others = [_other(site, number, point) for number in (1, 2)]
    crowd = Crowd(others, most=3)
    crowd.start()
    crowd.join()
    stopping.signal(signal.SIGCONT)
    held.finish()
    for other in others:
        other.work(lambda: len(other.operations) >= 5)  # noqa: B023 - called at once
    site.end()
    score = judge(site, [*held.clients, *others])
    acknowledged = sum(o.outcome == "acknowledged" for other in others for o in other.operations)
    assert acknowledged == (4 if point in HOLDING else 10), acknowledged
    return score


def _other(site: Site, number: int, point: str) -> Client:
    client = site.client(number, "shared", place=1, kinds=SHARED)
    client.patience = IMPATIENT if point in HOLDING else client.patience
    return client
