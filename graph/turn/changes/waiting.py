"""The changes that wait together for one yes."""

import re

from graph.turn.changes.wording import new_values
from graph.turn.meant.whom import Meant, Wanted
from graph.turn.plan import Plan
from graph.understanding.intents import ChangeClient
from graph.understanding.situation import KnownClient, PendingChange
from tools.folding import fold, folded_address

AND = re.compile(r"\s*(?:,|\s(?:y|e|and)\s)\s*", re.I)


def answers(wanted: Wanted, found: Meant, change: PendingChange) -> bool:
    """Whether what is wanted is of the clients that the waiting change is about, or one of them."""
    asked = (change.client,) if change.client else change.candidates
    meant = {client.id for client in found.clients}
    return wanted.kind == change.kind and meant <= {client.id for client in asked}


def added(plan: Plan, pending: PendingChange) -> Plan:
    """The plan with one more change that waits; two of the same client are one."""
    same = next((c for c in plan.changes if c.client == pending.client), None)
    restored = [c.kind == "restore" for c in (*plan.changes, pending)]
    apart = any(restored) and not all(restored)  # an undo of the turn could not take back both
    if same is None and not apart:
        return plan.with_changes([*plan.changes, pending])
    if same is None or same.kind != pending.kind:
        about = pending.client.name if pending.client else ""
        return plan.with_note("one_change", about)
    both = same.model_copy(update=new_values(pending))
    return plan.with_changes([both if change is same else change for change in plan.changes])


def is_of(change: PendingChange, about: str) -> bool:
    """Whether the change is of the client with this name or address."""
    client = change.client
    return client is not None and fold(about) in (fold(client.name), fold(client.email))


def those_listed(wanted: Wanted) -> list[str]:
    """The clients in "Marta Ruiz y Pedro Gil", where nobody goes by the whole."""
    if isinstance(wanted, ChangeClient) or not wanted.about:
        return []
    return AND.split(wanted.about)


def same_values(client: KnownClient, pending: PendingChange) -> bool:
    """Whether the client has the new values already."""
    given = new_values(pending)
    return bool(given) and all(getattr(client, field) == value for field, value in given.items())


def address(email: str | None) -> str:
    """The address as it is compared; "" without one."""
    return folded_address(email or "")
