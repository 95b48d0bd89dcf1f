"""A model's creations beside the offline rules' own reading of the same message.

No model, however bad, registers a client whose creation the user denied, supposed, quoted, reported
or never asked for: a creation that the rules do not read in the message becomes a proposal.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import NamedTuple

from graph.understanding.evidence.names import PARTICLES, judge_name
from graph.understanding.evidence.short_forms import meant
from graph.understanding.intents import (
    CancelDraft,
    ChangeClient,
    ConfirmDraft,
    CreateClient,
    Intent,
    Talk,
    UndoLast,
)
from graph.understanding.offline.emails.emails import EmailFound, find_emails
from graph.understanding.offline.emails.spelt import find_spelt
from graph.understanding.offline.reader import OfflineUnderstanding, message_of
from graph.understanding.offline.requests.message import Message
from graph.understanding.offline.shown import asks_for_client, orders_whom_it_means
from graph.understanding.pairs import pairs_in
from graph.understanding.situation import Draft, Memory, Situation
from tools.errors import InvalidEmail
from tools.folding import composed, fold
from tools.validity import valid_email

RULES = OfflineUnderstanding()
MAX_CLIENTS = 50
"""Clients of the rules' reading to which a model's are compared; further ones are in doubt."""


class _Client(NamedTuple):
    """A client to compare with others: folded name and email, "" where there is none."""

    name: str
    email: str
    asked: bool = True
    revoked: bool = False


@dataclass(frozen=True)
class SecondReading:
    """One message as the offline rules read it, once and only when a creation asks."""

    message: str
    situation: Situation

    def doubts(self, wanted: Draft) -> bool:
        """Whether a client, grounded in the user's words, is to be proposed instead of created.

        No doubt: the rules ask for the same client, too, or the message plainly has it. Where they
        read nothing, as in languages that they do not know, all is in doubt. A draft without name
        or email is in doubt when its name is only part of a name that the rules read.
        """
        client = _folded(wanted.name, wanted.email)
        if any(read.asked and _same(read, client) for read in self._clients):
            return False
        if any(read.revoked and _shares(read, client) for read in self._clients):
            return True
        if not (wanted.name and wanted.email):
            return any(_cut_from(client.name, read.name) for read in self._clients)
        return not (self._confirms(client) or self._plainly_has(wanted))

    def reads(self, wanted: Draft) -> bool:
        """Whether the rules read the same client, asked for or not."""
        client = _folded(wanted.name, wanted.email)
        return any(_same(read, client) for read in self._clients)

    def names_nobody(self, name: str) -> bool:
        """Whether the words are no name, and the rules do not read them as one."""
        read = {client.name for client in self._clients}
        return judge_name(name) == "no_name" and fold(name) not in read

    @property
    def refuses(self) -> bool:
        """Whether the rules read a refusal."""
        return any(isinstance(intent, CancelDraft) for intent in self.intents)

    @property
    def agrees(self) -> bool:
        """Whether the rules read a yes."""
        return any(isinstance(intent, ConfirmDraft) for intent in self.intents)

    @property
    def silent(self) -> bool:
        """Whether the rules read no question, no order and no answer."""
        return all(isinstance(intent, Talk) for intent in self.intents)

    @property
    def undoes(self) -> bool:
        """Whether the rules read that the last write is to be taken back."""
        return any(isinstance(intent, UndoLast) for intent in self.intents)

    @property
    def changes(self) -> list[ChangeClient]:
        """The changes that the rules read."""
        return [intent for intent in self.intents if isinstance(intent, ChangeClient)]

    def _plainly_has(self, wanted: Draft) -> bool:
        """Whether a client is asked for, and the message pairs this name and this address."""
        if self._answers(wanted):
            return True
        client = _folded(wanted.name, wanted.email)
        known = {fold(draft.name or "") for draft in self.situation.memory.line}
        whole = " " in client.name or client.name in known
        return whole and self._asked_for and client in self._pairs(wanted.email or "")

    def _answers(self, wanted: Draft) -> bool:
        """Whether the message is the name, in capitals, that an address lacks, and nothing else."""
        draft = self.situation.memory.draft or Draft()
        waits = draft.email == wanted.email and not (draft.name or draft.candidate)
        name = wanted.name or ""
        titled = " " in name and all(w[0].isupper() or fold(w) in PARTICLES for w in name.split())
        return (
            waits and titled and self.message.strip(" .") == name and judge_name(name) != "no_name"
        )

    @cached_property
    def _asked_for(self) -> bool:
        return asks_for_client(self.read)

    def _pairs(self, address: str) -> set[_Client]:
        """The pairs of names and addresses, this one among them if the message dictates it."""
        read = any(email.address.lower() == address for email in self._emails)
        if read or not (spelt := find_spelt(self.message, address)):
            return self._pairs_read
        return self._paired(spelt)

    @cached_property
    def _emails(self) -> list[EmailFound]:
        return find_emails(self.message)

    @cached_property
    def _pairs_read(self) -> set[_Client]:
        return self._paired(None)

    def _paired(self, spelt: EmailFound | None) -> set[_Client]:
        known = [draft.name or draft.candidate or "" for draft in self.situation.memory.line]
        before = self.situation.message_before
        found = pairs_in(self.message, known, before, spelt)
        if not found and before and orders_whom_it_means(self.read):
            found = pairs_in(before, (), "")
        return {_folded(name, normalised(email)) for name, email in found}

    def others(self, known: Iterable[str]) -> list[str]:
        """The clients that the rules read and of which neither name nor email is known."""
        folded = {fold(field) for field in known}
        return [
            intent.name or intent.email or ""
            for intent in self.intents
            if isinstance(intent, CreateClient)
            and folded.isdisjoint({fold(intent.name or ""), fold(intent.email or "")})
        ][:MAX_CLIENTS]

    def denies(self, wanted: Draft) -> bool:
        """Whether the message denies a request or puts it off, and asks for no such client."""
        declined = any(isinstance(i, Talk) and i.topic == "declined" for i in self.intents)
        client = _folded(wanted.name, wanted.email)
        return declined and not any(_shares(read, client) for read in self._clients)

    @cached_property
    def intents(self) -> tuple[Intent, ...]:
        """What the rules read."""
        return RULES.understand(self.message, self.situation).intents

    @cached_property
    def read(self) -> Message:
        """The message's words and their roles, pasted material among them."""
        return message_of(composed(self.message), self.situation)

    @cached_property
    def _clients(self) -> list[_Client]:
        created = (intent for intent in self.intents if isinstance(intent, CreateClient))
        memory = self.situation.memory
        return [_client(intent, memory) for intent in islice(created, MAX_CLIENTS)]

    @property
    def _draft(self) -> Draft:
        return self.situation.memory.draft or Draft()

    def _confirms(self, client: _Client) -> bool:
        yes = any(isinstance(intent, ConfirmDraft) for intent in self.intents)
        if any(isinstance(intent, CreateClient) for intent in self.intents):
            return False  # "yes, but spell it Quintin"
        known = self._draft
        return yes and _same(_folded(known.name or known.candidate, known.email), client)


def _client(intent: CreateClient, memory: Memory) -> _Client:
    """The client of a creation; one that is not fresh completes a client in line."""
    pending = meant(memory.line, intent.name, intent.email, intent.about)
    base = pending or (None if intent.fresh else memory.draft) or Draft()
    name = pending.name if pending and not intent.about else intent.name or base.name
    client = _folded(name, normalised(intent.email or base.email))
    asked = not (intent.doubt or (not intent.fresh and base.proposed))
    return client._replace(asked=asked, revoked=intent.doubt == "revoked")


def _folded(name: str | None, email: str | None) -> _Client:
    return _Client(fold(name or ""), fold(email or ""))


def normalised(email: str | None) -> str | None:
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
