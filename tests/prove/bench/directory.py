"""How long the directory takes, by its size.

    python -m tests.prove.bench.directory --rows 1000 1000000

Prints milliseconds per question, per creation and per deletion, by the clock and by the processor's
time, which other work on the machine does not lengthen as much.
"""

import argparse
import json
import sys
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path
from random import Random
from statistics import fmean, quantiles
from time import perf_counter, process_time

from tests.prove.bench.population import START, YEARS, fill, name
from tools.database.engine import Database, open_database
from tools.directory.changes import erase_client
from tools.directory.clients import Client, create_client, find_clients, get_client
from tools.directory.duplicates import likely_duplicates
from tools.directory.filters import Filters

Sample = tuple[float, float]
"""Milliseconds of the clock, and of the processor's time that the process took."""

ROUNDS = 40
CREATIONS = 2_000
DELETIONS = 200
SIZES = [1_000, 100_000, 1_000_000]


@dataclass(frozen=True)
class Question:
    """A kind of question to the directory."""

    filters: Filters
    newest_first: bool = False
    by_name: bool = False
    paging: bool = False
    """Whether each time another page, anywhere in the list, is asked for."""


def questions() -> dict[str, Question]:
    """The kinds of questions that users ask; names of a kind say how many clients it finds."""
    end = START + YEARS
    week, month, year = (end - timedelta(days=days) for days in (7, 30, 365))
    everything = Filters(text="maria", domain="gmail", created_from=year, created_before=month)
    return {
        "list, count": Question(Filters()),
        "by name": Question(Filters(), by_name=True),
        "name: maria, by name": Question(Filters(text="maría"), by_name=True),
        "last N": Question(Filters(), newest_first=True),
        "list, any page": Question(Filters(), paging=True),
        "last N, any page": Question(Filters(), newest_first=True, paging=True),
        "name: a": Question(Filters(text="a")),
        "name: an": Question(Filters(text="an")),
        "name: mar": Question(Filters(text="mar")),
        "name: ford": Question(Filters(text="ford")),
        "name: garcia": Question(Filters(text="garcía")),
        "name: garcia, any page": Question(Filters(text="garcía"), paging=True),
        "name: a e o": Question(Filters(text="a e o")),
        "name: maria garcia": Question(Filters(text="María García")),
        "name: rare": Question(Filters(text="montewell torreham")),
        "name: nobody": Question(Filters(text="zzyzx")),
        "domain: gmail": Question(Filters(domain="gmail")),
        "domain: com": Question(Filters(domain="com")),
        "domain: gmail.com": Question(Filters(domain="gmail.com"), newest_first=True),
        "domain: acme.es": Question(Filters(domain="acme.es")),
        "domain: nobody": Question(Filters(domain="nobody.example")),
        "email": Question(Filters(email="maria0@gmail.com")),
        "created: a week": Question(Filters(created_from=week)),
        "created: a month": Question(
            Filters(created_from=year, created_before=year + (end - month))
        ),
        "created: two years": Question(
            Filters(created_before=year, created_from=START + (end - week))
        ),
        "created: all but a day": Question(Filters(created_from=START + timedelta(days=1))),
        "conversation": Question(Filters(session_id="session-7")),
        "name, domain, dates": Question(everything),
        "name, domain, dates, any page": Question(everything, paging=True),
        "a, com, two years": Question(Filters(text="a", domain="com", created_before=year)),
    }


@dataclass(frozen=True)
class Timing:
    """Milliseconds: half of the actions, and 95 % of them, took at most that long."""

    p50: float
    p95: float
    cpu_p95: float
    cpu_mean: float

    @classmethod
    def of(cls, samples: Iterable[Sample]) -> "Timing":
        """The timing of actions of one kind."""
        wall, cpu = zip(*samples, strict=True)
        cut = quantiles(wall, n=20)
        return cls(cut[9], cut[18], quantiles(cpu, n=20)[18], fmean(cpu))


def _timed(action: Callable[[], object]) -> Sample:
    wall, cpu = perf_counter(), process_time()
    action()
    return (perf_counter() - wall) * 1000, (process_time() - cpu) * 1000


