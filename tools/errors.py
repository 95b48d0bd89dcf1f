"""The errors of the business database, one class for each failure that callers tell apart."""


class DatabaseUnavailable(RuntimeError):
    """The database cannot be reached, is locked, full or read-only; nothing was written."""


class ConstraintViolated(Exception):
    """A statement broke a constraint of the schema: a mistake of ours, which no other try mends.

    Nothing was written. The driver's error is not kept, because it may quote data.
    """


class DatabaseMisconfigured(Exception):
    """The database's URL cannot be used; the text says what to set."""


class InvalidEmail(ValueError):
    """Not an email address; `address` is the text as it was given."""

    def __init__(self, address: str) -> None:
        """Keep the address for the reply."""
        super().__init__("not a valid email address")
        self.address = address


class InvalidName(ValueError):
    """Empty, longer than 200 characters, or without a letter or digit."""


class InvalidCursor(ValueError):
    """A paging cursor that this service did not issue."""


class NoSuchClient(ValueError):
    """No client has this id, and none that was deleted can be brought back; nothing was written."""


class NoSuchImport(ValueError):
    """No import has this token, or its clients were erased; nothing was written."""


class NothingToUndo(ValueError):
    """The last write was an undo, or there is none, or what it replaced was erased."""


class TurnTaken(Exception):
    """Another turn of the session was committed first; nothing was written."""


class SessionDeleted(ValueError):
    """The session was deleted, and takes no further turns; nothing was written."""


class DecryptionError(Exception):
    """A stored value is no ciphertext of our keys and its row; the text names the row and column.

    The value is neither served nor overwritten.
    """


class SessionExists(ValueError):
    """A session with this id exists, or was deleted; nothing was written."""


class InvalidSession(ValueError):
    """A session id that is not 1 to 128 of `A-Z a-z 0-9 . _ : @ -`."""


class InvalidMessage(ValueError):
    """A message that is empty, longer than 4,000 characters, or not storable as text."""
