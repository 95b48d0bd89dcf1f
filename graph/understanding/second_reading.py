"""Checks a model's creations against the offline rules' own reading of the same message.

No model, however bad, registers a client whose creation the user denied, supposed, quoted, reported
or never asked for: a creation that the rules do not read in the message becomes a proposal.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import NamedTuple

from graph.understanding.evidence.names import judge_name
from graph.understanding.evidence.short_forms import meant, shares_word
from graph.understanding.grounding import UserWords
from graph.understanding.intents import (
    CancelDraft,
    ChangeClient,
    ConfirmDraft,
    CreateClient,
    Intent,
    QueryClients,
    RemoveClient,
    RestoreClient,
    Talk,
    UndoLast,
)
from graph.understanding.offline.reader import (
    OfflineUnderstanding,
    asks_for_client,
    speaks_of_change,
)
from graph.understanding.pairs import pairs_in
from graph.understanding.situation import Draft, Memory, Situation
from tools.errors import InvalidEmail
from tools.folding import fold
from tools.validity import valid_email

Change = ChangeClient | RemoveClient | RestoreClient
RULES = OfflineUnderstanding()
REFUSING = ("kept", "changes", "unsupported", "declined")
"""Topics of messages that deny, suppose or ask about a change, or ask for one of many clients."""
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
        return any(isinstance(intent, CancelDraft) for intent in self._intents)

    @property
    def agrees(self) -> bool:
        """Whether the rules read a yes."""
        return any(isinstance(intent, ConfirmDraft) for intent in self._intents)

    @property
    def silent(self) -> bool:
        """Whether the rules read no question, no order and no answer."""
        return all(isinstance(intent, Talk) for intent in self._intents)

    @property
    def undoes(self) -> bool:
        """Whether the rules read that the last write is to be taken back."""
        return any(isinstance(intent, UndoLast) for intent in self._intents)

    @property
    def changes(self) -> list[ChangeClient]:
        """The changes that the rules read."""
        return [intent for intent in self._intents if isinstance(intent, ChangeClient)]

    def allows(self, wanted: Change) -> bool:
        """Whether a model's change or deletion may be proposed; none is done without a yes.

        Not against the rules: they read another change, an answer, that nothing is to change, or
        only questions and creations. And the message speaks of a change, or names the client.
        """
        read = [i for i in self._intents if isinstance(i, Change)]
        if read:
            return any(_agree(each, wanted) for each in read)
        if any(isinstance(i, ConfirmDraft | CancelDraft | UndoLast) for i in self._intents):
            return False
        if any(isinstance(i, Talk) and i.topic in REFUSING for i in self._intents):
            return False
        if speaks_of_change(self.message, self.situation, wanted.kind):
            return True
        other = all(isinstance(i, QueryClients | CreateClient) for i in self._intents)
        about = wanted.about
        now = UserWords((self.message,))
        named = bool(about) and bool(now.spelling(about or "") or now.address(about or ""))
        return named and not other

    def _plainly_has(self, wanted: Draft) -> bool:
        """Whether a client is asked for, and the message pairs this name and this address."""
        client = _folded(wanted.name, wanted.email)
        known = {fold(draft.name or "") for draft in self.situation.memory.line}
        whole = " " in client.name or client.name in known
        return whole and client in self._pairs and self._asked_for

    @cached_property
    def _asked_for(self) -> bool:
        return asks_for_client(self.message, self.situation)

    @cached_property
    def _pairs(self) -> set[_Client]:
        known = [draft.name or draft.candidate or "" for draft in self.situation.memory.line]
        return {
            _folded(name, _normalised(address))
            for name, address in pairs_in(self.message, known, self.situation.message_before)
        }

    def others(self, known: Iterable[str]) -> list[str]:
        """The clients that the rules read and of which neither name nor email is known."""
        folded = {fold(field) for field in known}
        return [
            intent.name or intent.email or ""
            for intent in self._intents
            if isinstance(intent, CreateClient)
            and folded.isdisjoint({fold(intent.name or ""), fold(intent.email or "")})
        ][:MAX_CLIENTS]

    def denies(self, wanted: Draft) -> bool:
        """Whether the message denies a request or puts it off, and asks for no such client."""
        declined = any(isinstance(i, Talk) and i.topic == "declined" for i in self._intents)
        client = _folded(wanted.name, wanted.email)
        return declined and not any(_shares(read, client) for read in self._clients)

    @cached_property
    def _intents(self) -> tuple[Intent, ...]:
        return RULES.understand(self.message, self.situation).intents

    @cached_property
    def _clients(self) -> list[_Client]:
        created = (intent for intent in self._intents if isinstance(intent, CreateClient))
        memory = self.situation.memory
        return [_client(intent, memory) for intent in islice(created, MAX_CLIENTS)]

    @property
    def _draft(self) -> Draft:
        return self.situation.memory.draft or Draft()

    def _confirms(self, client: _Client) -> bool:
        yes = any(isinstance(intent, ConfirmDraft) for intent in self._intents)
        if any(isinstance(intent, CreateClient) for intent in self._intents):
            return False  # "yes, but spell it Quintin"
        known = self._draft
        return yes and _same(_folded(known.name or known.candidate, known.email), client)


def _agree(read: Change, wanted: Change) -> bool:
    """Whether nothing in the rules' reading contradicts the model's: kind, client, new values."""
    if read.kind != wanted.kind or (read.position or wanted.position) != wanted.position:
        return False
    if not _compatible(read.about, wanted.about):
        return False
    if not isinstance(read, ChangeClient) or not isinstance(wanted, ChangeClient):
        return True
    if not read.gives:
        return True
    given = (bool(read.name), bool(read.email)) == (bool(wanted.name), bool(wanted.email))
    emails = _normalised(read.email) == _normalised(wanted.email)
    return given and emails and _compatible(read.name, wanted.name)


def _compatible(read: str | None, wanted: str | None) -> bool:
    """Whether the model's words are those of the rules, or some of them; or the rules have none."""
    if not read:
        return True
    return bool(wanted) and (fold(read) == fold(wanted or "") or shares_word(read, wanted or ""))


def _client(intent: CreateClient, memory: Memory) -> _Client:
    """The client of a creation; one that is not fresh completes a client in line."""
    pending = meant(memory.line, intent.name, intent.email, intent.about)
    base = pending or (None if intent.fresh else memory.draft) or Draft()
    name = pending.name if pending and not intent.about else intent.name or base.name
    client = _folded(name, _normalised(intent.email or base.email))
    asked = not (intent.doubt or (not intent.fresh and base.proposed))
    return client._replace(asked=asked, revoked=intent.doubt == "revoked")


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
