"""Repair of vector indexes that a killed process left damaged; all of them are rebuilt, or none."""

from __future__ import annotations

from collections.abc import Sequence

from corpus.catalogue import Catalogue
from index.indexing.build import Builder
from index.stores.chroma import Store, Vectors
from index.stores.token_vectors import TokenVectorCache

_NOTE = "mending"  # key in the catalogue, set while vectors are being rebuilt


def is_pending(catalogue: Catalogue) -> bool:
    """Return whether a repair was begun and not finished."""
    return bool(catalogue.meta(_NOTE))


def mark_done(catalogue: Catalogue) -> None:
    """Record that no repair is pending."""
    if is_pending(catalogue):
        catalogue.set_meta(_NOTE, "")


def rebuild_damaged(
    catalogue: Catalogue,
    store: Store,
    builder: Builder,
    token_vectors: TokenVectorCache,
    partitions: Sequence[Vectors],
    *,
    every: bool = False,
) -> list[str]:
    """Rebuild the damaged vector indexes, from the token-vector cache where it holds the vectors.

    Returns the ids of the sources written, [] where nothing is damaged. The caller holds the writer lock. The repair is
    recorded in the catalogue before an index is dropped, so that the next writer finishes it if this process is killed.
    `every`: see `Vectors.is_damaged`. Raises StoreUnavailable, ModelFailed.
    """
    broken = [v.name for v in partitions if v.is_damaged(every=every)]
    if not broken and not is_pending(catalogue):
        return []
    catalogue.set_meta(_NOTE, "vectors")
    for name in broken:
        store.drop(name)
    store.reopen()
    wanted: set[str] = set()
    sources = sorted({s.id for s, _ in catalogue.editions().values()})
    for source_id in sources:
        members = catalogue.memberships(source_id)
        builder.add_missing(source_id, members)
        wanted |= members.keys()
    token_vectors.delete(token_vectors.ids() - wanted)  # passages of a removal that was interrupted
    mark_done(catalogue)
    return sources
