"""The composition root: reads settings and puts an assistant together from them."""

import logging
import sqlite3
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from graph.desk import Desk
from graph.guard import second_reading
from graph.intents import Understanding
from graph.memory import Checkpointer, MemoryUnavailable, open_memory
from graph.settings import GraphSettings
from graph.summaries import Summaries
from graph.turn_queue import TurnQueue
from graph.understanding.fallback import FallbackUnderstanding
from graph.understanding.offline import OfflineUnderstanding, language_of
from graph.understanding.openai import OpenAIUnderstanding
from graph.wiring import Graph, build_graph
from tools.engine import Database, open_database
from tools.sealed import refuse_other_keys
from tools.sessions import deleted_sessions
from tools.settings import DatabaseSettings

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Assistant:
    """A graph with its memory, the database behind it, and the queue of each session's turns."""

    graph: Graph
    desk: Desk
    checkpointer: Checkpointer
    queue: TurnQueue

    @property
    def database(self) -> Database:
        """The business database."""
        return self.desk.database

    def check(self) -> None:
        """Write to both databases. Raises `DatabaseUnavailable` and `MemoryUnavailable`."""
        self.desk.database.check(self.desk.clock())
        try:
            self.checkpointer.check()
        except sqlite3.Error as error:
            raise MemoryUnavailable("the memory file is unavailable") from error

    def close(self) -> None:
        """Close both databases and the connections to the model."""
        self.checkpointer.close()
        self.desk.close()


def open_assistant(settings: GraphSettings, database: DatabaseSettings) -> Assistant:
    """Open everything that a conversation needs; the caller closes it.

    Raises `DatabaseMisconfigured`, `DatabaseUnavailable`, `MemoryMisconfigured` and
    `MemoryUnavailable`.
    """
    desk = open_desk(settings, database)
    try:
        checkpointer = open_memory(
            settings.memory_url, keep=settings.memory_checkpoints, keys=database.keys
        )
        _forget_again(checkpointer, desk)
    except Exception:
        desk.close()
        raise
    graph = build_graph(desk=desk, checkpointer=checkpointer)
    return Assistant(graph, desk, checkpointer, TurnQueue())


def _forget_again(checkpointer: Checkpointer, desk: Desk) -> None:
    """A memory file that is new or from a backup knows nothing of sessions deleted since."""
    with desk.database.read() as transaction:
        deleted = deleted_sessions(transaction)
    try:
        if checkpointer.forget_threads(deleted):
            checkpointer.vacuum()
    except sqlite3.Error as error:
        checkpointer.close()
        raise MemoryUnavailable("the memory file is unavailable") from error


def open_from_environment() -> Assistant:
    """As the environment and `.env` say. Raises also pydantic's `ValidationError`."""
    return open_assistant(GraphSettings(), DatabaseSettings())


def open_desk(settings: GraphSettings, database: DatabaseSettings) -> Desk:
    """What the nodes need, without a checkpointer, for a host that brings its own."""
    understanding = _understanding(settings)
    log.info("understanding: %s", understanding.name)
    opened = open_database(
        database.database_url, timeout=database.database_timeout, keys=database.keys
    )
    _refuse_other_keys(opened)
    return Desk(
        database=opened,
        understanding=understanding,
        guard=second_reading(OfflineUnderstanding()),
        summaries=Summaries(opened, understanding),
        clock=lambda: datetime.now(UTC),
        timezone=ZoneInfo(settings.timezone),
        max_messages=settings.session_max_messages,
    )


def _refuse_other_keys(database: Database) -> None:
    try:
        with database.read() as transaction:
            refuse_other_keys(transaction)
    except Exception:
        database.close()
        raise


def _understanding(settings: GraphSettings) -> Understanding:
    if not settings.uses_openai:
        return OfflineUnderstanding()
    key = settings.openai_api_key
    model = OpenAIUnderstanding(
        model=settings.openai_model,
        api_key=key.get_secret_value() if key else None,
        base_url=settings.openai_base_url,
        timeout=settings.openai_timeout,
        retries=settings.openai_retries,
        language_of=language_of,
    )
    if settings.model_fallback == "none":
        return model
    return FallbackUnderstanding(model, OfflineUnderstanding())
