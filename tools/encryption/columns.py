"""Which values of the business database are sealed, and the place that each is bound to.

With keys every one of them is sealed and nothing else is believed; without keys none is.
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
"""Of an engine's connections: the keys that they seal with, or None."""
NAMING = ("session_id", "turno", "role", "clave")
"""The columns to which a message is bound."""
SEALED = "is sealed, and ENCRYPTION_KEYS is not set"
REPLIES = select(messages.c.datos).where(messages.c.role == "assistant").limit(1)
ENDS = (REPLIES.order_by(messages.c.id), REPLIES.order_by(messages.c.id.desc()))


def keys_of(connection: Connection) -> Keyring | None:
    """The keys with which the connection's values are sealed."""
    keys: Keyring | None = connection.get_execution_options().get(OPTION)
    return keys


def json_or_none(text: Any) -> Any:
    """What a JSON column holds; None when it was changed into something else."""
    try:
        return json.loads(text)
    except (TypeError, ValueError):
        return None


def content_of(row: Row[Any], keys: Keyring | None) -> str:
    """The text of a message. Raises `DecryptionError`."""
    if keys is None:
        if isinstance(row.datos, str):
            raise DecryptionError(f"mensajes {row.id}: content {SEALED}")
        content: str = row.content
        return content
    try:
        return keys.decrypt_text(row.content, *_place_of(row, "content"))
    except DecryptionError as error:
        raise DecryptionError(f"mensajes {row.id}: content {error}") from error


def memory_of(row: Row[Any], keys: Keyring | None) -> dict[str, Any]:
    """Working memory after a reply. Raises `DecryptionError`."""
    stored = row.datos
    if keys is None:
        if not isinstance(stored, dict):
            raise DecryptionError(f"mensajes {row.id}: datos is damaged, or {SEALED}")
        return stored
    try:
        memory: dict[str, Any] = json.loads(keys.decrypt_text(stored, *_place_of(row, "datos")))
    except DecryptionError as error:
        raise DecryptionError(f"mensajes {row.id}: datos {error}") from error
    return memory


def summary_of(row: Row[Any], keys: Keyring | None) -> str:
    """The summary of a session, of exactly the turns that it says. Raises `DecryptionError`."""
    if keys is None or (row.resumen is None and row.resumidos == 0):
        return row.resumen or ""
    try:
        return keys.decrypt_text(row.resumen, *_summary_place(row.id, row.resumidos))
    except DecryptionError as error:
        raise DecryptionError(f"sesiones sha256 {_digest(row.id)}: resumen {error}") from error


def given_title_of(row: Row[Any], keys: Keyring | None) -> str | None:
    """The title that somebody gave a session. Raises `DecryptionError`."""
    if keys is None or row.titulo is None:
        title: str | None = row.titulo
        return title
    try:
        return keys.decrypt_text(row.titulo, *_title_place(row.id))
    except DecryptionError as error:
        raise DecryptionError(f"sesiones sha256 {_digest(row.id)}: titulo {error}") from error


def encrypted_message(row: dict[str, Any], keys: Keyring | None) -> dict[str, Any]:
    """The row of a message as it is kept; it has all of the columns but its id."""
    if keys is None:
        return row
    named = [row[column] for column in NAMING]
    sealed = row | {"content": keys.encrypt_text(row["content"], *_place(named, "content"))}
    if row["datos"] is not None:
        sealed["datos"] = keys.encrypt_text(json.dumps(row["datos"]), *_place(named, "datos"))
    return sealed


def encrypted_summary(session_id: str, folded: int, summary: str, keys: Keyring | None) -> str:
    """The summary of the session's turns up to number `folded` as it is kept."""
    return keys.encrypt_text(summary, *_summary_place(session_id, folded)) if keys else summary


def encrypted_title(session_id: str, title: str, keys: Keyring | None) -> str:
    """The session's given title as it is kept."""
    return keys.encrypt_text(title, *_title_place(session_id)) if keys else title


def refuse_other_keys(connection: Connection) -> None:
    """Compare the keys with how the first and the last turn are kept.

    Raises `DatabaseMisconfigured`.
    """
    keys = keys_of(connection)
    kept = [value for end in ENDS for value in connection.execute(end).scalars()]
    sealed = [value for value in kept if isinstance(value, str)]
    if keys is None and sealed:
        raise DatabaseMisconfigured(
            "the business database is encrypted: set ENCRYPTION_KEYS to its keys"
        )
    if keys is not None and len(sealed) < len(kept):
        raise DatabaseMisconfigured(
            "ENCRYPTION_KEYS is set, but the business database is not encrypted, or only in part: "
            "stop the service and run `recepcionista rekey --from-plaintext`"
        )
    if keys is not None and any(is_ciphertext(value) and not keys.knows(value) for value in sealed):
        raise DatabaseMisconfigured(
            "ENCRYPTION_KEYS has not all the keys of the business database: add the old ones, "
            "after the new one"
        )


def _place_of(row: Row[Any], column: str) -> tuple[object, ...]:
    return _place([getattr(row, name) for name in NAMING], column)


def _place(named: Sequence[object], column: str) -> tuple[object, ...]:
    return ("mensajes", *named, column)


def _summary_place(session_id: str, folded: int) -> tuple[object, ...]:
    return ("sesiones", session_id, folded, "resumen")


def _title_place(session_id: str) -> tuple[object, ...]:
    return ("sesiones", session_id, "titulo")


def _digest(session_id: str) -> str:
    """Names a session in a log, where its id must not stand."""
    return sha256(session_id.encode()).hexdigest()[:12]
