"""Changes of clients that are ordered behind a report of who wants them."""

from graph.understanding.intents import ChangeClient, Intent, RemoveClient, Talk
from graph.understanding.offline.learned.reading import CERTAIN, LearnedReading

UNREPORTED = ("injection", "negation", "no", "cancel", "undo", "create", "hypothetical", "later")
"""Roles beside which a reported wish orders nothing."""


def reordered(reading: LearnedReading, found: list[Intent]) -> list[Intent]:
    """The change of a sure order that the rules read as a report; it is shown and asked about.

    "Ana has asked that we erase her record. Kindly delete."
    """
    message = reading.message
    if found != [Talk(topic="kept")] or message.is_question or message.draft is not None:
        return []
    if message.has(*UNREPORTED):
        return []
    act, sure, _ = reading.judged
    if act != "order" or sure < CERTAIN:
        return []
    match [name.text for name in reading.names], [email.text for email in message.emails]:
        case [name], [] if message.has("remove"):
            return [RemoveClient(about=name)]
        case [name], [email] if message.has("edit"):
            return [ChangeClient(about=name, email=email)]
    return []
