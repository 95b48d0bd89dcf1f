"""The rules' intents beside the learned reading: each mends what the other does not see.

A client whom both read is created at once; where only one of them reads an order, or is sure of it,
the client is proposed.
"""

from collections.abc import Sequence
from itertools import groupby

from graph.understanding.evidence.names import judge_name, kind_of
from graph.understanding.evidence.short_forms import shares_word
from graph.understanding.intents import (
    CreateClient,
    Doubt,
    Intent,
    QueryClients,
    Talk,
)
from graph.understanding.offline.learned.answering import answered, named_in_passing
from graph.understanding.offline.learned.pairing import Pair, clients_of, pairs_of, without_strays
from graph.understanding.offline.learned.reading import (
    CERTAIN,
    DIRECTORY,
    LIKELY,
    REFUSING,
    SURE,
    VERY_SURE,
    LearnedReading,
)
from graph.understanding.offline.requests.forms import BESIDE_DATA
from graph.understanding.offline.requests.message import Message
from graph.understanding.offline.sentence.units import Unit
from tools.folding import fold

TOLD = 0.95
"""Probability from which on an order is seen where words tell of clients, and in several lines a
tale where the rules read an order."""
DOUBTING = ("correction", "hedge", "thing", "introduces")
"""Roles of words with which an order is done only if learned evidence is certain of it."""
JOINTS = {"y", "e", "and"}
"""Words in the names of one or of two people, which the rules leave in doubt."""


def agreed(reading: LearnedReading, found: list[Intent]) -> list[Intent]:
    """The intents of the rules, after comparison with the learned reading."""
    message = reading.message
    if not message.units or message.has("injection") or not all(map(_may_differ, found)):
        return found
    compared = without_strays(reading, _compared(reading, found))
    lacks_name = message.draft is not None and not message.draft.name
    return named_in_passing(reading, compared) if lacks_name else compared


def _compared(reading: LearnedReading, found: list[Intent]) -> list[Intent]:
    message = reading.message
    act, sure = reading.judged
    if act == "question" and sure >= LIKELY:
        return _looked_for(reading, found) or [_asked(reading, each) for each in found]
    if act == "talk" and sure >= (TOLD if message.has_lines else SURE):
        return [_told(message, each) for each in found]
    if message.draft is not None:
        return answered(reading, message.draft, found)
    read = [each for each in found if isinstance(each, CreateClient)]
    if not (act == "order" and sure >= SURE) and all(each.doubt for each in read):
        return found
    return _ordered(reading, found, read, sure if act == "order" else LIKELY) or found


def _may_differ(intent: Intent) -> bool:
    """Whether the learned reading may say something else."""
    match intent:
        case CreateClient(doubt=doubt):
            return doubt not in ("revoked", "long_list", "email") and not intent.about
        case Talk(topic=topic):
            return topic in ("off_topic", "unknown")
    return isinstance(intent, QueryClients)


def _looked_for(reading: LearnedReading, found: list[Intent]) -> list[Intent]:
    """The question that a creation without an address is instead: "tenemos fichá a Ana Gil??"."""
    message, sure = reading.message, reading.judged.sure
    orders = [each for each in found if isinstance(each, CreateClient)]
    if not orders or message.has_email or not (message.is_question and sure >= VERY_SURE):
        return []
    names = [QueryClients(text=name.text, exists=True) for name in reading.names[:1]]
    return [*(names or [message.query(message.everything)])]


def _asked(reading: LearnedReading, intent: Intent) -> Intent:
    """The search; words that are no name by evidence are left out of it if it finds nobody."""
    if not isinstance(intent, QueryClients):
        return intent
    if intent.doubtful == "question" and intent.exists and reading.judged.sure >= CERTAIN:
        return intent.model_copy(update={"doubtful": None})
    others = intent.conditions - {"text"} or reading.message.has(*DIRECTORY)
    if not intent.text or intent.doubtful or intent.exists or not others:
        return intent
    named = {word for name in reading.names for word in fold(name.text).split()}
    is_name = judge_name(intent.text) == "name" or not named.isdisjoint(fold(intent.text).split())
    told = is_name or not any(map(str.isalpha, intent.text))
    return intent if told else intent.model_copy(update={"doubtful": "name"})


def _told(message: Message, intent: Intent) -> Intent:
    """The creation, in doubt where the message only tells of the client; none beside a denial."""
    if not (message.has_email and isinstance(intent, CreateClient)):
        return intent
    if not (intent.name and intent.email and not intent.doubt):
        return intent
    denied = message.has(*REFUSING)
    return Talk(topic="declined") if denied else intent.model_copy(update={"doubt": "not_ordered"})


def _ordered(
    reading: LearnedReading, found: list[Intent], read: list[CreateClient], sure: float
) -> list[Intent]:
    """The clients of the learned reading where the rules' own are in doubt or have gaps."""
    message = reading.message
    told = message.is_question or message.has(*DOUBTING)
    denied = message.has(*REFUSING) or (told and not read and (message.is_question or sure < TOLD))
    if denied:
        return []
    if not (_silent(found) or _has_gaps(message, read)):
        return [_contested(reading, read[0])] if read == found and len(read) == 1 else []
    pairs = pairs_of(reading)
    if any(each.name and each.email and not each.doubt for each in read):
        pairs = [pair for pair in pairs if any(_same(pair, each) for each in read)]
    emails = {pair.email.lower() for pair in pairs if pair.email}
    if not emails:
        alone = not found and len(pairs) == 1 and not message.has_email
        return [CreateClient(name=pairs[0].name)] if alone else []
    firm = sure >= (CERTAIN if told else VERY_SURE) and _says_more(reading)
    parts = len(pairs) == 1 and len(read) > 1 and not any(c.name and c.email for c in read)
    made = [_created(message, pair, read, firm=firm or parts) for pair in pairs]
    return [*made, *(each for each in found if _is_other(each, emails))]


