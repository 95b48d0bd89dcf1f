"""Puts a turn's reply together from templates and rows; no datum in it is a model's."""

import re
import unicodedata
from collections.abc import Sequence
from datetime import date
from zoneinfo import ZoneInfo

from graph.turn.actions import Outcome
from graph.turn.answers import LOOKED_FOR, Answer
from graph.turn.plan import Note, Plan
from graph.turn.texts import TEXTS
from graph.understanding.intents import Draft, Language, QueryClients, Talk
from tools.directory.clients import Client

_CLAIM = re.compile(
    r"[@✅\d]|cread|creat|regist|añad|agreg|apunt|guard|de alta|\badd|sav|delet|borr|elimin", re.I
)
_LINK = re.compile(r"://|\bwww\.|[^\W\d_]\.[^\W\d_]{2,}|\]\(", re.I)


def compose(plan: Plan, outcomes: Sequence[Outcome], *, last: bool = False) -> str:
    """The whole reply: what was done, what was not, the answers, and what is still missing.

    `last`: the session takes no further message, which the reply says.
    """
    language = plan.language
    lines = [
        *_texts(outcomes, "done"),
        *_texts(outcomes, "refused"),
        *(_note(language, note) for note in plan.notes),
        *_texts(outcomes, "answered"),
    ]
    if not lines and not plan.asks:
        lines.append(_talk(language, plan.talk))
    if plan.draft is not None:
        lines.append(_draft(language, plan.draft, asks=plan.asks))
    if last:
        lines.append(_say(language, "last_reply"))
    return "\n".join(dict.fromkeys(lines))


def created(language: Language, client: Client) -> str:
    """The client that was created."""
    return _say(language, "created", name=client.name, email=client.email)


def duplicate(language: Language, name: str, holder: Client) -> str:
    """A creation that was refused because `holder` has its email."""
    return _say(language, "duplicate", name=name, email=holder.email, holder=holder.name)


def answered(language: Language, given: Answer, timezone: ZoneInfo) -> str:
    """The answer to a question: rows, a number, or why there is none; days are the zone's."""
    match given.outcome:
        case "rows":
            return _rows(language, given, timezone)
        case "count":
            which = min(given.total, 2)
            text = ("count_0", "count_1", "count_n")[which]
            criteria = _criteria(language, given.query)
            return _say(language, text, total=given.total, criteria=criteria)
        case problem:
            return _say(language, problem, total=given.total)


def _texts(outcomes: Sequence[Outcome], said: str) -> list[str]:
    return [outcome.text for outcome in outcomes if outcome.said == said]


def _say(language: Language, text: str, **values: object) -> str:
    return TEXTS[language][text].format(**values)


def _note(language: Language, note: Note) -> str:
    nameless = f"{note.kind}_nameless"
    if not note.about and nameless in TEXTS[language]:
        return _say(language, nameless)
    return _say(language, note.kind, about=note.about)


def _draft(language: Language, draft: Draft, *, asks: bool) -> str:
    known = {"name": draft.name or "", "email": draft.email or ""}
    if draft.proposed:
        about = " · ".join(value for value in known.values() if value)
        return _say(language, "propose", known=about)
    missing = "both" if not (draft.name or draft.email) else "name" if not draft.name else "email"
    return _say(language, f"{'ask' if asks else 'remind'}_{missing}", **known)


def _talk(language: Language, talk: Talk) -> str:
    """A model's own words are shown only when they can do no harm."""
    if talk.words and _harmless(talk.words):
        return talk.words
    return _say(language, talk.topic, help=TEXTS[language]["help"])


def _harmless(words: str) -> bool:
    """Whether words claim nothing about the directory, and hide no link and no direction mark."""
    seen = all(unicodedata.category(character) != "Cf" for character in words)
    return seen and not _CLAIM.search(words) and not _LINK.search(words)


def _rows(language: Language, given: Answer, timezone: ZoneInfo) -> str:
    criteria = _criteria(language, given.query)
    if not given.clients:
        return _say(
            language,
            "none" if criteria or given.query.refers_back else "none_at_all",
            criteria=criteria,
        )
    rows = [f"- {client.name} | {client.email}" for client in given.clients]
    if given.query.details:
        days = (client.created.astimezone(timezone).date() for client in given.clients)
        since = (_say(language, "since", date=_in_words(language, day)) for day in days)
        rows = [" | ".join(both) for both in zip(rows, since, strict=True)]
    if given.results and given.results.cursor:
        rows.append(_say(language, "some", shown=len(rows), total=given.total))
    return "\n".join(rows)


def _criteria(language: Language, query: QueryClients) -> str:
    """How the question was understood, in words; empty when it was about all clients."""
    texts = TEXTS[language]
    parts = [
        texts[f"with_{name}"].format(value)
        for name in LOOKED_FOR
        if (value := getattr(query, name))
    ]
    parts.append(_period(language, query))
    if query.this_session:
        parts.append(texts["here"])
    return "".join(parts)


def _period(language: Language, query: QueryClients) -> str:
    texts, first, last = TEXTS[language], query.created_from, query.created_to
    if first and last:
        days = (_in_words(language, first), _in_words(language, last))
        return texts["on_day" if first == last else "between"].format(*days)
    if first:
        return texts["from_day"].format(_in_words(language, first))
    return texts["to_day"].format(_in_words(language, last)) if last else ""


def _in_words(language: Language, day: date) -> str:
    month = TEXTS[language]["months"].split()[day.month - 1]
    return _say(language, "day", day=day.day, month=month, year=day.year)
