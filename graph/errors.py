"""What can go wrong in a conversation, each failure under its own name.

    outages, worth another try     ModelUnavailable, MemoryUnavailable, SessionBusy
                                   and `tools.errors`: DatabaseUnavailable
    the caller's to mend           KeyReused, SessionFull, NotASession and, of
                                   `tools.errors`, InvalidMessage, InvalidSession, SessionDeleted
    the operator's to mend         MemoryMisconfigured, NotABackup
                                   and `tools.errors`: DatabaseMisconfigured

After each of them nothing of the turn was written. They are `ValueError` and `RuntimeError`,
because LangGraph's server hides the texts of other kinds from its clients.
"""


class SessionFull(ValueError):
    """The session has as many messages as it may have; a new one has to be begun."""


class KeyReused(ValueError):
    """The turn's key belongs to another message of the session already."""


class SessionBusy(RuntimeError):
    """Other turns came first so often or for so long that this one gave up; nothing was written."""


class MemoryMisconfigured(Exception):
    """MEMORY_URL cannot be used; the text says what to set."""


class MemoryUnavailable(RuntimeError):
    """The checkpointer's file cannot be read or written."""


class ModelUnavailable(RuntimeError):
    """The language model cannot be reached, is too slow or refuses; the turn can be sent again."""


class NotASession(Exception):
    """A file that is no whole session of ours; the text says where, and what is wrong."""

    def __init__(self, line: int, reason: str) -> None:
        """Lines count from 1."""
        super().__init__(f"line {line}: {reason}")


class NotABackup(Exception):
    """A folder that has no backup, or cannot be used for one; the text says why."""
