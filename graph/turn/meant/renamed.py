"""The whole name of a client, after one word of it or its longer form was told."""

from collections.abc import Sequence

from graph.understanding.evidence.names import kind_of
from graph.understanding.evidence.short_forms import goes_by, part_of, similar
from graph.understanding.intents import ChangeClient
from graph.understanding.situation import Draft
from tools.folding import fold


def renamed(known: str, wanted: ChangeClient) -> str | None:
    """The client's new name; of some of its words, the known name with these in it."""
    new, words = wanted.name, known.split()
    if new is None:
        return None
    if wanted.surname:
        whole_name = fold(new.split()[0]) == fold(words[0])
        return new if whole_name else f"{words[0]} {new}"
    if wanted.replaces and (span := _span(words, wanted.replaces.split())) is not None:
        before, behind = words[: span[0]], words[span[1] :]
        rest = " ".join([*before, *behind])
        told_whole = rest and part_of(rest, new)
        return new if told_whole else " ".join([*before, new, *behind])
    if " " in new or len(words) < 2:
        return new
    alike = [i for i, word in enumerate(words) if similar(word, new)]
    given = kind_of(new) in ("name", "either") and kind_of(words[0]) in ("name", "either")
    at = alike[0] if alike else 0 if given else None
    return new if at is None else " ".join([*words[:at], new, *words[at + 1 :]])


def fuller(name: str | None, pending: Draft) -> str | None:
    """The name of a client in line, in the longer form if the user gives one now."""
    longer = name and pending.name and goes_by(pending.name, name)
    return name if longer else pending.name


def whole(name: str | None, base: Draft) -> str | None:
    """The name, or the longer one that was asked about and of which it is a part."""
    asked = base.candidate
    return asked if name and asked and goes_by(name, asked) else name or base.name


def _span(words: Sequence[str], wrong: Sequence[str]) -> tuple[int, int] | None:
    """Where the wrong words stand side by side in the name."""
    folded, wanted = list(map(fold, words)), list(map(fold, wrong))
    starts = range(len(words) - len(wrong) + 1)
    found = next((i for i in starts if folded[i : i + len(wrong)] == wanted), None)
    return None if found is None or not wanted else (found, found + len(wrong))
