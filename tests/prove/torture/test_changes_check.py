"""Clients and logs that are wrong in one way each are told from those that a run left."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import pytest

from tests.prove.torture.changes import Action, Directory, Logged, Seen, Write
from tests.prove.torture.changes_check import check_changes


def written(base: int, action: Action, name: str | None = None) -> Write:
    return Write(1, base, action, name, float(base), base + 0.5, "acknowledged", base + 1)


WRITES = (
    written(1, "cambiar", "Bea"),
    written(2, "borrar"),
    written(3, "deshacer"),
    written(4, "cambiar", "Eva"),
)
LOG = (
    Logged(1, 1, "crear", None, None),
    Logged(2, 2, "cambiar", "Ana", None),
    Logged(3, 3, "borrar", "Bea", None),
    Logged(4, 4, "deshacer", None, 3),
    Logged(5, 5, "cambiar", "Bea", None),
)
ROWS = {1: (5, "Eva")}
SEEN = (Seen(1, 3, None, 2.6), Seen(1, 5, "Eva", 9.0))
AGAIN = Logged(6, 6, "deshacer", "Eva", 4)


@dataclass(frozen=True)
class Run:
    """What was sent and read, and what was found in the end."""

    writes: tuple[Write, ...] = WRITES
    log: tuple[Logged, ...] = LOG
    rows: Mapping[int, tuple[int, str]] = field(default_factory=lambda: ROWS)
    seen: tuple[Seen, ...] = SEEN

    def kinds(self) -> set[str]:
        directory = Directory({1: self.log}, self.rows)
        return {found.kind for found in check_changes(self.writes, self.seen, directory)}


def test_what_a_run_leaves_passes() -> None:
    assert not Run().kinds()


def test_a_refusal_and_a_doubtful_write_leave_no_trace_or_all_of_one() -> None:
    doubtful = replace(WRITES[3], outcome="unknown", version=None)
    assert not Run((*WRITES[:3], doubtful)).kinds()
    refused = replace(written(1, "cambiar", "Noa"), outcome="refused", version=None)
    assert not Run((*WRITES, refused)).kinds()


@pytest.mark.parametrize(
    ("kind", "run"),
    [
        ("acknowledged but missing", Run((*WRITES, written(5, "cambiar", "Noa")))),
        ("acknowledged but missing", Run((*WRITES[:3], replace(WRITES[3], name="Noa")))),
        ("refused yet written", Run((*WRITES[:3], replace(WRITES[3], outcome="refused")))),
        ("never sent", Run(WRITES[:3])),
        ("versions not dense", Run(log=(*LOG[:4], replace(LOG[4], version=6)))),
        ("client differs from its log", Run(rows={1: (4, "Eva")})),
        ("client differs from its log", Run(rows={})),
        ("client differs from its log", Run(log=LOG[:3], rows={1: (3, "Bea")})),
        ("client differs from its log", Run(log=(*LOG[:4], replace(LOG[4], replaced="Noa")))),
        ("undone twice", Run(log=(*LOG[:4], replace(AGAIN, version=5)), rows={1: (5, "Bea")})),
        (
            "written twice",
            Run(log=(*LOG, replace(LOG[4], id=6, version=6, replaced="Eva")), rows={1: (6, "Eva")}),
        ),
        ("two writes on one version", Run((*WRITES, WRITES[3]))),
        ("real-time order violated", Run((*WRITES[:3], replace(WRITES[3], completed=1.0)))),
        ("read of no version", Run(seen=(Seen(1, 4, "Ana", 3.6),))),
        ("stale read", Run(seen=(Seen(1, 4, "Bea", 9.0),))),
    ],
)
def test_each_anomaly_is_found(kind: str, run: Run) -> None:
    assert kind in run.kinds()
