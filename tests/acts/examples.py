"""Prints, as JSON, each message of the dialogues and of `said/`, its situation and its right act.

    python -m tests.acts.examples

The act is the decision that the dialogue expects; turns that expect none are left out.
"""

import json
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from graph.understanding.evidence.acts import Act
from graph.understanding.offline.learned.reading import state_of
from graph.understanding.offline.reader import OfflineUnderstanding
from graph.understanding.situation import Situation, Understood
from tests.acts.said import all_said
from tests.dialogues.play import HERE, all_files, load, open_player, play

ACTS: dict[str, Act] = {"crear": "order", "consultar": "question", "otro": "talk"}


@dataclass
class Noting(OfflineUnderstanding):
    """The offline rules; notes the situation of each message."""

    states: list[list[str]] = field(default_factory=list)

    def understand(self, message: str, situation: Situation) -> Understood:
        self.states.append(state_of(situation.memory))
        return super().understand(message, situation)


def main() -> None:
    rules = Noting()
    files = [*all_files(), *sorted((HERE / "first_sight").glob("*.yaml"))]
    with tempfile.TemporaryDirectory() as folder:
        assistant = open_player(Path(folder), understanding=rules)
        for dialogue in load(files):
            rules.states.clear()
            play(assistant, dialogue)
            for turn, state in zip(dialogue["turns"], rules.states, strict=True):
                if act := ACTS.get(turn.get("decision", "")):
                    example = [dialogue["category"], act, turn["say"], state]
                    sys.stdout.write(json.dumps(example) + "\n")
        assistant.close()
    for said in all_said():
        sys.stdout.write(json.dumps(["said", said.act, said.message, said.state]) + "\n")


if __name__ == "__main__":
    main()
