"""Alembic's entry: runs the migrations on the connection that `upgrade` hands over."""

from alembic import context

NOT_OURS = ("clientes_nombres", "ix_clientes_trigramas", "checkpoint")
"""Beginnings of names: of what migrations write as SQL, and of working memory's tables."""

attributes = context.config.attributes

context.configure(
    connection=attributes["connection"],
    target_metadata=attributes.get("metadata"),
    include_name=lambda name, *_: not (name or "").startswith(NOT_OURS),
    render_as_batch=True,
    transactional_ddl=False,
)
context.run_migrations()
