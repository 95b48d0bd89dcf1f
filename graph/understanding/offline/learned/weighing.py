"""Clients with their addresses as all evidence tells them: created, proposed or left to others."""

from collections.abc import Iterator

from graph.understanding.evidence.short_forms import part_of, shares_word
from graph.understanding.intents import CreateClient, Doubt, Intent, QueryClients, Talk
from graph.understanding.models.acts import Judged
from graph.understanding.offline.learned.candidates import Candidate, Evidence
from graph.understanding.offline.learned.evidence import probability
from graph.understanding.offline.learned.pairing import without_strays
from graph.understanding.offline.learned.reading import (
    CERTAIN,
    DOUBTING,
    NEGATING,
    REFUSING,
    SURE,
    VERY_SURE,
    LearnedReading,
)
from graph.understanding.offline.requests.message import Message
from tools.folding import fold

DONE, PASTED, PROBABLE = 0.7, 0.97, 0.65
"""Probabilities from which on a client is created, in one line or in several; and from which on in
an order that is not `VERY_SURE` whom the rules create."""
PROPOSED, DENIED, UNLIKELY = 0.4, 0.6, 0.2
"""Probabilities from which on a client is proposed, and one beside a denial in a sure order; and
below which whom the rules create is only proposed if somebody else is likelier."""
HALVES, HALF = ("silent email", "silent half"), 0.6
"""What the rules read where they create a client without the name or the address, and the
probability from which on the tagger's client is that one."""
FIRM = 0.9
"""Probability from which on words that may speak against an order do not count."""
NEVER = 2.0
"""Beyond all probabilities."""
MAX_ADDRESSES = 20
"""Addresses of a message whose clients are weighed; more are read as the rules read them."""
CAPPED = ("revoked", "email", "long_list")
"""What the rules see against a client, who is only proposed then, however likely."""

DECLINED = Talk(topic="declined")

Likely = tuple[float, Candidate]


def weighed(reading: LearnedReading, found: list[Intent]) -> list[Intent]:
    """The intents, with the clients who are likely; empty where nobody with an address is."""
    message, judged = reading.message, reading.judged
    if not _may_order(reading, found):
        return []
    evidence = Evidence(message, found, reading.names)
    likely = [(probability(evidence.features(c), judged), c) for c in evidence.candidates]
    chosen = list(_chosen(evidence, judged, likely))
    if not chosen:
        return []
    made = [_created(evidence, judged, each, likely) for each in chosen]
    made, found = _refused(message, *_compared(evidence, made, found))
    clients = [*made, *_rest(found, made)]
    clients.sort(key=lambda each: _place(message.reader.message, each))
    others = _others(found, made, refused=message.has(*REFUSING))
    return without_strays(reading.names, [*clients, *others])


def _may_order(reading: LearnedReading, found: list[Intent]) -> bool:
    """Whether the message may order clients with an address, and is no question or injection."""
    message, judged = reading.message, reading.judged
    if message.draft is not None or not 0 < len(message.emails) <= MAX_ADDRESSES:
        return False
    asked = judged.act == "question" and (message.is_question or judged.sure >= SURE)
    plain = all(isinstance(each, CreateClient | QueryClients | Talk) for each in found)
    return plain and not asked and not message.has("injection")


def _compared(
    evidence: Evidence, made: list[CreateClient], found: list[Intent]
) -> tuple[list[CreateClient], list[Intent]]:
    """The clients and the rules' intents, in doubt where a name or an address is left over."""
    if _leaves_out(evidence, made):
        made = [each if each in found else _doubted(each) for each in made]
    if len(made) == 1 and any(_is_lone(each, made[0]) for each in found):
        made = [_doubted(made[0], "email")]
        found = [each for each in found if not _is_lone(each, made[0])]
    return made, found


def _refused(
    message: Message, made: list[CreateClient], found: list[Intent]
) -> tuple[list[CreateClient], list[Intent]]:
    """The clients and the rules' intents without those who are told of beside a denial."""
    if not message.has(*REFUSING):
        return made, found
    told = {each.email for each in made if _is_told(each, found)}
    if not told:
        return made, found
    left = [each for each in found if getattr(each, "email", None) not in told]
    return [each for each in made if each.email not in told], [*left, DECLINED]


def _leaves_out(evidence: Evidence, made: list[CreateClient]) -> bool:
    """Whether somebody else is nobody's, so that each name or address may be another one's."""
    given = [each.name or "" for each in made]
    left = [
        name
        for name in evidence.names
        if not any(part_of(name.text, known) or part_of(known, name.text) for known in given)
    ]
    backs = evidence.message.reader.backs
    taken = [each.email for each in made if not backs(each.email, each.name)]
    backed = any(backs(email, name.text) for name in left for email in taken)
    free = len(evidence.message.emails) > len(made) and any(name.client for name in left)
    return backed or free


def _is_lone(intent: Intent, made: CreateClient) -> bool:
    """Whether the rules have a further address without a name, perhaps of the same client."""
    if not isinstance(intent, CreateClient) or intent.name:
        return False
    return intent.email is not None and intent.email != made.email


