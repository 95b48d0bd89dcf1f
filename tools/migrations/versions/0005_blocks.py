"""Parts of names, domains and instants are found by sets of clients, not by a full-text index."""

from alembic import op

from tools.directory import indexing
from tools.migrations import trigrams

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Replace the index; opening the database fills the new one."""
    _run(*trigrams.DROP, *indexing.CREATE)


def downgrade() -> None:
    """Back to the index of trigrams."""
    _run(*indexing.DROP, *trigrams.CREATE)


def _run(*statements: str) -> None:
    if op.get_bind().dialect.name == "sqlite":
        for statement in statements:
            op.execute(statement)
