"""The tools in OpenAI's form, and the intents of the calls in a model's reply."""

import json
from collections.abc import Sequence
from typing import Any

from langchain_core.messages import ToolCall
from pydantic import ValidationError

from graph.understanding.intents import Intent, QueryClients
from graph.understanding.openai.tools import TOOLS, Arguments, QueryArguments

MAX_CALLS = 50
"""Calls of one reply that are read; a person's message never asks for more."""


def schemas() -> list[dict[str, Any]]:
    """The tools as OpenAI function schemas, strict: all properties required, null if not said."""
    return [_schema(arguments) for arguments in TOOLS.values()]


def _schema(arguments: type[Arguments]) -> dict[str, Any]:
    schema = arguments.model_json_schema()
    properties = {
        name: {key: value for key, value in field.items() if key not in {"title", "default"}}
        for name, field in schema["properties"].items()
    }
    return {
        "type": "function",
        "function": {
            "name": arguments.tool,
            "description": schema["description"],
            "strict": True,
            "parameters": {
                "type": "object",
                "properties": properties,
                "required": list(properties),
                "additionalProperties": False,
            },
        },
    }


def intents_of(calls: Sequence[ToolCall]) -> tuple[Intent, ...]:
    """The intents of the calls that fit their tool's schema exactly, in the model's order."""
    intents = (_intent_of(call) for call in calls[:MAX_CALLS])
    return tuple(intent for intent in intents if intent is not None)


def _intent_of(call: ToolCall) -> Intent | None:
    arguments = TOOLS.get(call["name"])
    if arguments is None:
        return None
    given = {name: value for name, value in call["args"].items() if value is not None}
    try:
        # Strict validation takes dates from strings in JSON only, and converts nothing else.
        return arguments.model_validate_json(json.dumps(given)).intent()
    except ValidationError:
        return None


def query_as_arguments(query: QueryClients) -> dict[str, Any]:
    """The fields that a query sets, by their wire names, as JSON values."""
    arguments = QueryArguments.model_construct(**query.model_dump(exclude={"kind"}))
    return arguments.model_dump(mode="json", by_alias=True, exclude_defaults=True)
