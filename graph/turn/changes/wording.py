"""What the reply says of changes: what was done, what is proposed, who may be meant."""

from collections.abc import Sequence

from graph.turn.changes.texts import CHANGE_TEXTS
from graph.understanding.intents import Language
from graph.understanding.situation import KnownClient, PendingChange
from tools.directory.changes import ClientChanged
from tools.directory.clients import Client, EmailTaken
from tools.directory.undoing import Undone

Named = Client | KnownClient
MAX_UNDONE = 20
"""Lines about what was taken back."""


def say(language: Language, text: str, **values: object) -> str:
    """A text about changes in a language."""
    return CHANGE_TEXTS[language][text].format(**values)


def shown(client: Named) -> str:
    """The client with its values, as replies show it."""
    return f"{client.name} ({client.email})"


def changed(language: Language, old: Named, new: Named) -> str:
    """The client that was changed, before and after."""
    return say(language, "changed", old=shown(old), new=shown(new))


def removed(language: Language, client: Named) -> str:
    """The client that was deleted."""
    return say(language, "removed", old=shown(client))


def stale(language: Language, old: Named, error: ClientChanged) -> str:
    """A write that was not done, because the client is not as it was shown."""
    if error.client is None:
        return say(language, "gone_since", old=shown(old))
    return say(language, "changed_since", old=shown(old), now=shown(error.client))


def taken(language: Language, name: str, error: EmailTaken) -> str:
    """A change that was refused because another client has the email."""
    holder = error.client
    return say(language, "change_taken", name=name, email=holder.email, holder=holder.name)


def undone(language: Language, done: tuple[Undone, ...]) -> str:
    """What was taken back, a line for each write."""
    lines = [_undone(language, each) for each in done[:MAX_UNDONE]]
    more = len(done) - MAX_UNDONE
    return "\n".join([*lines, f"… +{more}"] if more > 0 else lines)


def _undone(language: Language, done: Undone) -> str:
    old = shown(done.before) if done.before else ""
    new = shown(done.after) if done.after else old
    return say(language, f"undone_{done.action}", old=old, new=new)


def not_undone(language: Language, error: ClientChanged | EmailTaken) -> str:
    """Why nothing was taken back."""
    if isinstance(error, EmailTaken):
        holder = error.client
        return say(language, "undo_taken", email=holder.email, holder=holder.name)
    if error.client is None:
        return say(language, "undo_gone")
    return say(language, "undo_changed", now=shown(error.client))


def asked(language: Language, waiting: Sequence[PendingChange]) -> list[str]:
    """The lines that ask for a yes, for which client is meant, or for the new value."""
    pending, client = waiting[0], waiting[0].client
    if client is None:
        rows = [f"- {each.name} | {each.email}" for each in pending.candidates]
        return [*rows, say(language, "which", total=len(rows))]
    if not pending.proposed:
        return [say(language, "ask_value", old=shown(client))]
    if len(waiting) == 1:
        return [say(language, f"propose_{pending.kind}", old=shown(client), new=_new(pending))]
    kinds = {change.kind for change in waiting}
    alike = len(kinds) == 1 and pending.kind != "change"
    which = f"propose_{pending.kind}s" if alike else "propose_changes"
    rows = [_row(language, change, alike=alike) for change in waiting]
    return [*rows, say(language, which, total=len(rows))]


def _row(language: Language, change: PendingChange, *, alike: bool) -> str:
    """One of several changes: before and after, or who goes; where all go, only the client."""
    old = shown(change.client) if change.client else ""
    if change.kind != "change":
        return f"- {old}" if alike else say(language, "row_remove", old=old)
    return f"- {old} → {_new(change)}"


def _new(change: PendingChange) -> str:
    return shown(change.client.model_copy(update=new_values(change))) if change.client else ""


def new_values(pending: PendingChange) -> dict[str, str]:
    """The fields that change."""
    given = {"name": pending.name, "email": pending.email}
    return {field: value for field, value in given.items() if value}
