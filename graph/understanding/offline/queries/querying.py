"""Turns a question to the directory into a query, completed by the last query or results."""

import re
from itertools import pairwise
from typing import Any

from graph.understanding.evidence.names import kind_of
from graph.understanding.intents import QueryClients
from graph.understanding.offline.lexicon.words import listed
from graph.understanding.offline.queries.asking import points, refers_back
from graph.understanding.offline.queries.domains import (
    asks_for_others,
    asks_for_rest,
    domains_of,
    left_out,
)
from graph.understanding.offline.queries.looking_for import text_of
from graph.understanding.offline.queries.neighbours import (
    is_beside,
    is_named_behind,
    neighbour_of,
)
from graph.understanding.offline.queries.question import Question
from graph.understanding.offline.queries.ranking import (
    only_of,
    position_of,
    ranking,
)
from graph.understanding.offline.sentence.speech import is_question
from graph.understanding.offline.sentence.units import NOTHING, Unit
from graph.understanding.situation import Memory, Results

WHEN = ("cuando", "when", "fecha", "date")
"""Words that ask for the day on which a client was registered."""
SHOWING = ("find", "tell", "first", "last", "name_noun", "email_noun", "details", "of")
"""Roles of words that ask to be shown somebody, not whether somebody is there."""
THESE = listed("that those eso esos esas")
"""Last words with which a number is asked of what was found before: "how many is that?"."""
WHETHER = (" si", " if", " whether")
"""Ends of orders to look whether somebody is there: "mira si está Ana"."""
DOMAINS = {"domain", "not_domain"}
OWN = {"email", "position", *DOMAINS}
"""Fields of a question that is not about those shown before."""
MORE = QueryClients(more=True)
NARROWING = {"text", "created_from", "created_to", "limit", *DOMAINS}
"""Fields that choose among those shown: "which of them is at gmail?"."""
LEADING = ("and", "to", "of", "courtesy", "greeting", "containing", "article")
"""Roles of words before a question word; behind others "que" is "that"."""
SPEAKER = ("yo", "he", "llevo", "i", "i've")
"""Words before a past form in the first person; many Spanish forms mark it themselves."""
FIRST_PERSON = re.compile(r"[éí]$|^di\b", re.IGNORECASE)


def read_query(question: Question, memory: Memory) -> QueryClients:
    """The question as a query: of its own, about the clients shown, or a change of the last one."""
    words = [unit for unit in question.units if unit.kind != "mark"]
    results = memory.results
    own = _filters(question)
    if results and results.ids and not results.cursor and _narrows(question, own):
        return QueryClients(refers_back=True, **own)
    if results and not own and _asks_who(question, results):
        return QueryClients(refers_back=True)
    if results and results.query and (others := _others(question, own, results)):
        return others
    if results and results.query and question.has("more") and refers_back(words, period=False):
        single = len(results.ids) == 1 or results.focus is not None
        beside = single and not results.cursor and neighbour_of(question.spoken)
        return QueryClients(refers_back=True, neighbour=beside) if beside else MORE
    if results and results.ids and (picked := _picked(question, words, own, results)):
        return picked
    if results and results.query and _lives_on(question, own, results.query):
        return _merged(question, results.query, own)
    return QueryClients(**own)


def _narrows(question: Question, own: dict[str, Any]) -> bool:
    """Whether the question chooses among those shown: "which of those two is at gmail?"."""
    of_these = any(u.has("these") and u.norm.startswith(("de ", "of ")) for u in question.units)
    return of_these and bool(NARROWING & own.keys())


def _asks_who(question: Question, results: Results) -> bool:
    """Whether the question is who those shown, or counted among others, are: "who are they?"."""
    if not results.ids:
        return False
    bare = all(unit.has("question", "copula") for unit in question.spoken)
    if question.spoken and bare and not question.has("exist"):  # "who remains?"
        return True
    counted = results.query is not None and results.query.count
    return counted and (question.has("these") or not question.has("all", "client", "find"))


def _others(question: Question, own: dict[str, Any], results: Results) -> QueryClients | None:
    """The last query about the other domains: "how many don't?", "the rest" behind its last page.

    None if it was about no domain, or if the question is about something else.
    """
    last = results.query
    if last is None or own.keys() - {"count", "exists"}:
        return None
    if not last.domain and len((last.not_domain or "").split()) != 1:
        return None
    rest = asks_for_rest(question) and not (results.cursor or question.has("all"))
    if not (rest or asks_for_others(question, denied=bool(last.not_domain))):
        return None
    swapped = {"domain": last.not_domain, "not_domain": last.domain}
    forms = {"count": "count" in own, "exists": False, "limit": None, "details": False}
    return last.model_copy(update=swapped | forms)


def _picked(
    question: Question, words: list[Unit], own: dict[str, Any], results: Results
) -> QueryClients | None:
    """The question as a query about the clients shown last; None if it is not about them.

    The other end of a list that was ranked itself, as the last two are, is that of all clients.
    """
    ranked = len(results.ids) == 1 or bool(results.query and results.query.limit)
    everybody = question.has("first", "last") and (ranked or question.has("all"))
    if everybody or OWN & own.keys() or question.has("client"):
        return None
    pointed, named = points(words), own.get("text", "")[:1].isupper()
    single = len(results.ids) == 1 or results.focus is not None
    side = neighbour_of(question.spoken) if single and not named else None
    if side and not is_named_behind(question, own):
        return QueryClients(refers_back=True, neighbour=side)
    if "text" in own and (named or not pointed):
        return None
    details, only = "details" in own, own.get("only")
    if (position := position_of(question)) is not None:
        if results.query and results.query.position:
            return results.query.model_copy(update={"position": position})
        return QueryClients(refers_back=True, position=position, details=details)
    return QueryClients(refers_back=True, details=details, only=only) if pointed else None


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


def _lives_on(question: Question, own: dict[str, Any], before: QueryClients) -> bool:
    """Whether the question is a change of the last query, and none by itself."""
    words = question.spoken
    if question.has("all", "client", "other_action") and not question.has("these"):
        return False
    if not words:
        return bool(own)
    if words[0].has("and", "these") or question.has("these"):
        return True
    filters = own.keys() - {"count", "details", "newest_first", "limit", "by_name", "only"}
    these = words[-1].norm in THESE or any(unit.norm in ("son", "are") for unit in words)
    bare = not filters and (own.keys() & {"only", "by_name"} or (own.get("count") and these))
    reshow = before.count and not own and not question.has("first", "last")
    return bool(bare or reshow)


def _merged(question: Question, before: QueryClients, own: dict[str, Any]) -> QueryClients:
    """The last query, its fields replaced by those that the question sets."""
    forms = {"more", "refers_back", "position", "limit", "newest_first", "only"}
    fields = before.model_dump(exclude=forms | ({"by_name"} if "limit" in own else set()))
    narrowing = question.has("these")
    if own.keys() & {"text", "part", "email"}:
        fields = {"exists": before.exists}
    elif "domain" in own and not narrowing:
        fields |= {"text": None, "part": None, "email": None}
    if own.keys() & DOMAINS:
        fields |= dict.fromkeys(DOMAINS)
    if "created_from" in own or "created_to" in own:
        fields |= {"created_from": None, "created_to": None}
    listing = any(u.norm in ("cuales", "which", "quienes", "who") for u in question.units)
    showing = question.has("find", "tell", "named", "name_noun", "email_noun", "details")
    if listing or showing or "limit" in own:
        fields["count"] = False
    return QueryClients(**(fields | own))
