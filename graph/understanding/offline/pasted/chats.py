"""Clients in lines copied out of a chat: "[12/3/26, 10:31] Ana Gil: mi correo es ana@x.es"."""

import re

from graph.understanding.evidence.names import judge_name
from graph.understanding.offline.emails.emails import find_emails
from graph.understanding.offline.pasted.labels import Material, Pasted

_LINE = re.compile(
    r"^\W*\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4},?\s+\d{1,2}:\d{2}(?::\d{2})?(?:\s*[ap]\.?\s*m\.?)?\]?\s*(?:-\s*)?"
    r"([^:\n]{1,60}):[ \t]*(.*)$",
    re.M | re.I,
)


def read_chat(message: str) -> Material | None:
    """The authors of lines with an address; an author that is a number has no name."""
    lines = list(_LINE.finditer(message))
    people = [
        Pasted(_author(line[1]), found[0].address)
        for line in lines
        if (found := find_emails(line[2]))
    ]
    return Material(tuple(people), lines[0].start(), lines[-1].end()) if people else None


def _author(text: str) -> str | None:
    return text.strip() if judge_name(text) != "no_name" else None
