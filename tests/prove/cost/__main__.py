"""`python -m tests.prove.cost`: measures what a turn costs, and what many turns a day come to.

python -m tests.prove.cost [--sessions N] [--docs FILE]
"""

import argparse
import re
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tests.prove.cost.measurement import measure
from tests.prove.cost.plan import tables

ENGINES = ("SQLite", "PostgreSQL")
PART = re.compile(r"(<!-- cost: [^\n]+ -->\n).*?(<!-- end of cost -->)", re.DOTALL)
"""Of the page, what is written anew."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sessions", type=int, default=50, help="of 20 turns, on each engine")
    parser.add_argument("--docs", type=Path, metavar="FILE", help="a page to write them into")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        costs = [
            measure(engine, Path(folder) / engine, sessions=options.sessions) for engine in ENGINES
        ]
    made = tables(costs)
    sys.stdout.write(made + "\n")
    if options.docs:
        page = options.docs.read_text(encoding="utf-8")
        written = PART.sub(lambda found: f"{found[1]}\n{made}\n\n{found[2]}", page)
        options.docs.write_text(written, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
