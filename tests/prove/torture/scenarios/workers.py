"""One service of two workers: they, or their parent, are killed, stopped and told to end."""

import os
import signal
import time
from contextlib import suppress
from random import Random

from tests.forks import Life
from tests.prove.torture.failpoints import POINTS
from tests.prove.torture.scenarios.parallel import unharmed
from tests.prove.torture.stage import Score, Site, Stage, judge, mixed_crowd

TWO = "2"
KILLS, KILLS_AT_A_POINT = 24, 6
EARLIEST, LATEST = 2, 6
"""Visits of a failpoint that kill, so that each worker takes a turn before."""
SOON = 30.0
ENDED = "a worker ended (SIGKILL)"


def two_workers(stage: Stage) -> Score:
    """Nothing is harmed: one session hammered through both, and roaming sessions."""
    with stage.site() as site:
        site.begin(WORKERS=TWO)
        crowd = mixed_crowd(site, alone=4, together=8, most=stage.times(25))
        crowd.start()
        return unharmed(site, crowd)


def workers_killed_at_random(stage: Stage) -> Score:
    """One worker after the other at any moment; the parent puts others in their places."""
    with stage.site() as site:
        random = stage.random("moments")
        life = site.begin(WORKERS=TWO)
        crowd = mixed_crowd(site, alone=4, together=6)
        crowd.start()
        kills = 0
        for _ in range(stage.times(KILLS)):
            assert not life.wait(within=random.uniform(0.2, 0.8)), life.log.read_text()
            kills += _signal(_one_of(site, random), signal.SIGKILL)
        crowd.finish()
        site.end()
        return judge(site, crowd.clients, kills=kills)


def workers_killed_at_every_failpoint(stage: Stage) -> Score:
    """Each worker kills itself at a failpoint, and so does each that takes its place."""
    score = Score()
    for point in POINTS:
        with stage.site() as site:
            kills = stage.times(KILLS_AT_A_POINT)
            visit = stage.random(point).randint(EARLIEST, LATEST)
            life = site.begin(FAILPOINT=f"{point}=kill@{visit}", WORKERS=TWO)
            crowd = mixed_crowd(site, alone=3, together=3)
            crowd.start()
            _wait_for_kills(life, kills)
            life.stop()
            done = _kills(life)
            site.begin(WORKERS=TWO)
            crowd.finish()
            site.end()
            score.add(judge(site, crowd.clients, kills=done))
    return score


def parent_killed(stage: Stage) -> Score:
    """The parent at any moment: its workers end by themselves, while a new service begins."""
    with stage.site() as site:
        random = stage.random("moments")
        site.begin(WORKERS=TWO)
        crowd = mixed_crowd(site, alone=4, together=6)
        crowd.start()
        kills = stage.times(KILLS)
        for _ in range(kills):
            life = site.lives[0]
            assert life.port
            life.wait(within=random.uniform(0.2, 0.6))
            life.kill()
            site.begin(WORKERS=TWO)
        crowd.finish()
        site.end()
        return judge(site, crowd.clients, kills=kills)


def workers_stopped(stage: Stage) -> Score:
    """One worker or the other stands still for a while at any moment, and its clients wait."""
    with stage.site() as site:
        random = stage.random("moments")
        life = site.begin(DATABASE_TIMEOUT="0.3", WORKERS=TWO)
        crowd = mixed_crowd(site, alone=3, together=6)
        crowd.start()
        for _ in range(stage.times(KILLS)):
            assert not life.wait(within=random.uniform(0.1, 0.3)), life.log.read_text()
            pid = _one_of(site, random)
            stopped = _signal(pid, signal.SIGSTOP)
            life.wait(within=random.uniform(0.0, 0.5))
            assert not stopped or _signal(pid, signal.SIGCONT)
        crowd.finish()
        site.end()
        return judge(site, crowd.clients)


def _one_of(site: Site, random: Random) -> int:
    """A worker, as soon as there is one."""
    deadline = time.monotonic() + SOON
    while not (workers := site.workers()):
        assert time.monotonic() < deadline, "no worker came"
        time.sleep(0.01)
    return random.choice(workers)


def _kills(life: Life) -> int:
    return life.log.read_text(encoding="utf-8").count(ENDED)


def _wait_for_kills(life: Life, kills: int) -> None:
    deadline = time.monotonic() + SOON * kills
    while _kills(life) < kills:
        assert not life.wait(within=0.1), life.log.read_text(encoding="utf-8")
        assert time.monotonic() < deadline, "the workers were not killed"


def _signal(pid: int, number: signal.Signals) -> bool:
    """Whether the process was there to get it."""
    with suppress(ProcessLookupError):
        os.kill(pid, number)
        return True
    return False
