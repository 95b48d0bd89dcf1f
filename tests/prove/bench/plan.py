"""The phases of a run, and about how many seconds each takes on two cores."""

from tests.prove.bench.services import OURS, PLAIN, STOCK
from tests.prove.bench.sizes import Sizes

STARTING, DRIVING, BESIDE = "starting every service", "driving sessions", "turns side by side"
LOAD, LATE, STARTS = "sessions in parallel", "a slow model", "starts"
SCALING = "one and two workers"
DIRECTORY = "the directory"
COST = {OURS: 0.006, STOCK: 0.055, PLAIN: 0.014}
"""Seconds of a turn over HTTP."""


def plan(sizes: Sizes) -> dict[str, float]:
    """The weight of each phase."""
    crowd = sizes.crowd_sessions * sizes.crowd_turns * sizes.crowd_rounds
    driven = sum(sizes.marks) * COST[OURS] + sum(sizes.peer_marks) * (COST[STOCK] + COST[PLAIN])
    return {
        STARTING: 12,
        DRIVING: driven,
        BESIDE: sizes.samples * 0.12,
        LOAD: 8 + crowd * 0.04,
        SCALING: 6 + sizes.crowd_sessions * sizes.crowd_turns * (sizes.crowd_rounds + 1) * 0.012,
        LATE: 4 + (sizes.late_rounds + 1) * 1.5 * sizes.model_seconds,
        STARTS: 7 * sizes.starts,
        DIRECTORY: 10 + sum(sizes.rows) / 8_000,
    }
