"""Cache of the shipped annotations: one file in the home, checked once and then read in a fraction of the time."""

from __future__ import annotations

import hashlib
import json
from dataclasses import astuple
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any

from corpus.annotations.loader import Annotations, data_files, load_annotations
from corpus.annotations.model import AnnotatedSource, Annotation, Pin
from corpus.catalogue import CatalogueReader
from corpus.kept_file import kept

_NOTES_FORMAT = 2  # raise when the file is built otherwise


def load_kept(home: Path) -> Annotations:
    """Return what `load` returns, from a file in the home where that was made of these very annotations."""
    return kept(
        home / "annotations" / f"{_digest()[:24]}.notes",
        read=lambda stream: _from_json(json.load(stream)),
        make=load_annotations,
        write=lambda stream, read: stream.write(json.dumps(_to_json(read), ensure_ascii=False).encode()),
        stale="*.notes",
        is_worth=lambda read: not read.refused,
        of_every_home=True,
    )


def kept_notes(catalogue: CatalogueReader) -> Annotations:
    """Return the shipped annotations, read once for as long as what is held stays as it is."""
    return catalogue.once("annotations", lambda: load_kept(catalogue.path.parent))


def _digest() -> str:
    found = hashlib.sha256(str(_NOTES_FORMAT).encode())
    for name, file in data_files(files(__package__)):
        found.update(name.encode() + b"\0" + file.read_bytes())
    return found.hexdigest()


def _to_json(read: Annotations) -> dict[str, Any]:
    sources = list(dict.fromkeys(a.source for a in read.all))
    numbers = {source: number for number, source in enumerate(sources)}
    return {
        "sources": [
            [s.id, s.title, s.jurisdiction, s.edition and s.edition.isoformat(), s.held, s.handed_in] for s in sources
        ],
        "annotations": [
            [numbers[a.source], a.slug, a.questions, a.answer, [astuple(p) for p in a.pins], a.verdict, a.conditions,
             a.exceptions, a.status, a.who_decides, a.check_next, a.file, a.line]
            for a in read.all
        ],
    }  # fmt: skip


def _from_json(held: dict[str, Any]) -> Annotations:
    sources = [
        AnnotatedSource(id, title, jurisdiction, date.fromisoformat(edition) if edition else None, is_held, handed_in)
        for id, title, jurisdiction, edition, is_held, handed_in in held["sources"]
    ]
    read = tuple(
        Annotation(
            sources[a[0]], a[1], tuple(a[2]), a[3], tuple(Pin(*p) for p in a[4]), a[5], tuple(a[6]), tuple(a[7]),
            a[8], a[9], tuple(a[10]), a[11], line=a[12],
        )
        for a in held["annotations"]
    )  # fmt: skip
    return Annotations(read, (), {a.id: a for a in read})
