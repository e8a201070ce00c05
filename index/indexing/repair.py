"""Repair of vector indexes that a killed process left damaged; all of them are rebuilt, or none."""

from __future__ import annotations

from collections.abc import Sequence

from corpus.catalogue import Catalogue
from index.indexing.build import Builder
from index.stores.chroma import Store, Vectors
from index.stores.token_vectors import Late

_NOTE = "mending"  # key in the catalogue, set while vectors are being rebuilt


def is_noted(catalogue: Catalogue) -> bool:
    """Return whether a repair was begun and not finished."""
    return bool(catalogue.meta(_NOTE))


def forget(catalogue: Catalogue) -> None:
    """Record that no repair is pending."""
    if is_noted(catalogue):
        catalogue.set_meta(_NOTE, "")


def mend(
    catalogue: Catalogue, store: Store, builder: Builder, late: Late, halves: Sequence[Vectors], *, every: bool = False
) -> list[str]:
    """Rebuild the damaged vector indexes, from the token-vector cache where it holds the vectors.

    Returns the ids of the sources written, [] where nothing is damaged. The caller holds the writer lock. The repair is
    recorded in the catalogue before an index is dropped, so that the next writer finishes it if this process is killed.
    `every`: see `Vectors.damaged`. Raises StoreUnavailable, ModelFailed.
    """
    broken = [v.name for v in halves if v.damaged(every=every)]
    if not broken and not is_noted(catalogue):
        return []
    catalogue.set_meta(_NOTE, "vectors")
    for name in broken:
        store.drop(name)
    store.reopen()
    wanted: set[str] = set()
    sources = sorted({s.id for s, _ in catalogue.editions().values()})
    for source_id in sources:
        members = catalogue.memberships(source_id)
        builder.bring(source_id, members)
        wanted |= members.keys()
    late.delete(late.ids() - wanted)  # passages of a removal that was interrupted
    forget(catalogue)
    return sources
