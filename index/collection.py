"""The searchable collection: adds, removes, repairs, checks and searches what the catalogue holds.

The catalogue is the source of truth; vectors and terms are derived from it and can be made anew at any time.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterable, Iterator
from collections.abc import Collection as Names
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from corpus.catalogue import Action, Catalogue, CatalogueSnapshot, KeptEdition, LogEntry
from corpus.catalogue.identity import displaced_editions, settled_reading
from corpus.errors import AlteredText
from corpus.filters import Filters
from corpus.model import Passage, Reading, Source
from corpus.passages import cut_passages, shorten
from corpus.progress import Progress
from corpus.reader.limits import ReadingLimits
from index.blas_threads import one_at_work
from index.crosslingual.languages import ENGLISH
from index.encoders.embedding_cache import EmbeddingCache
from index.encoders.embeddings import Encoder, MultilingualEncoder, count_tokens, count_wide, encoder
from index.hits import Hits
from index.indexing.checks import CheckLine, checks
from index.indexing.store_repair import Upkeep
from index.ranking import cross_encoder
from index.retrieval.search import Searcher
from index.snapshot import CollectionSnapshot
from index.stores.locks import writer_lock
from index.stores.open_stores import Stores
from index.stores.token_vectors import TokenVectorCache
from index.stores.vectors.chroma import Damaged, Vectors
from index.stores.vectors.chroma_address import chroma_address

_TITLE_IN_PROBLEM = 100  # characters of it in the line of a problem


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
    `threads` 0 lets the encoders choose. `limits` are those of what is added; what is held is never refused.
    Raises BadRequest for a `chroma_url` that is no address.
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
        limits: ReadingLimits = ReadingLimits(),  # noqa: B008 (frozen)
    ) -> None:
        if chroma_url:
            chroma_address(chroma_url)
        self.home, self.catalogue, self.limits = home, catalogue, limits
        self.reranker = cross_encoder.CrossEncoder(reranker) if reranker else None
        english = encoder(home=home, embeddings=embeddings, threads=threads)
        self.encoders: list[Encoder] = [english] if embeddings else [english, MultilingualEncoder(home, threads)]
        self._sentences = EmbeddingCache(self.encoders[-1].vectors)
        self._upkeep = Upkeep(home, catalogue, self.encoders, chroma_url)
        self._opened = False
        self.lock_wait = 60.0

    @property
    def stores(self) -> Stores:
        """Return the derived stores in use. Raises StoreUnavailable where there are none and none can be made."""
        return self._upkeep.stores

    def close(self) -> None:
        """Close the stores; they open again when they are needed."""
        self._upkeep.close()

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

        It never takes the place of a text of another origin (`corpus.catalogue.identity`). `origin` is the path or
        address that it came from; `by` and `action` go into the log. Raises TooLarge, StoreUnavailable, ModelFailed.
        """
        begun = time.perf_counter()
        with self._writing():
            reading = settled_reading(reading, origin, self.catalogue)
            same = self.catalogue.unchanged(reading)
            if same is not None:
                count = len(self.catalogue.passages(same.number))
                return self._added(reading, count, "unchanged", begun, 0, same.number)
            passages = _cut(reading, self.limits)  # before anything is changed: it may be refused
            for number, moved, place in list(displaced_editions(reading, self.catalogue)):
                file = self.catalogue.original(number)
                self._hold(KeptEdition(moved, place, file), progress=progress, by=by, action=Action.MOVED)
            mine = reading.source.id, reading.source.origin_class
            known = any((s.id, s.origin_class) == mine for s, _ in self.catalogue.editions().values())
            number, count, encoded = self._hold(
                KeptEdition(reading, origin, original), progress=progress, by=by, action=action, cut_already=passages
            )
            return self._added(reading, count, "updated" if known else "added", begun, encoded, number)

    def undo(self, entry: int, *, by: str = "", progress: Progress | None = None) -> LogEntry:
        """Bring back what a replacement or a removal took away; return that entry of the log.

        Raises NotHeld for an unknown entry, BadRequest for one that cannot be undone, StoreUnavailable, ModelFailed.
        """
        with self._writing():
            change = self.catalogue.undoable(entry)
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
        cut_already: list[Passage] | None = None,
    ) -> tuple[int, int, int]:
        """Stage, index and publish editions of one source, and delete what they replace.

        `cut_already` are the passages of a single edition, where they are known.
        Returns the number of the last one, how many passages it has, and how many passages were encoded.
        """
        source_id = editions[0].reading.source.id
        self.catalogue.set_meta("writing", source_id)
        numbers = []
        for edition in editions:
            passages = _cut(edition.reading) if cut_already is None else cut_already
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
        encoded = self._upkeep.builder(self.stores).add_missing(source_id, wanted, progress)
        self.catalogue.publish(*numbers, by=by, action=action, undoes=undoes)
        self._settle(source_id)
        return numbers[-1], len(passages), encoded

    def still_holds(self, numbers: Iterable[int]) -> bool:
        """Return whether these editions are still held as they were written, in an index that matches this program.

        Raises as `add` does.
        """
        with self._writing():
            return all(self.catalogue.is_whole(number) for number in numbers)

    def adopt_token_vectors(self, folder: Path) -> None:
        """Take over what another home's encoders made of passages: those of the same words are not encoded again.

        `folder` holds its part files; a damaged one is left out. Raises StoreUnavailable, Busy.
        """
        with self._locked():
            self.stores.token_vectors.adopt(TokenVectorCache(folder))

    def remove(self, source_id: str, *, by: str = "") -> None:
        """Remove a source with all its editions; `undo` brings it back. Raises NotHeld, StoreUnavailable."""
        with self._writing():
            self.catalogue.title(source_id)
            self.catalogue.set_meta("writing", source_id)
            self.catalogue.retire(source_id, by=by)
            self._settle(source_id)

    def recover(self, wait: float | None = None) -> list[str]:
        """Finish what an interrupted writer left behind; return the ids of the sources concerned.

        Raises Busy where another process holds the writer lock for longer than `wait` seconds.
        """
        with self._locked(wait):
            return self._recover()

    @property
    def interrupted(self) -> bool:
        """Return whether an interrupted writer left something behind that `recover` has to finish."""
        return bool(self.catalogue.unfinished() or self.catalogue.meta("writing"))

    def _recover(self) -> list[str]:
        left = {source for source, _ in self.catalogue.unfinished().values()}
        if marked := self.catalogue.meta("writing"):
            left.add(marked)
        if left:
            self._upkeep.repair_unreadable()
            for source_id in sorted(left):
                self._settle(source_id)
            self._upkeep.repair()  # a store that was being written can be readable and lack vectors
        return sorted(left)

    def _settle(self, source_id: str) -> None:
        """Bring the index in line with the published editions of a source, then forget its unpublished ones."""
        stores = self._upkeep.make_ready()
        self._upkeep.builder(stores).align(source_id, self.catalogue.memberships(source_id))
        for number, (source, _) in self.catalogue.unfinished().items():
            if source == source_id:
                self.catalogue.forget(number)
        stores.finish()
        self.catalogue.set_meta("writing", "")

    def rebuild(self, progress: Progress | None = None) -> list[AlteredText]:
        """Make all derived data (passages, terms, vectors) anew from the texts in the catalogue, and trust none of it.

        What was there answers until the new is complete, and is the one in use if this process is killed before.
        Texts that were altered are left out of it; return them.
        """
        with writer_lock(self.home, self.catalogue, self.lock_wait):
            self._cut_anew(self.catalogue.editions())
            self._upkeep.rebuild(progress)
            for number in self.catalogue.unfinished():
                self.catalogue.forget(number)
            self.catalogue.set_meta("writing", "")
            return list(self.catalogue.audited().values())

    def _cut_anew(self, numbers: Iterable[int]) -> None:
        """Keep passages cut anew of these editions beside those that are held, where they differ or were altered."""
        self.catalogue.discard_beside()
        for number in list(numbers):
            with suppress(AlteredText):
                reading = self.catalogue.reading(number)
                self.catalogue.put_beside(number, reading, _cut(reading))

    def repair(self, progress: Progress | None = None) -> list[str]:
        """Make anew those derived stores that are damaged or differ from the catalogue; return what was wrong.

        Raises Busy, StoreUnavailable, ModelFailed.
        """
        with self._locked():
            self._recover()
            return [f.said for f in self._upkeep.repair(progress)]

    def repair_texts(self) -> int:
        """Cut the passages of editions anew where they were altered and the text is whole; return how many could be.

        Raises Busy, StoreUnavailable, ModelFailed.
        """
        altered = [number for number in self.catalogue.editions() if not self.catalogue.is_whole(number)]
        if not altered:
            return 0
        with writer_lock(self.home, self.catalogue, self.lock_wait):
            self._cut_anew(altered)
            self.catalogue.swap({})
        return sum(self.catalogue.is_whole(number) for number in altered)

    @contextmanager
    def _locked(self, wait: float | None = None) -> Iterator[None]:
        with writer_lock(self.home, self.catalogue, self.lock_wait if wait is None else wait):
            self._upkeep.refresh(self.catalogue.generation)
            self._upkeep.make_ready()
            self._upkeep.follow()
            yield
            self._upkeep.follow()
            self._upkeep.make_ready().drop_unused(self.home)
            self._upkeep.seen = self.catalogue.generation

    @contextmanager
    def _writing(self) -> Iterator[None]:
        with self._locked():
            self._recover()
            self._upkeep.repair_unreadable()
            yield

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

    def snapshot(self, without: Names[int] = ()) -> CollectionSnapshot:
        """Return the collection as it stands now, without some editions, for one question. Raises StoreUnavailable."""
        catalogue = CatalogueSnapshot(self.catalogue, without)
        self._upkeep.refresh(catalogue.generation)
        return CollectionSnapshot(catalogue, self.stores, self._sentences, self.reranker, self._prepare)

    def search(self, query: str, k: int = 10, filters: Filters = Filters(), *, also: str = "") -> Hits:
        """Return the best `k` passages for a question under `filters`, best first.

        `also` holds other words for what is asked (synonyms, full names of acronyms); they weigh less than those of the
        question. Altered texts are left out, and told with the hits. Raises BadRequest, StoreUnavailable, ModelFailed.
        """
        met: set[int] = set()
        while True:
            try:
                with one_at_work():
                    found = self.snapshot(met).search(query, k, filters, also=also)
                return Hits(found, self.catalogue.altered.values())
            except AlteredText as problem:
                if problem.number in met:
                    raise
                met.add(problem.number)

    def _prepare(self, searcher: Searcher, query: str, filters: Filters) -> None:
        """Check that the index can be searched, and open what a first search needs."""
        self._upkeep.same_encoder(searcher.catalogue)
        if not self._opened:
            self._opened = True
            self._open_first(searcher, query, filters)

    def _open_first(self, searcher: Searcher, query: str, filters: Filters) -> None:
        """Open what the first search needs in parallel: the encoders compile while the store is read."""
        stores = self.stores
        needs: list[Callable[[], object]] = [lambda: stores.chroma.reading, stores.terms.count]
        for (each, vectors), wanted in zip(stores.partitions, searcher.asked(query, filters), strict=False):
            if wanted:
                needs.append(partial(_ask_once, each, vectors, query))
        with ThreadPoolExecutor(len(needs)) as pool:
            for done in [pool.submit(need) for need in needs]:
                done.exception()  # ignored: the search meets the same failure and reports it

    def warm(self) -> None:
        """Load the encoders and open the stores, so that the first question does not wait."""
        for each in self._asked():
            each.warm_up()
        self.stores.terms.count()
        for _, vectors in self.stores.partitions:
            with suppress(Damaged):
                vectors.count()
        # What is loaded now stays until the process ends: exempt it, so that no garbage collection walks a million
        # objects in the middle of a question.
        gc.collect()
        gc.freeze()

    @property
    def ready(self) -> bool:
        """Return whether a question can be answered without first loading a model."""
        return self.encoders[0].ready

    # --- checking -----------------------------------------------------------------------------------------------

    def check(self) -> list[CheckLine]:
        """Check the encoders, and the index against the catalogue; return (name, ok, message, remedy) of each check."""
        return checks(self.catalogue, self._upkeep, self._asked())

    def _asked(self) -> list[Encoder]:
        """Return the encoders that questions need: the multilingual one only where other languages are held."""
        return [
            e
            for n, e in enumerate(self.encoders)
            if n == 0 or any(f - ENGLISH for f in self.catalogue.languages().values())
        ]


def _cut(reading: Reading, limits: ReadingLimits | None = None) -> list[Passage]:
    tokens = count_tokens if reading.source.language in ENGLISH else count_wide
    check = limits.cutting(shorten(reading.source.title, _TITLE_IN_PROBLEM), len(reading.text)) if limits else None
    return cut_passages(reading, tokens, check=check)


def _ask_once(encoder: Encoder, vectors: Vectors, query: str) -> None:
    vectors.nearest(encoder.query(query), 1)
