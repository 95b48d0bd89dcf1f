"""The schema's history: frozen, run only when something is missing, and never backwards."""

import ast
import sys
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from subprocess import run

import pytest
from alembic import command
from sqlalchemy import create_engine, insert, select

from tests.prove.bench.population import people
from tools.database.engine import Database, open_database
from tools.database.schema import VERSION_FILES
from tools.directory.clients import find_clients
from tools.directory.filters import Filters
from tools.errors import DatabaseMisconfigured
from tools.folding import fold, folded_address
from tools.migrations import configuration
from tools.tables import clients, metadata

NOW = datetime(2026, 3, 4, 12, tzinfo=UTC)


# Neither can compare SQLite's indexes of expressions, and both say so.
@pytest.mark.filterwarnings("ignore:Skipped unsupported reflection of expression-based index")
@pytest.mark.filterwarnings("ignore:autogenerate skipping metadata-specified expression-based")
def test_the_migrations_make_the_tables_that_the_code_describes(database: Database) -> None:
    with database.read() as transaction:
        settings = configuration(transaction)
        settings.attributes["metadata"] = metadata
        command.check(settings)


@pytest.mark.parametrize("path", sorted(VERSION_FILES.glob("*.py")), ids=lambda path: path.stem)
def test_a_migration_uses_no_code_that_goes_on_changing(path: Path) -> None:
    imported = {
        name.split(".")[0]
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        for name in (
            [node.module or "."]
            if isinstance(node, ast.ImportFrom)
            else [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else []
        )
    }
    assert imported <= {"alembic", "sqlalchemy", "logging", "re", "unicodedata"}


@pytest.mark.parametrize("version", ["0003", "0004", "0009"])
def test_a_directory_of_an_earlier_version_is_taken_over(version: str, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/business.db"
    old = create_engine(url)
    with old.begin() as connection:
        command.upgrade(configuration(connection), version)
        made_up = people(500, Random(1))  # noqa: S311 - no secrets
        rows = [row | {"session_id": None} for row in made_up]
        connection.execute(insert(clients), rows)
        if version == "0009":
            connection.exec_driver_sql("INSERT INTO clientes_indice_bloques VALUES (0, x'', 0, 0)")
    old.dispose()
    opened = open_database(url)
    with opened.read() as transaction:
        names = transaction.exec_driver_sql("SELECT name FROM sqlite_master").scalars().all()
        assert not [name for name in names if name.startswith("clientes_indice")]
        for part in ("gar", "maria"):
            expected = sum(part in str(row["nombre_plegado"]) for row in rows)
            assert find_clients(transaction, Filters(text=part)).total == expected > 0
        assert find_clients(transaction, Filters()).total == len(rows)
    opened.close()


def test_names_and_addresses_of_an_earlier_version_are_folded_as_new_ones(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Two addresses that turn out to be one are reported, and both clients stay."""
    known = {
        "Łukasz O’Brien": "lukasz@bücher.de",
        "علی\u200cرضا Þór": "ali@x.es",
        "I\u0307şık—Ñandú": "isik@x.es",
        "´Ana` \u00adJean–Luc ｱ": "ana@x.es",
        "Ana": "\uff41\uff4e\uff41@x.es",
    }
    url, fields = (
        f"sqlite:///{tmp_path}/business.db",
        ("nombre_plegado", "email_plegado", "dominio"),
    )
    old = create_engine(url)
    with old.begin() as connection:
        command.upgrade(configuration(connection), "0010")
        for number, (name, email) in enumerate(known.items(), 1):
            row = {"id": number, "nombre": name, "email": email, "creado": NOW}
            domain = email.rpartition("@")[2]
            stored = dict(zip(fields, (name.lower(), email, domain), strict=True))
            connection.execute(insert(clients), row | stored)
    old.dispose()
    opened = open_database(url)
    with opened.read() as transaction:
        columns = [clients.c[field] for field in fields]
        rows = list(map(tuple, transaction.execute(select(*columns).order_by(clients.c.id))))
        assert find_clients(transaction, Filters(part="ana @x.es")).total == 2
        assert find_clients(transaction, Filters(text="lukasz o'b")).total == 1
        assert (
            find_clients(transaction, Filters(email="\uff41\uff4e\uff41@x.es")).clients[0].id == 4
        )
    opened.close()
    expected = [(fold(n), folded_address(e), fold(e.partition("@")[2])) for n, e in known.items()]
    expected[-1] = ("ana", "\uff41\uff4e\uff41@x.es", "x.es")
    assert rows == expected
    assert "clients 4 and 5 have one address" in caplog.text


def test_a_database_of_a_newer_version_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/business.db"
    opened = open_database(url)
    with opened.write() as transaction:
        transaction.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    opened.close()
    before = (tmp_path / "business.db").read_bytes()
    with pytest.raises(DatabaseMisconfigured, match="a newer version of the program"):
        open_database(url)
    assert (tmp_path / "business.db").read_bytes() == before


def test_a_database_that_is_up_to_date_is_opened_without_alembic(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/business.db"
    open_database(url).close()
    code = (
        "import sys; from tools.database.engine import open_database;"
        " open_database(sys.argv[1]).close(); sys.exit('alembic' in sys.modules)"
    )
    assert run([sys.executable, "-c", code, url], check=False).returncode == 0  # noqa: S603 - fixed
