"""The local part of a dictated address: spelt letters, spoken digits, and further words."""

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import NamedTuple

from graph.understanding.offline.emails.pieces import Piece, fold
from graph.understanding.offline.emails.spoken_numbers import AND, digits_of, is_number, links
from graph.understanding.offline.lexicon.words import LANGUAGES, key, lexicon, listed

MAX_WORDS = 3
"""Words before an "@" that may all belong to the local part."""
MAX_BEFORE = 40
"""Pieces before an address among which its owner's name is looked for."""
MAX_NUMBERS = 24
"""Pieces of one run of spoken digits or letters."""
MIN_SHARED_LETTERS = 3
"""Letters of a word from which on its repetition in the address counts."""
PHONE = "phone_noun"
LEADING = ("email_noun", "copula", "with")
"""Roles of words directly before an address: all words behind them belong to the address."""
_DESCRIBING = "corporativo electronico laboral personal principal trabajo business main work"
DESCRIBING = frozenset(_DESCRIBING.split())
"""Attributes that tell one of a person's addresses from the others."""
JOINING = listed(
    "todo junto|todo pegado|junto|pegado|sin espacios|sin punto|sin puntos|sin guion|all together|"
    "all one word|one word|no spaces|no dot|no dots"
)
"""Remarks that the words before are written without blanks."""
ASIDES = (*JOINING, *listed("en minusculas|todo en minusculas|all lowercase|in lowercase"))
"""Remarks between a local part and its "@"."""


class Side(NamedTuple):
    """The local part or the domain, as read so far from the "@" outwards."""

    text: str
    place: int
    """Index of its outermost piece."""
    edge: int
    """Offset in the text of its outer end."""
    spoken: bool = False
    """A symbol or a digit in it was dictated."""
    dotted: bool = False
    """A dot in it was dictated."""
    doubtful: bool = False
    """A part of it may be missing, or a word in it may not belong to it."""
    joined: bool = False
    """A label of it was dictated in several words."""


def remark_at(pieces: Sequence[Piece], index: int, remarks: Sequence[str] = ASIDES) -> int:
    """The number of pieces of a remark that starts at `index`."""
    for remark in remarks:
        run = pieces[index : index + len(remark.split())]
        if " ".join(fold(piece.text) for piece in run) == remark:
            return len(run) if all(piece.linked for piece in run[1:]) else 0
    return 0


def aside(pieces: Sequence[Piece], index: int, floor: int) -> tuple[int, bool]:
    """The number of pieces of a remark of `ASIDES` before the "@", and whether it joins words."""
    for remark in ASIDES:
        first = index - len(remark.split())
        if first > floor and " ".join(fold(p.text) for p in pieces[first:index]) == remark:
            return index - first, remark in JOINING
    return 0, False


def with_numbers(pieces: Sequence[Piece], side: Side, floor: int) -> Side:
    """Extend the local part by digits or letters dictated one by one and the word before them.

    A number word that stands alone ("six") is left as a word.
    """
    if side.edge != pieces[side.place].start:
        return side
    first = _run_start(pieces, side.place, floor)
    if first is None:
        return side
    word = _word_before(pieces, first, floor) if _is_number(pieces[first]) else None
    leads = word is None or is_known(word, *LEADING, PHONE)
    if leads and first == side.place:
        return side
    spelt = _spelt(pieces[first : side.place + 1])
    text = spelt + side.text[len(pieces[side.place].text) :]
    side = side._replace(text=text, place=first, edge=pieces[first].start, spoken=True)
    if not word or leads:
        return side
    if not is_plain(word):
        return side._replace(doubtful=True)
    return side._replace(text=word.text + side.text, place=first - 1, edge=word.start)


def with_words(
    pieces: Sequence[Piece], side: Side, floor: int, *, domain: str, joins: bool
) -> Side:
    """Extend the local part by words before it that belong to it; doubtful where they only may."""
    run = list(_plain_before(pieces, side, floor))
    if run and _is_initial(run[0], side):
        side, run = _joined(side, run[:1]), run[1:]
    if joins and (letter := _letter_before(pieces, side, side.place - len(run), floor)):
        run.append(letter)
    if not run:
        return side
    first = side.place - len(run)
    stopper = _word_before(pieces, first, floor)
    leads = stopper is None or is_known(stopper, *LEADING)
    if joins:
        return _joined(side, run)._replace(doubtful=not leads)
    if between := _since_repeated(run, side.text):
        return _joined(side, run[:between])._replace(doubtful=True)
    if _shared(run, side.text + domain) or (stopper and is_known(stopper, PHONE)):
        return side
    if leads and (stopper is not None or len(run) == 1):
        return _joined(side, run)._replace(doubtful=True)
    named = len(run) > 1 or (run[0].text[:1].isupper() and side.text.islower())
    return side if named else side._replace(doubtful=True)


