"""Server-sent events of a streamed answer, which some servers send though none were asked for."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel

END = "[DONE]"


class _Piece(BaseModel):
    name: str | None = None
    arguments: Any = None


class _Part(BaseModel):
    index: int = 0
    function: _Piece = _Piece()


class _Delta(BaseModel):
    content: str | None = None
    tool_calls: list[_Part] | None = None


class _Choice(BaseModel):
    delta: _Delta = _Delta()
    finish_reason: str | None = None


class _Chunk(BaseModel):
    choices: list[_Choice] = []
    usage: Any = None


def are_events(body: str) -> bool:
    """Whether a body is a stream of events."""
    return body.lstrip().startswith(("data:", "event:", ":"))


def joined(body: str) -> dict[str, Any]:
    """The chat completion whose pieces the events are. Raises `ValueError`."""
    chunks = list(_chunks(body))
    choices = [choice for chunk in chunks for choice in chunk.choices[:1]]
    functions: defaultdict[int, dict[str, Any]] = defaultdict(lambda: {"name": "", "arguments": ""})
    for choice in choices:
        for part in choice.delta.tool_calls or ():
            _extend(functions[part.index], part.function)
    message = {
        "content": "".join(choice.delta.content or "" for choice in choices),
        "tool_calls": [{"function": function} for function in functions.values()],
    }
    reason = next((c.finish_reason for c in reversed(choices) if c.finish_reason), None)
    usage = next((chunk.usage for chunk in reversed(chunks) if chunk.usage), None)
    return {"choices": [{"message": message, "finish_reason": reason}], "usage": usage}


def _chunks(body: str) -> Iterator[_Chunk]:
    for line in body.splitlines():
        data = line.removeprefix("data:").strip()
        if data != line.strip() and data not in ("", END):
            yield _Chunk.model_validate_json(data)


def _extend(function: dict[str, Any], piece: _Piece) -> None:
    """Add a piece of a call; arguments that are no text come in one piece."""
    function["name"] += piece.name or ""
    text = isinstance(piece.arguments, str)
    if piece.arguments is not None:
        function["arguments"] = function["arguments"] + piece.arguments if text else piece.arguments
