"""Parts of names, domains and instants are found by sets of clients, not by a full-text index."""

from alembic import op

revision = "0005"
down_revision = "0004"


def _note(ids: str) -> str:
    return (
        f"INSERT INTO clientes_indice_cambios SELECT id FROM ({ids})"  # noqa: S608 - constants
        " WHERE id NOT IN clientes_indice_cambios;"
    )


_OLD, _NEW = _note("SELECT old.id AS id"), _note("SELECT new.id AS id")
_REPLACED = _note("SELECT id FROM clientes WHERE email_plegado = new.email_plegado")
DROP = (
    *(f"DROP TRIGGER clientes_nombres_{which}" for which in "idu"),
    "DROP TABLE clientes_nombres",
)
CREATE = (
    "CREATE TABLE clientes_indice_bloques (bloque INTEGER PRIMARY KEY, ids BLOB,"
    " desde INTEGER, hasta INTEGER)",
    "CREATE TABLE clientes_indice_terminos (bloque INTEGER, termino TEXT, ids BLOB,"
    " PRIMARY KEY (bloque, termino)) WITHOUT ROWID",
    "CREATE TABLE clientes_indice_cambios (id INTEGER PRIMARY KEY)",
    f"CREATE TRIGGER clientes_indice_r BEFORE INSERT ON clientes BEGIN {_REPLACED} END",
    f"CREATE TRIGGER clientes_indice_i AFTER INSERT ON clientes BEGIN {_NEW} END",
    f"CREATE TRIGGER clientes_indice_d AFTER DELETE ON clientes BEGIN {_OLD} END",
    "CREATE TRIGGER clientes_indice_u AFTER UPDATE OF id, nombre_plegado, dominio, creado"
    f" ON clientes BEGIN {_OLD} {_NEW} END",
    "INSERT INTO clientes_indice_cambios SELECT id FROM clientes",
)


def upgrade() -> None:
    """Replace the index."""
    if op.get_bind().dialect.name == "sqlite":
        for statement in (*DROP, *CREATE):
            op.execute(statement)
