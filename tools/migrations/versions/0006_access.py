"""API keys; and a session's id has room for its owner's name before it."""

import sqlalchemy as sa
from alembic import op

from tools.tables import Instant

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
        sa.Column("creada", Instant, nullable=False),
        sa.Column("caduca", Instant),
        sa.Column("revocada", Instant),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claves_api")),
    )


def downgrade() -> None:
    """Forget the keys. Sessions that have an owner have to be deleted before."""
    op.drop_table("claves_api")
    _resize(WIDE, NARROW)


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
