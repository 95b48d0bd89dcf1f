"""Corrections without an order: of the client created last, of those shown, of others."""

from dataclasses import replace

from graph.understanding.evidence.short_forms import part_of, shares_word, spelt_alike
from graph.understanding.intents import ChangeClient, Intent
from graph.understanding.offline.changes.parts import TELLS_NAME, Part, parts_of
from graph.understanding.offline.changes.several import told_of_each
from graph.understanding.offline.lexicon.words import listed
from graph.understanding.offline.requests.message import Message
from graph.understanding.offline.requests.respelling import corrected
from graph.understanding.offline.sentence.speech import create_triggers
from graph.understanding.offline.sentence.units import Unit, unit_at
from graph.understanding.situation import Draft, KnownClient

ASKING = ("find", "tell", "count", "question", "exist", "howto")
SAYING = ("correction", "negation", "no")
NEW = frozenset(listed("nuevo nueva new actual current"))
NOW = frozenset(listed("ahora now"))
BECOMING = frozenset(listed("pasa cambia cambio paso becomes became changes changed"))
"""Verbs that tell that an address is another one now: "el correo de Ana pasa a ser …"."""
USES = frozenset(listed("usa utiliza tiene uses has"))
MAX_WORDS = 16
PUTTING = listed("ponle ponele pongale pon pone ponga poner put set asignale asigna use")
NAMING = listed(
    "se llama|su nombre es|el nombre es|ponle|ponele|pongale|is called|name is|it's called"
)


def read_correction(message: Message) -> list[Intent]:
    """The change that a correction means; none for a message that corrects nothing."""
    words = [unit for unit in message.units if unit.kind == "word"]
    if message.draft is not None or not words or len(words) > MAX_WORDS:
        return []
    if message.is_question or words[0].has(*ASKING):
        return []
    if create_triggers(message.units) and not _puts(message):
        return []
    if message.has("injection", "hypothetical", "reported", "later", "client", "remove"):
        return []
    created = message.memory.created
    parts = parts_of(message, 0, len(message.units))
    found = _of_created(message, created, parts) if created else None
    if found is None and (each := _of_each(message, parts)):
        return each
    found = found or _of_shown(message, parts) or _of_somebody(message, parts)
    return [found] if found else []


def _of_each(message: Message, parts: list[Part]) -> list[Intent]:
    """What is told of several clients, or two things of one: "Ana se llama Anna y su correo …"."""
    emails = [part for part in parts if part.email]
    renamed = len(parts) > 1 and unit_at(message.units, parts[1].first - 1).norm in TELLS_NAME
    opens = bool(parts) and parts[0].first <= 1 and not parts[0].email
    told = bool(emails) and _tells_new(message, emails)
    if not (renamed and opens) and not told:
        return []
    return told_of_each(message, parts)


def _of_created(message: Message, created: KnownClient, parts: list[Part]) -> ChangeClient | None:
    """A correction of the client that the session created last, read as that of a draft."""
    emails = [part for part in parts if part.email]
    if emails:
        return _other_address(message, created, parts)
    names = [part.text for part in parts if not part.email]
    if _of_surname(message) and len(names) == 1 and parts[0].place == "to":
        whole = len(created.name.split()) <= len((created.name.split()[0], names[0]))
        return ChangeClient(name=names[0], surname=True, plain=whole)
    if not _says(message) and not _renames(message):
        return None
    draft = Draft(name=created.name, email=created.email)
    memory = message.memory.model_copy(update={"draft": draft, "waiting": ()})
    situation = replace(message.situation, memory=memory)
    fixed = corrected(Message(message.reader, situation, message.period))
    if fixed is None or fixed.about is not None:
        return None
    if fixed.doubt or fixed.name == created.name:
        return ChangeClient()
    shares = shares_word(fixed.name or "", created.name)
    denied = any(part.place == "not" and part_of(part.text, created.name) for part in parts)
    sure = shares or denied or len(created.name.split()) == 1
    return ChangeClient(name=fixed.name, plain=sure and len(names) <= 2 + denied)


def _of_surname(message: Message) -> bool:
    return message.has("family") or any("apellido" in unit.norm for unit in message.units)


