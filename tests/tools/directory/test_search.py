"""A large directory: the indexes say exactly what reading every client would say."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, Row, bindparam, delete, event, insert, select, update
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from tests.prove.bench.population import START, YEARS, fill
from tools.database.engine import Database, open_database
from tools.directory.changes import erase_client
from tools.directory.clients import Page, create_client, find_clients
from tools.directory.filters import Filters
from tools.folding import fold
from tools.tables import clients

ROWS = 10_000
SHORT_STRETCH = 500
"""So that a directory of a size that a test can fill is read in every way."""
ODD_NAMES = [
    *("100% Ana", "a_b Gil", 'O\'Neill "Tito"', "NEAR(ana Ruiz", "Ana AND Eva", "ab* ^x -y"),
    *("\\Ana\\", "李小龍", "İpek Straße", "علی‌رضا", "X Æ A-12", "ana:nombre {gil} + sol"),
]
ODD_DOMAINS = ["a.b.c.d.example.com", "b.c.d.example.com", "münchen.de", "mail.a-b.c.co.uk", "x.es"]
WORDS = [
    *("a", "e", "z", "ñ", "an", "AN", "ia", "zz", "mar", "ana", "rod", "García", "GARCIA", "maria"),
    *(
        "rodrigue",
        "guez",
        "ton",
        "%",
        "_",
        "\\",
        '"',
        "'",
        "*",
        "^",
        "-",
        "(",
        "NEAR(",
        "AND",
        "OR",
    ),
    *("ana*", '"ana"', "nombre:ana", "-ana", "%a%", "a_b", "a%", "小", "李小", "straße", "ss", "´"),
    *("zzyzx", "\u0301", "o'n", "a-12", "{gil}", "feijoo", "nunez-"),
]
PARTS = ["odd", "odd1@", "1@gmail", "@acme", "il.com", "münchen", "maria0", "@", "com"]
DOMAINS = [
    *(
        "gmail",
        "gmail.com",
        "@GMAIL.com",
        "com",
        "es",
        "co.uk",
        "acme.es",
        "mail",
        "ail",
        "example",
    ),
    *(
        "c.d",
        "b.c.d",
        "b.c.d.example",
        "c.d.example.com",
        "a.b.c.d.example.com",
        "münchen",
        ".",
        "@",
    ),
    *("", "gmail.", ".com", "%", "_mail", "d.example.co", "a..b", "x es", "a-b.c", "gmail.com.mx"),
]


def odd_people() -> Iterator[dict[str, object]]:
    """Names and domains that no sane list has, and a clock that was set back."""
    for number, name in enumerate(ODD_NAMES):
        domain = ODD_DOMAINS[number % len(ODD_DOMAINS)]
        yield {
            "nombre": name,
            "email": f"odd{number}@{domain}",
            "nombre_plegado": fold(name),
            "email_plegado": f"odd{number}@{domain}",
            "dominio": fold(domain),
            "creado": START + YEARS / 2 + timedelta(hours=number),
        }


@pytest.fixture(scope="module")
def directory(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """Thousands of clients, odd ones at both ends; some were changed, and some deleted."""
    url = f"sqlite:///{tmp_path_factory.mktemp('directory')}/business.db"
    opened = open_database(url)
    odd = list(odd_people())
    fill_with(opened, odd[::2])
    fill(opened, ROWS)
    shuffle_instants(opened, ROWS // 4)
    fill_with(opened, odd[1::2])
    with opened.write() as transaction:
        for key in range(1, ROWS, 97):
            erase_client(transaction, key)
    yield opened
    opened.close()


def shuffle_instants(database: Database, count: int) -> None:
    """As after an import that took clients in no order."""
    random = Random(3)  # noqa: S311 - no secrets
    moved = update(clients).where(clients.c.id == bindparam("key"))
    with database.write() as transaction:
        for key in range(1, count):
            created = START + YEARS * random.random()
            transaction.execute(moved.values(creado=created), {"key": key})


@pytest.fixture(autouse=True)
def short_stretch(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tools.directory.search.STRETCH", SHORT_STRETCH)


def fill_with(database: Database, rows: list[dict[str, object]]) -> None:
    with database.write() as transaction:
        transaction.execute(insert(clients), rows)


def everyone(database: Database) -> list[Row[Any]]:
    with database.read() as transaction:
        return list(transaction.execute(select(clients).order_by(clients.c.id)))


@pytest.fixture(scope="module")
def rows(directory: Database) -> list[Row[Any]]:
    return everyone(directory)


def matching(rows: list[Row[Any]], filters: Filters) -> list[int]:
    """What a reader of the whole directory finds."""
    words = None if filters.text is None else fold(filters.text).split()
    parts = None if filters.part is None else [word for word in filters.part.split() if fold(word)]
    wanted = label_of(filters.domain or "")
    unwanted = [label_of(domain) for domain in (filters.not_domain or "").split()]
    low = filters.created_from or datetime.min.replace(tzinfo=UTC)
    high = filters.created_before or datetime.max.replace(tzinfo=UTC)
    return [
        row.id
        for row in rows
        if (words is None or (words and all(word in row.nombre_plegado for word in words)))
        and (parts is None or (parts and all(has_part(row, part) for part in parts)))
        and (filters.domain is None or f".{wanted}." in f".{row.dominio}.")
        and not any(f".{label}." in f".{row.dominio}." for label in unwanted)
        and low <= row.creado < high
        and (filters.session_id is None or row.session_id == filters.session_id)
    ]


def label_of(domain: str) -> str:
    return fold(domain).lstrip("@").strip(".")


def has_part(row: Row[Any], part: str) -> bool:
    forms = {fold(part), part.lower()}
    return any(
        form in row.nombre_plegado or (len(form) > 2 and form in row.email_plegado)
        for form in forms
    )


def total(database: Database, filters: Filters) -> int:
    with database.read() as transaction:
        return find_clients(transaction, filters).total


instants = st.none() | st.integers(-100, 1100 * 24).map(
    lambda hours: START + timedelta(hours=hours)
)
filters = st.builds(
    Filters,
    text=st.none()
    | st.lists(st.sampled_from(WORDS), max_size=3).map(" ".join)
    | st.text(max_size=4),
    part=st.none() | st.lists(st.sampled_from([*WORDS, *PARTS]), max_size=3).map(" ".join),
    domain=st.none() | st.sampled_from(DOMAINS),
    not_domain=st.none() | st.lists(st.sampled_from(DOMAINS), max_size=3).map(" ".join),
    created_from=instants,
    created_before=instants,
    session_id=st.sampled_from([None] * 9 + ["session-7"]),
)


@settings(max_examples=250, deadline=None)
@given(
    filters=filters,
    newest_first=st.booleans(),
    limit=st.integers(1, 50),
    cursor=st.none() | st.integers(0, ROWS + 50) | st.just(10**18 - 1),
)
def test_the_index_finds_what_reading_all_clients_finds(
    directory: Database,
    rows: list[Row[Any]],
    filters: Filters,
    newest_first: bool,
    limit: int,
    cursor: int | None,
) -> None:
    if filters.text and any(c == "\0" or "\ud800" <= c <= "\udfff" for c in filters.text):
        return
    after = None if cursor is None else str(cursor)
    expected = matching(rows, filters)[:: -1 if newest_first else 1]
    with directory.read() as transaction:
        page = find_clients(
            transaction, filters, newest_first=newest_first, limit=limit, cursor=after
        )
    if cursor is not None:
        rest = [key for key in expected if (key < cursor if newest_first else key > cursor)]
    else:
        rest = expected
    assert page.total == len(expected)
    assert [client.id for client in page.clients] == rest[:limit]
    assert page.cursor == (str(rest[limit - 1]) if len(rest) > limit else None)


@pytest.mark.parametrize("newest_first", [False, True])
@pytest.mark.parametrize("asked", [Filters(), Filters(text="ana"), Filters(domain="gmail")])
def test_pages_by_name_are_in_the_order_of_folded_names(
    directory: Database, rows: list[Row[Any]], asked: Filters, newest_first: bool
) -> None:
    names = {row.id: (row.nombre_plegado, row.id) for row in rows}
    expected = sorted(matching(rows, asked), key=names.__getitem__, reverse=newest_first)
    seen: list[int] = []
    cursor = None
    while cursor is not None or not seen:
        with directory.read() as transaction:
            page = find_clients(
                transaction,
                asked,
                by_name=True,
                newest_first=newest_first,
                limit=97,
                cursor=cursor,
            )
        seen += [client.id for client in page.clients]
        cursor = page.cursor
    assert seen == expected


def test_a_cursor_by_name_of_earlier_versions_is_an_offset(
    directory: Database, rows: list[Row[Any]]
) -> None:
    expected = sorted((row.nombre_plegado, row.id) for row in rows)[20:25]
    with directory.read() as transaction:
        page = find_clients(transaction, Filters(), by_name=True, limit=5, cursor="20")
    assert [client.id for client in page.clients] == [key for _, key in expected]


@pytest.mark.parametrize("text", WORDS)
def test_each_part_of_a_name_is_counted_exactly(
    directory: Database, rows: list[Row[Any]], text: str
) -> None:
    asked = Filters(text=text)
    assert total(directory, asked) == len(matching(rows, asked))


@pytest.mark.sqlite
def test_without_the_name_index_the_same_clients_are_found(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill_with(database, list(odd_people()))
    every = everyone(database)
    with database.write() as transaction:
        monkeypatch.setattr(transaction.dialect, "name", "another")
        transaction.exec_driver_sql("DELETE FROM clientes_nombres_data WHERE id > 10")
        each = [Filters(text=word) for word in WORDS] + [Filters(part=word) for word in PARTS]
        for asked in each:
            found = find_clients(transaction, asked, limit=len(every))
            assert [client.id for client in found.clients] == matching(every, asked)
            assert found.total == len(found.clients)


@pytest.mark.parametrize("domain", DOMAINS)
def test_each_domain_is_counted_exactly(
    directory: Database, rows: list[Row[Any]], domain: str
) -> None:
    asked = Filters(domain=domain)
    assert total(directory, asked) == len(matching(rows, asked))


@pytest.mark.parametrize("newest_first", [False, True])
def test_pages_lead_through_all_that_is_found(
    directory: Database, rows: list[Row[Any]], newest_first: bool
) -> None:
    asked, seen, cursor = Filters(text="mar", domain="com"), [], None
    expected = matching(rows, asked)
    with directory.read() as transaction:
        while True:
            page = find_clients(
                transaction, asked, newest_first=newest_first, limit=37, cursor=cursor
            )
            assert page.total == len(expected)
            seen += [client.id for client in page.clients]
            if (cursor := page.cursor) is None:
                break
    assert seen == (expected[::-1] if newest_first else expected)


@pytest.mark.parametrize(
    "asked",
    [
        Filters(),
        Filters(text="garcía mar"),
        Filters(text="zzyzx"),
        Filters(part="odd1@x"),
        Filters(part="garcía gmail"),
        Filters(part="mar", domain="gmail.com", created_from=START + YEARS / 3),
        Filters(domain="gmail"),
        Filters(domain="b.c.d.example"),
        Filters(not_domain="gmail.com"),
        Filters(text="garcía", not_domain="gmail.com acme"),
        Filters(created_from=START + YEARS / 3, created_before=START + YEARS / 2),
        Filters(text="maria", domain="gmail.com", created_from=START + YEARS / 3),
        Filters(email="odd1@x.es"),
        Filters(session_id="session-7"),
        Filters(ids=(5, 7)),
    ],
)
@pytest.mark.parametrize("cursor", [None, "3000"])
def test_no_question_reads_every_client(
    directory: Database, asked: Filters, cursor: str | None
) -> None:
    asked_of_engine: list[tuple[str, object]] = []
    with directory.read() as transaction:
        event.listen(
            transaction,
            "before_cursor_execute",
            lambda _connection, _cursor, statement, values, _context, _many: asked_of_engine.append(
                (statement, values)
            ),
        )
        find_clients(transaction, asked, cursor=cursor)
        plans = [
            step.detail
            for statement, values in list(asked_of_engine)
            for step in transaction.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)  # type: ignore[arg-type]
        ]
    assert any("clientes" in step for step in plans)
    scans = [step for step in plans if step.split()[:2] == ["SCAN", "clientes"]]
    assert all("COVERING INDEX" in step and asked == Filters() for step in scans)


def test_names_loaded_and_changed_by_plain_sql_are_found(database: Database) -> None:
    with database.write() as transaction:
        first = dict(next(odd_people()))
        transaction.execute(insert(clients), [first])
        assert find_clients(transaction, Filters(text="% ana")).total == 1
        transaction.execute(update(clients).values(nombre_plegado="eva ruiz"))
        assert find_clients(transaction, Filters(text="ana")).total == 0
        assert find_clients(transaction, Filters(text="eva rui")).total == 1
        transaction.execute(update(clients).values(id=77))
        assert find_clients(transaction, Filters(text="eva")).clients[0].id == 77
        transaction.execute(delete(clients))
        assert find_clients(transaction, Filters(text="eva")).total == 0


PAGE = 150
IDS = 12_000
LETTERS = "aeonz"
PLACES = ("x.es", "mail.x.es", "acme.com", "a.b.c.d")


def anybody(random: Random, number: int) -> dict[str, Any]:
    """A client of few letters, so that many are alike."""
    words = ("".join(random.choices(LETTERS, k=random.randint(1, 6))) for _ in range(2))
    name, domain = " ".join(words), random.choice(PLACES)
    email = f"{number}@{domain}"
    return {
        "id": random.randrange(1, IDS),
        **{"nombre": name, "nombre_plegado": name, "email": email, "email_plegado": email},
        **{"dominio": domain, "creado": START + YEARS * random.random()},
    }


def any_filters(random: Random) -> Filters:
    long = "".join(random.choices(LETTERS, k=random.randint(1, 5)))
    parts = [*random.choices(LETTERS, k=2), long]
    edges = sorted(START + timedelta(hours=random.randrange(YEARS.days * 24)) for _ in range(2))
    return Filters(
        text=random.choice([None, long, " ".join(parts)]),
        part=random.choice([None, None, long, f"{parts[0]} @x", "1@ac", "0@mail.x.es"]),
        domain=random.choice([None, None, "x", "es", "mail.x.es", "b.c.d", "a.b.c.d"]),
        created_from=random.choice([None, edges[0]]),
        created_before=random.choice([None, edges[1]]),
    )


def change(transaction: Connection, random: Random, number: int) -> None:
    """What an operator may do by plain SQL, or the service by itself."""
    row, key = anybody(random, number), random.randrange(1, IDS)
    near = clients.c.id.between(key, key + IDS // 24)
    new = {name: value for name, value in row.items() if name != "id"}
    one = select(clients.c.id).where(near).limit(1).scalar_subquery()
    many = [anybody(random, number * 1000 + more) for more in range(100)]
    taken = transaction.execute(select(clients.c.id, clients.c.email_plegado).limit(20)).all()
    match random.randrange(7):
        case 0:
            transaction.execute(delete(clients).where(near))
        case 1:
            transaction.execute(update(clients).where(clients.c.id == one).values(new))
        case 2:
            transaction.execute(update(clients).where(near).values(creado=row["creado"]))
        case 3:
            new["email_plegado"] = random.choice(
                [row["email_plegado"], *(email for _, email in taken)]
            )
            replacing = update(clients).prefix_with("OR REPLACE").where(clients.c.id == one)
            transaction.execute(replacing.values(new))
        case 4:
            create_client(
                transaction, name=row["nombre"], email=row["email"], created=row["creado"]
            )
        case 5:
            known = [row | {"id": number, "email_plegado": email} for number, email in taken]
            transaction.execute(insert(clients).prefix_with("OR IGNORE"), known or many)
        case _:
            here = [
                each | {"email_plegado": email}
                for each, (_, email) in zip(many, taken, strict=False)
            ]
            transaction.execute(insert(clients).prefix_with("OR REPLACE"), [*here, *many[20:]])


def pages(transaction: Connection, asked: Filters, newest_first: bool) -> Iterator[Page]:
    cursor = None
    while True:
        page = find_clients(
            transaction, asked, newest_first=newest_first, limit=PAGE, cursor=cursor
        )
        yield page
        if (cursor := page.cursor) is None:
            return


@pytest.mark.sqlite
@pytest.mark.parametrize("replaced_rows_fire_triggers", [False, True])
@pytest.mark.parametrize("seed", range(3))
def test_whatever_changes_the_index_finds_what_reading_all_clients_finds(
    database: Database, seed: int, replaced_rows_fire_triggers: bool
) -> None:
    random = Random(seed)  # noqa: S311 - no secrets
    for number in range(1, 40):
        with database.write() as transaction:
            pragma = f"PRAGMA recursive_triggers = {int(replaced_rows_fire_triggers)}"
            transaction.exec_driver_sql(pragma)
            change(transaction, random, number)
            check = "INSERT INTO clientes_nombres(clientes_nombres, rank)"
            transaction.exec_driver_sql(f"{check} VALUES ('integrity-check', 1)")
        rows = everyone(database)
        for asked in [Filters(), *(any_filters(random) for _ in range(4))]:
            expected = matching(rows, asked)
            newest_first = random.random() < 0.5
            with database.read() as transaction:
                found = list(pages(transaction, asked, newest_first))
            assert {page.total for page in found} == {len(expected)}
            ids = [client.id for page in found for client in page.clients]
            assert ids == (expected[::-1] if newest_first else expected)


@pytest.mark.sqlite
def test_a_client_that_plain_sql_puts_in_another_s_place_is_counted_once(
    database: Database,
) -> None:
    replace = insert(clients).prefix_with("OR REPLACE")
    with database.write() as transaction:
        transaction.execute(replace, [next(odd_people())])
        transaction.execute(replace, [next(odd_people())])
    assert total(database, Filters()) == total(database, Filters(text="ana")) == 1


@pytest.mark.sqlite
def test_a_client_that_plain_sql_inserts_or_updates_is_found_by_the_new_name(
    database: Database,
) -> None:
    known = dict(next(odd_people()))
    inserted = sqlite_insert(clients).values(known | {"nombre_plegado": "eva ruiz"})
    renamed = {"nombre_plegado": inserted.excluded.nombre_plegado}
    with database.write() as transaction:
        transaction.execute(insert(clients), [known])
        transaction.execute(inserted.on_conflict_do_nothing())
        assert find_clients(transaction, Filters(text="ana")).total == 1
        transaction.execute(inserted.on_conflict_do_update(["email_plegado"], set_=renamed))
    assert total(database, Filters(text="ana")) == 0
    assert total(database, Filters(text="eva")) == 1


@pytest.mark.parametrize("text", ["x" * 32, "x" * 33, "x" * 40, "x" * 41])
def test_long_parts_are_found(database: Database, text: str) -> None:
    with database.write() as transaction:
        create_client(transaction, name="ana " + "x" * 40, email="a@x.es", created=START)
    assert total(database, Filters(text=text)) == (len(text) <= 40)


def test_a_question_of_many_words_is_answered(database: Database) -> None:
    with database.write() as transaction:
        create_client(transaction, name="Ana Ruiz", email="a@x.es", created=START)
    assert total(database, Filters(text="ana ruiz " * 400)) == 1
    assert total(database, Filters(text=" ".join(f"ana{n}" for n in range(500)))) == 0


@pytest.mark.sqlite
@pytest.mark.parametrize("text", ["2024-05-01 10:00:00", "2024-05-01 10:00:00.999999"])
def test_dates_in_either_form_of_the_engine_are_found_to_the_second(
    database: Database, text: str
) -> None:
    with database.write() as transaction:
        for number in range(3):
            create_client(transaction, name="Ana", email=f"{number}@x.es", created=START)
        dated = "UPDATE clientes SET creado = ? WHERE id = 2"
        transaction.exec_driver_sql(dated, (text,))
    day = datetime(2024, 5, 1, 10, tzinfo=UTC)
    after = day + timedelta(seconds=1)
    assert total(database, Filters(created_from=day)) == 1
    assert total(database, Filters(created_before=day)) == 2
    assert total(database, Filters(created_from=day, created_before=after)) == 1
    assert total(database, Filters(created_from=after)) == 0


@pytest.mark.sqlite
def test_what_is_no_date_does_not_keep_others_from_being_found(database: Database) -> None:
    with database.write() as transaction:
        create_client(transaction, name="Ana", email="a@x.es", created=START)
        transaction.exec_driver_sql("UPDATE clientes SET creado = 'ayer'")
        create_client(transaction, name="Eva", email="e@x.es", created=START)
    assert total(database, Filters(text="eva", created_from=START)) == 1


def test_parts_of_a_second_are_told_from_each_other(database: Database) -> None:
    half = timedelta(milliseconds=500)
    with database.write() as transaction:
        for number, created in enumerate((START, START + half, START + 2 * half)):
            email = f"{number}@x.es"
            create_client(transaction, name="Ana", email=email, created=created)
    assert total(database, Filters(created_from=START + half)) == 2
    assert total(database, Filters(created_before=START + half)) == 1


def test_what_is_rolled_back_is_not_indexed(database: Database) -> None:
    with pytest.raises(ZeroDivisionError), database.write() as transaction:
        create_client(transaction, name="Zzyzx", email="z@x.es", created=START)
        raise ZeroDivisionError
    assert total(database, Filters(text="zzyzx")) == 0
