"""Judges one turn of a dialogue; README.md beside it says what a turn must do."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from graph.conversation import Answer
from tools.directory.clients import Client
from tools.folding import fold


@dataclass(frozen=True)
class Verdict:
    """What was wrong with a turn; nothing when it was right."""

    wrong: tuple[str, ...]
    wrong_writes: int


def judge(turn: dict[str, Any], answer: Answer | None, created: Sequence[Client]) -> Verdict:
    """Compare a turn with its answer, None for none, and with the clients that it created."""
    missing = list(turn.get("created", []))
    extra = []
    for client in created:
        match = next((want for want in missing if _same(client, want)), None)
        if match is None:
            extra.append(client)
        else:
            missing.remove(match)
    wrong = [f"WROTE {client.name} <{client.email}>" for client in extra]
    wrong += [f"did not create {want['nombre']} <{want['email']}>" for want in missing]
    wrong += ["no answer"] if answer is None else _misses(turn, answer)
    return Verdict(tuple(wrong), len(extra))


def _misses(turn: dict[str, Any], answer: Answer) -> Iterator[str]:
    if turn.get("decision") not in (None, answer.decision):
        yield f"decision {answer.decision}, not {turn['decision']}"
    text = fold(answer.reply)
    yield from (f"reply lacks {part!r}" for part in turn.get("reply", []) if fold(part) not in text)
    yield from (f"reply has {part!r}" for part in turn.get("reply_not", []) if fold(part) in text)
    yield from (
        f"reply has none of {parts!r}"
        for parts in turn.get("reply_any", [])
        if not any(fold(part) in text for part in parts)
    )


def _same(client: Client, want: dict[str, str]) -> bool:
    """Names as written; where the dialogue writes one in a single case, whatever the case."""
    name = " ".join(want["nombre"].split())
    single_case = name in (name.lower(), name.upper())
    same = client.name == name or (single_case and fold(client.name) == fold(name))
    return same and client.email.lower() == want["email"].lower()
