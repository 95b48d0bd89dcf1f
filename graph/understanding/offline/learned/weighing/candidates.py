"""Who may be meant by a message: each name with its address, and the evidence for both."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby

from graph.understanding.evidence.names import judge_name, kind_of
from graph.understanding.intents import CreateClient, Intent
from graph.understanding.models.acts import step_of
from graph.understanding.models.clients import Named
from graph.understanding.offline.learned.pairing import pairs_of, shared_words
from graph.understanding.offline.requests.forms import BESIDE_DATA
from graph.understanding.offline.requests.message import Message
from graph.understanding.offline.sentence.units import NOTHING, Unit
from tools.folding import fold

NEAR, FAR = (3, 12, 40), 4
"""Letters between a name and its address: bounds of what is told apart; number beyond the last."""
MANY = 3
"""Names, addresses or words of a name from which on more do not matter."""
WORDS = 6
"""Words of a message that are counted as one step of its length."""


@dataclass(frozen=True)
class Candidate:
    """A client who may be meant; `rules` tells how the rules read the name."""

    name: str
    email: str | None
    rules: str


@dataclass(frozen=True)
class Evidence:
    """What is known of a message by the rules and by the tagger."""

    message: Message
    found: Sequence[Intent]
    names: Sequence[Named]

    @cached_property
    def candidates(self) -> list[Candidate]:
        """The clients of the rules that have a name, then the tagger's other names."""
        by_rules = [
            Candidate(each.name, each.email, each.doubt or "clear")
            for each in self.created
            if each.name and fold(each.name) in self.said
        ]
        known = {(_bare(each.name), each.email) for each in by_rules}
        tagged = [self._tagged(name) for name in self.names]
        return [*by_rules, *(c for c in tagged if (fold(c.name), c.email) not in known)]

    @cached_property
    def composed(self) -> set[str | None]:
        """The addresses of names that the rules put together: "first name Ana, surname Gil"."""
        named = [each for each in self.created if each.name]
        return {each.email for each in named if fold(each.name or "") not in self.said}

    @cached_property
    def said(self) -> str:
        """The folded message."""
        return fold(self.message.reader.message)

    @cached_property
    def created(self) -> list[CreateClient]:
        """The clients whom the rules create."""
        return [each for each in self.found if isinstance(each, CreateClient)]

    def _tagged(self, name: Named) -> Candidate:
        """A name with its address by their order, or that repeats it, or the next or last one."""
        emails = self.message.emails
        backed = [each.text for each in emails if self.message.reader.backs(each.text, name.text)]
        behind = [each.text for each in emails if each.start >= name.end]
        near = backed if len(backed) == 1 else behind[:1] or [each.text for each in emails[-1:]]
        email = self._in_order.get(name.text, near[0] if near else None)
        return Candidate(name.text, email, f"silent {self._instead(name.text, email)}")

    @cached_property
    def _in_order(self) -> dict[str, str | None]:
        return {pair.name: pair.email for pair in pairs_of(self.message, self.names)}

    def backs(self, candidate: Candidate) -> bool:
        """Whether the address repeats a word of the name."""
        return bool(candidate.email and self.message.reader.backs(candidate.email, candidate.name))

    @cached_property
    def outdone(self) -> set[Candidate]:
        """Those whose address repeats more words of another name: "ana.gil@…" is Ana Gil's."""
        return {each for each in self.candidates if self._repeats_another(each)}

    def _repeats_another(self, candidate: Candidate) -> bool:
        email = candidate.email or ""
        words = fold(candidate.name).split()
        unlike = [each.text for each in self.names if fold(each.text).split()[0] not in words]
        own = shared_words(email, candidate.name)
        return any(shared_words(email, name) > own for name in unlike)

    def is_company(self, candidate: Candidate) -> bool:
        """Whether the name ends with a legal form; the tagger leaves out what stands before it."""
        forms = self.message.reader.words.groups["company_form"]
        return fold(candidate.name).split()[-1] in forms

    def _instead(self, name: str, email: str | None) -> str:
        """What the rules read instead of a name of the tagger with this address."""
        created = self.created
        if any(fold(each.name or "") == fold(name) and not each.email for each in created):
            return "half"
        same = [each for each in created if email and each.email == email]
        if same:
            return "other" if any(each.name for each in same) else "email"
        return "create" if created else self._beside

    @cached_property
    def _beside(self) -> str:
        """What the rules read beside creations."""
        kinds = {
            f"{each.kind} {each.topic}" if each.kind == "talk" else each.kind
            for each in self.found
            if each.kind != "create"
        }
        return " ".join(sorted(kinds)) or "nothing"

    def features(self, candidate: Candidate) -> dict[str, str]:
        """What is told of a candidate, by the kind of evidence."""
        message, name = self.message, candidate.name
        start = message.reader.message.find(name)
        start = start if start >= 0 else self.said.find(fold(name))
        before = [unit for unit in message.units if unit.end <= start]
        behind = [unit for unit in message.units if unit.start >= start + len(name) and start >= 0]
        return {
            "rules": candidate.rules,
            "tagged": self.tag_of(name),
            "registered": self._registered(name),
            "judged": f"{judge_name(name)} {'small' if name.islower() else ''}",
            "words": str(min(len(name.split()), MANY + 1)),
            "beside": self._beside,
            "backed": self._backed(candidate),
            "mail": str(bool(candidate.email)),
            "emails": str(min(len(message.emails), MANY)),
            "candidates": str(min(len(self.candidates), MANY)),
            "question": str(message.is_question),
            "lines": str(message.has_lines),
            "gap": self._gap(candidate, start),
            "names": self._counted,
            "part": self._part(candidate),
            "next": _kind(behind[0] if behind else NOTHING),
            "before": _kind(before[-1] if before else NOTHING),
            "more": str(self.says_more),
            "length": str(min(sum(u.kind == "word" for u in message.units) // WORDS, WORDS)),
            **dict.fromkeys((f"role {role}" for role in message.roles), ""),
        }

    @property
    def is_readable(self) -> bool:
        """Whether there are words beside the data, most of them known ones."""
        return _mostly_known(self.words)

    @cached_property
    def words(self) -> list[Unit]:
        """The words that are no data, of several lines on lines of their own."""
        groups = groupby(self.message.units, lambda unit: unit.kind == "line")
        lines = [list(line) for ends, line in groups if not ends]
        if len(lines) > 1:
            lines = [line for line in lines if not any(map(self._is_data, line))]
        words = [unit for line in lines for unit in line if unit.kind == "word"]
        return [unit for unit in words if not self._is_data(unit)]

    @property
    def _beside_labels(self) -> list[Unit]:
        """The words that are neither data, labels nor courtesy."""
        return [unit for unit in self.words if not unit.has(*BESIDE_DATA)]

    @cached_property
    def says_more(self) -> bool:
        """Whether known words stand beside the data that are not all small ones."""
        beside = self._beside_labels
        small = all(u.has("stop", "language") and not u.has("requesting") for u in beside)
        return _mostly_known(beside) and not small

    @cached_property
    def says_any(self) -> bool:
        """Whether a word that is no label is beside the data, and most words are known ones."""
        return bool(self._beside_labels) and self.is_readable

    def _is_data(self, unit: Unit) -> bool:
        named = any(name.start < unit.end and unit.start < name.end for name in self.names)
        return unit.kind == "email" or named

    def tag_of(self, name: str) -> str:
        """How the tagger's names are like this one, and whether they are clients."""
        own, best = set(_bare(name).split()), "no"
        for each in self.names:
            kind = "client" if each.client else "mention"
            other = set(_bare(each.text).split())
            if own == other:
                return kind
            if own & other:
                best = (
                    f"{kind} {'longer' if own < other else 'shorter' if other < own else 'other'}"
                )
        return best

    def _registered(self, name: str) -> str:
        """How likely it is by the words round the name alone that it is to be registered."""
        same = [each.sure for each in self.names if _bare(each.text) == _bare(name)]
        return str(step_of(max(same))) if same else "no"

    @cached_property
    def _counted(self) -> str:
        clients = sum(name.client for name in self.names)
        return f"{min(clients, MANY)} {min(len(self.names) - clients, MANY)}"

    def _backed(self, candidate: Candidate) -> str:
        """Whether the address repeats a word of the name, or only another address does."""
        others = any(self.message.reader.backs(e.text, candidate.name) for e in self.message.emails)
        own = "less" if candidate in self.outdone else "own"
        return own if self.backs(candidate) else "other" if others else "none"

    def _part(self, candidate: Candidate) -> str:
        """Whether another candidate has a word of the name, and more words."""
        own = set(fold(candidate.name).split())
        others = [set(fold(c.name).split()) for c in self.candidates if c is not candidate]
        alike = [other for other in others if own & other]
        return "longer" if any(len(o) > len(own) for o in alike) else "some" if alike else "no"

    def _gap(self, candidate: Candidate, start: int) -> str:
        """How far behind or before a name its address is."""
        units = [unit for unit in self.message.emails if unit.text == candidate.email]
        if not units or start < 0:
            return "no"
        behind = units[0].start - (start + len(candidate.name))
        gap = behind if behind >= 0 else start - units[0].end
        step = next((at for at, most in enumerate(NEAR) if gap <= most), FAR)
        return f"{'behind' if behind >= 0 else 'before'} {step}"


def _mostly_known(words: Sequence[Unit]) -> bool:
    known = [u for u in words if u.roles or kind_of(u.text) in ("word", "either")]
    return len(known) > len(words) / 2


def _bare(name: str) -> str:
    """The folded name without the full stop of "Cía."."""
    return fold(name).rstrip(".")


def _kind(unit: Unit) -> str:
    return f"{unit.kind} {'known' if unit.roles else ''}" if unit.kind == "word" else unit.kind
