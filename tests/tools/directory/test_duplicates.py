"""Who is taken for the same client, and that finding them reads no more of a large directory."""

from datetime import UTC, datetime
from random import Random
from string import ascii_lowercase

import pytest
from sqlalchemy import delete, insert

from tools.database.engine import Database
from tools.directory.clients import Client, columns_of, create_client
from tools.directory.duplicates import AROUND, MOST, QUERIES, likely_duplicates, meant_domain
from tools.tables import clients

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def like(database: Database, *people: tuple[str, str]) -> list[str]:
    """The addresses of the clients that look like the last one."""
    with database.write() as transaction:
        made = [create_client(transaction, name=n, email=e, created=NOW) for n, e in people]
        return [each.email for each in likely_duplicates(transaction, made[-1])]


@pytest.mark.parametrize(
    ("before", "now"),
    [
        (("Ana Gil", "ana@gil.es"), ("ANA GÍL", "ana.gil@example.com")),
        (("Ana Gil", "ana@gil.es"), ("Anna Gil", "a2@gil.es")),
        (("Ana Gil", "ana@gil.es"), ("Ana Gli", "a2@gil.es")),
        (("Ana", "anagil@x.es"), ("Ana María", "ana.gil@x.es")),
        (("Ana", "ana@empresa.es"), ("Eva", "ana@emprsa.es")),
        (("Ana", "ana@gmail.com"), ("Eva", "ana@gmial.com")),
        (("Ana", "ana@gmail.com"), ("Eva", "ana@gmail.co")),
    ],
)
def test_a_likely_duplicate_is_found(
    database: Database, before: tuple[str, str], now: tuple[str, str]
) -> None:
    assert like(database, before, now) == [before[1]]


@pytest.mark.parametrize(
    ("before", "now"),
    [
        (("Ana Gil", "ana@gil.es"), ("Anna Gil", "anna@otra.es")),
        (("Mario", "mario@x.es"), ("Maria", "maria@x.es")),
        (("Juan", "uno@x.es"), ("Juan", "dos@x.es")),
        (("Uno", "cliente1@x.es"), ("Dos", "cliente2@x.es")),
        (("Cliente 12", "uno@x.es"), ("Cliente 21", "dos@x.es")),
        (("Uno", "cliente1@x.es"), ("Dos", "cliente12@x.es")),
        (("Ana Gil", "ana@gil.es"), ("Eva Ruiz", "eva@gil.es")),
    ],
)
def test_who_differs_by_more_is_not_pointed_out(
    database: Database, before: tuple[str, str], now: tuple[str, str]
) -> None:
    assert like(database, before, now) == []


def test_the_nearest_come_first_and_no_more_than_a_few(database: Database) -> None:
    others = [("Ana Gil", f"ana@d{number}.es") for number in range(MOST + 2)]
    near = ("Eva Ruiz", "gilana@x.es")
    found = like(database, *others, near, ("Ana Gil", "gilanna@x.es"))
    assert found == ["gilana@x.es", "ana@d0.es", "ana@d1.es"]


@pytest.mark.parametrize(
    ("address", "domain"),
    [
        ("a@gmial.com", "gmail.com"),
        ("a@GMAIL.CON", "gmail.com"),
        ("a@hotmal.com", "hotmail.com"),
        ("a@yaho.es", "yahoo.es"),
        ("a@gmail.com", None),
        ("a@mail.com", None),
        ("a@empresa.es", None),
    ],
)
def test_a_well_known_domain_mistyped(address: str, domain: str | None) -> None:
    assert meant_domain(address) == domain


def one_letter_off(text: str) -> set[str]:
    """Written down as the definition says, from any place on."""
    places, letters = range(len(text) + 1), ascii_lowercase
    added = {text[:at] + letter + text[at:] for at in places for letter in letters}
    less = {(text[:at], text[at], text[at + 1 :]) for at in places[:-1] if not text[at].isdigit()}
    changed = {before + letter + after for before, _, after in less for letter in ("", *letters)}
    pairs = ((text[:at], text[at : at + 2], text[at + 2 :]) for at in places[:-2])
    swapped = {a + pair[::-1] + b for a, pair, b in pairs if not pair.isdigit()}
    return (added | changed | swapped) - {text}


@pytest.mark.both
def test_whoever_is_one_letter_off_is_found_among_all_that_begin_alike(database: Database) -> None:
    """Whatever the place: the lookups go no further than others begin alike."""
    random, address = Random(7), "ana.gil2@gmail.es"  # noqa: S311 - no secrets
    near = [f"{local}@gmail.es" for local in one_letter_off("ana.gil2")]
    near += [f"ana.gil2@{domain}" for domain in one_letter_off("gmail.es")]
    far = [address[:end] + tail for end in range(1, 17) for tail in ("zz@x.es", "2z@x.es", "/")]
    with database.write() as transaction:
        for other in [*random.sample(near, 40), "ana.gil2@gmall.es"]:
            transaction.execute(delete(clients))
            for each in (address, other, *random.sample(far, 3)):
                row = columns_of("Ana", each) | {"creado": NOW}
                transaction.execute(insert(clients).values(row))
            found = likely_duplicates(transaction, Client(0, "Ana", address, NOW))
            assert other in [each.email for each in found]


@pytest.mark.sqlite
def test_every_lookup_is_in_an_index(database: Database) -> None:
    client = Client(1, "Ana Gil Ruiz", "ana.gil@example.com", NOW)
    asked = {"own": 1, "name": "x", "domain": "x.es", "names": "[]", "addresses": "[]"}
    options = {"literal_binds": True}
    with database.read() as transaction:
        assert likely_duplicates(transaction, client) == ()
        for query, lookups in ((QUERIES[False], 3), (AROUND.params(address="a@x.es"), 4)):
            sql = query.params(asked).compile(transaction.engine, compile_kwargs=options)
            plan = [row[-1] for row in transaction.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}")]
            assert not [step for step in plan if step.startswith("SCAN clientes")]
            assert sum(step.startswith("SEARCH clientes USING") for step in plan) == lookups
