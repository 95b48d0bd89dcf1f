"""What the two database files hold, read after the servers have ended."""

import sqlite3
from contextlib import closing
from pathlib import Path

from tests.prove.torture.history import ClientRow, Final, Row

BUSINESS, MEMORY = "recepcionista.db", "memory.db"


def read_final(folder: Path) -> Final:
    """The transcripts, clients and counters in a folder, of sessions that are not deleted."""
    with closing(sqlite3.connect(folder / BUSINESS)) as database:
        transcripts: dict[str, list[Row]] = {}
        for session, role, content, turn, key in database.execute(
            "SELECT session_id, role, content, turno, clave FROM mensajes "
            "ORDER BY session_id, turno, role DESC"
        ):
            transcripts.setdefault(session, []).append(Row(role, content, turn, key))
        clients = database.execute("SELECT nombre, email, session_id, turno FROM clientes")
        return Final(
            transcripts={session: tuple(rows) for session, rows in transcripts.items()},
            clients=tuple(ClientRow(*client) for client in clients),
            counters=dict(
                database.execute("SELECT id, turnos FROM sesiones WHERE borrada IS NULL")
            ),
        )


def family(path: Path) -> list[Path]:
    """A database's file and those that SQLite keeps beside it."""
    return [found for end in ("", "-wal", "-shm") if (found := Path(f"{path}{end}")).exists()]
