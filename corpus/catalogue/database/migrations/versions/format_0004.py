"""Makes the table of records, which `corpus.records.server` reads and writes; a home has them as files."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "records",
        sa.Column("name", sa.Text(collation="C"), primary_key=True),
        sa.Column("content", sa.LargeBinary, nullable=False),
    )
