"""What the services count against what their clients saw and what the files hold."""

from collections import Counter
from collections.abc import Iterator, Sequence

import httpx

from tests.exposition import counted, shown
from tests.prove.torture.anomalies import Anomaly
from tests.prove.torture.effects import creations
from tests.prove.torture.history import Final, Operation
from tests.prove.torture.stage import Site

COUNTED = ("turns_total", "actions_total", "turn_seconds_count")


def numbers(site: Site) -> Counter[str]:
    """The sums over all lives of a site, which run: none of them was killed."""
    total: Counter[str] = Counter()
    for life in site.lives:
        with httpx.Client(base_url=life.url, trust_env=False, timeout=30) as http:
            found = shown(http)
        for name in COUNTED:
            for labels, count in counted(found, name).items():
                total[f"{name} {labels}".strip()] += count
    return total


def check_metrics(
    told: Counter[str], operations: Sequence[Operation], final: Final
) -> Iterator[Anomaly]:
    """Turns, replays and created clients, where every message was answered."""
    written = sum(row.role == "user" for rows in final.transcripts.values() for row in rows)
    again = sum(len(operation.replies) - 1 for operation in operations)
    truth = {
        "turns that were committed": (_turns(told, "committed"), written),
        "turns that were replayed": (_turns(told, "replayed"), again),
        "clients that were created": (told["actions_total create done"], creations(final)),
        "turns that took time": (told["turn_seconds_count"], written + again),
    }
    for name, (count, true) in truth.items():
        if count != true:
            yield Anomaly("metrics differ from the truth", "", f"{name}: {count}, truly {true}")


def _turns(told: Counter[str], outcome: str) -> int:
    return sum(
        count
        for name, count in told.items()
        if name.startswith("turns_total") and name.endswith(f" {outcome}")
    )
