"""kill -9: at every failpoint, and at any instruction under load."""

import signal
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

from tests.prove.torture.anomalies import Anomaly
from tests.prove.torture.crowd import Crowd
from tests.prove.torture.failpoints import POINTS, SEVERAL_POINTS
from tests.prove.torture.messages import SEVERAL
from tests.prove.torture.stage import Score, Site, Stage, judge, mixed_crowd
from tests.prove.torture.wire import Line
from tests.prove.torture.workload import OK, Client

SEEDS, KILLS_EACH, RANDOM_KILLS = 3, 18, 60
SIDE_BY_SIDE = 2
HELD = 0.3
SLOW = f"model.before=sleep:{HELD}"
LATEST = 4
"""The visit of a failpoint, at most, that kills."""
LATEST_OF_SEVERAL = 24
"""The same where each client reaches it several times a turn."""
Gather = Callable[[Site], Crowd[Client]]


def kill_at_every_failpoint(stage: Stage) -> Score:
    """At each failpoint, several times on the same files while clients go on."""
    return _kill_at_each(stage, POINTS, partial(mixed_crowd, alone=3, together=2), LATEST)


def kill_among_several(stage: Stage) -> Score:
    """Between the writes of a turn that creates, changes, deletes or restores several clients."""
    return _kill_at_each(stage, SEVERAL_POINTS, _several, LATEST_OF_SEVERAL)


def kill_at_random(stage: Stage) -> Score:
    """At any moment, under the load of many clients."""
    with stage.site() as site:
        random = stage.random("moments")
        kills = stage.times(RANDOM_KILLS)
        site.begin()
        crowd = mixed_crowd(site, alone=6, together=4)
        crowd.start()
        for _ in range(kills):
            life = site.lives[0]
            assert life.port
            life.wait(within=random.uniform(0.0, 0.5))
            life.kill()
            site.begin()
        crowd.finish()
        site.end()
        return judge(site, crowd.clients, kills=kills)


def stop_politely(stage: Stage) -> Score:
    """SIGTERM under load, again and again: who was being served gets the answer."""
    with stage.site() as site:
        site.begin(FAILPOINT=SLOW)
        crowd = mixed_crowd(site, alone=3, together=2)
        crowd.start()
        score = Score()
        for number in range(stage.times(10)):
            life = site.lives[0]
            line = site.line()
            assert line.ready().status == OK
            line.close()
            served = Crowd([site.client(80 + number, f"served-{number}")], most=1)
            served.clients[0].line = Line(partial(int, life.port))
            served.start()
            life.wait(within=HELD / 2)
            code = life.stop()
            site.begin(FAILPOINT=SLOW)
            served.join()
            score.fault(_politeness(served.clients[0], code))
            crowd.clients[0].operations.extend(served.clients[0].operations)
        crowd.finish()
        site.end()
        score.add(judge(site, crowd.clients))
        return score


def _politeness(served: Client, code: int) -> Anomaly | None:
    outcome = served.operations[-1].outcome
    if outcome == "acknowledged" and code in (0, -signal.SIGTERM):
        return None
    return Anomaly("outcome not allowed", served.session, f"{outcome}, exit {code}")


def _several(site: Site) -> Crowd[Client]:
    return Crowd([site.client(n, f"own-{n}", kinds=SEVERAL) for n in range(3)])


def _kill_at_each(stage: Stage, points: Sequence[str], gather: Gather, latest: int) -> Score:
    runs = [(point, stage.folder()) for point in points for _ in range(stage.times(SEEDS))]
    score = Score()
    with ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
        for done in pool.map(lambda run: _kill_at(stage, *run, gather=gather, latest=latest), runs):
            score.add(done)
    return score


def _kill_at(stage: Stage, point: str, folder: Path, *, gather: Gather, latest: int) -> Score:
    kills = stage.times(KILLS_EACH)
    with stage.site(folder) as site:
        random = stage.random(point, folder.name)
        site.begin(FAILPOINT=_kill(point, random.randint(1, latest)))
        crowd = gather(site)
        crowd.start()
        for number in range(1, 1 + kills):
            assert site.lives[0].wait(), f"{point} was never reached"
            assert site.lives[0].exit_code() == -signal.SIGKILL, site.lives[0].log.read_text()
            if number < kills:
                site.begin(FAILPOINT=_kill(point, random.randint(1, latest)))
        site.begin()
        crowd.finish()
        site.end()
        return judge(site, crowd.clients, kills=kills)


def _kill(point: str, visit: int) -> str:
    return f"{point}=kill@{visit}"
