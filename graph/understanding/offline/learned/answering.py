"""Answers about the client in hand, whose names the learned reading finds among other words."""

from difflib import SequenceMatcher

from graph.understanding.evidence.names import judge_name, kind_of
from graph.understanding.evidence.short_forms import cut_from, part_of, shares_word, spelt_alike
from graph.understanding.intents import (
    ConfirmDraft,
    CreateClient,
    Doubt,
    Intent,
    QueryClients,
    Talk,
)
from graph.understanding.models.clients import Named
from graph.understanding.offline.learned.mending import is_own
from graph.understanding.offline.learned.pairing import leads_to
from graph.understanding.offline.learned.reading import (
    CERTAIN,
    DENYING,
    REFUSING,
    SURE,
    VERY_SURE,
    LearnedReading,
)
from graph.understanding.offline.learned.weighing.candidates import Evidence
from graph.understanding.offline.requests.forms import BESIDE_DATA
from graph.understanding.offline.requests.message import Message
from graph.understanding.offline.sentence.speech import create_triggers
from graph.understanding.situation import Draft
from tools.folding import fold

BESIDE_NAME = (*BESIDE_DATA, "named", "introduces", "correction", "to")
"""Roles of words that a name has beside it and is an answer."""
PLAIN, BRIEF, LED = 0.9, 0.95, 0.92
"""Probabilities of an order from which on a name among other words is the answer: of a message
judged as if no name were asked for; with few words beside it; with few words behind a whole name
that opens the message."""
MAX_ASIDE = 3
"""Words beside the name of a likely answer: "He calls himself Etienne Maréchal"."""
TAKING_BACK = ("cancel", "later", "hypothetical", "reported")
"""Roles of words with which an answer gives no name."""
ALIKE = 0.75
"""Share of letters, from 0 to 1, that two spellings of a name have in common."""


def begun_again(reading: LearnedReading, found: list[Intent]) -> list[Intent]:
    """The intents; the only name is the whole one that its beginning precedes: "Ash. Ash Reed"."""
    match found:
        case [CreateClient(name=str() as name, email=None) as made] if " " not in name:
            told = {each.text for each in reading.names} | {r.text for r in reading.message.runs}
            longer = {each for each in told if fold(each).startswith(f"{fold(name)} ")}
            if len(longer) == 1 and judge_name(whole := longer.pop()) == "name":
                return [made.model_copy(update={"name": whole})]
    return found


def named_in_passing(reading: LearnedReading, found: list[Intent]) -> list[Intent]:
    """The intents; a name among other words is asked about if the message may be no answer."""
    message = reading.message
    match found:
        case [CreateClient(name=str() as name, email=None, doubt=None) as answer]:
            if whole := _with_kind(message, name):
                return [answer.model_copy(update={"name": whole, "doubt": "name"})]
            own = set(fold(name).split())
            rest = [u for u in message.units if u.kind == "word" and not own & set(u.norm.split())]
            aside = [unit for unit in rest if not unit.has(*BESIDE_NAME)]
            act, sure, _ = reading.judged
            leads = " " in name and message.reader.message.startswith(name)
            few = len(aside) <= MAX_ASIDE and act == "order"
            brief = few and sure >= (LED if leads else BRIEF)
            plain = reading.judged_alone.all[0] >= PLAIN
            told = message.has("named", "introduces")
            beside = message.has("yes") or (bool(rest) and not told)
            small = beside and name.islower() and " " not in name
            sound = not small and (plain or brief or (not aside and act == "order"))
            sound = sound or (_gives(reading) and sure >= CERTAIN)
            return found if sound else [answer.model_copy(update={"doubt": "name"})]
    return found


def _with_kind(message: Message, name: str) -> str | None:
    """The name with the unknown capital word directly before it: "Panadería El Sol"."""
    text = message.reader.message
    start = text.find(name)
    before = [unit for unit in message.units if text[unit.end : start] == " "]
    led = [unit for unit in before if unit.capital and not unit.roles]
    return text[led[0].start : start + len(name)] if led else None


def answered(reading: LearnedReading, draft: Draft, found: list[Intent]) -> list[Intent]:
    """The name without the words round it, or corrected; a datum that a proposal lacks is a yes."""
    message = reading.message
    if others := _of_another(reading, draft, found):
        return others
    if message.has(*TAKING_BACK):
        known = draft.name or draft.candidate or ""
        declined = all(map(message.declines, create_triggers(message.units)))
        return [_without_order(each, known) for each in found] if declined else found
    return (
        found
        if message.is_question
        else _completed(reading, draft, _of_draft(message, draft, found))
    )


def _of_draft(message: Message, draft: Draft, found: list[Intent]) -> list[Intent]:
    """The client without an address, who is the one in hand: "the new client's name is Ana"."""
    match found:
        case [CreateClient(name=str(), email=None, fresh=True) as made] if draft.name is None:
            told = message.has("name_noun") and not message.has("other", "also")
            return [made.model_copy(update={"fresh": False})] if told else found
    return found


