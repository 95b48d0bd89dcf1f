"""Plays dialogues in-process, through `converse()`, on the date of `NOON`, and judges every turn.

    python -m tests.dialogues.play [--only ID] [--show] FILES

prints the turns that fail, or all of them. `evaluate.py` makes tables of the same results.
"""

import argparse
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from time import perf_counter
from typing import Any
from uuid import uuid4

import yaml

from graph.assembly import Assistant, open_dependencies
from graph.conversation import converse
from graph.errors import ModelUnavailable
from graph.memory.checkpointer import open_memory
from graph.settings import GraphSettings
from graph.turn.session_lock import SessionLock
from graph.understanding.situation import Situation, SummaryTurn, Understanding, Understood
from graph.wiring import build_graph
from tests.databases import fresh_database, memory_url
from tests.dialogues.judge import judge, written
from tests.graph.assistants import NOON
from tools.directory.changes import empty_trash, erase_client
from tools.directory.clients import Client, create_client, find_clients
from tools.directory.filters import Filters
from tools.settings import DatabaseSettings

HERE = Path(__file__).parent
OFFLINE: Mapping[str, Any] = {"understanding": "offline"}


@dataclass
class Metered:
    """An understanding that adds up the tokens that it takes."""

    inner: Understanding
    tokens: int = 0

    def __post_init__(self) -> None:
        self.name = self.inner.name

    def understand(self, message: str, situation: Situation) -> Understood:
        understood = self.inner.understand(message, situation)
        self.tokens += understood.tokens
        return understood

    def summarise(self, summary: str, episodes: Sequence[SummaryTurn]) -> str:
        return self.inner.summarise(summary, episodes)

    def close(self) -> None:
        self.inner.close()


@dataclass(frozen=True)
class Turn:
    """How one turn went; it is right when nothing is wrong."""

    say: str
    decision: str
    reply: str
    answered: bool
    """False when the model failed: then there is no reply."""
    created: tuple[Client, ...]
    wrong: tuple[str, ...]
    wrong_writes: int
    seconds: float
    tokens: int


@dataclass(frozen=True)
class Played:
    """How one dialogue went."""

    id: str
    category: str
    tags: tuple[str, ...]
    turns: tuple[Turn, ...]

    @property
    def faults(self) -> list[str]:
        """A line for every turn that failed."""
        failed = [turn for turn in self.turns if turn.wrong]
        return [f"{turn.say!r} -> {turn.reply!r}: {'; '.join(turn.wrong)}" for turn in failed]

    @property
    def wrong_writes(self) -> int:
        return sum(turn.wrong_writes for turn in self.turns)


def load(files: Iterable[Path]) -> list[dict[str, Any]]:
    """All dialogues of the files, each with its file's name as `category`."""
    return [
        {**dialogue, "category": file.stem}
        for file in files
        for dialogue in yaml.safe_load(file.read_text("utf-8"))
    ]


def all_files() -> list[Path]:
    """The dialogue files beside this module."""
    return sorted(HERE.glob("*.yaml"))


def open_player(
    folder: Path,
    settings: Mapping[str, Any] = OFFLINE,
    understanding: Understanding | None = None,
) -> Assistant:
    """A metered assistant with its files in a folder; the caller closes it.

    `understanding` takes the place of the one that the settings name.
    """
    url = memory_url(folder / "memory.db")
    dependencies = open_dependencies(
        GraphSettings(**{"memory_url": url, "timezone": "UTC", **settings}),
        DatabaseSettings(database_url=fresh_database(folder / "business.db")),
    )
    metered = Metered(understanding or dependencies.understanding)
    dependencies = replace(dependencies, understanding=metered, clock=lambda: NOON)
    memory = open_memory(url)
    return Assistant(
        build_graph(dependencies=dependencies, checkpointer=memory),
        dependencies,
        memory,
        SessionLock(),
    )


