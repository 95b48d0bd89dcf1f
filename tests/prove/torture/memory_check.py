"""Working memory against the transcript: what passes for valid must be what the transcript says."""

from collections.abc import Iterator
from pathlib import Path
from threading import Lock

from graph.assembly import Assistant, open_assistant
from graph.conversation import thread
from graph.memory.rebuild import rebuild_memory
from graph.settings import GraphSettings
from graph.state import whole_turns
from tests.databases import urls_in
from tests.prove.torture.anomalies import Anomaly
from tests.prove.torture.history import Final
from tools.sessions.progress import progress_of
from tools.settings import DatabaseSettings

OPENING = Lock()
"""Migrations of one process take turns."""


def open_files(folder: Path) -> Assistant:
    """The assistant on a folder's files, in this process; the caller closes it."""
    with OPENING:
        urls = urls_in(folder)
        return open_assistant(
            GraphSettings(memory_url=urls["MEMORY_URL"], understanding="offline"),
            DatabaseSettings(database_url=urls["DATABASE_URL"]),
        )


def check_memory(folder: Path, final: Final) -> Iterator[Anomaly]:
    """Compare each checkpoint that counts as valid with the memory rebuilt from the transcript."""
    assistant = open_files(folder)
    try:
        for session in final.transcripts:
            difference = _difference(assistant, session)
            if difference:
                yield Anomaly("memory differs from transcript", session, difference)
    finally:
        assistant.close()


def _difference(assistant: Assistant, session: str) -> str:
    """Empty also for a checkpoint that the next turn will not trust."""
    state = assistant.graph.get_state(thread(session)).values
    with assistant.database.read() as transaction:
        progress = progress_of(transaction, session)
        known = rebuild_memory(transaction, session)
    memory = dict(state.get("memory", {}))
    last = (memory.pop("turn", 0), memory.pop("key", None))
    memory.pop("revision", None)
    window = state.get("messages", [])
    if last != (progress.turns, progress.key) or not whole_turns(window):
        return ""
    if window and window[-1].id != f"{progress.key}:reply":
        return ""  # an older turn was replayed: its reply is the last message
    kept = [(message.id, message.content) for message in window]
    told = [(message.id, message.content) for message in known.window]
    rebuilt = known.memory.model_dump(mode="json")
    if (kept, memory) == (told, rebuilt):
        return ""
    return f"{kept[-2:]}, {memory} instead of {told[-2:]}, {rebuilt}"
