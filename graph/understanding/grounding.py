"""Names and emails in the spelling of the user's own messages: only those reach the directory."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from langchain_core.messages import AnyMessage

from graph.state import text_of
from graph.understanding.offline.emails.emails import find_emails
from tools.folding import composed, fold

_WORD = re.compile(r"[^\W_]+")
_EMAIL = re.compile(r"[\w.+%-]+@[\w.@-]*")


@dataclass(frozen=True)
class UserWords:
    """The words of a session's user, to which a model's names and emails are held."""

    messages: tuple[str, ...]
    """The user's messages in the window, oldest first; the last one is this turn's."""

    @cached_property
    def _read(self) -> list["_Words"]:
        """The messages' words, newest message first."""
        return [_Words.of(message) for message in reversed(self.messages)]

    @cached_property
    def _addresses(self) -> list[list[str]]:
        """The messages' addresses as the rules read them, newest message first."""
        return [[found.address for found in find_emails(m)] for m in reversed(self.messages)]

    def spelling(self, name: str, *, known: str = "") -> str | None:
        """The name, each word in the user's spelling; None when the user did not write the name.

        The words of the name stand side by side in one message; or each of them stands in this
        turn's message or in the draft's name, `known`. Case and accents may differ. Words inside
        an email address do not count.
        """
        wanted = _Words.of(name).folded
        if not wanted:
            return None
        for words in self._read:
            if (found := words.side_by_side(wanted)) is not None:
                return _respelled(name, found)
        # Scripts without cased letters may write words without blanks between them.
        if any(unicodedata.category(c) == "Lo" for c in name):
            return name if any(fold(name) in fold(message) for message in self.messages) else None
        spellings = _Words.of(known).spellings | self._read[0].spellings
        if not spellings.keys() >= set(wanted):
            return None
        return _respelled(name, [spellings[word] for word in wanted])

    def address(self, email: str) -> str | None:
        """The address as the user wrote or dictated it ("ana arroba acme punto es"), or None."""
        wanted = composed(email).lower().strip()
        whole = re.compile(rf"(?<![\w.+%-]){re.escape(wanted)}(?![\w-]|\.\w)", re.IGNORECASE)
        for message, addresses in zip(reversed(self.messages), self._addresses, strict=True):
            if written := whole.search(composed(message)):
                return written[0]
            for address in addresses:
                if address.lower() == wanted:
                    return address
        return None


class _Words(NamedTuple):
    """The words of a text outside its email addresses, as written and folded."""

    written: list[str]
    folded: list[str]

    @classmethod
    def of(cls, text: str) -> "_Words":
        written = _WORD.findall(_EMAIL.sub(" | ", composed(text)))
        return cls(written, [fold(word) for word in written])

    @property
    def spellings(self) -> dict[str, str]:
        """The last spelling of each folded word."""
        return dict(zip(self.folded, self.written, strict=True))

    def side_by_side(self, wanted: list[str]) -> list[str] | None:
        """The spelling of the first run of words that folds to the wanted ones."""
        size = len(wanted)
        for start in range(len(self.folded) - size + 1):
            if self.folded[start : start + size] == wanted:
                return self.written[start : start + size]
        return None


def user_words(window: Sequence[AnyMessage], message: str) -> UserWords:
    """The user's words in the window's messages and in this turn's message."""
    return UserWords((*(text_of(m) for m in window if m.type == "human"), message))


def _respelled(name: str, words: list[str]) -> str:
    """The name with its words replaced by these, in order."""
    spellings = iter(words)
    return _WORD.sub(lambda _: next(spellings), composed(name))
