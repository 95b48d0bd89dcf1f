"""Judges one turn of a dialogue; README.md beside it says what a turn must do."""

from collections.abc import Iterator, Sequence
from collections.abc import Set as Known
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


@dataclass(frozen=True)
class Written:
    """What a turn did to clients that were there before, or had been."""

    changed: tuple[Client, ...] = ()
    """As they are now."""
    removed: tuple[Client, ...] = ()
    restored: tuple[Client, ...] = ()


NOTHING = Written()


def written(before: Sequence[Client], after: Sequence[Client], known: Known[int]) -> Written:
    """The difference of the directory; clients whose ids are not `known` were created."""
    was, now = {c.id: c for c in before}, {c.id: c for c in after}
    return Written(
        changed=tuple(c for c in after if c.id in was and _data(c) != _data(was[c.id])),
        removed=tuple(c for c in before if c.id not in now),
        restored=tuple(c for c in after if c.id in known and c.id not in was),
    )


def _data(client: Client) -> tuple[str, str]:
    return client.name, client.email


def judge(
    turn: dict[str, Any],
    answer: Answer | None,
    created: Sequence[Client],
    others: Written = NOTHING,
) -> Verdict:
    """Compare a turn with its answer, None for none, and with the clients that it wrote."""
    wrong: list[str] = []
    extra = 0
    for kind, done in (("created", created), *vars(others).items()):
        faults, unasked = _compare(kind, done, turn.get(kind, []))
        wrong, extra = [*wrong, *faults], extra + unasked
    wrong += ["no answer"] if answer is None else _misses(turn, answer)
    return Verdict(tuple(wrong), extra)


def _compare(
    kind: str, done: Sequence[Client], wanted: Sequence[dict[str, str]]
) -> tuple[list[str], int]:
    """What a turn wrote beside what it should, and what it failed to write."""
    missing, extra = list(wanted), []
    for client in done:
        match = next((want for want in missing if _same(client, want)), None)
        if match is None:
            extra.append(client)
        else:
            missing.remove(match)
    verb = "create" if kind == "created" else f"have {kind}"
    wrote = "WROTE" if kind == "created" else f"WROTE ({kind})"
    wrong = [f"{wrote} {client.name} <{client.email}>" for client in extra]
    wrong += [f"did not {verb} {want['nombre']} <{want['email']}>" for want in missing]
    return wrong, len(extra)


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
