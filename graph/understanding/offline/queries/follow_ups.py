"""Questions about what was asked or shown before: "which of them …?", "y los de gmail"."""

from typing import Any

from graph.understanding.intents import QueryClients
from graph.understanding.offline.lexicon.words import listed
from graph.understanding.offline.queries.asking import points, refers_back
from graph.understanding.offline.queries.domains import asks_for_others, asks_for_rest
from graph.understanding.offline.queries.neighbours import is_named_behind, neighbour_of
from graph.understanding.offline.queries.question import Question
from graph.understanding.offline.queries.ranking import position_of
from graph.understanding.offline.sentence.units import Unit
from graph.understanding.situation import Results

THESE = listed("that those eso esos esas")
"""Last words with which a number is asked of what was found before: "how many is that?"."""
DOMAINS = {"domain", "not_domain"}
OWN = {"email", "position", *DOMAINS}
"""Fields of a question that is not about those shown before."""
NARROWING = {"text", "created_from", "created_to", "limit", *DOMAINS}
"""Fields that choose among those shown: "which of them is at gmail?"."""
MORE = QueryClients(more=True)


def follow_up(question: Question, own: dict[str, Any], results: Results) -> QueryClients | None:
    """The query of a question that goes on from the last one; `own`: the fields that it sets.

    None where it asks something by itself.
    """
    words, last = [unit for unit in question.units if unit.kind != "mark"], results.query
    if results.ids and not results.cursor and _narrows(question, own):
        return QueryClients(refers_back=True, **own)
    if not own and _asks_who(question, results):
        return QueryClients(refers_back=True)
    if last and (others := _others(question, own, results)):
        return others
    if last and question.has("more") and refers_back(words, period=False):
        side = neighbour_of(question.spoken) if len(results.meant) == 1 else None
        beside = side is not None and not results.cursor
        return QueryClients(refers_back=True, neighbour=side) if beside else MORE
    if results.ids and (picked := _picked(question, words, own, results)):
        return picked
    return _merged(question, last, own) if last and _lives_on(question, own, last) else None


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
    single = len(results.meant) == 1
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
