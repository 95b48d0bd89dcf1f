"""Understanding with a fallback for messages that a failing model cannot read."""

import logging
from collections.abc import Sequence
from threading import Lock

from graph.errors import ModelUnavailable
from graph.understanding.observer import NOBODY, Observer
from graph.understanding.situation import Situation, SummaryTurn, Understanding, Understood

log = logging.getLogger(__name__)


class FallbackUnderstanding:
    """Asks the primary understanding; the fallback reads each message for which it fails."""

    fallbacks: int = 0
    """Messages that the fallback has read since the start."""

    def __init__(
        self, primary: Understanding, fallback: Understanding, observer: Observer = NOBODY
    ) -> None:
        """Owns both understandings, and closes them."""
        self.name = f"{primary.name}, falling back to {fallback.name}"
        self._primary, self._fallback, self._observer = primary, fallback, observer
        self._counting = Lock()

    def understand(self, message: str, situation: Situation) -> Understood:
        """Read one message. Raises `ModelUnavailable` when the fallback raises it, too."""
        try:
            return self._primary.understand(message, situation)
        except ModelUnavailable as error:
            with self._counting:
                self.fallbacks += 1
            # The error names the kind of the failure; nothing of message, key or address is in it.
            self._observer.happened("fallback", operation="understand")
            log.warning("understood %s, because %s", self._fallback.name, error)
        return self._fallback.understand(message, situation)

    def summarise(self, summary: str, turns: Sequence[SummaryTurn]) -> str:
        """Extend the summary. Raises `ModelUnavailable` when the fallback raises it, too."""
        try:
            return self._primary.summarise(summary, turns)
        except ModelUnavailable as error:
            self._observer.happened("fallback", operation="summarise")
            log.warning("summarised %s, because %s", self._fallback.name, error)
        return self._fallback.summarise(summary, turns)

    def close(self) -> None:
        """Close both understandings."""
        self._primary.close()
        self._fallback.close()
