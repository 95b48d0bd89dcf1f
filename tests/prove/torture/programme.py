"""The scenarios, in the order in which they are played."""

import time
import traceback
from collections.abc import Callable, Iterator, Sequence

from tests.prove.torture.anomalies import Anomaly
from tests.prove.torture.scenarios.changes import changes_at_once, changes_killed
from tests.prove.torture.scenarios.deletes import delete_under_load, deleted_and_memory_lost
from tests.prove.torture.scenarios.doors import rest_and_python, rest_python_and_studio
from tests.prove.torture.scenarios.hangups import hang_up
from tests.prove.torture.scenarios.keys import same_key_in_two_processes
from tests.prove.torture.scenarios.kills import (
    kill_among_several,
    kill_at_every_failpoint,
    kill_at_random,
    stop_politely,
)
from tests.prove.torture.scenarios.lost_files import (
    log_cut_after_a_kill,
    memory_damaged_between_runs,
    memory_damaged_while_running,
)
from tests.prove.torture.scenarios.parallel import (
    four_processes,
    killed_processes,
    thirty_two_clients,
    twenty_at_once,
    two_processes,
)
from tests.prove.torture.scenarios.stops import stop_at_every_failpoint, stop_at_random
from tests.prove.torture.scenarios.storage import (
    disk_full,
    locked,
    locked_for_half_a_minute,
    read_only,
)
from tests.prove.torture.scenarios.workers import (
    parent_killed,
    two_workers,
    workers_killed_at_every_failpoint,
    workers_killed_at_random,
    workers_stopped,
)
from tests.prove.torture.stage import Score, Stage

Scenario = Callable[[Stage], Score]

COSTS: dict[Scenario, float] = {
    kill_at_every_failpoint: 95,
    kill_among_several: 35,
    kill_at_random: 28,
    killed_processes: 20,
    stop_politely: 13,
    twenty_at_once: 12,
    two_processes: 9,
    four_processes: 18,
    thirty_two_clients: 24,
    rest_and_python: 10,
    rest_python_and_studio: 20,
    same_key_in_two_processes: 6,
    hang_up: 16,
    stop_at_every_failpoint: 32,
    stop_at_random: 22,
    disk_full: 17,
    read_only: 4,
    locked: 9,
    locked_for_half_a_minute: 40,
    log_cut_after_a_kill: 33,
    memory_damaged_between_runs: 30,
    memory_damaged_while_running: 28,
    delete_under_load: 25,
    deleted_and_memory_lost: 3,
    changes_at_once: 8,
    changes_killed: 25,
    two_workers: 10,
    workers_killed_at_random: 20,
    workers_killed_at_every_failpoint: 60,
    parent_killed: 25,
    workers_stopped: 15,
}
"""Seconds that each takes at full size; they are played in this order."""
SCENARIOS = tuple(COSTS)
OF_WORKERS = (
    two_workers,
    workers_killed_at_random,
    workers_killed_at_every_failpoint,
    parent_killed,
    workers_stopped,
    kill_at_random,
    stop_politely,
    two_processes,
    killed_processes,
    thirty_two_clients,
    rest_and_python,
    same_key_in_two_processes,
    hang_up,
    locked,
    memory_damaged_between_runs,
    memory_damaged_while_running,
    delete_under_load,
    changes_at_once,
)
"""Those that mean something when every service has several workers; a kill is their parent's."""
SMALLEST = 0.04


def cost(scenario: Scenario) -> float:
    """Seconds at full size; of one that is not in the programme, as of most."""
    return COSTS.get(scenario, 20.0)


def called(scenario: Scenario) -> str:
    """The scenario's name for people."""
    return scenario.__name__.replace("_", " ")


def chosen(names: Sequence[str], *, workers: int = 1) -> list[Scenario]:
    """The scenarios whose names have one of these words in them; all, when there are none."""
    return [
        scenario
        for scenario in (OF_WORKERS if workers > 1 else SCENARIOS)
        if not names or any(name in scenario.__name__ for name in names)
    ]


def play(
    stage: Stage, scenarios: Sequence[Scenario], *, deadline: float
) -> Iterator[tuple[str, Score]]:
    """One after another, smaller ones when the time until the deadline gets short."""
    largest = stage.size
    left = sum(cost(scenario) for scenario in scenarios)
    for scenario in scenarios:
        stage.size = max(SMALLEST, min(largest, (deadline - time.monotonic()) / left))
        left -= cost(scenario)
        yield called(scenario), _score(scenario, stage)


def _score(scenario: Scenario, stage: Stage) -> Score:
    """The scenario's score; what it takes for granted and does not find is an anomaly, too."""
    stage.scene = scenario.__name__
    try:
        return scenario(stage)
    except AssertionError:
        return Score(anomalies=[Anomaly("scenario failed", "", traceback.format_exc())])
