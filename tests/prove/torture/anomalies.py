"""The ways in which a history can be wrong."""

from dataclasses import dataclass
from typing import Literal

Kind = Literal[
    "acknowledged but missing",
    "duplicate turn",
    "refused yet written",
    "never sent",
    "accepted without effect",
    "written under another key",
    "another reply than acknowledged",
    "two replies under one key",
    "unanswered question",
    "answer without question",
    "turn numbers not dense",
    "two keys in one turn",
    "key used twice",
    "counter differs from turns",
    "client without turn",
    "creation without client",
    "duplicate client",
    "wrong provenance",
    "log differs from replies",
    "real-time order violated",
    "read is no prefix",
    "half a turn read",
    "stale read",
    "memory differs from transcript",
    "reply of no serial run",
    "outcome not allowed",
    "deleted text remains",
    "work repeated",
    "versions not dense",
    "client differs from its log",
    "undone twice",
    "written twice",
    "two writes on one version",
    "read of no version",
    "metrics differ from the truth",
    "scenario failed",
]


@dataclass(frozen=True)
class Anomaly:
    """One thing that must not be; `detail` is for people."""

    kind: Kind
    session: str
    detail: str = ""
