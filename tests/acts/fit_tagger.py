"""`make acts`: fits the weights of `graph/understanding/evidence/tagger.txt`.

    python -m tests.acts.fit_tagger [--without SET ...] [--measure] > tagger.txt

An averaged structured perceptron (Collins 2002) over the messages of `said/` and the dialogues,
each of some messages once more in small letters. `--without`: leaves out these sets of dialogues.
`--measure`: prints, instead of weights, how a sixth of the messages of `said/` is tagged by weights
that are fitted without it.
"""

import argparse
import random
import re
import sys
from base64 import b64encode
from collections.abc import Iterator, Sequence
from typing import Any

from graph.understanding.evidence.tagger import (
    BUCKETS,
    CLIENT,
    MENTION,
    OUTSIDE,
    TAGS,
    Tags,
    decode,
    features_of,
    runs_of,
    tokens_of,
)
from tests.acts.said import Said, Span, all_said, tags_of
from tests.dialogues.play import HERE, all_files, load
from tools.folding import fold

ROUNDS, SMALL, SHARE, GREATEST = 8, 0.35, 6, 127
"""Times that each example is learned; share that is learned in small letters, too; part of the
messages that is measured; greatest weight, a byte with a sign."""
TURNS_TO_REGISTER = 4
"""Turns in which a client named in this one may be created."""

Example = tuple[list[list[int]], Tags]
"""The features of each token, and its right tag."""
Weights = tuple[list[list[float]], list[list[float]]]
"""Of each bucket a row with a weight for each tag, and from each tag to each tag."""


def in_dialogues(without: Sequence[str]) -> Iterator[Said]:
    """The turns of the dialogues in which all that they create is named, or nobody is."""
    files = [*all_files(), *sorted((HERE / "first_sight").glob("*.yaml"))]
    for dialogue in load(file for file in files if file.stem not in without):
        given = [client["nombre"] for client in dialogue.get("given", [])]
        for at, turn in enumerate(dialogue["turns"]):
            decision = turn.get("decision")
            soon = [_created(each) for each in dialogue["turns"][at : at + TURNS_TO_REGISTER]]
            registered = [name for names in soon for name in names]
            tag = CLIENT if decision == "crear" else MENTION
            names = {name: _found(turn["say"], name, tag) for name in {*registered, *given}}
            known = [span for span in names.values() if span]
            whole = all(names[name] for name in soon[0])
            if whole and (known or decision == "otro"):
                yield Said("order", "nothing", "nothing", turn["say"], sorted(known))


def _created(turn: dict[str, Any]) -> list[str]:
    return [client["nombre"] for client in turn.get("created", [])]


def _found(message: str, name: str, tag: int) -> Span | None:
    folded = fold(message)
    match = re.search(rf"(?<!\w){re.escape(fold(name))}(?!\w)", folded)
    return Span(*match.span(), tag) if match and len(folded) == len(message) else None


def examples(messages: Sequence[Said], rng: random.Random) -> Iterator[Example]:
    """What is learned of the messages."""
    for said in messages:
        yield from filter(None, [_example(said, said.message)])
        small = said.message.lower()
        if len(small) == len(said.message) != 0 and rng.random() < SMALL:
            yield from filter(None, [_example(said, small)])


def _example(said: Said, message: str) -> Example | None:
    tokens = tokens_of(message)
    return (features_of(tokens, said.state[-1]), tags_of(tokens, said.names)) if tokens else None


def fitted(found: list[Example], rng: random.Random) -> Weights:
    """The mean of the weights after each example."""
    weights, sums = _zeros(BUCKETS), _zeros(BUCKETS)
    steps, step_sums = _zeros(len(TAGS)), _zeros(len(TAGS))
    count = 1
    for _ in range(ROUNDS):
        rng.shuffle(found)
        for features, right in found:
            tags = decode([scores_of(each, weights) for each in features], steps)
            before = (OUTSIDE, OUTSIDE)
            for buckets, good, bad in zip(features, right, tags, strict=True):
                if good != bad:
                    for bucket in buckets:
                        _add(weights[bucket], sums[bucket], good, 1, count)
                        _add(weights[bucket], sums[bucket], bad, -1, count)
                if (before[0], good) != (before[1], bad):
                    _add(steps[before[0]], step_sums[before[0]], good, 1, count)
                    _add(steps[before[1]], step_sums[before[1]], bad, -1, count)
                before = (good, bad)
            count += 1
    return _mean(weights, sums, count), _mean(steps, step_sums, count)


def _zeros(rows: int) -> list[list[float]]:
    return [[0.0] * len(TAGS) for _ in range(rows)]


def _add(weights: list[float], sums: list[float], tag: int, by: int, count: int) -> None:
    weights[tag] += by
    sums[tag] += by * count


def _mean(weights: list[list[float]], sums: list[list[float]], count: int) -> list[list[float]]:
    return [
        [weight - total / count for weight, total in zip(row, totals, strict=True)]
        for row, totals in zip(weights, sums, strict=True)
    ]


def scores_of(buckets: Sequence[int], weights: list[list[float]]) -> list[float]:
    """The score of each tag."""
    return [sum(weights[bucket][tag] for bucket in buckets) for tag in TAGS]


def written(weights: Weights) -> str:
    """The steps from tag to tag, then of each tag the weights as bytes of a common scale."""
    features, steps = weights
    scale = max(abs(each) for row in features for each in row) / GREATEST
    rows = ";".join(" ".join(f"{each / scale:.4g}" for each in row) for row in steps)
    columns = (bytes(round(row[tag] / scale) & 0xFF for row in features) for tag in TAGS)
    return "\n".join([rows, *(b64encode(column).decode() for column in columns)]) + "\n"


def measured(messages: list[Said], dialogues: list[Said], rng: random.Random) -> str:
    """Precision and recall of the clients that are to be registered, as whole names."""
    rng.shuffle(messages)
    judged, learned = messages[::SHARE], [m for i, m in enumerate(messages) if i % SHARE]
    weights, steps = fitted(list(examples([*learned, *dialogues], rng)), rng)
    found = right = wanted = 0
    for said in judged:
        example = _example(said, said.message)
        if example and said.act == "order":
            got = _clients(decode([scores_of(each, weights) for each in example[0]], steps))
            want = _clients(example[1])
            found, wanted, right = found + len(got), wanted + len(want), right + len(got & want)
    return f"{len(judged)} messages: precision {right / found:.1%}, recall {right / wanted:.1%}\n"


def _clients(tags: Tags) -> set[tuple[int, int]]:
    return {(first, last) for first, last in runs_of(tags) if tags[first] == CLIENT}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--without", nargs="*", default=[], metavar="SET")
    parser.add_argument("--measure", action="store_true")
    options = parser.parse_args()
    rng = random.Random(1)  # noqa: S311 - the same weights each time, no secret
    messages, dialogues = list(all_said()), list(in_dialogues(options.without))
    if options.measure:
        sys.stdout.write(measured(messages, dialogues, rng))
    else:
        sys.stdout.write(written(fitted(list(examples([*messages, *dialogues], rng)), rng)))


if __name__ == "__main__":
    main()
