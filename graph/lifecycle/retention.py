"""Deletes sessions whose last message is older than a limit, on command or once a day.

Once a day also the clients go for good that were deleted long ago.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from graph.errors import MemoryUnavailable
from graph.lifecycle.recurring import Recurring
from graph.lifecycle.storage import Storage
from tools.directory.changes import empty_trash
from tools.errors import DatabaseUnavailable
from tools.sessions.idle import count_idle, count_sessions, delete_idle_sessions, idle_sessions

BATCH = 50
"""Sessions or clients that go in one transaction, for which turns wait."""
FIRST_PURGE, PURGE_EVERY = 5.0, 86_400.0
"""Seconds from the start until the first purge, and from one to the next."""

MOST = (
    "more than half of all sessions are old enough to be deleted, if it is %s: they are tomorrow, "
    "unless the clock or SESSION_TTL_DAYS is set right; `recepcionista purge --yes` does not wait"
)

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


def would_take_most(storage: Storage, *, since: datetime) -> bool:
    """Whether a purge would delete more than half of all sessions, as it does when a clock is off.

    Raises `DatabaseUnavailable`.
    """
    with storage.database.read() as transaction:
        return 2 * count_idle(transaction, since=since)[0] > count_sessions(transaction)


def purge(
    storage: Storage,
    *,
    since: datetime,
    at: datetime,
    stopped: Callable[[], bool] = lambda: False,
) -> Purged:
    """Delete for good, in short steps, the sessions without a turn since then.

    It also drops the memory that an earlier purge may not have come to. The files keep what was
    deleted until they are rewritten. Raises `DatabaseUnavailable` and `MemoryUnavailable`; what
    was deleted by then stays deleted, and another purge does the rest.
    """
    done, last = Purged(), ""
    storage.drop_old_memory()
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
    return done


class Daily(Recurring):
    """Deletes once a day what is older than `days`, for as long as a server runs."""

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
        super().__init__(type(self).__name__.lower(), first=first, pause=pause)
        self._storage, self._clock, self._kept = storage, clock, timedelta(days=days)


class Retention(Daily):
    """Purges sessions, but for one that would take most of them, which waits a day."""

    _warned = False

    def step(self) -> None:
        """Purge, or say in the log why not."""
        now = self._clock()
        since = now - self._kept
        try:
            if not self._warned and would_take_most(self._storage, since=since):
                self._warned = True
                log.warning(MOST, now.isoformat(timespec="seconds"))
                return
            self._warned = False
            done = purge(self._storage, since=since, at=now, stopped=self.is_over)
        except (DatabaseUnavailable, MemoryUnavailable) as error:
            log.warning("old sessions have to wait until tomorrow: %s", error)
            return
        if done.sessions:
            log.info("%d old sessions deleted", done.sessions)


class Trash(Daily):
    """Erases clients that were deleted before that, so that no undo brings them back."""

    def step(self) -> None:
        """Erase in short transactions, then rewrite the files if anything was erased."""
        before, erased = self._clock() - self._kept, 0
        try:
            while not self.is_over() and (gone := self._empty(before)):
                erased += gone
            if erased:
                log.info("%d clients erased that were deleted long ago", erased)
                self._storage.rewrite_files()
        except (DatabaseUnavailable, MemoryUnavailable) as error:
            log.warning("deleted clients have to wait until tomorrow: %s", error)

    def _empty(self, before: datetime) -> int:
        with self._storage.database.write() as transaction:
            return empty_trash(transaction, before=before, limit=BATCH)
