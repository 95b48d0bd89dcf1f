"""The learned reading of a message: its act and its names, with their probability."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise, takewhile
from unicodedata import category

from graph.understanding.models.acts import Judged, Seen, judge_act
from graph.understanding.models.classifiers import classify, likeliest
from graph.understanding.models.clients import Named, clients_among
from graph.understanding.models.tagger import Name, names_in
from graph.understanding.offline.learned.outline import seen_of
from graph.understanding.offline.lexicon.words import listed
from graph.understanding.offline.requests.message import Message
from graph.understanding.offline.sentence.units import NOTHING, Unit
from graph.understanding.situation import Memory, Situation
from tools.folding import composed

LIKELY, SURE, VERY_SURE, CERTAIN, UNDENIED = 0.5, 0.8, 0.9, 0.97, 0.99
"""Probabilities of an act: of an order from `LIKELY` on it is asked about, of any from `SURE` on
the judgement counts, from `VERY_SURE` on also alone, from `CERTAIN` on where words of the message
may speak against it, and from `UNDENIED` on where one of them is a plain "no"."""
DENYING = listed("negation no cancel correction later hypothetical hedge leave_out edit")
"""Roles of words with which an order or an answer is only proposed."""
TELLING = listed("reported thing create_past record_past")
"""Roles of words that tell of clients, or of other things, and order none."""
OPPOSING = listed("negation no cancel later hypothetical leave_out")
"""Roles of words with which no change is agreed to."""
STOPPING = (*OPPOSING, "edit")
"""Roles of words with which nobody is asked about, either."""
NEGATING = listed("negation no cancel leave_out")
"""Roles of words that deny; beside them nobody is proposed whom the rules do not create."""
REFUSING = listed(
    "negation no cancel later hypothetical reported leave_out edit create_past record_past howto"
)
"""Roles of words with which no learned evidence makes an order."""
DOUBTING = listed("correction hedge thing introduces")
"""Roles of words with which an order is done only if learned evidence is certain of it."""
DIRECTORY = listed(
    "client email_noun name_noun details count all first last more here create_past alphabetical"
)
"""Roles of words for what the directory can tell."""
ORDERING = ("new", "other", "polite", "place")
"""Roles of words without which a whole client that only learned evidence sees ordered is only
proposed, if its order is not `VERY_SURE`."""

HAVING = listed(
    "have has had having got get know knows remember gave given brought left "
    "tengo tiene tienen tenemos se sabe dado dio dejo dejado pasado mandado acuerdo recuerdo trajo"
)
"""Words for having, knowing or giving an address."""
TO_ADDRESS = 8
"""Words of one clause between a denial and the noun of the address that is missing."""

_JOINED = re.compile(r"\s(?:y|e|and)$", re.IGNORECASE)


@dataclass(frozen=True)
class LearnedReading:
    """One message, read when it is asked for."""

    message: Message

    @cached_property
    def judged(self) -> Judged:
        """The act of the message."""
        return judge_act(self._seen, self._state)

    @cached_property
    def judged_alone(self) -> Judged:
        """The act of the message if nothing had been asked before."""
        return judge_act(self._seen, state_of(Memory()))

    @cached_property
    def answered(self) -> tuple[str, float]:
        """Whether the message agrees to what was proposed, and the probability of it."""
        return likeliest(classify("consents", self._seen))

    @cached_property
    def corrects(self) -> float:
        """The probability that the message corrects the client who was created or shown last."""
        return classify("corrections", self._seen)["correction"]

    @cached_property
    def alters(self) -> Mapping[str, float]:
        """The probabilities that the message has a client changed, deleted, or neither."""
        return classify("changes", self._seen)

    @cached_property
    def undoes(self) -> float:
        """The probability that the message takes back the last write."""
        return classify("undos", self._seen)["undo"]

    @cached_property
    def remarks(self) -> Mapping[str, float]:
        """Of words behind an address: how probably they are a remark, revoke it, or go on."""
        return classify("remarks", self._seen)

    @cached_property
    def form(self) -> tuple[str, float]:
        """What answers the question, "rows", a "number" or "whether", and the probability of it."""
        return likeliest(classify("forms", self._seen))

    @cached_property
    def topic(self) -> tuple[str, float]:
        """Whom the question is about, its "own", those "shown" or "more", and how probably."""
        return likeliest(classify("topics", self._seen))

    @cached_property
    def names(self) -> list[Named]:
        """The names outside addresses, each with the probability that it is to be registered."""
        return clients_among(self._seen, self._state[-1], self.judged)

    @cached_property
    def _seen(self) -> Seen:
        found = names_in(self.message.reader.message, self._state[-1])
        return seen_of(self.message, outside_addresses(self.message, found))

    @cached_property
    def _state(self) -> list[str]:
        return state_of(self.message.memory)


def earlier(message: Message) -> Iterator[LearnedReading]:
    """The user's last messages, the newest first, each read as if nothing had been before."""
    for text in message.situation.said_before:
        yield afresh(message, composed(text))


