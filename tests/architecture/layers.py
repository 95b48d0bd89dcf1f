"""The rules of the rooms: which imports run down, no circles, every name in its layer."""

from collections.abc import Collection, Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

from tests.architecture.imports import Arrows
from tests.architecture.rooms import HOUSE, UNNAMED, Rooms

Arrow = tuple[str, str]


def climbing(arrows: Arrows, rooms: Rooms) -> set[Arrow]:
    """Imports of a higher layer, of a room by what stands in it, or of what no layer names."""
    pairs = {(one, other) for one, targets in arrows.items() for other in targets}
    return {pair for pair in pairs if not _runs_down(*pair, rooms)}


def _runs_down(importer: str, imported: str, rooms: Rooms) -> bool:
    here, there = importer.split("."), imported.split(".")
    shared = 0
    while shared < min(len(here), len(there)) and here[shared] == there[shared]:
        shared += 1
    if shared == len(there):
        return False
    if shared == len(here):
        return True
    levels = _levels(rooms.get(".".join(here[:shared]), ()))
    return levels.get(there[shared], len(levels)) <= levels.get(here[shared], -1)


def _levels(layers: tuple[str, ...]) -> dict[str, int]:
    return {name: level for level, layer in enumerate(layers) for name in layer.split()}


def circle(arrows: Arrows) -> list[str]:
    """Modules that import each other in a circle, the first one twice; empty without any."""
    try:
        TopologicalSorter(arrows).prepare()
    except CycleError as error:
        found: list[str] = error.args[1]
        return found
    return []


def neighbours(arrows: Arrows, room: str) -> Arrows:
    """The imports between the names of a room, each name with all that stands in it."""
    inside = f"{room}." if room else HOUSE
    found: dict[str, set[str]] = {}
    for module, targets in arrows.items():
        if module.startswith(inside):
            name = _name_in(inside, module)
            others = {_name_in(inside, other) for other in targets if other.startswith(inside)}
            found.setdefault(name, set()).update(others - {name})
    return {name: frozenset(others) for name, others in found.items()}


def _name_in(inside: str, module: str) -> str:
    return module.removeprefix(inside).partition(".")[0]


def misnamed(modules: Collection[str], rooms: Rooms) -> set[str]:
    """Modules that no layer names, and names in layers that no module has."""
    named = {
        f"{room}.{name}" if room else name
        for room, layers in rooms.items()
        for layer in layers
        for name in layer.split()
    }
    return named ^ {name for module in modules for name in _with_rooms(module)}


def _with_rooms(module: str) -> Iterator[str]:
    """The module and each room that it stands in, but for those below `UNNAMED`."""
    parts = module.split(".")
    names = [".".join(parts[:depth]) for depth in range(1, len(parts) + 1)]
    return (name for name in names if not name.startswith(f"{UNNAMED}."))


def names_shown(folder: Path) -> set[str]:
    """The names that `ls` of a room shows, without `__init__.py` and Python's cache."""
    names = {path.name for path in folder.iterdir()}
    return names - {"__init__.py", "__pycache__"}
