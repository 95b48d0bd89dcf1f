"""Words between a name and its address that belong to neither: comments, labels, corrections."""

from dataclasses import replace

from rapidfuzz.distance import OSA

from graph.understanding.evidence.names import judge_name
from graph.understanding.offline.names.names import NameFound, NameReader
from graph.understanding.offline.names.owners import Record, shares
from graph.understanding.offline.names.placing import Place
from graph.understanding.offline.sentence.units import Unit

MAX_LETTERS_CHANGED = 3
"""Letters by which an address differs from the one that it corrects."""
MAX_COMMENT = 10
"""Units of a comment in brackets."""


def behind_comment(units: list[Unit], index: int, known: Record) -> int | None:
    """The index behind a comment in brackets: "Ana Gil (la del gato Pelusa) anagil@x.es"."""
    if units[index].text != "(":
        return None
    for end in range(index + 1, min(index + MAX_COMMENT, len(units))):
        if units[end].kind in ("email", "line"):
            return None
        if units[end].text == ")":
            email = next((u.norm for u in units[end:] if u.kind == "email"), "")
            return end + 1 if shares(known.name, email) else None
    return None


def beside_the_point(reader: NameReader, found: NameFound, place: Place, known: Record) -> bool:
    """Whether one word, perhaps no name, stands between a whole name and its own address.

    As in "Ana Gil, su correo para avisos es anagil@x.es", "Ana Gil, que compró el SOAT, anagil@…".
    """
    whole = " " in (known.name or "") and not known.email and known.judged == "name"
    if not whole or found.after - found.first > 1 or judge_name(found.text) == "name":
        return False
    behind = (reader.units[i] for i in range(found.after, place.indices.stop))
    email = next((unit.norm for unit in behind if unit.kind == "email"), "")
    return shares(known.name, email) and not shares(found.text, email)


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


def odd_label(units: list[Unit], index: int) -> bool:
    """Whether the unit is an unknown label of an address: "Emil: ana@acme.es"."""
    if index == 0 or index + 2 >= len(units) or units[index].kind != "word":
        return False
    before, word, colon, email = units[index - 1 : index + 3]
    framed = before.kind in ("mark", "line") and colon.text == ":" and email.kind == "email"
    odd = not word.roles and not word.text.islower()
    return framed and odd and not shares(word.text, email.text)


def alike(one: str, other: str) -> bool:
    """Whether two addresses differ by a few letters, so that the second may correct the first."""
    return OSA.distance(one.lower(), other, score_cutoff=MAX_LETTERS_CHANGED) <= MAX_LETTERS_CHANGED
