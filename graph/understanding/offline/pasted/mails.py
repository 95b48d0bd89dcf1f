"""People in the headers of a pasted mail, and in addresses as mail programs write them."""

import re
from email.utils import getaddresses

from graph.understanding.evidence.names import judge_name
from graph.understanding.offline.pasted.labels import (
    Material,
    Pasted,
    asks_for,
    in_order,
    label_in,
)

_HEADER = re.compile(r"^[ \t>*]*([^\W\d_][\w -]{0,15}?)\*?[ \t]*:[ \t]*(.*)$", re.M)
_LISTED = re.compile(
    r'"[^"<>\n]{1,80}"\s*<[^<>\s@]+@[^<>\s]+>|[^\W\d_][^<>@\n;,"]{0,60},\s[^<>@\n;,"]{1,60}<[^<>\s@]+@[^<>\s]+>'
)
MIN_HEADERS = 2


def read_mail(message: str) -> Material | None:
    """The sender of a mail; those it went to, if the words beside it ask for them."""
    found = [(match, _kind(match[1])) for match in _HEADER.finditer(message)]
    headers = [(match, kind) for match, kind in found if kind]
    kinds = [kind for _, kind in headers]
    if len(headers) < MIN_HEADERS or "from" not in kinds:
        return None
    start, end = headers[0][0].start(), headers[-1][0].end()
    below = message.rstrip().rfind("\n")
    last = below if below > end and asks_for(message[below:], "from") else len(message)
    wanted = _wanted(message[:start] + message[end:])
    values = [match[2] for match, kind in headers if kind in wanted]
    people = tuple(_people(values))
    return Material(people, start, last) if people else None


def read_listed(message: str) -> Material | None:
    """Addresses such as `"Gil Soto, Ana" <ana@x.es>`, one or several."""
    listed = _LISTED.finditer(message) if "<" in message else ()
    found = [match for match in listed if _surname_first(match[0])]
    if not found:
        return None
    everyone = [m[0] if m[0].startswith('"') else _quoted(m[0]) for m in found]
    return Material(tuple(_people(everyone)), found[0].start(), found[-1].end())


def _surname_first(listed: str) -> bool:
    name = listed.partition("<")[0].strip(' "')
    family, comma, given = name.partition(", ")
    return bool(comma) and judge_name(family) != "no_name" and judge_name(given) == "name"


def _kind(label: str) -> str | None:
    return label_in(label, "from", "to", "copied", "header")


def _wanted(beside: str) -> tuple[str, ...]:
    if asks_for(beside, "all"):
        return ("from", "to", "copied")
    asked = tuple(kind for kind in ("to", "copied") if asks_for(beside, kind))
    return asked or ("from",)


def _quoted(listed: str) -> str:
    name, _, address = listed.partition("<")
    return f'"{name.strip()}" <{address}'


def _people(values: list[str]) -> list[Pasted]:
    """Name and address of each, without a name that is only the address again."""
    pairs = getaddresses([value.replace("mailto:", "") for value in values])
    return [
        Pasted(in_order(name) if name and "@" not in name else None, address)
        for name, address in pairs
        if "@" in address
    ]
