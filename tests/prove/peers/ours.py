"""Our service with the peers' model in place of the rules, served as they are."""

from collections.abc import Sequence
from dataclasses import replace

from api.application import create_app
from api.assembly import Service, service_from_environment
from graph.understanding.intents import CreateClient, Talk
from graph.understanding.situation import Situation, SummaryTurn, Understood
from graph.wiring import build_graph
from tests.prove.peers.listener import serve
from tests.prove.peers.model import GREETING, wanted


class InstantModel:
    """A model whose calls are judged as every model's are."""

    name = "instant"

    def understand(self, message: str, situation: Situation) -> Understood:
        """A creation where the words of one are in the message, else a greeting."""
        client = wanted(message)
        intent = CreateClient(name=client[0], email=client[1]) if client else Talk(words=GREETING)
        return Understood((intent,), situation.memory.language)

    def summarise(self, summary: str, turns: Sequence[SummaryTurn]) -> str:
        """The summary as it was; the turns add nothing."""
        return summary if turns else ""

    def close(self) -> None:
        """No connection is open."""


def opened() -> Service:
    """The service of the environment, with a graph that asks the instant model."""
    service = service_from_environment()
    assistant = service.assistant
    dependencies = replace(assistant.dependencies, understanding=InstantModel())
    graph = build_graph(dependencies=dependencies, checkpointer=assistant.checkpointer)
    return replace(service, assistant=replace(assistant, graph=graph, dependencies=dependencies))


def main() -> int:
    return serve(create_app(opened))
