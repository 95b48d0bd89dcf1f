"""A question to the directory, without what belongs to creations and dates."""

from dataclasses import dataclass
from functools import cached_property

from graph.understanding.offline.dates.points import Period
from graph.understanding.offline.lexicon.words import Lexicon
from graph.understanding.offline.names.names import NameReader
from graph.understanding.offline.sentence.units import Unit


@dataclass(frozen=True)
class Question:
    """A question's units; those already taken as a name or email of a creation are left out."""

    reader: NameReader
    indices: list[int]
    period: Period | None

    @property
    def words(self) -> Lexicon:
        """The language's lexicon."""
        return self.reader.words

    @cached_property
    def units(self) -> list[Unit]:
        """The units asked with, without those of the period."""
        return [self.reader.units[i] for i in self.indices if not self.in_period(i)]

    def in_period(self, index: int) -> bool:
        """Whether the unit belongs to the date expression."""
        unit = self.reader.units[index]
        span = self.period
        return span is not None and unit.start < span.end and unit.end > span.start

    def has(self, *roles: str) -> bool:
        """Whether a unit outside quotation marks has one of the roles."""
        return any(unit.has(*roles) for unit in self.units if not unit.quoted)

    @cached_property
    def said(self) -> list[Unit]:
        """The words among its units."""
        return [unit for unit in self.units if unit.kind == "word"]
