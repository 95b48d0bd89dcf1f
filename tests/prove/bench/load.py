"""Many sessions at once: with no model at all, and with a slow one."""

import json
import subprocess
from contextlib import ExitStack
from pathlib import Path
from statistics import median
from typing import Any

from tests.prove.bench.figures import Load, percentile
from tests.prove.bench.plan import LATE, LOAD
from tests.prove.bench.progress import Progress
from tests.prove.bench.services import ECHO, MODEL, OURS, PEERS, Service, start, warm
from tests.prove.bench.sizes import Sizes
from tests.servers import ROOT, SERVING

PATIENCE = 300.0


def measure_load(sizes: Sizes, folder: Path, progress: Progress) -> dict[str, Load]:
    """Rounds with sessions that are new in each, by turns for all services."""
    progress.phase(LOAD)
    names = (OURS, *PEERS, ECHO)
    found: dict[str, list[dict[str, Any]]] = {name: [] for name in names}
    with ExitStack() as stack:
        services = {
            name: stack.enter_context(warm(name, folder / f"load-{name}".replace(" ", "-")))
            for name in names
        }
        for number in range(sizes.crowd_rounds):
            for name, service in services.items():
                turns = crowd(
                    service, number=number, sessions=sizes.crowd_sessions, turns=sizes.crowd_turns
                )
                found[name].append(turns)
            progress.at((number + 1) / sizes.crowd_rounds)
    return {name: _load(rounds) for name, rounds in found.items()}


def measure_late(sizes: Sizes, folder: Path, progress: Progress) -> dict[str, float]:
    """One turn of many sessions, with a model that is slow for everybody."""
    progress.phase(LATE)
    seconds = str(sizes.model_seconds)
    with start(MODEL, folder / "model", seconds) as model:
        settings = {"OPENAI_BASE_URL": model.url, "OPENAI_API_KEY": "none"}
        with warm(OURS, folder / "late", UNDERSTANDING="openai", **settings) as ours:
            crowd(ours, number=-1, sessions=sizes.late_sessions, turns=1)
            rounds = [
                crowd(ours, number=number, sessions=sizes.late_sessions, turns=1)
                for number in range(sizes.late_rounds)
            ]
    fastest = min(turn for each in rounds for turn in each["turns"])
    assert not any(each["failed"] for each in rounds), "a turn failed"
    assert fastest >= sizes.model_seconds, "the model was not waited for"
    walls = [each["wall"] for each in rounds]
    return {"median": median(walls), "slowest": max(walls)}


def crowd(*services: Service, number: int, sessions: int, turns: int) -> dict[str, Any]:
    """A crowd in a process of its own, on one service or several instances of it.

    Raises `CalledProcessError` when a connection breaks.
    """
    amounts = ("--sessions", str(sessions), "--turns", str(turns), "--label", f"r{number}-")
    done = subprocess.run(  # noqa: S603 - our own module
        [SERVING, "-m", "tests.prove.bench.crowd", *(each.url for each in services), *amounts],
        cwd=ROOT,
        check=True,
        stdout=subprocess.PIPE,
        timeout=PATIENCE,
    )
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def _load(rounds: list[dict[str, Any]]) -> Load:
    """The median round's speed, and the spread of all turns."""
    ms = [turn * 1000 for each in rounds for turn in each["turns"]]
    speed = median(len(each["turns"]) / each["wall"] for each in rounds)
    failed = sum(each["failed"] for each in rounds)
    return Load(speed, percentile(ms, 50), percentile(ms, 95), failed)
