"""What the guards cost an uncontended turn: the code and a copy without them, turn about.

    python -m tests.prove.torture.overhead FOLDER

is one side: it opens the assistant on that folder, and for each line of its input takes so many
turns and prints their milliseconds.
"""

import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count, islice
from pathlib import Path

from graph.conversation import converse
from tests.prove.torture.memory_check import open_files
from tests.prove.torture.messages import spelled
from tests.prove.torture.mutants import NO_FENCE, NO_KEY, NO_LOCK, Edit, edited_copy
from tests.servers import ROOT, SERVING

UNCHECKED_MEMORY = Edit(
    "graph/memory/rebuild.py",
    "if position != (progress.turns, progress.key, progress.revision):",
    "if not position:",
)
EDITS = (NO_LOCK, NO_FENCE, NO_KEY, UNCHECKED_MEMORY)
WARM_UP, ROUNDS, TURNS = 30, 20, 20


@dataclass(frozen=True)
class Overhead:
    """Median milliseconds of a turn with the guards and without them."""

    guarded: float
    unguarded: float
    turns: int

    def __str__(self) -> str:
        return (
            f"An uncontended turn takes {self.guarded:.1f} ms with the guards (queue, fence, key "
            f"and check of memory) and {self.unguarded:.1f} ms without them: "
            f"{self.guarded - self.unguarded:+.2f} ms, medians of {self.turns} turns on each side, "
            "taken by turns in one run."
        )


def measure(rounds: int = ROUNDS) -> Overhead:
    """Both sides at once, in alternation."""
    with edited_copy(EDITS) as unguarded, _side(ROOT) as ours, _side(unguarded) as bare:
        for side in (ours, bare):
            _turns(side, WARM_UP)
        guarded: list[float] = []
        without: list[float] = []
        for number in range(rounds):
            sides = [(ours, guarded), (bare, without)]
            for side, taken in sides if number % 2 else reversed(sides):
                taken += _turns(side, TURNS)
    return Overhead(statistics.median(guarded), statistics.median(without), len(guarded))


@contextmanager
def _side(root: Path) -> "Iterator[subprocess.Popen[str]]":
    with tempfile.TemporaryDirectory() as folder:
        process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
            [SERVING, "-m", "tests.prove.torture.overhead", folder],
            cwd=root,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        try:
            yield process
        finally:
            process.communicate()


def _turns(side: "subprocess.Popen[str]", number: int) -> list[float]:
    assert side.stdin and side.stdout
    side.stdin.write(f"{number}\n")
    side.stdin.flush()
    taken: list[float] = json.loads(side.stdout.readline())
    return taken


def main(folder: Path) -> int:
    """Be one side until the input ends."""
    assistant, numbers = open_files(folder), count()
    for line in sys.stdin:
        taken = []
        for number in islice(numbers, int(line)):
            token = spelled(number)
            message = f"Crea un cliente llamado {token.title()} con email {token}@example.com"
            began = time.perf_counter()
            converse(assistant, session_id=f"s{number // 20}", message=message)
            taken.append(1_000 * (time.perf_counter() - began))
        sys.stdout.write(json.dumps(taken) + "\n")
        sys.stdout.flush()
    assistant.close()
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
