"""The encrypted columns of the business database, and the row that each value is bound to.

With keys these columns are AES-GCM encrypted, and a plaintext value raises `DecryptionError`;
without keys they are in clear, and a ciphertext raises it.
"""

import json
from collections.abc import Sequence
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, Row, select

from tools.encryption.keyring import Keyring, is_ciphertext
from tools.errors import DatabaseMisconfigured, DecryptionError
from tools.tables import messages

OPTION = "keyring"
"""Execution option of an engine's connections: the `Keyring`, or None."""
MESSAGE_CONTEXT = ("session_id", "turno", "role", "clave")
"""Columns whose values are associated data of a message: a message in another row is refused."""
NEEDS_KEYS = "is sealed, and ENCRYPTION_KEYS is not set"
REPLIES = select(messages.c.datos).where(messages.c.role == "assistant").limit(1)
ENDS = (REPLIES.order_by(messages.c.id), REPLIES.order_by(messages.c.id.desc()))


def keys_of(connection: Connection) -> Keyring | None:
    """The keys of the connection's database; None when it is not encrypted."""
    keys: Keyring | None = connection.get_execution_options().get(OPTION)
    return keys


def json_or_none(text: Any) -> Any:
    """The value of a JSON column; None when the stored text is no JSON."""
    try:
        return json.loads(text)
    except (TypeError, ValueError):
        return None


def content_of(row: Row[Any], keys: Keyring | None) -> str:
    """The text of a message. Raises `DecryptionError`."""
    if keys is None:
        if isinstance(row.datos, str):
            raise DecryptionError(f"mensajes {row.id}: content {NEEDS_KEYS}")
        content: str = row.content
        return content
    try:
        return keys.decrypt_text(row.content, *_message_context(row, "content"))
    except DecryptionError as error:
        raise DecryptionError(f"mensajes {row.id}: content {error}") from error


def memory_of(row: Row[Any], keys: Keyring | None) -> dict[str, Any]:
    """Working memory after a reply. Raises `DecryptionError`."""
    stored = row.datos
    if keys is None:
        if not isinstance(stored, dict):
            raise DecryptionError(f"mensajes {row.id}: datos is damaged, or {NEEDS_KEYS}")
        return stored
    try:
        text = keys.decrypt_text(stored, *_message_context(row, "datos"))
    except DecryptionError as error:
        raise DecryptionError(f"mensajes {row.id}: datos {error}") from error
    memory: dict[str, Any] = json.loads(text)
    return memory


def summary_of(row: Row[Any], keys: Keyring | None) -> str:
    """A session's summary, bound to the turns it covers (`resumidos`). Raises `DecryptionError`."""
    if keys is None or (row.resumen is None and row.resumidos == 0):
        return row.resumen or ""
    try:
        return keys.decrypt_text(row.resumen, *_summary_context(row.id, row.resumidos))
    except DecryptionError as error:
        raise DecryptionError(f"sesiones sha256 {_digest(row.id)}: resumen {error}") from error


def given_title_of(row: Row[Any], keys: Keyring | None) -> str | None:
    """The title that a user gave the session, or None. Raises `DecryptionError`."""
    if keys is None or row.titulo is None:
        title: str | None = row.titulo
        return title
    try:
        return keys.decrypt_text(row.titulo, *_title_context(row.id))
    except DecryptionError as error:
        raise DecryptionError(f"sesiones sha256 {_digest(row.id)}: titulo {error}") from error


def replaced_of(row: Row[Any], keys: Keyring | None) -> dict[str, str] | None:
    """The name and email that a write to the directory replaced. Raises `DecryptionError`."""
    stored = row.datos
    if stored is None:
        return None
    if keys is None:
        if not isinstance(stored, dict):
            raise DecryptionError(f"cambios {row.id}: datos is damaged, or {NEEDS_KEYS}")
        return stored
    try:
        text = keys.decrypt_text(stored, *_replaced_context(row.cliente, row.version))
    except DecryptionError as error:
        raise DecryptionError(f"cambios {row.id}: datos {error}") from error
    replaced: dict[str, str] = json.loads(text)
    return replaced


def encrypted_message(row: dict[str, Any], keys: Keyring | None) -> dict[str, Any]:
    """The message's row as it is stored; `row` has all of the columns but the id."""
    if keys is None:
        return row
    values = [row[column] for column in MESSAGE_CONTEXT]
    content = keys.encrypt_text(row["content"], *_context(values, "content"))
    stored = row | {"content": content}
    if row["datos"] is not None:
        memory = json.dumps(row["datos"])
        stored["datos"] = keys.encrypt_text(memory, *_context(values, "datos"))
    return stored


def encrypted_summary(session_id: str, folded: int, summary: str, keys: Keyring | None) -> str:
    """The summary of the session's turns up to number `folded`, as it is stored."""
    return keys.encrypt_text(summary, *_summary_context(session_id, folded)) if keys else summary


def encrypted_title(session_id: str, title: str, keys: Keyring | None) -> str:
    """The title that a user gave the session, as it is stored."""
    return keys.encrypt_text(title, *_title_context(session_id)) if keys else title


def encrypted_replaced(
    client: int, version: int, replaced: dict[str, str] | None, keys: Keyring | None
) -> Any:
    """What the write that gave a client this version replaced, as it is stored."""
    if keys is None or replaced is None:
        return replaced
    return keys.encrypt_text(json.dumps(replaced), *_replaced_context(client, version))


def refuse_other_keys(connection: Connection) -> None:
    """Raise `DatabaseMisconfigured` when the first or the last turn needs other keys, or none."""
    keys = keys_of(connection)
    stored = [value for end in ENDS for value in connection.execute(end).scalars()]
    encrypted = [value for value in stored if isinstance(value, str)]
    if keys is None and encrypted:
        raise DatabaseMisconfigured(
            "the business database is encrypted: set ENCRYPTION_KEYS to its keys"
        )
    if keys is not None and len(encrypted) < len(stored):
        raise DatabaseMisconfigured(
            "ENCRYPTION_KEYS is set, but the business database is not encrypted, or only in part: "
            "stop the service and run `recepcionista rekey --from-plaintext`"
        )
    if keys is not None and any(is_ciphertext(each) and not keys.knows(each) for each in encrypted):
        raise DatabaseMisconfigured(
            "ENCRYPTION_KEYS has not all the keys of the business database: add the old ones, "
            "after the new one"
        )


def _message_context(row: Row[Any], column: str) -> tuple[object, ...]:
    return _context([getattr(row, name) for name in MESSAGE_CONTEXT], column)


def _context(values: Sequence[object], column: str) -> tuple[object, ...]:
    return ("mensajes", *values, column)


def _summary_context(session_id: str, folded: int) -> tuple[object, ...]:
    return ("sesiones", session_id, folded, "resumen")


def _title_context(session_id: str) -> tuple[object, ...]:
    return ("sesiones", session_id, "titulo")


def _replaced_context(client: int, version: int) -> tuple[object, ...]:
    return ("cambios", client, version, "datos")


def _digest(session_id: str) -> str:
    """For logs, which must not contain session ids."""
    return sha256(session_id.encode()).hexdigest()[:12]
