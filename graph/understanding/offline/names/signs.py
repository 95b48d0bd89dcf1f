"""Signs of a name: capitals that mean something, particles, quotation marks, the address beside."""

from dataclasses import dataclass
from functools import cached_property

from graph.understanding.intents import Language
from graph.understanding.offline.lexicon.words import Lexicon, key
from graph.understanding.offline.sentence.units import SENTENCE_END, Unit

MAX_NAME_UNITS = 10
"""Words of the longest name."""
PRELUDES = ("courtesy", "greeting", "also", "yes", "thanks", "and")
"""Words that may open a sentence without starting it."""
REQUESTS = ("create", "record", "find", "email_noun", "name_noun")
MAX_UNITS_TO_EMAIL = 6
"""Units from a name's word to its address."""
MIN_BACKED_LETTERS = 4


@dataclass(frozen=True)
class Signs:
    """One message's units, and what tells names from words among them."""

    message: str
    units: list[Unit]
    words: Lexicon
    language: Language
    cased: bool
    """Whether capitals mean something: the message has small letters too."""

    @cached_property
    def norms(self) -> frozenset[str]:
        """What was said, each word once."""
        return frozenset(unit.norm for unit in self.units)

    def proper(self, unit: Unit) -> bool:
        """A capital where capitals mean something, on a word that could be a name."""
        pronoun = unit.text.startswith(("I'", "I’")) or unit.text == "I"
        pronoun = pronoun and unit.has("stop")
        word = unit.kind == "word" and unit.capital and " " not in unit.norm
        return self.cased and word and not pronoun

    def particle(self, unit: Unit) -> bool:
        """As in "De", "van", "y": a small word inside names."""
        return unit.kind == "word" and unit.norm in self.words.groups["particles"]

    def capitals(self, first: int, after: int) -> bool:
        """Whether the units are capitals, particles apart."""
        return self.cased and all(
            unit.capital or self.particle(unit) for unit in self.units[first:after]
        )

    def initial(self, index: int) -> bool:
        """Whether the unit opens a sentence, a "hola" apart, where a capital says nothing."""
        for back in range(index - 1, max(-1, index - MAX_NAME_UNITS), -1):
            before = self.units[back]
            if before.kind == "line" or before.text in SENTENCE_END:
                return True
            if before.kind == "email" or before.text in (":", "="):
                return False
            if before.kind == "word" and not before.has(*PRELUDES):
                return False
        return True

    def safely_quoted(self, index: int) -> bool:
        """Between quotation marks that hold a name, not a request."""
        if not self.units[index].quoted:
            return False
        first = last = index
        while first > max(0, index - MAX_NAME_UNITS) and self.units[first - 1].quoted:
            first -= 1
        while last < min(len(self.units), index + MAX_NAME_UNITS) and self.units[last].quoted:
            last += 1
        held = self.units[first:last]
        return len(held) <= MAX_NAME_UNITS and not any(u.has(*REQUESTS) for u in held)

    def backed_by_email(self, index: int) -> bool:
        """A word that the rules know is a name when the address beside it says so too."""
        unit = self.units[index]
        if len(unit.norm) < MIN_BACKED_LETTERS or unit.has("email_noun", "client", "with"):
            return False
        near = self.units[index + 1 : index + MAX_UNITS_TO_EMAIL]
        return any(u.kind == "email" and unit.norm in self.own_part(u.norm) for u in near)

    def own_part(self, address: str) -> str:
        """The address without the domain of a mail provider."""
        local, _, domain = key(address).partition("@")
        provided = "provider" in self.words.roles.get(domain.partition(".")[0], ())
        return local if provided else f"{local} {domain}"

    def leads_to_email(self, index: int) -> bool:
        """As in "Su correo…" where a full stop is missing before it."""
        after = self.units[index + 1 : index + 2]
        owning = self.units[index].has("this_one", "article")
        return owning and bool(after) and after[0].has("email_noun")
