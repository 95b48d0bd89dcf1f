"""Older turns fold into a summary, in a thread of its own: no reply waits for it.

The session's next turn stores it in its own transaction, which costs no commit.
"""

import logging
from dataclasses import dataclass
from itertools import groupby
from queue import Queue
from threading import Lock, Thread

from graph.errors import ModelUnavailable
from graph.understanding.situation import SummaryTurn, Understanding
from tools.database.engine import Database, Transaction
from tools.directory.clients import created_in
from tools.errors import DatabaseUnavailable, DecryptionError, SessionDeleted
from tools.sessions.progress import Progress, keep_summary, progress_of
from tools.sessions.transcript import turns_between

FOLD_AFTER, FOLD_KEEPS, FOLD_MOST = 8, 1, 20
"""Turns beyond the summary that make it due, those that it then leaves, and most of one go.

It is due before a turn leaves the window, so that every turn is in one of them or in both, and
takes all turns but the last, so that it is seldom due.
"""

MOST_MADE = 100
"""Sessions whose summaries wait for a turn to store them; with one more all are stored at once."""

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Made:
    """A summary of the turns up to number `folded`, made of that of the progress `before`."""

    before: Progress
    folded: int
    summary: str

    def follows(self, progress: Progress) -> bool:
        """Whether the session still has the summary that this one is to replace."""
        known = (self.before.folded, self.before.revision)
        return known == (progress.folded, progress.revision)


class Summaries:
    """Keeps the summaries of sessions up to date. Safe to share between threads."""

    def __init__(self, database: Database, understanding: Understanding) -> None:
        """No thread is started before there is something to do."""
        self._database, self._understanding = database, understanding
        self._due: Queue[str | None] = Queue()
        self._waiting: set[str] = set()
        self._made: dict[str, Made] = {}
        self._lock = Lock()
        self._thread: Thread | None = None

    def schedule(self, session_id: str, progress: Progress) -> None:
        """Have the session's older turns folded soon, if there are enough of them."""
        if (made := self._made.get(session_id)) and made.follows(progress):
            return
        self._made.pop(session_id, None)
        if progress.turns - progress.folded < FOLD_AFTER:
            return
        with self._lock:
            if session_id in self._waiting:
                return
            self._waiting.add(session_id)
            if self._thread is None or not self._thread.is_alive():
                self._thread = Thread(target=self._work, name="summaries", daemon=True)
                self._thread.start()
        self._due.put(session_id)

    def keep(self, transaction: Transaction, session_id: str) -> None:
        """Store the session's new summary, if there is one, in the transaction of a turn."""
        if made := self._made.get(session_id):
            keep_summary(
                transaction,
                session_id,
                before=made.before,
                folded=made.folded,
                summary=made.summary,
            )

    def wait(self) -> None:
        """Wait until all that is due is made."""
        self._due.join()

    def finish(self) -> None:
        """Wait until all that is due is made, and store it. Raises `DatabaseUnavailable`."""
        self.wait()
        self._store()

    def close(self) -> None:
        """Store what is made, and end the thread.

        What is still due becomes due again at the session's next turn.
        """
        with self._lock:
            self._waiting.clear()
            thread, self._thread = self._thread, None
        self._due.put(None)
        if thread is not None:
            thread.join()
        try:
            self._store()
        except DatabaseUnavailable:
            log.warning("summaries are not stored: they become due again")

    def _work(self) -> None:
        while (session_id := self._due.get()) is not None:
            try:
                if session_id in self._waiting:
                    self._fold(session_id)
                if len(self._made) > MOST_MADE:
                    self._store()
            except (DatabaseUnavailable, ModelUnavailable, SessionDeleted) as error:
                log.warning("a session's summary has to wait: %s", type(error).__name__)
            except DecryptionError as error:
                log.error("a session's turns cannot be summarised: %s", error)
            finally:
                self._waiting.discard(session_id)
                self._due.task_done()

    def _fold(self, session_id: str) -> None:
        with self._database.read() as transaction:
            progress = progress_of(transaction, session_id)
            first = progress.folded + 1
            last = min(progress.turns - FOLD_KEEPS, progress.folded + FOLD_MOST)
            turns = turns_between(transaction, session_id, first, last)
            created = created_in(transaction, session_id, first, last)
        names = {
            number: tuple(f"{client.name} ({client.email})" for _, client in made)
            for number, made in groupby(created, key=lambda pair: pair[0])
        }
        if not turns:
            return
        episodes = [
            SummaryTurn(t.message, t.reply, t.decision, names.get(t.number, ())) for t in turns
        ]
        summary = self._understanding.summarise(progress.summary, episodes)
        self._made[session_id] = Made(progress, last, summary)

    def _store(self) -> None:
        """Store what no turn has stored, in an order in which no two processes block each other."""
        made = sorted(self._made)
        if not made:
            return
        with self._database.write() as transaction:
            for session_id in made:
                self.keep(transaction, session_id)
        for session_id in made:
            self._made.pop(session_id, None)
