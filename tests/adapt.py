"""docs/adapt.md as a change of the code: its blocks that name a file, and how they are applied.

A block that names a file is that file, whole; a `diff` block edits it. A hunk of a diff is found by
its own lines, so it needs no numbers: those with a space or a minus are replaced by those with a
space or a plus.
"""

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.servers import ROOMS, ROOT

BLOCK = re.compile(r"^```(?P<kind>\w+) (?P<path>\S+)\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL)
COPIED = (*ROOMS, "tests", "docs", "pyproject.toml")
LEFT_OUT = shutil.ignore_patterns("__pycache__", "prove", "bench")


class DoesNotFit(AssertionError):
    """A block of the page cannot be applied to the code."""


@dataclass(frozen=True)
class Block:
    """A file of the page, or an edit of one."""

    path: str
    body: str
    edits: bool

    def apply(self, checkout: Path) -> None:
        """Write or edit the file. Raises `DoesNotFit`."""
        file = checkout / self.path
        if not self.edits:
            if file.exists():
                raise DoesNotFit(f"{self.path} is there already")
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(self.body, encoding="utf-8")
            return
        text = file.read_text(encoding="utf-8")
        for before, after in hunks(self.body):
            if text.count(before) != 1:
                raise DoesNotFit(f"{self.path} has this {text.count(before)} times:\n{before}")
            text = text.replace(before, after)
        file.write_text(text, encoding="utf-8")


def blocks(page: str) -> Iterator[Block]:
    """The blocks that name a file, in the page's order."""
    for block in BLOCK.finditer(page):
        yield Block(block["path"], block["body"], edits=block["kind"] == "diff")


def hunks(diff: str) -> Iterator[tuple[str, str]]:
    """Each hunk as its lines before and after; `@@` stands between two of them."""
    for hunk in re.split(r"^@@.*\n", diff, flags=re.MULTILINE):
        lines = [line if line.strip() else " \n" for line in hunk.splitlines(keepends=True)]
        before = "".join(line[1:] for line in lines if line[0] in " -")
        after = "".join(line[1:] for line in lines if line[0] in " +")
        if lines:
            yield before, after


def copy_of_the_code(folder: Path) -> Path:
    """A copy of the checkout without what takes long, for changes."""
    checkout = folder / "checkout"
    checkout.mkdir()
    for name in COPIED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, checkout / name, ignore=LEFT_OUT)
        else:
            shutil.copy2(source, checkout / name)
    return checkout
