"""Turns of our doors write their checkpoints themselves, and LangGraph's runs go on from them."""

from dataclasses import replace
from pathlib import Path
from threading import get_ident
from typing import Any

import pytest
from langchain_core.messages import HumanMessage
from langgraph.checkpoint.base import CheckpointTuple
from langgraph.config import get_config

from graph.conversation import thread
from graph.errors import ModelUnavailable
from graph.memory.checkpointer import Checkpointer
from graph.understanding.intents import CreateClient, Talk
from graph.understanding.situation import Understood
from tests.graph.assistants import Office, Reader, open_office

JUAN = CreateClient(name="Juan")


class Down(Reader):
    def understand(self, *_: object) -> Understood:
        raise ModelUnavailable


class Stepping(Reader):
    """Notes the number of the run's step in which each message is read."""

    def __init__(self) -> None:
        self.steps: list[int] = []

    def understand(self, *_: object) -> Understood:
        self.steps.append(get_config()["metadata"]["langgraph_step"])
        return Understood((Talk(),), "es")


class Noting(Checkpointer):
    """Notes the thread in which each checkpoint is written."""

    def __init__(self, inner: Checkpointer) -> None:
        vars(self).update(vars(inner))
        self.threads: list[int] = []

    def put(self, *args: Any) -> Any:
        self.threads.append(get_ident())
        return super().put(*args)


def stored(office: Office, session: str) -> CheckpointTuple:
    found = office.assistant.checkpointer.get_tuple(thread(session))
    assert found
    return found


def test_a_turn_begins_at_its_first_node_where_langgraph_first_hands_on_the_input(
    tmp_path: Path,
) -> None:
    stepping = Stepping()
    office = open_office(tmp_path, understanding=stepping)
    office.say("hola")
    office.assistant.graph.invoke({"messages": [HumanMessage("hola")]}, thread("stock"))
    ours, stock, *_ = stepping.steps
    assert ours == stock - 1
    office.assistant.close()


def test_a_checkpoint_is_written_in_the_thread_of_its_turn(office: Office) -> None:
    noting = Noting(office.assistant.checkpointer)
    office.assistant = replace(office.assistant, checkpointer=noting)
    office.say("hola")
    office.say("adiós")
    assert noting.threads == [get_ident()] * 2


def test_it_is_what_langgraph_writes_but_for_what_only_its_loop_reads(office: Office) -> None:
    office.say("hola", session="ours")
    message = HumanMessage("hola", id="k")
    office.assistant.graph.invoke({"messages": [message]}, thread("stock"), durability="exit")
    ours, stock = (stored(office, session) for session in ("ours", "stock"))
    assert ours.checkpoint["v"] == stock.checkpoint["v"]
    assert ours.checkpoint["channel_values"].keys() == stock.checkpoint["channel_values"].keys()
    assert ours.checkpoint["channel_versions"].keys() <= stock.checkpoint["channel_versions"].keys()
    assert ours.metadata.keys() == stock.metadata.keys()


def test_runs_of_langgraph_go_on_from_it_and_it_goes_on_from_theirs(office: Office) -> None:
    graph, config = office.assistant.graph, thread("s")
    office.say("crea a Juan", JUAN)
    assert graph.get_state(config).next == ()
    office.scripted.meanings["juan@x.es"] = (CreateClient(email="juan@x.es", fresh=False),)
    graph.invoke({"messages": [HumanMessage("juan@x.es")]}, config, durability="exit")
    assert office.clients() == {"juan@x.es": "Juan"}
    office.say("hola")
    history = [*graph.get_state_history(config)]
    assert [snapshot.values["memory"]["turn"] for snapshot in history] == [3, 2, 1]
    assert [snapshot.parent_config for snapshot in history[:-1]] == [
        snapshot.config for snapshot in history[1:]
    ]


def test_a_run_that_was_stopped_before_a_node_is_left_behind(office: Office) -> None:
    office.scripted.meanings["crea a Juan"] = (JUAN,)
    asked: Any = {"messages": [HumanMessage("crea a Juan")]}
    office.assistant.graph.invoke(asked, thread("s"), interrupt_before=["create"])
    assert office.assistant.graph.get_state(thread("s")).next == ("create",)
    office.say("hola", Talk())
    assert office.assistant.graph.get_state(thread("s")).next == ()
    assert [said for _, said in office.history()][::2] == ["hola"]


def test_a_turn_that_fails_writes_none(tmp_path: Path) -> None:
    office = open_office(tmp_path, understanding=Down())
    with pytest.raises(ModelUnavailable):
        office.say("hola")
    assert office.assistant.checkpointer.get_tuple(thread("s")) is None
    office.assistant.close()
