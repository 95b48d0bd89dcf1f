"""Whether a client who may be meant is created or only proposed, and why."""

from graph.understanding.evidence.names import judge_name
from graph.understanding.evidence.short_forms import shares_word
from graph.understanding.intents import CreateClient, Doubt, Talk
from graph.understanding.models.acts import Judged
from graph.understanding.offline.learned.reading import (
    CERTAIN,
    NEGATING,
    SURE,
    UNDENIED,
    VERY_SURE,
    refuses,
)
from graph.understanding.offline.learned.weighing.candidates import Candidate, Evidence
from graph.understanding.offline.learned.weighing.ordered import (
    DOUBTED,
    is_called_off,
    is_known,
    is_ordered,
    is_own,
    is_quoted,
    is_told,
)
from graph.understanding.offline.learned.weighing.rivals import (
    Likely,
    has_rival,
    is_cut,
    is_outgrown,
    is_placed,
    whole_name,
)
from graph.understanding.offline.requests.message import Message
from graph.understanding.offline.sentence.speech import conditional
from graph.understanding.offline.sentence.units import unit_at
from tools.folding import fold

DONE, FIRM, PROBABLE = 0.78, 0.88, 0.62
"""Probabilities from which on a client is created; beside words that may speak against it; and
whom the rules create, too, where the order is not `CERTAIN`."""
READABLE, LEAST = 0.85, 0.66
"""Probabilities from which on a client of a `VERY_SURE` order is created where most words are known
ones, whichever; and one of an order that is `UNDENIED` and told with an address of its own."""
OUTWEIGHED, BEYOND = 0.9, 0.999
"""Probabilities from which on a client is created whom the rules read as denied: its own, and that
of the order where they read the whole message as declined."""
EVIDENT = 0.95
"""Probability from which on a client of an order that is `UNDENIED` is created, however said."""
ORDERED = 0.6
"""Probability of an order from which on a client is created whose own is not `FIRM`."""
PROPOSED, UNLIKELY = 0.4, 0.15
"""Probabilities from which on a client is proposed, and below which whom the rules create is only
proposed if somebody else is likelier."""
UNCERTAIN = ("email", "long_list")
"""Doubts of the rules with which a client is only proposed, however likely."""

COURTEOUS = ("you", "no")
"""Words behind "if" and "si" that make it a courtesy: "if you would", "si no es molestia"."""

DECLINED = Talk(topic="declined")


def decided(
    evidence: Evidence, judged: Judged, chosen: Likely, likely: list[Likely]
) -> CreateClient:
    """The client, in doubt if not likely enough or if the rules see something against it."""
    p, candidate = chosen
    read = [each for each in evidence.created if each.email == candidate.email]
    alone = all(q < UNLIKELY for q, other in likely if other != candidate)
    lifted = alone and _outweighs(evidence, judged.all[0], p)
    rival = candidate.rules == "name" and has_rival(evidence, candidate)
    sure = judged.all[0] >= CERTAIN and p >= FIRM and is_known(evidence, candidate)
    unsure = rival or (candidate.name.islower() and not sure)
    capped = (*UNCERTAIN, *(() if lifted else ("revoked",)), *(("name",) if unsure else ()))
    doubt: Doubt | None = next((each.doubt for each in read if each.doubt in capped), None)
    if not doubt and (is_cut(evidence, candidate) or is_placed(evidence, candidate)):
        doubt = "name"
    if not doubt and is_called_off(evidence, candidate):
        doubt = "revoked"
    is_done = _confirmed if candidate.rules == "clear" else _found
    if not (doubt or is_done(evidence, judged.all[0], chosen, likely)):
        own = next((each.doubt for each in read if each.name == candidate.name), None)
        doubt = own or "not_ordered"
    return CreateClient(name=whole_name(evidence, candidate), email=candidate.email, doubt=doubt)


def _confirmed(evidence: Evidence, order: float, chosen: Likely, likely: list[Likely]) -> bool:
    """Whether whom the rules create is created; `order`: the probability that it is an order."""
    p, candidate = chosen
    enough = CERTAIN if evidence.names else SURE
    small = candidate.name.islower() and p < UNLIKELY and not evidence.names
    small |= p < PROBABLE and _is_odd_word(evidence, candidate)
    small |= p < UNLIKELY and candidate.name.isalpha() and not evidence.backs(candidate)
    outgrown = is_outgrown(chosen, likely)
    certain = order >= enough and not (small or outgrown or _is_another(chosen, likely))
    probable = p >= (PROBABLE if order >= ORDERED else FIRM)
    quoted = order < VERY_SURE and is_quoted(evidence, candidate)
    return (probable or certain) and not (quoted or candidate in evidence.outdone)


