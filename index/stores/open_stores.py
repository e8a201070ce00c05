"""The derived stores of one set of builds, opened together."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from index.encoders.embeddings import Encoder
from index.stores import builds
from index.stores.builds import Builds
from index.stores.locks import BuildClaim
from index.stores.terms import TermIndex
from index.stores.token_vectors import TokenVectorCache
from index.stores.vectors import reader_copies
from index.stores.vectors.chroma import Store, Vectors


class Stores:
    """Vectors, terms and token vectors that belong together, each opened on first use.

    Their folders are not deleted while this object lives. `partitions` holds an encoder and its vectors for each group
    of languages (English, all others).
    """

    def __init__(self, home: Path, named: Builds, encoders: Sequence[Encoder], chroma_url: str = "") -> None:
        self.builds = named
        self._claims = [BuildClaim(builds.folder_of(home, name)) for name in named.names()]
        self._copies: list[TemporaryDirectory[str]] = []
        self.chroma = Store(self._readable(builds.folder_of(home, named.vectors)), chroma_url)
        self.terms = TermIndex(self._readable(builds.folder_of(home, named.terms)))
        self.token_vectors = TokenVectorCache(builds.folder_of(home, named.tokens))
        tag = builds.tag(named.vectors)
        self.partitions = [(e, Vectors(self.chroma, f"licet-{e.digest[:16]}-{tag}")) for e in encoders]

    def _readable(self, folder: Path) -> Path:
        """Return the folder of a store; where it is read-only, a copy of it as long as these stores are open.

        The readers of vectors and terms write locks and a journal beside what they read.
        """
        if not folder.is_dir() or os.access(folder, os.W_OK):
            return folder
        self._copies.append(reader_copies.linked(folder))
        return Path(self._copies[-1].name)

    def create(self, kinds: Iterable[str]) -> None:
        """Make empty stores of these kinds. Raises StoreUnavailable."""
        made = set(kinds)
        if "vectors" in made:
            for _, vectors in self.partitions:
                vectors.create()
        if "terms" in made:
            self.terms.create()

    def reload(self) -> None:
        """See what other processes have written since. Raises StoreUnavailable."""
        self.chroma.reopen()
        self.terms.reload()
        self.token_vectors.reload()

    def close(self) -> None:
        """Close the vectors' database, which Chroma shares within a process for as long as anybody has it open.

        Left open, whoever opens it next sees what this process knew of it, and not what others have written since.
        """
        self.chroma.reopen()

    def finish(self) -> None:
        """Put the files in order at the end of a write, and record their digests. Raises StoreUnavailable.

        Vectors of an older version are searched further from then on; those of a server, which others use too, are left
        as they are.
        """
        self.token_vectors.tidy()
        self.terms.record()
        if not self.chroma.url:
            for _, vectors in self.partitions:
                vectors.widen()
        self.chroma.record()

    def altered(self) -> dict[str, list[str]]:
        """Return the files that are not as they were written, by kind of store. Reads every byte of all of them."""
        found = {
            "vectors": self.chroma.altered(),
            "terms": self.terms.altered(),
            "tokens": self.token_vectors.damaged(),
        }
        return {kind: names for kind, names in found.items() if names}

    def drop_unused(self, home: Path) -> None:
        """Delete builds that are not these and that nobody reads any more. Raises StoreUnavailable."""
        for name in builds.unused(home, self.builds):
            if self.chroma.url and name.startswith("vectors-"):
                for collection in self.chroma.collections():
                    if collection.startswith("licet-") and collection.endswith(f"-{builds.tag(name)}"):
                        self.chroma.drop(collection)
            builds.discard(home, name)
