"""A message as the rules see it: its units, what they were read against, and what is used up."""

from dataclasses import dataclass, field
from functools import cached_property

from graph.understanding.intents import CancelDraft, Draft, Intent, Memory, QueryClients, Situation
from graph.understanding.offline.dates.points import Period
from graph.understanding.offline.names.names import NameReader
from graph.understanding.offline.queries.asking import asks_directory
from graph.understanding.offline.queries.querying import read_query
from graph.understanding.offline.queries.question import Question
from graph.understanding.offline.sentence.speech import is_question, tentative
from graph.understanding.offline.sentence.units import Unit, roles_of

ASKING = ("find", "tell", "count", "question")
"""What a question to the directory starts with."""
LINKS = ("and", "also", "courtesy", "polite")


@dataclass
class Message:
    """One message, read against the situation; `used` units belong to names and emails."""

    reader: NameReader
    situation: Situation
    period: Period | None
    used: set[int] = field(default_factory=set)

    @property
    def units(self) -> list[Unit]:
        """The message's units."""
        return self.reader.units

    @property
    def memory(self) -> Memory:
        """What the session remembers."""
        return self.situation.memory

    @property
    def draft(self) -> Draft | None:
        """The client that is being registered."""
        return self.situation.memory.draft

    @property
    def everything(self) -> range:
        """All units."""
        return range(len(self.units))

    @cached_property
    def has_email(self) -> bool:
        """Whether an address was given."""
        return any(unit.kind == "email" for unit in self.units)

    @cached_property
    def is_question(self) -> bool:
        """Whether it is put as a question."""
        return is_question(self.units)

    @property
    def inquires(self) -> bool:
        """Whether it is a question, or has a word that one starts with."""
        return self.is_question or self.has(*ASKING)

    @cached_property
    def _roles(self) -> frozenset[str]:
        return roles_of(self.units)

    def has(self, *roles: str) -> bool:
        """Whether a unit has one of the roles."""
        return not self._roles.isdisjoint(roles)

    def takes_back(self, index: int) -> bool:
        """Whether what is said before a request there leaves doubts that it is meant."""
        return self.has("injection") or tentative(self.units, index)

    def asks(self, indices: range) -> bool:
        """Whether these units, without those used up, put a question to the directory."""
        units = [self.units[i] for i in indices if i not in self.used]
        period, draft = self.period is not None, self.draft is not None
        return asks_directory(units, self.memory, period=period, draft=draft)

    def query(self, indices: range) -> QueryClients:
        """The question that these units put."""
        free = [i for i in indices if i not in self.used]
        return read_query(Question(self.reader, free, self.period), self.memory)

    def cancels(self, index: int) -> bool:
        """Whether the unit calls something off."""
        unit = self.units[index]
        return unit.has("cancel") and not unit.has("courtesy") and not unit.quoted

    def cancelled(self, before: int) -> list[Intent]:
        """As in "Olvida eso y…": the draft is dropped by what stands before a unit."""
        dropped = any(self.cancels(index) for index in range(before))
        return [CancelDraft()] if self.draft is not None and dropped else []

    def continues_name(self, index: int) -> bool:
        """A capital behind a capital, or a word that the address repeats: part of a name."""
        if not index:
            return False
        unit, before = self.units[index], self.units[index - 1]
        if self.reader.cased and unit.capital and before.kind == "word":
            return before.capital and not before.has("courtesy", "greeting", "client", "yes")
        return not before.roles and self.reader.backed_by_email(index)
