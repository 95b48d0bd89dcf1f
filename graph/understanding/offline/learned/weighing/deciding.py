"""Whether a client who may be meant is created or only proposed, and why."""

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
)
from graph.understanding.offline.requests.message import Message
from graph.understanding.offline.sentence.speech import conditional
from graph.understanding.offline.sentence.units import unit_at

DONE, FIRM, PROBABLE = 0.78, 0.88, 0.62
"""Probabilities from which on a client is created; beside words that may speak against it; and
whom the rules create, too, where the order is not `CERTAIN`."""
OUTWEIGHED, BEYOND = 0.89, 0.999
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
    unsure = candidate.name.islower() or rival
    capped = (*UNCERTAIN, *(() if lifted else ("revoked",)), *(("name",) if unsure else ()))
    doubt: Doubt | None = next((each.doubt for each in read if each.doubt in capped), None)
    if not doubt and is_cut(evidence, candidate):
        doubt = "name"
    is_done = _confirmed if candidate.rules == "clear" else _found
    if not (doubt or is_done(evidence, judged.all[0], chosen, likely)):
        own = next((each.doubt for each in read if each.name == candidate.name), None)
        doubt = own or "not_ordered"
    return CreateClient(name=candidate.name, email=candidate.email, doubt=doubt)


def _confirmed(evidence: Evidence, order: float, chosen: Likely, likely: list[Likely]) -> bool:
    """Whether whom the rules create is created; `order`: the probability that it is an order."""
    p, candidate = chosen
    enough = CERTAIN if evidence.names else SURE
    small = candidate.name.islower() and p < UNLIKELY and not evidence.names
    outgrown = is_outgrown(chosen, likely)
    certain = order >= enough and not (small or outgrown or _is_another(chosen, likely))
    probable = p >= (PROBABLE if order >= ORDERED else FIRM)
    quoted = order < VERY_SURE and is_quoted(evidence, candidate)
    return (probable or certain) and not (quoted or candidate in evidence.outdone)


def _found(evidence: Evidence, order: float, chosen: Likely, likely: list[Likely]) -> bool:
    """Whether a client is created whom the rules do not create, or only in doubt."""
    p, candidate = chosen
    message, refusing = evidence.message, refuses(evidence.message)
    if DECLINED in evidence.found:
        return _outweighs(evidence, order, p) and is_ordered(evidence, candidate)
    if candidate in evidence.outdone:
        return False
    small = candidate.name.islower() and " " not in candidate.name
    half = candidate.rules == "silent half" and _is_given(evidence, candidate)
    firm = refusing or message.has_lines or small or half or order < ORDERED
    least = FIRM if firm else DONE
    alone = candidate.rules == "silent other" and _share(chosen, likely) >= FIRM
    evident = order >= UNDENIED and p >= EVIDENT and not (refusing or message.has_lines)
    if evident and evidence.is_readable and candidate.rules not in DOUBTED:
        return is_own(evidence, candidate)
    certain = order >= CERTAIN and not refusing
    if certain and p >= FIRM and not firm and is_told(evidence, candidate):
        return True
    return (p >= least or (certain and alone)) and is_ordered(evidence, candidate)


def _is_given(evidence: Evidence, candidate: Candidate) -> bool:
    """Whether the rules give somebody else the address."""
    return any(each.name and each.email == candidate.email for each in evidence.created)


def _outweighs(evidence: Evidence, order: float, p: float) -> bool:
    """Whether a certain order outweighs that the rules read a denial; `UNDENIED`, a plain one."""
    message = evidence.message
    wonders = message.is_question and message.has("hypothetical") and not message.has("polite")
    asks_how = message.is_question and message.has("howto")
    denied = refuses(message, NEGATING)
    certain = is_undenied(evidence, order) if denied else order >= CERTAIN
    return certain and p >= OUTWEIGHED and not (asks_how or wonders or depends(message))


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