def _says(message: Message) -> bool:
    return message.has(*SAYING)


def _renames(message: Message) -> bool:
    text = " ".join(unit.norm for unit in message.units)
    return any(text.startswith(naming) for naming in NAMING)


def _other_address(
    message: Message, created: KnownClient, parts: list[Part]
) -> ChangeClient | None:
    """The new address of the client created last: "perdón, es juan2@x.com"."""
    emails = [part for part in parts if part.email]
    right = [part for part in emails if part.place != "not"]
    wrong = [part for part in emails if part.place == "not"]
    names = [part for part in parts if not part.email]
    own = all(part_of(part.text, created.name) for part in names)
    told = message.has("email_noun") and any(unit.has("copula") for unit in message.units)
    says = message.has("correction") or wrong or told
    if len(right) != 1 or not says or not own:
        return None
    if wrong and wrong[0].text.lower() != created.email.lower():
        return ChangeClient(about=wrong[0].text, email=right[0].text)
    return ChangeClient(email=right[0].text, plain=True)


def _of_shown(message: Message, parts: list[Part]) -> ChangeClient | None:
    """A correction of one that was shown or created before: "no es Browne sino Brown"."""
    if not (message.memory.results or message.memory.created):
        return None
    denied = [part for part in parts if part.place == "not"]
    told = [part for part in parts if part.place != "not"]
    if len(denied) != 1 or len(told) != 1 or denied[0].email != told[0].email:
        return None
    if denied[0].email:
        return ChangeClient(about=denied[0].text, email=told[0].text)
    return ChangeClient(name=told[0].text, replaces=denied[0].text)


def _of_somebody(message: Message, parts: list[Part]) -> ChangeClient | None:
    """A change that is told: "Sole ya no usa ese correo, ahora es …", "Ana's new email is …"."""
    emails = [part for part in parts if part.email]
    names = [part for part in parts if not part.email]
    if _puts(message) and len(emails) == 2 and emails[1].place == "not":
        return ChangeClient(about=emails[1].text, email=emails[0].text)
    if not emails and len(names) == 2 and message.has("correction"):
        one, other = names[0].text, names[1].text
        alike = one != other and spelt_alike(one, other)
        return ChangeClient(about=one, name=other) if alike else None
    if not emails or not names or not _tells_new(message, emails):
        return None
    if len({part.text for part in names}) > 1 or len(emails) > 2:
        return None
    return ChangeClient(about=names[0].text, email=emails[-1].text)


def _tells_new(message: Message, emails: list[Part]) -> bool:
    """Whether the message tells that somebody's address is another one now."""
    denied = any(part.place == "not" for part in emails)
    corrected = message.has("email_noun") and message.has("correction")
    puts = _puts(message) and message.has("email_noun") and not message.has("place")
    becomes = not BECOMING.isdisjoint(message.reader.norms)
    return denied or corrected or puts or becomes or _now(message) or message.has("edit_past")


def _puts(message: Message) -> bool:
    """Whether another value is put: "ponle a Juan el correo …", "pon … en vez de …"."""
    first = next(unit for unit in message.units if unit.kind == "word")
    now = _now(message)
    puts = first.norm in PUTTING or (now and first.norm.split()[0] in PUTTING)
    return puts and not message.has("other", "client", *(() if now else ("new",)))


def _now(message: Message) -> bool:
    """Whether the message tells that an address is a new one: "nuevo correo", "ahora usa…"."""
    units = message.units
    beside = [(unit_at(units, i - 1), u, unit_at(units, i + 1)) for i, u in enumerate(units)]
    fresh = any(
        unit.norm in NEW and (before.has("email_noun") or after.has("email_noun"))
        for before, unit, after in beside
    )
    current = any(
        unit.norm.partition(" ")[0] in NOW and any(map(_holds, (before, unit, after)))
        for before, unit, after in beside
    )
    return fresh or current


def _holds(unit: Unit) -> bool:
    """Whether somebody has or uses what follows, or an address does."""
    return unit.has("copula") or unit.kind == "email" or unit.norm in USES
