"""Many messages at once: on one session, in one process and in several."""

import signal

from tests.prove.torture.anomalies import Anomaly
from tests.prove.torture.crowd import Crowd
from tests.prove.torture.files import read_final
from tests.prove.torture.metrics_check import check_metrics, numbers
from tests.prove.torture.stage import Score, Site, Stage, judge, mixed_crowd
from tests.prove.torture.workload import Client

AT_ONCE = 20
MANY = 32


def twenty_at_once(stage: Stage) -> Score:
    """Twenty parallel messages on one session in one process, each understood once."""
    score = Score()
    for _ in range(stage.times(10)):
        with stage.site() as site:
            life = site.begin(FAILPOINT="model.before=say")
            crowd = mixed_crowd(site, alone=0, together=AT_ONCE, most=1)
            crowd.start()
            crowd.join()
            site.end()
            score.add(judge(site, crowd.clients))
            understood = life.log.read_text(encoding="utf-8").count("model.before")
            if understood != AT_ONCE:
                detail = f"{understood} messages understood for {AT_ONCE} turns"
                score.fault(Anomaly("work repeated", "shared", detail))
    return score


def two_processes(stage: Stage) -> Score:
    """Two processes on the same files: one session hammered by both, and roaming sessions."""
    return _processes(stage, 2)


def four_processes(stage: Stage) -> Score:
    """The same with four."""
    return _processes(stage, 4)


def killed_processes(stage: Stage) -> Score:
    """Four processes of which one after the other is killed at any moment."""
    with stage.site() as site:
        random = stage.random("moments", site.folder.name)
        for place in range(4):
            site.begin(place)
        crowd = mixed_crowd(site, alone=4, together=8)
        crowd.start()
        kills = stage.times(40)
        for _ in range(kills):
            place = random.randrange(4)
            life = site.lives[place]
            assert life.port
            life.wait(within=random.uniform(0.0, 0.3))
            assert life.status() == "running", life.log.read_text()
            life.signal(signal.SIGKILL)
            assert life.wait()
            site.begin(place)
        crowd.finish()
        site.end()
        return judge(site, crowd.clients, kills=kills)


def thirty_two_clients(stage: Stage) -> Score:
    """Thirty-two clients at once, each with a session: nobody sees anything but answers."""
    score = Score()
    for processes in (1, 4):
        with stage.site() as site:
            for place in range(processes):
                site.begin(place)
            crowd = mixed_crowd(site, alone=MANY, together=0, most=stage.times(10))
            crowd.start()
            crowd.join()
            site.end()
            score.add(judge(site, crowd.clients))
            score.anomalies += refusals(crowd)
            for life in site.lives:
                if "locked" in life.log.read_text(encoding="utf-8"):
                    score.fault(Anomaly("outcome not allowed", "", "locked"))
    return score


def unharmed(site: Site, crowd: Crowd[Client]) -> Score:
    """Let a crowd say all that it has to say, where nothing but answers is allowed."""
    crowd.join()
    told = numbers(site)
    site.end()
    score = judge(site, crowd.clients)
    score.anomalies += refusals(crowd)
    operations = [each for client in crowd.clients for each in client.operations]
    score.anomalies += check_metrics(told, operations, read_final(site.folder))
    return score


def refusals(crowd: Crowd[Client]) -> list[Anomaly]:
    """Every answer that was no 200, where nothing else is allowed."""
    return [
        Anomaly("outcome not allowed", client.session, f"{answer.status} {answer.code}")
        for client in crowd.clients
        for answer in client.answers
    ]


def _processes(stage: Stage, processes: int) -> Score:
    with stage.site() as site:
        for place in range(processes):
            site.begin(place)
        crowd = mixed_crowd(site, alone=4, together=4 * processes, most=stage.times(25))
        crowd.start()
        return unharmed(site, crowd)
