"""Pairs of name and address that a message plainly has, whatever its sentences say."""

import re
from collections.abc import Sequence
from dataclasses import replace

from graph.understanding.evidence.mentions import Mention, named_in
from graph.understanding.evidence.names import kind_of
from graph.understanding.evidence.short_forms import goes_by
from graph.understanding.offline.emails.emails import EmailFound, alternatives, find_emails
from graph.understanding.offline.names.owners import shares
from tools.folding import fold

MAX_WORDS_BETWEEN = 4
"""Words between a name and the address that follows it or precedes it."""
MAX_CHANCE_LETTERS = 3
"""Letters of a word that may occur in an address by chance."""
JOINING = frozenset({"y", "e", "and", "o", "or"})
"""Words between two names, or inside one."""

_CUT_BEFORE = re.compile(r"[^\W\d_a-z]\w+\s+(?i:el|la|los|las|de|del|the|of|y|e|and|&)\s+$")
_CUT_AFTER = re.compile(r"\s+(?:y|e|&|and|de|del|of)\s+[^\W\d_a-z]")
"""Capitals before or behind a name, with a particle between: "Repuestos El Cruce", "Gil y Soto"."""

_TITLED = re.compile(r"[^\W\d_a-z]\w+\s+$")
"""A capital word before a name, which may be part of it: "Sor Ángela"."""
_CLAUSE = re.compile(r"[.:;!?]\s|\n")
_WORD = re.compile(r"[^\W\d_]+")

Pair = tuple[str, str]


def pairs_in(
    message: str, known: Sequence[str], before: str, spelt: EmailFound | None = None
) -> list[Pair]:
    """Names with their addresses, where no other name could be meant.

    `known`: names of the clients that are being registered. `before`: the user's message before
    this one. A name or an address that stands alone takes its other half from there. `spelt`: an
    address that the message dictates.
    """
    emails = _addresses(message, spelt)
    names = _names(message, emails, known)
    if names and emails:
        if pairs := _side_by_side(message, names, emails):
            return pairs
        if len(emails) > 1 and any(_TITLED.search(message[: name.start]) for name in names):
            return []
        people = [name.text for name in names]
        return (
            _in_order(names, emails)
            or _by_letters(people, emails)
            or _in_clause(message, names, emails)
        )
    if emails:
        earlier = [name for name in known if name] or [name.text for name in _names(before)]
        alone = len(earlier) == len(emails) == 1
        return [(earlier[0], emails[0].address)] if alone else _by_letters(earlier, emails)
    earlier_emails = [email.address for email in _addresses(before)]
    alone = len(names) == len(earlier_emails) == 1
    return [(names[0].text, earlier_emails[0])] if alone else []


def names_in(message: str) -> list[str]:
    """The names in a message, those in capitals throughout among them."""
    return [name.text for name in _names(message, find_emails(message))]


def _names(
    message: str, emails: Sequence[EmailFound] = (), known: Sequence[str] = ()
) -> list[Mention]:
    """The names outside addresses that neither join two people nor may begin or end elsewhere."""
    for email in emails:
        blank = ",".ljust(email.end - email.start)
        message = message[: email.start] + blank + message[email.end :]
    found = [
        name
        for name in named_in(message.lower() if message.isupper() else message)
        if JOINING.isdisjoint(fold(name.text).split())
        and not _CUT_BEFORE.search(message[: name.start])
        and not _CUT_AFTER.match(message[name.end :])
    ]
    whole = [name.text for name in found if " " in name.text]
    told = [_as_whole(name, whole) for name in found]
    return _in_line(message, known) or told


def _as_whole(name: Mention, whole: Sequence[str]) -> Mention:
    """The mention, with the whole name where one word means a person named in the message."""
    meant = [] if " " in name.text else [other for other in whole if goes_by(name.text, other)]
    return replace(name, text=meant[0]) if len(meant) == 1 else name


