"""Catalogues of the shared documents, held as they are read, without an index."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from corpus.catalogue import Catalogue
from corpus.enrichment import annotate
from corpus.parsers.dispatch import load_file, read_bytes


def hold_texts(held: Catalogue, shared: Path, names: Iterable[str]) -> Catalogue:
    """Hold the shared documents of these names, by their paths below the folder of data; return the catalogue."""
    for name in names:
        for reading in read_bytes(load_file(shared / "data" / name)):
            held.publish(held.stage(annotate(reading), []))
    return held
