"""Named-entity recognition: the unit at which a name starts, and how far it extends."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, cached_property

from graph.understanding.intents import Language
from graph.understanding.offline.lexicon.words import lexicon
from graph.understanding.offline.names.joints import joined
from graph.understanding.offline.names.signs import MAX_NAME_UNITS, Signs
from graph.understanding.offline.sentence.units import Unit, has_small_letters, unit_at

FORMS = frozenset(
    ["mr", "mrs", "ms", "miss", "mister", "sr", "sra", "srta", "don", "dona", "dna", "sir", "madam"]
)
"""Forms of address, which are no part of a name."""
MAX_INITIALS = 3
"""Letters of a word in capitals up to which it may be a company's name, though it has a role."""
MAX_NUMBER = 4
"""Digits of a number that may be part of a company's name."""
MIN_SMALL_WORDS = 2
"""Small words that all have capitals, from which on the message is in title case."""
ORDERS = ("create", "record", "find", "tell", "edit", "greeting", "name_noun", "correction")
NEVER = ("email_noun", "phone_noun", "courtesy", "client", "place", "named", "to", "question")
"""Roles of words that start no name without further evidence."""
LABELS = ("email_noun", "phone_noun", "name_noun")


@dataclass(frozen=True)
class NameFound:
    """A name as written, in the units `[first:after]`."""

    text: str
    first: int
    after: int


@dataclass(frozen=True)
class NameReader(Signs):
    """Reads names out of one message."""

    def at(self, first: int, *, whole_line: bool = False, bare: bool = False) -> NameFound | None:
        """The name that starts at a unit; None where no name can start.

        `whole_line`: the unit follows a label such as "Nombre:". `bare`: an answer starts here,
        where two capitals are a name whatever the words mean ("Olvido Hormigos").
        """
        if self._only_title(first):
            return None
        if not (bare and self._two_capitals(first)) and not self._may_start(first, whole_line):
            return None
        after = first + 1
        while after < len(self.units) and after - first < MAX_NAME_UNITS:
            step = self._step(first, after, whole_line)
            if not step:
                break
            after += step
        start, end = self.units[first].start, self.units[after - 1].end
        return NameFound(" ".join(self.message[start:end].split()), first, after)

    def _only_title(self, index: int) -> bool:
        """Whether a form of address or a short title stands before the name: "Mr", "Ing."."""
        unit, after = unit_at(self.units, index), unit_at(self.units, index + 1)
        named = after.kind == "word" and after.capital
        short = unit.has("title") and unit.norm.endswith(".")
        return named and (short or unit.norm.rstrip(".") in FORMS)

    def _may_start(self, index: int, whole_line: bool) -> bool:
        if index >= len(self.units):
            return False
        unit = self.units[index]
        if unit.kind != "word":
            return False
        if not any(map(str.isalpha, unit.text)):
            return self._digits_of_name(index)
        if self._small_before_capital(index):
            return False
        if not unit.roles or (whole_line and self.proper(unit)):
            return True
        if self.backed_by_email(index):
            return True
        return self.proper(unit) and not self.initial(index) and self._no_label(index)

    def _digits_of_name(self, index: int) -> bool:
        """Whether a number starts a name, as in "4 Hermanos", and counts nothing."""
        after = unit_at(self.units, index + 1)
        return self.proper(after) and not after.has(*NEVER)

    def _no_label(self, index: int) -> bool:
        """Whether a capital "Correo" or "Con" is part of a name: only beside another capital."""
        unit, before = self.units[index], unit_at(self.units, index - 1)
        after = unit_at(self.units, index + 1)
        if not unit.has(*NEVER):
            return True
        if self.cased and unit.text.isupper() and len(unit.text) > MAX_INITIALS:
            return False
        if before.capital and not before.has(*NEVER, *ORDERS):
            data = after.kind == "email" or after.text in (":", "=") or after.has("copula")
            return not (unit.has(*LABELS) and data)
        return after.kind == "word" and after.capital

    def _small_before_capital(self, index: int) -> bool:
        """Whether small words other than "de" or "van" precede a capital, so are no name."""
        if not (self.cased and self.units[index].text.islower()):
            return False
        end = min(self.small_end[index], index + MAX_NAME_UNITS)
        after = unit_at(self.units, end)
        return end > index and after.kind == "word" and after.capital

    def _two_capitals(self, first: int) -> bool:
        """Whether two words with capitals start here, neither with a role."""
        pair = self.units[first : first + 2]
        if len(pair) < 2:
            return False
        odd = (
            pair[0].has(*ORDERS, *NEVER, "copula", "this_one", "title", "introduces")
            or pair[1].roles
        )
        capitals = self.cased and all(unit.kind == "word" and unit.capital for unit in pair)
        return capitals and not odd

    def _step(self, first: int, index: int, whole_line: bool) -> int:
        """The number of units by which the name extends at `index`; 0 where it has ended."""
        unit = self.units[index]
        if unit.quoted != self.units[index - 1].quoted:
            return 0
        if unit.kind == "mark":
            return self._step_over_mark(first, index)
        if unit.kind != "word":
            return 0
        if whole_line and not unit.has("email_noun", "phone_noun"):
            return 1
        return joined(self, first, index) or int(self._belongs(index))

    @cached_property
    def _belongs(self) -> Callable[[int], bool]:
        """`_goes_on`, which many names in a row ask about the same words, once for each unit."""
        return cache(self._goes_on)

    def _goes_on(self, index: int) -> bool:
        """Whether a word belongs to the name before it."""
        unit, before = self.units[index], self.units[index - 1]
        if unit.norm in self.words.groups["company_form"]:
            return True
        if unit.norm.isdigit() and len(unit.norm) > MAX_NUMBER:
            return False
        if self.proper(unit) and before.capital and self._no_label(index):
            return True
        if unit.roles:
            return self.backed_by_email(index)
        return not self._loose(index)

    def _step_over_mark(self, first: int, index: int) -> int:
        """2 for "&", and for a comma before a legal form or in "Gil, Roy & Co.", with its word."""
        mark, after = self.units[index], unit_at(self.units, index + 1)
        if after.kind != "word":
            return 0
        form = after.norm in self.words.groups["company_form"]
        initials = after.text.endswith(".") and len(after.text) == 2
        joins = mark.text == "&" or (mark.text == "," and (form or initials))
        return 2 if joins or (index == first + 1 and self._partners(index)) else 0

    def _partners(self, comma: int) -> bool:
        """Whether the comma stands between the names of a firm: "Gil, Roy & Hale LLP"."""
        form = self.company_forms[comma]
        firm = self.units[comma:form] if form < comma + MAX_NAME_UNITS else []
        return any(unit.text == "&" for unit in firm)

    def _loose(self, index: int) -> bool:
        """Whether a small word behind a capital starts a clause, as more words follow it."""
        if not (self.cased and self.units[index - 1].capital) or self.units[index].norm.isdigit():
            return False
        after = unit_at(self.units, index + 1)
        return after.kind == "word" and not after.has("with", "and", "place", "courtesy")


def name_reader(message: str, units: list[Unit], language: Language) -> NameReader:
    """The reader of a message's names; `units` are the message's, with their roles in context."""
    return NameReader(message, units, lexicon(language), language, cased=_cased(units))


def _cased(units: list[Unit]) -> bool:
    """Whether the message is in mixed case, and not in title case."""
    if not has_small_letters(units):
        return False
    small = [
        unit
        for unit in units
        if unit.roles and unit.has("article", "with", "to", "and") and " " not in unit.norm
    ]
    return len(small) < MIN_SMALL_WORDS or not all(unit.capital for unit in small)
