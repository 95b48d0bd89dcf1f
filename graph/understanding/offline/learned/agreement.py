"""Questions, answers, orders without an address: rules beside the learned reading."""

from graph.understanding.evidence.names import judge_name
from graph.understanding.intents import (
    CreateClient,
    Intent,
    QueryClients,
    Talk,
)
from graph.understanding.offline.learned.answering import answered, begun_again, named_in_passing
from graph.understanding.offline.learned.asking import of_each, reshaped
from graph.understanding.offline.learned.pairing import clients_of, without_strays
from graph.understanding.offline.learned.reading import (
    CERTAIN,
    DIRECTORY,
    DOUBTING,
    LIKELY,
    REFUSING,
    STOPPING,
    SURE,
    UNDENIED,
    VERY_SURE,
    LearnedReading,
)
from graph.understanding.offline.requests.message import Message
from graph.understanding.offline.sentence.smalltalk import topic_of
from tools.folding import fold

TOLD = 0.95
"""Probability from which on an order is seen where words tell of clients, and in several lines a
tale where the rules read an order."""


def agreed(reading: LearnedReading, found: list[Intent]) -> list[Intent]:
    """The intents of the rules, after comparison with the learned reading."""
    message = reading.message
    if not message.units or message.has("injection") or not all(map(_may_differ, found)):
        return found
    if message.draft is None and found and all(_names_nobody(message, each) for each in found):
        return found  # which no step below would change, but for which the models would be asked
    compared = begun_again(reading, without_strays(reading.names, _compared(reading, found)))
    lacks_name = message.draft is not None and not message.draft.name
    return named_in_passing(reading, compared) if lacks_name else compared


def _compared(reading: LearnedReading, found: list[Intent]) -> list[Intent]:
    message = reading.message
    act, sure, _ = reading.judged
    if act == "question" and sure >= LIKELY:
        asked = _looked_for(reading, found) or [_asked(reading, each) for each in found]
        return of_each(reading, asked)
    if act == "talk" and sure >= (TOLD if message.has_lines else SURE):
        return [_told(reading, each) for each in found]
    if message.draft is not None:
        return answered(reading, message.draft, found)
    return _ordered(reading, found)


def _may_differ(intent: Intent) -> bool:
    """Whether the learned reading may say something else."""
    match intent:
        case CreateClient(doubt=doubt):
            return doubt not in ("revoked", "long_list", "email") and not intent.about
        case Talk(topic=topic):
            return topic in ("declined", "off_topic", "unknown")
    return isinstance(intent, QueryClients)


def _names_nobody(message: Message, intent: Intent) -> bool:
    """Whether the search is for no name, no doubtful one, and not just for all clients.

    Nor one that only follows from the search before it.
    """
    if not isinstance(intent, QueryClients) or intent.text or intent.doubtful:
        return False
    if intent.count:
        return message.has("count")
    told = intent.conditions - {"created_from", "created_to"}
    if intent.domain and "." not in intent.domain:
        told -= {"domain"}
    return bool(told) and (message.is_question or not intent.refers_back)


def _looked_for(reading: LearnedReading, found: list[Intent]) -> list[Intent]:
    """The question that a creation without an address is instead: "tenemos fichá a Ana Gil??"."""
    message, sure = reading.message, reading.judged.sure
    orders = [each for each in found if isinstance(each, CreateClient)]
    bare = all(not each.about for each in orders)
    asked = (bare and sure >= SURE) or (message.is_question and sure >= VERY_SURE)
    if not orders or message.has_email or not asked:
        return []
    names = [QueryClients(text=name.text, exists=True) for name in reading.names[:1]]
    return [*(names or [message.query(message.everything)])]


def _asked(reading: LearnedReading, intent: Intent) -> Intent:
    """The search; words that are no name by evidence are left out of it if it finds nobody."""
    if not isinstance(intent, QueryClients):
        return intent
    intent = reshaped(reading, intent)
    if intent.doubtful == "question" and intent.exists and reading.judged.sure >= CERTAIN:
        return intent.model_copy(update={"doubtful": None})
    if not intent.text or intent.doubtful:
        return intent
    if name := _beginning(reading, intent.text):
        return intent.model_copy(update={"text": name})
    others = intent.conditions - {"text"} or reading.message.has(*DIRECTORY)
    if (intent.exists and intent.conditions == {"text"}) or not others:
        return intent
    named = {word for name in reading.names for word in fold(name.text).split()}
    is_name = judge_name(intent.text) == "name" or not named.isdisjoint(fold(intent.text).split())
    told = is_name or not any(map(str.isalpha, intent.text))
    return intent if told else intent.model_copy(update={"doubtful": "name"})


