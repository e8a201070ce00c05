"""Fingerprints of files already taken in, so that unchanged files are not read, annotated and indexed again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import corpus
from corpus.catalogue import Catalogue
from corpus.parsers.file import File


@dataclass(frozen=True, slots=True)
class Edition:
    """Edition that a file became: its number in the catalogue, and what is reported about it."""

    number: int
    source_id: str
    title: str
    provisions: int
    passages: int
    warnings: tuple[str, ...] = ()


def fingerprint(file: File, *labels: object) -> str:
    """Return the fingerprint of a file: a digest of its name, bytes, labels and the parsing code."""
    found = hashlib.sha256(file.data)
    found.update("\0".join([file.name, parser_digest(), *map(repr, labels)]).encode())
    return found.hexdigest()


@lru_cache(maxsize=1)
def parser_digest() -> str:
    """Return a digest of the code and data that read documents.

    It is part of a fingerprint because a changed program may read the same bytes differently.
    Annotations are left out: they read no documents, and they change often.
    """
    found = hashlib.sha256()
    for folder in map(Path, corpus.__path__):
        for file in sorted(f for f in folder.rglob("*") if f.suffix in (".py", ".toml", ".json", ".txt", ".sql")):
            if file.relative_to(folder).parts[0] != "annotations":
                found.update(file.read_bytes())
    return found.hexdigest()


def record(catalogue: Catalogue, origin: str, marked: str, editions: Sequence[Edition]) -> None:
    """Record in the catalogue which editions the file at `origin` became. Raises StoreUnavailable."""
    fields = [[e.number, e.source_id, e.title, e.provisions, e.passages, e.warnings] for e in editions]
    catalogue.set_meta(_name(origin), json.dumps([marked, fields], ensure_ascii=False))


def recorded(catalogue: Catalogue, origin: str) -> tuple[str, list[Edition]]:
    """Return the fingerprint recorded for `origin` and the editions made of it; ("", []) where none is recorded."""
    held = catalogue.meta(_name(origin))
    if not held:
        return "", []
    try:
        marked, fields = json.loads(held)
        return marked, [Edition(f[0], f[1], f[2], f[3], f[4], tuple(f[5])) for f in fields]
    except (ValueError, TypeError, IndexError):
        return "", []  # damaged: the file is read again


def _name(origin: str) -> str:
    return "file:" + hashlib.sha256(origin.encode("utf-8", "surrogateescape")).hexdigest()[:24]
