"""A session as a file of JSON Lines: a header, then a line for each turn, in their order.

Files come from anybody: each line is bounded, and checked before anything is kept.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field

from graph.lifecycle.redaction import strings
from graph.understanding.situation import Memory
from tools.sessions.transcript import Decision, Role, Turn
from tools.validity import SESSION_ID_PATTERN, storable, valid_email, valid_key, valid_name

MEDIA_TYPE = "application/x-ndjson"
MAX_CONTENT, MAX_SUMMARY = 100_000, 10_000
"""Characters; a redacted text may be longer than what anybody may say."""
EARLIEST, LATEST = datetime(1970, 1, 1, tzinfo=UTC), datetime(9000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class SavedSession:
    """All of a session; each turn with its instant. `summary` is of the first `folded` turns."""

    session_id: str
    created: datetime
    turns: tuple[tuple[datetime, Turn], ...]
    summary: str = ""
    folded: int = 0


def _known_instant(at: datetime) -> datetime:
    if not EARLIEST <= at <= LATEST:
        raise ValueError("not an instant of a conversation")
    return at


def _known_text(text: str) -> str:
    if not storable(text):
        raise ValueError("a NUL or an unpaired surrogate")
    return text


def _sound_memory(memory: Memory) -> Memory:
    """What waits in the draft is created on a yes, so it has to be what the nodes would keep."""
    for draft in memory.line:
        names = (draft.name, draft.candidate)
        if any(name is not None and valid_name(name) != name for name in names):
            raise ValueError("a draft's name is not in its normal form")
        if draft.email is not None and valid_email(draft.email) != draft.email:
            raise ValueError("a draft's email is not in its normal form")
    for change in memory.changes:
        if change.name is not None and valid_name(change.name) != change.name:
            raise ValueError("a change's name is not in its normal form")
        if change.email is not None and valid_email(change.email) != change.email:
            raise ValueError("a change's email is not in its normal form")
    if not all(map(storable, strings(memory.model_dump()))):
        raise ValueError("a NUL or an unpaired surrogate")
    return memory


Instant = Annotated[AwareDatetime, AfterValidator(_known_instant)]
Text = Annotated[str, Field(min_length=1, max_length=MAX_CONTENT), AfterValidator(_known_text)]


class Line(BaseModel):
    """A line with exactly these fields."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Header(Line):
    """The first line."""

    format: Literal["recepcionista-session"] = "recepcionista-session"
    version: Literal[1, 2] = 2
    """1 has two lines for a turn, one for each message."""
    session_id: Annotated[str, Field(pattern=SESSION_ID_PATTERN)]
    created: Instant
    turns: Annotated[int, Field(ge=1)]
    summary: Annotated[str, Field(max_length=MAX_SUMMARY), AfterValidator(_known_text)] = ""
    folded: Annotated[int, Field(ge=0)] = 0
    """The number of turns that are in the summary."""


class TurnLine(Line):
    """Any other line: a turn, with the memory after it."""

    key: Annotated[str, AfterValidator(valid_key)]
    timestamp: Instant
    message: Text
    reply: Text
    decision: Decision
    memory: Annotated[Memory, AfterValidator(_sound_memory)]


class MessageLine(Line):
    """In files of version 1: one message of a turn; a reply has a decision and a memory."""

    turn: int
    role: Role
    content: Text
    timestamp: Instant
    key: Annotated[str, AfterValidator(valid_key)]
    decision: Decision | None = None
    memory: Memory | None = None


def as_json_lines(saved: SavedSession) -> Iterator[bytes]:
    """The file, line by line."""
    yield _line(
        Header(
            session_id=saved.session_id,
            created=saved.created,
            turns=len(saved.turns),
            summary=saved.summary,
            folded=saved.folded,
        )
    )
    for at, turn in saved.turns:
        yield _line(
            TurnLine(
                key=turn.key,
                timestamp=at,
                message=turn.message,
                reply=turn.reply,
                decision=turn.decision,
                memory=Memory.model_validate(turn.memory),
            )
        )


def _line(line: Line) -> bytes:
    return line.model_dump_json().encode() + b"\n"
