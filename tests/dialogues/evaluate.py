"""`make eval`: plays dialogues with one understanding and tells how it fared.

    python -m tests.dialogues.evaluate [FILES] [--json FILE] [--docs FOLDER]
    python -m tests.dialogues.evaluate --model-url http://127.0.0.1:8080/v1 --model NAME

A model's key comes from OPENAI_API_KEY. Nothing stands in for a model that fails a turn.
"""

import argparse
import sys
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from graph.assembly import Assistant
from tests.dialogues.play import OFFLINE, Played, all_files, load, open_player, play
from tests.dialogues.report import as_json, screen, write_page
from tests.dialogues.scores import FLOOR, percent, score

PATIENCE = 10
"""Turns in a row without an answer after which a model is given up."""


class ModelDown(Exception):
    """The model does not answer at all, so there is nothing to measure."""


def evaluate(
    files: Iterable[Path], folder: Path, settings: Mapping[str, Any] = OFFLINE
) -> list[Played]:
    """Play all dialogues of the files, databases in a folder. Raises `ModelDown`."""
    assistant = open_player(folder, settings)
    try:
        return _played(assistant, load(files))
    finally:
        assistant.close()


def _played(assistant: Assistant, dialogues: Sequence[Mapping[str, Any]]) -> list[Played]:
    results: list[Played] = []
    silent = 0
    for dialogue in dialogues:
        results.append(play(assistant, dialogue))
        for turn in results[-1].turns:
            silent = 0 if turn.answered else silent + 1
        if silent >= PATIENCE:
            raise ModelDown(f"the model failed {silent} turns in a row")
        _progress(results, len(dialogues))
    return results


def _progress(results: Sequence[Played], planned: int) -> None:
    """One line that is written over on a terminal, and now and then a line elsewhere."""
    done = len(results)
    terminal = sys.stderr.isatty()
    if not (terminal or done % 50 == 0 or done == planned):
        return
    so_far = score(results)
    end = "\r" if terminal and done < planned else "\n"
    sys.stderr.write(
        f"{done}/{planned} dialogues, {so_far.right}/{so_far.turns} turns right, "
        f"wrong writes {so_far.wrong_writes}{end}"
    )
    sys.stderr.flush()


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="*", type=Path, default=all_files())
    parser.add_argument("--model-url", metavar="URL", help="of an OpenAI-compatible server")
    parser.add_argument("--model", metavar="NAME", help="as its server knows it")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there too")
    parser.add_argument("--docs", type=Path, metavar="FOLDER", help="write eval.md and eval.svg")
    options = parser.parse_args(arguments)
    if bool(options.model_url) != bool(options.model):
        parser.error("a model needs both its server's URL and its name")
    return options


def _settings(options: argparse.Namespace) -> Mapping[str, Any]:
    if not options.model:
        return OFFLINE
    return {
        "understanding": "openai",
        "openai_base_url": options.model_url,
        "openai_model": options.model,
        "model_fallback": "none",
    }


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit status 0 when everything was played, however it went; 2 when the model is down."""
    options = _options(arguments)
    name = options.model or "offline"
    with tempfile.TemporaryDirectory() as folder:
        try:
            results = evaluate(options.files, Path(folder), _settings(options))
        except ModelDown as down:
            sys.stderr.write(f"{down}: is {options.model_url} its address?\n")
            return 2
    sys.stdout.write(screen(results))
    if options.json:
        options.json.write_text(as_json(results, name), encoding="utf-8")
    if options.docs:
        write_page(options.docs, results, name)
    total = score(results)
    sys.stdout.write(
        f"floor: {percent(FLOOR)} of turns right and no wrong write; "
        f"reached: {total.percent} and {total.wrong_writes}\n"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
