"""Alembic's entry: run the revisions on the connection that `flows.ledger.place` opened."""

from alembic import context

from flows.ledger import casework, people  # noqa: F401  their tables are declared by being imported
from flows.ledger.tables import Row

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=Row.metadata, render_as_batch=True)
with context.begin_transaction():
    context.run_migrations()
