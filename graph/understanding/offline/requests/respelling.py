"""Corrections of a name in line: "Fermín no: Martín", "Helena con h", "no es Bermejo, es Ruiz"."""

import re
from collections.abc import Sequence
from itertools import pairwise

from graph.understanding.evidence.names import judge_name
from graph.understanding.evidence.short_forms import goes_by, part_of, shares_word, similar
from graph.understanding.intents import CreateClient
from graph.understanding.offline.lexicon.words import key, listed
from graph.understanding.offline.names.runs import Run
from graph.understanding.offline.requests.message import ASKING, LINKS, Message
from graph.understanding.offline.sentence.units import NOTHING, Unit, unit_at
from graph.understanding.situation import Draft

MAX_BESIDE = 3
"""Words beside a name that is nearly the whole message."""
UNSURE = listed("no se si|no estoy seguro|no estoy segura|not sure|i don't know|don't know if")
"""Words by which two spellings are both in doubt."""
SPELLINGS = frozenset(
    listed(
        "acento tilde dieresis mayuscula letra deletreado accent letter letters spelt spelled "
        "spell spelling"
    )
)
WRONG = frozenset(listed("wrong mal equivocado equivocada equivoque confundi liado erroneo typo"))
WHO = ("client", "name_noun", "title")
PEOPLE = frozenset(listed("person persona guy girl otro otra someone"))
LETTERS = listed(
    "enye hash ll rr ch doble double hache uve zeta ene griega equis jota ce ese be ve ka ele"
)
WITH = ("con", "with", "sin", "without", "es con", "no")


def corrected(message: Message) -> CreateClient | None:
    """The name of a client in line as the message corrects it; in doubt if it tells not how."""
    line = [draft for draft in message.memory.line if _known(draft)]
    first = next((u for u in message.units if u.kind == "word" and not u.has(*LINKS)), NOTHING)
    if not line or message.has("all") or message.is_question or first.has(*ASKING, "howto"):
        return None
    runs = message.runs
    new = _new_words(message, line, runs)
    if message.draft in line and not message.has_email and _unreadable(message, new):
        meant = next((d for d in line if any(part_of(r.text, _known(d)) for r in runs)), line[0])
        about = None if meant is message.draft else _known(meant)
        return CreateClient(name=_known(meant), about=about, fresh=False, doubt="name")
    for draft in line:
        if name := _whole(message, draft, runs) or _respelt(message, draft, runs, new):
            about = None if draft is message.draft else _known(draft)
            return CreateClient(name=name, email=_only_email(message), about=about, fresh=False)
    return None


def _new_words(message: Message, line: Sequence[Draft], runs: Sequence[Run]) -> list[Unit]:
    """The words that may be names and are in no name in line, written so."""
    words = [message.units[i] for run in runs for i in range(run.first, run.after)]
    return [
        unit
        for unit in words
        if unit.norm not in LETTERS
        and unit.norm not in SPELLINGS
        and not message.reader.particle(unit)
        and not any(_has_word(_known(draft), unit.text) for draft in line)
    ]


def _known(draft: Draft) -> str:
    """The client's name, or what it perhaps is."""
    return draft.name or draft.candidate or ""


def _whole(message: Message, draft: Draft, runs: Sequence[Run]) -> str | None:
    """A whole other name of the client: one that shares a word with it, or is told as the right."""
    known = _known(draft)
    several = [run for run in runs if " " in run.text and not part_of(run.text, known)]
    line = [_known(other) for other in message.memory.line if other is not draft]
    others = [name for name in line if not shares_word(name, known)]
    several = [run for run in several if not any(shares_word(run.text, each) for each in others)]
    corrects = _corrects(message) or _denied(message, known) is not None
    if shorter := [run for run in runs if " " in run.text and _has_part(known, run.text)]:
        return shorter[-1].text if message.has("edit") and not message.has_email else None
    for run in reversed(several):
        right = corrects or _told(message, run) or not message.has_email
        if shares_word(run.text, known) and right:
            return run.text
        if corrects and judge_name(run.text) == "name" and draft is message.draft:
            return run.text
    return None


def _has_part(known: str, name: str) -> bool:
    """Whether the name is several words of the known one, but not all of them."""
    return part_of(name, known) and not part_of(known, name)


