"""Units: the words, phrases, email addresses, punctuation marks and line ends of a message."""

import re
from collections.abc import Iterator, Sequence
from itertools import islice, pairwise
from typing import NamedTuple

from graph.understanding.evidence.names import kind_of
from graph.understanding.offline.emails.emails import find_emails
from graph.understanding.offline.lexicon.words import word_key

_LETTERS = r"(?:[^\W_]++|[\u0300-\u036f\u0900-\u0963\u0966-\u0dff\u0e31-\u0e4e\u1000-\u1049])++"
"""With marks that do not compose, of Latin and of the scripts of South and South-East Asia."""
_TOKEN = re.compile(
    rf"""
    ( (?:https?://|www\.)\S+ )
    | ( (?:[^\W\d_]\.){{2,}}  # S.A.
        | {_LETTERS} (?: ['’´`&+\u200c\u200d-]{_LETTERS}  # O'Hara, Jean-Luc, and joiners
            | (?<=[^\W\d_])[\u2010\u2011–](?=[^\W\d_]){_LETTERS}  # Jean–Luc, but not 10–20
            | \.(?=[^\W\d_]\.) )* )  # C.V.
    | ( \n )
    | ( (?<!\.\.)\. | [^\w\s.] | _ )  # of more dots in a row two
    """,
    re.VERBOSE,
)
_KINDS = ("", "mark", "word", "line", "mark")
"""Of the groups of `_TOKEN`."""
_ABBREVIATIONS = """
    sr sra srta dr dra dna d lic ing ltd ltda inc corp co cia hnos mr mrs ms prof
    tel st jr coop fdez hdez glez rguez mtnez mtz gtz gral sto sta fco mª ma arq
"""
_ABBREVIATION = frozenset(_ABBREVIATIONS.split())
IN_DOUBT = "in_doubt"
"""Role of an address that may lack a part."""
SENTENCE_END = {".", "!", "?", ";", "¿", "¡"}
MAX_WORD_LETTERS = 100
"""Letters of the longest word that is read: folding makes eighteen letters of some."""
MAX_SHORTENED = 4
"""Letters of an abbreviated name."""
MAX_UNITS = 1_500
"""Units of the longest message that is read; prose of 4,000 characters has about 900."""
QUOTES = {'"': '"', "“": "”", "«": "»", "„": "“", "‘": "’", "'": "'"}

_QUOTING = re.compile(f"[{''.join(QUOTES)}>]")


class Unit(NamedTuple):
    """A word, phrase, address, mark or line end, at `[start:end]` in the message."""

    kind: str
    """"word", "email", "mark", "line", or "" for `NOTHING`."""
    text: str
    norm: str
    """The text folded for comparison; of an address in lower case."""
    start: int
    end: int
    roles: frozenset[str] = frozenset()
    quoted: bool = False

    def has(self, *roles: str) -> bool:
        """Whether the unit has one of the roles."""
        return not self.roles.isdisjoint(roles)

    def with_roles(self, roles: frozenset[str]) -> "Unit":
        """The unit with these roles; faster than `_replace`."""
        return Unit(*self[:5], roles, self.quoted)

    @property
    def capital(self) -> bool:
        """Whether the text starts with a capital letter."""
        return self.text[:1].isupper()

    @property
    def ends_sentence(self) -> bool:
        """Whether the unit is a mark between sentences or a line end."""
        return self.kind == "line" or self.text in SENTENCE_END


NOTHING = Unit("", "", "", 0, 0)
"""Stands for a unit before the first or behind the last one."""


def unit_at(units: Sequence[Unit], index: int) -> Unit:
    """The unit at an index, or `NOTHING` outside the message."""
    return units[index] if 0 <= index < len(units) else NOTHING


def starts_sentence(units: Sequence[Unit], index: int) -> bool:
    """Whether a sentence or a line starts at an index."""
    return not index or units[index - 1].ends_sentence


def has_small_letters(units: list[Unit]) -> bool:
    """Whether any word has small letters, so that capitals carry meaning."""
    return any(any(map(str.islower, unit.text)) for unit in units if unit.kind == "word")


def roles_of(units: list[Unit]) -> frozenset[str]:
    """The union of the units' roles."""
    return frozenset().union(*(unit.roles for unit in units))


def tokens_of(message: str) -> list[Unit]:
    """A message's single words, addresses, marks and line ends, without roles but `quoted` set.

    None where they are more than `MAX_UNITS`, so that no message takes long to read.
    """
    units = list(islice(_tokens(message), MAX_UNITS + 1))
    if len(units) > MAX_UNITS:
        return []
    return _mark_quotes(units) if _QUOTING.search(message) else units


def _tokens(message: str) -> Iterator[Unit]:
    position = 0
    for email in find_emails(message):
        yield from _plain(message, position, email.start)
        roles = frozenset({IN_DOUBT} if email.doubtful else ())
        address = email.address
        yield Unit("email", address, address.lower(), email.start, email.end, roles)
        position = email.end
    yield from _plain(message, position, len(message))


def _plain(message: str, start: int, end: int) -> Iterator[Unit]:
    stop = start
    for match in _TOKEN.finditer(message, start, end):
        begin = match.start()
        if begin < stop:
            continue
        kind, text, stop = _KINDS[match.lastindex or 0], match[0], match.end()
        if len(text) > MAX_WORD_LETTERS:
            yield Unit("mark", text, text, begin, stop)
            continue
        dotted = kind == "word" and message.startswith(".", stop, end)
        if dotted and (_abbreviates(text) or _shortened(text, message[stop + 1 : end])):
            text, stop = text + ".", stop + 1
        yield Unit(kind, text, word_key(text), begin, stop)


def _abbreviates(word: str) -> bool:
    return word_key(word) in _ABBREVIATION or (len(word) == 1 and word.isalpha())


def _shortened(word: str, behind: str) -> bool:
    """Whether a short capital word that nobody uses stands before a name: "Mohd. Irfan"."""
    short = word.istitle() and len(word) <= MAX_SHORTENED and word[-1] not in "aeiouy"
    after = re.match(r" ([^\W\d_a-z]\w+)", behind) if short and kind_of(word) == "rare" else None
    return after is not None and kind_of(after[1]) == "name"


def _opens(units: list[Unit], index: int) -> bool:
    """Whether a mark opens a quotation; an apostrophe only before a word, if one closes it."""
    mark, behind = units[index], units[index + 1 :]
    if mark.text != "'":
        return True
    before = units[index - 1].end if index else -1
    near = bool(behind) and before < mark.start and behind[0].start == mark.end
    return near and any(b.text == "'" and a.end == b.start for a, b in pairwise(behind))


def _mark_quotes(units: list[Unit]) -> list[Unit]:
    """Set `quoted` between quotation marks, and on lines of a mail that start with ">"."""
    marked: list[Unit] = []
    closing: str | None = None
    cited = False
    ends = {unit.text for unit in units if unit.kind == "mark"}
    for index, unit in enumerate(units):
        if index == 0 or units[index - 1].kind == "line":
            cited = unit.text == ">"
        mark = unit.kind == "mark" and not cited
        if mark and closing is None and unit.text in QUOTES and _opens(units, index):
            closing = QUOTES[unit.text] if QUOTES[unit.text] in ends else None
        elif mark and unit.text == closing:
            closing = None
        elif cited or closing:
            unit = unit._replace(quoted=True)
        marked.append(unit)
    return marked
