"""Understanding that goes on when the model is down: by another understanding, counted and told."""

import logging
from collections.abc import Sequence
from threading import Lock

from graph.errors import ModelUnavailable
from graph.understanding.intents import Situation, SummaryTurn, Understanding, Understood

log = logging.getLogger(__name__)


class Tally:
    """A number that many threads count up."""

    def __init__(self) -> None:
        """Start at zero."""
        self._lock = Lock()
        self._value = 0

    @property
    def value(self) -> int:
        """How often it was counted up."""
        return self._value

    def add(self) -> None:
        """One more."""
        with self._lock:
            self._value += 1


class FallbackUnderstanding:
    """Asks the primary understanding, and the fallback about each message that it cannot read."""

    def __init__(self, primary: Understanding, fallback: Understanding) -> None:
        """Both are closed with this."""
        self.name = f"{primary.name}, falling back to {fallback.name}"
        self._primary, self._fallback = primary, fallback
        self._tally = Tally()

    @property
    def fallbacks(self) -> int:
        """Messages that the fallback read, since the start."""
        return self._tally.value

    def understand(self, message: str, situation: Situation) -> Understood:
        """Read one message. Raises `ModelUnavailable` only when the fallback does."""
        try:
            return self._primary.understand(message, situation)
        except ModelUnavailable as error:
            self._tally.add()
            # The error names the kind of the failure; nothing of message, key or address is in it.
            log.warning("understood %s, because %s", self._fallback.name, error)
        return self._fallback.understand(message, situation)

    def summarise(self, summary: str, episodes: Sequence[SummaryTurn]) -> str:
        """Carry the summary on. Raises `ModelUnavailable` only when the fallback does."""
        try:
            return self._primary.summarise(summary, episodes)
        except ModelUnavailable as error:
            log.warning("summarised %s, because %s", self._fallback.name, error)
        return self._fallback.summarise(summary, episodes)

    def close(self) -> None:
        """Close both."""
        self._primary.close()
        self._fallback.close()
