"""How the name of a client who may be meant is like other names that were read, or a place."""

import re

from graph.understanding.evidence.names import judge_name
from graph.understanding.evidence.short_forms import cut_from, shares_word
from graph.understanding.offline.learned.weighing.candidates import Candidate, Evidence
from tools.folding import fold

FAR_LESS = 0.4
"""Share of a probability below which another one is far less."""
PLACING = ("of ", "from ")
"""Words between a person and a place."""
_PLACED = re.compile(rf"(\S+ .*) (?:{'|'.join(PLACING)})(\S+)$")

Likely = tuple[float, Candidate]


def is_surplus(chosen: Likely, likely: list[Likely]) -> bool:
    """Whether the rules create a client of whose name this one has all words, and more.

    Unless this one is far likelier: "sign Jeff up. Jeff Stamos, …".
    """
    shorter = [each for each in likely if _is_part(each, chosen) and each[1].rules == "clear"]
    return any(p >= chosen[0] * FAR_LESS for p, _ in shorter)


def is_outgrown(chosen: Likely, likely: list[Likely]) -> bool:
    """Whether a name with all words of this one, and more, is far likelier."""
    longer = [each for each in likely if _is_part(chosen, each)]
    return any(chosen[0] < p * FAR_LESS for p, _ in longer)


def _is_part(one: Likely, other: Likely) -> bool:
    """Whether a name is part of another one with the same address."""
    part, whole = one[1], other[1]
    return part.email == whole.email and cut_from(part.name, whole.name)


def is_cut(evidence: Evidence, candidate: Candidate) -> bool:
    """Whether the rules read a longer name that starts so, or a company's that ends so.

    Not where the name is said again or spelt behind it: "Tanmay Joglekar, T A N M A Y …".
    """
    own, company = fold(candidate.name), evidence.is_company(candidate)
    read = [fold(each.name) for each in evidence.created if each.name]
    behind = evidence.said.partition(own)[2]
    spelt = any(len(word) == 1 or word in own.split() for word in behind.split()[:1])
    starts = (
        behind[:2].strip().isalpha()
        and not spelt
        and any(name.startswith(f"{own} ") for name in read)
    )
    return starts or (company and any(name.endswith(f" {own}") for name in read))


def is_placed(evidence: Evidence, candidate: Candidate) -> bool:
    """Whether a person's name ends with what may be a place: "Hilary Carr of Kinsale".

    No such end is a word that is said again, as by the address.
    """
    if not (found := _PLACED.match(candidate.name)):
        return False
    person, place = found.groups()
    again = evidence.said.count(fold(place)) > 1
    return judge_name(person) == "name" and not again


def is_whole(evidence: Evidence, candidate: Candidate) -> bool:
    """Whether what another candidate leaves out of its end is a name: "José" of "José Gil".

    No place is: "Ana Gil of Kinsale".
    """
    own = fold(candidate.name)
    cut = [each for each in evidence.candidates if own.startswith(f"{fold(each.name)} ")]
    beyond = [own.removeprefix(fold(each.name)).strip() for each in cut]
    named = [words for words in beyond if not words.startswith(PLACING)]
    return any(judge_name(words) != "no_name" for words in named)


def whole_name(evidence: Evidence, candidate: Candidate) -> str:
    """The name, or the only one that begins with it, if its end is in the account, too.

    "Leo Gil is new, add Leo, leo.gil@gmail.com"; not "add Leo, leo@gmail.com, a friend of Leo Gil".
    """
    if " " in candidate.name:
        return candidate.name
    account, first = fold((candidate.email or "").partition("@")[0]), f"{fold(candidate.name)} "
    names = {name.text for name in evidence.names if fold(name.text).startswith(first)}
    own = [name for name in names if fold(name).removeprefix(first).split()[-1] in account]
    return own[0] if len(names) == len(own) == 1 else candidate.name


def has_rival(evidence: Evidence, candidate: Candidate) -> bool:
    """Whether the rules create somebody else without an address, whose the only one may be."""
    if len(evidence.message.emails) != 1:
        return False
    lacking = [each.name or "" for each in evidence.created if not each.email]
    others = [name for name in lacking if not shares_word(name, candidate.name)]
    return any(judge_name(name) == "name" for name in others)
