"""The rooms and their layers as they stand in docs/architecture.md, drawn from `rooms`."""

import ast
import re
from collections.abc import Iterator, Mapping

from tests.architecture.rooms import HOUSE, Rooms

BEGIN, END = (
    "<!-- rooms: drawn by `python -m tests.architecture` -->",
    "<!-- end of the drawing -->",
)


def drawing(rooms: Rooms, summaries: Mapping[str, str]) -> str:
    """A Mermaid picture of the top folders, and a table of what every other room holds."""
    return "\n".join([BEGIN, *_picture(rooms), "", *_table(rooms, summaries), END])


def redrawn(page: str, rooms: Rooms, summaries: Mapping[str, str]) -> str:
    """The page with a new drawing between its marks. Raises `ValueError` without the marks."""
    marked = re.compile(f"{re.escape(BEGIN)}.*?{re.escape(END)}", re.DOTALL)
    text, times = marked.subn(lambda _: drawing(rooms, summaries), page)
    if times != 1:
        raise ValueError("the page needs both marks of the drawing, once")
    return text


def summaries_of(sources: Mapping[str, str], rooms: Rooms) -> dict[str, str]:
    """The first line of each room's docstring."""
    docs = {room: ast.get_docstring(ast.parse(sources[room])) for room in rooms if room in sources}
    return {room: (doc or "").partition("\n")[0] for room, doc in docs.items()}


def _picture(rooms: Rooms) -> Iterator[str]:
    """One box a layer; an arrow is "may import", and each layer may import all below it."""
    yield "```mermaid"
    yield "flowchart LR"
    folders = rooms[HOUSE][::-1]
    for folder in folders:
        layers = rooms[folder]
        yield f'  subgraph {folder}_room["{folder}/"]'
        yield "    direction TB"
        for level in range(len(layers), 0, -1):
            names = _names(rooms, folder, layers[level - 1])
            yield f'    {folder}{level}["{" · ".join(names)}"]'
        yield f"    {' --> '.join(f'{folder}{level}' for level in range(len(layers), 0, -1))}"
        yield "  end"
    yield f"  {' --> '.join(f'{folder}_room' for folder in folders)}"
    yield "```"


def _table(rooms: Rooms, summaries: Mapping[str, str]) -> Iterator[str]:
    yield "| Room | Holds | Its layers, from the top down to the floor |"
    yield "| --- | --- | --- |"
    for room, layers in rooms.items():
        if "." in room:
            cells = (", ".join(_names(rooms, room, layer)) for layer in reversed(layers))
            yield f"| `{room.replace('.', '/')}/` | {summaries[room]} | {' → '.join(cells)} |"


def _names(rooms: Rooms, room: str, layer: str) -> list[str]:
    """The names of a layer; a slash marks a room."""
    return [f"{name}/" if f"{room}.{name}" in rooms else name for name in layer.split()]
