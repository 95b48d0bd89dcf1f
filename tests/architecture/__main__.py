"""`python -m tests.architecture` draws the rooms anew in docs/architecture.md."""

from tests.architecture.drawing import redrawn, summaries_of
from tests.architecture.imports import python_files
from tests.architecture.rooms import HOUSE, ROOMS
from tests.servers import ROOT

PAGE = ROOT / "docs" / "architecture.md"


def redraw() -> str:
    """The page with the rooms as they are now."""
    summaries = summaries_of(python_files(ROOT, ROOMS[HOUSE]), ROOMS)
    return redrawn(PAGE.read_text(encoding="utf-8"), ROOMS, summaries)


if __name__ == "__main__":
    PAGE.write_text(redraw(), encoding="utf-8")
