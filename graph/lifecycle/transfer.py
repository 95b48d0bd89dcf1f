"""Takes a session out of one service and into another, and from one name to another."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from graph.lifecycle.session_file import SavedSession
from graph.understanding.situation import Memory, Results
from tools.database.engine import Database
from tools.directory.clients import first_cursor
from tools.sessions.progress import (
    Progress,
    created_at,
    delete_session,
    progress_of,
    restore_session,
)
from tools.sessions.transcript import Turn, append_turn, dated_turns

RESTORED = 1
"""The first revision of a session from elsewhere: a checkpoint that has its name is not its own."""


@dataclass(frozen=True)
class ThreadSessions:
    """What becomes of sessions when LangGraph's server copies or deletes their threads."""

    database: Database

    def copy(self, source: str, target: str) -> None:
        """Copy a session, if there is one, under a new name; its clients stay its own.

        Turns, keys and revision are the same, so that copied checkpoints are valid. Raises
        `SessionExists` and `DatabaseUnavailable`.
        """
        with self.database.write() as transaction:
            created = created_at(transaction, source)
            if created is None:
                return
            known, now = progress_of(transaction, source), datetime.now(UTC)
            restore_session(transaction, target, known=known, created=created, at=now)
            for said, turn in [*dated_turns(transaction, source)]:
                append_turn(transaction, target, turn, at=said)

    def delete(self, thread: str) -> bool:
        """Delete a session for good. Raises `DatabaseUnavailable`."""
        with self.database.write() as transaction:
            return delete_session(transaction, thread, at=datetime.now(UTC))


def export_session(database: Database, thread: str, session_id: str) -> SavedSession | None:
    """All of the thread's session as it is now; None when there is none, or none any more."""
    with database.read() as transaction:
        created = created_at(transaction, thread)
        if created is None:
            return None
        progress = progress_of(transaction, thread)
        turns = tuple(dated_turns(transaction, thread))
    return SavedSession(session_id, created, turns, progress.summary, progress.folded)


def import_session(database: Database, thread: str, saved: SavedSession, *, at: datetime) -> None:
    """Make the thread from the session, all at once. It counts as said at this moment.

    Raises `SessionExists`, also when it was deleted, and `DatabaseUnavailable`.
    """
    known = Progress(
        turns=len(saved.turns), summary=saved.summary, folded=saved.folded, revision=RESTORED
    )
    with database.write() as transaction:
        restore_session(transaction, thread, known=known, created=saved.created, at=at)
        for said, turn in saved.turns:
            append_turn(transaction, thread, replace(turn, memory=_from_elsewhere(turn)), at=said)


def _from_elsewhere(turn: Turn) -> dict[str, Any]:
    """Memory without the other directory's ids, which are other people's in this one.

    The question stays, so that follow-ups go on from it, and "más" begins with its first page.
    """
    memory = Memory.model_validate(turn.memory)
    query = memory.results.query if memory.results else None
    if memory.results is None or query is None:
        return memory.model_copy(update={"results": None}).model_dump(mode="json")
    first = first_cursor(newest_first=query.newest_first, by_name=query.by_name)
    cursor = first if memory.results.cursor else None
    results = Results(query=query, cursor=cursor)
    return memory.model_copy(update={"results": results}).model_dump(mode="json")