def _completed(reading: LearnedReading, draft: Draft, found: list[Intent]) -> list[Intent]:
    """The answer with the name that it gives, and with the yes that it is."""
    message = reading.message
    clients = [name for name in reading.names if name.client]
    match found:
        case [CreateClient(name=None, email=str(), doubt=None, fresh=False) as answer]:
            if name := _named(clients, draft.name, denies=message.has(*DENYING)):
                return [answer.model_copy(update={"name": name})]
            own = not draft.email or is_own(answer.email or "", draft.name or "", draft.email)
            lacks = draft.asks_consent and draft.name and own
            agrees = lacks and reading.judged.sure >= VERY_SURE and not message.has(*REFUSING)
            return [answer, ConfirmDraft()] if agrees else found
        case [CreateClient(name=str() as read, email=None, doubt="name")] if not draft.name:
            inside = [name for name in reading.names if fold(name.text) in fold(read)]
            name = _named(inside, None)
        case [Talk()] | [] if name := _repeated_by(message, draft, clients):
            return [CreateClient(name=name, fresh=False), ConfirmDraft()]
        case [Talk()] | [] if draft.name and not draft.email and (name := _alone(reading)):
            return [CreateClient(name=name, fresh=judge_name(draft.name) == "name")]
        case [Talk()] | [] if draft.name or reading.judged_alone.act == "order" or _gives(reading):
            name = _named(clients, draft.name)
        case [QueryClients()] if not (draft.name or message.has_email) and _gives(reading):
            name = _named(clients, None)
        case _:
            return found
    return [CreateClient(name=name, fresh=False)] if name else found


def _ends_small(name: str) -> bool:
    """Whether a word in small letters, perhaps slang, ends a name in capitals: "Ana Gil poh"."""
    *before, last = name.split()
    return last.islower() and any(word[:1].isupper() for word in before) and kind_of(last) != "name"


def _gives(reading: LearnedReading) -> bool:
    """Whether learned evidence is sure that one whole name is the answer: "it's for Ana Gil"."""
    told = [name for name in reading.names if name.sure >= SURE]
    whole = len(told) == 1 and " " in told[0].text and not told[0].text.islower()
    asked = reading.judged_alone.all[1] >= SURE
    return whole and reading.judged.all[0] >= SURE and not asked


def _repeated_by(message: Message, draft: Draft, names: list[Named]) -> str | None:
    """The only name, if the proposed client's address repeats it and not the name that was read."""
    name, email = _named(names, None), draft.email
    if not (name and email and draft.name and draft.proposed):
        return None
    backs = message.reader.backs
    return name if backs(email, name) and not backs(email, draft.name) else None


def _alone(reading: LearnedReading) -> str | None:
    """The whole name that the message is: of another client, or of the one in hand after all."""
    said = reading.message.reader.message.strip(" .,;:!")
    whole = [name.text for name in reading.names if name.text == said and " " in said]
    return said if whole and judge_name(said) == "name" else None


def _without_order(intent: Intent, known: str) -> Intent:
    """The intent; a client told whole is in doubt: "Ana Gil, ana@gil.es. I'll add her tomorrow"."""
    match intent:
        case CreateClient(name=str() as name, email=str(), doubt=None) if not part_of(name, known):
            return intent.model_copy(update={"doubt": "not_ordered"})
    return intent


def _of_another(reading: LearnedReading, draft: Draft, found: list[Intent]) -> list[Intent]:
    """The client before whose name the address stands, where it would go to the one in hand.

    Also whom the rules see nobody order: while one is in hand, nobody else can be proposed.
    """
    match found:
        case [CreateClient(name=str() as name, email=str() as email, doubt="not_ordered")]:
            own = not draft.name or reading.message.reader.backs(email, draft.name)
            told = not own and Evidence(reading.message, found, reading.names).says_more
            before = [each.text for each in reading.names if told and each.client]
            before = [each for each in before if each == name]
        case [CreateClient(name=None, email=str() as email, fresh=False, about=None)] if draft.name:
            units = [unit for unit in reading.message.emails if unit.text == email]
            people = [name for name in reading.names if judge_name(name.text) == "name"]
            whole = [name for name in people if " " in name.text]
            before = [name.text for name in whole if any(leads_to(name, unit) for unit in units)]
        case _:
            return []
    first = set(fold(draft.name or "").split()[:1])
    others = [name for name in before if first.isdisjoint(fold(name).split())]
    sure = reading.judged_alone.all[0] >= VERY_SURE
    doubt: Doubt | None = None if sure else "not_ordered"
    return [CreateClient(name=name, email=email, doubt=doubt) for name in others[:1]]


def _named(names: list[Named], known: str | None, *, denies: bool = False) -> str | None:
    """The only name; where one is known already, only if it is alike and another one.

    Parts of the known name or of another one do not count: "Ludivina, not Ludovica". Beside a
    denial it is less alike.
    """
    told = [name.text for name in names if not (known and part_of(name.text, known))]
    told = list(dict.fromkeys(n for n in told if not any(cut_from(n, other) for other in told)))
    if len(told) != 1 or judge_name(told[0]) != "name" or _ends_small(told[0]):
        return None
    one, other = fold(told[0]), fold(known or "")
    alike = SequenceMatcher(None, one, other).ratio() >= ALIKE or shares_word(one, other)
    alike = alike or (denies and spelt_alike(one, other))
    return told[0] if not known or alike else None
