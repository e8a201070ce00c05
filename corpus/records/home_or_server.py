"""Opens the store of records that the settings mean."""

from __future__ import annotations

from pathlib import Path

from corpus.records.home import HomeRecords
from corpus.records.interface import Records


def open_records(home: Path, url: str = "") -> Records:
    """Return the records of a home, or with an address those of its database.

    Raises BadRequest for an address that is none, StoreUnavailable where the database cannot be used.
    """
    if not url:
        return HomeRecords(home)
    from corpus.records.server import ServerRecords

    return ServerRecords(url)
