"""Clients are written by turns: each is as the replies say, once, and none without them."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping

from tests.prove.torture.anomalies import Anomaly
from tests.prove.torture.history import ClientRow, Final, History, Row, Wrote

SHOWN = r".*? \((\S+@\S+)\)"
WRITTEN = re.compile(
    rf"✅ Cliente creado: {SHOWN}"
    rf"|(?:✅ Cliente cambiado|↩️ Deshecho): {SHOWN} → {SHOWN}"
    rf"|✅ Cliente borrado: {SHOWN}"
    rf"|✅ Cliente recuperado: {SHOWN}"
    rf"|↩️ Deshecho: {SHOWN} (?:(ya no está)|vuelve)"
)
"""Emails of a client that was created; before and after a change; deleted; restored; taken
away or back."""

ACTIONS = {"✅ Cliente creado": "crear", "✅ Cliente cambiado": "cambiar"}
ACTIONS |= {"✅ Cliente borrado": "borrar"}
"""As the log calls what these words announce; all others take something back."""

Origins = dict[str, tuple[str, int | None]]
"""Session and turn whose reply announces the email."""


def check_effects(history: History) -> Iterator[Anomaly]:
    """Compare the clients with what the transcripts announce."""
    final = history.final
    origins = _announced(final)
    stored = Counter(client.email for client in final.clients)
    for email, times in stored.items():
        if times > 1:
            yield Anomaly("duplicate client", "", f"{email} {times} times")
    for client in final.clients:
        yield from _check_client(client, origins, final)
    for email, (session, turn) in origins.items():
        if email not in stored:
            yield Anomaly("creation without client", session, f"{email} in turn {turn}")
    if final.written is not None:
        yield from _check_log(final, final.written)


def _check_log(final: Final, written: Mapping[str, Counter[Wrote]]) -> Iterator[Anomaly]:
    """Each write that a reply announces is in the log, of that turn, and no other one is."""
    for session, rows in final.transcripts.items():
        told = Counter(wrote for row in rows for wrote in _wrote(row))
        if told != written.get(session, Counter()):
            found = {*told.items()} ^ {*written.get(session, Counter()).items()}
            yield Anomaly("log differs from replies", session, str(sorted(found)[:5]))


def _wrote(row: Row) -> Iterator[Wrote]:
    if row.role == "assistant" and row.turn is not None:
        for found in WRITTEN.finditer(row.content):
            yield row.turn, ACTIONS.get(found[0].partition(":")[0], "deshacer")


def _check_client(client: ClientRow, origins: Origins, final: Final) -> Iterator[Anomaly]:
    origin = origins.get(client.email)
    if origin is None:
        yield Anomaly("client without turn", client.session or "", client.email)
    elif final.has_provenance and origin != (client.session, client.turn):
        found = f"{client.email}: {client.session}, {client.turn}; announced in {origin}"
        yield Anomaly("wrong provenance", client.session or "", found)


def creations(final: Final) -> int:
    """How many clients the replies announce as created."""
    replies = (row.content for rows in final.transcripts.values() for row in rows)
    return sum(bool(found[1]) for reply in replies for found in WRITTEN.finditer(reply))


def _announced(final: Final) -> Origins:
    origins: Origins = {}
    for session, rows in final.transcripts.items():
        gone: Origins = {}
        for row in rows:
            if row.role == "assistant":
                for found in WRITTEN.finditer(row.content):
                    _write(found, origins, gone, (session, row.turn))
    return origins


def _write(
    found: "re.Match[str]", origins: Origins, gone: Origins, turn: tuple[str, int | None]
) -> None:
    created, before, after, removed, restored, undone, away = found.groups()
    if created:
        origins.setdefault(created, turn)
    elif before:
        origins[after] = origins.pop(before, turn)
    elif removed or away:
        email = removed or undone
        gone[email] = origins.pop(email, turn)
    else:
        email = restored or undone
        origins[email] = gone.pop(email, turn)
