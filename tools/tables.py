"""The tables of the business database. Names are Spanish where the contract fixes them."""

from datetime import UTC, datetime

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    Column,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
    column,
    literal_column,
    table,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

OWNED_BY = "rtrim({0}, replace({0}, '/', ''))"
"""SQL for the owner's part of a thread's name, separator included; "" without an owner."""


class Instant(TypeDecorator[datetime]):
    """An aware datetime, stored as naive UTC because SQLite has no time zones."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        """To naive UTC; a naive datetime is a programming error (ValueError)."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive datetime has no instant")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        """Back to aware UTC."""
        return None if value is None else value.replace(tzinfo=UTC)


KEY = BigInteger().with_variant(Integer, "sqlite")
"""SQLite's integers have 64 bits, and count up rows only where the type is called so."""
THREAD = String(1_700).with_variant(String(128), "sqlite")
"""A thread's name: an owner of 128 characters, quoted, and a session id. SQLite enforces no length,
so its tables were not migrated to this one."""


def _by_character(text: String) -> String:
    """The type with an order by characters, which SQLite has anyway, and PostgreSQL by locale."""
    ordered = text.copy()
    ordered.collation = "C"
    return text.with_variant(ordered, "postgresql")


sessions = Table(
    "sesiones",
    metadata,
    Column("id", THREAD, primary_key=True),
    Column("turnos", Integer, nullable=False),
    Column("creada", Instant, nullable=False),
    Column("actividad", Instant, nullable=False),
    Column("borrada", Instant),
    Column("resumen", Text),
    Column("resumidos", Integer, nullable=False, server_default="0"),
    Column("revision", Integer, nullable=False, server_default="0"),
    Column("titulo", Text),
    CheckConstraint("turnos >= 0", name="turnos"),
    Index("ix_sesiones_de_cada_cual", literal_column(OWNED_BY.format("id")), "actividad", "id"),
)

heartbeat = Table(
    "latido",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("momento", Instant, nullable=False),
)

messages = Table(
    "mensajes",
    metadata,
    Column("id", KEY, primary_key=True),
    Column("session_id", THREAD, ForeignKey("sesiones.id", ondelete="CASCADE"), nullable=False),
    Column("role", String(9), nullable=False),
    Column("content", Text, nullable=False),
    Column("timestamp", Instant, nullable=False),
    Column("turno", Integer, nullable=False),
    Column("clave", String(255), nullable=False),
    Column("decision", String(9)),
    Column("datos", JSON),
    CheckConstraint("role IN ('user', 'assistant')", name="role"),
    UniqueConstraint("session_id", "turno", "role"),
    UniqueConstraint("session_id", "clave", "role"),
    Index(
        "ix_mensajes_de_cada_cual",
        literal_column(OWNED_BY.format("session_id")),
        "timestamp",
        "decision",
        sqlite_where=literal_column("role = 'assistant'"),
        # `postgresql_where` stands in the migration: here it would import that dialect.
    ),
)

clients = Table(
    "clientes",
    metadata,
    Column("id", KEY, primary_key=True),
    Column("nombre", String(200), nullable=False),
    Column("email", String(254), nullable=False),
    Column("nombre_plegado", _by_character(Text()), nullable=False),
    Column("email_plegado", _by_character(String(254)), nullable=False, unique=True),
    Column("dominio", String(254), nullable=False),
    Column("creado", Instant, nullable=False),
    Column("session_id", THREAD, ForeignKey("sesiones.id", ondelete="SET NULL")),
    Column("turno", Integer),
    Column("version", Integer, nullable=False, server_default="1"),
    Index(None, "creado", "nombre_plegado"),
    Index(None, "dominio", "creado", "nombre_plegado"),
    Index(None, "nombre_plegado", "dominio"),
    Index(None, "session_id", "turno"),
    sqlite_autoincrement=True,
)

changes = Table(
    "cambios",
    metadata,
    Column("id", KEY, primary_key=True),
    Column("cliente", KEY, nullable=False),
    Column("version", Integer, nullable=False),
    Column("accion", String(8), nullable=False),
    Column("datos", JSON(none_as_null=True)),
    Column("momento", Instant, nullable=False),
    Column("titular", String(128), nullable=False),
    Column("credencial", String(255), nullable=False),
    Column("session_id", THREAD, ForeignKey("sesiones.id", ondelete="SET NULL")),
    Column("turno", Integer),
    Column("deshace", KEY, unique=True),
    Column("con", KEY),
    CheckConstraint("accion IN ('crear', 'cambiar', 'borrar', 'unir', 'deshacer')", name="accion"),
    UniqueConstraint("cliente", "version"),
    Index(None, "session_id", "turno"),
    sqlite_autoincrement=True,
)
"""The log of writes to the directory. `cliente` is no foreign key: the log outlives the client."""

name_index = table("clientes_nombres", column("clientes_nombres"), column("rowid", Integer))
"""SQLite's full-text index of the trigrams of `nombre_plegado` and `email_plegado`, which triggers
maintain; the column with its own name takes queries (MATCH) and commands."""

api_keys = Table(
    "claves_api",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("titular", String(128), nullable=False),
    Column("roles", String(32), nullable=False),
    Column("huella", String(64), nullable=False),
    Column("creada", Instant, nullable=False),
    Column("caduca", Instant),
    Column("revocada", Instant),
)
