"""A message as a row of units: words and phrases with their roles, emails, marks and line ends."""

import re
from collections.abc import Iterator
from itertools import takewhile
from typing import NamedTuple

from graph.understanding.intents import Language
from graph.understanding.offline.emails.emails import EmailFound, find_emails
from graph.understanding.offline.lexicon.typos import MIN_LETTERS, closest
from graph.understanding.offline.lexicon.words import Lexicon, key, lexicon

_TOKEN = re.compile(
    r"""
    (?P<mark_link> (?:https?://|www\.)\S+ )
    | (?P<word> (?:[^\W\d_]\.){2,}  # S.A.
        | [^\W_]+ (?: ['’´`&+-][^\W_]+ | \.(?=[^\W\d_]\.) )* )  # O'Hara, Jean-Luc, C.V.
    | (?P<line> \n )
    | (?P<mark> [^\w\s] | _ )
    """,
    re.VERBOSE,
)
_DRAWN_OUT = re.compile(r"(.)\1{2,}")
_ABBREVIATIONS = """
    sr sra srta dr dra dna d lic ing ltd ltda inc corp co cia hnos mr mrs ms prof
    tel st jr coop fdez hdez glez rguez mtnez mtz gtz gral sto sta fco mª ma arq
"""
_ABBREVIATION = frozenset(_ABBREVIATIONS.split())
AMBIGUOUS = "ambiguous"
"""The role of a word that may ask for something or be part of a name."""
IN_DOUBT = "in_doubt"
"""The role of an address that may be cut short."""
SENTENCE_END = {".", "!", "?", ";", "¿", "¡"}
MIN_OPENING_LETTERS = 6
"""Letters from which on a capital word at the start of a sentence may be misspelt."""
QUOTES = {'"': '"', "“": "”", "«": "»", "„": "“", "‘": "’"}


class Unit(NamedTuple):
    """A piece of the message; `text[start:end]` of the message is what it stands for."""

    kind: str
    """word, email, mark or line."""
    text: str
    norm: str
    start: int
    end: int
    roles: frozenset[str] = frozenset()
    quoted: bool = False

    def has(self, *roles: str) -> bool:
        """Whether the unit has one of the roles."""
        return not self.roles.isdisjoint(roles)

    @property
    def capital(self) -> bool:
        """Whether it starts with a capital letter."""
        return self.text[:1].isupper()


def read_units(message: str, language: Language) -> list[Unit]:
    """All units of a message, in order, with the roles that the language's lexicon gives them."""
    return units_of(tokens_of(message), message, language)


def units_of(tokens: list[Unit], message: str, language: Language) -> list[Unit]:
    """The same from the message's tokens, which serve every language."""
    return list(_phrases(tokens, lexicon(language), message, shouts=not has_small_letters(tokens)))


def has_small_letters(units: list[Unit]) -> bool:
    """Whether a word has one, so that capitals mean something; addresses do not count."""
    return any(map(str.islower, "".join(unit.text for unit in units if unit.kind == "word")))


def roles_of(units: list[Unit]) -> frozenset[str]:
    """All roles that the units have."""
    return frozenset().union(*(unit.roles for unit in units))


def tokens_of(message: str) -> list[Unit]:
    """Single words, emails, marks and line ends, without roles; what is quoted is marked."""
    return _mark_quotes(_tokens(message))


def _tokens(message: str) -> list[Unit]:
    units: list[Unit] = []
    position = 0
    for email in find_emails(message):
        units += _plain(message, position, email.start)
        units.append(_address(email))
        position = email.end
    return units + list(_plain(message, position, len(message)))


def _address(email: EmailFound) -> Unit:
    roles = frozenset({IN_DOUBT} if email.doubtful else ())
    return Unit("email", email.address, email.address.lower(), email.start, email.end, roles)


def _plain(message: str, start: int, end: int) -> Iterator[Unit]:
    stop = start
    for match in _TOKEN.finditer(message, start, end):
        if match.start() < stop:
            continue
        kind = str(match.lastgroup).partition("_")[0]
        text, stop = match.group(), match.end()
        if kind == "word" and message.startswith(".", stop, end) and _abbreviates(text):
            text, stop = text + ".", stop + 1
        yield Unit(kind, text, key(text), match.start(), stop)


