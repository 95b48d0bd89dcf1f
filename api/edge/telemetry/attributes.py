"""Names and attributes of spans, by OpenTelemetry's semantic conventions where there are any."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from api.edge.telemetry import request_ids
from graph.understanding.observer import Work

AGENT = "recepcionista"
ROLES = {"human": "user", "ai": "assistant"}
SYSTEMS = {"postgres": "postgresql"}
Attributes = Iterator[tuple[str, str | int | bool]]


def name_of(work: Work, facts: Mapping[str, Any]) -> str:
    """A few fixed words."""
    match work:
        case "request":
            return f"{facts['method']} {facts.get('route', '')}".strip()
        case "turn":
            return f"invoke_agent {AGENT}"
        case "node":
            return str(facts["name"])
        case "model":
            return f"chat {facts['model']}"
        case "statement":
            return _operation(facts)
        case stage:
            return stage


def attributes_of(
    work: Work, facts: Mapping[str, Any], *, mark: Callable[[str], str], contents: bool
) -> Attributes:
    """What a span tells; `mark` hides a thread's name, `contents` asks for messages."""
    match work:
        case "request":
            yield from _of_request(facts)
        case "turn":
            yield from _of_turn(facts, mark)
        case "model":
            yield from _of_model(facts)
            if contents:
                yield from _of_messages(facts)
        case "statement":
            yield "db.system.name", SYSTEMS.get(facts["system"], facts["system"])
            yield "db.operation.name", _operation(facts)
            yield "db.query.text", facts["statement"]
        case _:
            return


def _of_request(facts: Mapping[str, Any]) -> Attributes:
    """Without the path, in which a session id may stand, and without the client's address."""
    yield "http.request.method", facts["method"]
    yield "http.route", facts["route"]
    yield "http.response.status_code", facts["status"]
    request = request_ids.current()
    if request:
        yield "recepcionista.request_id", request
    if facts["status"] >= 500:
        yield "error.type", str(facts["status"])


def _of_turn(facts: Mapping[str, Any], mark: Callable[[str], str]) -> Attributes:
    yield "gen_ai.operation.name", "invoke_agent"
    yield "gen_ai.agent.name", AGENT
    yield "gen_ai.conversation.id", mark(facts["thread"])
    if "decision" in facts:
        yield "recepcionista.decision", facts["decision"]
        yield "recepcionista.replayed", facts["replayed"]


def _of_model(facts: Mapping[str, Any]) -> Attributes:
    server, answer = urlsplit(facts["server"]), facts.get("answer")
    yield "gen_ai.operation.name", "chat"
    yield "gen_ai.provider.name", "openai"
    yield "gen_ai.request.model", facts["model"]
    yield "recepcionista.purpose", facts["operation"]
    yield "server.address", server.hostname or ""
    if server.port:
        yield "server.port", server.port
    if answer and answer.usage_metadata:
        yield "gen_ai.usage.input_tokens", answer.usage_metadata["input_tokens"]
        yield "gen_ai.usage.output_tokens", answer.usage_metadata["output_tokens"]


def _of_messages(facts: Mapping[str, Any]) -> Attributes:
    yield "gen_ai.input.messages", _messages(facts["prompt"])
    if "answer" in facts:
        yield "gen_ai.output.messages", _messages([facts["answer"]])


def _messages(messages: Sequence[Any]) -> str:
    """LangChain's messages, in the JSON of the conventions."""
    return json.dumps(
        [{"role": ROLES.get(each.type, each.type), "parts": [*_parts(each)]} for each in messages],
        ensure_ascii=False,
    )


def _parts(message: Any) -> Iterator[dict[str, Any]]:
    if message.text:
        yield {"type": "text", "content": message.text}
    for call in getattr(message, "tool_calls", ()):
        yield {"type": "tool_call", "name": call["name"], "arguments": call["args"]}


def _operation(facts: Mapping[str, Any]) -> str:
    """The first word of a statement."""
    words: list[str] = facts["statement"].split(maxsplit=1)
    return words[0].upper() if words else ""
