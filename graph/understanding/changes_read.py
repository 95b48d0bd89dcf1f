"""A model's changes and deletions beside the offline rules' own reading of the same message."""

from graph.understanding.evidence.short_forms import shares_word
from graph.understanding.grounding import UserWords
from graph.understanding.intents import (
    CancelDraft,
    ChangeClient,
    ConfirmDraft,
    CreateClient,
    QueryClients,
    RemoveClient,
    RestoreClient,
    Talk,
    UndoLast,
)
from graph.understanding.likeness import normalised
from graph.understanding.offline.changes.changing import speaks
from graph.understanding.second_reading import SecondReading
from tools.folding import fold

Change = ChangeClient | RemoveClient | RestoreClient
REFUSING = ("kept", "changes", "unsupported", "declined")
"""Topics of messages that deny, suppose or ask about a change, or ask for one of many clients."""


def allows(reading: SecondReading, wanted: Change) -> bool:
    """Whether a model's change or deletion may be proposed; none is done without a yes.

    Not against the rules: they read another change, an answer, that nothing is to change, or
    only questions and creations. And the message speaks of a change, or names the client.
    """
    read = [i for i in reading.intents if isinstance(i, Change)]
    if read:
        return any(_agree(each, wanted) for each in read)
    if any(isinstance(i, ConfirmDraft | CancelDraft | UndoLast) for i in reading.intents):
        return False
    if any(isinstance(i, Talk) and i.topic in REFUSING for i in reading.intents):
        return False
    if speaks(reading.read, wanted.kind):
        return True
    other = all(isinstance(i, QueryClients | CreateClient) for i in reading.intents)
    about = wanted.about
    now = UserWords((reading.message,))
    named = bool(about) and bool(now.spelling(about or "") or now.address(about or ""))
    return named and not other


def _agree(read: Change, wanted: Change) -> bool:
    """Whether nothing in the rules' reading contradicts the model's: kind, client, new values."""
    if read.kind != wanted.kind or (read.position or wanted.position) != wanted.position:
        return False
    if not _compatible(read.about, wanted.about):
        return False
    if not isinstance(read, ChangeClient) or not isinstance(wanted, ChangeClient):
        return True
    if not read.gives:
        return True
    given = (bool(read.name), bool(read.email)) == (bool(wanted.name), bool(wanted.email))
    emails = normalised(read.email) == normalised(wanted.email)
    return given and emails and _compatible(read.name, wanted.name)


def _compatible(read: str | None, wanted: str | None) -> bool:
    """Whether the model's words are those of the rules, or some of them; or the rules have none."""
    if not read:
        return True
    return bool(wanted) and (fold(read) == fold(wanted or "") or shares_word(read, wanted or ""))
