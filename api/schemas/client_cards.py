"""Clients as vCards 3.0 (RFC 2426), which address books of all ages read."""

import re
from collections.abc import Iterable, Iterator
from zoneinfo import ZoneInfo

from api.schemas.base import with_header
from tools.directory.clients import Client

WIDEST = 75
"""Bytes of a line; a longer one is folded."""
SPECIAL = re.compile(r"([\\,;])")
DISPOSITION = 'attachment; filename="clientes.vcf"'


def cards(clients: Iterable[Client], zone: ZoneInfo) -> str:
    """A card for each client; CREATED (RFC 9554) has the zone's time.

    The whole name stands for the first name, since nothing tells where the surname begins.
    """
    return "".join(f"{_folded(line)}\r\n" for each in clients for line in _lines(each, zone))


def _lines(client: Client, zone: ZoneInfo) -> Iterator[str]:
    name, email = (SPECIAL.sub(r"\\\1", text) for text in (client.name, client.email))
    created = client.created.astimezone(zone).strftime("%Y%m%dT%H%M%S%z")
    yield from ("BEGIN:VCARD", "VERSION:3.0", f"FN:{name}", f"N:;{name};;;")
    yield from (f"EMAIL:{email}", f"CREATED:{created}", "END:VCARD")


def _folded(line: str) -> str:
    """The line, continued on further ones that begin with a space; no character is cut."""
    parts, width = [""], 0
    for character in line:
        size = len(character.encode())
        if width + size > WIDEST:
            parts, width = [*parts, " "], 1
        parts[-1] += character
        width += size
    return "\r\n".join(parts)


CARDS = {"content": {"text/vcard": {"schema": {"type": "string"}}}} | with_header(
    "Content-Disposition", "El nombre del archivo.", type="string", const=DISPOSITION
)
