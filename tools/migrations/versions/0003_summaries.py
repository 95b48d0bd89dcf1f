"""Sessions keep a summary of their older turns; clients are found by the turn that made them."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add the summary, the number of turns that are in it, and an index for what is in them."""
    op.add_column("sesiones", sa.Column("resumen", sa.Text))
    op.add_column(
        "sesiones", sa.Column("resumidos", sa.Integer, nullable=False, server_default="0")
    )
    op.drop_index(op.f("ix_clientes_session_id"), "clientes")
    op.create_index(op.f("ix_clientes_session_id_turno"), "clientes", ["session_id", "turno"])
