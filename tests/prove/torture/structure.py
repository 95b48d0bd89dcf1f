"""What a transcript must look like, whoever said what in it."""

from collections.abc import Iterator

from tests.prove.torture.anomalies import Anomaly
from tests.prove.torture.history import Final, Row


def check_structure(final: Final) -> Iterator[Anomaly]:
    """Question and answer by turns; numbers 1, 2, 3...; one key a turn; counters that agree."""
    for session, rows in final.transcripts.items():
        yield from _check_pairs(session, rows)
        yield from _check_numbers(session, rows)
        yield from _check_turn_keys(session, rows)
    for session, counter in final.counters.items():
        turns = sum(row.role == "user" for row in final.transcripts.get(session, ()))
        if counter != turns:
            yield Anomaly("counter differs from turns", session, f"{counter} and {turns}")


def _check_pairs(session: str, rows: tuple[Row, ...]) -> Iterator[Anomaly]:
    open_question: Row | None = None
    for row in rows:
        if row.role == "assistant":
            if open_question is None:
                yield Anomaly("answer without question", session, row.content)
            open_question = None
            continue
        if open_question is not None:
            yield Anomaly("unanswered question", session, open_question.content)
        open_question = row
    if open_question is not None:
        yield Anomaly("unanswered question", session, open_question.content)


def _check_numbers(session: str, rows: tuple[Row, ...]) -> Iterator[Anomaly]:
    for role in ("user", "assistant"):
        numbers = [row.turn for row in rows if row.role == role]
        if any(numbers) and numbers != list(range(1, len(numbers) + 1)):
            yield Anomaly("turn numbers not dense", session, f"{role}: {numbers[:50]}")


def _check_turn_keys(session: str, rows: tuple[Row, ...]) -> Iterator[Anomaly]:
    keys: dict[int, str | None] = {}
    used: set[str] = set()
    for row in rows:
        if row.turn is None or row.key is None:
            continue
        if keys.setdefault(row.turn, row.key) != row.key:
            yield Anomaly("two keys in one turn", session, f"turn {row.turn}")
        if row.role == "user":
            if row.key in used:
                yield Anomaly("key used twice", session, row.key)
            used.add(row.key)
