"""The drawing in docs/architecture.md is the one that the tests hold the code to."""

import pytest

from tests.architecture.drawing import BEGIN, END, drawing, redrawn
from tests.architecture.rooms import HOUSE, ROOMS
from tests.servers import ROOT

SMALL = {HOUSE: ("tools", "api"), "tools": ("errors", "directory"), "api": ("routes",)}


def test_the_page_shows_the_rooms_as_they_are() -> None:
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    assert redrawn(page, ROOMS) == page, "draw it anew: .venv/bin/python -m tests.architecture"


def test_another_layer_is_another_drawing() -> None:
    rooms = SMALL | {"tools.directory": ("search", "clients")}
    page = redrawn(f"Before\n{BEGIN}\nold\n{END}\nafter", rooms)
    assert page == f"Before\n{drawing(rooms)}\nafter"
    assert "| `tools/directory/` | clients → search |" in page
    assert 'tools2["directory/"]' in page
    assert "    tools2 --> tools1\n" in page
    assert "  api_room --> tools_room\n" in page
    assert redrawn(page, rooms) == page
    assert redrawn(page, rooms | {"tools.directory": ("search clients",)}) != page


def test_a_page_without_the_marks_is_refused() -> None:
    with pytest.raises(ValueError, match="marks"):
        redrawn("no drawing", SMALL)
