"""Orders: "cambia el email de Juan a j@x.com", "borra a Marta", "rename Jon to John"."""

from collections.abc import Sequence
from itertools import takewhile

from graph.understanding.intents import ChangeClient, Intent, QueryClients, RemoveClient, Talk
from graph.understanding.offline.changes.parts import Part, parts_of
from graph.understanding.offline.changes.several import people_in, places_of, told_of_each
from graph.understanding.offline.changes.signs import of_many, order_at, removes, taken_back
from graph.understanding.offline.lexicon.words import listed
from graph.understanding.offline.requests.message import Message
from graph.understanding.offline.requests.other_business import asked_thing
from graph.understanding.offline.sentence.speech import ENCLITICS, means_somebody
from graph.understanding.offline.sentence.units import unit_at

DATA = ("email_noun", "name_noun", "family", "given")
NAME_NOUNS = ("name_noun", "family", "given", "named")
POINTING = listed("ese esa este esta lo la le him her it them that this hers his their one last")
LEADING = listed("article title to of courtesy client named")
"""Roles of words between a mark and the name of whom an order with a pronoun means."""
OR = frozenset(listed("o u or"))
LAST = listed("ultimo ultima last latest")


def read_order(message: Message, end: int | None = None) -> list[Intent] | None:
    """The change or the deletion that a verb orders; why not; None without an order.

    `end`: the unit up to which it is read; None for all.
    """
    end = len(message.units) if end is None else end
    verb = order_at(message)
    if verb is None:
        return None
    if answer := taken_back(message, verb):
        return [answer]
    if asked_thing(message) is not None:
        return None
    if of_many(message, verb, end) and not _one_of_many(message, verb):
        return [Talk(topic="unsupported")]
    behind = parts_of(message, verb + 1, end)
    before = parts_of(message, 0, verb)
    if removes(message, verb) and not _of_data(message, verb, behind):
        return _removals(message, range(verb, end), behind or before)
    return told_of_each(message, behind) or [_change(message, verb, [*before, *behind])]


def _removals(message: Message, order: range, parts: Sequence[Part]) -> list[Intent]:
    """The deletions of all who are listed; of one or the other, none."""
    verb, meant = order[0], [part for part in parts if part.place != "not"]
    if message.units[verb].norm.endswith(ENCLITICS):
        pointed = bool(meant) and all(_is_told(message, verb, part) for part in meant)
        if pointed and not any(part.email for part in meant):
            return [RemoveClient(about=meant[0].text, pointed=True)]
    if len(parts) > 1 and any(message.units[index].norm in OR for index in order):
        return [Talk(topic="unsupported")]
    named = people_in(message, meant)
    if len(named) > 1:
        return [RemoveClient(about=text) for text in dict.fromkeys(named)]
    places = [] if named else places_of(message, verb)
    if len(places) > 1 or (places and place_of(message, QueryClients(), verb) is None):
        return [RemoveClient(position=place) for place in places]
    return [_removal(message, verb, meant)]


def _is_told(message: Message, verb: int, part: Part) -> bool:
    """Whether another clause tells of the name: "bórrelo, se ha ido a Santa Cruz"."""
    between = message.units[verb + 1 : part.first]
    clause = [*takewhile(lambda unit: unit.kind != "mark", reversed(between))]
    return len(clause) < len(between) and any(not unit.has(*LEADING) for unit in clause)


def _one_of_many(message: Message, verb: int) -> bool:
    """Whether one client is meant all the same: "borra el último de los clientes"."""
    asked = message.query(range(verb + 1, len(message.units)))
    return bool(asked.text or asked.position or asked.limit == 1) and not message.has("all")


def _of_data(message: Message, verb: int, parts: Sequence[Part]) -> bool:
    """Whether only a part of a client is to go: "quita el segundo apellido de Ana"."""
    near = message.units[verb + 1 : verb + 3]
    noun = any(unit.has(*DATA) for unit in near)
    after = unit_at(message.units, verb + 3)
    address = bool(parts) and parts[0].email and parts[0].place != "of"
    return noun and not (address or after.kind == "email")


def _removal(message: Message, verb: int, parts: Sequence[Part]) -> Intent:
    asked = message.query(range(verb + 1, len(message.units)))
    email = next((part.text for part in parts if part.email), None)
    name = next((part.text for part in parts if not part.email), None)
    position = place_of(message, asked, verb)
    if position is not None and not (email or name):
        return RemoveClient(position=position)
    about = email or name or asked.text
    if asked.domain and not about:
        return Talk(topic="unsupported")
    pointed = about or _points(message, verb)
    return RemoveClient(about=about) if pointed else Talk(topic="changes")


