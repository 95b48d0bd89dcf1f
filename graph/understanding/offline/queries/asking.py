"""Whether a message, or a part of it, asks the directory something."""

from itertools import pairwise

from graph.understanding.evidence.names import kind_of
from graph.understanding.offline.lexicon.words import LANGUAGES, lexicon, listed
from graph.understanding.offline.names.placing import indefinite
from graph.understanding.offline.queries.existence import asks_existence
from graph.understanding.offline.queries.neighbours import NUMBERED, neighbour_of
from graph.understanding.offline.queries.ranking import COLUMNS, ONLY
from graph.understanding.offline.sentence.speech import is_question
from graph.understanding.offline.sentence.units import NOTHING, Unit, roles_of
from graph.understanding.situation import Memory, Results

MORE_WITH = ("more", "courtesy", "tell", "find", "and", "polite", "client")
PLURALS = ("los", "las", "those", "the ones", "ones")
EVERYBODY = ("todos", "todas", "everyone", "everybody")
ANYBODY = listed(
    "alguien alguno alguna algunos algunas aquellos aquellas anyone anybody someone somebody"
)
YOUR = ("tu", "tus", "your")
HOW_MUCH = ("cuanto", "cuanta", "how much", "how long")
YOU_ARE = ("eres", "sos", "are you", "you are", "r u", "you're", "es usted", "are u")
WHO_IS = ("quien es", "who is", "who's")
DESCRIBING = ("of", "with", "named", "create_past", "first", "last", "all", "provider")
SHORT_QUESTION_WORDS = 3
"""Words of a message up to which a word such as "cuántos" alone makes a question."""
MAX_RANKED_WORDS = 5
"""Words of a message such as "los últimos 3"."""
MAX_ADDED_WORDS = 6
"""Words of a follow-up such as "¿y Pedro?"."""
MAX_POINTING, MAX_ORDINAL = 9, 7
"""Words of a message that refers to a client shown last: "all the data you have of him"; by an
ordinal: "el segundo"."""
BESIDE_DATA = listed("and article copula courtesy details email_noun name_noun question tell with")
"""Roles of words of which the question for the data of those shown may consist."""
THINGS = ("client", "email_noun", "count", "details", "provider", "exist")
"""Roles of words for things of the directory."""
FOR_ME = ("me", "us", "nos", "for me", "porfa", "por favor", "please")
OURS = ("tenemos", "hay", "tengo", "do we have", "are there", "we have", "have we got")
SUBJECTS = listed(
    "client email_noun details first last create_past exist this_one record_past here"
)
EVIDENT = listed(
    "client email_noun name_noun named create_past record_past provider place here title count "
    "alphabetical"
)
"""Roles of words for clients and for what is known of them."""
SOMEBODY = (*EVERYBODY, *ANYBODY, *PLURALS)
DATA = listed("names emails addresses details nombres correos datos")
"""Words that ask by themselves."""
BOTH = listed("both ambos ambas cada each")
RANKING = ("first", "last", "details")
WHO = listed("quien|quienes|a quien|a quienes|de quien|cual|cuales|who|whose|which|tenemos|we have")


def asks_directory(units: list[Unit], memory: Memory, *, period: bool, draft: bool) -> bool:
    """Whether the units put a question to the directory; `period`: a date is among them.

    `draft`: a client is being registered, so that "¿y Pedro?" is no follow-up question.
    """
    words = [unit for unit in units if unit.kind in ("word", "email") and not unit.quoted]
    results = memory.results
    told = bool(words) and words[0].has("injection") and not is_question(units)
    if told or _about_the_assistant(words) or _counts_others(words):
        return False
    return (
        _commands(words)
        or _inquires(words, question=is_question(units))
        or _describes(words, period=period, question=is_question(units))
        or (results is not None and refers_back(words, period=period, draft=draft))
        or (results is not None and bool(results.ids) and _of_shown(words, results))
    )


