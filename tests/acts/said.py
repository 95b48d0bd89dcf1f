"""Messages that were written to be learned from: what each does, and which words are names.

Each line of `said/*.txt` has, between tabs, the act, the situation and the message; a client to be
registered stands in [ ], somebody who is looked for or told of in { }.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from graph.understanding.evidence.acts import Act
from graph.understanding.evidence.tagger import CLIENT, MENTION, Tags, Token

FOLDER = Path(__file__).parent / "said"
ACTS: dict[str, Act] = {
    "create": "order",
    "answer": "order",
    "change": "order",
    "yes": "order",
    "question": "question",
    "no": "talk",
    "none": "talk",
}
STATES = {
    "start": ("nothing", "nothing"),
    "lacks_name": ("name", "nothing"),
    "lacks_email": ("email", "nothing"),
    "lacks_consent": ("consent", "nothing"),
    "created": ("nothing", "created"),
    "shown": ("nothing", "some"),
    "nobody": ("nothing", "nobody"),
}
"""What the client in hand lacks, and what was shown last; as `state_of` tells it."""
OPENING, CLOSING = {"[": CLIENT, "{": MENTION}, "]}"


class Span(NamedTuple):
    """A name at `[start:end]`; `tag` is that of its first word."""

    start: int
    end: int
    tag: int


class Said(NamedTuple):
    """A message, what it does in its situation, and its names."""

    act: Act
    lacks: str
    shown: str
    message: str
    names: list[Span]

    @property
    def state(self) -> list[str]:
        """The situation as features."""
        return [f"lacks {self.lacks}", f"shown {self.shown}", f"{self.lacks} {self.shown}"]


def all_said() -> Iterator[Said]:
    """All messages of the folder."""
    for file in sorted(FOLDER.glob("*.txt")):
        for line in file.read_text("utf-8").splitlines():
            act, situation, marked = line.split("\t")
            yield Said(ACTS[act], *STATES[situation], *unmarked(marked.replace("\\n", "\n")))


def unmarked(marked: str) -> tuple[str, list[Span]]:
    """The message without its marks, and the names that they mark."""
    message, names, start, tag = "", [], 0, 0
    for piece in re.split(r"([\[\]{}])", marked):
        if piece in OPENING:
            start, tag = len(message), OPENING[piece]
        elif piece and piece in CLOSING:
            names.append(Span(start, len(message), tag))
        else:
            message += piece
    return message, names


def tags_of(tokens: list[Token], names: list[Span]) -> Tags:
    """The tag of each token."""
    tags = [0] * len(tokens)
    for name in names:
        tag = name.tag
        for index, token in enumerate(tokens):
            if token.start < name.end and token.end > name.start:
                tags[index] = tag
                tag = name.tag + 1
    return tags
