"""The databases that each release left, as files: made once, unpacked for tests."""

import gzip
import tempfile
from contextlib import closing
from pathlib import Path

from graph.lifecycle.backup import BUSINESS, MEMORY, back_up
from tests.lives import live, open_life
from tests.postgres_databases import fresh_postgres, run_program

RELEASES = Path(__file__).with_name("releases")
KEYS = {"clear": None, "encrypted": "VGhpcyBrZXkgaXMgZm9yIHRlc3RzLCBhbmQgbm9uZSE="}
"""By kind, what ENCRYPTION_KEYS was set to."""
DUMP = "postgresql.sql"
FILES = (BUSINESS, MEMORY, DUMP)
QUIET = ("--set", "ON_ERROR_STOP=1", "--quiet", "--output", "/dev/null")


def make(release: str) -> Path:
    """Live a life on both engines, clear and encrypted, and keep what is stored of it.

    Raises `FileExistsError`: what a release left is not made again by a later program.
    """
    folder = RELEASES / release
    folder.mkdir(parents=True)
    for kind, keys in KEYS.items():
        (folder / kind).mkdir()
        with tempfile.TemporaryDirectory() as made:
            _live(Path(made), keys)
            for name in FILES:
                packed = gzip.compress((Path(made) / "saved" / name).read_bytes(), mtime=0)
                (folder / kind / f"{name}.gz").write_bytes(packed)
    return folder


def _live(folder: Path, keys: str | None) -> None:
    """Leave in `saved` a backup from SQLite, and a dump in SQL from PostgreSQL."""
    with open_life(f"sqlite:///{folder}/b.db", folder, keys) as assistant:
        live(assistant)
        back_up(assistant.storage, folder / "saved")
    url = fresh_postgres()
    with open_life(url, folder / "beside", keys) as assistant:
        live(assistant)
    dump = run_program("pg_dump", url, "--no-owner", "--no-privileges")
    (folder / "saved" / DUMP).write_text(dump, encoding="utf-8")


def unpack(stored: Path, folder: Path, *, engine: str) -> str:
    """The URL of the database that a folder of a release holds, with its memory file beside."""
    (folder / MEMORY).write_bytes(_content(stored, MEMORY))
    if engine == "PostgreSQL":
        url = fresh_postgres()
        run_program("psql", url, *QUIET, given=_content(stored, DUMP).decode())
        return url
    (folder / BUSINESS).write_bytes(_content(stored, BUSINESS))
    return f"sqlite:///{folder / BUSINESS}"


def _content(stored: Path, name: str) -> bytes:
    with closing(gzip.open(stored / f"{name}.gz")) as packed:
        return packed.read()
