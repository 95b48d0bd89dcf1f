"""A question to the directory, apart from names and addresses of creations."""

from dataclasses import dataclass
from functools import cached_property
from itertools import chain

from graph.understanding.offline.dates.points import Period
from graph.understanding.offline.names.names import NameReader
from graph.understanding.offline.sentence.units import Unit, roles_of


@dataclass(frozen=True)
class Question:
    """A question in a message."""

    reader: NameReader
    indices: list[int]
    """Of the question's units, without those of creations."""
    period: Period | None
    """The first date expression of the message."""

    @cached_property
    def units(self) -> list[Unit]:
        """The question's units outside its date expression."""
        return [self.reader.units[i] for i in self.indices if not self.in_period(i)]

    def in_period(self, index: int) -> bool:
        """Whether the unit overlaps the date expression."""
        unit = self.reader.units[index]
        span = self.period
        return span is not None and unit.start < span.end and unit.end > span.start

    def has(self, *roles: str) -> bool:
        """Whether any unit outside quotation marks has one of the roles."""
        return not self._roles.isdisjoint(roles)

    @cached_property
    def _roles(self) -> frozenset[str]:
        return roles_of([unit for unit in self.units if not unit.quoted])

    @cached_property
    def places(self) -> set[int]:
        """All offsets in the message inside words and lone "@" signs."""
        found = (range(u.start, u.end) for u in self.units if u.kind == "word" or u.text == "@")
        return set(chain.from_iterable(found))

    @cached_property
    def spoken(self) -> list[Unit]:
        """The words among its units."""
        return [unit for unit in self.units if unit.kind == "word"]
