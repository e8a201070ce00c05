"""What Alembic runs to migrate: on the connection of the writer, in the transaction that holds its lock."""

from __future__ import annotations

from alembic import context

context.configure(connection=context.config.attributes["connection"], transactional_ddl=True)
context.run_migrations()
