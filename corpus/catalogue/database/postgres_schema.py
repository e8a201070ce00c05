"""Tables of a catalogue on a server: made and brought up to date by Alembic, told apart from those of others."""

from __future__ import annotations

from importlib.resources import files

from sqlalchemy import Connection

from corpus.catalogue.database.sqlite_schema import columns
from corpus.errors import StoreUnavailable

# Of a server's tables: those of the catalogue's format, and one of records, which a home has as files.
SERVER_FORMAT = 4
REVISION = f"{SERVER_FORMAT:04}"  # Alembic's revision of this format
RECORDS = "records"
_VERSION_TABLE = "alembic_version"
_TABLES = "SELECT tablename FROM pg_catalog.pg_tables WHERE schemaname = current_schema()"


def is_current(connection: Connection, place: str) -> bool:
    """Return whether the tables are those of this program; they are not where there are none, or older ones.

    Raises StoreUnavailable for tables of another program or of a newer Licet, and sqlalchemy.exc.SQLAlchemyError.
    """
    tables = {name for (name,) in connection.exec_driver_sql(_TABLES)}
    if _VERSION_TABLE not in tables:
        if strange := sorted(tables & {*columns(), RECORDS}):
            raise StoreUnavailable(
                f"{place} has a table `{strange[0]}` of another program.",
                "Name another database in LICET_DATABASE_URL; nothing was changed.",
            )
        return False
    held = [name for (name,) in connection.exec_driver_sql(f"SELECT version_num FROM {_VERSION_TABLE}")]
    if held == [REVISION]:
        return True
    if not held or not all(name.isdigit() for name in held):
        raise StoreUnavailable(
            f"{place} has the tables of another program (revision {', '.join(held) or 'none'}).",
            "Name another database in LICET_DATABASE_URL; nothing was changed.",
        )
    if max(held) > REVISION:
        raise StoreUnavailable(
            f"The catalogue in {place} was written by a newer Licet (format {int(max(held))}; this one reads "
            f"{SERVER_FORMAT}).",
            "Update Licet, or name another database in LICET_DATABASE_URL; nothing was changed.",
        )
    return False


def check_encoding(connection: Connection, place: str) -> None:
    """Check that the database keeps every character. Raises StoreUnavailable, sqlalchemy.exc.SQLAlchemyError."""
    encoding = connection.exec_driver_sql("SHOW server_encoding").scalar()
    if encoding != "UTF8":
        raise StoreUnavailable(
            f"{place} keeps texts in {encoding}, which has not every character.",
            "Make a database with `createdb --encoding UTF8 --template template0`; nothing was changed.",
        )


def bring_up_to_date(connection: Connection, place: str) -> None:
    """Make the tables, or migrate older ones, in the caller's transaction. Raises as `is_current` does.

    Raises StoreUnavailable for a format that no migration of this program begins from.
    """
    from alembic import command
    from alembic.config import Config
    from alembic.util import CommandError

    config = Config()
    folder = str(files(__package__).joinpath("migrations"))
    config.set_main_option("script_location", folder.replace("%", "%%"))
    config.attributes["connection"] = connection
    version = f"SELECT version_num FROM {_VERSION_TABLE}"
    held = ""
    if connection.exec_driver_sql(f"SELECT to_regclass('{_VERSION_TABLE}')").scalar() is not None:
        held = ", ".join(name for (name,) in connection.exec_driver_sql(version))
    try:
        command.upgrade(config, REVISION)
    except CommandError as error:
        raise StoreUnavailable(
            f"The tables in {place} are of a format ({held or 'none'}) that this Licet cannot bring up to date.",
            "Bring them up to date with the Licet that came after the one that made them; nothing was changed.",
        ) from error
