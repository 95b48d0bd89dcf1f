"""Parts of names are found in SQLite's full-text index of trigrams; the sets of clients go.

Triggers maintain the index. Alembic's batch mode copies a table without its triggers: a migration
that rebuilds `clientes` that way makes them again.
"""

from alembic import op

revision = "0010"
down_revision = "0009"

DROP = (
    *(f"DROP TRIGGER clientes_indice_{which}" for which in "ridu"),
    *(f"DROP TABLE clientes_indice_{what}" for what in ("bloques", "terminos", "cambios")),
)
# INSERT OR REPLACE fires no trigger for the rows that it removes, so rows that conflict are noted
# before it and leave the index after it. OR IGNORE leaves a note, which the next change clears.
CREATE = (
    "CREATE VIRTUAL TABLE clientes_nombres USING fts5(nombre_plegado, content='clientes',"
    " content_rowid='id', columnsize=0, tokenize='trigram case_sensitive 1')",
    "CREATE TABLE clientes_nombres_reemplazo (id INTEGER PRIMARY KEY, nombre_plegado TEXT)",
    """
    CREATE TRIGGER clientes_nombres_bi BEFORE INSERT ON clientes BEGIN
        DELETE FROM clientes_nombres_reemplazo;
        INSERT INTO clientes_nombres_reemplazo SELECT id, nombre_plegado FROM clientes
            WHERE id = new.id OR email_plegado = new.email_plegado;
    END
    """,
    """
    CREATE TRIGGER clientes_nombres_ai AFTER INSERT ON clientes BEGIN
        INSERT INTO clientes_nombres(clientes_nombres, rowid, nombre_plegado)
            SELECT 'delete', id, nombre_plegado FROM clientes_nombres_reemplazo;
        DELETE FROM clientes_nombres_reemplazo;
        INSERT INTO clientes_nombres(rowid, nombre_plegado) VALUES (new.id, new.nombre_plegado);
    END
    """,
    """
    CREATE TRIGGER clientes_nombres_bu
        BEFORE UPDATE OF id, email_plegado, nombre_plegado ON clientes
    BEGIN
        DELETE FROM clientes_nombres_reemplazo;
        INSERT INTO clientes_nombres_reemplazo SELECT id, nombre_plegado FROM clientes
            WHERE id <> old.id AND (id = new.id OR email_plegado = new.email_plegado);
    END
    """,
    """
    CREATE TRIGGER clientes_nombres_au
        AFTER UPDATE OF id, email_plegado, nombre_plegado ON clientes
    BEGIN
        INSERT INTO clientes_nombres(clientes_nombres, rowid, nombre_plegado)
            SELECT 'delete', id, nombre_plegado FROM clientes_nombres_reemplazo;
        DELETE FROM clientes_nombres_reemplazo;
        INSERT INTO clientes_nombres(clientes_nombres, rowid, nombre_plegado)
            VALUES ('delete', old.id, old.nombre_plegado);
        INSERT INTO clientes_nombres(rowid, nombre_plegado) VALUES (new.id, new.nombre_plegado);
    END
    """,
    """
    CREATE TRIGGER clientes_nombres_ad AFTER DELETE ON clientes BEGIN
        DELETE FROM clientes_nombres_reemplazo;
        INSERT INTO clientes_nombres(clientes_nombres, rowid, nombre_plegado)
            VALUES ('delete', old.id, old.nombre_plegado);
    END
    """,
    "INSERT INTO clientes_nombres(clientes_nombres) VALUES ('rebuild')",
)


def upgrade() -> None:
    """Replace the index; other databases compare names without one."""
    if op.get_bind().dialect.name == "sqlite":
        for statement in (*DROP, *CREATE):
            op.execute(statement)
