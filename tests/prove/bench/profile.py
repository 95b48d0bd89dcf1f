"""Where a turn's time goes: `python -m tests.prove.bench.profile` profiles turns in this process.

A second thread hands the checkpoint over while the first one waits for it; both are in the lists.
Waiting is in the first list as the lock's `acquire`, and in none of the packages' shares.
"""

import sys
import tempfile
import threading
from collections import Counter
from cProfile import Profile
from pathlib import Path
from pstats import SortKey, Stats
from typing import Any, TextIO

from tests.prove.bench.messages import message
from tests.prove.bench.turns import inside
from tests.servers import ROOT

EVERY_THREAD = (3, 12)
"""The Python from which on one profile sees every thread."""
TURNS, WARM_UP, LINES = 300, 20, 15


def profile(turns: int, out: TextIO) -> None:
    """Print the functions with the most time of their own."""
    profiles = [Profile()]

    def hook(*_: Any) -> None:
        """The first event of a new thread: from here on the profile of this thread sees it."""
        profiles.append(Profile())
        profiles[-1].enable()

    with tempfile.TemporaryDirectory() as folder, inside(Path(folder)) as chat:
        for turn in range(1, WARM_UP + 1):
            chat("warm", message("warm", turn))
        if sys.version_info < EVERY_THREAD:
            threading.setprofile(hook)
        profiles[0].enable()
        for turn in range(1, turns + 1):
            chat("s", message("s", turn))
        profiles[0].disable()
        threading.setprofile(None)
    stats = Stats(*profiles, stream=out)
    shares = by_package(stats)
    stats.strip_dirs().sort_stats(SortKey.TIME).print_stats(LINES)
    total = sum(shares.values())
    for package, seconds in shares.most_common(LINES):
        out.write(f"{seconds / total:5.0%}  {seconds / turns * 1000:6.3f} ms a turn  {package}\n")


def by_package(stats: Stats) -> Counter[str]:
    """Seconds of each package's own functions, with those of C that they call; without waiting."""
    shares: Counter[str] = Counter()
    for (file, _, name), (_, _, own, _, callers) in stats.stats.items():  # type: ignore[attr-defined]  # typeshed leaves it out
        if file != "~":
            shares[package_of(file)] += own
        elif "acquire" not in name and "SimpleQueue" not in name:
            for (caller, *_), (_, _, spent, _) in callers.items():
                shares[package_of(caller)] += spent
    return shares


def package_of(file: str) -> str:
    """The library, or the folder of ours, that a source file belongs to."""
    path = Path(file)
    if "site-packages" in path.parts:
        return path.parts[path.parts.index("site-packages") + 1]
    if path.is_relative_to(ROOT):
        return path.relative_to(ROOT).parent.as_posix() + "/"
    return "Python's own"


if __name__ == "__main__":
    profile(TURNS, sys.stdout)
