"""Tool calls that a model writes into its text: as JSON, in a fence, between markers, or in Python.

{"name": "crear_cliente", "arguments": {"nombre": "Ana"}}     Qwen, Hermes, Llama, Mistral
<function=crear_cliente>{"nombre": "Ana"}</function>          Llama
crear_cliente(nombre="Ana")                                    Llama, Gemma
"""

import ast
import json
import re
from collections.abc import Iterator
from itertools import islice
from typing import Any

from graph.understanding.openai.tools import TOOLS

Written = dict[str, Any]
"""A call in the form of the protocol: `{"function": {"name": …, "arguments": …}}`."""

MAX_STARTS = 100
"""Brackets at which a JSON value is tried, and names at which a Python call is."""
MAX_ENDS = 10
"""Brackets that are tried as the end of a Python call."""
BROKEN = "{"
"""Stands for an object or for arguments that cannot be read."""

_BRACKET = re.compile(r"[{\[]")
_ARGUMENTS = ("arguments", "parameters", "args", "input")
_NAMES = "|".join(TOOLS)
_TAGGED = re.compile(rf"<function=\W?({_NAMES})\W?>\s*")
_PYTHON = re.compile(rf"\b({_NAMES})\(")
_LITERALS = {"true": "True", "false": "False", "null": "None"}
_LITERAL = re.compile(rf"(?<==)\s*({'|'.join(_LITERALS)})\b")


def written_calls(text: str) -> list[Written]:
    """The calls in a text, in order; a broken one has `BROKEN` arguments."""
    found = [*_tagged(text)] or [call for value in _values(text) for call in _calls_in(value)]
    return found or [*_in_python(text)]


def _call(name: Any, arguments: Any) -> Written:
    return {"function": {"name": name, "arguments": arguments}}


def _tagged(text: str) -> Iterator[Written]:
    for tag in islice(_TAGGED.finditer(text), MAX_STARTS):
        yield _call(tag[1], next(_values(text[tag.end() :]), BROKEN))


def _values(text: str) -> Iterator[Any]:
    """The JSON values in a text, outermost ones only; `BROKEN` for an object that is cut off."""
    decoder, end = json.JSONDecoder(), 0
    for bracket in islice(_BRACKET.finditer(text), MAX_STARTS):
        if bracket.start() < end:
            continue
        try:
            value, end = decoder.raw_decode(text, bracket.start())
        except (ValueError, RecursionError):
            if bracket[0] == "{":
                yield BROKEN
        else:
            yield value


def _calls_in(value: Any) -> Iterator[Written]:
    """The calls in a JSON value: one, a list of them, or wrapped in an object."""
    match value:
        case str() if value == BROKEN:
            yield _call("", BROKEN)
        case list():
            for each in value:
                yield from _calls_in(each)
        case {"function": dict() as function}:
            yield from _calls_in(function)
        case (
            {"name": str() as name, **rest}
            | {"function": str() as name, **rest}
            | {"tool": str() as name, **rest}
        ):
            given = next((rest[key] for key in _ARGUMENTS if key in rest), {})
            yield _call(name, given)
        case {"tool_calls": list() as calls}:
            yield from _calls_in(calls)
        case dict():
            yield from (_call(name, value[name]) for name in TOOLS if name in value)


def _in_python(text: str) -> Iterator[Written]:
    for start in islice(_PYTHON.finditer(text), MAX_STARTS):
        yield _call(start[1], _keywords(text[start.start() :]))


def _keywords(text: str) -> Any:
    """The keyword arguments of the Python call at the start of a text; `BROKEN` where it is."""
    text = _LITERAL.sub(lambda word: _LITERALS[word[1]], text)
    for end in islice(re.finditer(r"\)", text), MAX_ENDS):
        try:
            call = ast.parse(text[: end.end()], mode="eval").body
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            continue
        if isinstance(call, ast.Call) and not call.args:
            return _literals(call.keywords)
    return BROKEN


def _literals(keywords: list[ast.keyword]) -> Any:
    try:
        return {str(each.arg): ast.literal_eval(each.value) for each in keywords}
    except ValueError:
        return BROKEN
