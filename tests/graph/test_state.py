"""The state as callers see it: schemas, streams, stops at nodes, checkpoints of other shapes."""

from pathlib import Path
from typing import Any, cast

import pytest
from langchain_core._api import LangChainBetaWarning
from langchain_core.messages import AIMessage, AnyMessage, HumanMessage
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.graph import START, MessagesState, StateGraph
from typing_extensions import TypedDict

from graph.conversation import thread as config
from graph.errors import ModelUnavailable
from graph.state import Input
from graph.understanding.intents import CreateClient, QueryClients, Talk
from graph.understanding.situation import Situation, Understood
from tests.graph.assistants import Office, Reader, open_office
from tools.errors import InvalidMessage

JUAN = CreateClient(name="Juan", email="juan@x.es")
ORDER = "crea a Juan juan@x.es"


def meaning(office: Office, message: str, *intents: Any) -> Input:
    """The graph's input for a message that means these intents."""
    office.scripted.meanings[message] = intents
    return {"messages": [HumanMessage(message, id=message)]}


def test_callers_give_messages_and_get_messages_and_the_decision(office: Office) -> None:
    graph = office.assistant.graph
    assert set(graph.get_input_jsonschema()["properties"]) == {"messages"}
    assert set(graph.get_output_jsonschema()["properties"]) == {"messages", "decision"}
    output = graph.invoke(meaning(office, ORDER, JUAN), config("s"))
    assert set(output) == {"messages", "decision"}
    assert output["decision"] == "crear"
    assert output["messages"][-1].content == "✅ Cliente creado: Juan (juan@x.es)"


def test_the_drawing_has_no_way_back(office: Office) -> None:
    edges = {(edge.source, edge.target) for edge in office.assistant.graph.get_graph().edges}
    assert edges == {
        *{("__start__", "receptionist"), ("receptionist", "create"), ("receptionist", "query")},
        ("create", "query"),
        *{(node, "__end__") for node in ("receptionist", "create", "query")},
    }


def test_as_a_tool_the_graph_takes_messages_and_a_session(office: Office) -> None:
    with pytest.warns(LangChainBetaWarning):
        tool = office.assistant.graph.as_tool(name="recepcionista", description="Clients.")
    assert set(tool.args) == {"messages"}
    office.scripted.meanings[ORDER] = (JUAN,)
    done = tool.invoke({"messages": [{"role": "user", "content": ORDER}]}, config("s"))
    assert done["messages"][-1].content == "✅ Cliente creado: Juan (juan@x.es)"


@pytest.mark.parametrize("saver", ["none", "its own", "ours"])
def test_as_a_subgraph_the_session_is_the_same(office: Office, saver: str) -> None:
    savers = {"none": None, "its own": InMemorySaver(), "ours": office.assistant.checkpointer}
    outer: Any = (
        StateGraph(MessagesState)
        .add_node("clients", office.assistant.graph)
        .add_edge(START, "clients")
        .compile(checkpointer=savers[saver])
    )
    office.say("crea a Juan", CreateClient(name="Juan"))
    for message, *intents in (
        ("juan@x.es", CreateClient(email="juan@x.es", fresh=False)),
        ("lista", QueryClients()),
    ):
        done = outer.invoke(meaning(office, message, *intents), config("s"))
    assert done["messages"][-1].content == "- Juan | juan@x.es"
    assert [said for role, said in office.history() if role == "user"] == [
        *("crea a Juan", "juan@x.es", "lista")
    ]
    assert office.say("adiós").reply


def test_a_run_s_context_may_have_other_entries_and_offers_none(office: Office) -> None:
    graph = office.assistant.graph
    schema = graph.get_context_jsonschema()
    assert schema is not None
    assert schema["properties"] == {}
    for key, replayed in (("k", False), ("k", True), (None, False)):
        context: Any = {"key": key, "model": "of another graph", "user_id": 7}
        done = graph.invoke(
            meaning(office, "hola", Talk()), config("s"), context=context, output_keys="turn"
        )
        assert done["replayed"] is replayed
    with pytest.raises(InvalidMessage):
        graph.invoke(meaning(office, "hola"), config("s"), context=cast(Any, {"key": 7}))


def test_two_new_messages_of_the_user_are_refused_in_words(office: Office) -> None:
    graph = office.assistant.graph
    office.say("hola")
    two = {"messages": [HumanMessage("crea a Ana, ana@x.es"), HumanMessage("¿cuántos hay?")]}
    with pytest.raises(InvalidMessage, match="one by one"):
        graph.invoke(cast(Any, two), config("s"))
    assert len(office.history()) == 2
    graph.invoke({"messages": [HumanMessage("¿y ahora?")]}, config("s"))
    history = {"messages": [*office.state()["messages"], HumanMessage("adiós")]}
    graph.invoke(cast(Any, history), config("s"))
    said = [said for _, said in office.history()][::2]
    assert said == ["hola", "¿y ahora?", "adiós"]
    assert [m.content for m in office.state()["messages"]][::2] == said


