"""Clients who may be the same as one that was just registered, and domains that look mistyped.

One letter off are two texts of which one becomes the other by adding, leaving out or replacing a
letter, or by exchanging two neighbours (Damerau 1964). Up to that place they are the same, and no
text has a longer beginning in common with others than with its neighbours in an index. So all texts
that differ up to there are looked up at once, in as many steps however large the directory is.
"""

import json
from collections.abc import Iterator, Sequence
from itertools import chain
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

    All lookups are answered by indexes.
    """
    name, address = fold(client.name), folded_address(client.email)
    long = " " in name and len(name) >= MIN_LENGTH
    around = connection.execute(AROUND, {"name": name, "address": address}).one()
    names = list(_neighbours(name, _shared(name, around[:2]))) if long else []
    addresses = list(_like(address, _shared(address, around[2:])))
    if not (names or addresses or " " in name):
        return ()
    asked = {
        "own": client.id,
        "name": name if " " in name else "",
        "domain": fold(address.rpartition("@")[2]),
        "names": json.dumps(names),
        "addresses": json.dumps(addresses),
    }
    rows = connection.execute(QUERIES[connection.dialect.name == "postgresql"], asked)
    return tuple(dict.fromkeys(Client(*row[1:]) for row in rows))[:MOST]


def meant_domain(address: str) -> str | None:
    """The well-known domain that the address's domain is one letter off."""
    domain = folded_address(address).rpartition("@")[2]
    if domain in KNOWN | OTHERS:
        return None
    return min((known for known in KNOWN if _is_one_letter_off(known, domain)), default=None)


def _shared(text: str, others: Sequence[str | None]) -> int:
    """How many first characters it has in common with one of them; -1: there is none."""
    return max((_alike(text, other) for other in others if other), default=-1)


def _alike(text: str, other: str) -> int:
    pairs = enumerate(zip(text, other, strict=False))
    return next((place for place, (a, b) in pairs if a != b), min(len(text), len(other)))


def _like(address: str, shared: int) -> Iterator[str]:
    """The addresses one letter off, and the one at the domain that was probably meant.

    Only those that have not more than the first `shared` characters in common with this one.
    """
    local, _, domain = address.rpartition("@")
    if len(local) >= MIN_LENGTH:
        yield from (f"{other}@{domain}" for other in _neighbours(local, shared))
    in_domain = shared - len(local) - 1
    if in_domain < 0:
        return
    if meant := meant_domain(address):
        yield f"{local}@{meant}"
    else:
        yield from (f"{local}@{other}" for other in _neighbours(domain, in_domain))


def _is_one_letter_off(other: str, text: str) -> bool:
    place = _alike(text, other)
    alike = abs(len(text) - len(other)) <= 1 and text.endswith(other[place + 2 :])
    return alike and other in _differing_at(text, place)


def _neighbours(text: str, shared: int) -> Iterator[str]:
    """All texts one letter off with up to `shared` first characters in common."""
    places = range(min(shared, len(text)) + 1)
    return chain.from_iterable(_differing_at(text, place) for place in places)


def _differing_at(text: str, place: int) -> list[str]:
    """The texts one letter off from there on; figures are no letters: "ana1" and "ana2" are two."""
    before, letter, after = text[:place], text[place : place + 1], text[place + 1 :]
    found = [before + other + text[place:] for other in LETTERS]
    if letter and not letter.isdigit():
        found.append(before + after)
        found += [before + other + after for other in LETTERS if other != letter]
    if after and after[0] != letter and not (letter + after[0]).isdigit():
        found.append(before + after[0] + letter + after[1:])
    return found


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


def _beside(column: ColumnElement[str], name: str) -> tuple[ColumnElement[str], ...]:
    """The last value before the one of that name, and the first one after it."""
    given = bindparam(name, type_=String())
    before = select(func.max(column)).where(column < given)
    after = select(func.min(column)).where(column > given)
    return before.scalar_subquery(), after.scalar_subquery()


AROUND = select(
    *_beside(clients.c.nombre_plegado, "name"), *_beside(clients.c.email_plegado, "address")
)
QUERIES = {kind: _query(postgresql=kind) for kind in (False, True)}
