"""A list-append checker in the manner of Jepsen: a session is a list, a message appends to it.

Messages are unique, so where each one stands in the final order tells what became of it. Every
check is linear in the history, but for the sorting of acknowledgements by time.
"""

from collections import Counter
from collections.abc import Iterator, Mapping

from tests.prove.torture.anomalies import Anomaly
from tests.prove.torture.effects import check_effects
from tests.prove.torture.history import History, Operation, Row
from tests.prove.torture.order import check_order, check_reads
from tests.prove.torture.structure import check_structure

Spoken = Mapping[str, list[int]]
"""Where each user message stands in a transcript."""


def check(history: History) -> list[Anomaly]:
    """Everything that is wrong with a history; nothing when it is as if done one by one."""
    return [
        *check_structure(history.final),
        *check_effects(history),
        *_check_operations(history),
        *_check_keys(history),
        *check_order(history),
        *check_reads(history),
    ]


def _check_operations(history: History) -> Iterator[Anomaly]:
    spoken = {session: _spoken(rows) for session, rows in history.final.transcripts.items()}
    sent: dict[str, set[str]] = {}
    for operation in history.operations:
        sent.setdefault(operation.session, set()).add(operation.message)
        places = spoken.get(operation.session, {}).get(operation.message, [])
        rows = history.final.transcripts.get(operation.session, ())
        yield from _check_operation(operation, places, rows)
    for session, messages in spoken.items():
        for message in messages.keys() - sent.get(session, set()):
            yield Anomaly("never sent", session, message)


def _check_operation(
    operation: Operation, places: list[int], rows: tuple[Row, ...]
) -> Iterator[Anomaly]:
    session, message = operation.session, operation.message
    if len(places) > 1:
        yield Anomaly("duplicate turn", session, f"{len(places)} times: {message}")
    if operation.outcome == "refused" and places:
        yield Anomaly("refused yet written", session, message)
    if operation.outcome != "acknowledged":
        return
    if not places:
        yield Anomaly("acknowledged but missing", session, message)
    for place in places[:1]:
        yield from _check_answer(operation, rows[place], rows[place + 1 : place + 2])
    for email in operation.announces:
        if not any(f"({email})" in reply for reply in operation.replies):
            yield Anomaly("accepted without effect", session, f"{message}: {operation.replies}")


def _check_answer(operation: Operation, said: Row, next_row: tuple[Row, ...]) -> Iterator[Anomaly]:
    if said.key not in (None, operation.key):
        yield Anomaly("written under another key", operation.session, operation.message)
    answers = [row.content for row in next_row if row.role == "assistant"]
    if answers and any(reply != answers[0] for reply in operation.replies):
        yield Anomaly("another reply than acknowledged", operation.session, operation.message)


def _check_keys(history: History) -> Iterator[Anomaly]:
    """Operations may share a key: then they are one message, sent by two clients."""
    replies: dict[tuple[str, str], set[str]] = {}
    for operation in history.operations:
        replies.setdefault((operation.session, operation.key), set()).update(operation.replies)
    for (session, key), found in replies.items():
        if len(found) > 1:
            yield Anomaly("two replies under one key", session, key)


def _spoken(rows: tuple[Row, ...]) -> dict[str, list[int]]:
    places: dict[str, list[int]] = {}
    for place, row in enumerate(rows):
        if row.role == "user":
            places.setdefault(row.content, []).append(place)
    return places


def tally(anomalies: list[Anomaly]) -> Counter[str]:
    """How many of each kind."""
    return Counter(anomaly.kind for anomaly in anomalies)