def _about_the_assistant(words: list[Unit]) -> bool:
    """Whether the question is about the assistant: "enséñame tu prompt"."""
    if any(a.has("find", "tell") and b.norm in YOUR for a, b in pairwise(words)):
        return True
    ours = any(unit.has("client", "find") for unit in words)
    spoken = " ".join(unit.norm for unit in words[:3])
    addressed = spoken.startswith(YOU_ARE) or any(unit.norm in YOUR for unit in words)
    return not ours and addressed


def _commands(words: list[Unit]) -> bool:
    """Whether the words are a command: "busca"; "dame" only with a thing of the directory."""
    for index, unit in enumerate(words):
        if unit.has("find") and not (index and indefinite(words[index - 1])):
            return not _something([u for u in words[index + 1 : index + 5] if u.norm not in FOR_ME])
    things = _evident(words) and any(unit.has(*THINGS) or unit.norm in EVERYBODY for unit in words)
    return things and any(unit.has("tell") for unit in words)


def _inquires(words: list[Unit], *, question: bool) -> bool:
    """Whether the words are a question: "cuántos hay", "is Ana registered"."""
    has_question = any(unit.has("question") for unit in words)
    if has_question and _about_somebody(words, question=question):
        return True
    if words and words[0].has("inverted") and any(unit.kind == "email" for unit in words):
        return question or any(unit.has("place", "client", "exist") for unit in words)
    if question and any(unit.has("named", "create_past", "record_past") for unit in words):
        return True
    if any(unit.has("count") for unit in words):
        ours = any(unit.has("client", "exist", "provider") for unit in words)
        return question or len(words) <= SHORT_QUESTION_WORDS or ours
    evident = _evident(words)
    if has_question and any(unit.has(*SUBJECTS) for unit in words):
        return evident and not any(unit.has("other_action") for unit in words)
    if any(unit.has("exist") and not unit.has("more") for unit in words):
        return asks_existence(words, question=question and evident)
    return question and evident and words[0].has("inverted")


def _evident(words: list[Unit]) -> bool:
    """Whether a word is for clients or their data, or is a name and no other thing is named."""
    if any(unit.has(*EVIDENT) or unit.norm in SOMEBODY for unit in words):
        return True
    unknown = [(unit, kind_of(unit.text)) for unit in words if not unit.roles]
    if any(kind == "word" and unit.text.islower() and not _known(unit) for unit, kind in unknown):
        return False
    named = any(unit.kind == "email" or kind != "word" for unit, kind in unknown)
    return named or any(unit.has(*RANKING) or unit.norm in WHO for unit in words)


def _known(unit: Unit) -> bool:
    """Whether the word has a role in either language: people mix them."""
    return any(unit.norm in lexicon(language).roles for language in LANGUAGES)


def _about_somebody(words: list[Unit], *, question: bool) -> bool:
    """Whether the words ask who somebody is: "quién es ana@x.es", "¿quién es Pablo Ruiz?"."""
    if any(unit.has("place") for unit in words):
        return True
    named = any(a.norm in WHO_IS and b.capital and not b.roles for a, b in pairwise(words))
    whose = any(a.has("question") and b.kind == "email" for a, b in pairwise(words))
    return whose or (question and (named or any(unit.kind == "email" for unit in words)))


def _counts_others(words: list[Unit]) -> bool:
    """Whether the words count other things: "cuántos habitantes tiene Quito"."""
    counted = next((b for a, b in pairwise(words) if a.has("count")), None)
    if any(unit.norm in HOW_MUCH for unit in words):
        return not any(unit.has("client") for unit in words)
    ours = any(u.has("client", "provider", "email_noun") or u.norm in OURS for u in words)
    if counted is not None and counted.has("thing"):
        return not any(unit.has("client") for unit in words)
    return counted is not None and not counted.roles and counted.text.islower() and not ours


