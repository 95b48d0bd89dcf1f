"""README.md as data: its tested examples, links, make words and tables.

An example is a fenced `bash` or `python` block after the comment `<!-- test -->`. A `json` or
`text` block right after it is what it prints, compared after `normalised`.
"""

import json
import os
import re
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.servers import SERVING

MARK = "<!-- test -->"
FENCE = re.compile(r"^```(?P<language>\w*)\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\((?!https?://|#)([^)#\s]+)")
MAKE = re.compile(r"\bmake ([a-z]+)\b")
ROW = re.compile(
    r"^\| `(?P<name>[A-Z_]+)` \|(?P<default>[^|]*)\|(?P<meaning>[^|]*)\|$", re.MULTILINE
)
SETTING = re.compile(r"^(?P<name>[A-Z_]+)=(?P<default>.*)$", re.MULTILINE)
PASSING = {
    "<uuid>": re.compile(r"\b[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\b"),
    "<time>": re.compile(r"\b\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)?"),
    "<date>": re.compile(r"\b\d{4}-\d\d-\d\d\b"),
}
PORT = "8000"


class Mismatch(AssertionError):
    """An example failed, or printed something else than the text says."""


@dataclass(frozen=True)
class Example:
    """A tested block and what it is said to print; None when nothing is said."""

    language: str
    code: str
    printed: str | None
    printed_as: str

    def run(self, port: str, folder: Path, env: Mapping[str, str]) -> str:
        """What it prints, in `folder` and with `port` for 8000. Raises `Mismatch` when it fails."""
        code = re.sub(rf"\b{PORT}\b", port, self.code)
        shell = ["bash", "-euo", "pipefail", "-c"]
        command = [*shell, code] if self.language == "bash" else [SERVING, "-c", code]
        here = os.pathsep.join((str(Path(SERVING).parent), env["PATH"]))
        done = subprocess.run(  # noqa: S603 - the README's own examples are what is tested
            command,
            cwd=folder,
            env={**env, "PATH": here},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=60,
        )
        if done.returncode:
            raise Mismatch(f"{self.code}\nended with {done.returncode}:\n{done.stderr[-2000:]}")
        return done.stdout

    def compare(self, output: str) -> None:
        """Raise `Mismatch` unless `output` is what the text says, but for what passes."""
        if self.printed is None:
            return
        said, seen = (self._read(text) for text in (self.printed, output))
        if said != seen:
            raise Mismatch(f"{self.code}\nis said to print\n{said}\nand prints\n{seen}")

    def _read(self, text: str) -> Any:
        if self.printed_as == "text":
            return normalised(text).strip()
        try:
            return json.loads(normalised(text))
        except ValueError as error:
            raise Mismatch(f"{self.code}\nhas something that is not JSON:\n{text}") from error


def normalised(text: str) -> str:
    """The text with what differs from run to run replaced: UUIDs, times and dates."""
    for word, pattern in PASSING.items():
        text = pattern.sub(word, text)
    return text


def examples(text: str) -> Iterator[Example]:
    """The tested blocks, in order. Raises `Mismatch` for a mark that no block follows."""
    blocks = list(FENCE.finditer(text))
    for mark in re.finditer(re.escape(MARK), text):
        later = [block for block in blocks if block.start() > mark.end()]
        if not later or text[mark.end() : later[0].start()].strip():
            raise Mismatch(f"no block follows {MARK} at {mark.start()}")
        yield _example(text, later)


def _example(text: str, later: list[re.Match[str]]) -> Example:
    code, *rest = later
    if code["language"] not in {"bash", "python"}:
        raise Mismatch(f"a {code['language']} block cannot be run")
    told = rest[0] if rest and not text[code.end() : rest[0].start()].strip() else None
    if told is None or told["language"] not in {"json", "text"}:
        return Example(code["language"], code["body"], None, "")
    return Example(code["language"], code["body"], told["body"], told["language"])


def links(text: str) -> set[str]:
    """Relative targets."""
    return set(LINK.findall(text))


def make_words(text: str) -> set[str]:
    """Every x of `make x`, in code only: prose makes other things too."""
    code = re.findall(r"`[^`\n]+`", text) + [block["body"] for block in FENCE.finditer(text)]
    return {word for piece in code for word in MAKE.findall(piece)}


def table(text: str) -> dict[str, str]:
    """Names and defaults of the settings table; a default without backticks is none."""
    return {row["name"]: _quoted(row["default"]) for row in ROW.finditer(text)}


def _quoted(cell: str) -> str:
    found = re.search(r"`([^`]*)`", cell)
    return found[1] if found else ""


def dotenv(text: str) -> dict[str, str]:
    """Names and values of an env file."""
    return {line["name"]: line["default"] for line in SETTING.finditer(text)}
