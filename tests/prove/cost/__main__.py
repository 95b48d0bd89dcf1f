"""`python -m tests.prove.cost`: measures what a turn costs, and what many turns a day come to.

python -m tests.prove.cost [--sessions N] [--docs FILE]
"""

import argparse
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tests.page_parts import show_part
from tests.prove.cost.measurement import measure
from tests.prove.cost.plan import tables

ENGINES = ("SQLite", "PostgreSQL")


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
    show_part("cost", made, options.docs)
    return 0


if __name__ == "__main__":
    sys.exit(main())
