"""Order: what was acknowledged first stands first, and a read shows the order's beginning."""

import math
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import accumulate

from tests.prove.torture.anomalies import Anomaly
from tests.prove.torture.history import History, Operation, Read, Row

Placed = list[tuple[int, Operation]]


def check_order(history: History) -> Iterator[Anomaly]:
    """In the final order, nobody stands before one that was acknowledged before they were sent."""
    for session, placed in _placed(history).items():
        latest = -math.inf
        for _, operation in placed:
            if operation.acknowledged_at < latest:
                yield Anomaly("real-time order violated", session, operation.message)
            latest = max(latest, operation.invoked)


def check_reads(history: History) -> Iterator[Anomaly]:
    """A read is whole turns from the beginning, and has all that was acknowledged before it."""
    placed = _placed(history)
    due = {session: _Due(found) for session, found in placed.items()}
    for read in history.reads:
        yield from _check_read(read, history.final.transcripts.get(read.session, ()))
        if read.session in due and len(read.messages) < due[read.session].length(read.invoked):
            yield Anomaly("stale read", read.session, f"{len(read.messages)} messages")


class _Due:
    """How long a session's transcript had to be at any time."""

    def __init__(self, placed: Placed) -> None:
        known = sorted((op.acknowledged_at, place) for place, op in placed)
        self._times = [time for time, _ in known]
        self._lengths = [0, *accumulate((place + 2 for _, place in known), max)]

    def length(self, time: float) -> int:
        return self._lengths[bisect_left(self._times, time)]


def _check_read(read: Read, rows: tuple[Row, ...]) -> Iterator[Anomaly]:
    if len(read.messages) % 2:
        yield Anomaly("half a turn read", read.session, f"{len(read.messages)} messages")
    beginning = rows[: len(read.messages)]
    if read.messages != tuple((row.role, row.content) for row in beginning):
        yield Anomaly("read is no prefix", read.session, f"{len(read.messages)} messages")


def _placed(history: History) -> Mapping[str, Placed]:
    """Each session's operations in the final order, those that are in it."""
    operations: dict[tuple[str, str], Operation] = {}
    for op in history.operations:
        known = operations.setdefault((op.session, op.message), op)
        operations[op.session, op.message] = _earliest(known, op)
    return {
        session: [
            (place, operations[session, row.content])
            for place, row in enumerate(rows)
            if row.role == "user" and (session, row.content) in operations
        ]
        for session, rows in history.final.transcripts.items()
    }


def _earliest(one: Operation, other: Operation) -> Operation:
    """One message sent by two clients under one key, as a single operation."""
    acknowledged = one if one.acknowledged_at <= other.acknowledged_at else other
    return replace(acknowledged, invoked=min(one.invoked, other.invoked))
