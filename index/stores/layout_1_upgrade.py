"""Stores as Licet 0.2 laid them out: in the home itself, under fixed names. Their token vectors are taken over."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from corpus.errors import StoreUnavailable
from index.stores.part_files import PartRow
from index.stores.token_vectors import TokenVectorCache

_TOKENS = "late-2.sqlite"  # in the format that this program still reads, otherwise stored
_ROWS_OF_PART = 512  # of a part


def take_over(home: Path, token_vectors: TokenVectorCache) -> None:
    """Write the token vectors of this layout as parts, so that nothing is encoded again. Raises StoreUnavailable."""
    file = home / _TOKENS
    if not file.exists():
        return
    try:
        with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True, timeout=30)) as db:
            rows = db.execute("SELECT id, vector, terms, context, tokens FROM late ORDER BY id")
            while part := rows.fetchmany(_ROWS_OF_PART):
                token_vectors.put_rows([PartRow(*row) for row in part])
    except sqlite3.Error as error:
        raise StoreUnavailable(f"{file} cannot be read: {error}.", "It is made anew with `licet rebuild`.") from error


def delete(home: Path) -> None:
    """Delete what is left of this layout, once new stores are in use."""
    for path in (*home.glob("late-*.sqlite*"), *home.glob("terms-*"), home / "chroma"):
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)
