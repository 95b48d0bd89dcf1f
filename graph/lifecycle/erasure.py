"""Erases one person from the directory, from every transcript and from working memory.

Every step can be repeated: an erasure that was cut off is finished by another one.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from graph.lifecycle.redaction import Person, strings
from graph.lifecycle.storage import Storage
from tools.database.engine import Transaction
from tools.directory.clients import Client, delete_client, find_clients
from tools.directory.filters import Filters
from tools.sessions.notes import Notes, notes_of, rewrite_notes, stored_notes
from tools.sessions.progress import begin_rewriting
from tools.sessions.rewriting import StoredMessage, rewrite, stored_messages
from tools.sessions.transcript import turns_between
from tools.validity import valid_email

BATCH = 500
"""Rows that are read in one transaction."""
NOTES = 0
"""In the place of a turn's number: the session's summary and its title."""

Place = Literal["user", "assistant", "memory", "summary", "title"]
Work = dict[str, set[int]]
"""For each thread, the turns that are to be rewritten."""


@dataclass(frozen=True)
class Mention:
    """Where the person stands: in what was said in a turn, in memory after it, in a summary."""

    thread: str
    turn: int
    place: Place
    what: Literal["email", "name"]
    at: datetime | None = None


@dataclass(frozen=True)
class Erasure:
    """What was found of the person, and what of it was erased (or would be, in a dry run)."""

    client: Client | None
    erased: tuple[Mention, ...]
    kept: tuple[Mention, ...]
    """The name, in turns that do not have the email: maybe another person's."""

    @property
    def found(self) -> bool:
        """Whether there was anything to erase."""
        return self.client is not None or bool(self.erased)


def erase_person(
    storage: Storage, email: str, *, names: bool = False, dry_run: bool = False
) -> Erasure:
    """Delete the client and put a mark where the transcripts have its email.

    Its name goes from the turns that have the email, with `names` from all. The files are
    rewritten even when nothing is found, because an erasure before may have been cut off there.
    Raises `InvalidEmail`, `DatabaseUnavailable` and `MemoryUnavailable`.
    """
    email = valid_email(email)
    with storage.database.read() as transaction:
        client = _client(transaction, email)
    person = Person(email, client.name if client else "")
    last, mentions = _search(storage, person)
    work = _work(mentions, names=names)
    if not dry_run:
        _rewrite_all(storage, person, work)
        mentions += _finish(storage, person, last, names=names)
        work = _work(mentions, names=names)
        storage.erase_memory()  # all of it: it may hold a message that failed, in no transcript
        storage.database.vacuum()
    erased = [each for each in mentions if each.turn in work.get(each.thread, ())]
    kept = [each for each in mentions if each.turn not in work.get(each.thread, ())]
    return Erasure(client, tuple(erased), tuple(kept))


def _client(transaction: Transaction, email: str) -> Client | None:
    found = find_clients(transaction, Filters(email=email)).clients
    return found[0] if found else None


def _search(storage: Storage, person: Person) -> tuple[int, list[Mention]]:
    """All mentions at this moment, and the number of the last message that was looked at."""
    mentions: list[Mention] = []
    last, thread = 0, ""
    while True:
        with storage.database.read() as transaction:
            messages = stored_messages(transaction, after=last, limit=BATCH)
        if not messages:
            break
        last = messages[-1].id
        mentions += (mention for message in messages for mention in _in_message(message, person))
    while True:
        with storage.database.read() as transaction:
            notes = stored_notes(transaction, after=thread, limit=BATCH)
        if not notes:
            return last, mentions
        thread = notes[-1].session_id
        mentions += (each for one in notes for each in _in_notes(one, person))


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


def _whats(text: str, person: Person) -> Iterator[Literal["email", "name"]]:
    if person.email_in(text):
        yield "email"
    if person.name_in(text):
        yield "name"


def _work(mentions: list[Mention], *, names: bool) -> Work:
    work: Work = defaultdict(set)
    for mention in mentions:
        if names or mention.what == "email":
            work[mention.thread].add(mention.turn)
    return work


def _rewrite_all(storage: Storage, person: Person, work: Work) -> None:
    """One transaction a session, so that a running server goes on."""
    for thread, turns in work.items():
        with storage.database.write() as transaction:
            _rewrite(transaction, thread, turns, person)


def _rewrite(transaction: Transaction, thread: str, turns: set[int], person: Person) -> None:
    if not begin_rewriting(transaction, thread):
        return
    for number in sorted(turns - {NOTES}):
        for turn in turns_between(transaction, thread, number, number):
            cleared = replace(
                turn,
                message=person.redacted(turn.message),
                reply=person.redacted(turn.reply),
                memory=person.redacted_memory(turn.memory),
            )
            rewrite(transaction, thread, cleared)
    if NOTES in turns:
        notes = notes_of(transaction, thread)
        summary, title = (text and person.redacted(text) for text in (notes.summary, notes.title))
        rewrite_notes(transaction, Notes(thread, summary, title))


def _finish(storage: Storage, person: Person, last: int, *, names: bool) -> list[Mention]:
    """Redact what was said meanwhile and delete the client, together: nobody says it after that.

    The client goes last: it is what knows the name, should all this have to be done again.
    """
    mentions: list[Mention] = []
    with storage.database.write() as transaction:
        while messages := stored_messages(transaction, after=last, limit=BATCH):
            last = messages[-1].id
            mentions += (each for message in messages for each in _in_message(message, person))
        for thread, turns in _work(mentions, names=names).items():
            _rewrite(transaction, thread, turns, person)
        client = _client(transaction, person.email)
        if client:
            delete_client(transaction, client.id)
    return mentions