def place_of(message: Message, asked: QueryClients, verb: int) -> int | None:
    """The position that the order names: "el segundo", "el último"."""
    if asked.position is not None:
        return asked.position
    for unit in message.units[verb + 1 :]:
        if (number := message.reader.words.ordinals.get(unit.norm)) is not None:
            return number
        if unit.has("last") or unit.norm in LAST:
            return -1
    return None


def _points(message: Message, verb: int) -> bool:
    """Whether a pronoun or "ese cliente" means somebody, or the verb stands alone."""
    if means_somebody(message.units, verb):
        return True
    behind = [unit for unit in message.units[verb + 1 :] if unit.kind == "word"]
    words = [unit for unit in behind if not unit.has("courtesy", "polite", "thanks", "correction")]
    if not words:
        return True
    near = words[:3]
    pointing = any(unit.has("this_one", "client") or unit.norm in POINTING for unit in near)
    return pointing and all(unit.roles for unit in near)


def _change(message: Message, verb: int, parts: Sequence[Part]) -> Intent:
    """The change that the parts tell; without a value it is asked for."""
    asked = message.query(range(verb + 1, len(message.units)))
    position = place_of(message, asked, verb)
    surname = message.has("family")
    emails = [part for part in parts if part.email]
    names = [part for part in parts if not part.email]
    new_email, old_email = _emails(message, emails, names)
    about, new_name, wrong = _names(message, verb, names, addressed=bool(new_email))
    if old_email and new_name is None and about and not new_email:
        new_name, about = about, None
    about = old_email or about
    if new_name and message.has("email_noun") and not message.has(*NAME_NOUNS):
        new_name, wrong = None, None
    if not (about or new_name or new_email or position) and not _points(message, verb):
        return Talk(topic="changes")
    if about and old_email is None and position and not new_name and not new_email:
        position = None
    return ChangeClient(
        about=about,
        position=None if about else position,
        name=new_name,
        email=new_email,
        replaces=wrong,
        surname=surname and new_name is not None and not wrong,
        plain=new_name is None or bool(wrong) or " " in new_name,
    )


def _emails(
    message: Message, emails: Sequence[Part], names: Sequence[Part]
) -> tuple[str | None, str | None]:
    """The new address and the old one."""
    if not emails:
        return None, None
    denied = [part for part in emails if part.place == "not"]
    rest = [part for part in emails if part.place != "not"]
    if denied and rest:
        return rest[-1].text, denied[0].text
    if len(emails) > 1:
        return emails[-1].text, emails[0].text
    only = emails[0]
    behind = [part for part in names if part.first > only.first and part.place in ("to", "at")]
    if behind or (only.place in ("of", "") and not names and _unaddressed(message, only)):
        return None, only.text
    return only.text, None


def _unaddressed(message: Message, part: Part) -> bool:
    """Whether nothing leads to the address: "cambia el de ana@x.es", "corrige ana@x.es"."""
    before = unit_at(message.units, part.first - 1)
    return before.has("edit", "of", "client") or part.place == "of"


def _names(
    message: Message, verb: int, names: Sequence[Part], *, addressed: bool
) -> tuple[str | None, str | None, str | None]:
    """Whom the names mean, the new name, and the words that it replaces."""
    if not names:
        return None, None, None
    denied = next((part for part in names if part.place == "not"), None)
    kept = [part for part in names if part is not denied]
    if addressed:
        return names[0].text, None, None
    if denied and kept:
        about = kept[0].text if len(kept) > 1 else None
        return about, kept[-1].text, denied.text
    if len(names) == 1:
        only = names[0]
        return (None, only.text, None) if _is_new(message, verb, only) else (only.text, None, None)
    first, *others = names
    whole = [part for part in others if part.place in ("to", "at") and " " in part.text]
    last = whole[-1] if whole else others[-1]
    wrong = others[0].text if len(names) > 2 and others[0] is not last else None
    if wrong is None and not (first.possessive or first.place == "of" or message.has("name_noun")):
        wrong = first.text
    return first.text, last.text, wrong


def _is_new(message: Message, verb: int, only: Part) -> bool:
    """Whether the only name is the new one: "cambia el nombre a Uriel", "ponle Uriel"."""
    if only.possessive or only.place == "of":
        return False
    if only.place == "to":
        return True
    noun = any(unit.has("name_noun", "family", "named") for unit in message.units[: only.first])
    order = message.units[verb].norm
    if only.place == "at":
        return noun and not order.endswith(("le", "les"))
    return noun
