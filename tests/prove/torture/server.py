"""The real service as one process, with failpoints: what `python -m api` runs, otherwise."""

import sys

from api.__main__ import main as serve
from tests.prove.torture.watched import open_watched


def main() -> int:
    """Serve as the environment says; the exit status of `python -m api`."""
    return serve(open_watched)


if __name__ == "__main__":
    sys.exit(main())
