"""What belongs to a dictated address besides the word at its at: digits, letters, more words."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from graph.understanding.offline.emails.pieces import Piece, fold
from graph.understanding.offline.emails.spoken_numbers import AND, digits_of, is_number, links
from graph.understanding.offline.lexicon.words import LANGUAGES, key, lexicon

MAX_WORDS = 3
"""Words before an at that may all belong to the address."""
MAX_NUMBERS, MIN_SHARED_LETTERS = 24, 3
PHONE = "phone_noun"
LEADING = ("email_noun", "copula", "with")
"""What stands right before an address, so that all the words behind it belong to it."""
_DESCRIBING = "corporativo electronico laboral personal principal trabajo business main work"
DESCRIBING = frozenset(_DESCRIBING.split())
"""Which of somebody's addresses is meant."""
ASIDES: dict[tuple[str, ...], bool] = {
    ("todo", "junto"): True,
    ("todo", "pegado"): True,
    ("junto",): True,
    ("pegado",): True,
    ("sin", "espacios"): True,
    ("all", "together"): True,
    ("all", "one", "word"): True,
    ("one", "word"): True,
    ("no", "spaces"): True,
    ("en", "minusculas"): False,
    ("todo", "en", "minusculas"): False,
    ("all", "lowercase"): False,
    ("in", "lowercase"): False,
}
"""What is said of a local part right before the at, and whether it joins the words before it."""


class Side(NamedTuple):
    """What was read on one side of an at: the text, its outer piece and its outer offset."""

    text: str
    place: int
    edge: int
    spoken: bool = False
    dotted: bool = False
    doubtful: bool = False
    """Whether a part of it may have been left behind, or some other word taken for one."""


def aside(pieces: Sequence[Piece], index: int, floor: int) -> tuple[int, bool]:
    """The pieces before the at that only describe the address, and whether they join words."""
    for words, joins in ASIDES.items():
        first = index - len(words)
        if first > floor and tuple(fold(p.text) for p in pieces[first:index]) == words:
            return len(words), joins
    return 0, False


def with_numbers(pieces: Sequence[Piece], side: Side, floor: int) -> Side:
    """The side with the digits or letters dictated one by one, and their word; not "six" alone."""
    if side.edge != pieces[side.place].start:
        return side
    first = _run_start(pieces, side.place, floor)
    if first is None:
        return side
    word = _word_before(pieces, first, floor) if _is_number(pieces[first]) else None
    leads = word is None or _known(word, *LEADING, PHONE)
    if leads and first == side.place:
        return side
    spelt = _spelt(pieces[first : side.place + 1])
    text = spelt + side.text[len(pieces[side.place].text) :]
    side = side._replace(text=text, place=first, edge=pieces[first].start, spoken=True)
    if not word or leads:
        return side
    if not _plain(word):
        return side._replace(doubtful=True)
    return side._replace(text=word.text + side.text, place=first - 1, edge=word.start)


def with_words(
    pieces: Sequence[Piece], side: Side, floor: int, *, domain: str, joins: bool
) -> Side:
    """The side with the words before it that were said as part of it; in doubt when it is open."""
    run = list(_plain_before(pieces, side, floor))
    if not run:
        return side
    first = side.place - len(run)
    stopper = _word_before(pieces, first, floor)
    leads = stopper is None or _known(stopper, *LEADING)
    if joins:
        return _joined(side, run)._replace(doubtful=not leads)
    if between := _since_repeated(run, side.text):
        return _joined(side, run[:between])._replace(doubtful=True)
    if _shared(run, side.text + domain) or (stopper and _known(stopper, PHONE)):
        return side
    if leads and (stopper is not None or len(run) == 1):
        return _joined(side, run)._replace(doubtful=True)
    named = len(run) > 1 or (run[0].text[:1].isupper() and side.text.islower())
    return side if named else side._replace(doubtful=True)


def digits_alone(pieces: Sequence[Piece], index: int, local: str) -> bool:
    """As in "luis 82@gmail.com": digits that a blank may have cut off from their word."""
    word = _word_before(pieces, index, 0)
    return local.isdigit() and word is not None and _plain(word)


def _run_start(pieces: Sequence[Piece], place: int, floor: int) -> int | None:
    """Where the numbers, or the letters, that end at a piece start; none when it is neither."""
    belongs = _is_number if _is_number(pieces[place]) else _is_letter
    if not belongs(pieces[place]):
        return None
    first = place
    while place - first < MAX_NUMBERS and first > floor and pieces[first].linked:
        before = pieces[first - 1]
        if belongs(before):
            first -= 1
        elif first - 2 >= floor and _links(pieces[first - 2 : first + 1]):
            first -= 2
        else:
            break
    return first if belongs is _is_number or first < place else None


def _spelt(run: Sequence[Piece]) -> str:
    if _is_number(run[0]):
        return digits_of([fold(piece.text) for piece in run])
    return "".join(piece.text for piece in run)


def _links(pieces: Sequence[Piece]) -> bool:
    tens, link, units = (fold(piece.text) for piece in pieces)
    return link in AND and links(tens, units) and pieces[1].linked


def _is_number(piece: Piece) -> bool:
    return not piece.symbol and is_number(fold(piece.text))


def _is_letter(piece: Piece) -> bool:
    return not piece.symbol and len(piece.text) == 1 and piece.text.isalpha()


def _plain_before(pieces: Sequence[Piece], side: Side, floor: int) -> Iterator[Piece]:
    """The words right before the side that the rules know nothing of, backwards."""
    first = side.place
    if side.edge != pieces[first].start:
        return
    while first > side.place - MAX_WORDS and (word := _word_before(pieces, first, floor)):
        if not _plain(word):
            return
        yield word
        first -= 1


def _joined(side: Side, run: Sequence[Piece]) -> Side:
    text = "".join(piece.text for piece in reversed(run)) + side.text
    return side._replace(text=text, place=side.place - len(run), edge=run[-1].start, spoken=True)


def _since_repeated(run: Sequence[Piece], text: str) -> int:
    """How many words stand between the two "vidal" of "hector vidal hector vidal 3 arroba"."""
    said = [fold(text).rstrip("0123456789"), *(fold(word.text) for word in run)]
    return next((n for n in range(1, len(run)) if said[: n + 1] == said[n + 1 : 2 * n + 2]), 0)


def _shared(run: Sequence[Piece], address: str) -> bool:
    """Whether the address repeats one of the words: they are the name of who has it."""
    whole = fold(address)
    return any(len(word.text) >= MIN_SHARED_LETTERS and fold(word.text) in whole for word in run)


def _word_before(pieces: Sequence[Piece], index: int, floor: int) -> Piece | None:
    """The word a blank before a piece; none behind a mark or at the start."""
    if index <= floor or not pieces[index].linked:
        return None
    word = pieces[index - 1]
    return None if word.symbol or "@" in word.text else word


def _plain(piece: Piece) -> bool:
    """A word that means nothing else, or is a surname too."""
    word = key(piece.text)
    if word in DESCRIBING:
        return False
    return not any(
        word in lexicon(language).roles and word not in lexicon(language).groups["surnames"]
        for language in LANGUAGES
    )


def _known(piece: Piece, *roles: str) -> bool:
    """Whether the word has one of the roles in a language, or describes an address."""
    word = key(piece.text)
    if word in DESCRIBING:
        return "email_noun" in roles
    return any(
        not lexicon(language).roles.get(word, frozenset()).isdisjoint(roles)
        for language in LANGUAGES
    )
