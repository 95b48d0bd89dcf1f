"""The node that finds: it plans the turn's questions and answers them from the directory."""

from langchain_core.runnables import RunnableConfig

from graph.state import State
from graph.turn.actions import Outcome, Query, Stage
from graph.turn.answers import answer
from graph.turn.open_turn import Commit, OpenTurn, Step
from graph.turn.replies import answered


def query(state: State, config: RunnableConfig, *, commit: Commit) -> Step:
    """Plan the questions, after what the turn creates, and commit the turn."""
    turn = OpenTurn.received(state, config)
    questions = (Query(question=each) for each in turn.plan.queries)
    return commit(turn.planning(turn.plan.with_actions(*questions)))


def run_query(stage: Stage, action: Query) -> Outcome:
    """Answer one question; "el segundo" and "más" refer to the clients that were shown last."""
    found = answer(
        stage.transaction,
        action.question,
        shown=stage.results,
        session_id=stage.session_id,
        timezone=stage.timezone,
    )
    return Outcome("answered", answered(stage.language, found, stage.timezone), found.results)
