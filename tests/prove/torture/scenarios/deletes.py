"""DELETE while others write to the session: it is final, and nothing of the session remains."""

import shutil
import time
from pathlib import Path
from threading import Thread

from graph.lifecycle.file_rewriting import FileRewriting
from graph.lifecycle.storage import open_storage
from graph.settings import GraphSettings
from tests.databases import stored, urls_in
from tests.prove.torture.anomalies import Anomaly
from tests.prove.torture.files import MEMORY, family
from tests.prove.torture.messages import spelled
from tests.prove.torture.stage import Score, Site, Stage, judge, mixed_crowd
from tests.prove.torture.wire import Answer, Broken
from tests.prove.torture.workload import AGAIN, CONFLICT, OK, PAUSE, Client
from tools.settings import DatabaseSettings

WRITERS = 6
LATE_ENOUGH = 3
"""Answers after the deletion at which a writer gives up; one should do."""
GONE = (CONFLICT, "session_deleted")


class Writer:
    """Says things of its own to a session until it is told that the session is gone."""

    def __init__(self, client: Client, number: int) -> None:
        self.client = client
        self.words = [spelled(10_000 * (100 + number) + n) for n in range(500)]
        self.said = 0
        self.ended_with: Answer | None = None
        self.late: list[Answer] = []
        self.deleted_at = float("inf")
        self._thread = Thread(target=self._work, daemon=True)
        self._thread.start()

    def join(self) -> None:
        """Wait for its end."""
        self._thread.join()

    def _work(self) -> None:
        for number, word in enumerate(self.words):
            message = f"hola, {word}" if number % 2 else f"Crea un cliente llamado {word.title()}"
            sent = time.monotonic()
            self.said += 1
            answer = self._send(message, f"{word}-key")
            if answer and sent > self.deleted_at:
                self.late.append(answer)
            if answer and answer.status not in (OK, *AGAIN):
                self.ended_with = answer
                break
            if len(self.late) >= LATE_ENOUGH:
                break
        self.client.line.close()

    def _send(self, message: str, key: str) -> Answer | None:
        try:
            return self.client.line.chat(self.client.session, message, key)
        except Broken:
            time.sleep(PAUSE)
            return None


def delete_under_load(stage: Stage) -> Score:
    """Turns of the session are in flight in three processes, other sessions go on."""
    score = Score()
    for _ in range(stage.times(8)):
        with stage.site() as site:
            score.add(_delete(site))
    return score


def deleted_and_memory_lost(stage: Stage) -> Score:
    """Memory's file is lost, or yesterday's put back, after a deletion: it stays final."""
    score = Score()
    for comes_back in (False, True):
        with stage.site() as site:
            writer = site.client(1, "doomed")
            memory, kept = site.folder / MEMORY, stage.folder() / MEMORY
            words = [_say(site, number) for number in range(3)]
            site.lives[0].stop()
            shutil.copy(memory, kept)
            site.begin()
            score.fault(_refusal(writer.line.forget("doomed"), OK, ""))
            writer.line.close()
            site.lives[0].kill()
            for path in family(memory):
                path.unlink()
            if comes_back:
                shutil.copy(kept, memory)
            site.begin()
            late = spelled(9_999)
            score.fault(_refusal(writer.line.chat("doomed", f"hola, {late}", late), *GONE))
            writer.line.close()
            site.end()
            score.anomalies += _found(site.folder, [*words, late])
            score.add(judge(site, []))
    return score


def _delete(site: Site) -> Score:
    for place in range(3):
        assert site.begin(place, FAILPOINT="model.after=sleep:0.01").port
    crowd = mixed_crowd(site, alone=2, together=0)
    crowd.start()
    writers = [Writer(site.client(20 + n, "doomed", place=n % 3), n) for n in range(WRITERS)]
    site.lives[0].wait(within=site.stage.random("when", site.folder.name).uniform(0.3, 0.8))
    line = site.line(1)
    answer = line.forget("doomed")
    deleted_at = time.monotonic()
    for writer in writers:
        writer.deleted_at = deleted_at
    anomalies = [] if answer.status == OK else [_strange(answer)]
    anomalies += _remains(site.folder, writers)
    for writer in writers:
        writer.join()
    anomalies += _remains(site.folder, writers)
    anomalies += [_strange(a) for writer in writers for a in _endings(writer)]
    crowd.finish()
    line.close()
    site.end()
    anomalies += _remains(site.folder, writers)
    score = judge(site, crowd.clients, forgotten=["doomed"])
    score.operations += sum(writer.said for writer in writers)
    score.anomalies += anomalies
    return score


def _endings(writer: Writer) -> list[Answer]:
    """What a writer was told that is not allowed."""
    told = [*writer.late, *([writer.ended_with] if writer.ended_with else [])]
    return [answer for answer in told if (answer.status, answer.code) != GONE]


def _say(site: Site, number: int) -> str:
    """One turn of the session; the word that is in it."""
    word = spelled(number)
    if not site.lives:
        site.begin()
    line = site.line()
    answer = line.chat("doomed", f"hola, {word}", f"{number}")
    line.close()
    assert answer.status == OK, answer
    return word


def _refusal(answer: Answer, status: int, code: str) -> Anomaly | None:
    return None if (answer.status, answer.code) == (status, code) else _strange(answer)


def _remains(folder: Path, writers: list[Writer]) -> list[Anomaly]:
    """What writers have said, in any file."""
    return _found(folder, [word for writer in writers for word in writer.words[: writer.said]])


def _rewrite(folder: Path) -> None:
    """Do what servers do within ten minutes of a deletion."""
    urls = urls_in(folder)
    memory = GraphSettings(memory_url=urls["MEMORY_URL"])
    database = DatabaseSettings(database_url=urls["DATABASE_URL"])
    with open_storage(memory, database, make=False) as storage:
        FileRewriting(storage).step()


def _found(folder: Path, words: list[str]) -> list[Anomaly]:
    """Words of the session in any file, whatever it is called."""
    found = []
    _rewrite(folder)
    for name, content in sorted(stored(folder).items()):
        count = sum(word.encode() in content.lower() for word in words)
        if count:
            found.append(Anomaly("deleted text remains", "doomed", f"{count} words in {name}"))
    return found


def _strange(answer: Answer) -> Anomaly:
    return Anomaly("outcome not allowed", "doomed", f"{answer.status} {answer.body}")
