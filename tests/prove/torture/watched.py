"""The real assistant with a tripwire between its parts; the product itself has no failpoints."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from functools import partial

from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.base import ChannelVersions, Checkpoint, CheckpointMetadata
from sqlalchemy import Connection, event

from graph.assembly import Assistant, open_assistant
from graph.memory.checkpointer import Checkpointer
from graph.memory.summaries import Summaries
from graph.settings import GraphSettings
from graph.turn.session_lock import SessionLock
from graph.understanding.observer import NOBODY, Observer
from graph.understanding.situation import Situation, SummaryTurn, Understanding, Understood
from graph.wiring import build_graph
from tests.prove.torture.failpoints import Tripwire, from_environment
from tools.database.engine import Database
from tools.settings import DatabaseSettings

WRITES = {
    "UPDATE sesiones SET turnos": "commit.fenced",
    "INSERT INTO sesiones": "commit.fenced",
    "INSERT INTO clientes": "commit.created",
    "INSERT INTO mensajes": "commit.written",
    "UPDATE clientes": "commit.changed",
    "DELETE FROM clientes": "commit.changed",
    "INSERT INTO cambios": "commit.logged",
}
"""How the statement begins after which a point is reached."""


LOCKS = "SESSION_LOCKS"
"""Set where processes wait for each other's turns; elsewhere the fence has to do without."""


class WatchedUnderstanding:
    """Visits before and after each message that is understood."""

    def __init__(self, inner: Understanding, tripwire: Tripwire) -> None:
        self.name = inner.name
        self._inner = inner
        self._tripwire = tripwire

    def understand(self, message: str, situation: Situation) -> Understood:
        self._tripwire.visit("model.before")
        understood = self._inner.understand(message, situation)
        self._tripwire.visit("model.after")
        return understood

    def summarise(self, summary: str, episodes: Sequence[SummaryTurn]) -> str:
        return self._inner.summarise(summary, episodes)

    def close(self) -> None:
        self._inner.close()


class WatchedDatabase(Database):
    """Visits when a write transaction has begun, after its statements, and after its commit."""

    def __init__(self, inner: Database, tripwire: Tripwire) -> None:
        vars(self).update(vars(inner))
        self._tripwire = tripwire
        event.listen(inner._engine, "after_cursor_execute", partial(_executed, tripwire))

    @contextmanager
    def write(self, *, alone: bool = False) -> Iterator[Connection]:
        with super().write(alone=alone) as connection:
            self._tripwire.visit("commit.begun")
            yield connection
        self._tripwire.visit("commit.done")


def _executed(
    tripwire: Tripwire, _connection: Connection, _cursor: object, statement: str, *_rest: object
) -> None:
    for beginning, point in WRITES.items():
        if statement.startswith(beginning):
            tripwire.visit(point)


class WatchedMemory(Checkpointer):
    """Visits before and after a checkpoint is written."""

    def __init__(self, inner: Checkpointer, tripwire: Tripwire) -> None:
        vars(self).update(vars(inner))
        self._tripwire = tripwire

    def put(
        self,
        config: RunnableConfig,
        checkpoint: Checkpoint,
        metadata: CheckpointMetadata,
        new_versions: ChannelVersions,
    ) -> RunnableConfig:
        self._tripwire.visit("checkpoint.before")
        saved = super().put(config, checkpoint, metadata, new_versions)
        self._tripwire.visit("checkpoint.after")
        return saved


class WatchedQueue(SessionLock):
    """Visits when a turn is done and its reply not yet on the wire."""

    def __init__(self, tripwire: Tripwire, database: Database) -> None:
        super().__init__(beyond=database.turn if os.environ.get(LOCKS) else nullcontext)
        self._tripwire = tripwire

    @contextmanager
    def turn(self, session_id: str) -> Iterator[None]:
        with super().turn(session_id):
            yield
            self._tripwire.visit("reply.before")


def open_watched(
    graph_settings: GraphSettings, data: DatabaseSettings, observer: Observer = NOBODY
) -> Assistant:
    """What the service opens, with the tripwire that the environment asks for."""
    real, tripwire = open_assistant(graph_settings, data, observer), from_environment()
    database = WatchedDatabase(real.dependencies.database, tripwire)
    understanding = WatchedUnderstanding(real.dependencies.understanding, tripwire)
    summaries = Summaries(database, understanding)
    dependencies = replace(
        real.dependencies, database=database, understanding=understanding, summaries=summaries
    )
    checkpointer = WatchedMemory(real.checkpointer, tripwire)
    return replace(
        real,
        graph=build_graph(dependencies=dependencies, checkpointer=checkpointer),
        dependencies=dependencies,
        checkpointer=checkpointer,
        queue=WatchedQueue(tripwire, database),
    )
