"""Holds what was understood against what the message says by rules alone, before it is written.

No model, however bad, registers what the user denied, supposed, quoted, told or never asked for:
a creation that this second reading does not bear out is proposed to the user instead of done.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from graph.understanding.grounding import UserWords, user_words
from graph.understanding.intents import (
    ConfirmDraft,
    CreateClient,
    Draft,
    Intent,
    Situation,
    Talk,
    Understanding,
)
from tools.errors import InvalidEmail
from tools.folding import fold
from tools.validity import valid_email

Doubts = Callable[[Draft], bool]
"""Whether a client, grounded in the user's words, is to be proposed rather than created."""

Guard = Callable[[str, Situation], Doubts]
"""Reads a message against its situation."""

PLAIN_REQUEST = "Crea un cliente: {name}, {email}"


def second_reading(reader: Understanding) -> Guard:
    """The guard that reads every message again with `reader`, which must not be a model."""

    def guard(message: str, situation: Situation) -> Doubts:
        return _Message(message, situation, reader).leaves_doubts

    return guard


@dataclass(frozen=True)
class _Message:
    """A message, and what the reader makes of it."""

    text: str
    situation: Situation
    reader: Understanding

    @cached_property
    def intents(self) -> tuple[Intent, ...]:
        """Read once, and only if a creation is at stake."""
        return self.reader.understand(self.text, self.situation).intents

    @cached_property
    def words(self) -> UserWords:
        """The message's own, without those of earlier turns."""
        return user_words([], self.text)

    def leaves_doubts(self, wanted: Draft) -> bool:
        """The reader has to mean the same client, or to be at a loss where the data are plain.

        A draft that lacks something is doubted when its name is only part of the one that is read.
        """
        read = _clients(self.intents, self._draft)
        asked = [client for client in read if not client.proposed]
        if any(_same(client, wanted) for client in asked):
            return False
        if any(client.proposed and (not asked or _shares(client, wanted)) for client in read):
            return True
        if not (wanted.name and wanted.email):
            return any(_cut_from(wanted.name, client.name) for client in read)
        return not (self._confirms(wanted) or self._says_unread(wanted))

    def _confirms(self, wanted: Draft) -> bool:
        yes = any(isinstance(intent, ConfirmDraft) for intent in self.intents)
        return yes and _same(self._draft, wanted)

    def _says_unread(self, wanted: Draft) -> bool:
        """A phrasing unknown to the reader, with the whole client in it or in the pending draft."""
        pending = Draft() if self._draft.proposed else self._draft
        return (
            all(isinstance(i, Talk) and i.topic == "unknown" for i in self.intents)
            and (_alike(pending.name, wanted.name) or self._says_name(wanted))
            and (_alike(pending.email, wanted.email) or self._says_email(wanted))
        )

    def _says_email(self, wanted: Draft) -> bool:
        return self.words.address(wanted.email or "") is not None

    def _says_name(self, wanted: Draft) -> bool:
        """The words are in the message, and in a plain request the reader takes them for a name."""
        request = PLAIN_REQUEST.format(name=wanted.name, email=wanted.email)
        read = self.reader.understand(request, Situation(self.situation.today)).intents
        taken = any(_same(c, wanted) and not c.proposed for c in _clients(read, Draft()))
        return taken and self.words.spelling(wanted.name or "") is not None

    @property
    def _draft(self) -> Draft:
        return self.situation.memory.draft or Draft()


def _clients(intents: tuple[Intent, ...], draft: Draft) -> list[Draft]:
    """The clients that the reader finds; `proposed` are those that it would not create at once."""
    found = []
    for intent in intents:
        if isinstance(intent, CreateClient):
            base = Draft() if intent.fresh else draft
            name, email = intent.name or base.name, intent.email or base.email
            found.append(Draft(name=name, email=_tidy(email), proposed=intent.tentative))
    return found


def _tidy(email: str | None) -> str | None:
    """In the form in which a wanted client's address comes; one that is no address as it is."""
    try:
        return valid_email(email) if email else None
    except InvalidEmail:
        return email


def _same(one: Draft, other: Draft) -> bool:
    return _alike(one.name, other.name) and _alike(one.email, other.email)


def _shares(one: Draft, other: Draft) -> bool:
    return _alike(one.name, other.name) or _alike(one.email, other.email)


def _alike(one: str | None, other: str | None) -> bool:
    return bool(one and other) and fold(one or "") == fold(other or "")


def _cut_from(part: str | None, whole: str | None) -> bool:
    return bool(part and whole) and set(fold(part or "").split()) < set(fold(whole or "").split())
