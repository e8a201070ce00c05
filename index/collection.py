"""The searchable collection: adds, removes, repairs, checks and searches what the catalogue holds.

The catalogue is the source of truth; vectors and terms are derived from it and can be rebuilt at any time.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from corpus.catalogue import Action, Catalogue, CatalogueReader, CatalogueSnapshot, KeptEdition, LogEntry
from corpus.errors import Problem, StoreUnavailable
from corpus.filters import Filters
from corpus.model import Passage, Reading, Source
from corpus.passages import cut
from corpus.trust.identity import displaced, settled
from index.crosslingual.languages import ENGLISH
from index.encoders.embedding_cache import EmbeddingCache
from index.encoders.embeddings import Encoder, EnglishEncoder, MultilingualEncoder, count_tokens, count_wide, encoder
from index.hits import Hit
from index.indexing import repair
from index.indexing.build import FORMAT, Builder
from index.indexing.repair import rebuild_damaged
from index.ranking import cross_encoder
from index.retrieval.search import Searcher
from index.snapshot import CollectionSnapshot
from index.stores import token_vectors
from index.stores.chroma import Damaged, Store, Vectors
from index.stores.terms import TermIndex
from index.stores.write_lock import writer_lock

Progress = Callable[[int, int], None]
Check = tuple[str, bool, str, str]
_BROKEN_OFF = "a rebuild that is not done"


@dataclass(frozen=True, slots=True)
class Added:
    """Result of adding one reading of a document; `status` is "added", "updated" or "unchanged".

    `encoded` counts the passages that had to be encoded; `number` identifies the edition in the catalogue.
    """

    source_id: str
    title: str
    provisions: int
    passages: int
    status: str
    seconds: float
    encoded: int = 0
    number: int = 0  # of the edition in the catalogue
    warnings: tuple[str, ...] = ()
    source: Source | None = None


class Collection:
    """All held sources, searchable.

    Cheap to construct: models and stores are opened on first use. `chroma_url` names a Chroma server to use instead of
    the folder, `embeddings` another encoder as `provider:name`, `reranker` a cross-encoder by hub name or folder;
    `threads` 0 lets the encoders choose.
    """

    def __init__(
        self,
        home: Path,
        catalogue: Catalogue,
        *,
        chroma_url: str = "",
        embeddings: str = "",
        threads: int = 0,
        reranker: str = "",
    ) -> None:
        self.home, self.catalogue = home, catalogue
        self.reranker = cross_encoder.CrossEncoder(reranker) if reranker else None
        self.store = Store(home / "chroma", chroma_url)
        self.terms = TermIndex(home)
        english = encoder(home=home, embeddings=embeddings, threads=threads)
        self.encoders: list[Encoder] = [english] if embeddings else [english, MultilingualEncoder(home, threads)]
        self.partitions = [(e, Vectors(self.store, f"licet-{e.digest[:16]}")) for e in self.encoders]
        self._sentences = EmbeddingCache(self.encoders[-1].vectors)
        self.token_vectors = token_vectors.TokenVectorCache(home)
        self._builder = Builder(self.terms, self.token_vectors, self.partitions, self._partition_of)
        self._seen = catalogue.generation
        self._has_words = self._opened = False
        self.lock_wait = 60.0

    # --- writing ------------------------------------------------------------------------------------------------

    def add(
        self,
        reading: Reading,
        *,
        origin: str = "",
        original: bytes | None = None,
        progress: Progress | None = None,
        by: str = "",
        action: Action | None = None,
    ) -> Added:
        """Add a reading as an edition: cut it into passages, index them, publish it and delete what it replaces.

        It never takes the place of a text of another origin (`corpus.trust.identity`). `origin` is the path or address
        that it came from; `by` and `action` go into the log. Raises StoreUnavailable, ModelFailed.
        """
        begun = time.perf_counter()
        with self._writing():
            reading = settled(reading, origin, self.catalogue)
            same = self.catalogue.unchanged(reading)
            if same is not None:
                count = len(self.catalogue.passages(same.number))
                return self._added(reading, count, "unchanged", begun, 0, same.number)
            self._rebuild_damaged()
            for number, moved, place in list(displaced(reading, self.catalogue)):
                file = self.catalogue.original(number)
                self._hold(KeptEdition(moved, place, file), progress=progress, by=by, action=Action.MOVED)
            mine = reading.source.id, reading.source.origin_class
            known = any((s.id, s.origin_class) == mine for s, _ in self.catalogue.editions().values())
            number, passages, encoded = self._hold(
                KeptEdition(reading, origin, original), progress=progress, by=by, action=action
            )
            return self._added(reading, passages, "updated" if known else "added", begun, encoded, number)

    def undo(self, entry: int, *, by: str = "", progress: Progress | None = None) -> LogEntry:
        """Bring back what a replacement or a removal took away; return that entry of the log.

        Raises NotHeld for an unknown entry, BadRequest for one that cannot be undone, StoreUnavailable, ModelFailed.
        """
        with self._writing():
            change = self.catalogue.undoable(entry)
            self._rebuild_damaged()
            kept = [self.catalogue.kept(edition.number) for edition in change.before]
            self._hold(*kept, progress=progress, by=by, action=Action.RESTORED, undoes=entry)
            return change

    def _hold(
        self,
        *editions: KeptEdition,
        progress: Progress | None = None,
        by: str = "",
        action: Action | None = None,
        undoes: int | None = None,
    ) -> tuple[int, int, int]:
        """Stage, index and publish editions of one source, and delete what they replace.

        Returns the number of the last one, how many passages it has, and how many passages were encoded.
        """
        source_id = editions[0].reading.source.id
        self.catalogue.set_meta("writing", source_id)
        numbers = []
        for edition in editions:
            passages = _cut(edition.reading)
            numbers.append(
                self.catalogue.stage(
                    edition.reading,
                    passages,
                    origin=edition.origin,
                    retrieved_at=edition.retrieved_at,
                    original=edition.original,
                )
            )
        wanted = self.catalogue.memberships(source_id, also=numbers)
        encoded = self._builder.add_missing(source_id, wanted, progress)
        self.catalogue.publish(*numbers, by=by, action=action, undoes=undoes)
        self._settle(source_id)
        return numbers[-1], len(passages), encoded

    def still_holds(self, numbers: Iterable[int]) -> bool:
        """Return whether these editions are still held, in an index that matches this program. Raises as `add` does."""
        with self._writing():
            return self.catalogue.editions().keys() >= set(numbers)

    def remove(self, source_id: str, *, by: str = "") -> None:
        """Remove a source with all its editions; `undo` brings it back. Raises NotHeld, StoreUnavailable."""
        with self._writing():
            self.catalogue.source(source_id)
            self._rebuild_damaged()
            self.catalogue.set_meta("writing", source_id)
            self.catalogue.retire(source_id, by=by)
            self._settle(source_id)

    def recover(self, wait: float | None = None) -> list[str]:
        """Finish what an interrupted writer left behind; return the ids of the sources concerned.

        Raises Busy where another process holds the writer lock for longer than `wait` seconds.
        """
        with writer_lock(self.home, self.lock_wait if wait is None else wait):
            rebuilt = self._rebuild_damaged(every=True)
            return sorted({*rebuilt, *self._recover()})

    @property
    def interrupted(self) -> bool:
        """Whether an interrupted writer left something behind that `recover` has to finish."""
        if self.catalogue.unfinished() or self.catalogue.meta("writing") or repair.is_pending(self.catalogue):
            return True
        with suppress(StoreUnavailable):  # `check` says what else is wrong with the store
            return any(v.is_damaged(every=True) for _, v in self.partitions)
        return False

    def _recover(self) -> list[str]:
        left = {source for source, _ in self.catalogue.unfinished().values()}
        if marked := self.catalogue.meta("writing"):
            left.add(marked)
        if left or repair.is_pending(self.catalogue):
            self._rebuild_damaged(every=True)
        for source_id in sorted(left):
            self._settle(source_id)
        return sorted(left)

    def _rebuild_damaged(self, *, every: bool = False) -> list[str]:
        """Rebuild damaged vector indexes; return the ids of the sources.

        An index made by another encoder or in another format is left alone: it needs `rebuild`.
        """
        if self.catalogue.meta("encoder") not in ("", self._identity):
            return []
        return rebuild_damaged(
            self.catalogue, self.store, self._builder, self.token_vectors, [v for _, v in self.partitions], every=every
        )

    def _settle(self, source_id: str) -> None:
        """Bring the index in line with the published editions of a source, then forget its unpublished ones."""
        self._builder.align(source_id, self.catalogue.memberships(source_id))
        for number, (source, _) in self.catalogue.unfinished().items():
            if source == source_id:
                self.catalogue.forget(number)
        self.catalogue.set_meta("writing", "")

    def rebuild(self, progress: Progress | None = None) -> None:
        """Rebuild all derived data (passages, terms, vectors) from the texts in the catalogue.

        The collection is marked as being rebuilt until this is done, so that an interrupted rebuild is never searched.
        """
        with writer_lock(self.home, self.lock_wait):
            self.catalogue.set_meta("encoder", _BROKEN_OFF)
            for name in self.store.collections():
                if name.startswith("licet-"):
                    self.store.drop(name)
            self.terms.clear()
            self._has_words = False
            self.token_vectors.clear()
            sources: dict[str, list[int]] = {}
            for number, (source, _) in self.catalogue.editions().items():
                sources.setdefault(source.id, []).append(number)
            for done, source_id in enumerate(sorted(sources), 1):
                for number in sources[source_id]:
                    self.catalogue.recut(number, _cut(self.catalogue.reading(number)))
                self._settle(source_id)
                if progress:
                    progress(done, len(sources))
            repair.mark_done(self.catalogue)
            self._recover()
            self.catalogue.set_meta("encoder", self._identity)

    @contextmanager
    def _writing(self) -> Iterator[None]:
        with writer_lock(self.home, self.lock_wait):
            self._refresh()
            self._same_encoder(self.catalogue)
            self._restore()
            self._recover()
            if not self.catalogue.meta("encoder"):
                self.catalogue.set_meta("encoder", self._identity)
            yield
            self._seen = self.catalogue.generation

    @property
    def _identity(self) -> str:
        return (
            " + ".join(f"{e.name} {e.digest[:16]}" for e in self.encoders) + f", form {FORMAT}.{token_vectors.FORMAT}"
        )

    @property
    def _restored(self) -> bool:
        """Whether the terms are on disk, in the format that this program reads."""
        self._has_words = self._has_words or bool(self.terms.count()) or not self.catalogue.sizes()
        return self._has_words

    def _restore(self) -> None:
        """Rebuild the terms from the catalogue where this program's format of them is missing on disk."""
        if not self._restored:
            sources = sorted({s.id for s, _ in self.catalogue.editions().values()})
            self._builder.write_terms(member for s in sources for member in self.catalogue.memberships(s).values())

    def _same_encoder(self, catalogue: CatalogueReader) -> None:
        held = catalogue.meta("encoder")
        if held and held != self._identity:
            raise StoreUnavailable(
                f"This collection was indexed with {held}; this program reads {self._identity}."
                if held != _BROKEN_OFF
                else "The index of this collection is being built anew, or that was broken off.",
                "Build the index anew with `licet rebuild`, or set the encoder that it was made with."
                if held != _BROKEN_OFF
                else "Wait until it is done; where nothing is at work, run `licet rebuild` again.",
            )

    def _added(self, reading: Reading, passages: int, status: str, begun: float, encoded: int, number: int) -> Added:
        seconds = time.perf_counter() - begun
        return Added(
            reading.source.id,
            reading.source.title,
            len(reading.provisions),
            passages,
            status,
            seconds,
            encoded,
            number,
            reading.warnings,
            reading.source,
        )

    # --- searching ----------------------------------------------------------------------------------------------

    def snapshot(self) -> CollectionSnapshot:
        """Return the collection as it stands now, for one question. Raises StoreUnavailable."""
        catalogue = CatalogueSnapshot(self.catalogue)
        self._refresh(catalogue.generation)
        return CollectionSnapshot(
            catalogue, self.terms, self.token_vectors, self.partitions, self._sentences, self.reranker, self._prepare
        )

    def search(self, query: str, k: int = 10, filters: Filters = Filters(), *, also: str = "") -> list[Hit]:
        """Return the best `k` passages for a question under `filters`, best first.

        `also` holds other words for what is asked (synonyms, full names of acronyms); they weigh less than those of the
        question. Raises BadRequest, StoreUnavailable, ModelFailed.
        """
        return self.snapshot().search(query, k, filters, also=also)

    def _prepare(self, searcher: Searcher, query: str, filters: Filters) -> None:
        """Check that the index can be searched, and open what a first search needs."""
        self._same_encoder(searcher.catalogue)
        if not self._restored:
            with writer_lock(self.home, self.lock_wait):
                self._restore()
        self._open(searcher, query, filters)

    def _open(self, searcher: Searcher, query: str, filters: Filters) -> None:
        """Open what the first search needs in parallel: the encoders compile while the store is read."""
        if self._opened:
            return
        self._opened = True
        needs: list[Callable[[], object]] = [lambda: self.store.client, self.terms.count]
        for (each, vectors), wanted in zip(self.partitions, searcher.asked(query, filters), strict=False):
            if wanted:
                needs.append(partial(_ask_once, each, vectors, query))
        with ThreadPoolExecutor(len(needs)) as pool:
            for done in [pool.submit(need) for need in needs]:
                done.exception()  # ignored: the search meets the same failure and reports it

    def warm(self) -> None:
        """Load the encoders and open the stores, so that the first question does not wait."""
        for each in self._asked():
            each.warm_up()
        self.terms.count()
        for _, vectors in self.partitions:
            with suppress(Damaged):
                vectors.count()
        # What is loaded now stays until the process ends: exempt it, so that no garbage collection walks a million
        # objects in the middle of a question.
        gc.collect()
        gc.freeze()

    @property
    def ready(self) -> bool:
        """Whether a question can be answered without first loading a model."""
        return self.encoders[0].ready

    def _refresh(self, now: int | None = None) -> None:
        """Reopen the stores where another process has written since; `now` is the catalogue's generation if known."""
        now = self.catalogue.generation if now is None else now
        if now != self._seen:
            self.store.reopen()
            self.terms.reload()
            self._seen = now

    # --- checking -----------------------------------------------------------------------------------------------

    def check(self) -> list[Check]:
        """Check the encoders, and the index against the catalogue; return (name, ok, message, remedy) of each check."""
        return [self._try("encoder", self._check_encoder), self._try("index", self._check_agreement)]

    def _try(self, name: str, look: Callable[[], tuple[bool, str, str]]) -> Check:
        try:
            return (name, *look())
        except Problem as problem:
            return (name, False, problem.message, problem.remedy)

    def _check_encoder(self) -> tuple[bool, str, str]:
        self._same_encoder(self.catalogue)
        asked = self._asked()
        for each in asked:
            each.query("licence")
        return True, "; ".join(f"{e.name} {e.digest[:16]} works {e.running}".rstrip() for e in asked) + ".", ""

    def _asked(self) -> list[Encoder]:
        """Return the encoders that questions need: the multilingual one only where other languages are held."""
        return [
            e
            for n, e in enumerate(self.encoders)
            if n == 0 or any(f - ENGLISH for f in self.catalogue.languages().values())
        ]

    def _check_agreement(self) -> tuple[bool, str, str]:
        self._refresh()
        wanted: dict[str, int] = {}
        for source_id in {s.id for s, _ in self.catalogue.editions().values()}:
            for key, member in self.catalogue.memberships(source_id).items():
                wanted[key] = self._partition_of(member.passage.language)
        faults = []
        if left := self.catalogue.unfinished():
            faults.append(f"{len(left)} editions were left half written")
        for number, (enc, vectors) in enumerate(self.partitions):
            mine, there = {i for i, n in wanted.items() if n == number}, vectors.ids()
            if mine != there:
                faults.append(f"{enc.name}: {len(mine - there)} vectors missing, {len(there - mine)} too many")
            if isinstance(enc, EnglishEncoder) and (uncached := self.token_vectors.missing(sorted(mine))):
                faults.append(f"{enc.name}: {len(uncached)} passages without token vectors")
        words = self.terms.ids()
        if len(words) != len(set(words)) or set(words) != wanted.keys():
            faults.append(
                f"words: {len(wanted.keys() - set(words))} passages missing, "
                f"{len(words) - len(wanted.keys() & set(words))} too many"
            )
        if faults:
            return False, "The index and the catalogue differ: " + "; ".join(faults) + ".", "Run `licet rebuild`."
        return True, f"{len(wanted)} passages, the same in the catalogue and in both halves of the index.", ""

    def _partition_of(self, language: str) -> int:
        """Return the position of the encoder that serves a language."""
        return 0 if len(self.encoders) == 1 or language in ENGLISH else 1


def _cut(reading: Reading) -> list[Passage]:
    return cut(reading, count_tokens if reading.source.language in ENGLISH else count_wide)


def _ask_once(encoder: Encoder, vectors: Vectors, query: str) -> None:
    vectors.nearest(encoder.query(query), 1)
