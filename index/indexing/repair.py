"""Vector indexes that a killed process left damaged, made anew from what is held: without asking anybody, and all or none."""

from __future__ import annotations

from collections.abc import Sequence

from corpus.catalogue import Catalogue
from index.indexing.build import Builder
from index.stores.chroma import Store, Vectors
from index.stores.token_vectors import Late

_NOTE = "mending"  # noted in the catalogue while vectors are made anew


def is_noted(catalogue: Catalogue) -> bool:
    """Whether a mending was begun and not done to its end."""
    return bool(catalogue.meta(_NOTE))


def forget(catalogue: Catalogue) -> None:
    """Notes that everything was made anew."""
    if is_noted(catalogue):
        catalogue.set_meta(_NOTE, "")


def mend(
    catalogue: Catalogue, store: Store, builder: Builder, late: Late, halves: Sequence[Vectors], *, every: bool = False
) -> list[str]:
    """Makes the halves whose index is damaged anew, from the cache where it has their vectors; returns the sources, none where all is well.

    The caller holds the writer's lock. What is noted before an index is dropped is done to the end by whoever writes next, should this
    process be killed too. `every`: as in `Vectors.damaged`. Raises StoreUnavailable, ModelFailed.
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
    late.delete(late.ids() - wanted)  # what was being taken out: the vectors that told so are gone
    forget(catalogue)
    return sources
