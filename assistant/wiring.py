"""The composition root: the one place that builds the objects of Licet out of its settings."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from assistant.settings import Settings
from corpus.catalogue import Catalogue
from corpus.errors import StoreUnavailable
from corpus.library import explainers
from corpus.sources.entries import Entry

if TYPE_CHECKING:  # importing these would load the HTTP library into commands that fetch nothing
    from importlib.resources.abc import Traversable

    from corpus.parsers.file import File
    from corpus.sources.sync import Report, SyncOutcome

LIBRARY_META = "library"
_SPACE = 2**20  # bytes; with less, a disk counts as full


@dataclass(frozen=True)
class Licet:
    """The parts, built on first need: a command that only lists what is held must not load an encoder."""

    settings: Settings

    @cached_property
    def catalogue(self) -> Catalogue:
        """What is held."""
        return Catalogue(self.settings.home / "catalogue.sqlite")

    @cached_property
    def collection(self):  # type: ignore[no-untyped-def]
        """What can be searched."""
        from index.collection import Collection

        s = self.settings
        return Collection(
            s.home,
            self.catalogue,
            chroma_url=s.chroma_url,
            embeddings=s.embeddings,
            threads=s.threads,
            reranker=s.reranker,
        )

    @cached_property
    def assistant(self):  # type: ignore[no-untyped-def]
        """What answers."""
        from assistant.pipeline import Assistant

        return Assistant(self.collection, self.catalogue, self.settings)

    def sync(
        self, wanted: Sequence[Entry], as_of: date | None = None, progress: Report | None = None
    ) -> list[SyncOutcome]:
        """Brings official sources up to date under these settings; see `corpus.sources.sync`. Raises StoreUnavailable."""
        from corpus.sources.http.errors import Limits
        from corpus.sources.sync import sync

        s = self.settings
        return sync(
            wanted, self.collection, self.catalogue, as_of=as_of, base_url=s.sources_base_url, progress=progress,
            limits=Limits(size=s.fetch_mb * 2**20, total=s.fetch_seconds), allow_private=s.allow_private_addresses,
        )  # fmt: skip

    def fetch(self, url: str) -> File:
        """The document at a web address of the user's. Raises BadRequest, FetchFailed, TooLarge."""
        from corpus.sources.user_address import LIMITS, fetch_address

        s = self.settings
        limits = replace(LIMITS, size=min(LIMITS.size, s.fetch_mb * 2**20), total=min(LIMITS.total, s.fetch_seconds))
        return fetch_address(url, s.allow_private_addresses, base_url=s.sources_base_url, limits=limits)

    def ensure_library(self, progress: Callable[[str, int, int], None] | None = None) -> int:
        """Holds the starter library's explainers when this home does not hold this very library yet; returns how many were added.

        What a person removed stays removed until a release brings another library. On a full disk the one that is held stays: to
        read, nothing has to be written. Raises StoreUnavailable.
        """
        paths = explainers()
        digest = hashlib.sha256(b"".join(p.read_bytes() for p in paths)).hexdigest()
        if self.catalogue.meta(LIBRARY_META) == digest:
            return 0
        try:
            return self._bring_library(paths, digest, progress)
        except StoreUnavailable:
            if self.catalogue.editions() and shutil.disk_usage(self.settings.home).free < _SPACE:
                return 0
            raise

    def _bring_library(
        self, paths: Sequence[Traversable], digest: str, progress: Callable[[str, int, int], None] | None
    ) -> int:
        from corpus.parsers.file import File
        from index.ingest.intake import take_in_file

        count = 0
        for number, path in enumerate(paths):
            if progress:
                progress(f"starter library: {path.name}", number, len(paths))
            results = take_in_file(self.collection, File(path.name, path.read_bytes()), origin=f"library://{path.name}")
            count += sum(done.status in ("added", "updated") for done in results)
        self.catalogue.set_meta(LIBRARY_META, digest)
        return count


def open_licet(settings: Settings | None = None) -> Licet:
    """Licet over the given settings, or over the environment's. Raises BadRequest for a setting that is wrong."""
    return Licet(settings or Settings.load())
