"""One turn on its way through the nodes, and the form in which the state carries it."""

from dataclasses import dataclass, replace
from typing import Any, Literal

from langchain_core.messages import HumanMessage
from langchain_core.runnables import RunnableConfig
from langgraph.types import Command, Overwrite

from graph.memory.rebuild import WorkingMemory
from graph.state import State, text_of
from graph.turn.plan import Plan
from graph.understanding.intents import Memory
from tools.validity import valid_thread

Step = Command[Literal["receptionist", "create", "query", "__end__"]]
"""How a node hands the turn on."""


@dataclass(frozen=True)
class OpenTurn:
    """A turn before its commit: who asks what, under which key, on which memory; and the plan."""

    session_id: str
    key: str
    message: str
    known: WorkingMemory
    plan: Plan

    @classmethod
    def received(cls, state: State, config: RunnableConfig) -> "OpenTurn":
        """As the node before handed it on."""
        *window, asked = state["messages"]
        memory = Memory.model_validate(state["memory"])
        return cls(
            session_id=session_of(config),
            key=state["key"],
            message=text_of(asked),
            known=WorkingMemory(state["turn"], window, memory, state["revision"]),
            plan=Plan.model_validate(state["plan"]),
        )

    def planning(self, plan: Plan) -> "OpenTurn":
        """The same turn with another plan."""
        return replace(self, plan=plan)

    def handed_on(self) -> dict[str, Any]:
        """The state update with which the next node receives the turn; every field is written."""
        return {
            "messages": Overwrite([*self.known.window, HumanMessage(self.message, id=self.key)]),
            "turn": self.known.turn,
            "revision": self.known.revision,
            "memory": self.known.memory.model_dump(mode="json"),
            "key": self.key,
            "plan": self.plan.model_dump(mode="json"),
            "reply": "",
            "decision": self.plan.decision,
            "replayed": False,
        }


def session_of(config: RunnableConfig) -> str:
    """The session's name in the database, which is the run's thread id. Raises `InvalidSession`."""
    return valid_thread(str(config["configurable"]["thread_id"]))
