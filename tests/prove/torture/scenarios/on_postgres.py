"""Three instances on one PostgreSQL server: they, the server and the wires are harmed."""

import signal
import time
from collections.abc import Callable, Mapping

from tests.databases import urls_in
from tests.postgres import shared_postgres
from tests.prove.torture.anomalies import Anomaly
from tests.prove.torture.crowd import Crowd
from tests.prove.torture.cutting_proxy import CuttingProxy
from tests.prove.torture.scenarios.parallel import unharmed
from tests.prove.torture.stage import Score, Site, Stage, judge, mixed_crowd
from tests.prove.torture.watched import LOCKS
from tests.prove.torture.workload import Client

INSTANCES = 3
NOTHING: Mapping[str, str] = {}
BUSY = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE datname = %s AND xact_start IS NOT NULL AND pid <> pg_backend_pid() LIMIT 2
"""
ANSWERED_WITHIN = 3.0
"""Seconds between two harms, at most, so that each of them hits work."""
WIDE = "commit.written=sleep:0.02"
"""Transactions stay open for a moment before they commit, so that many are hit there."""


def three_instances(stage: Stage) -> Score:
    """No harm: one session hammered by all of them, sessions that roam, and not one refusal.

    Once they wait for each other's turns, and once the fence has to do alone.
    """
    score = Score()
    for env in ({LOCKS: "on"}, NOTHING):
        with stage.site() as site:
            score.add(unharmed(site, _crowd(site, most=stage.times(15), env=env)))
    return score


def three_instances_killed(stage: Stage) -> Score:
    """One instance after the other is killed at any moment."""

    def kill(site: Site, number: int) -> None:
        life = site.lives[number % INSTANCES]
        assert life.port
        life.wait(within=stage.random("kill", number).uniform(0.0, 0.5))
        life.kill()
        site.begin(number % INSTANCES)

    return _harmed(stage, 30, kill, kills=True)


def three_instances_paused(stage: Stage) -> Score:
    """One instance after the other stands still, also longer than its transactions may."""

    def pause(site: Site, number: int) -> None:
        life, random = site.lives[number % INSTANCES], stage.random("pause", number)
        assert life.port
        life.signal(signal.SIGSTOP)
        life.wait("ended", within=7.0 if number % 4 == 3 else random.uniform(0.0, 1.0))
        life.signal(signal.SIGCONT)
        life.wait("ended", within=random.uniform(0.0, 0.3))

    return _harmed(stage, 12, pause, env={"DATABASE_TIMEOUT": "2"})


def database_restarted(stage: Stage) -> Score:
    """The server restarts under load, by turns politely and as after a crash."""

    def restart(site: Site, number: int) -> None:
        site.lives[0].wait("ended", within=stage.random("restart", number).uniform(0.2, 1.0))
        shared_postgres().stop(at_once=number % 2 == 1)
        shared_postgres().start()

    return _harmed(stage, 10, restart)


def database_stopped(stage: Stage) -> Score:
    """The server is away for some seconds, again and again."""

    def stop(site: Site, number: int) -> None:
        site.lives[0].wait("ended", within=1.0)
        shared_postgres().stop(at_once=number % 2 == 1)
        site.lives[0].wait("ended", within=stage.random("stop", number).uniform(0.5, 3.0))
        shared_postgres().start()

    return _harmed(stage, 6, stop)


def connections_terminated(stage: Stage) -> Score:
    """The server ends connections that are in the middle of transactions."""

    def terminate(site: Site, _: int) -> None:
        name = urls_in(site.folder)["MEMORY_URL"].rpartition("/")[2]
        site.lives[0].wait("ended", within=0.05)
        shared_postgres().run(BUSY, name)

    return _harmed(stage, 150, terminate, env={"FAILPOINT": WIDE})


def connections_cut_in_the_commit(stage: Stage) -> Score:
    """A share of all commits reaches the server, and its answer never comes back."""
    with stage.site() as site:
        port = shared_postgres().port
        proxy = CuttingProxy(port, stage.random("cuts"))
        with proxy.serving() as cut:
            urls = urls_in(site.folder)
            env = {name: url.replace(f":{port}/", f":{cut}/") for name, url in urls.items()}
            crowd = _crowd(site, most=stage.times(40), env=env)
            proxy.share = 0.1
            crowd.join()
            site.end()
        score = judge(site, crowd.clients)
        score.fault(None if proxy.cuts else Anomaly("scenario failed", "", "nothing was cut"))
        return score


def _harmed(
    stage: Stage,
    times: int,
    harm: Callable[[Site, int], None],
    *,
    kills: bool = False,
    env: Mapping[str, str] = NOTHING,
) -> Score:
    with stage.site() as site:
        crowd = _crowd(site, env=env)
        for number in range(stage.times(times)):
            _answered(site, crowd)
            harm(site, number)
        crowd.finish()
        site.end()
        return judge(site, crowd.clients, kills=stage.times(times) if kills else 0)


def _answered(site: Site, crowd: Crowd[Client]) -> None:
    """Return once as many more messages were answered as there are clients, or after a while."""
    done = [client.operations for client in crowd.clients]
    before, deadline = sum(map(len, done)), time.monotonic() + ANSWERED_WITHIN
    while sum(map(len, done)) < before + len(done) and time.monotonic() < deadline:
        site.lives[0].wait("ended", within=0.02)


def _crowd(site: Site, *, most: int = 1_000_000, env: Mapping[str, str] = NOTHING) -> Crowd[Client]:
    """Clients at work on the instances."""
    for place in range(INSTANCES):
        assert site.begin(place, limits=None, **env).port
    crowd = mixed_crowd(site, alone=4, together=3 * INSTANCES, most=most)
    crowd.start()
    return crowd
