"""Many sessions at once: with no model at all, and with a slow one."""

import json
import subprocess
from contextlib import ExitStack
from pathlib import Path
from statistics import median
from typing import Any

from tests.prove.bench.figures import Late, Load, percentile
from tests.prove.bench.plan import LATE, LOAD
from tests.prove.bench.progress import Progress
from tests.prove.bench.services import (
    ECHO,
    INSTANT,
    MODEL,
    OURS,
    PEERS,
    Service,
    start,
    warm,
)
from tests.prove.bench.sizes import Sizes
from tests.servers import ROOT, SERVING

PATIENCE = 300.0
Round = tuple[float, dict[str, Any]]
"""Seconds of processor time, and what the crowd found."""


def measure_load(sizes: Sizes, folder: Path, progress: Progress) -> dict[int, dict[str, Load]]:
    """Rounds with sessions that are new in each, by turns for all services; at last long ones."""
    progress.phase(LOAD)
    names = (OURS, INSTANT, *PEERS, ECHO)
    rounds = (*([sizes.crowd_turns] * sizes.crowd_rounds), sizes.long_turns)
    found: dict[int, dict[str, list[Round]]] = {
        turns: {name: [] for name in names} for turns in rounds
    }
    done, total = 0, sum(rounds)
    with ExitStack() as stack:
        services = {
            name: stack.enter_context(warm(name, folder / f"load-{name}".replace(" ", "-")))
            for name in names
        }
        for number, turns in enumerate(rounds):
            for name, service in services.items():
                each = one_round(service, number=number, sessions=sizes.crowd_sessions, turns=turns)
                found[turns][name].append(each)
            done += turns
            progress.at(done / total)
    return {
        turns: {name: _load(each) for name, each in by_name.items()}
        for turns, by_name in found.items()
    }


def measure_late(sizes: Sizes, folder: Path, progress: Progress) -> dict[int, Late]:
    """One turn of many sessions, with a model that is slow for everybody."""
    progress.phase(LATE)
    seconds, found = str(sizes.model_seconds), dict[int, Late]()
    with start(MODEL, folder / "model", seconds) as model:
        settings = {"OPENAI_BASE_URL": model.url, "OPENAI_API_KEY": "none"}
        with warm(OURS, folder / "late", UNDERSTANDING="openai", **settings) as ours:
            for number, sessions in enumerate(sizes.late_sessions):
                found[sessions] = _late(ours, sessions, sizes)
                progress.at((number + 1) / len(sizes.late_sessions))
    return found


def _late(ours: Service, sessions: int, sizes: Sizes) -> Late:
    """A round that warms up, then those that count."""
    label = sessions * (1 + sizes.late_rounds)
    one_round(ours, number=label, sessions=sessions, turns=1)
    before = ours.memory()
    rounds = [
        one_round(ours, number=label + number + 1, sessions=sessions, turns=1)
        for number in range(sizes.late_rounds)
    ]
    fastest = min(turn for _, each in rounds for turn in each["turns"])
    assert not any(each["failed"] for _, each in rounds), "a turn failed"
    assert fastest >= sizes.model_seconds, "the model was not waited for"
    walls = [each["wall"] for _, each in rounds]
    cpu = median(1000 * cpu / sessions for cpu, _ in rounds)
    return Late(median(walls), max(walls), cpu, ours.memory() / before)


def one_round(*instances: Service, number: int, sessions: int, turns: int) -> Round:
    """A crowd, and the processor time of all instances meanwhile."""
    before = sum(each.cpu() for each in instances)
    found = crowd(*instances, number=number, sessions=sessions, turns=turns)
    return sum(each.cpu() for each in instances) - before, found


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


def _load(rounds: list[Round]) -> Load:
    """The median round's speed and processor time, and the spread of all turns."""
    ms = [turn * 1000 for _, each in rounds for turn in each["turns"]]
    speed = median(len(each["turns"]) / each["wall"] for _, each in rounds)
    cpu = median(1000 * cpu / max(1, len(each["turns"])) for cpu, each in rounds)
    failed = sum(each["failed"] for _, each in rounds)
    return Load(speed, percentile(ms, 50), percentile(ms, 95), cpu, failed)
