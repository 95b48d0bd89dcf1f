"""Several clients in one order: who is listed, and which values belong to whom."""

from collections.abc import Sequence

from graph.understanding.intents import ChangeClient, Intent
from graph.understanding.offline.changes.parts import Part
from graph.understanding.offline.requests.message import Message


def people_in(message: Message, parts: Sequence[Part]) -> list[str]:
    """Those who are listed: "a Marta, a Pedro y a Luis"; an address behind a name is its own."""
    found: list[str] = []
    for index, part in enumerate(parts):
        before = parts[index - 1] if index else None
        between = message.units[before.after : part.first] if before else []
        joined = any(unit.has("and", "also") or unit.text == "," for unit in between)
        if part.email and before and not before.email and not any(u.has("and") for u in between):
            found[-1:] = [part.text]
        elif not found or (joined and (part.place != "of" or any(u.has("and") for u in between))):
            found.append(part.text)
    return found


def places_of(message: Message, verb: int) -> list[int]:
    """The positions that the order names: "el primero y el tercero"."""
    numbers, units = message.reader.words.ordinals, message.units
    told = [i for i, unit in enumerate(units) if unit.norm in numbers]
    ordered = [i for i in told if i > verb or units[i - 1].has("article")]
    return [numbers[units[i].norm] for i in ordered if i]


def told_of_each(message: Message, parts: Sequence[Part]) -> list[Intent]:
    """Several changes, or two of one client: "el correo de Ana a … y el de Luis a …".

    Each client's name or address is followed by its new values.
    """
    groups: list[list[Part]] = []
    for part in parts:
        if groups and _is_value(message, part, groups[-1]):
            groups[-1].append(part)
        else:
            groups.append([part])
    denied = any(part.place == "not" for part in parts)
    if denied or len(parts) < 3 or any(len(group) < 2 for group in groups):
        return []
    return [_told(message, *group) for group in groups]


def _is_value(message: Message, part: Part, group: Sequence[Part]) -> bool:
    """Whether the part is a new value of the client with which the group begins."""
    between = message.units[group[-1].after : part.first]
    at = part.place == "at" and not any(unit.has("and") or unit.text == "," for unit in between)
    has = any(each.email == part.email for each in group[1:])
    return not has and (part.email or part.place == "to" or at)


def _told(message: Message, client: Part, *values: Part) -> ChangeClient:
    name = next((part.text for part in values if not part.email), None)
    led = client.possessive or client.place == "of" or message.has("name_noun") or client.email
    return ChangeClient(
        about=client.text,
        name=name,
        email=next((part.text for part in values if part.email), None),
        replaces=client.text if name and not led else None,
    )
