"""Alembic's environment: runs on the connection that `otklik.infra.migrate` opened and locked."""

from alembic import context

context.configure(connection=context.config.attributes["connection"], transaction_per_migration=True)
with context.begin_transaction():
    context.run_migrations()
