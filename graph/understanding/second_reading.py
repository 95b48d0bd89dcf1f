"""A model's creations beside the offline rules' own reading of the same message.

No model, however bad, registers a client whose creation the user denied, supposed, quoted, reported
or never asked for: a creation that the rules do not read in the message becomes a proposal.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

from graph.understanding.evidence.names import PARTICLES, judge_name, kind_of
from graph.understanding.evidence.short_forms import cut_from, part_of
from graph.understanding.intents import (
    CancelDraft,
    ChangeClient,
    ConfirmDraft,
    CreateClient,
    Intent,
    Talk,
    UndoLast,
)
from graph.understanding.likeness import (
    Client,
    client_of,
    folded,
    normalised,
    same,
    shares,
)
from graph.understanding.models.tagger import names_in
from graph.understanding.offline.emails.emails import find_emails
from graph.understanding.offline.emails.spelt import find_spelt
from graph.understanding.offline.learned.pairing import pairs_of
from graph.understanding.offline.learned.reading import LearnedReading
from graph.understanding.offline.reader import read_message
from graph.understanding.offline.requests.message import Message
from graph.understanding.offline.sentence.speech import create_triggers
from graph.understanding.offline.shown import asks_for_client
from graph.understanding.situation import Draft, Situation
from tools.folding import composed, fold

MAX_BETWEEN = 2
"""Words between a name and an address that repeats none of it."""
WITH = ("con", "with")
"""Words behind a name that are none of it, though people are called so."""
MAX_CLIENTS = 50
"""Clients of the rules' reading to which a model's are compared; further ones are in doubt."""


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
        client = folded(wanted.name, wanted.email)
        if any(read.asked and same(read, client) for read in self._clients):
            return False
        if any(read.revoked and shares(read, client) for read in self._clients):
            return True
        if not (wanted.name and wanted.email):
            return any(cut_from(client.name, read.name) for read in self._clients)
        return not (self._confirms(client) or self._plainly_has(wanted))

    def reads(self, wanted: Draft) -> bool:
        """Whether the rules read the same client, asked for or not."""
        client = folded(wanted.name, wanted.email)
        return any(same(read, client) for read in self._clients)

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
        client = folded(wanted.name, wanted.email)
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
        return asks_for_client(self._learned)

    def _pairs(self, address: str) -> set[Client]:
        """The pairs of names and addresses, this one among them if the message dictates it."""
        return self._told or self._beside_known(address) or self._meant_before()

    @cached_property
    def _told(self) -> set[Client]:
        """The pairs that the message tells; none where it names somebody else, too."""
        pairs = [
            (pair.name, pair.email)
            for pair in pairs_of(self.read, self._learned.names)
            if pair.email
        ]
        if len(self._names) == len(self._emails) == 1:
            pairs = [(self._names[0], self._emails[0])]
        told = len(pairs) == len(self._names) and all(self._whole(*pair) for pair in pairs)
        return {folded(name, normalised(email)) for name, email in pairs if told}

    @cached_property
    def _names(self) -> list[str]:
        """The names by learned evidence, but for parts of others."""
        told = [n for n in self._learned.names if n.client or judge_name(n.text) == "name"]
        names = list(dict.fromkeys(name.text for name in told))
        return [n for n in names if not any(cut_from(n, other) for other in names)]

    @cached_property
    def _emails(self) -> list[str]:
        return [email.address for email in find_emails(self.message) if not email.doubtful]

    @cached_property
    def _learned(self) -> LearnedReading:
        return LearnedReading(self.read)

    def _whole(self, name: str, email: str) -> bool:
        """Whether the words are a name to its end, and the address repeats them or is near."""
        text, name, email = (each.lower() for each in (composed(self.message), name, email))
        behind = text.partition(name)[2]
        between = (behind if email in behind else text.partition(email)[2]).partition(email)[0]
        near = email in text and len(re.findall(r"\w+", between.partition(name)[0])) <= MAX_BETWEEN
        if not (self.read.reader.backs(email, name) or (near and judge_name(name) == "name")):
            return False
        beside = re.findall(r"^\s(\w+)(?![\w.+-]*@)", behind)
        return all(word in WITH or kind_of(word) in ("word", "rare") for word in beside)

    def _beside_known(self, address: str) -> set[Client]:
        """The client whose other half is in line or in the message before, or is dictated."""
        emails, names, before = self._emails, self._names, self.situation.message_before
        read = any(email.address.lower() == address for email in find_emails(self.message))
        if not read and find_spelt(self.message, address):
            emails = [address]
        elif bool(names) == bool(emails):
            return set()
        if not names:
            known = [draft.name or draft.candidate or "" for draft in self.situation.memory.line]
            earlier = [name.text for name in names_in(before, "nothing")]
            names = [name for name in known if name] or earlier
            backed = [name for name in names if self.read.reader.backs(address, name)]
            names = backed if len(names) > 1 else names
        if not emails:
            emails = [email.address for email in find_emails(before) if not email.doubtful]
        alone = len(names) == len(emails) == 1
        return {folded(names[0], normalised(emails[0]))} if alone else set()

    def _meant_before(self) -> set[Client]:
        """The only client of the message before whom this one, without an address, orders."""
        before = self.situation.message_before
        if not before or self.read.has_email or not create_triggers(self.read.units):
            return set()
        earlier = SecondReading(before, Situation(self.situation.today))
        found = {c._replace(asked=True) for c in (*earlier._clients, *earlier._told)}
        meant = {c for c in found if all(part_of(name, c.name) for name in self._names)}
        return meant if len(meant) == 1 else set()

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
        """Whether the message denies it, puts it off, or gives the address to somebody else."""
        given = [fold(change.email) for change in self.changes if change.email]
        declined = any(isinstance(i, Talk) and i.topic == "declined" for i in self.intents)
        client = folded(wanted.name, wanted.email)
        asked = any(shares(read, client) for read in self._clients)
        return not asked and (declined or client.email in given)

    @property
    def intents(self) -> tuple[Intent, ...]:
        """What the rules read."""
        return self._reading[1]

    @cached_property
    def read(self) -> Message:
        """The message's words and their roles, those of pasted material among them."""
        read, text = self._reading[0], composed(self.message)
        return read if read.reader.message == text else Message.of(text, self.situation)

    @cached_property
    def _reading(self) -> tuple[Message, tuple[Intent, ...]]:
        return read_message(composed(self.message), self.situation)

    @cached_property
    def _clients(self) -> list[Client]:
        created = (intent for intent in self.intents if isinstance(intent, CreateClient))
        memory = self.situation.memory
        return [client_of(intent, memory) for intent in islice(created, MAX_CLIENTS)]

    def _confirms(self, client: Client) -> bool:
        yes = any(isinstance(intent, ConfirmDraft) for intent in self.intents)
        if any(isinstance(intent, CreateClient) for intent in self.intents):
            return False  # "yes, but spell it Quintin"
        known = self.situation.memory.draft or Draft()
        return yes and same(folded(known.name or known.candidate, known.email), client)
