"""Checks of a collection: whether its encoders work, and whether its index agrees with the catalogue."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from corpus.catalogue import Catalogue
from corpus.errors import Problem
from index.encoders.embeddings import Encoder
from index.indexing.faults import wanted_memberships
from index.indexing.store_repair import Upkeep

CheckLine = tuple[str, bool, str, str]  # name, whether it is well, message, remedy


def checks(catalogue: Catalogue, upkeep: Upkeep, asked: Sequence[Encoder]) -> list[CheckLine]:
    """Return each check of a collection; `asked` are the encoders that questions need."""
    return [
        _tried("encoder", lambda: _encoders(catalogue, upkeep, asked)),
        _tried("index", lambda: _agreement(catalogue, upkeep)),
    ]


def _tried(name: str, look: Callable[[], tuple[bool, str, str]]) -> CheckLine:
    try:
        return (name, *look())
    except Problem as problem:
        return (name, False, problem.message, problem.remedy)


def _encoders(catalogue: Catalogue, upkeep: Upkeep, asked: Sequence[Encoder]) -> tuple[bool, str, str]:
    upkeep.same_encoder(catalogue)
    for each in asked:
        each.query("licence")
    return True, "; ".join(f"{e.name} {e.digest[:16]} works {e.running}".rstrip() for e in asked) + ".", ""


def _agreement(catalogue: Catalogue, upkeep: Upkeep) -> tuple[bool, str, str]:
    upkeep.refresh(catalogue.generation)
    found = [f.said for f in upkeep.faults()]
    if left := catalogue.unfinished():
        found.insert(0, f"{len(left)} editions were left half written")
    if found:
        told = "The index and the catalogue differ: " + "; ".join(found) + "."
        return False, told, "`licet doctor` makes it anew."
    count = len(wanted_memberships(catalogue))
    return True, f"{count} passages, the same in the catalogue and in both halves of the index.", ""
