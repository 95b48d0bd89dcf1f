"""A message under analysis: its units, its situation, and the units already interpreted."""

from dataclasses import dataclass, field
from functools import cached_property

from graph.understanding.intents import CancelDraft, Intent, QueryClients
from graph.understanding.offline.dates.periods import find_period
from graph.understanding.offline.dates.points import Period
from graph.understanding.offline.names.names import NameReader, name_reader
from graph.understanding.offline.names.runs import Run, lone_name, runs_in
from graph.understanding.offline.queries.asking import asks_directory
from graph.understanding.offline.queries.existence import asks_duplicates
from graph.understanding.offline.queries.querying import read_query
from graph.understanding.offline.queries.question import Question
from graph.understanding.offline.sentence.context import in_context
from graph.understanding.offline.sentence.language import read_all, spoken
from graph.understanding.offline.sentence.speech import is_question, revoked, tentative
from graph.understanding.offline.sentence.units import Unit, roles_of
from graph.understanding.situation import Draft, Memory, Situation

ASKING = ("find", "tell", "count", "question")
"""Roles of words with which a question to the directory starts."""
LINKS = ("and", "also", "courtesy", "polite")


@dataclass
class Message:
    """One message in its situation."""

    reader: NameReader
    situation: Situation
    period: Period | None
    used: set[int] = field(default_factory=set)
    """Indices of the units that are names or addresses of creations."""

    @classmethod
    def of(cls, text: str, situation: Situation) -> "Message":
        """The text's units in the language that it is written in, with its period."""
        readings = read_all(text)
        language = spoken(readings, situation.memory.language)
        reader = name_reader(text, in_context(readings[language], language), language)
        return cls(reader, situation, find_period(text, situation.today))

    @cached_property
    def units(self) -> list[Unit]:
        """The message's units."""
        return self.reader.units

    @property
    def memory(self) -> Memory:
        """The session's memory before this message."""
        return self.situation.memory

    @property
    def draft(self) -> Draft | None:
        """The client that is being registered."""
        return self.situation.memory.draft

    @property
    def everything(self) -> range:
        """The indices of all units."""
        return range(len(self.units))

    @cached_property
    def emails(self) -> list[Unit]:
        """The message's email addresses."""
        return [unit for unit in self.units if unit.kind == "email"]

    @property
    def has_email(self) -> bool:
        """Whether the message has an email address."""
        return bool(self.emails)

    @cached_property
    def text_behind(self) -> str:
        """The text behind the last address."""
        return self.reader.message[self._end_of_addresses :]

    @cached_property
    def words_behind(self) -> list[Unit]:
        """The words behind the last address."""
        end = self._end_of_addresses
        return [unit for unit in self.units if unit.start >= end and unit.kind == "word"]

    @property
    def _end_of_addresses(self) -> int:
        return self.emails[-1].end if self.emails else len(self.reader.message)

    @property
    def has_lines(self) -> bool:
        """Whether the message has several lines."""
        return "\n" in self.reader.message

    @cached_property
    def runs(self) -> list[Run]:
        """The words that may be names, those beside each other together."""
        return runs_in(self.reader)

    @cached_property
    def lone_name(self) -> Run | None:
        """The only words that name somebody, both names in capitals; or None."""
        return lone_name(self.reader, self.runs)

    @cached_property
    def is_question(self) -> bool:
        """Whether the message has a question mark."""
        return is_question(self.units)

    @property
    def inquires(self) -> bool:
        """Whether the message has a question mark or a word with which a question starts."""
        return self.is_question or self.has(*ASKING)

    @cached_property
    def roles(self) -> frozenset[str]:
        """The roles of all units."""
        return roles_of(self.units)

    def has(self, *roles: str) -> bool:
        """Whether a unit has one of the roles."""
        return not self.roles.isdisjoint(roles)

    def takes_back(self, index: int) -> bool:
        """Whether a negation, a condition or a report before the unit revokes a request there."""
        return self.has("injection") or tentative(self.units, index)

    def declines(self, index: int) -> bool:
        """Whether the user denies the request of the unit, or puts it off to another day."""
        return self.has("injection") or revoked(self.units, index)

    def asks(self, indices: range) -> bool:
        """Whether the units at these indices, but the used ones, ask the directory something."""
        units = [self.units[i] for i in indices if i not in self.used]
        period, draft = self.period is not None, self.draft is not None
        doubled = self.is_question and asks_duplicates(units)
        return doubled or asks_directory(units, self.memory, period=period, draft=draft)

    def query(self, indices: range, *, alone: bool = False) -> QueryClients:
        """The query for which the units at these indices, but the used ones, ask.

        `alone`: whatever was asked or shown before.
        """
        free = [i for i in indices if i not in self.used]
        memory = Memory() if alone else self.memory
        return read_query(Question(self.reader, free, self.period), memory)

    def cancels(self, index: int) -> bool:
        """Whether the unit cancels something, as "olvida" does."""
        unit = self.units[index]
        return unit.has("cancel") and not unit.has("courtesy") and not unit.quoted

    def cancelled(self, before: int) -> list[Intent]:
        """A cancellation of the draft if a word before the unit cancels it: "Olvida eso y…"."""
        cancels = self.draft is not None and any(map(self.cancels, range(before)))
        return [CancelDraft()] if cancels else []

    def continues_name(self, index: int) -> bool:
        """Whether a verb may be part of a name: behind a capital, or repeated in the address."""
        if not index:
            return False
        unit, before = self.units[index], self.units[index - 1]
        if self.reader.cased and unit.capital and before.kind == "word":
            return before.capital and not before.has("courtesy", "greeting", "client", "yes")
        return not before.roles and self.reader.backed_by_email(index)
