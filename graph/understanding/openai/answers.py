"""A chat completion, read as the tool calls or the words in it, in whatever form they come.

Models write `arguments` as a string, as an object, or encoded twice; some write calls into text.
Thoughts and the markers around them are no words for the user.
"""

import json
import re
from collections.abc import Sequence
from typing import Annotated, Any, NamedTuple

from pydantic import BaseModel, BeforeValidator, Field, ValidationError

from graph.understanding.openai.events import are_events, joined
from graph.understanding.openai.refusals import stated
from graph.understanding.openai.tools import TOOLS
from graph.understanding.openai.written_calls import written_calls
from tools.validity import storable

MAX_CHOICES = 8
"""Choices of a completion that are looked at; one is asked for."""
MAX_TEXT = 20_000
"""Characters of a model's text that are read."""
FINAL_CHANNEL = "<|channel|>final"
"""The marker behind which gpt-oss writes its answer; what is before are thoughts."""
MAX_ENCODINGS = 3
"""JSON strings within each other in which arguments are searched."""

_THINK = "think|thinking|thought|thoughts|reasoning|reflection|analysis"
_THOUGHT = re.compile(rf"(?is)[<\[◁]({_THINK})[>\]▷].*?(?:[<\[◁]/\1[>\]▷]|\Z)")
_THOUGHT_BEFORE = re.compile(rf"(?is)\A.*[<\[◁]/(?:{_THINK})[>\]▷]")
_MARKED = rf"[<\[]/?(?:{_THINK}|tool_\w+|function\w*)|</?[\w|]+[ />]|<\||\|>"
_RAW = re.compile(rf"(?i)[{{}}`]|{_MARKED}|{'|'.join(TOOLS)}")
_TOKEN = re.compile(r"<\|[^<>|]{1,40}\|>|</?s>|\[/?INST\]")


def _decoded(arguments: Any) -> Any:
    """Arguments as an object. Raises `ValueError` when they are no JSON."""
    for _ in range(MAX_ENCODINGS):
        if not isinstance(arguments, str):
            break
        try:
            arguments = json.loads(arguments or "{}")
        except RecursionError as error:
            raise ValueError("brackets within brackets") from error
    return {} if arguments is None else arguments


class Call(BaseModel):
    """A tool call with its arguments decoded."""

    name: str
    arguments: Annotated[dict[str, Any], BeforeValidator(_decoded)] = {}


class Answer(NamedTuple):
    """What a model answered."""

    calls: list[Call]
    unread: int
    """Calls that are broken, or that the model was cut off from writing."""
    words: str
    """Plain text; "" beside calls, as it claims that they were carried out already."""
    usage: Any


class _Message(BaseModel):
    content: str | list[Any] | None = None
    tool_calls: list[Any] | None = None
    function_call: dict[str, Any] | None = None


class _Choice(BaseModel):
    message: _Message
    finish_reason: Any = None


class _Completion(BaseModel):
    choices: list[_Choice] = Field(min_length=1)
    usage: Any = None


class NoCompletion(ValueError):
    """A body that is no chat completion; the text is the server's own reason, if it gives one."""


def read_answer(body: Any) -> Answer:
    """The answer in a response's body. Raises `NoCompletion`."""
    try:
        body = _parsed(body) if isinstance(body, str) else body
        completion = _Completion.model_validate(body)
    except (ValueError, RecursionError) as error:
        reason = stated(body["error"]) if isinstance(body, dict) and body.get("error") else ""
        raise NoCompletion(reason) from error
    answers = [_read(choice, completion.usage) for choice in completion.choices[:MAX_CHOICES]]
    return next((answer for answer in answers if answer.calls or answer.words), answers[0])


def _read(choice: _Choice, usage: Any) -> Answer:
    message = choice.message
    text = without_thoughts(_text(message.content)[:MAX_TEXT])
    listed: Sequence[Any] = message.tool_calls or []
    if not listed and message.function_call:
        listed = [{"function": message.function_call}]
    listed = listed or written_calls(text)
    calls = [call for each in listed if (call := _call(each)) is not None]
    cut = bool(listed) and choice.finish_reason == "length"
    return Answer(calls, len(listed) - len(calls) + cut, "" if listed else text, usage)


def _call(given: Any) -> Call | None:
    try:
        return Call.model_validate(given["function"])
    except (ValidationError, TypeError, KeyError):
        return None


def _text(content: str | list[Any] | None) -> str:
    """The text of a message; of content blocks those of text."""
    if not isinstance(content, list):
        return content or ""
    texts = (block.get("text") if isinstance(block, dict) else block for block in content)
    return "".join(text for text in texts if isinstance(text, str))


def without_thoughts(text: str) -> str:
    """The text without a model's thoughts and without the markers of its chat template.

    Thoughts without a beginning start with the text; those without an end go on to the end.
    """
    _, final, said = text.rpartition(FINAL_CHANNEL)
    text = said.partition("<|message|>")[2] if final else text
    text = _THOUGHT_BEFORE.sub("", _THOUGHT.sub("", text))
    return _TOKEN.sub("", text).strip()


def _parsed(text: str) -> Any:
    """A body that came as text: events, or JSON of another content type. Raises `ValueError`."""
    return joined(text) if are_events(text) else json.loads(text)


def is_plain(text: str) -> bool:
    """Whether a text is words that can be stored, without JSON, markers, or names of tools."""
    return bool(text) and storable(text) and not _RAW.search(text)
