"""Older turns fold into a summary, in a thread of its own: no reply waits for it."""

import logging
from itertools import groupby
from queue import Queue
from threading import Lock, Thread

from graph.errors import ModelUnavailable
from graph.understanding.situation import SummaryTurn, Understanding
from tools.database.engine import Database
from tools.directory.clients import created_in
from tools.errors import DatabaseUnavailable, DecryptionError, SessionDeleted
from tools.sessions.progress import Progress, keep_summary, progress_of
from tools.sessions.transcript import turns_between

FOLD_AFTER, FOLD_KEEPS, FOLD_MOST = 8, 1, 20
"""Turns beyond the summary that make it due, those that it then leaves, and most of one go.

It is due before a turn leaves the window, so that every turn is in one of them or in both, and
takes all turns but the last, so that it is seldom due.
"""

log = logging.getLogger(__name__)


class Summaries:
    """Keeps the summaries of sessions up to date. Safe to share between threads."""

    def __init__(self, database: Database, understanding: Understanding) -> None:
        """No thread is started before there is something to do."""
        self._database, self._understanding = database, understanding
        self._due: Queue[str | None] = Queue()
        self._waiting: set[str] = set()
        self._lock = Lock()
        self._thread: Thread | None = None

    def schedule(self, session_id: str, progress: Progress) -> None:
        """Have the session's older turns folded soon, if there are enough of them."""
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

    def finish(self) -> None:
        """Wait until all that is due is done."""
        self._due.join()

    def close(self) -> None:
        """End the thread; what is still due becomes due again at the session's next turn."""
        with self._lock:
            self._waiting.clear()
            thread, self._thread = self._thread, None
        self._due.put(None)
        if thread is not None:
            thread.join()

    def _work(self) -> None:
        while (session_id := self._due.get()) is not None:
            try:
                if session_id in self._waiting:
                    self._fold(session_id)
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
        with self._database.write() as transaction:
            keep_summary(transaction, session_id, before=progress, folded=last, summary=summary)
