"""Checks a model's creations against the offline rules' own reading of the same message.

No model, however bad, registers a client whose creation the user denied, supposed, quoted, reported
or never asked for: a creation that the rules do not read in the message becomes a proposal.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from graph.understanding.grounding import UserWords, user_words
from graph.understanding.intents import ConfirmDraft, CreateClient, Draft, Intent, Situation, Talk
from graph.understanding.offline.reader import OfflineUnderstanding
from tools.errors import InvalidEmail
from tools.folding import fold
from tools.validity import valid_email

PLAIN_REQUEST = "Crea un cliente: {name}, {email}"
RULES = OfflineUnderstanding()


class _Client(NamedTuple):
    """A client to compare with others: folded name and email, "" where there is none."""

    name: str
    email: str
    tentative: bool = False


@dataclass(frozen=True)
class SecondReading:
    """One message as the offline rules read it, once and only when a creation asks."""

    message: str
    situation: Situation

    def doubts(self, wanted: Draft) -> bool:
        """Whether a client, grounded in the user's words, is to be proposed instead of created.

        No doubt: the rules ask for the same client, or understand nothing and the message has its
        name and email in plain words. A draft without name or email is in doubt when its name is
        only part of a name that the rules read.
        """
        client = _folded(wanted.name, wanted.email)
        asked = [read for read in self._clients if not read.tentative]
        if any(_same(read, client) for read in asked):
            return False
        if any(read.tentative and (not asked or _shares(read, client)) for read in self._clients):
            return True
        if not (wanted.name and wanted.email):
            return any(_cut_from(client.name, read.name) for read in self._clients)
        return not (self._confirms(client) or self._plainly_says(wanted, client))

    @cached_property
    def _intents(self) -> tuple[Intent, ...]:
        return RULES.understand(self.message, self.situation).intents

    @cached_property
    def _clients(self) -> list[_Client]:
        return _clients_in(self._intents, self._draft)

    @cached_property
    def _words(self) -> UserWords:
        """This message's words, without those of earlier turns."""
        return user_words([], self.message)

    @property
    def _draft(self) -> Draft:
        return self.situation.memory.draft or Draft()

    def _confirms(self, client: _Client) -> bool:
        yes = any(isinstance(intent, ConfirmDraft) for intent in self._intents)
        known = self._draft
        return yes and _same(_folded(known.name or known.candidate, known.email), client)

    def _plainly_says(self, wanted: Draft, client: _Client) -> bool:
        """The rules understand nothing, and name and email are in the message or the draft."""
        pending = Draft() if self._draft.proposed else self._draft
        known = _folded(pending.name, pending.email)
        if not all(isinstance(i, Talk) and i.topic == "unknown" for i in self._intents):
            return False
        written = self._words.address(wanted.email or "") is not None
        named = _alike(known.name, client.name) or self._says_name(wanted, client)
        return named and (written or _alike(known.email, client.email))

    def _says_name(self, wanted: Draft, client: _Client) -> bool:
        """The name is in the message, and the rules read it as a name in a plain request."""
        request = PLAIN_REQUEST.format(name=wanted.name, email=wanted.email)
        read = RULES.understand(request, Situation(self.situation.today)).intents
        is_name = any(_same(c, client) and not c.tentative for c in _clients_in(read, Draft()))
        return is_name and self._words.spelling(wanted.name or "") is not None


def _clients_in(intents: tuple[Intent, ...], draft: Draft) -> list[_Client]:
    """The clients of the creations among the intents; those not fresh complete the draft."""
    found = []
    for intent in intents:
        if isinstance(intent, CreateClient):
            base = Draft() if intent.fresh else draft
            email = _normalised(intent.email or base.email)
            client = _folded(intent.name or base.name, email)
            found.append(client._replace(tentative=intent.tentative))
    return found


def _folded(name: str | None, email: str | None) -> _Client:
    return _Client(fold(name or ""), fold(email or ""))


def _normalised(email: str | None) -> str | None:
    """The address in the normal form of stored ones; an invalid one unchanged."""
    try:
        return valid_email(email) if email else None
    except InvalidEmail:
        return email


def _same(one: _Client, other: _Client) -> bool:
    return _alike(one.name, other.name) and _alike(one.email, other.email)


def _shares(one: _Client, other: _Client) -> bool:
    return _alike(one.name, other.name) or _alike(one.email, other.email)


def _alike(one: str, other: str) -> bool:
    return one == other != ""


def _cut_from(part: str, whole: str) -> bool:
    return bool(part) and set(part.split()) < set(whole.split())
