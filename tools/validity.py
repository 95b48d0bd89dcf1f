"""The valid forms of names, emails, session ids, threads, keys and messages, as they are stored."""

import re
import unicodedata

from email_validator import EmailNotValidError, validate_email

from tools.errors import InvalidEmail, InvalidMessage, InvalidName, InvalidSession

MAX_NAME = 200
SESSION_ID_PATTERN = r"^[A-Za-z0-9._:@-]{1,128}$"
THREAD_PATTERN = r"([A-Za-z0-9._~%-]{1,1536}/)?[A-Za-z0-9._:@-]{1,128}"
"""A session id, after its owner's name if it has an owner; see `tools.sessions.threads`."""
MAX_MESSAGE = 4_000
MAX_KEY = 255
FORMAT = "Cf"
"""Unicode's category of unseen characters: zero-width spaces, marks of direction, joiners."""
INVISIBLE = {FORMAT, "Cc", "Cs", "Co", "Cn"}
"""Categories of characters that a name has none of, but for the joiners."""
JOINERS = "\u200c\u200d"  # Persian and Indic names are written with them


def valid_email(address: str) -> str:
    """The address in its normal form. Raises `InvalidEmail`; asks no DNS."""
    plain = unicodedata.normalize("NFKC", trimmed(address))  # "＠" is "@"
    try:
        return validate_email(plain, check_deliverability=False).normalized
    except EmailNotValidError as error:
        raise InvalidEmail(address) from error


def ascii_domain(domain: str) -> str:
    """The domain of a valid address as DNS writes it, in punycode where it is not ASCII."""
    return validate_email(f"a@{domain}", check_deliverability=False).ascii_domain


def is_email(address: str) -> bool:
    """Whether it is a whole valid address."""
    try:
        return bool(valid_email(address))
    except InvalidEmail:
        return False


def valid_name(name: str) -> str:
    """The name with single spaces. Raises `InvalidName`."""
    tidy = " ".join(unicodedata.normalize("NFC", trimmed(name)).split())
    invisible = any(unicodedata.category(c) in INVISIBLE and c not in JOINERS for c in tidy)
    if invisible or len(tidy) > MAX_NAME or not any(c.isalnum() for c in tidy):
        raise InvalidName("a name has 1 to 200 visible characters, one of them a letter or digit")
    return tidy


def trimmed(text: str) -> str:
    """The text without spaces and unseen characters at its ends."""
    seen = [i for i, c in enumerate(text) if not c.isspace() and unicodedata.category(c) != FORMAT]
    return text[seen[0] : seen[-1] + 1] if seen else ""


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
    """Whether every database can store the text: no NUL, and no unpaired surrogates."""
    try:
        return b"\0" not in text.encode()
    except UnicodeEncodeError:
        return False
