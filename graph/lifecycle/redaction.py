"""Finds a person's email and name in text and in working memory, and takes them out."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar

from graph.understanding.intents import Value
from graph.understanding.offline.emails.emails import EmailFound, find_emails
from graph.understanding.situation import Draft, KnownClient, Memory, PendingChange, Results
from tools.errors import InvalidEmail
from tools.folding import fold, plain
from tools.validity import ascii_domain, valid_email

MARK = "[borrado]"
"""What stands in the transcript where a person was erased."""

_LETTER = r"\w\u0300-\u036f"
UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
"""Characters without width, which may stand in a copied address."""

Kept = TypeVar("Kept", KnownClient, PendingChange, Results)
Span = tuple[int, int]


@dataclass(frozen=True)
class Person:
    """An email and a name to find in texts; without a name, only the email is found."""

    email: str
    name: str = ""

    def email_in(self, text: str) -> bool:
        """Whether the text has the whole address, written in any case or spelled out."""
        return bool(self._emails(text))

    def name_in(self, text: str) -> bool:
        """Whether the text has the whole name, whatever its case and accents."""
        return bool(self._names(text))

    def redacted(self, text: str) -> str:
        """The text with a mark where the person was."""
        end, kept = 0, ""
        for start, stop in sorted(self._emails(text) + self._names(text)):
            if start >= end:
                kept += text[end:start] + MARK
            end = max(end, stop)
        return kept + text[end:]

    def redacted_memory(self, memory: dict[str, Any]) -> dict[str, Any]:
        """The memory without the fields that have the person; a mark in them would be data."""
        known = Memory.model_validate(memory)
        line = list(filter(None, map(self._draft, known.line)))
        changes = tuple(filter(self._lacks, known.changes))
        changed = known.model_copy(
            update={
                "draft": line[0] if line else None,
                "waiting": tuple(line[1:]),
                "results": self._without(known.results),
                "quick_replies": tuple(filter(self._lacks, known.quick_replies)),
                "pending": changes[0] if changes else None,
                "beside": changes[1:],
                "created": self._without(known.created),
            }
        )
        return changed.model_dump(mode="json")

    def _draft(self, draft: Draft) -> Draft | None:
        fields = {name: getattr(draft, name) for name in ("name", "email", "candidate")}
        kept = {name: None if text and self._has(text) else text for name, text in fields.items()}
        return draft.model_copy(update=kept) if any(kept.values()) else None

    def _lacks(self, value: Value) -> bool:
        return not any(map(self._has, strings(value.model_dump())))

    def _without(self, value: Kept | None) -> Kept | None:
        """The value, or None if the person stands in it."""
        return value if value is not None and self._lacks(value) else None

    def _has(self, text: str) -> bool:
        return self.email_in(text) or self.name_in(text)

    def _emails(self, text: str) -> list[Span]:
        found = []
        compared = _compared(text)
        if any(spelling in compared for spelling in self._spellings):
            whole, places = _mapped(text, keep_marks=True)
            found = [_span(text, places, match) for match in self._address.finditer(whole)]
        spelled = (each for each in find_emails(text) if self._is_mine(each, text))
        return found + [(each.start, each.end) for each in spelled]

    def _is_mine(self, found: EmailFound, text: str) -> bool:
        """Whether it is the person's address once it is in its normal form.

        A dictated one has no accents: "bucher" is how "bücher" is heard.
        """
        if "@" not in text[found.start : found.end] and fold(found.address) == fold(self.email):
            return True
        return _normal(found.address) == self._spellings[0]

    def _names(self, text: str) -> list[Span]:
        if not self._name or self._name not in fold(text):
            return []
        whole, places = _mapped(text, keep_marks=False)
        return [_span(text, places, match) for match in self._whole_name.finditer(whole)]

    @cached_property
    def _spellings(self) -> tuple[str, ...]:
        """The address with its domain as people write it, which comes first, and in punycode."""
        local, _, domain = self.email.rpartition("@")
        return _compared(self.email), _compared(f"{local}@{ascii_domain(domain)}")

    @cached_property
    def _name(self) -> str:
        return fold(self.name)

    @cached_property
    def _address(self) -> re.Pattern[str]:
        """Not as a part of a longer address, which is another person's."""
        before = rf"(?<![{_LETTER}])(?<![{_LETTER}][.%+'-])"
        addresses = "|".join(map(re.escape, self._spellings))
        return re.compile(rf"{before}(?:{addresses})(?!-*[^\W_]|\.[^\W_])")

    @cached_property
    def _whole_name(self) -> re.Pattern[str]:
        """Not as a part of a longer word, nor of somebody's address."""
        return re.compile(rf"(?<![^\W_])(?<!@){re.escape(self._name)}(?![^\W_]|[\w.+-]*@)")


def strings(value: Any) -> Iterator[str]:
    """Every string in a value made of dicts and lists, wherever it stands."""
    match value:
        case str():
            yield value
        case dict():
            for each in value.values():
                yield from strings(each)
        case list() | tuple():
            for each in value:
                yield from strings(each)


def _normal(address: str) -> str:
    """As addresses are stored, compared; one that is not valid as it is."""
    try:
        return _compared(valid_email(address))
    except InvalidEmail:
        return _compared(address)


def _compared(text: str) -> str:
    """Without case, and as wide characters and other full stops are read in addresses."""
    return UNSEEN.sub("", unicodedata.normalize("NFKD", text.casefold())).replace("。", ".")


def _mapped(text: str, *, keep_marks: bool) -> tuple[str, list[int]]:
    """The text as it is compared, and for each of its characters the place that it comes from."""
    compared = _compared if keep_marks else plain
    letters, places = "", list[int]()
    for place, character in enumerate(text):
        for letter in compared(character):
            letter = " " if letter.isspace() else letter
            if not (letter == " " and letters.endswith(" ")):
                letters += letter
                places.append(place)
    return letters, places


def _span(text: str, places: list[int], match: re.Match[str]) -> Span:
    """Where the match stands in the text, with the accents of its last letter."""
    end = places[match.end() - 1] + 1
    while end < len(text) and unicodedata.combining(text[end]):
        end += 1
    return places[match.start()], end
