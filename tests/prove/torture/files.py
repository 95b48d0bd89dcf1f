"""What the databases of a folder hold, read after the servers have ended."""

from pathlib import Path

from sqlalchemy import NullPool, create_engine, text

from tests.databases import urls_in
from tests.prove.torture.history import ClientRow, Final, Row

BUSINESS, MEMORY = "recepcionista.db", "memory.db"

SAID = text(
    "SELECT session_id, role, content, turno, clave FROM mensajes "
    "ORDER BY session_id, turno, role DESC"
)
CREATED = text("SELECT nombre, email, session_id, turno FROM clientes")
COUNTED = text("SELECT id, turnos FROM sesiones WHERE borrada IS NULL")


def read_final(folder: Path) -> Final:
    """The transcripts, clients and counters in a folder, of sessions that are not deleted."""
    engine = create_engine(urls_in(folder)["DATABASE_URL"], poolclass=NullPool)
    with engine.connect() as database:
        transcripts: dict[str, list[Row]] = {}
        for session, role, content, turn, key in database.execute(SAID):
            transcripts.setdefault(session, []).append(Row(role, content, turn, key))
        counters: dict[str, int] = dict(map(tuple, database.execute(COUNTED)))
        return Final(
            transcripts={session: tuple(rows) for session, rows in transcripts.items()},
            clients=tuple(ClientRow(*client) for client in database.execute(CREATED)),
            counters=counters,
        )


def family(path: Path) -> list[Path]:
    """A database's file and those that SQLite keeps beside it."""
    return [found for end in ("", "-wal", "-shm") if (found := Path(f"{path}{end}")).exists()]
