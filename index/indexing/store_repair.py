"""Upkeep of the derived stores of a collection: those in use are opened, made where there are none, and repaired."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path

from corpus.catalogue import Catalogue, CatalogueReader
from corpus.errors import Problem, StoreUnavailable
from corpus.progress import Progress
from index.crosslingual.languages import ENGLISH
from index.encoders.embeddings import Encoder
from index.indexing import faults, shared_catalogue
from index.indexing.build import INDEX_FORMAT, Builder
from index.indexing.faults import StoreFault
from index.indexing.rebuild import Renewal
from index.stores import builds, layout_1_upgrade
from index.stores.builds import Builds
from index.stores.locks import writer_lock
from index.stores.open_stores import Stores

_QUESTION_WAITS = 20.0  # seconds that a question waits for what another machine has written
_FOLLOWED_BY_ANOTHER = 1.0  # seconds after which another process of this home counts as the one that follows


class Upkeep:
    """Keeper of the stores that a catalogue's passages are searched in.

    Methods that make stores are for a writer that holds the writer lock. All raise StoreUnavailable, and ModelFailed
    where something has to be encoded. `wait` is how long reading may wait for a writer, in seconds.
    """

    def __init__(self, home: Path, catalogue: Catalogue, encoders: Sequence[Encoder], chroma_url: str) -> None:
        self.home, self.catalogue, self.encoders, self._chroma_url = home, catalogue, encoders, chroma_url
        self.wait = 60.0
        self.seen = catalogue.generation
        self._stores: Stores | None = None
        self._opening = threading.Lock()
        self._has_words = False
        self._followed = -1  # generation up to which the stores have what other machines wrote
        self._waited = -1  # generation for which a question has waited
        self._following: threading.Thread | None = None

    @property
    def stores(self) -> Stores:
        """Return the stores in use, for a reader: made only where there are none that this program can read."""
        with self._opening:
            if self._stores is None:
                self._stores = self._named()
            if self._stores is not None and self.catalogue.is_shared and self._followed != self.seen:
                self._follow_for_reader(self._stores)
            if self._stores is None or not self._has_all_words(self._stores):
                with writer_lock(self.home, self.catalogue, self.wait):
                    self.make_ready()
                    self.follow()
                    self.repair_unreadable()
            assert self._stores is not None
            return self._stores

    @property
    def identity(self) -> str:
        """Return what the vectors are made with: two identities are never mixed."""
        return " + ".join(f"{e.name} {e.digest[:16]}" for e in self.encoders) + f", form {INDEX_FORMAT}"

    def same_encoder(self, catalogue: CatalogueReader) -> None:
        """Raise StoreUnavailable where the collection was indexed with other encoders."""
        held = catalogue.meta("encoder")
        if held and held not in (self.identity, f"{self.identity}.2"):  # the second is how Licet 0.2 wrote it
            raise StoreUnavailable(
                f"This collection was indexed with {held}; this program reads {self.identity}.",
                "Build the index anew with `licet rebuild`, or set the encoder that it was made with.",
            )

    def refresh(self, now: int) -> None:
        """See what other processes have written up to this generation of the catalogue."""
        if now != self.seen and self._stores is not None:
            if Builds.read(self.catalogue.meta(builds.ENTRY)) == self._stores.builds:
                self._stores.reload()
            else:
                self._stores, self._has_words = None, False
        self.seen = now

    def follow(self) -> None:
        """Bring the stores in line with what other machines wrote, for a writer that holds the home's lock."""
        if self.catalogue.is_shared:
            now = self.catalogue.generation
            shared_catalogue.follow(self.home, self.catalogue, self.make_ready(), self.builder)
            self._followed = now

    def _follow_for_reader(self, stores: Stores) -> None:
        """Bring the stores in line on a thread of its own; wait for it as long as a question can wait.

        What takes longer is found once it is done; until then the old stores answer, unless they hold nothing yet.
        """
        now, has_some = self.seen, stores.terms.count() > 0
        if not shared_catalogue.is_behind(self.home, self.catalogue, stores):
            self._followed = now
            return

        def run() -> None:
            with suppress(Problem), writer_lock(self.home, None, _FOLLOWED_BY_ANOTHER):
                shared_catalogue.follow(self.home, self.catalogue, stores, self.builder)
                self._followed = now

        if self._following is None or not self._following.is_alive():
            self._following = threading.Thread(target=run, name="follows other machines", daemon=True)
            self._following.start()
        if not has_some:
            self._following.join()
        elif self._waited != now:  # the first question after a change: later ones are answered at once
            self._waited = now
            self._following.join(_QUESTION_WAITS)

    def close(self) -> None:
        """Close the stores; they open again when they are needed."""
        if self._stores is not None:
            self._stores.close()
        self._stores = None

    def partition_of(self, language: str) -> int:
        """Return the position of the encoder that serves a language."""
        return 0 if len(self.encoders) == 1 or language in ENGLISH else 1

    def builder(self, stores: Stores) -> Builder:
        """Return the writer of some stores."""
        return Builder(stores.terms, stores.token_vectors, stores.partitions, self.partition_of)

    def make_ready(self) -> Stores:
        """Open the stores, or make those that are missing or in an older format."""
        self.same_encoder(self.catalogue)
        if self._stores is None:
            self._stores = self._named()
        if self._stores is None:
            old = Builds.read(self.catalogue.meta(builds.ENTRY))
            if old is None:
                return self.renew(None, set(builds.BUILD_KINDS), reuse=True)
            return self.renew(self._open(old), old.outdated(), reuse=True)
        return self._stores

    def renew(self, old: Stores | None, kinds: set[str], *, reuse: bool, progress: Progress | None = None) -> Stores:
        """Make stores of these kinds anew and put them in use; see `Renewal.stores`."""
        members = partial(self.catalogue.memberships, beside=True)
        renewal = Renewal(self.home, self.catalogue, self._open, self.builder, members)
        stores = renewal.stores(old, kinds, reuse=reuse, progress=progress)
        self.catalogue.swap({builds.ENTRY: stores.builds.written(), "encoder": self.identity})
        self._stores, self._has_words = stores, True
        layout_1_upgrade.delete(self.home)
        stores.drop_unused(self.home)
        return stores

    def rebuild(self, progress: Progress | None = None) -> None:
        """Make all stores anew, and trust nothing of the old ones."""
        named = Builds.read(self.catalogue.meta(builds.ENTRY))
        self.renew(self._open(named) if named else None, set(builds.BUILD_KINDS), reuse=False, progress=progress)

    def repair(self, progress: Progress | None = None) -> list[StoreFault]:
        """Look at every byte of the stores, make anew those that have faults, and return the faults."""
        stores = self.make_ready()
        found = self._faults(stores)
        if found:
            self.renew(stores, {f.kind for f in found}, reuse=True, progress=progress)
        return found

    def faults(self) -> list[StoreFault]:
        """Return the faults of the stores in use, without making any. Reads every byte of them."""
        named = Builds.read(self.catalogue.meta(builds.ENTRY))
        if named is not None and not named.outdated():
            if self.catalogue.is_shared:
                _ = self.stores  # which follows other machines first: being behind is no fault
            stores = self._open(named)
            try:
                return self._faults(stores)
            finally:
                stores.close()
        return [StoreFault("vectors", "there is no index that this program reads")] if self.catalogue.sizes() else []

    def repair_unreadable(self) -> None:
        """Make anew the vectors where they cannot be opened, and the terms where they are gone."""
        stores = self.make_ready()
        kinds = {"vectors"} if any(v.is_damaged() for _, v in stores.partitions) else set()
        if not self._has_all_words(stores):
            kinds.add("terms")
        if kinds:
            self.renew(stores, kinds, reuse=True)

    def _faults(self, stores: Stores) -> list[StoreFault]:
        return faults.faults(faults.wanted_memberships(self.catalogue), stores, self.partition_of)

    def _open(self, named: Builds) -> Stores:
        return Stores(self.home, named, self.encoders, self._chroma_url)

    def _named(self) -> Stores | None:
        """Return the stores that the catalogue names; None where it names none that this program can read."""
        while (named := Builds.read(self.catalogue.meta(builds.ENTRY))) is not None and not named.outdated():
            if self.catalogue.is_shared:  # named by another machine, perhaps
                builds.begin(self.home, named)
            stores = self._open(named)
            if self.catalogue.is_shared:
                shared_catalogue.prepare(stores)
            if Builds.read(self.catalogue.meta(builds.ENTRY)) == named:
                return stores  # claimed before another process could swap and delete them
        return None

    def _has_all_words(self, stores: Stores) -> bool:
        """Return whether the terms are on disk."""
        if not self._has_words:
            with suppress(StoreUnavailable):
                self._has_words = bool(stores.terms.count()) or not self.catalogue.sizes()
        return self._has_words