def _is_told(made: CreateClient, found: list[Intent]) -> bool:
    """Whether the rules create a client whom all other evidence takes for one who is told of."""
    return made.doubt == "not_ordered" and made.model_copy(update={"doubt": None}) in found


def _doubted(made: CreateClient, doubt: Doubt = "not_ordered") -> CreateClient:
    return made.model_copy(update={"doubt": made.doubt or doubt})


def _chosen(evidence: Evidence, judged: Judged, likely: list[Likely]) -> Iterator[Likely]:
    """The likeliest candidate for each address, each name once; those whom rules create first."""
    least = PROPOSED
    if evidence.message.is_question and evidence.message.has_lines:
        least = NEVER
    if evidence.message.has(*REFUSING):
        negated = evidence.message.has(*NEGATING) or judged.all[0] < VERY_SURE
        least = NEVER if negated else DENIED
    ranked = sorted(likely, key=lambda each: _rank(evidence, *each), reverse=True)
    names, emails = set[str](), set[str | None]([None])
    for p, candidate in ranked:
        name = fold(candidate.name)
        if candidate.email in emails | evidence.composed or name in names:
            continue
        enough = max(least, HALF) if candidate.rules in HALVES else least
        if p >= enough or candidate.rules == "clear":
            names.add(name)
            emails.add(candidate.email)
            yield p, candidate


def _rank(evidence: Evidence, p: float, candidate: Candidate) -> tuple[bool, bool, float]:
    return candidate.rules == "clear", evidence.backs(candidate), p


def _created(
    evidence: Evidence, judged: Judged, chosen: Likely, likely: list[Likely]
) -> CreateClient:
    """The client, in doubt if not likely enough or if the rules see something against it."""
    p, candidate = chosen
    read = [
        each
        for each in evidence.found
        if isinstance(each, CreateClient) and each.email == candidate.email
    ]
    firm = _is_firm(evidence, judged, p, candidate)
    alone = len(evidence.candidates) == 1 and not evidence.message.has("correction")
    capped = CAPPED[1:] if firm and alone else CAPPED
    doubt: Doubt | None = next((each.doubt for each in read if each.doubt in capped), None)
    if candidate.rules == "clear":
        done = p >= DONE or _is_plain(judged, chosen, likely)
    else:
        done = firm or _is_likely(evidence, judged, p, candidate)
    if not (done or doubt):
        own = next((each.doubt for each in read if each.name == candidate.name), None)
        doubt = own or "not_ordered"
    return CreateClient(name=candidate.name, email=candidate.email, doubt=doubt)


def _is_firm(evidence: Evidence, judged: Judged, p: float, candidate: Candidate) -> bool:
    """Whether all learned evidence is so certain that the rules' doubts do not count."""
    least = PASTED if evidence.message.has_lines else FIRM
    ordered = judged.all[0] >= CERTAIN and evidence.is_ordered(candidate)
    return p >= least and ordered and evidence.backs(candidate)


def _is_plain(judged: Judged, chosen: Likely, likely: list[Likely]) -> bool:
    """Whether an order that the rules read is one, and for nobody else who is likelier."""
    p, candidate = chosen
    others = [q for q, each in likely if not shares_word(each.name, candidate.name)]
    unlike = p < UNLIKELY and max(others, default=0) >= PROPOSED
    return judged.act == "order" and not unlike and (judged.sure >= VERY_SURE or p >= PROBABLE)


def _is_likely(evidence: Evidence, judged: Judged, p: float, candidate: Candidate) -> bool:
    """Whether a client is likely whom the rules do not create, or only in doubt."""
    unsure = candidate.name.islower() or len(evidence.found) > 1
    least = VERY_SURE if candidate.rules == "name" and unsure else DONE
    least = PASTED if evidence.message.has_lines else least
    doubtful = evidence.message.has(*DOUBTING)
    ordered = judged.all[0] >= (CERTAIN if doubtful else VERY_SURE)
    return ordered and p >= least and evidence.backs_order(candidate)


def _rest(found: list[Intent], made: list[CreateClient]) -> Iterator[CreateClient]:
    """The rules' other clients, who are none of these."""
    emails = {each.email for each in made}
    for each in found:
        if isinstance(each, CreateClient) and each.email not in emails:
            name = each.name or ""
            if not (name and any(part_of(name, client.name or "") for client in made)):
                yield each


def _others(found: list[Intent], made: list[CreateClient], *, refused: bool) -> Iterator[Intent]:
    """The questions; without a creation of the rules only those about others."""
    creates = any(isinstance(each, CreateClient) for each in found)
    emails = {(each.email or "").lower() for each in made}
    for each in found:
        if each == DECLINED and refused:
            yield each
        if isinstance(each, QueryClients):
            other = each.conditions - {"email"} and (each.email or "").lower() not in emails
            if creates or other:
                yield each


def _place(message: str, client: CreateClient) -> int:
    """Where the client is told: the address, or else the name."""
    return max(message.find(client.email or client.name or ""), 0)
