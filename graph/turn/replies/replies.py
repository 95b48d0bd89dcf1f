"""Puts a turn's reply together from templates and rows; no datum in it is a model's."""

import re
import unicodedata
from collections.abc import Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from graph.turn.actions import Outcome
from graph.turn.answers import LOOKED_FOR, Answer
from graph.turn.changes.texts import CHANGE_TEXTS
from graph.turn.changes.wording import asked as asked_of_change
from graph.turn.plan import Note, Plan
from graph.turn.replies.days import day_in_words, period_in_words
from graph.turn.texts import TEXTS
from graph.understanding.intents import Language, QueryClients, Talk
from graph.understanding.situation import Draft
from tools.directory.clients import Client
from tools.directory.duplicates import meant_domain

SMALL_TALK = ("greeting", "thanks", "farewell")
"""Topics behind which nobody is reminded of a pending registration."""
SAID = {language: TEXTS[language] | CHANGE_TEXTS[language] for language in TEXTS}
_CLAIM = re.compile(
    r"[@✅\d]|cread|creat|regist|añad|agreg|apunt|guard|de alta|\badd|sav|delet|borr|elimin", re.I
)
_LINK = re.compile(r"://|\bwww\.|[^\W\d_]\.[^\W\d_]{2,}|\]\(", re.I)


def compose(
    plan: Plan, outcomes: Sequence[Outcome], *, last: bool = False, taught: bool = False
) -> str:
    """The whole reply: what was done, what was not, the answers, and what is still missing.

    `last`: the session takes no further message, which the reply says. `taught`: an earlier reply
    explained what the assistant can do.
    """
    language = plan.language
    lines = [
        *_texts(outcomes, "done"),
        *_texts(outcomes, "refused"),
        *(_note(language, note) for note in plan.notes),
        *_texts(outcomes, "answered"),
    ]
    reminded = plan.draft is not None and plan.talk.topic == "pending"
    if not (lines or plan.asks or reminded or plan.pending):
        lines.append(_talk(language, plan.talk, taught=taught))
    proposed = [draft for draft in plan.line if draft.proposed]
    if len(proposed) > 1:
        lines += (f"- {draft.name or ''} | {draft.email or ''}" for draft in proposed)
        lines.append(_say(language, "propose_all", total=len(proposed)))
    elif plan.draft is not None and (plan.asks or _reminds(plan)):
        lines.append(_draft(language, plan.draft, asks=plan.asks, named=not _lists_all(plan)))
    if plan.changes:
        lines += asked_of_change(language, plan.changes)
    if last:
        lines.append(_say(language, "last_reply"))
    return "\n".join(dict.fromkeys(lines))


def teaches(reply: str) -> bool:
    """Whether the reply explains what the assistant can do."""
    return any(texts["help"] in reply for texts in TEXTS.values())


def created(language: Language, client: Client, like: Sequence[Client] = ()) -> str:
    """The client that was created, and what looks like a mistake: others `like` it, its domain."""
    lines = [_say(language, "created", name=client.name, email=client.email)]
    if like:
        others = ", ".join(f"{each.name} ({each.email})" for each in like)
        lines.append(_say(language, "looks_like", others=others))
    if domain := meant_domain(client.email):
        lines.append(_say(language, "meant_domain", domain=domain))
    return "\n".join(lines)


def duplicate(language: Language, name: str, holder: Client) -> str:
    """A creation that was refused because `holder` has its email."""
    return _say(language, "duplicate", name=name, email=holder.email, holder=holder.name)


def answered(language: Language, given: Answer, timezone: ZoneInfo, now: datetime) -> str:
    """The answer to a question: rows, a number, or why there is none; days are the zone's."""
    today = now.astimezone(timezone).date()
    match given.outcome:
        case "rows":
            return _rows(language, given, timezone, today)
        case "count":
            which = min(given.total, 2)
            text = ("count_0", "count_1", "count_n")[which]
            criteria = _criteria(language, given.query, today)
            return _say(language, text, total=given.total, criteria=criteria)
        case problem:
            return _say(language, problem, total=given.total)


