"""Words between a name and its address that belong to neither."""

from dataclasses import replace

from graph.understanding.offline.names.owners import Record, shares


def by_evidence(records: list[Record]) -> list[Record]:
    """The records; a whole name that the only address repeats takes it from words that are none.

    As in "new member for ye. email ann@x.ie name Ann Daly".
    """
    addressed = [record for record in records if record.email]
    if len(addressed) != 1 or (addressed[0].judged == "name" and addressed[0].name is not None):
        return records
    [odd] = addressed
    email = odd.email or ""
    people = [r for r in records if r.judged == "name" and " " in (r.name or "")]
    owners = [record for record in people if shares(record.name, email)]
    if len(owners) != 1 or shares(odd.name, email):
        return records
    return [replace(owners[0], email=email, misheard=odd.misheard)]
