"""Turns a question to the directory into a query, completed by the last query or results."""

import re
from itertools import pairwise
from typing import Any

from graph.understanding.evidence.names import kind_of
from graph.understanding.intents import QueryClients
from graph.understanding.offline.queries.domains import domains_of, left_out
from graph.understanding.offline.queries.follow_ups import follow_up
from graph.understanding.offline.queries.looking_for import text_of
from graph.understanding.offline.queries.neighbours import is_beside, neighbour_of
from graph.understanding.offline.queries.question import Question
from graph.understanding.offline.queries.ranking import only_of, ranking
from graph.understanding.offline.sentence.speech import is_question
from graph.understanding.offline.sentence.units import NOTHING
from graph.understanding.situation import Memory

WHEN = ("cuando", "when", "fecha", "date")
"""Words that ask for the day on which a client was registered."""
SHOWING = ("find", "tell", "first", "last", "name_noun", "email_noun", "details", "of")
"""Roles of words that ask to be shown somebody, not whether somebody is there."""
WHETHER = (" si", " if", " whether")
"""Ends of orders to look whether somebody is there: "mira si está Ana"."""
LEADING = ("and", "to", "of", "courtesy", "greeting", "containing", "article")
"""Roles of words before a question word; behind others "que" is "that"."""
SPEAKER = ("yo", "he", "llevo", "i", "i've")
"""Words before a past form in the first person; many Spanish forms mark it themselves."""
FIRST_PERSON = re.compile(r"[éí]$|^di\b", re.IGNORECASE)


def read_query(question: Question, memory: Memory) -> QueryClients:
    """The question as a query: of its own, about the clients shown, or a change of the last one."""
    own, results = _filters(question), memory.results
    going_on = follow_up(question, own, results) if results else None
    return going_on or QueryClients(**own)


def _filters(question: Question) -> dict[str, Any]:
    """The fields of a query that the question itself sets."""
    domains = domains_of(question)
    others = left_out(question, domains)
    domain = next((each.domain for each in domains if each not in others), None)
    email = next((u.text for u in question.units if u.kind == "email"), None)
    period = question.period
    text, weak = (None, False) if email else text_of(question, domains)
    whole = domain is not None and "." in domain
    told = text is not None and text.islower() and kind_of(text) != "name"
    text = None if domain and (weak or (whole and (told or question.has("email_noun")))) else text
    filters: dict[str, Any] = {
        "email": email,
        "domain": domain,
        "not_domain": " ".join(each.domain for each in others),
        "text": text,
        "created_from": period and period.first,
        "created_to": period and period.last,
        "this_session": question.has("here"),
        "count": question.has("count") and not _only_total(question),
        "exists": _asks_whether(question, named=bool(email or text)),
        "doubtful": "name" if text and weak else None,
        "alike": question.has("duplicate"),
        "by_name": question.has("duplicate"),
        "details": question.has("details") or any(u.norm in WHEN for u in question.units),
        "only": only_of(question),
    }
    if not (domains or period or email or text):
        filters["this_session"] |= _speakers_own(question)
    dates = {"created_from", "created_to"} if period else set()
    if (text or email) and is_beside(question, text or email or ""):
        filters["neighbour"] = neighbour_of(question.spoken, named=True)
    found = {name: value for name, value in filters.items() if value or name in dates}
    ranked = ranking(question)
    if text or email:
        ranked.pop("position", None)
    return found | ranked


def _asks_whether(question: Question, *, named: bool) -> bool:
    """Whether a yes or a no answers the question: "¿hay …?", and of a name "is Ana a client?"."""
    if question.has("count", "all") or _asks_which(question):
        return False
    exists = question.has("exist")
    if exists or not named:
        return exists
    whether = [unit for unit in question.spoken if unit.norm.endswith(WHETHER)]
    shows = any(unit.has(*SHOWING) and unit not in whether for unit in question.spoken)
    first = next(iter(question.spoken), NOTHING)
    asks = first.has("inverted") or (is_question(question.units) and not first.has("and"))
    return bool(whether or asks) and not shows


def _asks_which(question: Question) -> bool:
    """Whether a question word asks for more than a yes, as "como" and a relative "que" do not."""
    leading = True
    for unit in question.spoken:
        relative = unit.text.lower() == "que" and not leading
        if unit.has("question") and not relative and unit.text.lower() != "como":
            return True
        leading = leading and unit.has(*LEADING)
    return False


def _speakers_own(question: Question) -> bool:
    """Whether the question is for the user's own creations: "¿a quién apunté?"."""
    return any(
        (verb.has("create_past") and before.norm in SPEAKER)
        or (verb.has("create", "create_past") and FIRST_PERSON.search(verb.text))
        for before, verb in pairwise(question.units)
        if verb.roles
    )


def _only_total(question: Question) -> bool:
    """Whether "total" counts nothing: "¿qué clientes hay en total?" asks for the clients."""
    counting = [unit.norm for unit in question.units if unit.has("count")]
    return question.has("question") and all("total" in norm for norm in counting)
