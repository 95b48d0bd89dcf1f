"""The drawing in docs/architecture.md is the one that the tests hold the code to."""

import pytest

from tests.architecture.__main__ import PAGE, redraw
from tests.architecture.drawing import BEGIN, END, drawing, redrawn, summaries_of
from tests.architecture.rooms import HOUSE

SMALL = {HOUSE: ("tools", "api"), "tools": ("errors", "directory"), "api": ("routes",)}
ROOMS = SMALL | {"tools.directory": ("search", "clients")}
SUMMARIES = {"tools.directory": "The clients."}


def test_the_page_shows_the_rooms_as_they_are() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert redraw() == page, "draw it anew: .venv/bin/python -m tests.architecture"


def test_the_drawing_shows_layers_and_summaries() -> None:
    page = redrawn(f"Before\n{BEGIN}\nold\n{END}\nafter", ROOMS, SUMMARIES)
    assert page == f"Before\n{drawing(ROOMS, SUMMARIES)}\nafter"
    assert "| `tools/directory/` | The clients. | clients → search |" in page
    assert 'tools2["directory/"]' in page
    assert "    tools2 --> tools1\n" in page
    assert "  api_room --> tools_room\n" in page


def test_another_layer_or_summary_is_another_drawing() -> None:
    page = redrawn(f"{BEGIN}{END}", ROOMS, SUMMARIES)
    assert redrawn(page, ROOMS, SUMMARIES) == page
    assert redrawn(page, ROOMS | {"tools.directory": ("search clients",)}, SUMMARIES) != page
    assert redrawn(page, ROOMS, {"tools.directory": "All clients."}) != page


def test_a_summary_is_the_first_line_of_a_room_s_docstring() -> None:
    sources = {"tools.directory": '"""The clients.\n\nMore."""', "tools.errors": '"""Errors."""'}
    assert summaries_of(sources, ROOMS) == SUMMARIES


def test_a_page_without_the_marks_is_refused() -> None:
    with pytest.raises(ValueError, match="marks"):
        redrawn("no drawing", ROOMS, SUMMARIES)
