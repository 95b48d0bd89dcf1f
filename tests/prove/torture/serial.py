"""The serial run: an assistant of our own is asked everything again, one message after another.

Each session's replies must be the same, because no message of the workload asks about clients that
another session creates.
"""

import tempfile
from collections.abc import Iterator
from pathlib import Path

from graph.assembly import Assistant
from graph.conversation import converse
from tests.prove.torture.anomalies import Anomaly
from tests.prove.torture.history import Final, Row
from tests.prove.torture.memory_check import open_files


def check_serial(final: Final, *, most: int = 400) -> Iterator[Anomaly]:
    """Compare the first sessions, whole ones, up to about so many turns."""
    with tempfile.TemporaryDirectory() as folder:
        assistant = open_files(Path(folder))
        try:
            for session, rows in final.transcripts.items():
                if most <= 0:
                    break
                most -= len(rows) // 2
                yield from _check_session(assistant, session, rows)
        finally:
            assistant.close()


def _check_session(assistant: Assistant, session: str, rows: tuple[Row, ...]) -> Iterator[Anomaly]:
    for said, answered in zip(rows[::2], rows[1::2], strict=False):
        reply = converse(assistant, session_id=session, message=said.content).reply
        if reply != answered.content:
            detail = f"{said.content}: {answered.content!r} instead of {reply!r}"
            yield Anomaly("reply of no serial run", session, detail)
            return
