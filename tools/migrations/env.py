"""Alembic's entry: runs the migrations on the connection that `upgrade` hands over."""

from alembic import context

attributes = context.config.attributes

context.configure(
    connection=attributes["connection"],
    target_metadata=attributes.get("metadata"),
    include_name=lambda name, *_: not (name or "").startswith("clientes_nombres"),
    render_as_batch=True,
    transactional_ddl=False,
)
context.run_migrations()
