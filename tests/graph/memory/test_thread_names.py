"""A run of LangGraph's server and a REST session of one owner are one session."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from langchain_core.messages import HumanMessage
from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.base import empty_checkpoint

from graph.memory.checkpointer import open_memory
from graph.memory.thread_names import CALLER, COPY_ONLY
from graph.understanding.intents import CreateClient
from graph.understanding.situation import Draft
from tests.graph.assistants import Office
from tests.graph.lifecycle.test_canary import SAID, traces
from tools.errors import InvalidSession

THREAD = "550e8400-e29b-41d4-a716-446655440000"
NORA = CreateClient(name="Nora")
EMAIL = CreateClient(email="nora@x.es", fresh=False)


def run_of(owner: str, thread: str = THREAD, **more: Any) -> RunnableConfig:
    """The configuration of a run of LangGraph's server, which alone may name its caller."""
    return {"configurable": {"thread_id": thread, "langgraph_auth_user": user(owner), **more}}


def user(owner: str) -> SimpleNamespace:
    return SimpleNamespace(identity=owner)


def asked(office: Office, message: str, config: RunnableConfig, *intents: Any) -> str:
    office.scripted.meanings[message] = intents
    done = office.assistant.graph.invoke({"messages": [HumanMessage(message)]}, config)
    return str(done["messages"][-1].content)


def test_an_owner_s_run_goes_on_with_the_owner_s_session(office: Office) -> None:
    office.say("crea a Nora", NORA, session=THREAD, owner="ana@x.org")
    assert asked(office, "nora@x.es", run_of("ana@x.org"), EMAIL).startswith("✅")
    assert len(office.history(f"ana%40x.org/{THREAD}")) == 4
    office.say("y más", session=THREAD, owner="ana@x.org")
    assert office.scripted.heard[1].memory.draft == Draft(name="Nora")
    assert office.history(THREAD) == []


def test_another_owner_s_run_has_another_session(office: Office) -> None:
    asked(office, "crea a Nora", run_of("ana"), NORA)
    assert "nora@x.es" in asked(office, "nora@x.es", run_of("eva"), EMAIL)
    assert office.clients() == {}
    assert [len(office.history(f"{owner}/{THREAD}")) for owner in ("ana", "eva")] == [2, 2]


def test_checkpoints_are_found_under_the_thread_that_was_asked_for(office: Office) -> None:
    asked(office, "hola", run_of("ana"))
    memory = office.assistant.checkpointer
    (found,) = [*memory.list(run_of("ana"), limit=1)]
    assert found.config["configurable"]["thread_id"] == THREAD
    assert memory.get_tuple(run_of("ana")) == found
    assert memory.get_tuple(found.config) is None  # without its caller
    assert [*memory.list(run_of("eva"))] == []


def test_outside_of_runs_the_caller_owns_the_threads(office: Office) -> None:
    asked(office, "hola", run_of("ana"))
    asked(office, "hola", run_of("eva"))
    caller = CALLER.set("ana")
    office.assistant.checkpointer.delete_thread(THREAD)
    CALLER.reset(caller)
    left = [[*office.assistant.checkpointer.list(run_of(name))] for name in ("ana", "eva")]
    assert (left[0], len(left[1]) > 0) == ([], True)


def test_a_stateless_run_s_thread_is_deleted_though_nobody_calls(office: Office) -> None:
    asked(office, "hola", run_of("ana"))
    office.assistant.checkpointer.delete_thread(THREAD)
    assert [*office.assistant.checkpointer.list(run_of("ana"))] == []


def test_a_server_s_own_copy_is_deleted_without_the_session(office: Office) -> None:
    asked(office, "hola", run_of("ana"))
    only = COPY_ONLY.set(True)
    office.assistant.checkpointer.delete_thread(THREAD)
    COPY_ONLY.reset(only)
    assert [*office.assistant.checkpointer.list(run_of("ana"))] != []


@pytest.mark.parametrize("named", [{}, {"thread_id": None}, {"thread_id": 7}, {"thread_id": ""}])
def test_a_run_that_names_no_session_is_refused_in_words(
    office: Office, named: dict[str, Any]
) -> None:
    graph = office.assistant.graph.copy(update={"checkpointer": None})
    for each in (graph, office.assistant.graph) if named else (graph,):
        with pytest.raises(InvalidSession, match="session"):
            each.invoke({"messages": [HumanMessage("hola")]}, {"configurable": named})
    assert office.history("None") == []


def test_an_owner_s_run_cannot_name_another_owner_s_thread(office: Office) -> None:
    with pytest.raises(InvalidSession):
        asked(office, "hola", run_of("eva", f"ana/{THREAD}"))


def test_the_memory_file_repeats_nothing_of_a_run_s_configuration(
    office: Office, tmp_path: Path
) -> None:
    said: Any = {"note": SAID}
    config: RunnableConfig = {**run_of("ana", **said), "metadata": said}
    office.assistant.graph.invoke(
        {"messages": [HumanMessage("hola")]}, config, context=said, durability="sync"
    )
    assert traces(tmp_path) == []


def test_metadata_that_a_saver_is_given_are_kept(tmp_path: Path) -> None:
    memory = open_memory(f"sqlite:///{tmp_path}/m.db")
    place = {"thread_id": "s", "checkpoint_ns": "", "run_id": "r", "colour": "red"}
    given: Any = {"source": "loop", "step": 1, "own": "kept", "colour": "red"}
    found = memory.get_tuple(memory.put({"configurable": place}, empty_checkpoint(), given, {}))
    assert found is not None
    kept = {"source": "loop", "step": 1, "own": "kept", "run_id": "r", "revision": None}
    assert found.metadata == kept
    memory.saver.close()
