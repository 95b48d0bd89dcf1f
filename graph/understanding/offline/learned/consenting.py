"""The yes or the no to what was proposed, in words that the rules do not know."""

from itertools import islice

from graph.understanding.intents import (
    CancelDraft,
    ChangeClient,
    ConfirmDraft,
    CreateClient,
    Intent,
    RemoveClient,
    Talk,
)
from graph.understanding.offline.learned.altering import is_astray
from graph.understanding.offline.learned.reading import (
    CERTAIN,
    LIKELY,
    OPPOSING,
    REFUSING,
    SURE,
    LearnedReading,
    earlier,
)
from graph.understanding.offline.requests.message import Message


def consented(reading: LearnedReading, found: list[Intent]) -> list[Intent]:
    """The consent or the refusal; empty where the message may say something else."""
    message = reading.message
    if not message.memory.asks_consent or message.has_email or message.is_question:
        return []
    if message.has("injection") or not all(_says_no_more(reading, intent) for intent in found):
        return []
    consent, sure = reading.answered
    if sure < SURE or consent == "other":
        return []
    if consent == "yes":
        refused = message.has(*(OPPOSING if message.memory.pending else REFUSING), "reported")
        plain = sure >= CERTAIN and not refused
        return [ConfirmDraft()] if plain and _was_ordered(message) else []
    other_name = message.draft is not None and message.draft.candidate is not None
    return [CreateClient(fresh=False) if other_name else CancelDraft()]


def _says_no_more(reading: LearnedReading, intent: Intent) -> bool:
    """Whether the intent is none beside a yes or a no, or that order again: "sí, bórralo"."""
    message, pending = reading.message, reading.message.memory.pending
    if pending is None:
        return isinstance(intent, Talk)
    match intent:
        case ChangeClient(name=None, email=None) | RemoveClient():
            again = intent.kind == pending.kind and intent.position is None
            other = message.has("other", "all") or bool(reading.names)
            return again and not other and (intent.about is None or is_astray(reading, intent))
        case Talk(topic=topic):
            return topic not in ("changes", "unsupported")
    return False


def _was_ordered(message: Message) -> bool:
    """Whether one of the two messages before seemed to order what is proposed."""
    if message.memory.pending:
        return True
    before = [*islice(earlier(message), 2)]
    return not before or any(each.judged.all[0] >= LIKELY for each in before)
