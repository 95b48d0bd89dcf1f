"""Where a name starts, and how far it goes."""

from dataclasses import dataclass

from graph.understanding.intents import Language
from graph.understanding.offline.lexicon.words import lexicon
from graph.understanding.offline.names.joints import joined
from graph.understanding.offline.names.signs import MAX_NAME_UNITS, Signs
from graph.understanding.offline.sentence.units import AMBIGUOUS, Unit, has_small_letters

MIN_SMALL_WORDS = 2
"""From so many articles and prepositions on, their capitals tell a title from a sentence."""
ORDERS = ("create", "record", "find", "tell", "edit", "greeting", "name_noun", "correction")
NEVER = ("email_noun", "phone_noun", "courtesy", "client", "place", "named", "to", "question")
"""What starts no name without another sign of one."""
LABELS = ("email_noun", "phone_noun", "name_noun")


@dataclass(frozen=True)
class NameFound:
    """A name in the user's own words; units `[first:after]` hold it."""

    text: str
    first: int
    after: int


@dataclass(frozen=True)
class NameReader(Signs):
    """Reads names out of one message."""

    def at(
        self, first: int, *, whole_line: bool = False, bare: bool = False, item: bool = False
    ) -> NameFound | None:
        """The name that starts at a unit, if one can.

        `whole_line`: after a label such as "Nombre:". `bare`: where an answer starts, and two
        capitals in a row are a name whatever the words mean ("Olvido Hormigos"). `item`: behind
        the bullet of a list, where orders and nouns are names too.
        """
        capitals = (item or bare) and self._two_capitals(first, any_word=item)
        if not capitals and not self._may_start(first, whole_line):
            return None
        after = first + 1
        while after < len(self.units) and after - first < MAX_NAME_UNITS:
            step = self._step(first, after, whole_line)
            if not step:
                break
            after += step
        return self._found(first, after)

    def _found(self, first: int, after: int) -> NameFound:
        start, end = self.units[first].start, self.units[after - 1].end
        return NameFound(" ".join(self.message[start:end].split()), first, after)

    def _may_start(self, index: int, whole_line: bool) -> bool:
        if index >= len(self.units):
            return False
        unit = self.units[index]
        if unit.kind != "word" or self.leads_to_email(index):
            return False
        if not whole_line and self._ends_another(index):
            return False
        if not any(c.isalpha() for c in unit.text):
            return self._digits_of_name(index)
        if self._small_before_capital(index):
            return False
        if not unit.roles or (whole_line and self.proper(unit)) or self.safely_quoted(index):
            return True
        if self.backed_by_email(index):
            return True
        return self.proper(unit) and not self.initial(index) and self._no_label(index)

    def _ends_another(self, index: int) -> bool:
        """A company's form, or the "nuevo" of "cliente nuevo"."""
        unit, before = self.units[index], self.units[index - 1] if index else None
        new = before is not None and before.has("client") and unit.has("new", "other")
        said = new and any(u.has("new") for u in self.units[max(0, index - 2) : index])
        return (new and not said) or unit.norm in self.words.groups["company_form"]

    def _digits_of_name(self, index: int) -> bool:
        """As in "4 Hermanos": a number right before a capital word that is not counted by it."""
        after = self.units[index + 1 : index + 2]
        return bool(after) and self.proper(after[0]) and not after[0].has(*NEVER)

    def _no_label(self, index: int) -> bool:
        """A capital "Correo" or "Con" is part of a name only beside another capital."""
        unit, after = self.units[index], self.units[index + 1 : index + 2]
        if not unit.has(*NEVER):
            return True
        if (
            index
            and self.units[index - 1].capital
            and not self.units[index - 1].has(*NEVER, *ORDERS)
        ):
            return not (unit.has(*LABELS) and self._labels(index))
        return bool(after) and after[0].kind == "word" and after[0].capital

    def _labels(self, index: int) -> bool:
        """Whether a colon or an address follows, as behind a label."""
        after = self.units[index + 1 : index + 2]
        return bool(after) and (
            after[0].kind == "email" or after[0].text in (":", "=") or after[0].has("copula")
        )

    def _small_before_capital(self, index: int) -> bool:
        """A small word before a capital one is no part of the name, unless it is "de" or "van"."""
        after = self.units[index + 1 : index + 2]
        lower = self.units[index].text.islower()
        small = self.cased and lower and not self.particle(self.units[index])
        return small and bool(after) and after[0].kind == "word" and after[0].capital

    def _two_capitals(self, first: int, *, any_word: bool) -> bool:
        pair = self.units[first : first + 2]
        if len(pair) < 2:
            return False
        odd = pair[0].has(*ORDERS, *NEVER, "copula", "this_one", "title") or pair[1].roles
        return (any_word or not odd) and all(
            self.cased and u.kind == "word" and u.capital for u in pair
        )

    def _step(self, first: int, index: int, whole_line: bool) -> int:
        """How many units the name goes on for at this one: 0 when it has ended."""
        unit = self.units[index]
        if unit.quoted != self.units[index - 1].quoted:
            return 0
        if unit.kind == "mark":
            return self._step_over_mark(index)
        if unit.kind != "word":
            return 0
        if self.safely_quoted(index) or (whole_line and not unit.has("email_noun", "phone_noun")):
            return 1
        return joined(self, first, index) or int(self._goes_on(index))

    def _goes_on(self, index: int) -> bool:
        """Whether a word continues the name before it."""
        unit, before = self.units[index], self.units[index - 1]
        if unit.norm in self.words.groups["company_form"]:
            return True
        if self.leads_to_email(index):
            return False
        if self.proper(unit) and before.capital and self._no_label(index):
            return True
        if unit.roles and not unit.has(AMBIGUOUS):
            return self.backed_by_email(index)
        return not self._loose(index)

    def _step_over_mark(self, index: int) -> int:
        """A comma before a company's form, and an ampersand between names, belong to the name."""
        mark, after = self.units[index], self.units[index + 1 : index + 2]
        if not after or after[0].kind != "word":
            return 0
        form = after[0].norm in self.words.groups["company_form"]
        initials = after[0].text.endswith(".") and len(after[0].text) == 2
        if mark.text == "," and (form or initials):
            return 2
        return 2 if mark.text == "&" else 0

    def _loose(self, index: int) -> bool:
        """A small word after a capital one, with more small words behind: no part of the name."""
        if not (self.cased and self.units[index - 1].capital) or self.units[index].norm.isdigit():
            return False
        after = self.units[index + 1 : index + 2]
        return (
            bool(after)
            and after[0].kind == "word"
            and not after[0].has("with", "and", "place", "courtesy")
        )


def name_reader(message: str, units: list[Unit], language: Language) -> NameReader:
    """A reader for the message."""
    return NameReader(message, units, lexicon(language), language, cased=_cased(units))


def _cased(units: list[Unit]) -> bool:
    """Whether some letters are small, and the small words are not all in capitals as in a title."""
    if not has_small_letters(units):
        return False
    small = [
        unit for unit in units if unit.has("article", "with", "to", "and") and " " not in unit.norm
    ]
    return len(small) < MIN_SMALL_WORDS or not all(unit.capital for unit in small)
