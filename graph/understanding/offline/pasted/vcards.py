"""Contacts in the format vCard (RFC 6350)."""

import re

from graph.understanding.offline.pasted.labels import Material, Pasted

_CARD = re.compile(r"BEGIN:VCARD\b(.*?)(?:END:VCARD|\Z)", re.S | re.I)
_LINE = re.compile(r"^(?:item\d+\.)?(FN|N|ORG|EMAIL)(?:;[^:\n]*)?:(.+)$", re.M | re.I)
_FOLDED = re.compile(r"\n[ \t]")


def read_vcards(message: str) -> Material | None:
    """The contacts of all cards in the message."""
    cards = list(_CARD.finditer(message))
    if not cards:
        return None
    return Material(tuple(_contact(card[1]) for card in cards), cards[0].start(), cards[-1].end())


def _contact(card: str) -> Pasted:
    fields: dict[str, str] = {}
    for label, value in _LINE.findall(_FOLDED.sub("", card)):
        fields.setdefault(label.upper(), value.strip().replace("\\,", ",").replace("\\;", " "))
    family, given, *more = [*fields.get("N", "").split(";"), "", ""]
    parts = " ".join(part for part in (given, *more[:1], family) if part.strip())
    name = fields.get("FN") or parts or fields.get("ORG", "").split(";")[0]
    return Pasted(" ".join(name.split()) or None, fields.get("EMAIL"))
