"""The tools in OpenAI's form, and the intents of the calls in a model's reply."""

import json
import re
from collections.abc import Sequence
from typing import Any

from langchain_core.messages import ToolCall
from pydantic import ValidationError

from graph.understanding.intents import Intent, QueryClients
from graph.understanding.openai.tools import TOOLS, Arguments, QueryArguments

MAX_CALLS = 50
"""Calls of one reply that are read; a person's message never asks for more."""
UNSAID = (None, "", " ", "null", "none", "None")
"""Values by which models say that an argument was not said."""
_QUALIFIED = re.compile(r"^.*[.:/]")
"""What some models write before a tool's name: "functions."."""


def schemas(*, strict: bool) -> list[dict[str, Any]]:
    """The tools as OpenAI function schemas; strict ones require all properties, null if not said.

    The others have nothing that a server may not know: each property has one type, none is
    required.
    """
    return [_schema(arguments, strict=strict) for arguments in TOOLS.values()]


def _schema(arguments: type[Arguments], *, strict: bool) -> dict[str, Any]:
    schema = arguments.model_json_schema()
    properties = {
        name: _property(field, strict=strict) for name, field in schema["properties"].items()
    }
    parameters: dict[str, Any] = {"type": "object", "properties": properties}
    if strict:
        parameters |= {"required": list(properties), "additionalProperties": False}
    function = {
        "name": arguments.tool,
        "description": schema["description"],
        "parameters": parameters,
    }
    return {"type": "function", "function": function | ({"strict": True} if strict else {})}


def _property(field: dict[str, Any], *, strict: bool) -> dict[str, Any]:
    known = {key: value for key, value in field.items() if key not in {"title", "default"}}
    if strict or "anyOf" not in known:
        return known
    return {"type": known["anyOf"][0]["type"], "description": known["description"]}


def intents_of(calls: Sequence[ToolCall]) -> tuple[tuple[Intent, ...], int]:
    """The intents of the calls in the model's order, equal ones once, and how many are unreadable.

    Beyond `MAX_CALLS` no call is read.
    """
    read = [_intent_of(call) for call in calls[:MAX_CALLS]]
    intents = tuple(dict.fromkeys(intent for intent in read if intent is not None))
    return intents, read.count(None) + max(0, len(calls) - MAX_CALLS)


def _intent_of(call: ToolCall) -> Intent | None:
    arguments = TOOLS.get(_QUALIFIED.sub("", call["name"]).strip().lower())
    if arguments is None:
        return None
    given = {name: value for name, value in call["args"].items() if value not in UNSAID}
    try:
        # Strict validation takes dates from strings in JSON only.
        return arguments.model_validate_json(json.dumps(given)).intent()
    except ValidationError:
        return None


def query_as_arguments(query: QueryClients) -> dict[str, Any]:
    """The fields that a query sets, by their wire names, as JSON values."""
    arguments = QueryArguments.model_construct(**query.model_dump(exclude={"kind"}))
    return arguments.model_dump(mode="json", by_alias=True, exclude_defaults=True)
