"""Whether a client who may be meant is created or only proposed, and why."""

from graph.understanding.evidence.short_forms import shares_word
from graph.understanding.intents import CreateClient, Doubt
from graph.understanding.models.acts import Judged
from graph.understanding.offline.learned.candidates import Candidate, Evidence
from graph.understanding.offline.learned.reading import CERTAIN, REFUSING, VERY_SURE

DONE, FIRM, PROBABLE = 0.78, 0.9, 0.65
"""Probabilities from which on a client is created; beside words that may speak against it; and
whom the rules create, too, where the order is not `CERTAIN`."""
PROPOSED, UNLIKELY = 0.4, 0.15
"""Probabilities from which on a client is proposed, and below which whom the rules create is only
proposed if somebody else is likelier."""
UNCERTAIN = ("email", "long_list")
"""Doubts of the rules with which a client is only proposed, however likely."""

Likely = tuple[float, Candidate]


def decided(
    evidence: Evidence, judged: Judged, chosen: Likely, likely: list[Likely]
) -> CreateClient:
    """The client, in doubt if not likely enough or if the rules see something against it."""
    candidate = chosen[1]
    read = [
        each
        for each in evidence.found
        if isinstance(each, CreateClient) and each.email == candidate.email
    ]
    lone, small = len(evidence.candidates) == 1, candidate.name.islower()
    capped = (*UNCERTAIN, *(() if lone else ("revoked",)), *(("name",) if small else ()))
    doubt: Doubt | None = next((each.doubt for each in read if each.doubt in capped), None)
    is_done = _confirmed if candidate.rules == "clear" else _found
    if not (doubt or is_done(evidence, judged.all[0], chosen, likely)):
        own = next((each.doubt for each in read if each.name == candidate.name), None)
        doubt = own or "not_ordered"
    return CreateClient(name=candidate.name, email=candidate.email, doubt=doubt)


def _confirmed(evidence: Evidence, order: float, chosen: Likely, likely: list[Likely]) -> bool:
    """Whether whom the rules create is created; `order`: the probability that it is an order."""
    p, candidate = chosen
    enough = CERTAIN if evidence.names else VERY_SURE
    certain = order >= enough and not (p < UNLIKELY and _is_another(candidate, likely))
    quoted = order < VERY_SURE and evidence.is_quoted(candidate)
    return (p >= PROBABLE or certain) and not (quoted or candidate in evidence.outdone)


def _found(evidence: Evidence, order: float, chosen: Likely, likely: list[Likely]) -> bool:
    """Whether a client is created whom the rules do not create, or only in doubt."""
    p, candidate = chosen
    refusing = evidence.message.has(*REFUSING)
    least = FIRM if refusing or evidence.message.has_lines else DONE
    alone = candidate.rules == "silent other" and _share(chosen, likely) >= FIRM
    certain = order >= CERTAIN and alone and not refusing
    return (p >= least or certain) and evidence.is_ordered(candidate)


def _is_another(candidate: Candidate, likely: list[Likely]) -> bool:
    """Whether another client is meant, of whose name this one has no word."""
    return any(q >= PROPOSED and not shares_word(c.name, candidate.name) for q, c in likely)


def _share(chosen: Likely, likely: list[Likely]) -> float:
    """The client's share of the probabilities of all whose address it may be."""
    p, candidate = chosen
    return p / sum(q for q, each in likely if each.email == candidate.email)
