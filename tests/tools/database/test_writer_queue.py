"""Writers of several processes come one after another, and none waits for ever."""

import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

from sqlalchemy import Connection

from tests.api.service import wait_until
from tests.servers import run
from tools.database.engine import Database, open_database
from tools.database.writer_queue import SUFFIX, next_writer

BUSY = """
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tools.database.engine import open_database

def write(_):
    while not Path("over").exists():
        with database.write() as transaction:
            transaction.exec_driver_sql("INSERT INTO log (writer) VALUES ('busy')")
            time.sleep(0.002)

database = open_database("sqlite:///b.db")
with ThreadPoolExecutor(6) as pool:
    list(pool.map(write, range(6)))
database.close()
"""


def test_a_process_with_many_writers_does_not_starve_another_one(tmp_path: Path) -> None:
    with (
        closing(open_database(f"sqlite:///{tmp_path}/b.db")) as database,
        ThreadPoolExecutor(1) as pool,
    ):
        with database.write() as transaction:
            transaction.exec_driver_sql("CREATE TABLE log (id INTEGER PRIMARY KEY, writer TEXT)")
        busy = pool.submit(run, BUSY, tmp_path)
        wait_until(lambda: last(database) > 6 or busy.done())
        others = []  # writes of others for which each write had to wait
        for _ in range(30):
            time.sleep(0.005)
            before = last(database)
            with database.write() as transaction:
                others.append(last_in(transaction) - before)
        (tmp_path / "over").touch()
        assert busy.result().returncode == 0, busy.result().stderr
    assert sorted(others)[-5] <= 10, sorted(others)  # without the queue hundreds


def last(database: Database) -> int:
    """How much was written so far."""
    with database.read() as transaction:
        return last_in(transaction)


def last_in(transaction: Connection) -> int:
    found: int = transaction.exec_driver_sql("SELECT coalesce(max(id), 0) FROM log").scalar_one()
    return found


def test_who_has_waited_long_enough_goes_on_without_the_queue(tmp_path: Path) -> None:
    database = tmp_path / "b.db"
    with next_writer(database, timeout=9.0):
        began = time.monotonic()
        with next_writer(database, timeout=0.05):
            assert 0.05 <= time.monotonic() - began < 9.0
    assert (tmp_path / f"b.db{SUFFIX}").read_bytes() == b""


def test_without_a_place_for_its_file_there_is_no_queue(tmp_path: Path) -> None:
    with next_writer(tmp_path / "missing" / "b.db", timeout=9.0):
        pass
    assert list(tmp_path.iterdir()) == []