def test_a_message_after_one_that_failed_is_not_refused(tmp_path: Path) -> None:
    office = open_office(tmp_path, understanding=Failing())
    with pytest.raises(ModelUnavailable):
        office.say("hola")
    assert office.say("hola otra vez").reply
    assert [said for _, said in office.history()][::2] == ["hola otra vez"]
    office.assistant.close()


def test_changing_what_get_state_returned_changes_no_memory(office: Office) -> None:
    office.say("crea a Juan", CreateClient(name="Juan"))
    state = office.state()
    state["memory"]["draft"]["name"] = "Otra"
    state["messages"].clear()
    office.say("juan@x.es", CreateClient(email="juan@x.es", fresh=False))
    assert office.clients() == {"juan@x.es": "Juan"}


def test_a_checkpoint_has_three_channels_of_ours(office: Office) -> None:
    office.say(ORDER, JUAN)
    assert set(office.state()) == {"messages", "memory", "turn"}


@pytest.mark.parametrize("intents", [(Talk(),), (JUAN,), (QueryClients(),), (JUAN, QueryClients())])
@pytest.mark.parametrize("lost", [False, True])
def test_streams_show_exactly_the_reply_as_a_message(
    office: Office, intents: tuple[Any, ...], lost: bool
) -> None:
    office.say("hola")
    if lost:
        office.assistant.checkpointer.delete_thread("s")
    asked = meaning(office, ORDER, *intents)
    stream = office.assistant.graph.stream(asked, config("s"), stream_mode=["updates", "messages"])
    chunks: list[Any] = list(stream)
    reply = office.history()[-1][1]
    streamed = [message for mode, (message, *_) in _only(chunks, "messages") if mode]
    assert [(type(m), m.content) for m in streamed] == [(AIMessage, reply)]
    last = [update for _, update in _only(chunks, "updates")][-1]
    (written,) = last.values()
    assert [m.content for m in written["messages"]] == [reply]


def _only(chunks: list[Any], mode: str) -> list[Any]:
    return [chunk for chunk in chunks if chunk[0] == mode]


@pytest.mark.parametrize("node", ["receptionist", "create", "query"])
def test_a_turn_stops_before_every_node_and_goes_on(office: Office, node: str) -> None:
    graph, asked = office.assistant.graph, meaning(office, ORDER, JUAN, QueryClients())
    graph.invoke(asked, config("s"), interrupt_before=[node])
    stopped = graph.get_state(config("s"))
    assert stopped.next == (node,)
    assert office.history() == []
    if node != "receptionist":
        plan = stopped.values["turn"]["plan"]
        assert [intent["kind"] for intent in plan["intents"]] == ["create", "query"]
        assert [action["kind"] for action in plan["actions"]] == ["create"] * (node == "query")
    done = graph.invoke(None, config("s"))
    assert done["decision"] == "crear"
    assert done["messages"][-1].content.endswith("- Juan | juan@x.es")
    assert office.clients() == {"juan@x.es": "Juan"}


class Failing(Reader):
    """Fails once."""

    failed = False

    def understand(self, message: str, situation: Situation) -> Understood:
        self.heard, self.failed = [*situation.window], not self.failed
        if self.failed:
            raise ModelUnavailable
        return Understood((Talk(words=message),), "es")


class Older(TypedDict, total=False):
    """The channels of an earlier version."""

    messages: list[AnyMessage]
    turn: int
    revision: int
    memory: dict[str, Any]
    key: str
    plan: dict[str, Any]
    reply: str


def test_a_checkpoint_of_another_shape_counts_as_no_memory(tmp_path: Path) -> None:
    office = open_office(tmp_path)
    office.say("crea a Nora", CreateClient(name="Nora"))
    memory = {"version": 1, "language": "en", "draft": {"name": "Otra"}, "results": None}
    older = {"turn": 1, "revision": 0, "memory": memory, "key": "k", "plan": {}, "reply": "¿?"}
    writing = (
        StateGraph(Older)
        .add_node("write", lambda _: older)
        .add_edge(START, "write")
        .compile(checkpointer=office.assistant.checkpointer)
    )
    writing.invoke({"messages": []}, config("s"))
    answer = office.say("nora@x.es", CreateClient(email="nora@x.es", fresh=False))
    assert answer.reply == "✅ Cliente creado: Nora (nora@x.es)"
    assert [m.content for m in office.state()["messages"]][::2] == ["crea a Nora", "nora@x.es"]
    office.assistant.close()
