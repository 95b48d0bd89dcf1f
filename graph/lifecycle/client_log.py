"""Where a person stands in the log of writes to the directory: as a client, and as an author."""

from dataclasses import dataclass, field

from graph.lifecycle.redaction import MARK, Person
from tools.database.engine import Database, Transaction
from tools.directory.log import Entry, erase_author, erase_values, stored_entries

BATCH = 500
"""Entries that are read in one transaction."""


@dataclass
class LogFindings:
    """The entries that have the person, as far as the log has been read."""

    person: Person
    replaced: list[Entry] = field(default_factory=list)
    """Those that replaced values with the email."""
    written: list[Entry] = field(default_factory=list)
    """Those whose author signed in with the email."""
    unreadable: list[str] = field(default_factory=list)
    last: int = 0

    def search(self, database: Database) -> None:
        """Read the whole log, in short transactions. Raises `DatabaseUnavailable`."""
        more = True
        while more:
            with database.read() as transaction:
                more = self.search_more(transaction)

    def search_more(self, transaction: Transaction) -> bool:
        """Read the next entries; False when there are none."""
        entries = stored_entries(transaction, after=self.last, limit=BATCH)
        for entry in entries:
            self.last = entry.id
            self.unreadable += [entry.unreadable] if entry.unreadable else []
            if entry.replaced and self.person.email_in(entry.replaced.email):
                self.replaced.append(entry)
            if any(map(self.person.email_in, (entry.origin.owner, entry.origin.credential))):
                self.written.append(entry)
        return bool(entries)

    @property
    def name(self) -> str:
        """The name that the email last had; "" when the log has none."""
        return next((each.replaced.name for each in reversed(self.replaced) if each.replaced), "")

    def erase(self, transaction: Transaction, *, owner: bool) -> None:
        """Read what came since, and erase it all; the author's name only with `owner`."""
        while self.search_more(transaction):
            pass
        erase_values(transaction, self.replaced)
        if owner:
            erase_author(transaction, self.written, mark=MARK)
