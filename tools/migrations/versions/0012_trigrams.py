"""On PostgreSQL parts of names are found in an index of trigrams, and messages have longer ids."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"

SCHEMA = """
SELECT quote_ident(nspname) FROM pg_extension JOIN pg_namespace ON pg_namespace.oid = extnamespace
WHERE extname = 'pg_trgm'
"""
"""Where the extension is: an administrator may have put it outside of the search path."""


def upgrade() -> None:
    """Add the index; SQLite has one of its own."""
    if op.get_bind().dialect.name != "postgresql":
        return
    schema = op.get_bind().execute(sa.text(SCHEMA)).scalar_one_or_none()
    if schema is None:
        op.execute("CREATE EXTENSION pg_trgm")
        schema = op.get_bind().execute(sa.text(SCHEMA)).scalar_one()
    folded = ", ".join(
        f"{column} {schema}.gin_trgm_ops" for column in ("nombre_plegado", "email_plegado")
    )
    op.execute(f"CREATE INDEX ix_clientes_trigramas ON clientes USING gin ({folded})")
    op.alter_column("mensajes", "id", existing_type=sa.Integer, type_=sa.BigInteger)
    op.execute("ALTER SEQUENCE mensajes_id_seq AS BIGINT")
