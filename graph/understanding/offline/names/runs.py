"""Runs of words that may be a name, judged by their own words: capitals, names, rare words."""

from collections.abc import Sequence
from dataclasses import dataclass

from graph.understanding.evidence.names import judge_name, kind_of
from graph.understanding.evidence.short_forms import is_short_form, part_of
from graph.understanding.offline.lexicon.words import key
from graph.understanding.offline.names.names import NameReader
from graph.understanding.offline.sentence.units import unit_at

MAX_NOISE = 5
"""Words beside a name that is an answer nevertheless."""


@dataclass(frozen=True)
class Run:
    """Words beside each other that may be a name, in the units `[first:after]`."""

    text: str
    first: int
    after: int


def runs_in(reader: NameReader) -> list[Run]:
    """The words that may be names, those beside each other together."""
    units = reader.units
    likely = [_likely(reader, index) for index in range(len(units))]
    for index in range(1, len(likely) - 1):
        end = reader.particles_end[index]
        if likely[index - 1] and end > index and end < len(likely) and likely[end]:
            likely[index:end] = [True] * (end - index)
    found: list[Run] = []
    first = 0
    for index, may in enumerate([*likely, False]):
        if not may:
            if index > first:
                start, end = units[first].start, units[index - 1].end
                found.append(Run(reader.message[start:end], first, index))
            first = index + 1
    return found


def _likely(reader: NameReader, index: int) -> bool:
    """Whether a word may be part of a name: a capital, a name, or a word that nobody uses."""
    unit = reader.units[index]
    if unit.kind != "word" or " " in unit.norm or not any(map(str.isalpha, unit.text)):
        return False
    kind, proper = kind_of(unit.text), reader.proper(unit)
    if unit.text.islower() and reader.proper(unit_at(reader.units, index + 1)):
        return False
    if proper and not reader.initial(index):
        return not unit.has("client", "email_noun", "name_noun")
    if proper and not unit.roles:
        return kind != "word"
    if unit.roles:
        beside = reader.units[index - 1] if index else unit
        surname = kind == "either" and kind_of(beside.text) == "name" and not unit.has("negation")
        return surname and not unit.has("copula", "correction", "with", "of", "courtesy", "stop")
    return kind in ("name", "either") or (kind == "rare" and len(unit.text) > 2)


def names_somebody(run: Run) -> bool:
    """Whether the words name somebody: names, or several capitals."""
    certain = " " in run.text or kind_of(run.text) == "name"
    return is_short_form(run.text) or (certain and judge_name(run.text) == "name")


def lone_name(reader: NameReader, found: Sequence[Run]) -> Run | None:
    """The only words of the message that name somebody, both names in capitals; or None."""
    runs = [run for run in found if run.text[:1].isupper()]
    whole = [run for run in runs if " " in run.text and judge_name(run.text) == "name"]
    if len({key(run.text) for run in whole}) != 1:
        return None
    name = whole[-1]
    if any(not part_of(run.text, name.text) for run in runs if run.first > 0):
        return None
    taken = {index for run in runs for index in range(run.first, run.after)}
    rest = [u for i, u in enumerate(reader.units) if i not in taken and u.kind == "word"]
    return name if len(rest) <= MAX_NOISE else None
