"""Who is taken for the same client, and that finding them reads no more of a large directory."""

from datetime import UTC, datetime

import pytest

from tools.database.engine import Database
from tools.directory.clients import Client, create_client
from tools.directory.duplicates import MOST, QUERIES, likely_duplicates, meant_domain

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


@pytest.mark.sqlite
def test_every_lookup_is_in_an_index(database: Database) -> None:
    client = Client(1, "Ana Gil Ruiz", "ana.gil@example.com", NOW)
    with database.read() as transaction:
        assert likely_duplicates(transaction, client) == ()
        asked = {"own": 1, "name": "x", "domain": "x.es", "names": "[]", "addresses": "[]"}
        options = {"literal_binds": True}
        query = QUERIES[False].params(asked).compile(transaction.engine, compile_kwargs=options)
        plan = [row[-1] for row in transaction.exec_driver_sql(f"EXPLAIN QUERY PLAN {query}")]
    assert not [step for step in plan if step.startswith("SCAN clientes")]
    assert sum(step.startswith("SEARCH clientes USING INDEX") for step in plan) == 3
