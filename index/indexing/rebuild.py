"""Stores made anew beside those in use, which answer meanwhile; one entry of the catalogue swaps them.

A process that is killed at any moment leaves the old stores in use, or the new ones.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path

from corpus.catalogue import Catalogue
from corpus.catalogue_results import Membership
from corpus.errors import StoreUnavailable
from corpus.progress import Progress
from index.indexing.build import Builder
from index.stores import builds, layout_1_upgrade
from index.stores.builds import Builds
from index.stores.open_stores import Stores


class Renewal:
    """One making of stores, for a writer that holds the writer lock. All methods raise StoreUnavailable, ModelFailed.

    `members` returns the passages of a source that the stores must hold, by id; `opened` opens stores by their names,
    `builder` makes their writer.
    """

    def __init__(
        self,
        home: Path,
        catalogue: Catalogue,
        opened: Callable[[Builds], Stores],
        builder: Callable[[Stores], Builder],
        members: Callable[[str], Mapping[str, Membership]],
    ) -> None:
        self.home, self.catalogue = home, catalogue
        self._opened, self._builder, self._members = opened, builder, members

    def stores(self, old: Stores | None, kinds: set[str], *, reuse: bool, progress: Progress | None = None) -> Stores:
        """Return stores of which these kinds are new and complete; the others are the old ones.

        With `reuse`, token vectors that are intact are taken over, and nothing is encoded twice; without it, nothing of
        what is made anew is trusted. The new stores are in use from `swap` on.
        """
        names = Builds.new() if old is None else old.builds.anew(kinds)
        builds.begin(self.home, names)
        stores = self._opened(names)
        stores.create(kinds)
        if reuse and "tokens" in kinds:
            self._take_over(old, stores)
        sources = sorted({source.id for source, _ in self.catalogue.editions().values()})
        builder = self._builder(stores)
        if "terms" in kinds:
            builder.write_terms(self._all(sources))
        for done, source_id in enumerate(sources, 1):
            builder.add_missing(source_id, self._members(source_id))
            if progress:
                progress(done, len(sources))
        stores.finish()
        return stores

    def _all(self, sources: list[str]) -> Iterator[Membership]:
        for source_id in sources:
            yield from self._members(source_id).values()

    def _take_over(self, old: Stores | None, new: Stores) -> None:
        with suppress(StoreUnavailable):  # what cannot be read is encoded again
            if old is not None:
                new.token_vectors.adopt(old.token_vectors)
            else:
                layout_1_upgrade.take_over(self.home, new.token_vectors)
