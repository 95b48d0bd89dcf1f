"""Clients are created by turns: each exists once, because of the turn that says so."""

import re
from collections import Counter
from collections.abc import Iterator

from tests.prove.torture.anomalies import Anomaly
from tests.prove.torture.history import ClientRow, Final, History

CREATED = re.compile(r"✅ Cliente creado: .*? \((\S+@\S+)\)")

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


def _check_client(client: ClientRow, origins: Origins, final: Final) -> Iterator[Anomaly]:
    origin = origins.get(client.email)
    if origin is None:
        yield Anomaly("client without turn", client.session or "", client.email)
    elif final.has_provenance and origin != (client.session, client.turn):
        found = f"{client.email}: {client.session}, {client.turn}; announced in {origin}"
        yield Anomaly("wrong provenance", client.session or "", found)


def _announced(final: Final) -> Origins:
    origins: Origins = {}
    for session, rows in final.transcripts.items():
        for row in rows:
            if row.role == "assistant":
                for email in CREATED.findall(row.content):
                    origins.setdefault(email, (session, row.turn))
    return origins
