"""A large directory is searched by indexes: parts of names, and what is combined with them."""

from alembic import op

from tools.migrations.trigrams import CREATE, DROP

revision = "0004"
down_revision = "0003"

REPLACED = {
    ("creado",): ("creado", "nombre_plegado"),
    ("dominio",): ("dominio", "creado", "nombre_plegado"),
}


def upgrade() -> None:
    """Widen the indexes so that counting reads nothing else, and index parts of names."""
    for old, new in REPLACED.items():
        _replace(old, new)
    _run(CREATE)


def downgrade() -> None:
    """Back to an index for each column."""
    _run(DROP)
    for old, new in REPLACED.items():
        _replace(new, old)


def _replace(old: tuple[str, ...], new: tuple[str, ...]) -> None:
    op.drop_index(op.f(f"ix_clientes_{'_'.join(old)}"), "clientes")
    op.create_index(op.f(f"ix_clientes_{'_'.join(new)}"), "clientes", list(new))


def _run(statements: tuple[str, ...]) -> None:
    if op.get_bind().dialect.name == "sqlite":
        for statement in statements:
            op.execute(statement)
