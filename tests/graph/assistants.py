"""Real assistants for tests, with understanding scripted where the subject is not understanding."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from langchain_core.messages import AnyMessage

from graph.assembly import Assistant
from graph.conversation import Answer, converse, thread
from graph.memory.checkpointer import open_memory
from graph.memory.memory_file import MemoryFile
from graph.memory.summaries import Summaries
from graph.turn.dependencies import Dependencies
from graph.turn.session_lock import SessionLock
from graph.understanding.grounding import UserWords, user_words
from graph.understanding.intents import Intent, Talk
from graph.understanding.observer import NOBODY, Observer
from graph.understanding.offline.digest import digest
from graph.understanding.situation import Situation, SummaryTurn, Understanding, Understood
from graph.wiring import build_graph
from tests.databases import fresh_database, memory_url
from tools.database.engine import open_database
from tools.directory.clients import find_clients
from tools.directory.filters import Filters
from tools.sessions.transcript import read_history

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)


class Reader:
    """What every understanding of the tests has; they differ in how they understand."""

    name: str = "reader"

    def summarise(self, summary: str, episodes: Sequence[SummaryTurn]) -> str:
        return digest(summary, episodes)

    def close(self) -> None:
        pass


@dataclass
class Scripted(Reader):
    """Understands a message as whatever it was told that this message means."""

    meanings: dict[str, tuple[Intent, ...]] = field(default_factory=dict)
    heard: list[Situation] = field(default_factory=list)
    name: str = "scripted"

    def understand(self, message: str, situation: Situation) -> Understood:
        self.heard.append(situation)
        return Understood(self.meanings.get(message, (Talk(),)), "es")


@dataclass
class Office:
    """An assistant on files in a folder, and what a test asks of it."""

    assistant: Assistant
    scripted: Scripted

    def say(self, message: str, *intents: Intent, session: str = "s", **more: Any) -> Answer:
        """One turn of a session, the message meaning these intents."""
        self.scripted.meanings[message] = intents or (Talk(),)
        return converse(self.assistant, session_id=session, message=message, **more)

    def state(self, session: str = "s") -> dict[str, Any]:
        values: dict[str, Any] = self.assistant.graph.get_state(thread(session)).values
        return values

    @property
    def memory(self) -> MemoryFile:
        """Of an office on files."""
        return memory_file(self.assistant)

    def clients(self) -> dict[str, str]:
        with self.assistant.database.read() as transaction:
            found = find_clients(transaction, Filters(), limit=1_000).clients
        return {client.email: client.name for client in found}

    def history(self, session: str = "s") -> list[tuple[str, str]]:
        with self.assistant.database.read() as transaction:
            return [(m.role, m.content) for m in read_history(transaction, session)]


def open_office(
    folder: Path,
    *,
    understanding: Understanding | None = None,
    grounding: Callable[[Sequence[AnyMessage], str], UserWords] = user_words,
    clock: Callable[[], datetime] = lambda: NOON,
    timezone: str = "UTC",
    max_messages: int = 1_000,
    observer: Observer = NOBODY,
) -> Office:
    """Open the assistant whose files are in the folder; the caller closes it."""
    scripted = Scripted()
    database = open_database(fresh_database(folder / "business.db"), timeout=10)
    dependencies = Dependencies(
        database=database,
        understanding=understanding or scripted,
        summaries=Summaries(database, understanding or scripted),
        max_messages=max_messages,
        clock=clock,
        timezone=ZoneInfo(timezone),
        grounding=grounding,
        observer=observer,
    )
    checkpointer = open_memory(memory_url(folder / "memory.db"))
    checkpointer.observer = observer
    graph = build_graph(dependencies=dependencies, checkpointer=checkpointer)
    return Office(Assistant(graph, dependencies, checkpointer, SessionLock()), scripted)


def memory_file(assistant: Assistant) -> MemoryFile:
    """The file of an assistant on files."""
    saver = assistant.checkpointer.saver
    assert isinstance(saver, MemoryFile)
    return saver


def rows(reply: str) -> list[str]:
    """The names in a reply's rows."""
    return re.findall(r"^- (.+?) \|", reply, flags=re.MULTILINE)
