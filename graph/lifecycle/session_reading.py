"""Reads a session from a file that anybody may have written: all of it is sound, or refused."""

from codecs import BOM_UTF8
from collections.abc import Callable, Iterator
from datetime import datetime
from itertools import count
from typing import IO, TypeVar

from pydantic import ValidationError

from graph.errors import NotASession
from graph.lifecycle.session_file import Header, Line, MessageLine, SavedSession, TurnLine
from tools.sessions.transcript import Turn

MAX_LINE, MAX_FILE = 512 * 1024, 64 * 1024 * 1024
"""Bytes."""

AnyLine = TypeVar("AnyLine", bound=Line)
Lines = Iterator[tuple[int, bytes]]


def read_session(file: IO[bytes], *, max_turns: int) -> SavedSession:
    """The session in a file of JSON Lines. Raises `NotASession`, and `OSError` as the file does."""
    lines = _bounded(file)
    number, header = _next(Header, lines)
    if header.turns > max_turns:
        reason = f"{header.turns} turns, and a session may have {max_turns} here"
        raise NotASession(number, f"{reason}: raise SESSION_MAX_MESSAGES")
    if header.folded > header.turns:
        raise NotASession(number, "folded: a summary of more turns than there are")
    turns = tuple(_turns(lines, header))
    number, text = next(lines)
    if text:
        raise NotASession(number, "more lines than the header says")
    return SavedSession(header.session_id, header.created, turns, header.summary, header.folded)


def _bounded(file: IO[bytes]) -> Lines:
    """The lines with their numbers from 1 on; after the last one, empty ones."""
    total = 0
    for number in count(1):
        line = file.readline(MAX_LINE + 1)
        total += len(line)
        if number == 1:
            line = line.removeprefix(BOM_UTF8)  # which editors on Windows write
        if len(line) > MAX_LINE:
            raise NotASession(number, f"longer than {MAX_LINE} bytes")
        if total > MAX_FILE:
            raise NotASession(number, f"the file is longer than {MAX_FILE} bytes")
        if line and not line.endswith(b"\n"):
            raise NotASession(number, "the file is cut off here")
        yield number, line


def _turns(lines: Lines, header: Header) -> Iterator[tuple[datetime, Turn]]:
    keys: set[str] = set()
    for turn in range(1, header.turns + 1):
        number, line = _turn_of_messages(lines) if header.version == 1 else _next(TurnLine, lines)
        if line.key in keys:
            raise NotASession(number, "key: another turn has it already")
        keys.add(line.key)
        memory = line.memory.model_dump(mode="json")
        yield line.timestamp, Turn(turn, line.key, line.message, line.reply, line.decision, memory)


def _turn_of_messages(lines: Lines) -> tuple[int, TurnLine]:
    _, said = _next(MessageLine, lines)
    number, answered = _next(MessageLine, lines)
    if (said.role, answered.role, said.key) != ("user", "assistant", answered.key):
        raise NotASession(number, "role, key: not the reply to the message before")
    turn = answered.model_dump(include={"key", "timestamp", "decision", "memory"})
    turn |= {"message": said.content, "reply": answered.content}
    return number, _valid(number, lambda: TurnLine.model_validate(turn))


def _next(kind: type[AnyLine], lines: Lines) -> tuple[int, AnyLine]:
    number, text = next(lines)
    if not text:
        raise NotASession(number, "the file ends before its last turn")
    return number, _valid(number, lambda: kind.model_validate_json(text, strict=True))


def _valid(number: int, validate: Callable[[], AnyLine]) -> AnyLine:
    try:
        return validate()
    except ValidationError as error:
        raise NotASession(number, _reason(error)) from error


def _reason(error: ValidationError) -> str:
    """The first thing that is wrong; never what was given, which may be long or private."""
    first = error.errors(include_input=False, include_url=False, include_context=False)[0]
    place = ".".join(str(part)[:40] for part in first["loc"])
    return f"{place}: {first['msg']}" if place else first["msg"]
