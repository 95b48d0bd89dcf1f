"""Clients, sessions and messages."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Create the first schema."""
    op.create_table(
        "sesiones",
        sa.Column("id", sa.String(128), nullable=False),
        sa.Column("turnos", sa.Integer, nullable=False),
        sa.Column("creada", sa.DateTime, nullable=False),
        sa.Column("actividad", sa.DateTime, nullable=False),
        sa.CheckConstraint("turnos >= 0", name=op.f("ck_sesiones_turnos")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sesiones")),
    )
    op.create_table(
        "mensajes",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("session_id", sa.String(128), nullable=False),
        sa.Column("role", sa.String(9), nullable=False),
        sa.Column("content", sa.Text, nullable=False),
        sa.Column("timestamp", sa.DateTime, nullable=False),
        sa.Column("turno", sa.Integer, nullable=False),
        sa.Column("clave", sa.String(255), nullable=False),
        sa.Column("decision", sa.String(9)),
        sa.Column("datos", sa.JSON),
        sa.CheckConstraint("role IN ('user', 'assistant')", name=op.f("ck_mensajes_role")),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["sesiones.id"],
            name=op.f("fk_mensajes_session_id_sesiones"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mensajes")),
        sa.UniqueConstraint(
            "session_id", "turno", "role", name=op.f("uq_mensajes_session_id_turno_role")
        ),
        sa.UniqueConstraint(
            "session_id", "clave", "role", name=op.f("uq_mensajes_session_id_clave_role")
        ),
    )
    op.create_table(
        "clientes",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("nombre", sa.String(200), nullable=False),
        sa.Column("email", sa.String(254), nullable=False),
        sa.Column("nombre_plegado", sa.Text, nullable=False),
        sa.Column("email_plegado", sa.String(254), nullable=False),
        sa.Column("dominio", sa.String(254), nullable=False),
        sa.Column("creado", sa.DateTime, nullable=False),
        sa.Column("session_id", sa.String(128)),
        sa.Column("turno", sa.Integer),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["sesiones.id"],
            name=op.f("fk_clientes_session_id_sesiones"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clientes")),
        sa.UniqueConstraint("email_plegado", name=op.f("uq_clientes_email_plegado")),
        sqlite_autoincrement=True,
    )
    for column in ("creado", "dominio", "session_id"):
        op.create_index(op.f(f"ix_clientes_{column}"), "clientes", [column])
