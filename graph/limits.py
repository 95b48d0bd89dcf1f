"""What a turn may be: its session, its message, its key, its window."""

import re
import unicodedata

SESSION_ID_PATTERN = r"^[A-Za-z0-9._:@-]{1,128}$"
THREAD_PATTERN = r"([A-Za-z0-9._~%-]{1,1536}/)?[A-Za-z0-9._:@-]{1,128}"
"""A session id, after its owner's name if it has an owner; see `tools.sessions.threads`."""
MAX_MESSAGE = 4_000
MAX_KEY = 255
MAX_CREATIONS = 20
MAX_ROWS = 20
WINDOW_TURNS = 10
FOLD_AFTER, FOLD_KEEPS, FOLD_MOST = 8, 4, 20
"""Turns beyond the summary that make it due, those that it then leaves, and most of one go.

It is due before a turn leaves the window, so that every turn is in one of them or in both.
"""
MAX_SUMMARY = 1_000
MAX_STEPS = 200
"""Node runs in one turn, those that are repeated because other turns came first included."""

MAX_DAYS = 36_500
"""For which a session can be told to be kept; longer is for ever."""
MAX_WAIT = 60.0
"""Seconds that a turn waits for earlier turns of its session in this process."""


class InvalidSession(ValueError):
    """A session id that is not 1 to 128 of `A-Z a-z 0-9 . _ : @ -`."""


class InvalidMessage(ValueError):
    """A message that is empty, longer than 4,000 characters, or not storable as text."""


class SessionFull(Exception):
    """The session has as many messages as it may have; a new one has to be begun."""


class KeyReused(Exception):
    """The turn's key belongs to another message of the session already."""


class SessionBusy(Exception):
    """Other turns came first so often or for so long that this one gave up; nothing was written."""


def valid_session(session_id: str) -> str:
    """The session id. Raises `InvalidSession`."""
    if not re.fullmatch(SESSION_ID_PATTERN, session_id):
        raise InvalidSession("a session id is 1 to 128 of A-Z a-z 0-9 . _ : @ -")
    return session_id


def valid_thread(name: str) -> str:
    """The thread's name. Raises `InvalidSession`."""
    if not re.fullmatch(THREAD_PATTERN, name):
        raise InvalidSession("a thread is a session id, after an owner and a slash if it has one")
    return name


def valid_key(key: str) -> str:
    """The turn's key. Raises `InvalidMessage` when it is empty, too long or has a NUL."""
    if not 1 <= len(key) <= MAX_KEY or not storable(key):
        raise InvalidMessage("a message's id or key has 1 to 255 characters")
    return key


def valid_message(text: str) -> str:
    """The message without surrounding space. Raises `InvalidMessage`."""
    trimmed = text.strip()
    if not 1 <= len(trimmed) <= MAX_MESSAGE:
        raise InvalidMessage("a message has 1 to 4,000 characters")
    if not storable(trimmed):
        raise InvalidMessage("a message has no NUL and no unpaired surrogates")
    return trimmed


def storable(text: str) -> bool:
    """Whether every database can keep the text."""
    return not any(c == "\0" or unicodedata.category(c) == "Cs" for c in text)
