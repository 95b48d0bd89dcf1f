"""Messages to be learned from: what each does in its situation, and which words are names.

Those of `said/*.txt` were written for it: each line has, between tabs, the act, the situation and
the message; the act "question" has the form of its answer and its topic behind it, and "change"
what it does if it changes no name or address. A client to be registered stands in [ ], somebody who
is looked for or told of in { }. The others are the turns of the dialogues, as far as what they
create tells the names.
"""

import re
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from graph.understanding.intents import Talk
from graph.understanding.models.acts import Act
from graph.understanding.models.classifiers import CLASSES, Task
from graph.understanding.models.tagger import MORE, NAME, OUTSIDE, Tags
from graph.understanding.models.token_features import Token
from graph.understanding.offline.learned.reading import state_of
from graph.understanding.offline.reader import OfflineUnderstanding, by_rules
from graph.understanding.offline.requests.message import Message
from graph.understanding.situation import Situation, Understood
from tests.dialogues.play import HERE, all_files, load, open_player, play
from tools.folding import composed, fold

FOLDER = Path(__file__).parent / "said"
ACTS: dict[str, Act] = {
    "create": "order",
    "answer": "order",
    "change": "order",
    "yes": "order",
    "question": "question",
    "no": "talk",
    "none": "talk",
}
AIMS = {"change": "correction", "create": "order", "answer": "order"}
QUESTIONS: tuple[Task, Task] = ("forms", "topics")
"""What the act of a question is followed by, unless the directory does not answer it."""
DECISIONS: dict[str, Act] = {"crear": "order", "consultar": "question", "otro": "talk"}
STATES = {
    "start": ("nothing", "nothing"),
    "lacks_name": ("name", "nothing"),
    "lacks_email": ("email", "nothing"),
    "lacks_consent": ("consent", "nothing"),
    "created": ("nothing", "created"),
    "shown": ("nothing", "some"),
    "nobody": ("nothing", "nobody"),
}
"""What the client in hand lacks, and what was shown last; as `state_of` tells it."""
OPENING, CLOSING = {"[": True, "{": False}, "]}"
"""Marks, and whether the name is of a client to be registered."""
TURNS_TO_REGISTER = 4
"""Turns in which a client named in this one may be created."""


class Span(NamedTuple):
    """A name at `[start:end]`, and whether it is of a client to be registered."""

    start: int
    end: int
    client: bool


class Said(NamedTuple):
    """A message, what it does in its situation, its names, and who of them is registered by it.

    The names are None where they are not known, and who is registered is where the address is a
    client's already or a client gets another name, so that an order registers nobody.
    """

    act: Act
    state: list[str]
    message: str
    names: list[Span] | None
    registered: list[str] | None
    source: str = "said"
    classes: Mapping[Task, str] = {}
    """What it says by the tasks of the classifiers, where that is known."""


@dataclass
class Noting(OfflineUnderstanding):
    """The rules without learned weights; notes the situation of each message."""

    states: list[list[str]] = field(default_factory=list)

    def understand(self, message: str, situation: Situation) -> Understood:
        self.states.append(state_of(situation.memory))
        read = Message.of(composed(message), situation)
        intents = by_rules(read)[0] or [Talk(topic="unknown")]
        return Understood(tuple(intents), read.reader.language, by_rules=True)


def all_said() -> Iterator[Said]:
    """All messages of the folder."""
    for file in sorted(FOLDER.glob("*.txt")):
        for line in file.read_text("utf-8").splitlines():
            told, situation, marked = line.split("\t")
            act, *kinds = told.split()
            lacks, shown = STATES[situation]
            state = [f"lacks {lacks}", f"shown {shown}", f"{lacks} {shown}"]
            message, names = unmarked(marked.replace("\\n", "\n"))
            clients = [message[name.start : name.end] for name in names if name.client]
            known: list[str] | None = clients if ACTS[act] == "order" else []
            if act == "change" and lacks == "nothing":
                known = None  # a new name of somebody who is registered already
            classes = _classes(act, situation, kinds)
            yield Said(ACTS[act], state, message, names, known, classes=classes)


