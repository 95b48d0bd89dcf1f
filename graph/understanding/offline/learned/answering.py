"""Answers about the client in hand, whose names the learned reading finds among other words."""

from difflib import SequenceMatcher

from graph.understanding.evidence.names import judge_name
from graph.understanding.evidence.short_forms import part_of, shares_word
from graph.understanding.intents import ConfirmDraft, CreateClient, Doubt, Intent, Talk
from graph.understanding.models.clients import Named
from graph.understanding.offline.learned.candidates import Evidence
from graph.understanding.offline.learned.pairing import leads_to
from graph.understanding.offline.learned.reading import REFUSING, VERY_SURE, LearnedReading
from graph.understanding.offline.requests.forms import BESIDE_DATA
from graph.understanding.situation import Draft
from tools.folding import fold

BESIDE_NAME = (*BESIDE_DATA, "named", "introduces", "correction", "to")
"""Roles of words that a name has beside it and is an answer."""
PLAIN, BRIEF = 0.9, 0.95
"""Probabilities of an order from which on a message would be one even if no name were asked for,
and from which on it is one with few words beside the name."""
MAX_ASIDE = 3
"""Words beside the name of a likely answer: "He calls himself Etienne Maréchal"."""
TAKING_BACK = ("cancel", "later", "hypothetical", "reported")
"""Roles of words with which an answer gives no name."""
ALIKE = 0.75
"""Share of letters, from 0 to 1, that two spellings of a name have in common."""


def named_in_passing(reading: LearnedReading, found: list[Intent]) -> list[Intent]:
    """The intents; a name among other words is asked about if the message may be no answer."""
    message = reading.message
    match found:
        case [CreateClient(name=str() as name, email=None, doubt=None) as answer]:
            own = set(fold(name).split())
            rest = [u for u in message.units if u.kind == "word" and not own & set(u.norm.split())]
            aside = [unit for unit in rest if not unit.has(*BESIDE_NAME)]
            act, sure, _ = reading.judged
            brief = len(aside) <= MAX_ASIDE and act == "order" and sure >= BRIEF
            plain = reading.judged_alone.all[0] >= PLAIN
            told = message.has("named", "introduces")
            beside = message.has("yes") or (bool(rest) and not told)
            small = beside and name.islower() and " " not in name
            sound = not small and (plain or brief or (not aside and act == "order"))
            return found if sound else [answer.model_copy(update={"doubt": "name"})]
    return found


def answered(reading: LearnedReading, draft: Draft, found: list[Intent]) -> list[Intent]:
    """The name without the words round it, or corrected; a datum that a proposal lacks is a yes."""
    message = reading.message
    if others := _of_another(reading, draft, found):
        return others
    if message.has(*TAKING_BACK):
        known = draft.name or draft.candidate or ""
        return [_without_order(each, known) for each in found]
    if message.is_question:
        return found
    clients = [name for name in reading.names if name.client]
    match found:
        case [CreateClient(name=None, email=str(), doubt=None, fresh=False) as answer]:
            if name := _named(clients, draft.name):
                return [answer.model_copy(update={"name": name})]
            lacks = draft.asks_consent and draft.name and not draft.email
            agrees = lacks and reading.judged.sure >= VERY_SURE and not message.has(*REFUSING)
            return [answer, ConfirmDraft()] if agrees else found
        case [CreateClient(name=str() as read, email=None, doubt="name")] if not draft.name:
            inside = [name for name in reading.names if fold(name.text) in fold(read)]
            name = _named(inside, None)
        case [Talk()] | [] if draft.name or reading.judged_alone.act == "order":
            name = _named(clients, draft.name)
        case _:
            return found
    return [CreateClient(name=name, fresh=False)] if name else found


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


def _named(names: list[Named], known: str | None) -> str | None:
    """The only name; where one is known already, only if it is alike and another one."""
    if len(names) != 1 or judge_name(names[0].text) != "name":
        return None
    one, other = fold(names[0].text), fold(known or "")
    alike = SequenceMatcher(None, one, other).ratio() >= ALIKE or shares_word(one, other)
    return names[0].text if not known or (alike and not part_of(one, other)) else None
