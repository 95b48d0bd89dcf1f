"""Contacts in the format vCard: 3.0 and 4.0 (RFC 2426, RFC 6350), and 2.1 as it is still found."""

import quopri
import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from tools.directory.importing.text import LONGEST

PROPERTY = re.compile(r'(?:[\w-]+\.)?([\w-]+)((?:;(?:[^":;]|"[^"]*")*)*):(.*)', re.DOTALL)
CHARSET = re.compile(r";CHARSET=\"?([\w-]+)", re.IGNORECASE)
PREFERRED = re.compile(r";PREF=\"?(\d+)|[;=,\"](PREF)\b", re.IGNORECASE)
QUOTED = "QUOTED-PRINTABLE"
ESCAPED = re.compile(r"\\(.)", re.DOTALL)
LEAST = 101
"""Below the least preference of vCard 4, which is 100."""


class Card(NamedTuple):
    """A contact, without what is not stated."""

    name: str
    email: str


def is_vcard(first_line: str) -> bool:
    """Whether a file that begins with this line has cards."""
    return first_line.strip().upper() == "BEGIN:VCARD"


def cards(lines: Iterable[str]) -> Iterator[Card]:
    """The contacts of all cards, also of one that is cut off."""
    found: dict[str, str] | None = None
    preference = LEAST + 1
    for line in _unfolded(lines):
        match = PROPERTY.match(line)
        if match is None:
            continue
        name, parameters, value = match[1].upper(), match[2].upper(), match[3]
        if name in ("BEGIN", "END") and value.strip().upper() == "VCARD":
            if found is not None:
                yield _card(found)
            found, preference = ({} if name == "BEGIN" else None), LEAST + 1
        elif found is not None and name in ("FN", "N", "ORG"):
            found.setdefault(name, _decoded(value, parameters))
        elif found is not None and name == "EMAIL" and _preference(parameters) < preference:
            found["EMAIL"], preference = _decoded(value, parameters), _preference(parameters)
    if found is not None:
        yield _card(found)


def _unfolded(lines: Iterable[str]) -> Iterator[str]:
    """The lines of content; what is beyond the longest line, as of pictures, is left out."""
    whole = ""
    for line in lines:
        text = line.rstrip("\n")
        soft = whole.endswith("=") and QUOTED in whole.partition(":")[0].upper()
        if soft:
            whole = whole[:-1] + text
        elif text[:1] in (" ", "\t"):
            whole += text[1:] if len(whole) < LONGEST else ""
        else:
            yield whole
            whole = text
    yield whole


def _decoded(value: str, parameters: str) -> str:
    if QUOTED not in parameters:
        return value
    charset = CHARSET.search(parameters)
    data = quopri.decodestring(value.encode())
    try:
        return data.decode(charset[1] if charset else "utf-8", errors="replace")
    except LookupError:
        return data.decode(errors="replace")


def _preference(parameters: str) -> int:
    found = PREFERRED.search(parameters)
    if found is None:
        return LEAST
    return int(found[1]) if found[1] else 1


def _card(found: dict[str, str]) -> Card:
    """The formatted name, else first names and surnames, else the organization's name."""
    family, given, more, *_ = [*_components(found.get("N", "")), "", "", ""]
    organization, *_ = [*_components(found.get("ORG", "")), ""]
    names = (_plain(found.get("FN", "")), f"{given} {more} {family}", organization)
    name = next((name for name in names if name.strip()), "")
    return Card(" ".join(name.split()), _plain(found.get("EMAIL", "")).strip())


def _components(value: str) -> list[str]:
    return [_plain(part) for part in re.split(r"(?<!\\);", value)]


def _plain(value: str) -> str:
    return ESCAPED.sub(lambda found: " " if found[1] in "nN" else found[1], value)
