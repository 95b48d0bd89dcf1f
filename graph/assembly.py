"""The composition root: reads settings and puts an assistant together from them."""

import logging
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property
from importlib import import_module
from zoneinfo import ZoneInfo

from graph.lifecycle.file_rewriting import FileRewriting
from graph.lifecycle.recurring import Recurring
from graph.lifecycle.retention import Retention, Trash
from graph.lifecycle.storage import Storage, open_business_database, open_memory_for
from graph.memory.checkpointer import Checkpointer
from graph.memory.memory_file import memory_path
from graph.memory.runs import Runs
from graph.memory.summaries import Summaries
from graph.settings import GraphSettings
from graph.turn.dependencies import Dependencies
from graph.turn.session_lock import SessionLock
from graph.turn.working_turns import AT_ONCE, ON_A_FILE, WorkingTurns
from graph.understanding.fallback import FallbackUnderstanding
from graph.understanding.observer import NOBODY, Observer
from graph.understanding.offline.reader import OfflineUnderstanding
from graph.understanding.offline.sentence.language import language_of
from graph.understanding.situation import Memory, Situation, Understanding
from graph.wiring import Graph, build_graph
from tools.database.engine import Database
from tools.database.network_drives import network_drive
from tools.database.urls import sqlite_file
from tools.settings import DatabaseSettings

ON_A_NETWORK = (
    "%s is on a network drive (%s), where SQLite's write-ahead log loses data: use a local disk, "
    "or PostgreSQL"
)

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Assistant:
    """A graph with its memory, the database behind it, and the queue of each session's turns."""

    graph: Graph
    dependencies: Dependencies
    checkpointer: Checkpointer
    queue: SessionLock
    tasks: tuple[Recurring, ...] = ()
    """What a server does behind its turns."""

    @property
    def database(self) -> Database:
        """The business database."""
        return self.dependencies.database

    @property
    def observer(self) -> Observer:
        """Told of each turn."""
        return self.dependencies.observer

    @cached_property
    def runs(self) -> Runs:
        """Runs of the same nodes for the doors that are ours."""
        return Runs(self.graph, self.checkpointer, first="receptionist")

    @cached_property
    def storage(self) -> Storage:
        """Both databases."""
        return Storage(self.database, self.checkpointer)

    @property
    def timezone(self) -> ZoneInfo:
        """The zone in which a day begins."""
        return self.dependencies.timezone

    @property
    def understanding(self) -> str:
        """The name of the understanding in use, for example `offline`."""
        return self.dependencies.understanding.name

    def now(self) -> datetime:
        """The present instant, in UTC."""
        return self.dependencies.clock()

    def today(self) -> date:
        """The date that the user means by "hoy"."""
        return self.dependencies.today()

    def stop_models(self) -> None:
        """Fail the calls to the model that are under way, and all later ones."""
        self.dependencies.understanding.close()

    def check(self) -> None:
        """Write to both databases. Raises `DatabaseUnavailable` and `MemoryUnavailable`."""
        self.dependencies.database.check(self.dependencies.clock())
        self.checkpointer.saver.check()

    def start(self) -> None:
        """Begin the tasks, until `close`."""
        for task in self.tasks:
            task.start()

    def close(self) -> None:
        """Close both databases and the connections to the model."""
        for task in self.tasks:
            task.close()
        self.checkpointer.saver.close()
        self.dependencies.close()


def open_assistant(
    settings: GraphSettings, database: DatabaseSettings, observer: Observer = NOBODY
) -> Assistant:
    """Open everything that a conversation needs; the caller closes it.

    Raises `DatabaseMisconfigured`, `DatabaseUnavailable`, `MemoryMisconfigured` and
    `MemoryUnavailable`.
    """
    dependencies = open_dependencies(settings, database, observer)
    try:
        checkpointer = open_memory_for(dependencies.database, settings, keys=database.keys)
    except Exception:
        dependencies.close()
        raise
    checkpointer.observer = observer
    graph = build_graph(dependencies=dependencies, checkpointer=checkpointer)
    days, storage = settings.session_ttl_days, Storage(dependencies.database, checkpointer)
    trash = Trash(storage, dependencies.clock, days=settings.client_trash_days)
    tasks: list[Recurring] = [FileRewriting(storage), trash]
    queue = SessionLock(beyond=dependencies.database.turn)
    if days is not None:
        tasks.append(Retention(storage, dependencies.clock, days=days))
    return Assistant(graph, dependencies, checkpointer, queue, tuple(tasks))


def warm_up() -> None:
    """Load the rules' lexicon, which the first messages would load, each in its own thread or fork.

    They are also the second reading of what a model has understood.
    """
    today = datetime.now(UTC).date()
    OfflineUnderstanding().understand("Hola", Situation(today, Memory(), []))


def open_from_environment(observer: Observer = NOBODY) -> Assistant:
    """As the environment and `.env` say. Raises also pydantic's `ValidationError`."""
    return open_assistant(*settings_from_environment(), observer)


def settings_from_environment() -> tuple[GraphSettings, DatabaseSettings]:
    """The settings of `open_assistant`."""
    settings, database = GraphSettings(), DatabaseSettings()
    warn_of_network_drives(settings, database)
    return settings, database


def warn_of_network_drives(settings: GraphSettings, database: DatabaseSettings) -> None:
    """Log which of the two files are on one."""
    for path in (memory_path(settings.memory_url), sqlite_file(database.database_url)):
        kind = path and network_drive(path)
        if kind:
            log.warning(ON_A_NETWORK, path, kind)


def open_dependencies(
    settings: GraphSettings, database: DatabaseSettings, observer: Observer = NOBODY
) -> Dependencies:
    """What the nodes need, without a checkpointer, for a host that brings its own."""
    working = WorkingTurns(ON_A_FILE if sqlite_file(database.database_url) else AT_ONCE)
    understanding = _understanding(settings, observer, working)
    log.info("understanding: %s", understanding.name)
    opened = open_business_database(database)
    return Dependencies(
        database=opened,
        understanding=understanding,
        summaries=Summaries(opened, understanding),
        clock=lambda: datetime.now(UTC),
        timezone=ZoneInfo(settings.timezone),
        max_messages=settings.session_max_messages,
        trash_days=settings.client_trash_days,
        observer=observer,
        working=working,
    )


def _understanding(
    settings: GraphSettings, observer: Observer, working: WorkingTurns
) -> Understanding:
    if not settings.uses_openai:
        return OfflineUnderstanding()
    key = settings.openai_api_key
    reader = import_module("graph.understanding.openai.reader")
    model: Understanding = reader.OpenAIUnderstanding(
        model=settings.openai_model,
        api_key=key.get_secret_value() if key else None,
        base_url=settings.openai_base_url,
        timeout=settings.openai_timeout,
        retries=settings.openai_retries,
        language_of=language_of,
        observer=observer,
        waiting=working.waiting,
    )
    if settings.model_fallback == "none":
        return model
    return FallbackUnderstanding(model, OfflineUnderstanding(), observer)