def _texts(outcomes: Sequence[Outcome], said: str) -> list[str]:
    return [outcome.text for outcome in outcomes if outcome.said == said]


def _say(language: Language, text: str, **values: object) -> str:
    return SAID[language][text].format(**values)


def _note(language: Language, note: Note) -> str:
    nameless = f"{note.kind}_nameless"
    if not note.about and nameless in SAID[language]:
        return _say(language, nameless)
    return _say(language, note.kind, about=note.about)


def _reminds(plan: Plan) -> bool:
    """Whether a pending registration is worth a word: not behind thanks and greetings."""
    return bool(plan.queries) or plan.talk.topic not in SMALL_TALK


def _lists_all(plan: Plan) -> bool:
    """Whether the reply is about all clients, where the name of one that is none misleads."""
    everybody = any(not query.conditions for query in plan.queries)
    return everybody and not plan.about_creating


def _draft(language: Language, draft: Draft, *, asks: bool, named: bool) -> str:
    """The question for what the draft lacks, or a reminder, `named` or without its data."""
    known = {"name": draft.name or "", "email": draft.email or ""}
    if draft.proposed:
        about = " · ".join(value for value in known.values() if value)
        return _say(language, "propose", known=about)
    if draft.candidate:
        return _say(language, "ask_candidate", candidate=draft.candidate)
    missing = "both" if not (draft.name or draft.email) else "name" if not draft.name else "email"
    if not (asks or named or missing == "both"):
        return _say(language, f"remind_{missing}_only")
    return _say(language, f"{'ask' if asks else 'remind'}_{missing}", **known)


def _talk(language: Language, talk: Talk, *, taught: bool) -> str:
    """A model's own words are shown only when they can do no harm."""
    if talk.words and _harmless(talk.words):
        return talk.words
    again = taught and talk.topic != "help"
    return _say(language, talk.topic, help=TEXTS[language]["help_again" if again else "help"])


def _harmless(words: str) -> bool:
    """Whether words claim nothing about the directory, and hide no link and no direction mark."""
    seen = all(unicodedata.category(character) != "Cf" for character in words)
    return seen and not _CLAIM.search(words) and not _LINK.search(words)


def _rows(language: Language, given: Answer, timezone: ZoneInfo, today: date) -> str:
    criteria = _criteria(language, given.query, today)
    if not given.clients:
        told = criteria or given.query.refers_back
        nobody = "absent" if given.query.exists else "none"
        return _say(language, nobody if told else "none_at_all", criteria=criteria)
    rows = [_row(client, given.query) for client in given.clients]
    if given.query.details:
        days = (client.created.astimezone(timezone).date() for client in given.clients)
        since = (_say(language, "since", date=day_in_words(language, day)) for day in days)
        rows = [" | ".join(both) for both in zip(rows, since, strict=True)]
    if given.results and given.results.cursor and not given.query.refers_back:
        rows.append(_say(language, "some", shown=len(rows), total=given.total))
    said = [_say(language, "yes")] if given.query.exists else []
    return "\n".join([*said, *rows])


def _row(client: Client, query: QueryClients) -> str:
    """The client's name and address, or the one of them that is asked for."""
    values = {"name": client.name, "email": client.email}
    return f"- {values[query.only]}" if query.only else f"- {client.name} | {client.email}"


def _criteria(language: Language, query: QueryClients, today: date) -> str:
    """How the question was understood, in words; empty when it was about all clients."""
    texts = TEXTS[language]
    parts = [
        texts[f"with_{name}"].format(value)
        for name in LOOKED_FOR
        if (value := getattr(query, name))
    ]
    if query.not_domain:
        others = texts["nor_with_domain"].join(query.not_domain.split())
        parts.append(texts["without_domain"].format(others))
    if query.alike:
        parts.append(texts["alike"])
    parts.append(period_in_words(language, query.created_from, query.created_to, today))
    if query.this_session:
        parts.append(texts["here"])
    return "".join(parts)