def measure(rows: int, folder: Path) -> dict[str, Timing]:
    """All timings at one size."""
    url = f"sqlite:///{folder}/{rows}.db"
    database = open_database(url)
    filling = _timed(partial(fill, database, rows))
    database.close()
    size = (folder / f"{rows}.db").stat().st_size
    sys.stderr.write(
        f"{rows} rows, {size / 1e6:.0f} MB; ms to fill, and the process's own: "
        f"{filling[0]:.0f} ({filling[1]:.0f})\n"
    )
    database = open_database(url)
    random = Random(rows)  # noqa: S311 - a repeatable choice of pages
    asked = {
        kind: Timing.of(_timed(partial(ask, database, each, rows, random)) for _ in range(ROUNDS))
        for kind, each in questions().items()
    }
    ids = [random.randrange(rows) + 1 for _ in range(DELETIONS)]
    asked["one by its id"] = Timing.of(_timed(partial(read, database, key)) for key in ids)
    people = Random(1)  # noqa: S311 - made-up people
    asked["likely duplicates"] = Timing.of(
        _timed(partial(look_alike, database, number, people)) for number in range(CREATIONS)
    )
    asked |= creations(database, folder / f"empty-{rows}.db")
    asked["delete"] = Timing.of(_timed(partial(remove, database, key)) for key in ids)
    database.close()
    return asked


def creations(database: Database, path: Path) -> dict[str, Timing]:
    """Creations by turns here and in an empty directory."""
    empty = open_database(f"sqlite:///{path}")
    random = Random(0)  # noqa: S311 - made-up people
    both = [
        [_timed(partial(create, each, number, random)) for each in (database, empty)]
        for number in range(CREATIONS)
    ]
    empty.close()
    here, there = zip(*both, strict=True)
    return {"create": Timing.of(here), "create in an empty one": Timing.of(there)}


def ask(database: Database, question: Question, rows: int, random: Random) -> None:
    """One question in its own transaction."""
    cursor = str(random.randrange(rows)) if question.paging else None
    order = {"newest_first": question.newest_first, "by_name": question.by_name}
    with database.read() as transaction:
        find_clients(transaction, question.filters, cursor=cursor, **order)


def look_alike(database: Database, number: int, random: Random) -> None:
    """The likely duplicates of a new client."""
    client = Client(0, name(random), f"new.client{number}@gmail.com", START)
    with database.read() as transaction:
        likely_duplicates(transaction, client)


def read(database: Database, key: int) -> None:
    """One client in its own transaction."""
    with database.read() as transaction:
        get_client(transaction, key)


def create(database: Database, number: int, random: Random) -> None:
    """One creation in its own transaction."""
    given, email = name(random), f"new{number}@gmail.com"
    with database.write() as transaction:
        create_client(transaction, name=given, email=email, created=START + YEARS)


def remove(database: Database, key: int) -> None:
    """One deletion in its own transaction."""
    with database.write() as transaction:
        erase_client(transaction, key)


def table(measured: dict[str, dict[str, Timing]]) -> Iterable[str]:
    """The timings as lines, a kind a line."""
    yield f"{'ms: p50 / p95; cpu p95 / mean':32}" + "".join(f"{size:>32}" for size in measured)
    for kind in next(iter(measured.values())):
        cells = (_cell(timings[kind]) for timings in measured.values())
        yield f"{kind:32}" + "".join(f"{cell:>32}" for cell in cells)


def _cell(each: Timing) -> str:
    return f"{each.p50:.2f} / {each.p95:.2f}; {each.cpu_p95:.2f} / {each.cpu_mean:.2f}"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, nargs="+", default=SIZES, help="sizes to measure")
    parser.add_argument("--json", action="store_true", help="print JSON")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name_of_folder:
        folder = Path(name_of_folder)
        measured = {str(rows): measure(rows, folder) for rows in options.rows}
    if options.json:
        plain = {size: {k: vars(t) for k, t in each.items()} for size, each in measured.items()}
        sys.stdout.write(json.dumps(plain, indent=1) + "\n")
    else:
        sys.stdout.write("\n".join(table(measured)) + "\n")


if __name__ == "__main__":
    main()
