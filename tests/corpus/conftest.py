"""Catalogues for the tests of this folder."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from corpus.catalogue import Catalogue


@pytest.fixture
def on_server(tmp_path: Path, database_url: str) -> Iterator[Catalogue]:
    """Return a catalogue in an empty database of a real server."""
    with closing(Catalogue(tmp_path / "catalogue.sqlite", url=database_url)) as catalogue:
        yield catalogue
