"""Clients who may be the same as one that was just registered, and domains that look mistyped.

One letter off are two texts of which one becomes the other by adding, leaving out or replacing a
letter, or by exchanging two neighbours (Damerau 1964). All such texts are looked up at once in the
indexes, which takes the same time however large the directory is.
"""

import json
from collections.abc import Iterator
from string import ascii_lowercase as LETTERS
from typing import Any

from sqlalchemy import (
    JSON,
    ColumnElement,
    Connection,
    Integer,
    Select,
    String,
    bindparam,
    cast,
    func,
    literal,
    select,
    union_all,
)

from tools.directory.clients import Client
from tools.directory.search import COLUMNS
from tools.folding import fold, folded_address
from tools.tables import clients

MOST = 3
"""Clients that are pointed out."""
MIN_LENGTH = 6
"""Characters from which on names, and addresses before the "@", one letter off are alike: of
shorter ones ("Mario", "María") too many are."""
KNOWN = {
    *("aol.com", "gmail.com", "googlemail.com", "hotmail.com", "hotmail.es", "icloud.com"),
    *("live.com", "msn.com", "outlook.com", "outlook.es", "protonmail.com", "yahoo.com"),
    *("yahoo.es", "telefonica.net"),
}
OTHERS = {"email.com", "gmx.com", "mac.com", "mail.com", "me.com", "yahoo.se", "ymail.com"}
"""Domains of their own that are one letter off a known one."""


def likely_duplicates(connection: Connection, client: Client) -> tuple[Client, ...]:
    """Up to `MOST` others: address one letter off, the same name, name one letter off and domain.

    A name of one word is no sign: there are many called Juan.

    One statement, whose lookups are all answered by indexes.
    """
    name, address = fold(client.name), folded_address(client.email)
    long = " " in name and len(name) >= MIN_LENGTH
    asked = {
        "own": client.id,
        "name": name if " " in name else "",
        "domain": fold(address.rpartition("@")[2]),
        "names": json.dumps(list(_neighbours(name)) if long else []),
        "addresses": json.dumps(list(_like(address))),
    }
    rows = connection.execute(QUERIES[connection.dialect.name == "postgresql"], asked)
    return tuple(dict.fromkeys(Client(*row[1:]) for row in rows))[:MOST]


def meant_domain(address: str) -> str | None:
    """The well-known domain that the address's domain is one letter off."""
    domain = folded_address(address).rpartition("@")[2]
    if domain in KNOWN | OTHERS:
        return None
    return min(KNOWN.intersection(_neighbours(domain)), default=None)


def _like(address: str) -> Iterator[str]:
    """The addresses one letter off, and the one at the domain that was probably meant."""
    local, _, domain = address.rpartition("@")
    if len(local) >= MIN_LENGTH:
        yield from (f"{other}@{domain}" for other in _neighbours(local))
    if meant := meant_domain(address):
        yield f"{local}@{meant}"
    else:
        yield from (f"{local}@{other}" for other in _neighbours(domain))


def _neighbours(text: str) -> Iterator[str]:
    """All texts one letter off; figures are no letters: "ana1" and "ana2" are two."""
    for place, letter in enumerate(text):
        before, after = text[:place], text[place + 1 :]
        if not letter.isdigit():
            yield before + after
            yield from (before + other + after for other in LETTERS if other != letter)
        if after and after[0] != letter and not (letter + after[0]).isdigit():
            yield before + after[0] + letter + after[1:]
        yield from (before + other + text[place:] for other in LETTERS)
    yield from (text + other for other in LETTERS)


def _query(*, postgresql: bool) -> Select[Any]:
    def listed(name: str) -> Select[Any]:
        given = bindparam(name, type_=String())
        if postgresql:
            rows = func.json_array_elements_text(cast(given, JSON)).table_valued("value")
        else:
            rows = func.json_each(given).table_valued("value")
        return select(rows.c.value)  # in a join, SQLite would read all clients for each value

    def found(rank: int, *wanted: ColumnElement[bool]) -> Select[Any]:
        query = select(literal(rank, Integer).label("rank"), *COLUMNS)
        return query.where(clients.c.id != bindparam("own"), *wanted).limit(MOST)

    name, domain = clients.c.nombre_plegado, clients.c.dominio
    kinds = (
        found(0, clients.c.email_plegado.in_(listed("addresses"))),
        found(1, name == bindparam("name")),
        found(2, name.in_(listed("names")), domain == bindparam("domain")),
    )
    every = union_all(*(select(kind.subquery()) for kind in kinds)).subquery()
    return select(every).order_by(every.c.rank, every.c.id)


QUERIES = {kind: _query(postgresql=kind) for kind in (False, True)}
