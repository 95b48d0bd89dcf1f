"""Reads a session from a file that anybody may have written: all of it is sound, or refused."""

from collections.abc import Iterator
from datetime import datetime
from itertools import count
from typing import IO, TypeVar

from pydantic import ValidationError

from graph.errors import NotASession
from graph.lifecycle.session_file import Header, Line, MessageLine, SavedSession
from tools.sessions.transcript import Turn

MAX_LINE, MAX_FILE = 512 * 1024, 64 * 1024 * 1024
"""Bytes."""

AnyLine = TypeVar("AnyLine", bound=Line)
Lines = Iterator[tuple[int, bytes]]


def read_session(file: IO[bytes], *, max_turns: int) -> SavedSession:
    """The session in a file of JSON Lines. Raises `NotASession`, and `OSError` as the file does."""
    lines = _bounded(file)
    number, header = _parsed(Header, next(lines, (1, b"")))
    if header.turns > max_turns:
        reason = f"{header.turns} turns, and a session may have {max_turns} here"
        raise NotASession(number, f"{reason}: raise SESSION_MAX_MESSAGES")
    if header.folded > header.turns:
        raise NotASession(number, "folded: a summary of more turns than there are")
    turns = tuple(_turns(lines, header.turns))
    for number, _ in lines:
        raise NotASession(number, "more lines than the header says")
    return SavedSession(header.session_id, header.created, turns, header.summary, header.folded)


def _bounded(file: IO[bytes]) -> Lines:
    total = 0
    for number in count(1):
        line = file.readline(MAX_LINE + 1)
        total += len(line)
        if not line:
            return
        if len(line) > MAX_LINE:
            raise NotASession(number, f"longer than {MAX_LINE} bytes")
        if total > MAX_FILE:
            raise NotASession(number, f"the file is longer than {MAX_FILE} bytes")
        if not line.endswith(b"\n"):
            raise NotASession(number, "the file is cut off here")
        yield number, line


def _parsed(kind: type[AnyLine], line: tuple[int, bytes]) -> tuple[int, AnyLine]:
    number, text = line
    try:
        return number, kind.model_validate_json(text, strict=True)
    except ValidationError as error:
        raise NotASession(number, _reason(error)) from error


def _reason(error: ValidationError) -> str:
    """The first thing that is wrong; never what was given, which may be long or private."""
    first = error.errors(include_input=False, include_url=False, include_context=False)[0]
    place = ".".join(str(part)[:40] for part in first["loc"])
    return f"{place}: {first['msg']}" if place else first["msg"]


def _turns(lines: Lines, wanted: int) -> Iterator[tuple[datetime, Turn]]:
    keys: set[str] = set()
    for turn in range(1, wanted + 1):
        number, said = _next(lines, 2 * turn)
        _expect(number, said.turn == turn, f"turn: not number {turn}, which comes next")
        _expect(number, said.role == "user", "role: a turn begins with the user's message")
        _expect(number, said.key not in keys, "key: another turn has it already")
        _expect(number, not (said.decision or said.memory), "decision, memory: only of replies")
        keys.add(said.key)
        number, answered = _next(lines, 2 * turn + 1)
        yield said.timestamp, _answered(number, said, answered)


def _answered(number: int, said: MessageLine, answered: MessageLine) -> Turn:
    _expect(number, answered.role == "assistant", "role: a turn ends with the reply")
    same = (said.turn, said.key, said.timestamp)
    theirs = (answered.turn, answered.key, answered.timestamp)
    _expect(number, theirs == same, "turn, key, timestamp: not those of the message before")
    if answered.decision is None or answered.memory is None:
        raise NotASession(number, "decision, memory: a reply has them")
    return Turn(
        number=said.turn,
        key=said.key,
        message=said.content,
        reply=answered.content,
        decision=answered.decision,
        memory=answered.memory.model_dump(mode="json"),
    )


def _next(lines: Lines, number: int) -> tuple[int, MessageLine]:
    line = next(lines, None)
    if line is None:
        raise NotASession(number, "the file ends before its last turn")
    return _parsed(MessageLine, line)


def _expect(number: int, holds: bool, reason: str) -> None:
    if not holds:
        raise NotASession(number, reason)
