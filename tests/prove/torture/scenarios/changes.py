"""Changes, deletions and undos of the same clients by REST: at once, and killed in the middle."""

import signal

from tests.prove.torture.anomalies import Anomaly
from tests.prove.torture.changes_check import check_changes
from tests.prove.torture.crowd import Crowd
from tests.prove.torture.editors import Editor
from tests.prove.torture.failpoints import CHANGE_POINTS
from tests.prove.torture.files import read_directory
from tests.prove.torture.messages import spelled
from tests.prove.torture.stage import Score, Site, Stage

EDITORS, CLIENTS, PROCESSES = 6, 3, 3
KILLS = 25
LATEST = 6
"""The visit of a failpoint, at most, that kills."""


def changes_at_once(stage: Stage) -> Score:
    """Three processes, no harm: nothing but successes and refusals, each by the version."""
    with stage.site() as site:
        for place in range(PROCESSES):
            site.begin(place)
        office = open_office(site, most=stage.times(100))
        office.join()
        site.end()
        score = judge_changes(site, office)
        for editor in office.clients:
            for answer in editor.answers:
                score.fault(Anomaly("outcome not allowed", "", f"{answer.status} {answer.code}"))
        return score


def changes_killed(stage: Stage) -> Score:
    """kill -9 between the write to a client and its log, before and after the commit."""
    score = Score()
    for point in CHANGE_POINTS:
        with stage.site() as site:
            random, kills = stage.random(point), stage.times(KILLS)
            site.begin()
            office = open_office(site)
            for _ in range(kills):
                site.lives[0].kill()
                life = site.begin(FAILPOINT=f"{point}=kill@{random.randint(1, LATEST)}")
                assert life.wait(), f"{point} was never reached"
                assert life.exit_code() == -signal.SIGKILL, life.log.read_text()
            site.begin()
            office.finish()
            site.end()
            score.add(judge_changes(site, office, kills=kills))
    return score


def open_office(site: Site, *, most: int = 1_000_000) -> Crowd[Editor]:
    """Editors at work on a few clients that all of them share."""
    line = site.line()
    names = [spelled(90_000_000 + number) for number in range(CLIENTS)]
    made = [line.create(name.title(), f"{name}@example.com") for name in names]
    line.close()
    clients = [answer.body["id"] for answer in made]
    office = Crowd(
        [
            Editor(
                number,
                site.line(None),
                clients,
                site.stage.random(site.folder.name, number),
                site.stage.patience,
            )
            for number in range(1, 1 + EDITORS)
        ],
        most=most,
    )
    office.start()
    return office


def judge_changes(site: Site, office: Crowd[Editor], *, kills: int = 0) -> Score:
    """Check a folder's clients and their logs against what their editors saw."""
    writes = [write for editor in office.clients for write in editor.writes]
    seen = [read for editor in office.clients for read in editor.seen]
    anomalies = [*check_changes(writes, seen, read_directory(site.folder))]
    acknowledged = sum(write.outcome == "acknowledged" for write in writes)
    if not acknowledged:
        anomalies.append(Anomaly("scenario failed", "", "nothing was acknowledged"))
    return Score(1, kills, len(writes), acknowledged, len(seen), anomalies)
