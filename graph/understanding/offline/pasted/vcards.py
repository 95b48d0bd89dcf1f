"""Contacts in the format vCard (RFC 6350)."""

import re

from graph.understanding.offline.pasted.labels import Material, Pasted
from tools.directory.importing.vcards import cards

_CARD = re.compile(r"BEGIN:VCARD\b.*?(?:END:VCARD|\Z)", re.S | re.I)


def read_vcards(message: str) -> Material | None:
    """The contacts of all cards in the message."""
    found = list(_CARD.finditer(message))
    if not found:
        return None
    contacts = (card for match in found for card in cards(match[0].splitlines()))
    people = tuple(Pasted(card.name or None, card.email or None) for card in contacts)
    return Material(people, found[0].start(), found[-1].end())
