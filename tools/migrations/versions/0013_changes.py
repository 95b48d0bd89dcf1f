"""Clients have versions, longer ids on PostgreSQL, and a log of what each write replaced."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"

THREAD = sa.String(1_700).with_variant(sa.String(128), "sqlite")
KEY = sa.BigInteger().with_variant(sa.Integer, "sqlite")
ACTIONS = "accion IN ('crear', 'cambiar', 'borrar', 'unir', 'deshacer')"


def upgrade() -> None:
    """Add the column and the table; clients of earlier versions have no log before their first."""
    op.add_column("clientes", sa.Column("version", sa.Integer, nullable=False, server_default="1"))
    if op.get_bind().dialect.name == "postgresql":
        op.alter_column("clientes", "id", existing_type=sa.Integer, type_=sa.BigInteger)
        op.execute("ALTER SEQUENCE clientes_id_seq AS BIGINT")
    op.create_table(
        "cambios",
        sa.Column("id", KEY),
        sa.Column("cliente", KEY, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("accion", sa.String(8), nullable=False),
        sa.Column("datos", sa.JSON),
        sa.Column("momento", sa.DateTime, nullable=False),
        sa.Column("titular", sa.String(128), nullable=False),
        sa.Column("credencial", sa.String(255), nullable=False),
        sa.Column("session_id", THREAD),
        sa.Column("turno", sa.Integer),
        sa.Column("deshace", KEY),
        sa.Column("con", KEY),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cambios")),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["sesiones.id"],
            name=op.f("fk_cambios_session_id_sesiones"),
            ondelete="SET NULL",
        ),
        sa.UniqueConstraint("cliente", "version", name=op.f("uq_cambios_cliente_version")),
        sa.UniqueConstraint("deshace", name=op.f("uq_cambios_deshace")),
        sa.CheckConstraint(ACTIONS, name=op.f("ck_cambios_accion")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_cambios_session_id_turno"), "cambios", ["session_id", "turno"])
