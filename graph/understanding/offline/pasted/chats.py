"""Clients in lines copied out of a chat: "[12/3/26, 10:31] Ana Gil: mi correo es ana@x.es"."""

import re

from graph.understanding.evidence.mentions import mentions_in
from graph.understanding.evidence.names import judge_name
from graph.understanding.offline.emails.emails import find_emails
from graph.understanding.offline.names.owners import shares
from graph.understanding.offline.pasted.labels import Material, Pasted

_LINE = re.compile(
    r"^\W*\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4},?\s+\d{1,2}:\d{2}(?::\d{2})?(?:\s*[ap]\.?\s*m\.?)?\]?\s*(?:-\s*)?"
    r"([^:\n]{1,60}):[ \t]*(.*)$",
    re.M | re.I,
)


def read_chat(message: str) -> Material | None:
    """Those to whom the addresses in the lines belong; an author that is a number has no name."""
    lines = list(_LINE.finditer(message))
    said = list(dict.fromkeys(name for line in lines for name in _named(line[2])))
    people = [
        Pasted(_owner(line[1], said, found[0].address), found[0].address)
        for line in lines
        if (found := find_emails(line[2]))
    ]
    return Material(tuple(people), lines[0].start(), lines[-1].end()) if people else None


def _named(text: str) -> list[str]:
    """The whole names in a line's text."""
    return [name for name in mentions_in(f": {text}") if " " in name and judge_name(name) == "name"]


def _owner(author: str, said: list[str], address: str) -> str | None:
    """Who is named in the lines if the address has a word of that name, else the author."""
    if not shares(author, address):
        for name in said:
            if shares(name, address):
                return name
    return author.strip() if judge_name(author) != "no_name" else None