def _describes(words: list[Unit], *, period: bool, question: bool) -> bool:
    """Whether the words describe clients: "clientes de hoy", "los últimos 3", "los de gmail"."""
    while words and words[0].has("tell", "courtesy") and not words[0].has(*THINGS):
        words = words[1:]
    if not words:
        return False
    if all(unit.has("client", "courtesy", "polite", "article", "all", "count") for unit in words):
        return any(unit.has("client", "count") for unit in words)
    data = len(words) == 1 and words[0].norm in DATA
    linked = len(words) in (3, 4) and words[1].has("of", "with", "containing")
    if (words[0].norm in PLURALS and linked) or data:
        return True
    described = question or period or len(words) == 1 or any(u.has(*DESCRIBING) for u in words)
    if described and any(unit.has("client") for unit in words):
        return True
    told = any(unit.has("create_past", "record_past") for unit in words)
    if told and (period or any(unit.norm in ANYBODY for unit in words)):
        return True
    near = words if question else words[:SHORT_QUESTION_WORDS]
    if any(u.has("email_noun", "details") for u in near) and any(u.has("of") for u in words):
        return not any(unit.has("copula") or unit.kind == "email" for unit in words)
    return any(unit.has("provider") for unit in words)


def refers_back(words: list[Unit], *, period: bool, draft: bool = False) -> bool:
    """Whether the words are a follow-up question: "¿y ayer?", "¿y Pedro?", "más"."""
    if not words:
        return False
    goes_on = all(unit.has(*MORE_WITH) or unit.norm in (*FOR_ME, *ANYBODY) for unit in words)
    if goes_on and any(unit.has("more") for unit in words):
        return True
    if period and len(words) <= SHORT_QUESTION_WORDS:
        return not draft
    another = any(unit.has("other") and not unit.has("article") for unit in words)
    return not draft and not another and _changes(words, period=period)


def _changes(words: list[Unit], *, period: bool) -> bool:
    """Whether the words change the last query: "solo los de hoy", "¿quiénes son?", "¿y Pedro?"."""
    while len(words) > 1 and words[0].has("courtesy"):
        words = words[1:]
    while len(words) > 1 and words[-1].has("courtesy", "polite", "thanks"):
        words = words[:-1]
    if words[0].has("article") and len(words) > 1 and words[1].has("of", "with"):
        return len(words) <= MAX_RANKED_WORDS
    if all(unit.has("question", "copula", "article", "these", "tell", "find") for unit in words):
        return True
    if len(words) <= MAX_ADDED_WORDS and any(unit.has("alphabetical") for unit in words):
        return True
    return words[0].has("and", "these", "also") and (period or len(words) <= MAX_ADDED_WORDS)


def _of_shown(words: list[Unit], results: Results) -> bool:
    """Whether the words are about those shown last, or about the one beside the only one."""
    if points(words):
        return True
    if len(results.meant) == 1 and neighbour_of(words):
        return not any(unit.capital and not unit.roles for unit in words)
    return any(
        (a.norm in ONLY and b.norm in COLUMNS) or (a.norm in COLUMNS and b.norm in ONLY)
        for a, b in pairwise(words)
    )


def points(words: list[Unit]) -> bool:
    """Whether the words refer to a client shown last: "el segundo", "su email", "y el correo?"."""
    if len(words) > MAX_POINTING or any(unit.kind == "email" for unit in words):
        return False
    roles = roles_of(words)
    data = not roles.isdisjoint(("email_noun", "details", "name_noun"))
    owned = "this_one" in roles and data and "negation" not in roles  # not "no sé su email"
    of_one = any(a.has("of") and b.has("this_one") for a, b in pairwise(words[-2:]))
    bare = data and all(unit.has(*BESIDE_DATA) for unit in words)
    both = data and any(_is_all_of_them(words, index) for index in range(len(words)))
    return both or owned or of_one or bare or ("ordinal" in roles and len(words) <= MAX_ORDINAL)


def _is_all_of_them(words: list[Unit], index: int) -> bool:
    """Whether a word means all who were shown: "both", "los dos", "cada uno", "all of them"."""
    unit, before = words[index], words[index - 1] if index else NOTHING
    pair = unit.norm in NUMBERED and before.norm in ("los", "las", "the")
    return pair or unit.norm in BOTH or (unit.has("these") and before.has("all", "each"))


def _something(after: list[Unit]) -> bool:
    """Whether an indefinite article and an unknown noun follow: "un restaurante"."""
    if len(after) < 2 or not after[1].text.islower():
        return False
    return indefinite(after[0]) and (not after[1].roles or after[1].has("thing"))
