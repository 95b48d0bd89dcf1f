"""New databases of the tests' PostgreSQL server, and the server's own programs on them."""

import subprocess
from itertools import count

from tests.postgres import shared_postgres

NUMBERS = count()
DRIVER, PLAIN = "postgresql+psycopg:", "postgresql:"


def fresh_postgres() -> str:
    """The URL of a new and empty database, as `DATABASE_URL` takes it."""
    return shared_postgres().database(f"fresh{next(NUMBERS)}").replace(PLAIN, DRIVER)


def run_program(name: str, url: str, *arguments: str, given: str = "") -> str:
    """What one of PostgreSQL's own programs prints of the database at a URL."""
    done: subprocess.CompletedProcess[str] = subprocess.run(  # noqa: S603 - the wheel's own programs
        [shared_postgres().binaries / name, "--dbname", url.replace(DRIVER, PLAIN), *arguments],
        input=given,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def server_process() -> int:
    """The server's process, whose children do the work."""
    file = shared_postgres().folder / "data" / "postmaster.pid"
    return int(file.read_text(encoding="ascii").partition("\n")[0])
