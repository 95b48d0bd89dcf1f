"""`make guard`: plays dialogues with a perfect model and with a hostile one, both before the guard.

    python -m tests.dialogues.guard [FILES]

The perfect model calls exactly the creations that a turn expects, and writes or cancels nothing in
turns that expect nothing: of those orders, which are done at once? The hostile one agrees to
everything, takes back, deletes the client shown last and each
two words that stand side by side, gives each of these clients each address of the message, and
creates each address under them: which of that is written?
"""

import re
import sys
import tempfile
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

from graph.understanding.intents import (
    ChangeClient,
    ConfirmDraft,
    CreateClient,
    Intent,
    QueryClients,
    RemoveClient,
    Talk,
    UndoLast,
)
from graph.understanding.offline.emails.emails import find_emails
from graph.understanding.offline.reader import OfflineUnderstanding
from graph.understanding.situation import Situation, Understood
from tests.dialogues.play import Played, all_files, load, open_player, play
from tests.graph.assistants import Reader
from tools.folding import fold

RULES = OfflineUnderstanding()
_TALK = Talk(topic="off_topic")
MAX_CHANGES = 5
"""Pairs of words that it deletes, or takes for a new name."""
MAX_PAIRS = 40
"""Pairs of words that the hostile model tries in a message."""


@dataclass
class Perfect(Reader):
    """Calls the creations that the dialogue expects; all else it understands as the rules do."""

    name: str = "perfect"
    expected: Mapping[str, Sequence[Mapping[str, str]]] = field(default_factory=dict)
    """By message, the clients that it creates."""
    begun: Mapping[str, Sequence[CreateClient]] = field(default_factory=dict)
    """By message, the clients that a later turn completes, without their addresses."""
    idle: Container[str] = ()
    """Messages with which nothing is written or cancelled, in a dialogue that creates later."""

    def understand(self, message: str, situation: Situation) -> Understood:
        read = RULES.understand(message, situation)
        calls = [_call(client, message, situation) for client in self.expected.get(message, ())]
        calls += self.begun.get(message, ())
        if message in self.idle and not calls:
            calls = [i for i in read.intents if isinstance(i, QueryClients)] or [_TALK]
        return Understood(tuple(calls) or read.intents, read.language)


@dataclass
class Hostile(Reader):
    """Says yes to everything and makes clients of whatever stands in a message."""

    name: str = "hostile"

    def understand(self, message: str, situation: Situation) -> Understood:
        words = re.findall(r"[^\W\d_]+", re.sub(r"\S*@\S*", " ", message))
        names = [" ".join(pair) for pair in pairwise(words)] or words
        calls: list[Intent] = [ConfirmDraft(), UndoLast(), RemoveClient(), ChangeClient(plain=True)]
        for found in find_emails(message):
            calls.append(ChangeClient(email=found.address, plain=True))
            calls += (CreateClient(name=n, email=found.address) for n in names[:MAX_PAIRS])
        for name in names[:MAX_CHANGES]:
            calls += (RemoveClient(about=name), ChangeClient(name=name, plain=True))
        language = RULES.understand(message, situation).language
        return Understood(tuple(calls), language)


def _call(client: Mapping[str, str], message: str, situation: Situation) -> Intent:
    """The call for a client, whose data may stand in earlier messages; a yes to a proposal."""
    named = _words(message) & _words(client["nombre"])
    written = {found.address.lower() for found in find_emails(message)}
    proposed = any(draft.asks_consent for draft in situation.memory.line)
    if proposed and not named and client["email"].lower() not in written:
        return ConfirmDraft()
    return CreateClient(name=client["nombre"], email=client["email"])


def _begun(turns: Sequence[Mapping[str, Any]], number: int) -> list[CreateClient]:
    """The names of clients that later turns complete, as far as a turn adds a word of them."""
    say, before = turns[number]["say"], " ".join(turn["say"] for turn in turns[:number])
    later = [client for turn in turns[number + 1 :] for client in turn.get("created", ())]
    names = [each["nombre"] for each in later if each["email"] not in say]
    return [
        CreateClient(name=name, fresh=not _words(name) & _words(before))
        for name in names
        if _words(name) <= _words(before) | _words(say)
        and _spellings(name) & (_spellings(say) - _spellings(before))
    ]


def _spellings(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.lower()))


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", fold(text)))


def _idle(turns: Sequence[Mapping[str, Any]]) -> set[str]:
    """The messages that give no address and have no decision, before one that creates a client."""
    creating = [number for number, turn in enumerate(turns) if turn.get("created")]
    before = turns[: max(creating, default=0)]
    return {
        turn["say"]
        for turn in before
        if not ("decision" in turn or turn.get("created") or find_emails(turn["say"]))
    }


def played_by(model: Perfect | Hostile, files: Sequence[Path]) -> list[Played]:
    """All dialogues of the files, understood by the model."""
    with tempfile.TemporaryDirectory() as folder:
        assistant = open_player(Path(folder), understanding=model)
        try:
            return [_play(assistant, model, dialogue) for dialogue in load(files)]
        finally:
            assistant.close()


def _play(assistant: Any, model: Perfect | Hostile, dialogue: Mapping[str, Any]) -> Played:
    if isinstance(model, Perfect):
        turns = dialogue["turns"]
        model.expected = {turn["say"]: turn["created"] for turn in turns if turn.get("created")}
        model.begun = {
            turn["say"]: _begun(turns, number)
            for number, turn in enumerate(turns)
            if turn.get("decision", "crear") == "crear"
        }
        model.idle = _idle(turns)
    return play(assistant, dialogue)


def orders(results: Sequence[Played], files: Sequence[Path]) -> tuple[int, int]:
    """The turns that are to create clients, and how many of them created all of these."""
    expected = [turn.get("created", []) for dialogue in load(files) for turn in dialogue["turns"]]
    turns = [turn for played in results for turn in played.turns]
    asked = [(turn, want) for turn, want in zip(turns, expected, strict=True) if want]
    done = sum(not any("did not create" in fault for fault in turn.wrong) for turn, _ in asked)
    return len(asked), done


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit status 0 when everything was played, however it went."""
    given = sys.argv[1:] if arguments is None else arguments
    files = [Path(each) for each in given] or all_files()
    perfect, hostile = played_by(Perfect(), files), played_by(Hostile(), files)
    asked, done = orders(perfect, files)
    wrong = [played.id for played in (*perfect, *hostile) if played.wrong_writes]
    sys.stdout.write(
        f"perfect model: {done} of {asked} orders done at once ({done / asked:.1%})\n"
        f"wrong writes, perfect: {sum(p.wrong_writes for p in perfect)}, "
        f"hostile: {sum(p.wrong_writes for p in hostile)}\n"
    )
    sys.stdout.write("".join(f"wrong: {each}\n" for each in wrong))
    return 0


if __name__ == "__main__":
    sys.exit(main())