def _respelt(
    message: Message, draft: Draft, runs: Sequence[Run], new: Sequence[Unit]
) -> str | None:
    """The name with the word for which another is given: a similar one, or one for a denied."""
    known = _known(draft)
    denied = _denied(message, known)
    for unit in new:
        run = next(r for r in runs if message.units[r.first].start <= unit.start < _end(message, r))
        alike = [word for word in known.split() if similar(word, unit.text)]
        short = goes_by(unit.text, known) and not _spells(message)
        if alike and not short and (denied or draft.candidate or _means_name(message, run)):
            respelt = _replaced(known, alike[0], unit.text)
            return run.text if " " in run.text else _as_written(message, respelt)
    if denied and len({unit.norm for unit in new}) == 1:
        return _replaced(known, denied, new[0].text)
    return None


def _as_written(message: Message, name: str) -> str:
    """The name in the letters in which the message has it, if it has the whole one."""
    written = re.search(rf"(?<!\w){re.escape(name)}(?!\w)", message.reader.message, re.IGNORECASE)
    return written[0] if written else name


def _end(message: Message, run: Run) -> int:
    return message.units[run.after - 1].end


def _means_name(message: Message, run: Run) -> bool:
    """Whether the message spells, tells the name, or is it and little else."""
    rest = [u for i, u in enumerate(message.units) if not run.first <= i < run.after]
    bare = sum(unit.kind == "word" for unit in rest) <= MAX_BESIDE and not message.has_email
    around = (unit_at(message.units, run.first - 1), unit_at(message.units, run.after))
    apart = all(unit.kind not in ("word", "email") for unit in around)
    return bare or apart or _told(message, run) or _spells(message)


def _has_word(name: str, word: str) -> bool:
    """Whether a word of the name is written so, accents included."""
    lowered = [each.lower() for each in name.split()]
    bare = key(word) == word.lower() and key(word) in key(name).split()
    return bare or word.lower() in lowered


def _replaced(known: str, old: str, new: str) -> str:
    cased = new if not known[:1].isupper() or new[:1].isupper() else new.capitalize()
    return " ".join(cased if word == old else word for word in known.split())


def _denied(message: Message, known: str) -> str | None:
    """The word of the name that the message denies: "no es Ariel", "Fermín no", "not Joan"."""
    of_name = set(key(known).split())
    for index, unit in enumerate(message.units):
        said = unit.norm.removesuffix("'s").removesuffix("’s")
        if unit.kind != "word" or said not in of_name or message.reader.particle(unit):
            continue
        before = message.units[max(0, index - 3) : index]
        near = [u for u in (*before, unit_at(message.units, index + 1)) if u.kind == "word"]
        if any(_denies(u) for u in near):
            return next(word for word in known.split() if key(word) == said)
    return None


def _denies(unit: Unit) -> bool:
    return unit.has("negation", "no") or unit.norm.split()[-1] in ("no", "not")


def _corrects(message: Message) -> bool:
    """Whether the message says that something was wrong."""
    return message.has("correction") or not WRONG.isdisjoint(message.reader.norms)


def _spells(message: Message) -> bool:
    """Whether the message spells: a letter behind "con" or "with", an accent, a correction."""
    words = {word for unit in message.units for word in unit.norm.split()}
    named = not SPELLINGS.isdisjoint(words)
    return named or _spells_letter(message) or message.has("correction")


def _unreadable(message: Message, new: Sequence[Unit]) -> bool:
    """Whether the message corrects the name and does not tell how, or tells two ways."""
    words = [word for unit in message.units if unit.kind == "word" for word in unit.norm.split()]
    text = f" {' '.join(words)} "
    if message.has("howto"):
        return False
    if new:
        return any(f" {doubt} " in text for doubt in UNSURE)
    letters = _spells_letter(message) or not SPELLINGS.isdisjoint(words)
    about = message.has(*WHO) or not PEOPLE.isdisjoint(words)
    return letters or (about and not WRONG.isdisjoint(words))


def _spells_letter(message: Message) -> bool:
    """Whether a letter is told: "con h", "with a v", "sin la o"."""
    told = [unit for unit in message.units if not unit.has("article") or unit.norm in LETTERS]
    return any(
        a.norm in WITH and b.kind == "word" and (len(b.norm) == 1 or b.norm in LETTERS)
        for a, b in pairwise(told)
    )


def _told(message: Message, run: Run) -> bool:
    before = unit_at(message.units, run.first - 1)
    return before.has("named", "name_noun", "copula", "edit")


def _only_email(message: Message) -> str | None:
    return message.emails[0].text if len(message.emails) == 1 else None
