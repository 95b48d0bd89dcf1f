"""Runs of a graph whose checkpoints are read and written in the thread of the run.

LangGraph's loop starts a thread for each checkpoint that it writes, and waits for its end: a tenth
of a turn's processor time. For the same reason a run begins at its first node: a graph's input is
otherwise handed on by a step of its own.
"""

from datetime import UTC, datetime
from typing import Any

from langchain_core.messages import HumanMessage
from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.base import (
    BaseCheckpointSaver,
    ChannelVersions,
    Checkpoint,
    CheckpointTuple,
)
from langgraph.checkpoint.base.id import uuid6
from langgraph.graph.state import CompiledStateGraph
from langgraph.types import Overwrite

from graph.state import Output, State, TurnContext, latest_last

FORMAT = 4
"""Of the checkpoints that LangGraph writes; it converts older ones."""
STORED = ("messages", "memory", "turn")
"""The channels of a checkpoint."""


class Runs:
    """Runs of one graph, each with one checkpoint, which LangGraph's own runs go on from."""

    def __init__(
        self,
        graph: CompiledStateGraph[State, TurnContext, Any, Output],
        saver: BaseCheckpointSaver[str],
        *,
        first: str,
    ) -> None:
        """Take the graph without its saver, to begin at the node `first`."""
        self._start = dict.fromkeys(graph.nodes[first].triggers)
        inputs = [*STORED, *self._start]
        self._graph = graph.copy({"checkpointer": None, "input_channels": inputs})
        self._saver = saver

    def invoke(
        self, message: HumanMessage, config: RunnableConfig, context: TurnContext
    ) -> dict[str, Any]:
        """The thread's state after the message; nothing is stored when the run fails."""
        found = self._saver.get_tuple(config)
        before = found.checkpoint["channel_values"] if found else {}
        messages = latest_last(before.get("messages", []), message)
        state: Any = {**before, "messages": Overwrite(messages), **self._start}
        *_, after = self._graph.stream(
            state, config, context=context, stream_mode="values", output_keys=STORED
        )
        self._store(found, config, after)
        return after

    def _store(
        self, found: CheckpointTuple | None, config: RunnableConfig, state: dict[str, Any]
    ) -> None:
        """Write the checkpoint that follows the one that was found."""
        at: RunnableConfig = {"configurable": {**config["configurable"], "checkpoint_ns": ""}}
        step, versions = 0, dict[str, Any]()
        if found:
            at, versions = found.config, found.checkpoint["channel_versions"]
            step = found.metadata["step"] + 1
        version = self._saver.get_next_version(max(versions.values(), default=None), None)
        new: ChannelVersions = dict.fromkeys(state, version)
        checkpoint = Checkpoint(
            v=FORMAT,
            id=str(uuid6(clock_seq=step)),
            ts=datetime.now(UTC).isoformat(),
            channel_values=state,
            channel_versions=new,
            versions_seen={},
            updated_channels=None,
        )
        self._saver.put(at, checkpoint, {"source": "loop", "step": step, "parents": {}}, new)