def _in_line(message: str, known: Sequence[str]) -> list[Mention]:
    """The clients in line whom single words mean: "hotel: …" of "Hotel Sol" and "Irineo Luque"."""
    words = {
        word for name in known for word in fold(name).split() if len(word) > MAX_CHANCE_LETTERS
    }
    found = []
    for match in _WORD.finditer(message):
        owners = [name for name in known if goes_by(match[0], name)]
        means = fold(match[0]) in words or kind_of(match[0]) != "word"
        if len(owners) == 1 and means:
            found.append(Mention(owners[0], match.start(), match.end()))
    once = len({mention.text for mention in found}) == len(found) > 1
    return found if once else []


def _addresses(message: str, spelt: EmailFound | None = None) -> list[EmailFound]:
    """The certain addresses; none where they are alternatives, "ana@x.es o ana@y.es"."""
    found = [email for email in find_emails(message) if not email.doubtful]
    if spelt:
        apart = [e for e in found if e.end <= spelt.start or spelt.end <= e.start]
        found = sorted([*apart, spelt], key=lambda email: email.start)
    return [] if alternatives(message, found) else found


def _side_by_side(message: str, names: list[Mention], emails: list[EmailFound]) -> list[Pair]:
    """Each address with the only name between it and the one before, or else the one behind."""
    starts = [0, *(email.end for email in emails)]
    ends = [*(email.start for email in emails), len(message)]
    gaps = [
        [name for name in names if start <= name.start and name.end <= end]
        for start, end in zip(starts, ends, strict=True)
    ]
    for beside in (gaps[:-1], gaps[1:]):
        if all(len(gap) == 1 for gap in beside) and sum(map(len, gaps)) == len(emails):
            pairs = [(gap[0], email) for gap, email in zip(beside, emails, strict=True)]
            return [(n.text, e.address) for n, e in pairs if _near(message, n, e)]
    return []


def _in_order(names: list[Mention], emails: list[EmailFound]) -> list[Pair]:
    """As many names as addresses behind all of them, unless an address has another's name."""
    if not (len(names) == len(emails) > 1 and names[-1].end <= emails[0].start):
        return []
    pairs = [(name.text, email.address) for name, email in zip(names, emails, strict=True)]
    contradicted = any(
        shares(_long_words(name), address) and not shares(_long_words(owner), address)
        for owner, address in pairs
        for name, _ in pairs
    )
    return [] if contradicted else pairs


def _near(message: str, name: Mention, email: EmailFound) -> bool:
    """Whether few words stand between, or the address has a word of the name."""
    first, last = sorted([(name.start, name.end), (email.start, email.end)])
    between = message[first[1] : last[0]].split()
    few = sum(any(map(str.isalpha, word)) for word in between) <= MAX_WORDS_BETWEEN
    return (few and not name.wide) or shares(name.text, email.address)


def _in_clause(message: str, names: list[Mention], emails: list[EmailFound]) -> list[Pair]:
    """The only address with the only name of its clause: "… on the Sea Mist: Ana Gil, ana@x.es"."""
    start = max((m.end() for m in _CLAUSE.finditer(message, 0, emails[0].start)), default=0)
    inside = [name for name in names if start <= name.start and name.end <= emails[0].start]
    alone = len(emails) == len(inside) == 1 and names[-1] is inside[0]
    return [(inside[0].text, emails[0].address)] if alone and start else []


def _by_letters(names: Sequence[str], emails: Sequence[EmailFound]) -> list[Pair]:
    """Each address with the only name of which it has a word; none if one has no such name."""
    people = dict.fromkeys(names)
    owners = [[n for n in people if shares(_long_words(n), email.address)] for email in emails]
    if not all(len(found) == 1 for found in owners):
        return []
    pairs = [(found[0], email.address) for found, email in zip(owners, emails, strict=True)]
    return pairs if len({name for name, _ in pairs}) == len(pairs) else []


def _long_words(name: str) -> str:
    """The words that do not occur in an address by chance."""
    return " ".join(word for word in name.split() if len(word) > MAX_CHANCE_LETTERS)
