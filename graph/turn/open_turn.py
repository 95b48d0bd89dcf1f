"""One turn on its way through the nodes, and the form in which the state carries it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Literal

from langchain_core.runnables import RunnableConfig
from langgraph.runtime import Runtime
from langgraph.types import Command

from graph.memory.rebuild import WorkingMemory, memory_in
from graph.memory.thread_names import USER, thread_in
from graph.state import NOBODY, Author, State, TurnContext, author_in, text_of
from graph.turn.plan import Plan
from tools.sessions.transcript import Decision

Step = Command[Literal["receptionist", "create", "query", "__end__"]]
"""How a node hands the turn on."""


@dataclass(frozen=True)
class OpenTurn:
    """A turn before its commit: its session, key and message, the memory it began on, its plan."""

    session_id: str
    key: str
    message: str
    known: WorkingMemory
    plan: Plan
    author: Author = NOBODY

    @classmethod
    def received(
        cls, state: State, config: RunnableConfig, runtime: Runtime[TurnContext]
    ) -> "OpenTurn":
        """As the node before handed it on."""
        return cls(
            session_id=thread_in(config),
            key=state["turn"]["key"],
            message=text_of(state["messages"][-1]),
            known=memory_in(state),
            plan=Plan.model_validate(state["turn"]["plan"]),
            author=author_of(config, runtime.context),
        )

    def planning(self, plan: Plan) -> "OpenTurn":
        """The same turn with another plan."""
        return replace(self, plan=plan)

    def handed_on(self) -> dict[str, Any]:
        """The state update with which the next node receives the turn."""
        plan = self.plan.model_dump(mode="json")
        return {"turn": turn_channel(self.key, self.plan.decision, plan=plan)}


def author_of(config: RunnableConfig, context: object) -> Author:
    """Who takes the turn: as our door says, or as LangGraph's server has authenticated."""
    if (author := author_in(context)) is not None:
        return author
    user = config.get("configurable", {}).get(USER)
    if not user or not user.identity:
        return NOBODY
    return Author(owner=user.identity, may_delete="admin" in getattr(user, "permissions", ()))


Commit = Callable[[OpenTurn], Step]
"""Runs a planned turn and records it, which ends the turn or begins it again."""


def turn_channel(
    key: str, decision: Decision, *, plan: dict[str, Any], reply: str = "", replayed: bool = False
) -> dict[str, Any]:
    """The state's channel `turn`; `reply` is empty until the turn is committed."""
    return {"key": key, "plan": plan, "reply": reply, "decision": decision, "replayed": replayed}
