"""Deleted sessions leave a tombstone; a heartbeat row shows that the database can be written."""

import sqlalchemy as sa
from alembic import op

from tools.tables import Instant

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add the tombstone and the heartbeat."""
    op.add_column("sesiones", sa.Column("borrada", Instant))
    op.create_table(
        "latido",
        sa.Column("id", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("momento", Instant, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_latido")),
    )


def downgrade() -> None:
    """Forget which sessions were deleted."""
    op.drop_table("latido")
    op.drop_column("sesiones", "borrada")
