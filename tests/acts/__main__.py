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

from graph.understanding.evidence import acts, tagger
from graph.understanding.evidence.tagger import Named, names_in
from tests.acts.judging import judge_of
from tests.acts.said import Said, all_said, in_dialogues
from tests.acts.tagging import tagger_of
from tests.acts.weighing import rows_of, weights_of

Half = list[tuple[Said, list[Named]]]
"""Messages with the names that a model finds which learned only the other half."""


def halves_of(messages: list[Said]) -> tuple[list[Said], list[Said]]:
    """The messages, drawn into two halves."""
    random.Random(7).shuffle(messages)  # noqa: S311 - the same halves each time, no secret
    return messages[::2], messages[1::2]


def read_by(written: str, messages: Sequence[Said]) -> Half:
    """The messages with the names that a tagger finds."""
    model = tagger.model_of(written)
    return [(said, names_in(said.message, said.state[-1], model)) for said in messages]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--without", nargs="*", default=[], metavar="SET")
    options = parser.parse_args()
    first, second = halves_of([*all_said(), *in_dialogues(options.without)])
    with ProcessPoolExecutor(2) as pool:
        by_first, by_second, by_all = pool.map(tagger_of, (first, second, [*first, *second]))
    halves = read_by(by_second, first), read_by(by_first, second)
    judges = [acts.model_of(judge_of(half)) for half in halves]
    rows = [
        row
        for half, judge in zip(halves, reversed(judges), strict=True)
        for said, names in half
        for row in rows_of(said, names, acts.judge_act(said.message, names, said.state, judge))
    ]
    for name, text in (
        ("tagger.txt", by_all),
        ("acts.txt", judge_of([*halves[0], *halves[1]])),
        ("weights.txt", weights_of(rows)),
    ):
        (options.folder / name).write_text(text)


if __name__ == "__main__":
    main()