def _abbreviates(word: str) -> bool:
    return key(word) in _ABBREVIATION or (len(word) == 1 and word.isalpha())


def _phrases(tokens: list[Unit], words: Lexicon, message: str, *, shouts: bool) -> Iterator[Unit]:
    """Join the longest phrases that the lexicon knows; a single word may be misspelt."""
    position = 0
    while position < len(tokens):
        joined = _longest(tokens, position, words, message, shouts=shouts)
        if joined is not None:
            unit, size = joined
            yield unit
            position += size
        else:
            yield _known(tokens, position, words)
            position += 1


def _longest(
    tokens: list[Unit], position: int, words: Lexicon, message: str, *, shouts: bool
) -> tuple[Unit, int] | None:
    seconds = words.phrases.get(tokens[position].norm)
    if not seconds or position + 1 == len(tokens):
        return None
    longest = seconds.get(tokens[position + 1].norm.partition(" ")[0], 0)
    words_on = takewhile(lambda token: token.kind == "word", tokens[position : position + longest])
    most = sum(1 for _ in words_on)
    for size in range(most, 1, -1):
        run = tokens[position : position + size]
        norm = " ".join(token.norm for token in run)
        roles = words.roles.get(norm) or words.guards.get(norm)
        if roles and (shouts or "injection" in roles or not _is_name(run)):
            text = message[run[0].start : run[-1].end]
            quoted = run[0].quoted
            return Unit("word", text, norm, run[0].start, run[-1].end, roles, quoted), size
    return None


def _is_name(run: list[Unit]) -> bool:
    """Capitals inside a phrase in mixed-case text are a name, not the phrase."""
    return any(token.capital and token.norm.partition("'")[0] != "i" for token in run[1:])


def _opens(tokens: list[Unit], position: int) -> bool:
    """Whether a sentence or a label starts here, where a capital is no sign of a name."""
    before, after = tokens[position - 1 : position], tokens[position + 1 : position + 2]
    label = any(token.text == ":" for token in after)
    starts = not position or before[0].kind == "line" or before[0].text in SENTENCE_END
    long_enough = len(tokens[position].norm) >= MIN_OPENING_LETTERS
    return (starts and long_enough and len(tokens) > 2) or (
        label and before[:1] != [] and before[0].kind != "word"
    )


def _known(tokens: list[Unit], position: int, words: Lexicon) -> Unit:
    token = tokens[position]
    if token.kind != "word" or token.norm in words.groups["people"]:
        return token
    accented = words.accented.get(token.text.lower())
    roles = accented or words.roles.get(token.norm) or words.roles.get(_squeezed(token.norm))
    roles = roles or words.guards.get(token.norm)
    may_be_misspelt = roles is None and len(token.norm) >= MIN_LETTERS
    if may_be_misspelt and (not token.capital or _opens(tokens, position)):
        roles = words.roles.get(closest(token.norm, words.targets) or "")
    return token._replace(roles=roles) if roles else token


def _squeezed(norm: str) -> str:
    """Without letters drawn out: "holaaa" is "hola"."""
    return _DRAWN_OUT.sub(r"\1", norm)


def _mark_quotes(units: list[Unit]) -> list[Unit]:
    """Mark what stands between quotation marks, and lines quoted from a mail with ">"."""
    marked: list[Unit] = []
    closing: str | None = None
    cited = False
    ends = {unit.text for unit in units if unit.kind == "mark"}
    for index, unit in enumerate(units):
        if index == 0 or units[index - 1].kind == "line":
            cited = unit.text == ">"
        if cited:
            marked.append(unit._replace(quoted=True))
        elif unit.kind == "mark" and closing is None and unit.text in QUOTES:
            closing = QUOTES[unit.text] if QUOTES[unit.text] in ends else None
            marked.append(unit)
        elif unit.kind == "mark" and unit.text == closing:
            closing = None
            marked.append(unit)
        else:
            marked.append(unit._replace(quoted=True) if closing else unit)
    return marked
