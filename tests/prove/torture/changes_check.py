"""Each acknowledged write is in the client's log once, on the version that it was meant for."""

import math
from collections.abc import Iterator, Sequence
from itertools import pairwise

from tests.prove.torture.anomalies import Anomaly
from tests.prove.torture.changes import Directory, Logged, Seen, Write


def check_changes(
    writes: Sequence[Write], seen: Sequence[Seen], directory: Directory
) -> Iterator[Anomaly]:
    """Everything that is wrong with the clients and their logs."""
    for client, log in directory.logs.items():
        yield from _check_log(client, log, directory)
        yield from _check_sent(client, log, [w for w in writes if w.client == client], directory)
        yield from _check_order(client, [w for w in writes if w.client == client])
    for write in writes:
        yield from _check_write(write, directory)
    for read in seen:
        yield from _check_read(read, writes, directory)


def _check_log(client: int, log: Sequence[Logged], directory: Directory) -> Iterator[Anomaly]:
    where, versions = f"client {client}", [entry.version for entry in log]
    if versions != list(range(1, len(log) + 1)):
        yield Anomaly("versions not dense", where, str(versions[:50]))
    version, _ = directory.rows.get(client, (versions[-1], None))
    gone = client not in directory.rows
    removing = log[-1].action == "borrar"
    if version != versions[-1] or gone != removing:
        yield Anomaly("client differs from its log", where, f"{version}, {log[-1]}")
    for before, entry in pairwise(log):
        undoes = entry.action == "deshacer"
        if undoes and (entry.undoes != before.id or before.action == "deshacer"):
            yield Anomaly("undone twice", where, f"{entry} after {before}")
        elif undoes and directory.name_after(client, entry.version) != before.replaced:
            yield Anomaly("client differs from its log", where, f"{entry} after {before}")


def _check_sent(
    client: int, log: Sequence[Logged], writes: Sequence[Write], directory: Directory
) -> Iterator[Anomaly]:
    sent = {(w.base + 1, w.action, w.name) for w in writes if w.outcome != "refused"}
    names: set[str | None] = set()
    for entry in log[1:]:
        name = directory.name_after(client, entry.version) if entry.action == "cambiar" else None
        if (entry.version, entry.action, name) not in sent:
            yield Anomaly("never sent", f"client {client}", str(entry))
        if name in names:
            yield Anomaly("written twice", f"client {client}", str(name))
        names |= {name} - {None}


def _check_write(write: Write, directory: Directory) -> Iterator[Anomaly]:
    where = f"client {write.client}"
    found = [e for e in directory.logs[write.client] if e.version == write.base + 1]
    stands = any(
        entry.action == write.action
        and write.name in (None, directory.name_after(write.client, entry.version))
        for entry in found
    )
    if write.outcome == "acknowledged" and not (stands and write.version == write.base + 1):
        yield Anomaly("acknowledged but missing", where, f"{write}; logged: {found}")
    if write.outcome == "refused" and write.name and stands:
        yield Anomaly("refused yet written", where, str(write))


def _check_order(client: int, writes: Sequence[Write]) -> Iterator[Anomaly]:
    """One write a version, and nobody before one that was acknowledged before they were sent."""
    known = sorted((w for w in writes if w.outcome == "acknowledged"), key=lambda w: w.base)
    latest = -math.inf
    for write, after in pairwise(known):
        if write.base == after.base:
            yield Anomaly("two writes on one version", f"client {client}", f"{write}, {after}")
    for write in known:
        if write.completed < latest:
            yield Anomaly("real-time order violated", f"client {client}", str(write))
        latest = max(latest, write.invoked)


def _check_read(read: Seen, writes: Sequence[Write], directory: Directory) -> Iterator[Anomaly]:
    where = f"client {read.client}"
    if read.name != directory.name_after(read.client, read.version):
        yield Anomaly("read of no version", where, str(read))
    due = (
        write.base + 1
        for write in writes
        if (write.client, write.outcome) == (read.client, "acknowledged")
        and write.completed < read.invoked
    )
    if read.version < max(due, default=0):
        yield Anomaly("stale read", where, str(read))
