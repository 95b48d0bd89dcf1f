"""Sessions count how often their transcript was rewritten, so that no older memory is believed."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0006"


def upgrade() -> None:
    """Add the counter."""
    op.add_column("sesiones", sa.Column("revision", sa.Integer, nullable=False, server_default="0"))
