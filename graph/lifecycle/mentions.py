"""Where a person stands in the business database: in what was said, in notes, and in names."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from graph.lifecycle.redaction import Person, strings
from tools.api_keys import ApiKey, list_keys
from tools.database.engine import Database, Transaction
from tools.sessions.notes import Notes, stored_notes
from tools.sessions.progress import session_ids
from tools.sessions.rewriting import StoredMessage, stored_messages
from tools.sessions.threads import owner_and_session

BATCH = 500
"""Rows that are read in one transaction."""
NOTES = 0
"""In the place of a turn's number: the session's summary, title and name."""

What = Literal["email", "name"]
Place = Literal["user", "assistant", "memory", "summary", "title", "owner"]
Work = dict[str, set[int]]
"""For each thread, the turns that are to be rewritten."""


@dataclass(frozen=True)
class Mention:
    """Where the person stands: in what was said in a turn, in memory after it, in a summary."""

    thread: str
    turn: int
    place: Place
    """`owner`: the thread's name, which has its owner's."""
    what: What
    at: datetime | None = None


@dataclass
class Findings:
    """What a search has come upon so far."""

    person: Person
    mentions: list[Mention] = field(default_factory=list)
    keys: list[ApiKey] = field(default_factory=list)
    """API keys whose owner is the person."""
    unreadable: list[str] = field(default_factory=list)
    """Rows that failed decryption, so that nobody knows whether the person stands there."""
    last: int = 0
    """Id of the last message that was looked at."""

    def search(self, database: Database) -> None:
        """Look everywhere, in short transactions. Raises `DatabaseUnavailable`."""
        more = True
        while more:
            with database.read() as transaction:
                more = self.search_messages(transaction)
        after: str | None = ""
        while after is not None:
            with database.read() as transaction:
                after = self._search_notes(transaction, after)
        with database.read() as transaction:
            self._search_names(transaction)

    def search_messages(self, transaction: Transaction) -> bool:
        """Look at the next messages; False when there are none."""
        messages = stored_messages(transaction, after=self.last, limit=BATCH)
        for message in messages:
            self.last = message.id
            self._add(message.unreadable, _in_message(message, self.person))
        return bool(messages)

    def work(self, *, names: bool) -> Work:
        """The turns that have the email, or with `names` the name."""
        work: Work = defaultdict(set)
        for mention in self.mentions:
            if mention.place != "owner" and (names or mention.what == "email"):
                work[mention.thread].add(mention.turn)
        return work

    def owned(self) -> list[str]:
        """The threads whose names have the email."""
        return [mention.thread for mention in self.mentions if mention.place == "owner"]

    def _search_notes(self, transaction: Transaction, after: str) -> str | None:
        notes = stored_notes(transaction, after=after, limit=BATCH)
        for one in notes:
            self._add(one.unreadable, _in_notes(one, self.person))
        return notes[-1].session_id if notes else None

    def _search_names(self, transaction: Transaction) -> None:
        for thread in session_ids(transaction):
            if any(map(self.person.email_in, owner_and_session(thread))):
                self.mentions.append(Mention(thread, NOTES, "owner", "email"))
        self.keys += [key for key in list_keys(transaction) if self.person.email_in(key.owner)]

    def _add(self, unreadable: str, mentions: Iterable[Mention]) -> None:
        self.unreadable += [unreadable] if unreadable else []
        self.mentions += mentions


def _in_message(message: StoredMessage, person: Person) -> Iterator[Mention]:
    texts: list[tuple[Place, str]] = [(message.role, message.content)]
    texts += [("memory", text) for text in strings(message.memory)]
    found = {(place, what) for place, text in texts for what in _whats(text, person)}
    for place, what in sorted(found):
        yield Mention(message.session_id, message.turn, place, what, message.timestamp)


def _in_notes(notes: Notes, person: Person) -> Iterator[Mention]:
    texts: tuple[tuple[Place, str | None], ...] = (
        ("summary", notes.summary),
        ("title", notes.title),
    )
    for place, text in texts:
        for what in _whats(text or "", person):
            yield Mention(notes.session_id, NOTES, place, what)


def _whats(text: str, person: Person) -> Iterator[What]:
    if person.email_in(text):
        yield "email"
    if person.name_in(text):
        yield "name"
