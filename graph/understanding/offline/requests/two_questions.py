"""Two questions in one message: "how many clients are there, and who is the newest?"."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

from graph.understanding.intents import Intent, QueryClients
from graph.understanding.offline.lexicon.words import listed
from graph.understanding.offline.requests.message import Message
from graph.understanding.offline.sentence.units import unit_at
from graph.understanding.situation import Results

LINKS = listed("y|e|y tambien|and|and also")
BEFORE_QUESTION = ("also", "courtesy", "polite", "tell", "to_me")
"""Roles of words between "and" and the second question."""
BEGINNING = ("question", "count", "find")
"""Roles of words with which it begins."""
MIN_WORDS, MAX_HALVES = 2, 2
"""Words of the first question, and places at which the second one may begin that are tried."""


def halves(message: Message) -> Iterator[tuple[str, str]]:
    """The texts before and behind the first places where a question follows an "and"."""
    return islice(_halves(message), MAX_HALVES)


def _halves(message: Message) -> Iterator[tuple[str, str]]:
    text = message.reader.message
    for index, unit in enumerate(message.units):
        links = unit.norm in LINKS and not unit.quoted
        if links and index >= MIN_WORDS:
            after = index + 1
            while unit_at(message.units, after).has(*BEFORE_QUESTION):
                after += 1
            begins = unit_at(message.units, after)
            if begins.has(*BEGINNING) and not begins.capital:
                yield text[: unit.start], text[unit.end :]


def behind(message: Message, text: str, first: QueryClients) -> Message:
    """The second question, which may be about those for whom the first one asks."""
    situation = message.situation
    memory = situation.memory.model_copy(update={"results": Results(query=first)})
    return Message.of(text, replace(situation, memory=memory))


def only_question(intents: tuple[Intent, ...], *, everybody: bool) -> QueryClients | None:
    """The question, if a new one is all that is read; `everybody`: all clients may be meant."""
    match intents:
        case (QueryClients(refers_back=False) as query,):
            return query if everybody or query.conditions or query.count else None
    return None
