"""What the checkpointer stands on: a saver of LangGraph's, and what it does not have.

Deletions and checks raise `MemoryUnavailable`; the stock methods raise the driver's errors.
"""

from abc import ABC, abstractmethod
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from langchain_core.messages import AIMessage, HumanMessage
from langgraph.checkpoint.base import BaseCheckpointSaver
from langgraph.checkpoint.serde.jsonplus import JsonPlusSerializer

ROWS = "rows"
"""The kind of a value whose messages are rows."""
STOCK = "msgpack"
"""The kind of LangGraph's own format."""
CLASSES: dict[str, type[HumanMessage | AIMessage]] = {"human": HumanMessage, "ai": AIMessage}
PLAIN: dict[type, dict[str, Any]] = {each: vars(each("")) for each in CLASSES.values()}
"""By class, the fields of a message without any."""


class MemoryStore(BaseCheckpointSaver[str], ABC):
    """Checkpoints in a SQLite file or a PostgreSQL database."""

    failures: tuple[type[Exception], ...]
    """The driver's errors."""
    path: Path | None = None
    """SQLite's file; None for another database."""

    @abstractmethod
    def fence(self, lowest: Mapping[str, int | None]) -> bool:
        """Refuse checkpoints of threads below a revision of their transcripts, from now on.

        None refuses all, for a deleted session. Whether any checkpoint was deleted for it.
        """

    @abstractmethod
    def erase(self, threads: Collection[str] = ()) -> None:
        """Delete every checkpoint, and refuse those that were made before now.

        The names of `threads` go too, which have no session any more.
        """

    @abstractmethod
    def is_rewritten(self, deleted: int) -> bool:
        """Whether nothing was deleted since the last rewriting; `deleted` counts the sessions."""

    @abstractmethod
    def begin_rewriting(self, deleted: int) -> None:
        """Remember that all files are about to be rewritten."""

    @abstractmethod
    def end_rewriting(self) -> None:
        """Remember that they were, unless more was deleted meanwhile."""

    @abstractmethod
    def vacuum(self) -> None:
        """Leave no trace of deleted checkpoints, as far as the database can."""

    @abstractmethod
    def backup(self, path: Path) -> None:
        """Copy what is stored, as it is at one moment, to a new file, if there is a file."""

    @abstractmethod
    def check(self) -> None:
        """Write, waiting for a second at most."""

    @abstractmethod
    def noticed(self, error: Exception) -> None:
        """Remember a failure of the stock methods that no retry mends, for `check`."""

    @abstractmethod
    def close(self) -> None:
        """Close every connection."""


class RowSerializer(JsonPlusSerializer):
    """LangGraph's serializer, but a window's messages are rows of their few fields.

    Twenty messages as objects take longer to write and read than a step of the graph. Earlier
    versions of the service do not know the kind of such values, and rebuild their memory.
    """

    def __init__(self) -> None:
        """Stored values are only data and message types, so that a forged one calls nothing."""
        super().__init__(allowed_msgpack_modules=None)

    def dumps_typed(self, obj: Any) -> tuple[str, bytes]:
        """See `JsonPlusSerializer.dumps_typed`; of a checkpoint, a window or anything else."""
        values = _values(obj)
        rows = _rows(obj if values is None else values.get("messages"))
        if rows is None:
            return super().dumps_typed(obj)
        if values is not None:
            rows = obj | {"channel_values": values | {"messages": rows}}
        return ROWS, super().dumps_typed(rows)[1]

    def loads_typed(self, data: tuple[str, bytes]) -> Any:
        """See `JsonPlusSerializer.loads_typed`."""
        kind, packed = data
        if kind != ROWS:
            return super().loads_typed(data)
        found = super().loads_typed((STOCK, packed))
        if isinstance(found, list):
            return _messages(found)
        values = found["channel_values"]
        return found | {"channel_values": values | {"messages": _messages(values["messages"])}}


def _values(checkpoint: Any) -> dict[str, Any] | None:
    values = checkpoint.get("channel_values") if isinstance(checkpoint, dict) else None
    return values if isinstance(values, dict) else None


def _rows(messages: Any) -> list[Any] | None:
    """None unless all are messages with no other fields than a row has."""
    if not (isinstance(messages, list) and messages and all(map(_is_plain, messages))):
        return None
    return [[each.type, each.content, each.id, each.additional_kwargs] for each in messages]


def _is_plain(message: Any) -> bool:
    plain = PLAIN.get(type(message))
    if plain is None or message.model_extra:
        return False
    own = {"content": message.content, "id": message.id}
    own["additional_kwargs"] = message.additional_kwargs
    fields: dict[str, Any] = vars(message)
    return fields == plain | own


def _messages(rows: list[Any]) -> list[HumanMessage | AIMessage]:
    return [CLASSES[kind](text, id=name, additional_kwargs=more) for kind, text, name, more in rows]
