"""What the user really said in this session; only that is ever written to the directory."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from langchain_core.messages import AnyMessage

from graph.state import text_of
from graph.understanding.offline.emails.emails import find_emails
from tools.folding import fold

_WORD = re.compile(r"[^\W_]+")
_EMAIL = re.compile(r"[\w.+%-]+@[\w.@-]*")


@dataclass(frozen=True)
class UserWords:
    """The user's messages that memory holds, oldest first; the last one is this turn's."""

    messages: tuple[str, ...]

    def spelling(self, name: str, *, known: str = "") -> str | None:
        """The name with each word as the user wrote it; None when the user did not write it.

        Its words stand together in one message, or each is in this turn's message or in the
        draft's name, `known`; case and accents may differ. The parts of an email are no name.
        """
        wanted = [fold(word) for word in _words(name)]
        if not wanted:
            return None
        for message in reversed(self.messages):
            if (found := _together(_words(message), wanted)) is not None:
                return _respelled(name, found)
        if any(unicodedata.category(c) == "Lo" for c in name):
            return name if any(fold(name) in fold(message) for message in self.messages) else None
        said = {fold(word): word for word in (*_words(known), *_words(self.messages[-1]))}
        return _respelled(name, [said[w] for w in wanted]) if said.keys() >= set(wanted) else None

    def address(self, email: str) -> str | None:
        """The address as the user wrote it or said it ("ana arroba acme punto es"), or None."""
        wanted = _plain(email)
        whole = re.compile(rf"(?<![\w.+%-]){re.escape(wanted)}(?![\w-]|\.\w)", re.IGNORECASE)
        for message in reversed(self.messages):
            if written := whole.search(unicodedata.normalize("NFC", message)):
                return written[0]
            for found in find_emails(message):
                if found.address.lower() == wanted:
                    return found.address
        return None


def user_words(window: Sequence[AnyMessage], message: str) -> UserWords:
    """The user's words in the window and in this turn's message."""
    return UserWords((*(text_of(m) for m in window if m.type == "human"), message))


def _plain(text: str) -> str:
    return unicodedata.normalize("NFC", text).lower().strip()


def _words(text: str) -> list[str]:
    return _WORD.findall(_EMAIL.sub(" | ", unicodedata.normalize("NFC", text)))


def _together(said: list[str], wanted: list[str]) -> list[str] | None:
    """The run of words that folds to the wanted ones."""
    folded, size = [fold(word) for word in said], len(wanted)
    for start in range(len(said) - size + 1):
        if folded[start : start + size] == wanted:
            return said[start : start + size]
    return None


def _respelled(name: str, words: list[str]) -> str:
    """The name with these words in the place of its own."""
    fresh = iter(words)
    return _WORD.sub(lambda _: next(fresh), unicodedata.normalize("NFC", name))
