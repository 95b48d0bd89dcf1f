"""What each release stored opens, is migrated, and goes on; what a newer one stored is refused."""

from importlib.metadata import version
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from tests.lives import goes_on, open_life
from tests.upgrades.stored import KEYS, RELEASES, make, unpack
from tools.database.engine import open_database
from tools.database.schema import known_versions
from tools.errors import DatabaseMisconfigured

STORED = sorted(RELEASES.glob("*/*"))
ENGINES = ("SQLite", "PostgreSQL")
each_stored = pytest.mark.parametrize(
    "stored", STORED, ids=lambda path: f"{path.parent.name}-{path.name}"
)


@pytest.mark.parametrize("engine", ENGINES)
@each_stored
def test_a_release_s_database_goes_on(stored: Path, engine: str, tmp_path: Path) -> None:
    url = unpack(stored, tmp_path, engine=engine)
    with open_life(url, tmp_path, KEYS[stored.name]) as assistant:
        goes_on(assistant)
        with assistant.database.read() as transaction:
            found = transaction.execute(text("SELECT version_num FROM alembic_version"))
            assert found.scalar_one() == known_versions()[-1]


@each_stored
def test_a_stored_database_is_what_its_folder_says(stored: Path, tmp_path: Path) -> None:
    unpack(stored, tmp_path, engine="SQLite")
    for file in tmp_path.glob("*.db"):
        assert (b"llamado Eva" in file.read_bytes()) == (stored.name == "clear"), file


@pytest.mark.parametrize("engine", ENGINES)
def test_a_newer_database_is_refused_in_words(engine: str, tmp_path: Path) -> None:
    url = unpack(STORED[-1], tmp_path, engine=engine)
    engine_of = create_engine(url)
    with engine_of.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    engine_of.dispose()
    with pytest.raises(DatabaseMisconfigured, match="has schema 9999, and this program knows none"):
        open_database(url)


def test_a_release_keeps_its_files() -> None:
    assert version("recepcionista") in {path.parent.name for path in STORED}
    with pytest.raises(FileExistsError):
        make(STORED[0].parent.name)
