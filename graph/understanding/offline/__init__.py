"""Understanding by rules over a lexicon: no key, no network, the same answer every time."""

from collections.abc import Sequence

from graph.understanding.intents import Situation, SummaryTurn, Understood
from graph.understanding.offline.dates.periods import find_period
from graph.understanding.offline.digest import digest
from graph.understanding.offline.names.names import name_reader
from graph.understanding.offline.reading import read_intents
from graph.understanding.offline.requests.message import Message
from graph.understanding.offline.sentence.context import in_context
from graph.understanding.offline.sentence.smalltalk import language_of, read_all, spoken

__all__ = ["OfflineUnderstanding", "language_of"]


class OfflineUnderstanding:
    """Entities first, then the speech act, then the intent, then its arguments."""

    name = "offline"

    def understand(self, message: str, situation: Situation) -> Understood:
        """Read one message; never raises."""
        read = read_all(message)
        language = spoken(read, situation.memory.language)
        reader = name_reader(message, in_context(read[language], language), language)
        period = find_period(message, situation.today)
        return Understood(read_intents(Message(reader, situation, period)), language)

    def summarise(self, summary: str, episodes: Sequence[SummaryTurn]) -> str:
        """The summary with a line for every client created and every question."""
        return digest(summary, episodes)

    def close(self) -> None:
        """Nothing is held."""
