"""What the nodes work with."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from langchain_core.messages import AnyMessage

from graph.memory.summaries import Summaries
from graph.turn.working_turns import WorkingTurns
from graph.understanding.grounding import UserWords, user_words
from graph.understanding.observer import NOBODY, Observer
from graph.understanding.situation import Understanding
from tools.database.engine import Database


@dataclass(frozen=True)
class Dependencies:
    """The nodes' dependencies; `clock` returns aware datetimes."""

    database: Database
    understanding: Understanding
    summaries: Summaries
    clock: Callable[[], datetime]
    timezone: ZoneInfo
    max_messages: int = 1_000
    """Of one session, those of the user and the replies."""
    trash_days: int = 30
    """How long a deleted client can be brought back."""
    grounding: Callable[[Sequence[AnyMessage], str], UserWords] = user_words
    """The user's own words, to which a creation is held."""
    observer: Observer = NOBODY
    """Told of each turn."""
    working: WorkingTurns = field(default_factory=WorkingTurns)
    """The turns that use the processor."""

    def today(self) -> date:
        """The date that the user means by "hoy"."""
        return self.clock().astimezone(self.timezone).date()

    def close(self) -> None:
        """Close the connections to the model and the database, and end what goes on behind."""
        self.understanding.close()
        self.summaries.close()
        self.database.close()
