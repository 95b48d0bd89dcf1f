"""Where a turn's time goes: `python -m tests.bench.profile` profiles turns in this process.

A second thread writes the checkpoint while the first one waits for it; both are in the list.
"""

import sys
import tempfile
import threading
from cProfile import Profile
from pathlib import Path
from pstats import SortKey, Stats
from typing import Any, TextIO

from tests.bench.messages import message
from tests.bench.turns import inside

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
    stats.strip_dirs().sort_stats(SortKey.TIME).print_stats(LINES)


if __name__ == "__main__":
    profile(TURNS, sys.stdout)
