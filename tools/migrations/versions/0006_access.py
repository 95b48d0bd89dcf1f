"""API keys; and a session's id has room for its owner's name before it."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

THREADS = {"sesiones": "id", "mensajes": "session_id", "clientes": "session_id"}
NARROW, WIDE = 128, 1_700


def upgrade() -> None:
    """Make room, and the table of keys."""
    _resize(NARROW, WIDE)
    op.create_table(
        "claves_api",
        sa.Column("id", sa.String(16), nullable=False),
        sa.Column("titular", sa.String(128), nullable=False),
        sa.Column("roles", sa.String(32), nullable=False),
        sa.Column("huella", sa.String(64), nullable=False),
        sa.Column("creada", sa.DateTime, nullable=False),
        sa.Column("caduca", sa.DateTime),
        sa.Column("revocada", sa.DateTime),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claves_api")),
    )


def _resize(before: int, after: int) -> None:
    """SQLite enforces no lengths, and would rebuild `clientes` without its triggers."""
    if op.get_bind().dialect.name == "sqlite":
        return
    for table, column in THREADS.items():
        op.alter_column(
            table,
            column,
            existing_type=sa.String(before),
            existing_nullable=table == "clientes",
            type_=sa.String(after),
        )