def _letter_before(pieces: Sequence[Piece], side: Side, index: int, floor: int) -> Piece | None:
    """The letter before words that are joined, but for "a", "o" and "y" and behind other words."""
    letter = _word_before(pieces, index, floor) if side.edge == pieces[side.place].start else None
    if letter is None or not _is_letter(letter) or fold(letter.text) in "aoy":
        return None
    before = _word_before(pieces, index - 1, floor)
    return letter if before is None or is_known(before, *LEADING) else None


def digits_alone(pieces: Sequence[Piece], index: int, local: str) -> bool:
    """Whether a blank may have cut the digits off from their word, as in "luis 82@gmail.com"."""
    word = _word_before(pieces, index, 0)
    return local.isdigit() and word is not None and is_plain(word)


def cut_off(pieces: Sequence[Piece], index: int, local: str) -> bool:
    """Whether a blank may have cut off what a name told before begins with.

    "Ana Gil, ana gil@gmail.com", "Nathaniel Crabbe, email nat crabbe@gmail.com".
    """
    word = _word_before(pieces, index, 0)
    if word is None or not word.text.islower() or not is_plain(word):
        return False
    start, end = fold(word.text), fold(local)
    before = [fold(piece.text).rstrip(".") for piece in pieces[: index - 1][-MAX_BEFORE:]]
    return any(
        one.startswith(start) and end in before[at + 1 : at + 1 + MAX_WORDS]
        for at, one in enumerate(before)
    )


def _run_start(pieces: Sequence[Piece], place: int, floor: int) -> int | None:
    """The first piece of the run of numbers, or of single letters, that ends at `place`."""
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
    """The digits or letters that a run of pieces spells."""
    if _is_number(run[0]):
        return digits_of([fold(piece.text) for piece in run])
    return "".join(piece.text for piece in run)


def _links(pieces: Sequence[Piece]) -> bool:
    """Whether three pieces are one number, as in "treinta y dos"."""
    tens, link, units = (fold(piece.text) for piece in pieces)
    return link in AND and links(tens, units) and pieces[1].linked


def _is_number(piece: Piece) -> bool:
    return not piece.symbol and is_number(fold(piece.text))


def _is_letter(piece: Piece) -> bool:
    return not piece.symbol and len(piece.text) == 1 and piece.text.isalpha()


def _is_initial(piece: Piece, side: Side) -> bool:
    """Whether a consonant alone stands before a word: "g ticona arroba…"."""
    return _is_letter(piece) and fold(piece.text) not in "aeiouy" and len(side.text) > 1


def _plain_before(pieces: Sequence[Piece], side: Side, floor: int) -> Iterator[Piece]:
    """The unknown words directly before the local part, backwards."""
    first = side.place
    if side.edge != pieces[first].start:
        return
    while first > side.place - MAX_WORDS and (word := _word_before(pieces, first, floor)):
        if not (is_plain(word) or (first == side.place and _is_initial(word, side))):
            return
        yield word
        first -= 1


def _joined(side: Side, run: Sequence[Piece]) -> Side:
    text = "".join(piece.text for piece in reversed(run)) + side.text
    return side._replace(text=text, place=side.place - len(run), edge=run[-1].start, spoken=True)


def _since_repeated(run: Sequence[Piece], text: str) -> int:
    """The number of words of a repeated name: 1 in "hector vidal hector vidal 3 arroba"."""
    said = [fold(text).rstrip("0123456789"), *(fold(word.text) for word in run)]
    return next((n for n in range(1, len(run)) if said[: n + 1] == said[n + 1 : 2 * n + 2]), 0)


def _shared(run: Sequence[Piece], address: str) -> bool:
    """Whether the address repeats one of the words, which then are its owner's name."""
    whole = fold(address)
    return any(len(word.text) >= MIN_SHARED_LETTERS and fold(word.text) in whole for word in run)


def _word_before(pieces: Sequence[Piece], index: int, floor: int) -> Piece | None:
    """The word before a piece, separated by blanks only; None if there is no such word."""
    if index <= floor or not pieces[index].linked:
        return None
    word = pieces[index - 1]
    return None if word.symbol or "@" in word.text else word


def is_plain(piece: Piece) -> bool:
    """Whether the lexicons do not know the word, or know it as a surname, too."""
    word = key(piece.text)
    if word in DESCRIBING:
        return False
    return not any(
        word in lexicon(language).roles and word not in lexicon(language).groups["surnames"]
        for language in LANGUAGES
    )


def is_known(piece: Piece, *roles: str) -> bool:
    """Whether the word has one of the roles in any language, as `DESCRIBING` have "email_noun"."""
    word = key(piece.text)
    if word in DESCRIBING:
        return "email_noun" in roles
    known = chain.from_iterable(lexicon(language).roles.get(word, ()) for language in LANGUAGES)
    return any(role in roles for role in known)
