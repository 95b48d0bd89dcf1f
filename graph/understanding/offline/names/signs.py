"""Evidence of a proper name: capitalisation, particles, quotation marks, an address beside it."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from graph.understanding.intents import Language
from graph.understanding.offline.lexicon.words import Lexicon, key
from graph.understanding.offline.sentence.units import Unit

_PRONOUN = re.compile("I(['’]|$)")
MAX_NAME_UNITS = 10
"""Units of the longest name."""
PRELUDES = ("courtesy", "greeting", "also", "yes", "thanks", "and")
"""Roles of words that may stand before the first word that counts, as in "Hola, …"."""
MAX_UNITS_TO_EMAIL = 6
"""From a word of a name to its address."""
MIN_BACKED_LETTERS = 4
"""Letters of a word from which on its repetition in the address is evidence."""


@dataclass(frozen=True)
class Signs:
    """One message's units, with tests that tell names from other words."""

    message: str
    units: list[Unit]
    words: Lexicon
    language: Language
    cased: bool
    """Whether capitals are evidence: the message has small letters, too."""

    @cached_property
    def norms(self) -> frozenset[str]:
        """All words of the message, folded."""
        return frozenset(unit.norm for unit in self.units)

    def proper(self, unit: Unit) -> bool:
        """Whether a capital is evidence of a name: on a single word other than "I" or "I'm"."""
        word = self.cased and unit.kind == "word" and unit.capital and " " not in unit.norm
        return word and not (unit.has("stop") and _PRONOUN.match(unit.text))

    def particle(self, unit: Unit) -> bool:
        """Whether the unit may stand inside names in small letters: "de", "van", "y"."""
        return unit.kind == "word" and unit.norm in self.words.groups["particles"]

    @cached_property
    def particles_end(self) -> list[int]:
        """For each unit, the index of the first one from it on that is no particle."""
        return self._first_ones(lambda unit: not self.particle(unit))

    @cached_property
    def small_end(self) -> list[int]:
        """For each unit, the index of the first one that is no small word, or one with a role."""
        ends = self._first_ones(
            lambda unit: not unit.text.islower() or unit.kind != "word" or bool(unit.roles)
        )
        small = [unit.text.islower() and not self.particle(unit) for unit in self.units]
        return [
            max(index + 1, ends[index + 1]) if small[index] else index
            for index in range(len(small))
        ]

    @cached_property
    def company_forms(self) -> list[int]:
        """For each unit, the index of the legal form that ends the name from it on; far if none."""
        forms = self.words.groups["company_form"]
        ends = self._first_ones(
            lambda unit: (
                unit.norm in forms
                or not (self.proper(unit) or self.particle(unit) or unit.text in (",", "&"))
            )
        )
        far = len(self.units) + MAX_NAME_UNITS
        return [
            end if end < len(self.units) and self.units[end].norm in forms else far for end in ends
        ]

    def _first_ones(self, fits: Callable[[Unit], bool]) -> list[int]:
        """For each unit, the index of the first one from it on that fits; past the end if none."""
        nearest = [len(self.units)] * (len(self.units) + 1)
        for index in reversed(range(len(self.units))):
            nearest[index] = index if fits(self.units[index]) else nearest[index + 1]
        return nearest

    def capitals(self, first: int, after: int) -> bool:
        """Whether all units but the particles have capitals."""
        return self.cased and all(
            unit.capital or self.particle(unit) for unit in self.units[first:after]
        )

    def initial(self, index: int) -> bool:
        """Whether the unit opens a sentence, perhaps behind a "hola": capitals are due."""
        for back in range(index - 1, max(-1, index - MAX_NAME_UNITS), -1):
            before = self.units[back]
            if before.ends_sentence:
                return True
            if before.kind == "email" or before.text in (":", "="):
                return False
            if before.kind == "word" and not before.has(*PRELUDES):
                return False
        return True

    def backed_by_email(self, index: int) -> bool:
        """Whether the address behind a word repeats it, so that a known word is a name."""
        unit = self.units[index]
        if len(unit.norm) < MIN_BACKED_LETTERS or unit.has("email_noun", "client", "with"):
            return False
        near = self.units[index + 1 : index + MAX_UNITS_TO_EMAIL]
        return any(u.kind == "email" and unit.norm in self.own_part(u.norm) for u in near)

    def backs(self, address: str | None, name: str | None) -> bool:
        """Whether the address repeats a word of the name."""
        own = self.own_part(address or "")
        return any(len(word) > 2 and word in own for word in key(name or "").split())

    def own_part(self, address: str) -> str:
        """The address without its top-level domain, and without a mail provider's domain."""
        local, _, domain = key(address).partition("@")
        provided = "provider" in self.words.roles.get(domain.partition(".")[0], ())
        return local if provided else f"{local} {domain.rpartition('.')[0]}"
