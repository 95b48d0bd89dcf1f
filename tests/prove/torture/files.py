"""What the databases of a folder hold, read after the servers have ended."""

from collections import Counter
from pathlib import Path

from sqlalchemy import NullPool, create_engine, select, text

from tests.databases import urls_in
from tests.prove.torture.changes import Directory, Logged
from tests.prove.torture.history import ClientRow, Final, Row, Wrote
from tools.tables import changes, clients

BUSINESS, MEMORY = "recepcionista.db", "memory.db"

SAID = text(
    "SELECT session_id, role, content, turno, clave FROM mensajes "
    "ORDER BY session_id, turno, role DESC"
)
CREATED = text("SELECT nombre, email, session_id, turno FROM clientes")
WRITTEN = text("SELECT session_id, turno, accion FROM cambios WHERE session_id IS NOT NULL")
COUNTED = text("SELECT id, turnos FROM sesiones WHERE borrada IS NULL")


def read_final(folder: Path) -> Final:
    """The transcripts, clients and counters in a folder, of sessions that are not deleted."""
    engine = create_engine(urls_in(folder)["DATABASE_URL"], poolclass=NullPool)
    with engine.connect() as database:
        transcripts: dict[str, list[Row]] = {}
        for session, role, content, turn, key in database.execute(SAID):
            transcripts.setdefault(session, []).append(Row(role, content, turn, key))
        written: dict[str, Counter[Wrote]] = {}
        for session, turn, action in database.execute(WRITTEN):
            written.setdefault(session, Counter())[turn, action] += 1
        counters: dict[str, int] = dict(map(tuple, database.execute(COUNTED)))
        return Final(
            transcripts={session: tuple(rows) for session, rows in transcripts.items()},
            clients=tuple(ClientRow(*client) for client in database.execute(CREATED)),
            counters=counters,
            written=written,
        )


def read_directory(folder: Path) -> Directory:
    """The clients in a folder, and the log of writes to them."""
    engine = create_engine(urls_in(folder)["DATABASE_URL"], poolclass=NullPool)
    logs: dict[int, list[Logged]] = {}
    with engine.connect() as database:
        for row in database.execute(select(changes).order_by(changes.c.version)):
            replaced = row.datos["nombre"] if row.datos else None
            entry = Logged(row.id, row.version, row.accion, replaced, row.deshace)
            logs.setdefault(row.cliente, []).append(entry)
        rows = database.execute(select(clients.c.id, clients.c.version, clients.c.nombre))
        return Directory(
            {client: tuple(log) for client, log in logs.items()},
            {client: (version, name) for client, version, name in rows},
        )


def family(path: Path) -> list[Path]:
    """A database's file and those that SQLite keeps beside it."""
    return [found for end in ("", "-wal", "-shm") if (found := Path(f"{path}{end}")).exists()]