def _is_odd_word(evidence: Evidence, candidate: Candidate) -> bool:
    """Whether the name is one word that may be no name: "the client of the Aveo"."""
    name = candidate.name
    if " " in name or not fold(name).isascii() or judge_name(name) == "name":
        return False
    unsure = any(each.text == name and each.sure < SURE for each in evidence.names)
    return unsure and not evidence.backs(candidate)


def _found(evidence: Evidence, order: float, chosen: Likely, likely: list[Likely]) -> bool:
    """Whether a client is created whom the rules do not create, or only in doubt."""
    p, candidate = chosen
    message, refusing = evidence.message, refuses(evidence.message)
    if DECLINED in evidence.found:
        return _outweighs(evidence, order, p) and is_ordered(evidence, candidate)
    if candidate in evidence.outdone:
        return False
    if p >= READABLE and order >= VERY_SURE and _is_plain(evidence, candidate):
        return True
    firm = refusing or message.has_lines or order < ORDERED or _is_partial(evidence, candidate)
    undoubted = order >= UNDENIED and candidate.rules not in DOUBTED
    least = FIRM if firm else LEAST if undoubted else DONE
    alone = candidate.rules == "silent other" and _share(chosen, likely) >= FIRM
    evident = order >= UNDENIED and p >= EVIDENT and not (refusing or message.has_lines)
    if evident and evidence.is_readable and candidate.rules not in DOUBTED:
        return is_own(evidence, candidate)
    certain = order >= CERTAIN and not refusing
    if certain and p >= FIRM and not firm and is_told(evidence, candidate):
        return True
    return (p >= least or (certain and alone)) and is_ordered(evidence, candidate)


def _is_partial(evidence: Evidence, candidate: Candidate) -> bool:
    """Whether the name is one word in small letters, or the address may be another's."""
    small = candidate.name.islower() and " " not in candidate.name
    return small or (candidate.rules == "silent half" and _is_given(evidence, candidate))


def _is_given(evidence: Evidence, candidate: Candidate) -> bool:
    """Whether the rules give somebody else the address."""
    return any(each.name and each.email == candidate.email for each in evidence.created)


def _outweighs(evidence: Evidence, order: float, p: float) -> bool:
    """Whether a certain order outweighs that the rules read a denial; `UNDENIED`, a plain one."""
    message = evidence.message
    denied = refuses(message, NEGATING)
    certain = order >= (UNDENIED if denied or _wonders(message) else CERTAIN)
    several = denied and len(message.emails) > 1
    return certain and p >= OUTWEIGHED and not (several or depends(message))


def _is_plain(evidence: Evidence, candidate: Candidate) -> bool:
    """Whether more is said than data, and nothing quoted, wondered about or put on a condition.

    Not where the rules doubt a name in capitals, which may be two ("José Ortega y Gasset"); one in
    small letters they doubt for its letters, and the models know better.
    """
    doubted = candidate.rules in DOUBTED and not candidate.name.islower()
    if doubted or candidate.rules == "not_ordered" or not evidence.is_readable:
        return False
    message = evidence.message
    return not (is_quoted(evidence, candidate) or _wonders(message) or depends(message))


def _wonders(message: Message) -> bool:
    """Whether the user asks how it is done, or what if it were."""
    supposes = message.has("hypothetical") and not message.has("polite")
    return message.is_question and (supposes or message.has("howto"))


def is_undenied(evidence: Evidence, order: float) -> bool:
    """Whether one client's order is so probable that a "no" beside it denies something else."""
    least = BEYOND if DECLINED in evidence.found else UNDENIED
    return order >= least and len(evidence.message.emails) == 1


def depends(message: Message) -> bool:
    """Whether the order depends on something: "si paga"; no courtesy, no "por si te hace falta"."""
    units = message.units
    return any(
        conditional(units, range(at, at + 1))
        and units[at + 1].norm.partition("'")[0] not in COURTEOUS
        and unit_at(units, at - 1).norm != "por"
        for at in message.everything
    )


def _is_another(chosen: Likely, likely: list[Likely]) -> bool:
    """Whether another client is likelier, of whose name this one has no word."""
    p, candidate = chosen
    return any(
        q >= PROPOSED and (p < UNLIKELY or (q > p and other.email == candidate.email))
        for q, other in likely
        if not shares_word(other.name, candidate.name)
    )


def _share(chosen: Likely, likely: list[Likely]) -> float:
    """The client's share of the probabilities of all whose address it may be."""
    p, candidate = chosen
    return p / sum(q for q, each in likely if each.email == candidate.email)
