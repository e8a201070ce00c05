"""Makes the tables of format 3, as `schema.sql` has them.

Texts are compared by their bytes, as SQLite does: what is found first must not depend on a server's language. What a
document says (an address, a term) is indexed by its hash, since a tree of PostgreSQL takes no value above 2.7 KB.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = None
_TEXT = sa.Text(collation="C")


def _text(*names: str) -> list[sa.Column]:
    return [sa.Column(name, _TEXT, nullable=False) for name in names]


def _numbers(*names: str, nullable: bool = False) -> list[sa.Column]:
    return [sa.Column(name, sa.BigInteger, nullable=nullable) for name in names]


def _number_of_row(name: str) -> sa.Column:
    return sa.Column(name, sa.BigInteger, sa.Identity(), primary_key=True)


def _number_of_edition() -> sa.Column:
    return sa.Column("version", sa.BigInteger, primary_key=True, autoincrement=False)


def upgrade() -> None:
    """Make the tables and their indexes."""
    op.create_table("meta", sa.Column("name", _TEXT, primary_key=True), *_text("value"))
    op.create_table(
        "sources",
        sa.Column("id", _TEXT, primary_key=True),
        *_text(
            "title", "kind", "jurisdiction", "issuer", "author", "url", "language", "licence", "published", "origin"
        ),
        *_text("added_at"),
    )
    op.create_table(
        "versions",
        _number_of_row("number"),
        *_text("source_id", "digest", "valid_from", "valid_to", "retrieved_at", "state", "source_json", "warnings"),
        *_text("text"),
        sa.Column("original", sa.LargeBinary),
    )
    op.create_index("versions_by_source", "versions", ["source_id", "state"])
    op.execute("ALTER TABLE versions ALTER COLUMN original SET STORAGE EXTERNAL")  # a PDF is compressed already
    op.create_table("seals", _number_of_edition(), *_text("source_id", "record", "tree", "passages", "original"))
    op.create_table("origins", _number_of_edition(), *_text("origin", "origin_class"))
    op.create_table(
        "provisions",
        *_numbers("version", "position"),
        *_text("locator", "key", "role"),
        *_numbers("start", "end"),
        *_numbers("parent", nullable=True),
        *_numbers("after"),
        *_text("heading"),
        *_numbers("page", nullable=True),
        *_text("language"),
        *_numbers("flags"),
        *_text("detail", "text"),
        sa.PrimaryKeyConstraint("version", "position"),
    )
    op.create_index("provisions_by_key", "provisions", ["key"], postgresql_using="hash")
    op.create_table("terms", *_text("term"), *_numbers("version", "position"))
    op.create_index("terms_by_term", "terms", ["term"], postgresql_using="hash")
    op.create_index("terms_by_version", "terms", ["version"])
    op.create_table(
        "passages",
        *_numbers("version", "ordinal"),
        *_text("id", "locator"),
        *_numbers("start", "end", "first", "last"),
        *_text("context", "heading", "locators", "role"),
        *_numbers("page", nullable=True),
        *_text("language", "identifiers"),
        *_numbers("occurrence"),
        *_text("text"),
        sa.PrimaryKeyConstraint("version", "ordinal"),
    )
    op.create_index("passages_by_id", "passages", ["id", "version"])
    op.create_table(
        "history",
        _number_of_row("entry"),
        *_text("at", "by", "action", "source_id", "title", "origin_class", "origin", "before", "after"),
        *_numbers("bytes"),
        *_numbers("undoes", "undone", nullable=True),
    )
    op.create_index("history_by_source", "history", ["source_id"])
