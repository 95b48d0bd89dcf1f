"""Names have an index: for the alphabetical order, and for clients of the same name."""

from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    """Add the index, which has the domain so that common names need not be read."""
    columns = ["nombre_plegado", "dominio"]
    op.create_index("ix_clientes_nombre_plegado_dominio", "clientes", columns)
