"""Questions about the work in hand: "¿se ha guardado?", "¿por quién íbamos?", "why the email?"."""

from graph.understanding.intents import Intent, QueryClients, Talk
from graph.understanding.offline.lexicon.words import key, listed
from graph.understanding.offline.requests.message import Message
from graph.understanding.offline.sentence.units import Unit

WRITTEN = ("create_past", "record_past", "record", "create")
ABOUT_OTHERS = listed("client count question details all first last here place containing more")
"""Roles of words that make it a question to the directory."""
PASSIVE = listed("se quedo ha esta did has is was got")
"""Words beside the verb: "¿se guardó?", "did that save?"."""
SURNAMES = ("guardado",)
"""Past forms that are surnames, too, and have no role."""
PURPOSE = listed("para que|por que|why|what for|what do you need")
DATA = ("email_noun", "name_noun", "details")
MAX_WORDS = 8
WHEN = ("cuándo", "fecha", "date")
OPENING_WHEN = ("cuando", "when")


def about_the_job(message: Message) -> Intent | None:
    """The answer to a question about the client that is being registered or was created last."""
    if message.has_email:
        return None
    words = [unit for unit in message.units if unit.kind == "word"]
    if not words or len(words) > MAX_WORDS:
        return None
    if any(unit.has("pending") for unit in words):
        return Talk(topic="pending")
    if _asks_why(words):
        return Talk(topic="needed")
    if not _asks_whether_saved(message, words):
        return None
    if message.draft is not None:
        return Talk(topic="pending")
    results = message.memory.results
    created = message.memory.just_created and results and results.ids
    return QueryClients(refers_back=True, exists=True) if created else None


def asks_when(message: Message) -> bool:
    """Whether the date of a registration is asked: "alta de Bielsa, ¿fecha?"."""
    if message.has_email or not message.is_question:
        return False
    opening = next((unit for unit in message.units if unit.kind == "word"), None)
    dated = any(unit.text.lower() in WHEN for unit in message.units)
    return dated or (opening is not None and opening.norm in OPENING_WHEN)


def _asks_why(words: list[Unit]) -> bool:
    """Whether the purpose of the data is asked: "¿para qué quieres el correo?"."""
    spoken = " ".join(unit.norm for unit in words)
    return any(f"{purpose} " in f"{spoken} " for purpose in PURPOSE) and words[-1].has(*DATA)


def _asks_whether_saved(message: Message, words: list[Unit]) -> bool:
    """Whether it is asked if the client was written: "¿se ha guardado?", "did that save?"."""
    asked = message.is_question or words[0].norm in PASSIVE
    if not asked or message.period or any(unit.has(*ABOUT_OTHERS) for unit in words):
        return False
    draft_words = key(message.draft.name or "").split() if message.draft else []
    known = (*draft_words, *SURNAMES, *PASSIVE)
    others = any(not unit.roles and unit.norm not in known for unit in words)
    passive = any(unit.norm.split()[0] in PASSIVE for unit in words)
    written = any(unit.has(*WRITTEN) or unit.norm in SURNAMES for unit in words)
    return passive and written and not others
