"""Whether the words beside a client order one, in the user's own words."""

from graph.understanding.offline.learned.at_a_loss import orders
from graph.understanding.offline.learned.pairing import is_dictated
from graph.understanding.offline.learned.weighing.candidates import Candidate, Evidence
from graph.understanding.offline.sentence.units import Unit

FURTHER = ("also", "and", "other")
"""Roles of words with which a client beside the one just created is ordered: "Faith Young too"."""

CALLING_OFF = ("cancel", "leave_out", "howto")
"""Roles of a first word with which nobody is ordered: "anula", "deja fuera a", "how to"."""
NO_CALL = ("puedo", "podria", "can i", "could i", "may i")
"""Courtesies with such a role."""

DOUBTED = ("name", "silent create")
"""What the rules read where few words are no order: a doubtful name; others, but not this one."""


def is_ordered(evidence: Evidence, candidate: Candidate) -> bool:
    """Whether the tagger has the client, with a written address, and more is said beside."""
    message = evidence.message
    goes_on = message.memory.just_created and message.has(*FURTHER)
    more = evidence.says_more or goes_on or orders(message, evidence.candidates)
    return is_own(evidence, candidate) and more and not _is_dictated(evidence, candidate)


def is_told(evidence: Evidence, candidate: Candidate) -> bool:
    """Whether the tagger has the client, with known words beside or behind another client.

    A dictated address counts, too, if nothing in it is in doubt. Not where the rules doubt the
    name, or create others and leave this one out.
    """
    memory = evidence.message.memory
    same = memory.created is not None and memory.created.email == (candidate.email or "").lower()
    told = evidence.says_any or (memory.just_created and not same)
    return is_own(evidence, candidate) and told and candidate.rules not in DOUBTED


def is_known(evidence: Evidence, candidate: Candidate) -> bool:
    """Whether the address is written, or repeats the name."""
    return evidence.backs(candidate) or not _is_dictated(evidence, candidate)


def is_quoted(evidence: Evidence, candidate: Candidate) -> bool:
    """Whether the address is somebody else's words."""
    return any(each.quoted for each in _addresses(evidence, candidate))


def is_called_off(evidence: Evidence, candidate: Candidate) -> bool:
    """Whether the message begins by calling off, leaving out or asking how: "anula el alta de …".

    The client belongs to that clause; what begins with "not" is denied as a whole.
    """
    message = evidence.message
    start = message.reader.message.find(candidate.name)
    before = [unit for unit in message.units if unit.start < start]
    if before and before[0].norm == "not":
        return True  # "not put him in the list"
    clause = all(unit.kind == "word" and not unit.has("and") for unit in before)
    return clause and any(u.has(*CALLING_OFF) and u.norm not in NO_CALL for u in before[:1])


def is_own(evidence: Evidence, candidate: Candidate) -> bool:
    """Whether the tagger has the client, outside quotation marks."""
    tagged = evidence.tag_of(candidate.name).startswith("client")
    return tagged and not is_quoted(evidence, candidate)


def _addresses(evidence: Evidence, candidate: Candidate) -> list[Unit]:
    return [each for each in evidence.message.emails if each.text == candidate.email]


def _is_dictated(evidence: Evidence, candidate: Candidate) -> bool:
    return any(is_dictated(evidence.message, each) for each in _addresses(evidence, candidate))
