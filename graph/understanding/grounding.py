"""Names and emails in the spelling of the user's own messages: only those reach the directory."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from langchain_core.messages import AnyMessage

from graph.state import text_of
from graph.understanding.offline.emails.emails import find_emails
from graph.understanding.offline.emails.spelt import find_spelt
from graph.understanding.situation import MAX_WINDOW_CHARACTERS
from tools.folding import composed, fold

_WORD = re.compile(r"[^\W_]+")
_EMAIL = re.compile(r"(?<![\w.+%-])[\w.+%-]++@[\w.+%@-]*")  # tried once a word, not once a letter
_OF_EMAIL, _GOES_ON = re.compile(r"[\w.+%-]"), re.compile(r"[\w-]|\.\w")
_AROUND_EMAIL = " \t\n<>()[],;:"
"""Characters that "Ana Gil <ana@x.es>" has beside the name and the address."""


@dataclass(frozen=True)
class UserWords:
    """The words of a session's user, to which a model's names and emails are held."""

    messages: tuple[str, ...]
    """The user's messages in the window, oldest first; the last one is this turn's."""

    @cached_property
    def _read(self) -> list["_Text"]:
        """The messages, newest first."""
        return [_Text(message) for message in reversed(self.messages)]

    def spelling(self, name: str, *, known: str = "") -> str | None:
        """The name, each word in the user's spelling; None when the user did not write the name.

        The words of the name stand side by side in one message; or each of them stands in this
        turn's message or in the draft's name, `known`. Case and accents may differ. Words inside
        an email address do not count.
        """
        name = _EMAIL.sub("", composed(name)).strip(_AROUND_EMAIL)
        wanted = _Text(name).folded
        if not wanted:
            return None
        before, now = _Text(known).spellings, self._read[0].spellings
        # A correction may differ from an earlier message by an accent: "Lluís" for "Lluis".
        if known and {*before.values(), *now.values()} >= set(_Text(name).written):
            return name
        for text in self._read:
            if (found := text.side_by_side(wanted)) is not None:
                return _respelled(name, found)
        # Scripts without cased letters may write words without blanks between them.
        if any(unicodedata.category(c) == "Lo" for c in name):
            return name if any(fold(name) in text.as_whole for text in self._read) else None
        if not before.keys() | now.keys() >= set(wanted):
            return None
        written = zip(wanted, _Text(name).written, strict=True)
        return _respelled(
            name, [w if before.get(f) == w else now.get(f) or before[f] for f, w in written]
        )

    def address(self, email: str) -> str | None:
        """The address as the user wrote or dictated it ("ana arroba acme punto es"), or None."""
        wanted = _lowered(composed(email)).strip()
        for text in self._read:
            if found := text.verbatim(wanted) or text.addresses.get(wanted):
                return found
        spelt = any(find_spelt(text.message, wanted) for text in self._read)
        return wanted if spelt else None


@dataclass(frozen=True)
class _Text:
    """A message's words, and its addresses; each is worked out once, when it is first needed."""

    message: str

    @cached_property
    def composed(self) -> str:
        return composed(self.message)

    @cached_property
    def lowered(self) -> str:
        return _lowered(self.composed)

    @cached_property
    def as_whole(self) -> str:
        """The folded message."""
        return fold(self.message)

    @cached_property
    def written(self) -> list[str]:
        """The words outside email addresses."""
        return _WORD.findall(_EMAIL.sub(" | ", self.composed))

    @cached_property
    def folded(self) -> list[str]:
        """The written words, folded."""
        return [fold(word) for word in self.written]

    @cached_property
    def spellings(self) -> dict[str, str]:
        """The last spelling of each folded word."""
        return dict(zip(self.folded, self.written, strict=True))

    @cached_property
    def _lines(self) -> str:
        return _lines(self.folded)

    def side_by_side(self, wanted: list[str]) -> list[str] | None:
        """The spelling of the first run of words that folds to the wanted ones."""
        at = self._lines.find(_lines(wanted))
        start = self._lines.count("\n", 0, at)
        return None if at < 0 else self.written[start : start + len(wanted)]

    @cached_property
    def addresses(self) -> dict[str, str]:
        """The addresses as the rules read them, by their form in lower case; the first counts."""
        found = [email.address for email in find_emails(self.message)]
        return {address.lower(): address for address in reversed(found)}

    def verbatim(self, wanted: str) -> str | None:
        """The spelling of an address in lower case that stands in the message as a whole word."""
        at = self.lowered.find(wanted)
        while at >= 0 and not self._bounded(at, at + len(wanted)):
            at = self.lowered.find(wanted, at + 1)
        return None if at < 0 else self.composed[at : at + len(wanted)]

    def _bounded(self, start: int, end: int) -> bool:
        """Whether no character beside `[start:end]` may belong to the same address."""
        inside = start > 0 and _OF_EMAIL.match(self.lowered, start - 1)
        return not (inside or _GOES_ON.match(self.lowered, end))


def user_words(window: Sequence[AnyMessage], message: str) -> UserWords:
    """The user's words in this message and in the newest earlier ones, as many as a model sees."""
    seen: list[str] = []
    room = MAX_WINDOW_CHARACTERS
    for text in (text_of(earlier) for earlier in reversed(window) if earlier.type == "human"):
        room -= len(text)
        if room < 0:
            break
        seen.insert(0, text)
    return UserWords((*seen, message))


def _lowered(text: str) -> str:
    """The text in lower case, with as many characters: that of "İ" would be two."""
    return text.replace("İ", "i").lower()


def _lines(words: Sequence[str]) -> str:
    """The folded words, which have no line end themselves, a line each."""
    return "".join(f"\n{word}" for word in (*words, ""))


def _respelled(name: str, words: list[str]) -> str:
    """The name with its words replaced by these, in order."""
    spellings = iter(words)
    return _WORD.sub(lambda _: next(spellings), name)
