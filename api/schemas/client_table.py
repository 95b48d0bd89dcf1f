"""Clients as CSV for a Spanish Excel, with formulas defused.

UTF-8 with a byte order mark, without which Excel garbles accents; semicolons, because the comma
is Spain's decimal sign; quotes and line ends of RFC 4180.
"""

import csv
import re
from collections.abc import Iterable
from io import StringIO
from zoneinfo import ZoneInfo

from api.schemas.base import with_header
from api.schemas.wire import AT, EMAIL, NAME
from tools.directory.clients import Client

MARK = "\ufeff"
HEADINGS = ("id", NAME, EMAIL, "creado")
FORMULA = re.compile(r"(^|[\t\r\n,;])(?=[=+\-@\t\r\n＝＋－＠])")  # noqa: RUF001 - meant
"""The places before a formula's first character (OWASP's list of CSV injection).

Also after a comma or a semicolon, where a spreadsheet with that separator begins a cell.
"""
DISPOSITION = 'attachment; filename="clientes.csv"'


def heading() -> str:
    """The byte order mark and the line of headings."""
    return MARK + _lines([HEADINGS])


def rows(clients: Iterable[Client], zone: ZoneInfo) -> str:
    """A line for each client, with its instant of creation in the zone's time (ISO 8601)."""
    return _lines(
        (
            str(each.id),
            each.name,
            each.email,
            each.created.astimezone(zone).isoformat(timespec="milliseconds"),
        )
        for each in clients
    )


def _lines(records: Iterable[Iterable[str]]) -> str:
    text = StringIO()
    csv.writer(text, delimiter=";").writerows(map(_harmless, cells) for cells in records)
    return text.getvalue()


def _harmless(cell: str) -> str:
    return FORMULA.sub(r"\1'", cell)


EXAMPLE = _lines([HEADINGS, ("1", "Juan", "juan@example.com", AT)])
TABLE = {"content": {"text/csv": {"schema": {"type": "string"}, "example": EXAMPLE}}} | with_header(
    "Content-Disposition", "El nombre del archivo.", type="string", const=DISPOSITION
)
