"""`make acts`: fits all learned weights anew, and writes them into a folder.

    python -m tests.acts FOLDER [--without SET ...]

Each model learns from what the one before it says of messages that it had not learned: the
messages are halved, and each half is read by models of the other one. `--without`: leaves out
these sets of dialogues, so that they can judge the weights.
"""

import argparse
import random
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from graph.understanding.models import acts, tagger
from graph.understanding.models.acts import Seen
from graph.understanding.models.classifiers import CLASSES
from graph.understanding.models.clients import clients_among
from graph.understanding.models.weights import Scaled, unwritten_scaled
from tests.acts.judging import classifier_of, judge_of, seen_by
from tests.acts.registering import Read, registered_of
from tests.acts.remarks import remarks_in
from tests.acts.said import Said, all_said, in_dialogues
from tests.acts.tagging import tagger_of
from tests.acts.weighing import rows_of, weights_of

Half = list[tuple[Said, Seen]]
"""Messages, seen with the names that a model finds which learned only the other half."""


def halves_of(messages: list[Said]) -> tuple[list[Said], list[Said]]:
    """The messages, drawn into two halves."""
    random.Random(7).shuffle(messages)  # noqa: S311 - the same halves each time, no secret
    return messages[::2], messages[1::2]


def read_by(written: str, messages: Sequence[Said]) -> Half:
    """The messages, seen with the names outside addresses that a tagger finds."""
    model = tagger.model_of(written)
    return [(said, seen_by(model, said.message, said.state[-1])) for said in messages]


def judged_by(judge: Scaled, half: Half) -> list[Read]:
    """The messages with the acts that a model tells."""
    return [(said, seen, acts.judge_act(seen, said.state, judge)) for said, seen in half]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--without", nargs="*", default=[], metavar="SET")
    options = parser.parse_args()
    first, second = halves_of([*all_said(), *in_dialogues(options.without)])
    with ProcessPoolExecutor(2) as pool:
        by_first, by_second, by_all = pool.map(tagger_of, (first, second, [*first, *second]))
    halves = read_by(by_second, first), read_by(by_first, second)
    judges = [unwritten_scaled(judge_of(half)) for half in halves]
    read = [judged_by(judge, half) for half, judge in zip(halves, reversed(judges), strict=True)]
    registered = [unwritten_scaled(registered_of(half)) for half in read]
    rows = [
        row
        for half, model in zip(read, reversed(registered), strict=True)
        for said, seen, judged in half
        for row in rows_of(said, clients_among(seen, said.state[-1], judged, model), judged)
    ]
    tagged = [*halves[0], *halves[1]]
    taggers = map(tagger.model_of, (by_second, by_first))
    remarks = [
        each
        for half, model, judge in zip((first, second), taggers, reversed(judges), strict=True)
        for each in remarks_in(half, model, judge)
    ]
    for name, text in (
        ("tagger.txt", by_all),
        ("acts.txt", judge_of(tagged)),
        *((f"{task}.txt", classifier_of(task, [*tagged, *remarks])) for task in CLASSES),
        ("clients.txt", registered_of([*read[0], *read[1]])),
        ("weights.txt", weights_of(rows)),
    ):
        (options.folder / name).write_text(text)


if __name__ == "__main__":
    main()
