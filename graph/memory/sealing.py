"""Encrypts whole checkpoints and writes before any saver sees them, each bound to its row.

LangGraph's own `EncryptedSerializer` takes plaintext rows, and rows moved from another thread.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.base import WRITES_IDX_MAP, Checkpoint, CheckpointTuple, PendingWrite
from langgraph.checkpoint.serde.base import SerializerProtocol

from tools.encryption.keyring import Keyring
from tools.errors import DecryptionError

CHANNEL = "__encrypted__"
"""The one channel of an encrypted checkpoint; its value is the ciphertext of the real one."""


@dataclass(frozen=True)
class Sealing:
    """AES-GCM with thread, namespace, id and parent (or task and channel) as associated data."""

    keys: Keyring
    serde: SerializerProtocol

    def encrypted(self, config: RunnableConfig, checkpoint: Checkpoint) -> Checkpoint:
        """The checkpoint as the saver is given it."""
        place = _row(config, checkpoint["id"], _id_in(config))
        return _enclosing(self._encrypt(checkpoint, *place), checkpoint)

    def encrypted_writes(
        self, config: RunnableConfig, writes: Sequence[tuple[str, Any]], task_id: str
    ) -> list[tuple[str, Any]]:
        """A task's writes as the saver is given them, each with its number among them."""
        encrypted = []
        for number, (channel, value) in enumerate(writes):
            numbered = [WRITES_IDX_MAP.get(channel, number), value]
            place = _write(config, task_id, channel)
            encrypted.append((channel, self._encrypt(numbered, *place)))
        return encrypted

    def decrypted(self, found: CheckpointTuple) -> CheckpointTuple:
        """What the saver found, as it was before. Raises `DecryptionError`."""
        place = _row(found.config, _id_in(found.config), _id_in(found.parent_config))
        ciphertext = found.checkpoint["channel_values"].get(CHANNEL)
        checkpoint: Checkpoint = self._decrypt(ciphertext, *place)
        if found.checkpoint != {**found.checkpoint, **_enclosing(ciphertext, checkpoint)}:
            raise DecryptionError("was changed beside its ciphertext")
        return found._replace(
            checkpoint=checkpoint,
            pending_writes=list(self._in_order(found.config, found.pending_writes or [])),
        )

    def _in_order(
        self, config: RunnableConfig, writes: Sequence[PendingWrite]
    ) -> Iterator[PendingWrite]:
        known = [
            (task, channel, self._decrypt(value, *_write(config, task, channel)))
            for task, channel, value in writes
        ]
        for (task, _, (number, _)), (next_task, _, (next_number, _)) in pairwise(known):
            if task == next_task and number >= next_number:
                raise DecryptionError("is not in its order")
        yield from ((task, channel, value) for task, channel, (_, value) in known)

    def _encrypt(self, value: Any, *place: object) -> bytes:
        kind, data = self.serde.dumps_typed(value)
        return self.keys.encrypt(b"%b\0%b" % (kind.encode(), data), *place)

    def _decrypt(self, ciphertext: object, *place: object) -> Any:
        kind, _, data = self.keys.decrypt(ciphertext, *place).partition(b"\0")
        return self.serde.loads_typed((kind.decode(), data))


def refuse_encrypted(found: CheckpointTuple) -> None:
    """Raise `DecryptionError` for a checkpoint that only a key would open."""
    if CHANNEL in found.checkpoint["channel_values"]:
        raise DecryptionError("is encrypted, and ENCRYPTION_KEYS is not set")


def _enclosing(ciphertext: Any, checkpoint: Checkpoint) -> Checkpoint:
    """A checkpoint with the ciphertext alone; the id serves as the version of its one channel."""
    return Checkpoint(
        v=checkpoint["v"],
        id=checkpoint["id"],
        ts=checkpoint["ts"],
        channel_values={CHANNEL: ciphertext},
        channel_versions={CHANNEL: checkpoint["id"]},
        versions_seen={},
        updated_channels=None,
    )


def _row(config: RunnableConfig, checkpoint_id: str, parent_id: str) -> tuple[str, ...]:
    return ("checkpoints", *_thread_in(config), checkpoint_id, parent_id)


def _write(config: RunnableConfig, task_id: str, channel: str) -> tuple[str, ...]:
    return ("writes", *_thread_in(config), _id_in(config), task_id, channel)


def _thread_in(config: RunnableConfig) -> tuple[str, str]:
    named = config["configurable"]
    return str(named["thread_id"]), str(named.get("checkpoint_ns", ""))


def _id_in(config: RunnableConfig | None) -> str:
    return str(config["configurable"].get("checkpoint_id") or "") if config else ""
