"""Clients as CSV for a Spanish Excel, with formulas defused.

UTF-8 with a byte order mark, without which Excel garbles accents; semicolons, because the comma
is Spain's decimal sign; quotes and line ends of RFC 4180.
"""

import csv
from collections.abc import Iterable
from io import StringIO
from zoneinfo import ZoneInfo

from api.schemas.base import with_header
from api.schemas.wire import AT, EMAIL, NAME
from tools.directory.clients import Client
from tools.directory.importing.formulas import defused

MARK = "\ufeff"
HEADINGS = ("id", NAME, EMAIL, "creado")
DISPOSITION = 'attachment; filename="clientes.csv"'


def heading() -> str:
    """The byte order mark and the line of headings."""
    return MARK + lines([HEADINGS])


def rows(clients: Iterable[Client], zone: ZoneInfo) -> str:
    """A line for each client, with its instant of creation in the zone's time (ISO 8601)."""
    return lines(
        (
            str(each.id),
            each.name,
            each.email,
            each.created.astimezone(zone).isoformat(timespec="milliseconds"),
        )
        for each in clients
    )


def lines(records: Iterable[Iterable[str]]) -> str:
    """A line for each record."""
    text = StringIO()
    csv.writer(text, delimiter=";").writerows(map(defused, cells) for cells in records)
    return text.getvalue()


EXAMPLE = lines([HEADINGS, ("1", "Juan", "juan@example.com", AT)])
TABLE = {"content": {"text/csv": {"schema": {"type": "string"}, "example": EXAMPLE}}} | with_header(
    "Content-Disposition", "El nombre del archivo.", type="string", const=DISPOSITION
)
