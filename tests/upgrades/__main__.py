"""`python -m tests.upgrades` keeps what this version stores, for the tests of later ones."""

import sys
from importlib.metadata import version

from tests.upgrades.stored import make


def main() -> int:
    """Make the files of the version that pyproject.toml names."""
    release = version("recepcionista")
    try:
        folder = make(release)
    except FileExistsError:
        sys.stderr.write(f"{release} has its files: raise the version in pyproject.toml first\n")
        return 2
    files = [path for path in folder.rglob("*") if path.is_file()]
    size = sum(path.stat().st_size for path in files)
    sys.stdout.write(f"{folder}: {len(files)} files, {size:,} bytes\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
