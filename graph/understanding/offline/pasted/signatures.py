"""The person of a mail's signature: a name, then office, company and phone, and one address."""

import re
from collections.abc import Sequence
from itertools import dropwhile, takewhile

from graph.understanding.evidence.names import judge_name
from graph.understanding.offline.emails.emails import find_emails
from graph.understanding.offline.lexicon.words import LANGUAGES, lexicon
from graph.understanding.offline.names.owners import shares
from graph.understanding.offline.pasted.labels import Material, Pasted
from tools.folding import fold

MIN_LINES, MAX_LINES, MAX_WORDS = 3, 9, 8
"""Lines of a signature from the name to the address, and words of each."""
WORDS = range(2, 6)
"""Words of the name."""
_LINE = re.compile(r"^.*$", re.M)
_REACH = re.compile(r"\d|www\.|https?:")
_BESIDE = re.compile(r" [|·–—-]+ .*|,.*")
"""What stands behind the name in its line: an office, a company."""


def read_signature(message: str) -> Material | None:
    """The person above the only address; None if the lines between are no signature's."""
    emails = find_emails(message)
    if len(emails) != 1:
        return None
    lines = [line for line in _LINE.finditer(message) if _said(line)]
    address = next((i for i, line in enumerate(lines) if line.end() >= emails[0].end), 0)
    above = lines[max(0, address - MAX_LINES) : address]
    block = [*takewhile(_is_short, reversed(above))][::-1]
    names = [(at, name) for at, line in enumerate(block) if (name := _name_in(_said(line)))]
    if not names or not _is_short(lines[address]):
        return None
    (at, name), others = names[0], [other for _, other in names[1:]]
    if len(block) - at + 1 < MIN_LINES or _is_anothers(emails[0].address, name, others):
        return None
    behind = [lines[address], *takewhile(_is_reach, lines[address + 1 :])][-1]
    return Material((Pasted(name, emails[0].address),), block[at].start(), behind.end())


def _said(line: re.Match[str]) -> str:
    return line[0].lstrip(" \t>*_|–—-").rstrip()


def _is_reach(line: re.Match[str]) -> bool:
    """Whether the line has a phone, a page or a street's number, and no sentence."""
    return _is_short(line) and bool(_REACH.search(line[0]))


def _is_short(line: re.Match[str]) -> bool:
    """Whether the line is no sentence, and announces nothing."""
    text = _said(line)
    words = len(text.split())
    sentence = text.endswith((":", "?", "!")) or (text.endswith(".") and words not in WORDS)
    return words <= MAX_WORDS and not sentence


def _name_in(text: str) -> str | None:
    """The name that the line begins with, without its titles."""
    words = [*dropwhile(_is_title, _BESIDE.sub("", " ".join(text.split())).split())]
    name = " ".join(words)
    return name if len(words) in WORDS and judge_name(name) == "name" else None


def _is_title(word: str) -> bool:
    known = (lexicon(each).roles.get(fold(word).rstrip("."), ()) for each in LANGUAGES)
    return (len(word) > len("J.") and word.endswith(".")) or any(
        "title" in roles for roles in known
    )


def _is_anothers(address: str, name: str, others: Sequence[str]) -> bool:
    """Whether the address repeats another line's name and not this one's."""
    return not shares(name, address) and any(shares(other, address) for other in others)
