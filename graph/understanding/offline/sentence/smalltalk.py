"""The topic of a message that asks nothing of the directory."""

from graph.understanding.intents import Topic
from graph.understanding.offline.lexicon.words import listed
from graph.understanding.offline.sentence.units import Unit, roles_of

YES = listed("si yes yep yeah yup sip confirmo confirm confirmado hazlo hagalo adelante proceed")
BESIDE_YES = listed("yes courtesy thanks polite this_one article greeting")
TOPICS: tuple[tuple[str, Topic], ...] = (
    ("missing", "help"),
    ("help", "help"),
    ("edit", "changes"),
    ("farewell", "farewell"),
    ("thanks", "thanks"),
    ("greeting", "greeting"),
)


def topic_of(units: list[Unit]) -> Topic:
    """The topic of small talk: "off_topic" if a third of its words are known, else "unknown"."""
    words = [unit for unit in units if unit.kind == "word"]
    if words and words[0].norm in YES and all(unit.has(*BESIDE_YES) for unit in words):
        return "answered"
    said = roles_of(words)
    for role, topic in TOPICS:
        if role in said and (role != "greeting" or len(words) <= 6):
            return topic
    known = sum(bool(unit.roles) for unit in words)
    return "off_topic" if len(words) >= 2 and known * 3 >= len(words) else "unknown"
