"""On PostgreSQL folded names and addresses are in the order of their characters, as on SQLite.

Their order then is the same on every server, and texts with the same beginning stand together.
"""

from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    """Change the collation of the columns, which makes their indexes anew."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            'ALTER TABLE clientes ALTER COLUMN nombre_plegado TYPE text COLLATE "C",'
            ' ALTER COLUMN email_plegado TYPE varchar(254) COLLATE "C"'
        )
