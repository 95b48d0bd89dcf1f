"""Whether words that stand alone are a name, judged by word frequencies and by people's names."""

import re
from functools import cache, lru_cache
from importlib.resources import files
from typing import Literal

from tools.folding import fold

Judgement = Literal["name", "unsure", "no_name"]
Kind = Literal["name", "either", "rare", "word"]

MAX_WORDS = 8
KEPT_WORDS, MAX_KEPT_LETTERS = 4_096, 100
"""Words whose properties a process keeps, most of those that are said, and letters of each."""
_PARTICLES = """
    de del la las los el da do dos das di van von der den y e i and of the bin al san santa
"""
PARTICLES = frozenset(_PARTICLES.split())
"""Small words inside names."""
_FORMS = "sl slu sa sas srl ltd ltda inc llc llp plc cb sc sll coop spa gmbh cia co corp jr ii iii"
LEGAL_FORMS = frozenset(_FORMS.split())
"""Of companies; and what stands behind a son's name."""
_LETTERS = r"[^\W_](?:[^\W_]|[\u0300-\u036f\u0900-\u0df4\u0e31-\u0e4e\u200c\u200d])*"
"""Letters and digits with the marks that are written over, under or behind them."""
_WORD = re.compile(rf"(?:[^\W\d_]\.){{2,}}|{_LETTERS}(?:['’´`-]{_LETTERS})*\.?")
_JOINTS = re.compile(r"['’´`-]")
_SENTENCE = re.compile(r"[?!¿¡@:;=<>{}\[\]_#]|://|\w{5}\.\s*\w")


def judge_name(text: str) -> Judgement:
    """Judge words that nothing else announces as a name: "Exit", "Ana Gil", "rosa"."""
    words = _WORD.findall(text)
    telling = [word for word in words if not _between(word)]
    kinds = [kind_of(word) for word in telling]
    known = [word for word, kind in zip(telling, kinds, strict=True) if kind == "name"]
    if not kinds or len(kinds) > MAX_WORDS or _SENTENCE.search(text):
        return "no_name"
    titled = len(words) > 1 and not text.isupper() and all(map(_titled, words))
    certain, plain = bool(known) and _certain(known, kinds.count("rare")), kinds.count("word")
    if certain and (titled or not plain):
        return "name"
    if titled or not plain:
        return "name" if titled and "rare" in kinds else "unsure"
    return "unsure" if known and plain == 1 else "no_name"


def _certain(names: list[str], rare: int) -> bool:
    """Whether names are no words: one that many have or that has a capital, or two of few."""
    different = len(set(map(fold, names)))
    common = any(not word.islower() or fold(word) not in _listed("few_names.txt") for word in names)
    return different + rare > 1 or (common and len(names) == 1)


def _between(word: str) -> bool:
    """Whether the word says nothing about a name: a particle or an initial."""
    return fold(word) in PARTICLES or (len(word) == 2 and word[1] == ".")


def _titled(word: str) -> bool:
    return word[:1].isupper() or fold(word) in PARTICLES


def kind_of(word: str) -> Kind:
    """What a word is known as; of one with a hyphen or an apostrophe, its longest part."""
    return _kept_kind(word) if len(word) <= MAX_KEPT_LETTERS else _kind(word)


def _kind(word: str) -> Kind:
    folded = fold(word).rstrip(".").replace(".", "")
    part = folded if folded.isalnum() else max(_JOINTS.split(folded), key=len)
    if folded in LEGAL_FORMS:
        return "name"
    if part.isdigit():
        return "word"
    name, common = part in _listed("names.txt"), part in _listed("words.txt")
    if name:
        return "either" if common else "name"
    return "word" if common or len(part) == 1 else "rare"


_kept_kind = lru_cache(maxsize=KEPT_WORDS)(_kind)


@cache
def _listed(file: str) -> frozenset[str]:
    return frozenset((files(__package__) / file).read_text("utf-8").split())
