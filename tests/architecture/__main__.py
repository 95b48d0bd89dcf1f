"""`python -m tests.architecture` draws the rooms anew in docs/architecture.md."""

from tests.architecture.drawing import redrawn
from tests.architecture.rooms import ROOMS
from tests.servers import ROOT

PAGE = ROOT / "docs" / "architecture.md"

if __name__ == "__main__":
    PAGE.write_text(redrawn(PAGE.read_text(encoding="utf-8"), ROOMS), encoding="utf-8")
