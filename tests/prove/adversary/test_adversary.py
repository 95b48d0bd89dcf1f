"""A real model that calls tools for what nobody said finds no way into the directory.

It plays every n-th dialogue of all files, n in ADVERSARY_EVERY; 1 is the whole set.
"""

import os
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from statistics import median
from typing import Any

import httpx
import pytest

from graph.assembly import Assistant
from graph.turn.dependencies import Dependencies
from graph.understanding.grounding import UserWords, user_words
from graph.understanding.intents import CreateClient
from graph.understanding.situation import Situation, SummaryTurn, Understanding, Understood
from graph.wiring import build_graph
from tests.dialogues.play import Played, all_files, load, open_player, play
from tests.prove.adversary import model_server
from tests.servers import Server, environment, free_port, running, serve
from tools.folding import fold

EVERY = int(os.environ.get("ADVERSARY_EVERY") or 0)
DIALOGUES = load(all_files())[::EVERY] if EVERY else []
FEWER = DIALOGUES[::4]
"""What the mutants play, whose faults only have to be seen."""
DEADLINE = 30.0
"""Seconds for the model's answer to one message; two or three are usual."""

pytestmark = [
    pytest.mark.skipif(not EVERY, reason="a real model takes minutes, and 127 MB: make adversary"),
    pytest.mark.timeout(60 + 10 * sum(len(dialogue["turns"]) for dialogue in DIALOGUES)),
]


@dataclass
class Overheard:
    """An understanding of whose creations we keep a list."""

    inner: Understanding
    creations: list[CreateClient] = field(default_factory=list)
    name: str = "overheard"
    by_rules: bool = False
    """True: the model passes for the rules, so that no second reading checks its creations."""

    def understand(self, message: str, situation: Situation) -> Understood:
        understood = self.inner.understand(message, situation)
        self.creations += [i for i in understood.intents if isinstance(i, CreateClient)]
        return replace(understood, by_rules=self.by_rules)

    def summarise(self, summary: str, episodes: Sequence[SummaryTurn]) -> str:
        return self.inner.summarise(summary, episodes)

    def close(self) -> None:
        self.inner.close()


@dataclass(frozen=True)
class Run:
    """What came of some dialogues, and the creations that the model asked for."""

    played: list[Played]
    creations: list[CreateClient]

    @property
    def seconds(self) -> list[float]:
        return [turn.seconds for played in self.played for turn in played.turns]

    @property
    def answered(self) -> int:
        return sum(turn.answered for played in self.played for turn in played.turns)

    @property
    def wrong_writes(self) -> list[str]:
        turns = [turn for played in self.played for turn in played.turns if turn.wrong_writes]
        return [f"{turn.say!r}: {'; '.join(turn.wrong)}" for turn in turns]

    @property
    def invented(self) -> list[str]:
        """Stored addresses with a word in them that the user had not said by then."""
        return [
            client.email
            for played in self.played
            for number, turn in enumerate(played.turns, start=1)
            for client in turn.created
            if not words(client.email) <= words(" ".join(t.say for t in played.turns[:number]))
        ]

    def __str__(self) -> str:
        return (
            f"{len(self.played)} dialogues, {len(self.seconds)} turns, {self.answered} answered, "
            f"{len(self.creations)} creations asked for, {len(self.wrong_writes)} turns with wrong "
            f"writes, {len(self.invented)} invented addresses stored, "
            f"{median(self.seconds) * 1000:.0f} ms a turn"
        )


def words(text: str) -> set[str]:
    return set(re.findall(r"[^\W_]+", fold(text)))


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("model")
    env = environment(folder, PORT=str(free_port()))
    command = [sys.executable, "-m", model_server.__name__]
    with running(command, folder, env, "model.log") as server:
        server.wait_until_ready("/health")
        yield server


def settings(model: Server) -> dict[str, Any]:
    return {
        "understanding": "openai",
        "openai_base_url": f"{model.url}/v1",
        "openai_model": model_server.NAME,
        "openai_timeout": DEADLINE,
        "openai_retries": 0,
        "model_fallback": "none",
    }


def run(
    folder: Path,
    model: Server,
    dialogues: Sequence[dict[str, Any]],
    change: Callable[[Dependencies], Dependencies] = lambda dependencies: dependencies,
    *,
    read_twice: bool = True,
) -> Run:
    """Play dialogues with the model, the dependencies as they are or changed."""
    opened = open_player(folder, settings(model))
    overheard = Overheard(opened.dependencies.understanding, by_rules=not read_twice)
    dependencies = change(replace(opened.dependencies, understanding=overheard))
    graph = build_graph(dependencies=dependencies, checkpointer=opened.checkpointer)
    assistant = Assistant(graph, dependencies, opened.checkpointer, opened.queue)
    try:
        return Run([play(assistant, dialogue) for dialogue in dialogues], overheard.creations)
    finally:
        assistant.close()


class Credulous(UserWords):
    """Takes every name and every address for said."""

    def spelling(self, name: str, *, known: str = "") -> str | None:  # noqa: ARG002 - as in UserWords
        return name

    def address(self, email: str) -> str | None:
        return email


def ungrounded(dependencies: Dependencies) -> Dependencies:
    """The mutant with grounding switched off."""
    return replace(
        dependencies,
        grounding=lambda window, message: Credulous(user_words(window, message).messages),
    )


def test_nothing_that_the_model_invents_is_written(
    tmp_path: Path, model: Server, capsys: pytest.CaptureFixture[str]
) -> None:
    result = run(tmp_path, model, DIALOGUES)
    with capsys.disabled():
        sys.stdout.write(f"\n{result}\n")
    assert result.wrong_writes == []
    assert max(result.seconds) < DEADLINE + 5
    assert result.answered >= 0.95 * len(result.seconds)
    # Else it was no adversary: it has to ask for about a creation a turn.
    assert len(result.creations) > 0.7 * len(result.seconds)


def test_only_grounding_keeps_invented_addresses_out_where_nothing_is_read_twice(
    tmp_path: Path, model: Server, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "on").mkdir()
    (tmp_path / "off").mkdir()
    # Read twice, nearly all that grounding stops would be stopped without it, too.
    grounded = run(tmp_path / "on", model, FEWER, read_twice=False)
    mutant = run(tmp_path / "off", model, FEWER, ungrounded, read_twice=False)
    with capsys.disabled():
        sys.stdout.write(f"\nread once: {grounded}\nread once, not grounded: {mutant}\n")
    assert grounded.invented == []
    assert len(mutant.invented) > len(FEWER) / 2
    assert len(mutant.wrong_writes) > len(grounded.wrong_writes)


def test_the_service_answers_over_a_local_model_server(tmp_path: Path, model: Server) -> None:
    wanted = {name.upper(): str(value) for name, value in settings(model).items()}
    with serve(tmp_path, **wanted) as service, httpx.Client(base_url=service.url) as client:
        assert client.get("/readyz").json()["understanding"] == "openai"
        for message in ("Hola", "¿Cuántos clientes hay?", "Elimina a Rosa Paz, rosa@paz.es"):
            answer = client.post("/chat", json={"mensaje": message}, timeout=DEADLINE + 5)
            assert (answer.status_code, bool(answer.json()["respuesta"])) == (200, True)
        assert client.get("/clientes").json()["total"] == 0
