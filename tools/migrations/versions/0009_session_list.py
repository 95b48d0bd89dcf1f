"""Sessions can be named and listed by owner and activity; turns are counted by owner and day."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

OWNED_BY = "rtrim({0}, replace({0}, '/', ''))"
ANSWERS = "role = 'assistant'"


def upgrade() -> None:
    """Add the title and the two indexes."""
    op.add_column("sesiones", sa.Column("titulo", sa.Text))
    op.create_index(
        op.f("ix_sesiones_de_cada_cual"),
        "sesiones",
        [sa.literal_column(OWNED_BY.format("id")), "actividad", "id"],
    )
    op.create_index(
        op.f("ix_mensajes_de_cada_cual"),
        "mensajes",
        [sa.literal_column(OWNED_BY.format("session_id")), "timestamp", "decision"],
        sqlite_where=sa.text(ANSWERS),
        postgresql_where=sa.text(ANSWERS),
    )
