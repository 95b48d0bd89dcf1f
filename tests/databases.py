"""Fresh databases for tests: migrated once in a process, and copied from then on."""

import atexit
import shutil
import tempfile
from functools import cache
from pathlib import Path

from tools.database.engine import open_database


def fresh_database(path: Path) -> str:
    """The URL of a migrated database at this path; one that is there already stays as it is."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(_migrated(), path)
    return f"sqlite:///{path}"


@cache
def _migrated() -> Path:
    folder = tempfile.mkdtemp()
    atexit.register(shutil.rmtree, folder)
    path = Path(folder) / "migrated.db"
    open_database(f"sqlite:///{path}").close()
    return path
