"""Clients with their addresses as all evidence tells them: created, proposed or left to others."""

from collections.abc import Iterator

from graph.understanding.evidence.acts import Judged
from graph.understanding.evidence.short_forms import part_of
from graph.understanding.intents import CreateClient, Doubt, Intent, QueryClients, Talk
from graph.understanding.offline.learned.candidates import Candidate, Evidence
from graph.understanding.offline.learned.evidence import probability
from graph.understanding.offline.learned.pairing import without_strays
from graph.understanding.offline.learned.reading import (
    LIKELY,
    REFUSING,
    SURE,
    VERY_SURE,
    LearnedReading,
)
from tools.folding import fold

DONE, PASTED = 0.7, 0.97
"""Probabilities from which on a client is created, in one line or in several; whom the rules create
is created by any order."""
PROPOSED, DENIED = 0.4, 0.9
"""Probabilities from which on a client is proposed, and one beside a denial, who is not created."""
MAX_ADDRESSES = 20
"""Addresses of a message whose clients are weighed; more are read as the rules read them."""
CAPPED = ("revoked", "email", "long_list")
"""What the rules see against a client, who is only proposed then, however likely."""

DECLINED = Talk(topic="declined")

Likely = tuple[float, Candidate]


def weighed(reading: LearnedReading, found: list[Intent]) -> list[Intent]:
    """The intents, with the clients who are likely; empty where nobody with an address is."""
    message = reading.message
    if message.draft is not None or not 0 < len(message.emails) <= MAX_ADDRESSES:
        return []
    weighable = all(isinstance(each, CreateClient | QueryClients | Talk) for each in found)
    asked = reading.judged.act == "question" and (
        message.is_question or reading.judged.sure >= SURE
    )
    if message.has("injection") or asked or not weighable:
        return []
    evidence = Evidence(message, found, reading.names)
    likely = [(probability(evidence.features(c), reading.judged), c) for c in evidence.candidates]
    chosen = list(_chosen(evidence, likely))
    if not chosen:
        return []
    made = [_created(evidence, reading.judged, p, candidate) for p, candidate in chosen]
    if _leaves_out(evidence, made):
        made = [each if _is_in(each, found) else _doubted(each) for each in made]
    if message.has(*REFUSING) and (denied := [each for each in made if _is_told(each, found)]):
        emails = {each.email for each in denied}
        made = [each for each in made if each.email not in emails]
        found = [each for each in found if getattr(each, "email", None) not in emails]
        found.append(DECLINED)
    clients = [*made, *_rest(found, made)]
    clients.sort(key=lambda each: _place(message.reader.message, each))
    return without_strays(reading.names, [*clients, *_others(found, made)])


def _leaves_out(evidence: Evidence, made: list[CreateClient]) -> bool:
    """Whether somebody else is nobody's, so that each name or address may be another one's."""
    given = [each.name or "" for each in made]
    left = [
        name
        for name in evidence.names
        if not any(part_of(name.text, known) or part_of(known, name.text) for known in given)
    ]
    emails = evidence.message.emails
    backs = evidence.message.reader.backs
    backed = any(backs(email.text, name.text) for name in left for email in emails)
    return backed or (len(emails) > 1 and any(name.client for name in left))


def _is_told(made: CreateClient, found: list[Intent]) -> bool:
    """Whether the rules create a client whom all other evidence takes for one who is told of."""
    return made.doubt == "not_ordered" and _is_in(made.model_copy(update={"doubt": None}), found)


def _is_in(made: CreateClient, found: list[Intent]) -> bool:
    return any(isinstance(e, CreateClient) and e == made for e in found)


def _doubted(made: CreateClient) -> CreateClient:
    return made.model_copy(update={"doubt": made.doubt or "not_ordered"})


def _chosen(evidence: Evidence, likely: list[Likely]) -> Iterator[Likely]:
    """The likeliest candidate for each address, each name once; those whom rules create first."""
    denied = evidence.message.has(*REFUSING) or DECLINED in evidence.found
    least = DENIED if denied else PROPOSED
    ranked = sorted(likely, key=lambda each: _rank(evidence, *each), reverse=True)
    names, emails = set[str](), set[str | None]([None])
    for p, candidate in ranked:
        name = fold(candidate.name)
        if candidate.email in emails | evidence.composed or name in names:
            continue
        if p >= least or candidate.rules == "clear":
            names.add(name)
            emails.add(candidate.email)
            yield p, candidate


def _rank(evidence: Evidence, p: float, candidate: Candidate) -> tuple[bool, bool, float]:
    return candidate.rules == "clear", evidence.backs(candidate), p


def _created(evidence: Evidence, judged: Judged, p: float, candidate: Candidate) -> CreateClient:
    """The client, in doubt if not likely enough or if the rules see something against it."""
    read = [
        each
        for each in evidence.found
        if isinstance(each, CreateClient) and each.email == candidate.email
    ]
    doubt: Doubt | None = next((each.doubt for each in read if each.doubt in CAPPED), None)
    if candidate.rules == "clear":
        done = judged.all[0] >= LIKELY or p >= DONE
    else:
        unsure = candidate.rules == "name" and candidate.name.islower()
        least = PASTED if evidence.message.has_lines else VERY_SURE if unsure else DONE
        done = judged.all[0] >= VERY_SURE and p >= least and evidence.backs_order(candidate)
    if not (done or doubt):
        own = next((each.doubt for each in read if each.name == candidate.name), None)
        doubt = own or "not_ordered"
    return CreateClient(name=candidate.name, email=candidate.email, doubt=doubt)


def _rest(found: list[Intent], made: list[CreateClient]) -> Iterator[CreateClient]:
    """The rules' other clients, who are none of these."""
    emails = {each.email for each in made}
    for each in found:
        if isinstance(each, CreateClient) and each.email not in emails:
            name = each.name or ""
            if not (name and any(part_of(name, client.name or "") for client in made)):
                yield each


def _others(found: list[Intent], made: list[CreateClient]) -> Iterator[Intent]:
    """The questions; without a creation of the rules only those about others."""
    creates = any(isinstance(each, CreateClient) for each in found)
    emails = {(each.email or "").lower() for each in made}
    for each in found:
        if each == DECLINED:
            yield each
        if isinstance(each, QueryClients):
            other = each.conditions - {"email"} and (each.email or "").lower() not in emails
            if creates or other:
                yield each


def _place(message: str, client: CreateClient) -> int:
    """Where the client is told: the address, or else the name."""
    return max(message.find(client.email or client.name or ""), 0)
