"""Erases one person from the directory, from every transcript and from working memory.

Every step can be repeated: an erasure that was cut off is finished by another one.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from graph.lifecycle.client_log import LogFindings
from graph.lifecycle.mentions import NOTES, Findings, Mention, Work
from graph.lifecycle.redaction import MARK, Person
from graph.lifecycle.storage import Storage
from tools.api_keys import ApiKey, erase_owner
from tools.database.engine import Transaction
from tools.directory.changes import erase_client
from tools.directory.clients import Client, find_clients
from tools.directory.filters import Filters
from tools.sessions.notes import notes_of, rewrite_notes
from tools.sessions.progress import begin_rewriting, erase_sessions
from tools.sessions.rewriting import messages_of, rewrite_message
from tools.validity import valid_email


@dataclass(frozen=True)
class Erasure:
    """What was found of the person, and what of it was erased (or would be, in a dry run)."""

    client: Client | None
    erased: tuple[Mention, ...]
    kept: tuple[Mention, ...]
    """The name, in turns that do not have the email: maybe another person's. Sessions of the
    owner who has the email as a name."""
    keys: tuple[ApiKey, ...] = ()
    """API keys of that owner, erased together with the sessions."""
    unreadable: tuple[str, ...] = ()
    """Rows that failed decryption and stay as they are, whatever they hold."""
    replaced: int = 0
    """Writes to clients, deleted ones included, that replaced the email."""

    @property
    def found(self) -> bool:
        """Whether the person stood anywhere."""
        addressed = any(mention.what == "email" for mention in self.kept)
        return bool(self.client or self.erased or self.keys or self.replaced or addressed)


def erase_person(
    storage: Storage, email: str, *, names: bool = False, owner: bool = False, dry_run: bool = False
) -> Erasure:
    """Delete the client and put a mark where the transcripts have its email.

    Its name goes from the turns that have the email, with `names` from all. `owner` also erases
    the sessions whose owner or id is the email, without a tombstone, and revokes that owner's keys.
    The files are rewritten even when nothing is found, because an erasure before may have been cut
    off there. Raises `InvalidEmail`, `DatabaseUnavailable` and `MemoryUnavailable`.
    """
    email = valid_email(email)
    with storage.database.read() as transaction:
        client = _client(transaction, email)
    log = LogFindings(Person(email))
    log.search(storage.database)
    found = Findings(Person(email, client.name if client else log.name))
    found.search(storage.database)
    if not dry_run:
        _rewrite_all(storage, found.person, found.work(names=names))
        _finish(storage, found, log, names=names, owner=owner)
        # All memory: it may hold a message that failed, in no transcript.
        storage.erase_memory(found.owned() if owner else ())
        storage.rewrite_files()
    return _report(client, found, log, names=names, owner=owner)


def _report(
    client: Client | None, found: Findings, log: LogFindings, *, names: bool, owner: bool
) -> Erasure:
    work, gone = found.work(names=names), set(found.owned() if owner else ())

    def goes(mention: Mention) -> bool:
        rewritten = mention.place != "owner" and mention.turn in work.get(mention.thread, ())
        return rewritten or mention.thread in gone

    return Erasure(
        client,
        erased=tuple(filter(goes, found.mentions)),
        kept=tuple(mention for mention in found.mentions if not goes(mention)),
        keys=tuple(found.keys),
        unreadable=(*found.unreadable, *log.unreadable),
        replaced=len(log.replaced),
    )


def _client(transaction: Transaction, email: str) -> Client | None:
    found = find_clients(transaction, Filters(email=email)).clients
    return found[0] if found else None


def _rewrite_all(storage: Storage, person: Person, work: Work) -> None:
    """One transaction a session, so that a running server goes on."""
    for thread, turns in work.items():
        with storage.database.write(alone=True) as transaction:
            _rewrite(transaction, thread, turns, person)


def _rewrite(transaction: Transaction, thread: str, turns: set[int], person: Person) -> None:
    if not begin_rewriting(transaction, thread):
        return
    for message in messages_of(transaction, thread, turns - {NOTES}):
        if not message.unreadable:
            memory = message.memory and person.redacted_memory(message.memory)
            content = person.redacted(message.content)
            rewrite_message(transaction, replace(message, content=content, memory=memory))
    notes = notes_of(transaction, thread)
    if NOTES in turns and not notes.unreadable:
        summary, title = (text and person.redacted(text) for text in (notes.summary, notes.title))
        rewrite_notes(transaction, replace(notes, summary=summary, title=title))


def _finish(
    storage: Storage, found: Findings, log: LogFindings, *, names: bool, owner: bool
) -> None:
    """Redact what was said meanwhile and delete the client, together: nobody says it after that.

    The client goes last: it is what knows the name, should all this have to be done again.
    """
    with storage.database.write(alone=True) as transaction:
        later = Findings(found.person, last=found.last)
        while later.search_messages(transaction):
            pass
        for thread, turns in later.work(names=names).items():
            _rewrite(transaction, thread, turns, found.person)
        found.mentions += later.mentions
        found.unreadable += later.unreadable
        if owner:
            _erase_owner(transaction, found.owned(), found.keys)
        client = _client(transaction, found.person.email)
        if client:
            erase_client(transaction, client.id)
        log.erase(transaction, owner=owner)


def _erase_owner(transaction: Transaction, threads: Sequence[str], keys: Sequence[ApiKey]) -> None:
    erase_sessions(transaction, threads)
    for key in keys:
        erase_owner(transaction, key.id, name=MARK, at=datetime.now(UTC))
