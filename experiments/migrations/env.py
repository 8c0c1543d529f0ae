"""Alembic's entry: works on the connection that `experiments.upgrade` hands over."""

from alembic import context

from approdo.experiments.tables import metadata

# The truth is the schema number in approdo_meta. Alembic's own table exists in upgraded copies only, under a name that
# no other program on a shared server uses.
context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    version_table="approdo_revision",
    transaction_per_migration=False,
)
with context.begin_transaction():
    context.run_migrations()