def play(assistant: Assistant, dialogue: Mapping[str, Any]) -> Played:
    """Play one dialogue on an emptied directory."""
    seen = _reset(assistant, dialogue.get("given", []))
    sessions: dict[str, str] = {}
    turns = []
    for turn in dialogue["turns"]:
        session = sessions.setdefault(turn.get("session", "a"), str(uuid4()))
        turns.append(_take(assistant, session, turn, seen))
    tags = tuple(dialogue.get("tags", ()))
    return Played(dialogue["id"], dialogue.get("category", ""), tags, tuple(turns))


def _take(assistant: Assistant, session: str, turn: dict[str, Any], seen: set[int]) -> Turn:
    """One turn; adds the clients that it creates to those that were seen."""
    before = _clients(assistant)
    tokens, began = _tokens(assistant), perf_counter()
    try:
        answer = converse(assistant, session_id=session, message=turn["say"])
    except ModelUnavailable:
        answer = None
    seconds = perf_counter() - began
    after = _clients(assistant)
    created = [client for client in after if client.id not in seen]
    others = written(before, after, seen)
    seen.update(client.id for client in created)
    verdict = judge(turn, answer, created, others)
    return Turn(
        say=turn["say"],
        decision=answer.decision if answer else "",
        reply=answer.reply if answer else "",
        answered=answer is not None,
        created=tuple(created),
        wrong=verdict.wrong,
        wrong_writes=verdict.wrong_writes,
        seconds=seconds,
        tokens=_tokens(assistant) - tokens,
    )


def _tokens(assistant: Assistant) -> int:
    understanding = assistant.dependencies.understanding
    return understanding.tokens if isinstance(understanding, Metered) else 0


def _reset(assistant: Assistant, given: Iterable[dict[str, str]]) -> set[int]:
    now = assistant.dependencies.clock()
    with assistant.database.write() as transaction:
        for client in find_clients(transaction, Filters(), limit=10_000).clients:
            erase_client(transaction, client.id)
        empty_trash(transaction, before=now + timedelta(days=1), limit=10_000)
        return {
            create_client(transaction, name=row["nombre"], email=row["email"], created=now).id
            for row in given
        }


def _clients(assistant: Assistant) -> tuple[Client, ...]:
    with assistant.database.read() as transaction:
        return find_clients(transaction, Filters(), limit=10_000).clients


def _print(played: Played, *, show: bool) -> None:
    for turn in played.turns:
        if show or turn.wrong:
            sys.stdout.write(f"[{'FAIL' if turn.wrong else 'ok'}] {played.id}: {turn.say!r}\n")
            sys.stdout.write(f"       {turn.decision}: {turn.reply!r}\n")
            sys.stdout.write("".join(f"       {fault}\n" for fault in turn.wrong))


def main(arguments: Sequence[str] | None = None) -> int:
    """Play files from the command line; exit status 1 when a turn fails."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="*", type=Path, default=all_files())
    parser.add_argument("--only", metavar="ID")
    parser.add_argument("--show", action="store_true", help="print the turns that pass too")
    options = parser.parse_args(arguments)
    results = []
    with tempfile.TemporaryDirectory() as folder:
        assistant = open_player(Path(folder))
        for dialogue in load(options.files):
            if options.only in (None, dialogue["id"]):
                results.append(play(assistant, dialogue))
                _print(results[-1], show=options.show)
        assistant.close()
    turns = sum(len(played.turns) for played in results)
    failed = sum(len(played.faults) for played in results)
    tags = Counter(tag for played in results if played.faults for tag in played.tags)
    sys.stdout.write(
        f"failing dialogues by tag: {dict(tags.most_common())}\n"
        f"dialogues {sum(not p.faults for p in results)}/{len(results)}, "
        f"turns {turns - failed}/{turns} ({(turns - failed) / max(turns, 1):.1%}), "
        f"wrong writes {sum(p.wrong_writes for p in results)}\n"
    )
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main())
