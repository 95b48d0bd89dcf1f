"""The topic of a message that asks nothing of the directory."""

from graph.understanding.intents import Topic
from graph.understanding.offline.sentence.units import Unit, roles_of

TOPICS: tuple[tuple[str, Topic], ...] = (
    ("missing", "help"),
    ("help", "help"),
    ("edit", "unsupported"),
    ("farewell", "farewell"),
    ("thanks", "thanks"),
    ("greeting", "greeting"),
)


def topic_of(units: list[Unit]) -> Topic:
    """The topic of small talk: "off_topic" if a third of its words are known, else "unknown"."""
    words = [unit for unit in units if unit.kind == "word"]
    said = roles_of(words)
    for role, topic in TOPICS:
        if role in said and (role != "greeting" or len(words) <= 6):
            return topic
    known = sum(bool(unit.roles) for unit in words)
    return "off_topic" if len(words) >= 2 and known * 3 >= len(words) else "unknown"
