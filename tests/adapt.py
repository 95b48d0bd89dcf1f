"""docs/adapt.md as a change of the code: its blocks that name a file, and how they are applied.

A block that names a file is that file, whole; a `diff` block edits it. A hunk of a diff is found by
its own lines, so it needs no numbers: those with a space or a minus are replaced by those with a
space or a plus. A block `text moved` has a line `old.py -> new.py` for each file that moves.
"""

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.servers import ROOMS, ROOT

BLOCK = re.compile(r"^```(?P<kind>\w+) (?P<path>\S+)\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL)
COPIED = (*ROOMS, "tests", "docs", "pyproject.toml", "langgraph.json")
LEFT_OUT = shutil.ignore_patterns("__pycache__", "*.png", "*.svg")
WITH_IMPORTS = {".py", ".md", ".json"}


class DoesNotFit(AssertionError):
    """A block of the page cannot be applied to the code."""


@dataclass(frozen=True)
class Block:
    """A file of the page, an edit of one, or a list of those that move."""

    kind: str
    path: str
    body: str

    def apply(self, checkout: Path) -> None:
        """Change the copy of the code. Raises `DoesNotFit`."""
        file = checkout / self.path
        match self.kind:
            case "diff":
                _edit(file, self.body)
            case "text":
                for line in self.body.splitlines():
                    _move(checkout, *line.split(" -> "))
            case _ if file.exists():
                raise DoesNotFit(f"{self.path} is there already")
            case _:
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_text(self.body, encoding="utf-8")


def blocks(page: str) -> Iterator[Block]:
    """The blocks that name a file, in the page's order."""
    return (Block(*block.group("kind", "path", "body")) for block in BLOCK.finditer(page))


def hunks(diff: str) -> Iterator[tuple[str, str]]:
    """Each hunk as its lines before and after; `@@` stands between two of them."""
    for hunk in re.split(r"^@@.*\n", diff, flags=re.MULTILINE):
        lines = [line if line.strip() else " \n" for line in hunk.splitlines(keepends=True)]
        before = "".join(line[1:] for line in lines if line[0] in " -")
        after = "".join(line[1:] for line in lines if line[0] in " +")
        if lines:
            yield before, after


def copy_of_the_code(folder: Path) -> Path:
    """A copy of the checkout, to be changed."""
    checkout = folder / "checkout"
    checkout.mkdir()
    for name in COPIED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, checkout / name, ignore=LEFT_OUT)
        else:
            shutil.copy2(source, checkout / name)
    return checkout


def _edit(file: Path, diff: str) -> None:
    text = file.read_text(encoding="utf-8")
    for before, after in hunks(diff):
        if text.count(before) != 1:
            raise DoesNotFit(f"{file} has this {text.count(before)} times:\n{before}")
        text = text.replace(before, after)
    file.write_text(text, encoding="utf-8")


def _move(checkout: Path, old: str, new: str) -> None:
    """Move a file, and have every import and every link follow it."""
    (checkout / new).parent.mkdir(exist_ok=True)
    (checkout / old).rename(checkout / new)
    names = {old: new, _module(old): _module(new)}
    for file in checkout.rglob("*"):
        if file.suffix in WITH_IMPORTS:
            text = file.read_text(encoding="utf-8")
            for before, after in names.items():
                text = re.sub(rf"\b{re.escape(before)}\b", after, text)
            file.write_text(text, encoding="utf-8")


def _module(path: str) -> str:
    return path.removesuffix(".py").replace("/", ".")
