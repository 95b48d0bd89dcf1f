"""Words of a message that may name a client, to be looked up in the directory."""

import re
from itertools import groupby

from graph.understanding.evidence.names import PARTICLES, kind_of
from tools.folding import fold

MAX_MENTIONS = 6
SHORT_MESSAGE = 4
"""Words of a message up to which a word such as "will" or "rosa" is looked up in small letters."""
LEADING = ("a", "de", "sobre", "about", "for", "of", "named", "called", "find")
"""Words behind which it is looked up in longer messages, too."""
_TOKEN = re.compile(r"\S*@\S*|[^\W\d_]+(?:['’`-][^\W\d_]+)*|[^\s\w]|\d+")
_POSSESSIVE = re.compile(r"['’]s$")


def mentions_in(message: str) -> list[str]:
    """Possible names: runs of words that are no common ones, those of several words first."""
    tokens = _TOKEN.findall(message)
    short = sum(token[0].isalpha() for token in tokens) <= SHORT_MESSAGE
    marked = [
        (_POSSESSIVE.sub("", token), _may_name(token, first=not index, short=short or led))
        for index, token in enumerate(tokens)
        for led in [index > 0 and tokens[index - 1].lower() in LEADING]
    ]
    runs = [[word for word, _ in run] for may, run in groupby(_bridged(marked), _second) if may]
    whole = sorted((" ".join(run) for run in runs), key=lambda run: " " not in run)
    return list(dict.fromkeys(whole))[:MAX_MENTIONS]


def _second(marked: tuple[str, bool]) -> bool:
    return marked[1]


def _bridged(marked: list[tuple[str, bool]]) -> list[tuple[str, bool]]:
    """The words; a particle between two names counts with them: "Pesquera del Norte"."""
    return [
        (word, may or (fold(word) in PARTICLES and _may(marked, i - 1) and _may(marked, i + 1)))
        for i, (word, may) in enumerate(marked)
    ]


def _may(marked: list[tuple[str, bool]], index: int) -> bool:
    return 0 <= index < len(marked) and marked[index][1]


def _may_name(token: str, *, first: bool, short: bool) -> bool:
    word = _POSSESSIVE.sub("", token)
    if not word[0].isalpha() or "@" in word or len(word) < 2 or fold(word) in PARTICLES:
        return False
    kind = kind_of(word)
    capital = word[0].isupper() and not first
    return kind in ("name", "rare") or capital or (kind == "either" and short)
