"""The node that finds: it plans the turn's questions and answers them from the directory."""

from langchain_core.runnables import RunnableConfig
from langgraph.runtime import Runtime

from graph.state import State, TurnContext
from graph.turn.actions import Outcome, Query, Stage
from graph.turn.answers import answer
from graph.turn.open_turn import Commit, OpenTurn, Step
from graph.turn.replies.replies import answered

MAX_QUESTIONS = 5
"""Questions that one turn answers; those beyond are counted in the reply."""


def query(
    state: State, config: RunnableConfig, runtime: Runtime[TurnContext], *, commit: Commit
) -> Step:
    """Plan the questions, after what the turn creates, and commit the turn."""
    turn = OpenTurn.received(state, config, runtime)
    plan, left = turn.plan, len(turn.plan.queries) - MAX_QUESTIONS
    if left > 0:
        plan = plan.with_note("unread", str(left))
    questions = (Query(question=each) for each in plan.queries[:MAX_QUESTIONS])
    return commit(turn.planning(plan.with_actions(*questions)))


def run_query(stage: Stage, action: Query) -> Outcome:
    """Answer one question; "el segundo" and "más" refer to the clients that were shown last."""
    found = answer(
        stage.transaction,
        action.question,
        shown=stage.results,
        session_id=stage.session_id,
        timezone=stage.timezone,
    )
    text = answered(stage.language, found, stage.timezone, stage.now)
    return Outcome("answered", text, found.results)
