"""The code stands in the rooms and layers that `rooms` says, and each rule sees a trespass."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.imports import arrows, python_files
from tests.architecture.layers import circle, climbing, misnamed, names_shown, neighbours
from tests.architecture.rooms import HOUSE, MOST_NAMES, ROOMS, UNNAMED, Rooms
from tests.servers import ROOT

CODE = ROOMS[HOUSE]
SOURCES = python_files(ROOT, CODE)
ARROWS = arrows(SOURCES)

SMALL: Rooms = {
    HOUSE: ("tools", "graph"),
    "tools": ("errors", "tables directory", "overview"),
    "tools.directory": ("filters", "search"),
    "graph": ("state",),
}


def folders() -> Iterator[str]:
    """Every folder of the code, those of the page included."""
    for room in CODE:
        for path in (ROOT / room, *(ROOT / room).rglob("*")):
            if path.is_dir() and path.name != "__pycache__":
                yield path.relative_to(ROOT).as_posix()


def test_imports_run_down_only() -> None:
    assert climbing(ARROWS, ROOMS) == set()


def test_no_files_import_each_other_in_a_circle() -> None:
    assert circle(ARROWS) == []


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: room or "house")
def test_no_rooms_import_each_other_in_a_circle(room: str) -> None:
    assert circle(neighbours(ARROWS, room)) == []


def test_every_file_stands_in_a_layer_and_every_name_of_a_layer_exists() -> None:
    assert misnamed(SOURCES, ROOMS) == set()


@pytest.mark.parametrize("room", [each for each in folders() if each != UNNAMED.replace(".", "/")])
def test_a_room_is_taken_in_at_a_glance(room: str) -> None:
    assert len(names_shown(ROOT / room)) <= MOST_NAMES


@pytest.mark.parametrize(
    ("importer", "source"),
    [
        ("tools.errors", "from tools.tables import clients"),
        ("tools.errors", "def later():\n    from tools import overview"),
        ("tools.errors", "LAZY = {'search': 'tools.directory.search:search'}"),
        ("tools.tables", "import tools.overview"),
        ("tools.tables", "import graph.state"),
        ("tools.directory.filters", "from tools.directory.search import search"),
        ("tools.directory.search", "from tools.overview import days"),
        ("tools.directory.search", "from tools import directory"),
        ("tools.directory.filters", "from tools.stranger import anything"),
        ("tools.stranger", "import tools.errors"),
    ],
)
def test_an_import_that_climbs_is_seen(importer: str, source: str) -> None:
    assert climbing(_arrows({importer: source}), SMALL)


@pytest.mark.parametrize(
    ("importer", "source"),
    [
        ("tools.overview", "from tools.errors import InvalidName\nfrom tools import tables"),
        ("tools.tables", "from tools.directory.search import search"),
        ("tools.directory.search", "import tools.directory.filters, tools.errors, sqlalchemy"),
        ("tools.directory", "from tools.directory.search import search"),
        ("graph.state", "from tools.overview import days\nimport tools"),
    ],
)
def test_an_import_that_runs_down_is_free(importer: str, source: str) -> None:
    assert not climbing(_arrows({importer: source}), SMALL)


def _arrows(sources: dict[str, str]) -> dict[str, frozenset[str]]:
    others = (
        *("tools", "tools.errors", "tools.tables", "tools.overview", "tools.stranger"),
        *("tools.directory", "tools.directory.filters", "tools.directory.search", "graph.state"),
    )
    return dict(arrows(dict.fromkeys(others, "") | sources))


def test_a_circle_is_seen() -> None:
    sources = {"a": "import b.c", "b.c": "from d import x", "d": "def f():\n    import a"}
    assert set(circle(arrows(sources))) == {"a", "b.c", "d"}
    assert circle(arrows(sources | {"d": ""})) == []


def test_a_circle_of_rooms_without_a_circle_of_files_is_seen() -> None:
    sources = {"tools.a.x": "import tools.b.x", "tools.b.y": "import tools.a.y"}
    between = arrows(sources | {"tools.a.y": "", "tools.b.x": ""})
    assert circle(between) == []
    assert set(circle(neighbours(between, "tools"))) == {"a", "b"}
    assert circle(neighbours(between, "tools.a")) == []
    assert neighbours(between, HOUSE) == {"tools": frozenset()}


def test_a_file_without_a_layer_and_a_layer_without_a_file_are_seen() -> None:
    named = {HOUSE: ("tools",), "tools": ("errors folding",)}
    exact = ["tools", "tools.errors", "tools.folding"]
    assert misnamed(exact, named) == set()
    assert misnamed(exact[:2], named) == {"tools.folding"}
    assert misnamed([*exact, "tools.new.file"], named) == {"tools.new", "tools.new.file"}


def test_a_full_room_is_seen(tmp_path: Path) -> None:
    for number in range(MOST_NAMES):
        (tmp_path / f"file{number}.py").touch()
    (tmp_path / "__init__.py").touch()
    (tmp_path / "__pycache__").mkdir()
    assert len(names_shown(tmp_path)) == MOST_NAMES
    (tmp_path / "room").mkdir()
    assert len(names_shown(tmp_path)) > MOST_NAMES
