"""Whose the addresses are, of several clients in line: by name, short form, number or address."""

import re
from collections.abc import Sequence

from graph.understanding.evidence.names import kind_of
from graph.understanding.evidence.short_forms import goes_by
from graph.understanding.intents import CancelDraft, CreateClient, Intent
from graph.understanding.offline.lexicon.words import key, listed
from graph.understanding.offline.names.records import RESPECTIVELY
from graph.understanding.offline.names.runs import names_somebody
from graph.understanding.offline.requests.line_mentions import (
    Mention,
    mentions_of,
    named_by_address,
)
from graph.understanding.offline.requests.message import Message
from graph.understanding.offline.sentence.units import IN_DOUBT, SENTENCE_END, Unit, unit_at
from graph.understanding.situation import Draft

IN_ORDER = ("ese orden", "este orden", "mismo orden", "that order", "this order", "same order")
LEAVING = listed(
    "deja dejad olvida olvide olvidate quita saca salta saltate descarta cancela elimina borra "
    "omite ignora fuera skip omit forget drop scrap leave exclude ignore remove delete out cancel"
)
"""Words that drop somebody from the line, beside the verbs that cancel."""
ALL = listed("los dos|las dos|ambos|ambas|both|the two|them all|all of them|los tres|las tres")
_ENCLITIC = re.compile(r"(?<=\w{4})(?:lo|la|le)s?$")
LATER = listed("luego|despues|mas tarde|later|for later")


def answer_in_line(message: Message) -> list[Intent]:
    """The addresses of those in line whose owners the message tells, and who is left out or later.

    None if the message tells not of all its addresses whose they are.
    """
    line = [draft for draft in message.memory.line if draft.name and not draft.email]
    if not line:
        return []
    mentions = mentions_of(message, line)
    emails = [i for i, unit in enumerate(message.units) if unit.kind == "email"]
    owners = _owners(message, line, mentions, emails)
    if len(owners) < len(emails):
        return []
    fuller = {m.client.name: m.fuller for m in mentions if m.fuller}
    found: list[Intent] = [
        CreateClient(
            name=fuller.get(client.name),
            email=message.units[index].text,
            about=None if len(emails) == 1 and client is message.draft else client.name,
            fresh=False,
            doubt="email" if message.units[index].has(IN_DOUBT) else None,
        )
        for index, client in owners.items()
    ]
    taken = list(owners.values())
    others = [m for m in mentions if m.client not in taken]
    return [*found, *_left_out(message, line, others, emails)]


def of_another(message: Message, draft: Draft) -> bool:
    """Whether the message names somebody else, and no address that repeats the draft's name."""
    if draft.name is None or message.has("correction", "edit", "no"):
        return False
    others = [r for r in message.runs if not goes_by(r.text, draft.name) and names_somebody(r)]
    people = [draft, *(Draft(name=run.text) for run in others)]
    named = (named_by_address(message.reader, email.text, people) for email in message.emails)
    return bool(others) and draft not in named


def _owners(
    message: Message, line: Sequence[Draft], mentions: list[Mention], emails: list[int]
) -> dict[int, Draft]:
    """The owner of each address: who is named beside it, or in it, or the next one in order."""
    owners = _labelled(mentions, emails)
    for index in emails:
        rest = [draft for draft in line if draft not in owners.values()]
        if index not in owners and not _names_another(message, line):
            named = named_by_address(message.reader, message.units[index].text, rest)
            owners |= {index: named} if named else {}
    rest = [draft for draft in line if draft not in owners.values()]
    missing = [index for index in emails if index not in owners]
    text = key(message.reader.message)
    ordered = any(words in text for words in (*IN_ORDER, *RESPECTIVELY))
    if missing and len(emails) > 1 and (ordered or len(missing) == len(rest)):
        owners |= dict(zip(missing, rest, strict=False))
    return dict(sorted(owners.items()))


def _labelled(mentions: list[Mention], emails: list[int]) -> dict[int, Draft]:
    """The owners who are named in front of their addresses, or all behind them."""
    free = {mention.first: mention for mention in mentions}
    order = sorted((*free, *emails))
    behind = bool(order) and order[0] in emails and order[-1] in free
    owners: dict[int, Draft] = {}
    for place, index in enumerate(order):
        if index not in emails:
            continue
        before = order[place - 1] if place else -1
        after = order[place + 1] if place + 1 < len(order) else -1
        beside = (after, before) if behind else (before, after)
        named = next((free.pop(at).client for at in beside if at in free), None)
        if named and named not in owners.values():
            owners[index] = named
    return owners


def _names_another(message: Message, line: Sequence[Draft]) -> bool:
    """Whether the message names somebody who is not in line."""
    return any(
        message.reader.proper(unit)
        and kind_of(unit.text) == "name"
        and not any(goes_by(unit.text, draft.name or "") for draft in line)
        for unit in message.units
        if unit.kind == "word" and not unit.roles
    )


def _left_out(
    message: Message, line: Sequence[Draft], mentions: list[Mention], emails: list[int]
) -> list[Intent]:
    """Who is dropped or put off among those named without an address; all of them by "both"."""
    found: list[Intent] = []
    for mention in mentions:
        words = _around(message.units, mention, mentions, emails)
        behind = unit_at(message.units, mention.after)
        leaves = any(map(_leaves, words)) or (behind.norm == "no" and not emails)
        later = any(unit.has("later") or unit.norm in LATER for unit in words)
        lacks = any(unit.has("negation", "no") for unit in words) and any(
            unit.has("email_noun", "exist") or unit.norm in ("have", "got") for unit in words
        )
        if leaves and not later:
            found.append(CancelDraft(about=mention.client.name))
        elif lacks or later:
            found.append(CreateClient(about=mention.client.name, fresh=False))
    text = f" {key(message.reader.message)} "
    every = any(f" {words}" in text for words in ALL) and any(map(_leaves, message.units))
    if every and not emails and not mentions:
        return [CancelDraft(about=draft.name) for draft in line]
    return found


def _leaves(unit: Unit) -> bool:
    """Whether a word drops somebody: "olvídalos", "skip"."""
    return unit.has("cancel") or unit.norm in LEAVING or _ENCLITIC.sub("", unit.norm) in LEAVING


def _around(
    units: Sequence[Unit], mention: Mention, mentions: list[Mention], emails: list[int]
) -> list[Unit]:
    """The words of a sentence that go with somebody named: up to the next address or name."""
    stops = {*emails, *(m.first for m in mentions)} - {mention.first}
    first, after = mention.first, mention.after
    ends = SENTENCE_END | ({","} if any(m.first < mention.first for m in mentions) else set())
    while first > 0 and first - 1 not in stops and units[first - 1].text not in ends:
        first -= 1
    while after < len(units) and after not in stops and units[after].text not in SENTENCE_END:
        after += 1
    return [*units[first : mention.first], *units[mention.after : after]]
