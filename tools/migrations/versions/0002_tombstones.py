"""Deleted sessions leave a tombstone; a heartbeat row shows that the database can be written."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add the tombstone and the heartbeat."""
    op.add_column("sesiones", sa.Column("borrada", sa.DateTime))
    op.create_table(
        "latido",
        sa.Column("id", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("momento", sa.DateTime, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_latido")),
    )
