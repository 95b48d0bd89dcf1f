"""Clients with their addresses as all evidence tells them: created, proposed or left to others."""

from collections.abc import Iterator

from graph.understanding.evidence.short_forms import part_of
from graph.understanding.intents import CreateClient, Doubt, Intent, QueryClients, Talk
from graph.understanding.models.acts import Judged
from graph.understanding.offline.learned.pairing import joined, without_strays
from graph.understanding.offline.learned.reading import (
    CERTAIN,
    NEGATING,
    SURE,
    UNDENIED,
    VERY_SURE,
    LearnedReading,
    refuses,
)
from graph.understanding.offline.learned.weighing.candidates import Candidate, Evidence
from graph.understanding.offline.learned.weighing.deciding import (
    DECLINED,
    DONE,
    FIRM,
    OUTWEIGHED,
    PROPOSED,
    decided,
    depends,
    is_undenied,
)
from graph.understanding.offline.learned.weighing.evidence import probability
from graph.understanding.offline.learned.weighing.ordered import is_own
from graph.understanding.offline.learned.weighing.rivals import Likely, is_surplus, is_whole
from graph.understanding.offline.requests.forms import is_list
from tools.folding import fold

DENIED = 0.6
"""Probability from which on a client is proposed beside a denial in a sure order."""
HALVES, HALF = ("silent email", "silent half"), 0.6
"""What the rules read where they create a client without the name or the address, and the
probability from which on the tagger's client is that one."""
READ, BACKED = 0.2, 0.1
"""Probabilities by which whom the rules create, and whose address repeats the name, come before
others."""
NEVER = 2.0
"""Beyond all probabilities."""
MAX_ADDRESSES = 20
"""Addresses of a message whose clients are weighed; more are read as the rules read them."""


def weighed(reading: LearnedReading, found: list[Intent]) -> list[Intent]:
    """The intents, with the clients who are likely; empty where nobody with an address is."""
    if not _may_order(reading, found):
        return []
    message, judged, found = reading.message, reading.judged, joined(found)
    evidence = Evidence(message, found, reading.names)
    likely = [(probability(evidence.features(c), judged), c) for c in evidence.candidates]
    chosen = list(_chosen(evidence, judged, likely))
    if not chosen:
        return []
    made = [decided(evidence, judged, each, likely) for each in chosen]
    made, found = _compared(evidence, made, found)
    if all(p < DENIED for p, _ in chosen):
        made, found = _refused(reading, made, found)
    lacking = _lacking(evidence, made, likely) if judged.all[0] >= VERY_SURE else ()
    clients = [*made, *lacking, *_rest(found, made)]
    clients.sort(key=lambda each: _place(message.reader.message, each))
    # Where all is done, what the message denies is something else.
    open_ended = not made or any(each.doubt for each in made) or len(message.emails) > 1
    others = _others(found, made, refused=open_ended and refuses(message))
    return without_strays(reading.names, [*clients, *others])


def _may_order(reading: LearnedReading, found: list[Intent]) -> bool:
    """Whether the message may order clients with an address, and is no question or injection."""
    message = reading.message
    answers = message.draft is not None and not is_list(message)
    if answers or not 0 < len(message.emails) <= MAX_ADDRESSES:
        return False
    plain = all(isinstance(each, CreateClient | QueryClients | Talk) for each in found)
    if not plain or message.has("injection"):
        return False
    act, sure, _ = reading.judged
    return act != "question" or not (message.is_question or sure >= SURE)


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
    reading: LearnedReading, made: list[CreateClient], found: list[Intent]
) -> tuple[list[CreateClient], list[Intent]]:
    """The clients and the rules' intents without those who are told of beside a denial."""
    if not refuses(reading.message) or reading.judged.all[0] >= CERTAIN:
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
    order, message = judged.all[0], evidence.message
    negated = refuses(message, NEGATING) and not is_undenied(evidence, order)
    bound = depends(message)
    declined = (negated or bound) and DECLINED in evidence.found
    plain = order >= UNDENIED and evidence.is_readable and not (declined or bound)
    least = PROPOSED
    if message.is_question:
        asks = [isinstance(each, QueryClients) for each in evidence.found]
        unread = message.has_lines or (asks and all(asks))
        least = NEVER if unread else DONE if any(asks) else least
    if refuses(message):
        unsure = negated or order < VERY_SURE
        least = max(least, NEVER if declined else FIRM if unsure else DENIED)
    ranked = sorted(likely, key=lambda each: _rank(evidence, *each), reverse=True)
    names, emails = set[str](), set[str | None]([None])
    for p, candidate in ranked:
        name = fold(candidate.name)
        taken = candidate.email in emails | evidence.composed or name in names
        if taken or is_surplus((p, candidate), likely):
            continue
        enough = max(least, HALF) if candidate.rules in HALVES else least
        if plain and is_own(evidence, candidate):
            enough = min(enough, OUTWEIGHED)
        if p >= enough or candidate.rules == "clear":
            names.add(name)
            emails.add(candidate.email)
            yield p, candidate


def _rank(evidence: Evidence, p: float, candidate: Candidate) -> tuple[bool, float]:
    own = candidate not in evidence.outdone
    read = 0.0
    if candidate.rules == "clear":
        whole = evidence.is_company(candidate) or is_whole(evidence, candidate)
        read = 1 if whole else READ
    return own, p + read + (BACKED if evidence.backs(candidate) else 0)


def _lacking(
    evidence: Evidence, made: list[CreateClient], likely: list[Likely]
) -> Iterator[CreateClient]:
    """The likely clients beside these whose address the message does not tell."""
    given = [each.name or "" for each in made]
    for p, candidate in likely:
        unread = candidate.rules.startswith("silent") and candidate.rules not in HALVES
        known = any(part_of(candidate.name, each) for each in given)
        meant = p >= PROPOSED or evidence.tag_of(candidate.name) == "client"
        if unread and not known and candidate.email is None and meant:
            yield CreateClient(name=candidate.name)


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