def afresh(message: Message, text: str) -> LearnedReading:
    """Another text, as a part of the message, read as if nothing had been before."""
    return LearnedReading(Message.of(text, Situation(message.situation.today, Memory())))


def refuses(message: Message, roles: Sequence[str] = REFUSING) -> bool:
    """Whether a word with one of the roles is there; not for "I don't have her email yet"."""
    units = message.units
    said = [at for at, unit in enumerate(units) if unit.has(*roles)] if message.has(*roles) else []
    return any(not _lacks(units, at) for at in said)


def _lacks(units: Sequence[Unit], at: int) -> bool:
    """Whether the unit belongs to the words that nobody has, knows or gave an address."""
    if not units[at].has("negation", "no", "later"):
        return False
    near = [*takewhile(_in_clause, units[at : at + TO_ADDRESS])]
    near += takewhile(_in_clause, reversed(units[max(0, at - TO_ADDRESS) : at]))
    denied = any(unit.has("negation", "no") for unit in near)
    addressed = any(unit.has("email_noun") for unit in near)
    return denied and addressed and any(unit.norm in HAVING for unit in near)


def _in_clause(unit: Unit) -> bool:
    return unit.kind == "word"


def outside_addresses(message: Message, names: Sequence[Name]) -> list[Name]:
    """The names that no address overlaps or ends with, and that end where a word does.

    Without a conjunction at their end: "LUCÍA Y CUYO CORREO…".
    """
    text = f"{message.reader.message} "
    whole = (_JOINED.sub("", n.text) if text[n.end + 1 :][:1].isalnum() else n.text for n in names)
    cut = [
        name._replace(text=t, end=name.start + len(t)) for name, t in zip(names, whole, strict=True)
    ]
    return [
        name
        for name in _without_orders(message, cut)
        if not category(text[name.end]).startswith("M")
        and not any(email.text.endswith(f".{name.text}") for email in message.emails)
        and not any(email.start < name.end and name.start < email.end for email in message.emails)
    ]


def _without_orders(message: Message, names: Sequence[Name]) -> Iterator[Name]:
    """The names without a mistyped order before them: "Ragister Iván Soto"."""
    behind = {a.start: (a, b.start) for a, b in pairwise(message.units)}
    for name in names:
        first, start = behind.get(name.start, (NOTHING, 0))
        text = name.text[start - name.start :] if first.has("create", "record") else ""
        yield name._replace(text=text, start=start) if text else name


def state_of(memory: Memory) -> list[str]:
    """The situation as features: what the client in hand lacks, and what was shown last."""
    draft, results = memory.draft, memory.results
    lacks = "consent" if memory.asks_consent else "nothing"
    if draft is not None and not draft.asks_consent:
        lacks = "email" if draft.name else "name"
    shown = "nothing"
    if results is not None:
        shown = "created" if memory.just_created else "some" if results.ids else "nobody"
    return [f"lacks {lacks}", f"shown {shown}", f"{lacks} {shown}"]
