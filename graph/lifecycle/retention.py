"""Deletes sessions whose last message is older than a limit, on command or once a day."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Event, Thread

from graph.errors import MemoryUnavailable
from graph.lifecycle.storage import Storage
from tools.errors import DatabaseUnavailable
from tools.sessions.idle import count_idle, delete_idle_sessions, idle_sessions

BATCH = 50
"""Sessions that go in one transaction, for which turns wait."""
FIRST_PURGE, PURGE_EVERY = 5.0, 86_400.0
"""Seconds from the start until the first purge, and from one to the next."""

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Purged:
    """Numbers of what was deleted, and of the clients that stay without their session."""

    sessions: int = 0
    messages: int = 0
    clients: int = 0


def preview_purge(storage: Storage, *, since: datetime) -> Purged:
    """What `purge` would delete now. Raises `DatabaseUnavailable`."""
    with storage.database.read() as transaction:
        return Purged(*count_idle(transaction, since=since))


def purge(
    storage: Storage,
    *,
    since: datetime,
    at: datetime,
    thorough: bool = True,
    stopped: Callable[[], bool] = lambda: False,
) -> Purged:
    """Delete for good, in short steps, the sessions without a turn since then.

    `thorough` also does what an earlier purge may not have come to: it drops the memory of all
    deleted sessions, and rewrites the files even when there was nothing to delete. Raises
    `DatabaseUnavailable` and `MemoryUnavailable`; what was deleted by then stays deleted, and
    another purge does the rest.
    """
    done, last = Purged(), ""
    while not stopped():
        with storage.database.read() as transaction:
            ids = idle_sessions(transaction, since=since, after=last, limit=BATCH)
        if not ids:
            break
        with storage.database.write() as transaction:
            gone = delete_idle_sessions(transaction, ids, since=since, at=at)
        storage.drop_memory(gone.sessions)
        last = ids[-1]
        done = Purged(
            done.sessions + len(gone.sessions),
            done.messages + gone.messages,
            done.clients + gone.clients,
        )
    if thorough:
        storage.drop_old_memory()
    if done.sessions or thorough:
        storage.vacuum()
    return done


class Retention:
    """Purges once a day in a thread of its own, for as long as a server runs."""

    def __init__(
        self,
        storage: Storage,
        clock: Callable[[], datetime],
        *,
        days: int,
        first: float = FIRST_PURGE,
        pause: float = PURGE_EVERY,
    ) -> None:
        """Nothing is deleted before `start`. `first` and `pause` are in seconds."""
        self._storage, self._clock, self._kept = storage, clock, timedelta(days=days)
        self._first, self._pause = first, pause
        self._over = Event()
        self._thread = Thread(target=self._work, name="retention", daemon=True)

    def start(self) -> None:
        """Begin, soon."""
        self._thread.start()

    def close(self) -> None:
        """End after the step that is under way."""
        self._over.set()
        if self._thread.is_alive():
            self._thread.join()

    def _work(self) -> None:
        wait, failed = self._first, False
        while not self._over.wait(wait):
            wait, failed = self._pause, not self._purged(thorough=failed)

    def _purged(self, *, thorough: bool) -> bool:
        now = self._clock()
        try:
            done = purge(
                self._storage,
                since=now - self._kept,
                at=now,
                thorough=thorough,
                stopped=self._over.is_set,
            )
        except (DatabaseUnavailable, MemoryUnavailable) as error:
            log.warning("old sessions have to wait until tomorrow: %s", error)
            return False
        if done.sessions:
            log.info("%d old sessions deleted", done.sessions)
        return True