def _classes(act: str, situation: str, kinds: Sequence[str]) -> dict[Task, str]:
    """What a message is to the classifiers.

    `kinds` are the form and the topic of a question, or what a change is: "remove", "undo".
    """
    classes: dict[Task, str] = {}
    if act == "question" and kinds:
        classes |= zip(QUESTIONS, kinds, strict=True)
    kind = (kinds or ["change"])[0] if act == "change" else "other"
    writes = "write" if act in ("create", "answer", "change") else "other"
    classes["undos"] = "undo" if kind == "undo" else writes
    classes["changes"] = kind if kind in CLASSES["changes"] else "other"
    assert all(each in CLASSES[task] for task, each in classes.items()), kinds
    if situation in ("created", "shown"):
        classes["corrections"] = AIMS.get(act, "other")
    if act in ("yes", "no"):
        classes["consents"] = act
    elif situation in ("lacks_consent", "start"):
        classes["consents"] = "other"
    return classes


def in_dialogues(without: Sequence[str]) -> Iterator[Said]:
    """The turns of the dialogues but these sets, whose decision is told, as they are played."""
    rules = Noting()
    files = [*all_files(), *sorted((HERE / "first_sight").glob("*.yaml"))]
    with tempfile.TemporaryDirectory() as folder:
        assistant = open_player(Path(folder), understanding=rules)
        for dialogue in load(file for file in files if file.stem not in without):
            rules.states.clear()
            play(assistant, dialogue)
            for at, state in enumerate(rules.states):
                turn = dialogue["turns"][at]
                if act := DECISIONS.get(turn.get("decision", "")):
                    names = _names(dialogue, at)
                    created = None if _is_taken(dialogue, at) else _created(turn)
                    yield Said(act, state, turn["say"], names, created, dialogue["category"])
        assistant.close()


def _names(dialogue: dict[str, Any], at: int) -> list[Span] | None:
    """The names in a turn, if all that it creates is named, or nobody is."""
    turn = dialogue["turns"][at]
    given = [client["nombre"] for client in dialogue.get("given", [])]
    soon = [_created(each) for each in dialogue["turns"][at : at + TURNS_TO_REGISTER]]
    client = turn["decision"] == "crear"
    registered = [name for names in soon for name in names]
    names = {name: _found(turn["say"], name, client=client) for name in {*registered, *given}}
    known = sorted(span for span in names.values() if span)
    whole = all(names[name] for name in soon[0])
    return known if whole and (known or turn["decision"] == "otro") else None


def _is_taken(dialogue: dict[str, Any], at: int) -> bool:
    """Whether the turn tells an address that a client has."""
    before = [*dialogue.get("given", ())]
    before += [client for turn in dialogue["turns"][:at] for client in turn.get("created", ())]
    said = fold(dialogue["turns"][at]["say"])
    return any(fold(client["email"]) in said for client in before)


def _created(turn: dict[str, Any]) -> list[str]:
    return [client["nombre"] for client in turn.get("created", [])]


def _found(message: str, name: str, *, client: bool) -> Span | None:
    folded = fold(message)
    match = re.search(rf"(?<!\w){re.escape(fold(name))}(?!\w)", folded)
    return Span(*match.span(), client) if match and len(folded) == len(message) else None


def unmarked(marked: str) -> tuple[str, list[Span]]:
    """The message without its marks, and the names that they mark."""
    message, names, start, client = "", [], 0, False
    for piece in re.split(r"([\[\]{}])", marked):
        if piece in OPENING:
            start, client = len(message), OPENING[piece]
        elif piece and piece in CLOSING:
            names.append(Span(start, len(message), client))
        else:
            message += piece
    return message, names


def tags_of(tokens: list[Token], names: list[Span]) -> Tags:
    """The tag of each token."""
    tags = [OUTSIDE] * len(tokens)
    for name in names:
        tag = NAME
        for index, token in enumerate(tokens):
            if token.start < name.end and token.end > name.start:
                tags[index] = tag
                tag = MORE
    return tags
