"""A large directory is searched by indexes: parts of names, and what is combined with them."""

from alembic import op

revision = "0004"
down_revision = "0003"

REPLACED = {
    ("creado",): ("creado", "nombre_plegado"),
    ("dominio",): ("dominio", "creado", "nombre_plegado"),
}
_ADD = "INSERT INTO clientes_nombres(rowid, nombre_plegado) VALUES (new.id, new.nombre_plegado)"
_REMOVE = (
    "INSERT INTO clientes_nombres(clientes_nombres, rowid, nombre_plegado)"
    " VALUES ('delete', old.id, old.nombre_plegado)"
)
TRIGRAMS = (
    "CREATE VIRTUAL TABLE clientes_nombres USING fts5(nombre_plegado, content='clientes',"
    " content_rowid='id', columnsize=0, tokenize='trigram case_sensitive 1')",
    f"CREATE TRIGGER clientes_nombres_i AFTER INSERT ON clientes BEGIN {_ADD}; END",
    f"CREATE TRIGGER clientes_nombres_d AFTER DELETE ON clientes BEGIN {_REMOVE}; END",
    "CREATE TRIGGER clientes_nombres_u AFTER UPDATE OF id, nombre_plegado ON clientes"
    f" BEGIN {_REMOVE}; {_ADD}; END",
    "INSERT INTO clientes_nombres(clientes_nombres) VALUES ('rebuild')",
)


def upgrade() -> None:
    """Widen the indexes so that counting reads nothing else, and index parts of names."""
    for old, new in REPLACED.items():
        op.drop_index(op.f(f"ix_clientes_{'_'.join(old)}"), "clientes")
        op.create_index(op.f(f"ix_clientes_{'_'.join(new)}"), "clientes", list(new))
    if op.get_bind().dialect.name == "sqlite":
        for statement in TRIGRAMS:
            op.execute(statement)
