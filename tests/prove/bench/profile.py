"""Where a turn's processor time goes, layer by layer, from the socket to the files.

    python -m tests.prove.bench.profile [--turns N] [--docs FILE]

serves in this process, to a client in another one: first as it is, for the time of a turn, then
with every thread under cProfile, for the shares. cProfile makes calls dearer than they are, so that
layers of many small functions look larger than they are. Needs Python 3.11: later versions have one
profile for all threads, which takes one's waiting for another's work.
"""

import argparse
import sys
import tempfile
import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from cProfile import Profile
from itertools import count
from pathlib import Path
from pstats import Stats
from time import process_time, thread_time
from typing import Any

from tests.api.service import Files, app_on, serving
from tests.page_parts import show_part
from tests.prove.bench.load import crowd
from tests.prove.bench.services import ENDLESS, Service
from tests.servers import ROOT

LAYERS = {
    "understanding": ("graph/understanding/",),
    "LangGraph": ("langgraph", "langchain_core", "langsmith", "graph/memory/"),
    "HTTP": ("api/", "fastapi", "starlette", "uvicorn", "h11", "anyio", "asyncio"),
    "SQL": ("sqlalchemy", "tools/"),
    "the nodes' other steps": ("graph/",),
}
"""What each is made of; the first that has a package or folder counts. C goes to its caller."""
REST = "the rest of Python"
NEWER = (3, 12)
TURNS, WARM_UP = 200, 40


def profile(turns: int, folder: Path) -> tuple[float, list[Profile]]:
    """Milliseconds of processor time a turn, unprofiled, and the profiles of as many turns."""
    with _served(folder / "plain") as play:
        play(WARM_UP)
        began = process_time()
        play(turns)
        milliseconds = (process_time() - began) * 1000 / turns
    profiles: list[Profile] = []

    def hook(*_: Any) -> None:
        """The first event of a new thread: from here on the profile of this thread sees it."""
        profiles.append(Profile(thread_time))
        profiles[-1].enable()

    threading.setprofile(hook)
    with _served(folder / "profiled") as play:
        play(WARM_UP)
        for each in profiles:
            each.clear()
        play(turns)
    threading.setprofile(None)
    return milliseconds, [each for each in profiles if each.getstats()]


@contextmanager
def _served(folder: Path) -> Iterator[Any]:
    """A function that has one client take so many turns of a session that is new."""
    folder.mkdir()
    files, numbers = Files(folder), count()
    with serving(app_on(files, max_messages=int(ENDLESS)), files) as running:
        service = Service(str(running.http.base_url), folder, pid=0)
        yield lambda turns: crowd(service, number=next(numbers), sessions=1, turns=turns)


def by_layer(stats: Stats) -> tuple[Counter[str], Counter[str]]:
    """Calls and seconds of each layer's functions, with those of C and Python that they call."""
    calls, seconds = Counter[str](), Counter[str]()
    for (file, *_), (_, number, own, _, callers) in stats.stats.items():  # type: ignore[attr-defined]  # typeshed leaves it out
        layer = layer_of(file)
        if layer != REST or not callers:
            calls[layer] += number
            seconds[layer] += own
            continue
        for (caller, *_), (_, part, spent, _) in callers.items():
            calls[layer_of(caller)] += part
            seconds[layer_of(caller)] += spent
    return calls, seconds


def layer_of(file: str) -> str:
    """The layer of a source file; `REST` of what no layer has, C included."""
    path = Path(file)
    if "site-packages" in path.parts:
        place = path.parts[path.parts.index("site-packages") + 1]
    elif path.is_relative_to(ROOT):
        place = path.relative_to(ROOT).parent.as_posix() + "/"
    else:
        place = path.parent.name
    return next((name for name, all_ in LAYERS.items() if place.startswith(all_)), REST)


def table(milliseconds: float, profiles: list[Profile], turns: int) -> str:
    """A line for each layer."""
    calls, seconds = by_layer(Stats(*profiles))
    lines = [("a turn over HTTP", "calls", "share", "ms of processor"), ("---", *["--:"] * 3)]
    for layer, spent in seconds.most_common():
        share = spent / seconds.total()
        cost = (f"{share:.0%}", f"{share * milliseconds:.2f}")
        lines.append((layer, f"{calls[layer] / turns:,.0f}", *cost))
    lines.append(("**all**", f"{calls.total() / turns:,.0f}", "100%", f"{milliseconds:.2f}"))
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--turns", type=int, default=TURNS)
    parser.add_argument("--docs", type=Path, metavar="FILE", help="a page to write the table into")
    options = parser.parse_args(arguments)
    if sys.version_info >= NEWER:
        parser.error("needs Python 3.11")
    with tempfile.TemporaryDirectory() as folder:
        made = table(*profile(options.turns, Path(folder)), options.turns)
    show_part("profile", made, options.docs)
    return 0


if __name__ == "__main__":
    sys.exit(main())
