"""Checkpoints and pending writes, sealed where they stand.

LangGraph's own `EncryptedSerializer` believes rows that were never encrypted, and rows that were
moved from another thread. Here a value is bound to its row, and opened only when that is known.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.base import WRITES_IDX_MAP, Checkpoint, CheckpointTuple, PendingWrite
from langgraph.checkpoint.serde.jsonplus import JsonPlusSerializer

from tools.encryption.keyring import Keyring
from tools.errors import DecryptionError

MARK = "+sealed"
"""Ends the type that is stored beside a sealed value."""

Place = tuple[object, ...]


class Placed(dict[str, Any]):
    """A value, or a checkpoint, on its way to a place."""

    def __init__(self, value: Any, place: Place) -> None:
        """A checkpoint stays one: the saver reads its id."""
        super().__init__(value if isinstance(value, dict) else {})
        self.value, self.place = value, place


@dataclass(frozen=True)
class Closed:
    """What is stored in a row, before anybody knows in which."""

    kind: str
    sealed: bytes


class SealingSerializer(JsonPlusSerializer):
    """LangGraph's serializer; with keys it takes values that are `Placed`, and gives `Closed`."""

    def __init__(self, keys: Keyring | None) -> None:
        """Without keys all is as with the stock one, but for sealed rows, which stay closed."""
        super().__init__()
        self.keys = keys

    def dumps_typed(self, obj: Any) -> tuple[str, bytes]:
        """See `JsonPlusSerializer.dumps_typed`."""
        if self.keys is None:
            return super().dumps_typed(obj)
        kind, data = super().dumps_typed(obj.value)
        kind += MARK
        return kind, self.keys.encrypt(data, kind, *obj.place)

    def loads_typed(self, data: tuple[str, bytes]) -> Any:
        """See `JsonPlusSerializer.loads_typed`."""
        if self.keys is None and not str(data[0]).endswith(MARK):
            return super().loads_typed(data)
        return Closed(*data)

    def placed(self, config: RunnableConfig, checkpoint: Checkpoint) -> Any:
        """The checkpoint as this serializer takes it."""
        if self.keys is None:
            return checkpoint
        return Placed(checkpoint, _checkpoint_place(config, checkpoint["id"], _id_in(config)))

    def placed_writes(
        self, config: RunnableConfig, writes: Sequence[tuple[str, Any]], task_id: str
    ) -> Sequence[tuple[str, Any]]:
        """The writes of a task as this serializer takes them."""
        if self.keys is None:
            return writes
        return [
            (
                channel,
                Placed(_numbered(index, channel, value), _write_place(config, task_id, channel)),
            )
            for index, (channel, value) in enumerate(writes)
        ]

    def opened(self, found: CheckpointTuple) -> CheckpointTuple:
        """What was found, as it was put there. Raises `DecryptionError`."""
        place = _checkpoint_place(found.config, _id_in(found.config), _id_in(found.parent_config))
        writes = found.pending_writes or []
        return found._replace(
            checkpoint=self._open(found.checkpoint, place),
            pending_writes=list(self._in_order(found.config, writes)),
        )

    def _in_order(
        self, config: RunnableConfig, writes: Sequence[PendingWrite]
    ) -> Iterator[PendingWrite]:
        opened = [
            (task, channel, self._open(value, _write_place(config, task, channel)))
            for task, channel, value in writes
        ]
        if self.keys is None:
            yield from opened
            return
        for (task, _, (index, _)), (next_task, _, (next_index, _)) in pairwise(opened):
            if task == next_task and index >= next_index:
                raise DecryptionError("is not in its order")
        yield from ((task, channel, value) for task, channel, (_, value) in opened)

    def _open(self, value: Any, place: Place) -> Any:
        if not isinstance(value, Closed):
            return value
        if self.keys is None:
            raise DecryptionError("is sealed, and ENCRYPTION_KEYS is not set")
        opened = self.keys.decrypt(value.sealed, value.kind, *place)
        return super().loads_typed((value.kind.removesuffix(MARK), opened))


def _checkpoint_place(config: RunnableConfig, checkpoint_id: str, parent_id: str) -> Place:
    return ("checkpoints", *_thread_in(config), checkpoint_id, parent_id)


def _write_place(config: RunnableConfig, task_id: str, channel: str) -> Place:
    return ("writes", *_thread_in(config), _id_in(config), task_id, channel)


def _thread_in(config: RunnableConfig) -> tuple[str, str]:
    named = config["configurable"]
    return str(named["thread_id"]), str(named.get("checkpoint_ns", ""))


def _id_in(config: RunnableConfig | None) -> str:
    return str(config["configurable"].get("checkpoint_id") or "") if config else ""


def _numbered(index: int, channel: str, value: Any) -> list[Any]:
    """With the number of its row, so that writes of one task do not change places."""
    return [WRITES_IDX_MAP.get(channel, index), value]
