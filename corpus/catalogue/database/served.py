"""Opens a database on a server; what that needs is imported here, and only where there is an address of one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corpus.errors import BadRequest

if TYPE_CHECKING:
    from corpus.catalogue.database.postgres import PostgresDatabase


def on_server(url: str) -> PostgresDatabase:
    """Return the database at an address of PostgreSQL. Raises BadRequest, StoreUnavailable."""
    try:
        from corpus.catalogue.database.postgres import PostgresDatabase
    except ModuleNotFoundError as error:
        raise BadRequest(
            f"LICET_DATABASE_URL needs a package that is not installed ({error.name}).",
            "Install it with `pip install 'licet[postgres]'`.",
        ) from error
    return PostgresDatabase(url)
