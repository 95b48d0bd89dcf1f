"""One and two workers on the same machine: turns a second, and what a turn costs."""

from contextlib import ExitStack
from pathlib import Path
from statistics import median

from tests.prove.bench.figures import Scaling
from tests.prove.bench.load import Round, one_round
from tests.prove.bench.plan import SCALING
from tests.prove.bench.progress import Progress
from tests.prove.bench.services import OURS, Service, warm
from tests.prove.bench.sizes import FULL, Sizes

WORKERS = (1, 2)


def measure_scaling(sizes: Sizes, folder: Path, progress: Progress) -> dict[int, Scaling]:
    """Rounds with sessions that are new in each, by turns; the first one only warms up."""
    progress.phase(SCALING)
    rounds: dict[int, list[Round]] = {number: [] for number in WORKERS}
    with ExitStack() as stack:
        services = {
            number: stack.enter_context(
                warm(OURS, folder / f"workers-{number}", WORKERS=str(number))
            )
            for number in WORKERS
        }
        for count in range(1 + sizes.crowd_rounds):
            for number, service in services.items():
                rounds[number].append(short_round(service, number=count, sizes=sizes))
            progress.at((count + 1) / (1 + sizes.crowd_rounds))
    return {number: scaling_of(found[1:]) for number, found in rounds.items()}


def short_round(*instances: Service, number: int, sizes: Sizes = FULL) -> Round:
    """A round of many sessions that are short."""
    amounts = {"sessions": sizes.crowd_sessions, "turns": sizes.crowd_turns}
    return one_round(*instances, number=number, **amounts)


def scaling_of(rounds: list[Round]) -> Scaling:
    """The median round's speed and processor time."""
    return Scaling(
        turns_per_second=median(len(found["turns"]) / found["wall"] for _, found in rounds),
        cpu_ms=median(1000 * cpu / max(1, len(found["turns"])) for cpu, found in rounds),
        client_ms=median(1000 * found["cpu"] / max(1, len(found["turns"])) for _, found in rounds),
        failed=sum(found["failed"] for _, found in rounds),
    )
