"""Rewrites both databases' files some minutes after sessions were deleted.

Not in the deletion itself: rewriting takes a second for 60 MB, for which all writers wait.
"""

import logging

from graph.errors import MemoryUnavailable
from graph.lifecycle.recurring import Recurring
from graph.lifecycle.storage import Storage
from tools.errors import DatabaseUnavailable

REWRITE_EVERY = 600.0
"""Seconds after which no byte of a deleted session is in the files, but for the rewriting's own."""

log = logging.getLogger(__name__)


class FileRewriting(Recurring):
    """Looks from time to time whether the files hold what was deleted, whoever deleted it."""

    def __init__(self, storage: Storage, *, pause: float = REWRITE_EVERY) -> None:
        """`pause` is in seconds."""
        super().__init__("rewriting", first=pause, pause=pause)
        self._storage = storage

    def step(self) -> None:
        """Rewrite the files if that is due."""
        try:
            if not self._storage.is_rewritten():
                self._storage.rewrite_files()
        except (DatabaseUnavailable, MemoryUnavailable) as error:
            log.warning("deleted sessions stay in the files until the next try: %s", error)
