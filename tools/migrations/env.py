"""Alembic's entry: runs the migrations on the connection that `upgrade` hands over."""

from alembic import context

from tools.directory.indexing import INDEX
from tools.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    include_name=lambda name, *_: not (name or "").startswith(INDEX),
    render_as_batch=True,
    transactional_ddl=False,
)
context.run_migrations()
