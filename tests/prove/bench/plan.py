"""The phases of a run, and about how many seconds each takes on two cores."""

from tests.prove.bench.services import OURS, PLAIN, STOCK
from tests.prove.bench.sizes import Sizes

STARTING, DRIVING, BESIDE = "starting every service", "driving sessions", "turns side by side"
LOAD, LATE, STARTS = "sessions in parallel", "a slow model", "starts"
KEPT_ALIVE = "a connection kept alive"
SCALING = "one and two workers"
DIRECTORY = "the directory"
COST = {OURS: 0.008, STOCK: 0.05, PLAIN: 0.013}
"""Seconds of a turn over HTTP."""


def plan(sizes: Sizes) -> dict[str, float]:
    """The weight of each phase."""
    rounds = sizes.crowd_turns * sizes.crowd_rounds + sizes.long_turns
    late = sum(sizes.late_sessions) * (sizes.late_rounds + 1)
    driven = sum(sizes.marks) * COST[OURS] + sum(sizes.peer_marks) * (COST[STOCK] + COST[PLAIN])
    return {
        STARTING: 12,
        DRIVING: driven * 0.6,  # two services at a time
        BESIDE: sizes.samples * 0.12,
        LOAD: 8 + sizes.crowd_sessions * rounds * 0.03,
        SCALING: 6 + sizes.crowd_sessions * sizes.crowd_turns * (sizes.crowd_rounds + 1) * 0.012,
        LATE: 4 + late * 0.014,
        KEPT_ALIVE: 4,
        STARTS: 9 * sizes.starts,
        DIRECTORY: 10 + sum(sizes.rows) / 7_000,
    }