def _beginning(reading: LearnedReading, text: str) -> str | None:
    """The name in capitals with which the text begins, if small letters follow: "Lim Kok leh"."""
    name = next((each.text for each in reading.names if text.startswith(f"{each.text} ")), None)
    rest = text[len(name or "") :]
    cut = name is not None and not name.islower() and rest.islower()
    return name if cut and reading.judged.sure >= VERY_SURE else None


def _told(reading: LearnedReading, intent: Intent) -> Intent:
    """What small talk keeps of an intent.

    A client whose address is told is proposed, or none beside a denial or where talk is certain and
    no question; no other is asked about. A search is one only if it finds somebody; one without a
    name or an address is none where talk is sure, nor is one for those shown or for all clients.
    """
    message, sure = reading.message, reading.judged.sure
    talk = Talk(topic=topic_of(message.units))
    if isinstance(intent, QueryClients):
        shown = intent.refers_back and not message.is_question
        named = intent.conditions & {"text", "domain", "part"}
        unnamed = sure >= VERY_SURE and not (named or message.has_email)
        if shown or unnamed or intent == QueryClients():
            return talk
        doubted = named and not intent.doubtful
        return intent.model_copy(update={"doubtful": "question"}) if doubted else intent
    if not isinstance(intent, CreateClient):
        return intent
    if not message.has_email and message.draft is None and not intent.about:
        return Talk(topic="declined") if intent.name else talk
    if not (intent.name and intent.email):
        return intent
    if sure >= CERTAIN and not (message.is_question or message.has_lines):
        return Talk(topic="declined")
    if intent.doubt:
        return intent
    denied = message.has(*REFUSING)
    return Talk(topic="declined") if denied else intent.model_copy(update={"doubt": "not_ordered"})


def _ordered(reading: LearnedReading, found: list[Intent]) -> list[Intent]:
    """The creations without an address: of the rules, or else of the only client who is named."""
    message, (act, sure, _) = reading.message, reading.judged
    if message.has_email or act != "order" or sure < SURE:
        return found
    match found:
        case [CreateClient(name=None, about=None) as made]:
            told = [name.text for name in clients_of(message, reading.names)]
            whole = len(told) == 1 and " " in told[0] and told[0].istitle()
            return [made.model_copy(update={"name": told[0]})] if whole else found
        case [CreateClient() as made]:
            return [_contested(reading, made)]
        case [] | [Talk()] if not (_is_stopped(reading) or message.is_question):
            names = clients_of(message, reading.names)
            firm = sure >= (VERY_SURE if found or message.has(*DOUBTING) else SURE)
            return [CreateClient(name=names[0].text)] if firm and len(names) == 1 else found
    return found


def _is_stopped(reading: LearnedReading) -> bool:
    """Whether a word speaks against the order, and it is not all too probable."""
    return reading.message.has(*STOPPING) and reading.judged.sure < UNDENIED


def _contested(reading: LearnedReading, made: CreateClient) -> CreateClient:
    """The creation, in doubt if the learned reading has another name, or capitals before it.

    While the address lacks, the name is the learned one: the question for the address shows it.
    """
    names = clients_of(reading.message, reading.names) or reading.names
    own = fold(made.name or "").split()
    if len(names) != 1 or not own or reading.message.has_lines or not names[0].text.istitle():
        return made
    other = fold(names[0].text).split()
    longer = names[0].start > 0 and other[-len(own) :] == own and len(other) > len(own)
    differs = longer or set(other).isdisjoint(own)
    if made.email:
        return made.model_copy(update={"doubt": "name"}) if differs else made
    cut = (made.name or "").split()[len(other) :]
    ends_small = own[: len(other)] == other and all(word.islower() for word in cut)
    begins_small = own[-len(other) :] == other and (made.name or "")[:1].islower()
    surplus = bool(cut) and (ends_small or begins_small)  # "Ana Gil leh", "perfil de Ana Gil"
    better = (differs or surplus) and judge_name(names[0].text) == "name"
    return made.model_copy(update={"name": names[0].text}) if better else made
