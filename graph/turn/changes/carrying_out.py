"""Runs changes, deletions and taking back inside the turn's transaction.

A client that is not in the version which was planned is left as it is.
"""

from graph.turn.actions import Change, Outcome, Remove, Restore, Stage, Undo
from graph.turn.changes.wording import (
    changed,
    not_undone,
    removed,
    say,
    shown,
    stale,
    taken,
    undone,
)
from graph.understanding.intents import QueryClients
from graph.understanding.situation import KnownClient, Results
from tools.directory.changes import ClientChanged, change_client, remove_client
from tools.directory.clients import EmailTaken
from tools.directory.undoing import undo_last, undo_turn
from tools.errors import NoSuchClient, NothingToUndo


def run_change(stage: Stage, action: Change) -> Outcome:
    """Give the client its new values; one that changed meanwhile is not touched."""
    old = action.client
    try:
        client = change_client(
            stage.transaction,
            old.id,
            version=old.version,
            name=action.name,
            email=action.email,
            at=stage.now,
            origin=stage.origin,
        )
    except (ClientChanged, NoSuchClient) as error:
        return _stale(stage, old, error)
    except EmailTaken as error:
        return _refused(stage, taken(stage.language, action.name or old.name, error))
    results = Results(query=QueryClients(email=client.email), ids=(client.id,))
    return Outcome("done", changed(stage.language, old, client), results, wrote=client)


def run_remove(stage: Stage, action: Remove) -> Outcome:
    """Delete the client; one that changed meanwhile is not touched."""
    old = action.client
    if not stage.author.may_delete:
        return _refused(stage, say(stage.language, "no_delete"))
    try:
        client = remove_client(
            stage.transaction, old.id, version=old.version, at=stage.now, origin=stage.origin
        )
    except (ClientChanged, NoSuchClient) as error:
        return _stale(stage, old, error)
    return Outcome("done", removed(stage.language, client), stage.results, gone=(client.id,))


def run_restore(stage: Stage, action: Restore) -> Outcome:
    """Bring the client back; one that came back, or whose address was taken, is not touched."""
    old = action.client
    if not stage.author.may_delete:
        return _refused(stage, say(stage.language, "no_restore"))
    try:
        done = undo_last(
            stage.transaction, old.id, version=old.version, at=stage.now, origin=stage.origin
        )
    except EmailTaken as error:
        return _refused(stage, say(stage.language, "taken_since", about=shown(error.client)))
    except (ClientChanged, NoSuchClient, NothingToUndo) as error:
        return _stale(stage, old, error)
    if done.after is None:
        raise ValueError("the undo of a deletion brings a client back")
    results = Results(query=QueryClients(email=done.after.email), ids=(old.id,))
    text = say(stage.language, "restored", new=shown(done.after))
    return Outcome("done", text, results, wrote=done.after)


def run_undo(stage: Stage, _action: Undo) -> Outcome:
    """Take back the session's last turn that wrote, all of it or nothing."""
    try:
        done = undo_turn(stage.transaction, stage.session_id, at=stage.now, origin=stage.origin)
    except NothingToUndo:
        return _refused(stage, say(stage.language, "nothing_to_undo"))
    except (ClientChanged, EmailTaken) as error:
        return _refused(stage, not_undone(stage.language, error))
    back = [each.after for each in done if each.after]
    gone = tuple(each.before.id for each in done if each.before and not each.after)
    results = stage.results
    if back:
        query = QueryClients(email=back[-1].email) if len(back) == 1 else QueryClients()
        results = Results(query=query, ids=tuple(client.id for client in back))
    elif results and not set(results.ids).isdisjoint(gone):
        results = None
    wrote = back[-1] if len(back) == 1 else None
    text = undone(stage.language, done)
    return Outcome("done", text, results, wrote=wrote, gone=gone)


def _stale(stage: Stage, old: KnownClient, error: Exception) -> Outcome:
    meanwhile = error if isinstance(error, ClientChanged) else ClientChanged(None)
    return _refused(stage, stale(stage.language, old, meanwhile))


def _refused(stage: Stage, text: str) -> Outcome:
    return Outcome("refused", text, stage.results)