def _contested(reading: LearnedReading, made: CreateClient) -> CreateClient:
    """The creation, in doubt if the learned reading has another name, or capitals before it.

    While the address lacks, the name is the learned one: the question for the address shows it.
    """
    names = clients_of(reading) or reading.names
    own = fold(made.name or "").split()
    if len(names) != 1 or not own or reading.message.has_lines or not names[0].text.istitle():
        return made
    other = fold(names[0].text).split()
    longer = names[0].start > 0 and other[-len(own) :] == own and len(other) > len(own)
    differs = longer or set(other).isdisjoint(own)
    if made.email:
        return made.model_copy(update={"doubt": "name"}) if differs else made
    cut = (made.name or "").split()[len(other) :]
    surplus = own[: len(other)] == other and cut and all(word.islower() for word in cut)
    better = (differs or surplus) and judge_name(names[0].text) == "name"
    return made.model_copy(update={"name": names[0].text}) if better else made


def _silent(found: Sequence[Intent]) -> bool:
    return not found or isinstance(found[0], Talk)


def _has_gaps(message: Message, read: list[CreateClient]) -> bool:
    """Whether a creation is in doubt, or an address is nobody's."""
    taken = {each.email.lower() for each in read if each.name and each.email}
    return any(each.doubt for each in read) or any(e.norm not in taken for e in message.emails)


def _created(message: Message, pair: Pair, read: list[CreateClient], *, firm: bool) -> CreateClient:
    """The creation, proposed unless an order is firm and nothing speaks against the name."""
    certain = (each for each in read if each.name and not each.doubt)
    if pair.email and (same := [each for each in certain if _has(each, pair.email)]):
        return same[0]
    done = not pair.email or (firm and _is_sound(message, pair, read))
    doubt: Doubt | None = None if done else "not_ordered"
    return CreateClient(name=pair.name, email=pair.email, doubt=doubt)


def _is_sound(message: Message, pair: Pair, read: list[CreateClient]) -> bool:
    """Whether the rules read this name, too, or it is one by evidence, and they read no other."""
    alike = [each for each in read if fold(each.name or "") == fold(pair.name)]
    others = [e.name for e in read if e.name and _has(e, pair.email or "") and e not in alike]
    backed = message.reader.backs(pair.email, pair.name)
    if any(not backed or shares_word(pair.name, other) for other in others):
        return False
    if any(each.doubt != "name" for each in alike):
        return True
    joined = not (message.has("client") or JOINTS.isdisjoint(pair.name.split()))
    known = (not pair.name.islower()) if alike else judge_name(pair.name) == "name" or backed
    alone = not message.has_lines and _is_bounded(message, pair.name)
    return known and alone and not (alike and joined)


def _same(pair: Pair, read: CreateClient) -> bool:
    return fold(read.name or "") == fold(pair.name) or _has(read, pair.email or "")


def _has(read: CreateClient, email: str) -> bool:
    return bool(email) and (read.email or "").lower() == email.lower()


def _is_bounded(message: Message, name: str) -> bool:
    """Whether no word behind the name may belong to it, nor, in small letters, one before it."""
    start = message.reader.message.find(name)
    before = [unit for unit in message.units if unit.end <= start][-1:]
    behind = [unit for unit in message.units if unit.start >= start + len(name)][:1]
    near = [*(before if name.islower() else []), *behind]
    return not any(
        unit.kind == "word" and not unit.roles and (unit in before or kind_of(unit.text) != "word")
        for unit in near
    )


def _is_other(intent: Intent, emails: set[str]) -> bool:
    """Whether the intent is a question about others than the clients with these addresses."""
    if not isinstance(intent, QueryClients):
        return False
    return bool(intent.conditions - {"email"}) and (intent.email or "").lower() not in emails


def _says_more(reading: LearnedReading) -> bool:
    """Whether words of a known language stand beside the data, of several lines on their own."""
    groups = groupby(reading.message.units, lambda unit: unit.kind == "line")
    lines = [list(line) for ends, line in groups if not ends]
    if len(lines) > 1:
        lines = [line for line in lines if not any(_is_data(reading, unit) for unit in line)]
    words = [unit for line in lines for unit in line if unit.kind == "word"]
    beside = [u for u in words if not (u.has(*BESIDE_DATA) or _is_data(reading, u))]
    if all(unit.has("stop", "language") and not unit.has("requesting") for unit in beside):
        return False
    known = [u for u in beside if u.roles or kind_of(u.text) in ("word", "either")]
    return len(known) > len(beside) / 2


def _is_data(reading: LearnedReading, unit: Unit) -> bool:
    named = any(name.start < unit.end and unit.start < name.end for name in reading.names)
    return unit.kind == "email" or named
