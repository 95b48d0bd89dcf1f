"""Files that come back damaged, old or not at all."""

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from pathlib import Path
from random import Random

from tests.prove.torture.anomalies import Anomaly
from tests.prove.torture.effects import check_effects
from tests.prove.torture.files import BUSINESS, MEMORY, family, read_final
from tests.prove.torture.history import Final, History
from tests.prove.torture.messages import OF_ONE, SHARED
from tests.prove.torture.stage import Score, Site, Stage, judge, judge_files, mixed_crowd
from tests.prove.torture.structure import check_structure
from tests.prove.torture.wire import Broken
from tests.prove.torture.workload import Client

Damage = Callable[[Path, Random], None]


def memory_damaged_between_runs(stage: Stage) -> Score:
    """The memory file is deleted, cut, overwritten or yesterday's when the service starts."""
    score = Score()
    for damage in DAMAGES[: stage.times(len(DAMAGES))]:
        with stage.site() as site:
            random = stage.random(damage.__name__)
            clients = [site.client(n, f"own-{n}") for n in range(3)]
            for run in range(4):
                site.begin()
                for client in clients:
                    _say(client, 4)
                site.lives[0].stop() if run % 2 else site.lives[0].kill()
                _keep_yesterday(site.folder / MEMORY, run)
                damage(site.folder / MEMORY, random)
            site.begin()
            for client in clients:
                _say(client, 4)
            site.end()
            score.add(judge(site, clients, kills=2))
    return score


def memory_damaged_while_running(stage: Stage) -> Score:
    """The same under the service's feet, with two processes and clients that go on."""
    score = Score()
    for damage in DAMAGES[: stage.times(len(DAMAGES))]:
        with stage.site() as site:
            random = stage.random(damage.__name__)
            for place in range(2):
                site.begin(place)
                assert site.lives[place].port
            crowd = mixed_crowd(site, alone=3, together=3)
            for client in crowd.clients:
                client.patience = 5.0
            crowd.start()
            for run in range(4):
                site.lives[0].wait(within=0.3)
                _keep_yesterday(site.folder / MEMORY, run)
                damage(site.folder / MEMORY, random)
            site.lives[0].wait(within=0.3)
            for place in range(2):
                site.lives[place].kill()
                site.begin(place)
            for client in crowd.clients:
                client.patience = 60.0
            crowd.finish()
            site.end()
            score.add(judge(site, crowd.clients, kills=2))
    return score


def log_cut_after_a_kill(stage: Stage) -> Score:
    """A killed server's write-ahead log loses its end: whole turns remain, and work goes on."""
    score = Score()
    for number in range(stage.times(5)):
        with stage.site() as site:
            random = stage.random("cut", number)
            kinds = (OF_ONE, SHARED, SHARED)
            clients = [site.client(n, f"own-{n % 2}", kinds=kinds[n]) for n in range(3)]
            site.begin()
            for client in clients:
                _say(client, 8)
            site.lives[0].kill()
            before = _read_copy(site.folder)
            _cut_end(site.folder / f"{BUSINESS}-wal", random)
            after = _read_copy(site.folder)
            score.anomalies += _more_than_the_end_is_lost(before, after)
            lost = _lost_turns(before, after)
            for session, turns in lost.items():
                _retake(site, session, turns)
            site.begin()
            for client in clients:
                _say(client, 4)
            site.end()
            score.add(judge_files(site, kills=1 + sum(lost.values())))
    return score


def _say(client: Client, times: int) -> None:
    for _ in range(times):
        client.say(next(client.sayings))
    client.line.close()


def _retake(site: Site, session: str, turns: int) -> None:
    """As many turns as were lost, each killed before its checkpoint and never sent again."""
    client = site.client(60 + int(session[-1]), session, kinds=SHARED)
    for number in range(turns):
        life = site.begin(FAILPOINT="checkpoint.before=kill")
        with suppress(Broken):
            client.line.chat(session, next(client.sayings).message, f"retaken-{number}")
        assert life.wait()
    client.line.close()


def _read_copy(folder: Path) -> Final:
    """What the files hold, without SQLite tidying up after the kill."""
    with tempfile.TemporaryDirectory() as copy:
        for path in family(folder / BUSINESS):
            if not path.name.endswith("-shm"):
                shutil.copy(path, copy)
        return read_final(Path(copy))


def _more_than_the_end_is_lost(before: Final, after: Final) -> Iterator[Anomaly]:
    yield from check_structure(after)
    yield from check_effects(History(final=after))
    for session, rows in after.transcripts.items():
        if before.transcripts[session][: len(rows)] != rows:
            yield Anomaly("read is no prefix", session, "after the log was cut")


def _lost_turns(before: Final, after: Final) -> dict[str, int]:
    return {
        session: lost
        for session, turns in before.counters.items()
        if (lost := turns - after.counters.get(session, 0))
    }


def _cut_end(path: Path, random: Random) -> None:
    os.truncate(path, random.randrange(path.stat().st_size))


def _delete(path: Path, _random: Random) -> None:
    for found in family(path):
        found.unlink()


def _cut(path: Path, random: Random) -> None:
    os.truncate(path, random.randrange(path.stat().st_size))


def _empty(path: Path, _random: Random) -> None:
    os.truncate(path, 0)


def _scribble(path: Path, random: Random) -> None:
    """Random bytes over the beginning, or over some page in the middle."""
    with path.open("r+b") as file:
        file.seek(random.choice((0, 4096 * random.randrange(1 + path.stat().st_size // 4096))))
        file.write(random.randbytes(5_000))


def _yesterday(path: Path, _random: Random) -> None:
    for found in family(path):
        found.unlink()
    shutil.copy(path.with_suffix(".yesterday"), path)


DAMAGES: tuple[Damage, ...] = (_delete, _yesterday, _cut, _empty, _scribble)


def _keep_yesterday(path: Path, run: int) -> None:
    """The copy that comes back is from the first run."""
    if run == 0:
        with (
            closing(sqlite3.connect(path)) as today,
            closing(sqlite3.connect(path.with_suffix(".yesterday"))) as copy,
        ):
            today.backup(copy)
