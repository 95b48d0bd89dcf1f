"""What the nodes work with."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from langchain_core.messages import AnyMessage

from graph.grounding import Words, heard
from graph.guard import Guard
from graph.intents import Understanding
from tools.engine import Database


@dataclass(frozen=True)
class Desk:
    """The nodes' dependencies; `clock` returns aware datetimes."""

    database: Database
    understanding: Understanding
    guard: Guard
    clock: Callable[[], datetime]
    timezone: ZoneInfo
    hear: Callable[[Sequence[AnyMessage], str], Words] = heard
    """The user's own words, to which a creation is held."""

    def today(self) -> date:
        """The date that the user means by "hoy"."""
        return self.clock().astimezone(self.timezone).date()
