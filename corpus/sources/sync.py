"""Downloads official texts and keeps them fresh: publishers are asked in parallel, texts are added one after another.

Every document is first a whole file under `home/fetched/`, then a reading, then an edition that the collection
publishes in one step. A run that dies anywhere leaves the old edition or the new one, and the next run continues from
what is on disk.
"""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from types import MappingProxyType
from typing import Any, Protocol

from filelock import FileLock, Timeout

from corpus.catalogue import Action, Catalogue
from corpus.errors import FetchFailed, Problem, StoreUnavailable
from corpus.model import Reading
from corpus.reader.document_reader import READER, DocumentReader
from corpus.sources.download import Download, download
from corpus.sources.entries import Entry
from corpus.sources.fetched_files import FetchedFiles
from corpus.sources.http.client import Client, Limits
from corpus.sources.http.hosts import Unreachable
from corpus.sources.ingest import IngestResult, ingest
from corpus.sources.progress import Workload
from corpus.sources.publishers.registry import document_requests
from corpus.sources.sync_plan import home, own_folder, plan, record_checks


class SearchableCollection(Protocol):
    """The part of a searchable collection that a sync needs."""

    def add(
        self,
        reading: Reading,
        *,
        origin: str = "",
        original: bytes | None = None,
        progress: Callable[[int, int], None] | None = None,
        by: str = "",
        action: Action | None = None,
    ) -> Any:
        """Make a reading searchable, and write into the log who did what.

        `progress` is called with the number of passages embedded so far and the number of all passages of the reading.
        """


@dataclass(frozen=True, slots=True)
class SyncOutcome:
    """The result of a sync for one source. `status` is added, changed, unchanged, failed, or planned (a dry run).

    >>> [(done.source_id, done.status, done.edition) for done in desk.sync("us-15-cfr-744")]  # doctest: +SKIP
    """

    source_id: str
    title: str
    status: str
    problem: Problem | None = None
    seconds: float = 0.0
    size: int = 0  # bytes fetched
    edition: date | None = None
    encoded: int = 0  # passages that were embedded
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SyncProgress:
    """The progress of a sync, counted in documents. `total` rises while publishers report how many they have."""

    now: str
    done: int
    total: int
    received: int  # bytes
    expected: int  # bytes, from the last time; 0 when not known
    seconds: float
    fetching: float = 0.0  # seconds until the last byte that arrived
    share: float = 0.0  # done of all the work, by the sizes of the texts; 0 to 1
    passages: tuple[int, int] = (0, 0)  # of the current text: embedded so far, and all

    @property
    def rate(self) -> float:
        """Return the bytes received per second while there was something to fetch."""
        return self.received / self.fetching if self.fetching > 0 else 0.0

    @property
    def remaining(self) -> float | None:
        """Return the seconds to go at the pace so far; None until a twentieth of the work is done."""
        return self.seconds * (1 - self.share) / self.share if self.share >= 0.05 else None


Report = Callable[[SyncProgress], None]


def sync(
    entries: Sequence[Entry],
    collection: SearchableCollection,
    catalogue: Catalogue,
    *,
    as_of: date | None = None,
    base_url: str = "",
    progress: Report | None = None,
    dry_run: bool = False,
    limits: Limits = Limits(),  # noqa: B008 (frozen)
    allow_private: bool = False,
    workers: int = 4,
    reader: DocumentReader = READER,
    accounts: Mapping[str, str] = MappingProxyType({}),
    fetched: FetchedFiles | None = None,
) -> list[SyncOutcome]:
    """Bring these sources up to date, or into their edition of `as_of`, and return one outcome for each.

    A source that fails does not affect the others. A source of many documents (the Federal Register) has one outcome
    for each new document, or a single one that says unchanged. `accounts` are those of `Client`; `fetched` is where
    downloads are kept, the home's own folder without it. Raises StoreUnavailable if another sync is running on this
    collection or if the folder cannot be written.
    """
    fetched = fetched or own_folder(catalogue)
    planned = plan(entries, catalogue, as_of, fetched)
    if dry_run:
        return [
            SyncOutcome(s.entry.id, s.entry.title, "planned", size=s.size, edition=s.edition) for s in planned.steps
        ]
    with _alone(catalogue):
        run = _Run(collection, catalogue, fetched, reader, as_of, progress, len(entries), planned.size)
        with Client(
            base_url=base_url, allow_private=allow_private, limits=limits, progress=run.heard, accounts=accounts
        ) as client:
            outcomes = run.all(entries, client, workers)
        order = {entry.id: n for n, entry in enumerate(entries)}
        return [o for _, o in sorted(outcomes, key=lambda pair: order[pair[0]])]


def offline(outcomes: Sequence[SyncOutcome]) -> str:
    """Return a line saying that no publisher can be reached, if that is so for every outcome; else ""."""
    if outcomes and all(isinstance(o.problem, Unreachable) for o in outcomes):
        return (
            "No publisher can be reached: there is no network here. What is held keeps working, as of the dates "
            "that it shows."
        )
    return ""


class _Run:
    """One sync under way: threads ask publishers and download, the caller's thread adds the texts."""

    def __init__(
        self,
        collection: SearchableCollection,
        catalogue: Catalogue,
        fetched: FetchedFiles,
        reader: DocumentReader,
        as_of: date | None,
        report: Report | None,
        total: int,
        expected: int,
    ) -> None:
        self.collection, self.catalogue, self.reader = collection, catalogue, reader
        self.as_of, self.report = as_of, report
        self.fetched = fetched
        self.total, self.expected, self.done, self.received, self.now = total, expected, 0, 0, ""
        self.began = time.monotonic()
        self.fetching = 0.0
        self.work = Workload(total)
        self.passages = (0, 0)
        self.lock = threading.Lock()
        # (entry, its result); a result of None ends the entry.
        self.found: queue.SimpleQueue[tuple[Entry, Download | SyncOutcome | None]] = queue.SimpleQueue()

    def all(self, entries: Sequence[Entry], client: Client, workers: int) -> list[tuple[str, SyncOutcome]]:
        """Return every entry's outcomes, as (entry id, outcome)."""
        self.fetched.sweep()
        out: list[tuple[str, SyncOutcome]] = []
        pool = ThreadPoolExecutor(workers, thread_name_prefix="licet-sync")
        try:
            for entry in entries:
                pool.submit(self._look, entry, client)
            open_entries = len(entries)
            while open_entries:
                entry, found = self.found.get()
                if found is None:
                    open_entries -= 1
                    self._finish(entry, out)
                    self._tell()
                    continue
                if isinstance(found, SyncOutcome):
                    out.append((entry.id, found))
                elif found.mark is not None:
                    self.now, self.passages = found.request.source_id, (0, 0)
                    self._tell()
                    out.append((entry.id, self._take(entry, found)))
                self.done += 1
                with self.lock:
                    self.work.finished(_weight(found))
                self.passages = (0, 0)
                self._tell()
        finally:
            client.stop()  # ends what is under way when the caller breaks off
            pool.shutdown(wait=True, cancel_futures=True)
        return out

    def heard(self, size: int) -> None:
        """Count a chunk of `size` bytes that has arrived."""
        with self.lock:
            self.received += size
            self.fetching = time.monotonic() - self.began
        self._tell()

    def _embedded(self, downloaded: Download) -> Callable[[int, int], None]:
        """Return the callback by which the collection reports how many passages of one text are embedded."""

        def heard(done: int, total: int) -> None:
            self.passages = (done, total)
            with self.lock:
                self.work.under_way = _weight(downloaded) * done / total if total else 0.0
            self._tell()

        return heard

    def _look(self, entry: Entry, client: Client) -> None:
        began = time.monotonic()
        try:
            documents = document_requests(entry, client, self.as_of)
            with self.lock:
                self.total += len(documents) - 1
                self.work.total += len(documents) - 1
        except Exception as error:
            self._failed(entry, entry.id, entry.title, error, began)
            documents = []
        for document in documents:
            began = time.monotonic()
            try:
                self._put(entry, download(document, client, self.fetched, self.catalogue, self.as_of))
            except Exception as error:
                title = str(document.retold.get("title") or entry.title)
                self._failed(entry, document.source_id, title, error, began)
        self.found.put((entry, None))

    def _failed(self, entry: Entry, source_id: str, title: str, error: Exception, began: float) -> None:
        problem = error if isinstance(error, Problem) else _unforeseen(entry, error)
        self._put(entry, SyncOutcome(source_id, title, "failed", problem, time.monotonic() - began))

    def _put(self, entry: Entry, found: Download | SyncOutcome) -> None:
        with self.lock:
            self.work.looked(_weight(found))
        self.found.put((entry, found))

    def _take(self, entry: Entry, downloaded: Download) -> SyncOutcome:
        began = time.monotonic()
        try:
            taken: IngestResult = ingest(
                entry,
                downloaded,
                self.fetched,
                self.collection,
                self.catalogue,
                self.reader,
                self._embedded(downloaded),
            )
        except Exception as error:
            problem = error if isinstance(error, Problem) else _unforeseen(entry, error)
            title = str(downloaded.request.retold.get("title") or entry.title)
            return SyncOutcome(
                downloaded.request.source_id, title, "failed", problem, time.monotonic() - began, downloaded.size
            )
        return SyncOutcome(
            taken.source_id,
            taken.title,
            taken.status,
            None,
            time.monotonic() - began,
            downloaded.size,
            taken.edition,
            taken.encoded,
            taken.warnings,
        )

    def _finish(self, entry: Entry, out: list[tuple[str, SyncOutcome]]) -> None:
        mine = [o for entry_id, o in out if entry_id == entry.id]
        if not mine:
            held = [v.valid_from for s, v in self.catalogue.editions().values() if s.id == entry.id and v.valid_from]
            out.append((entry.id, SyncOutcome(entry.id, entry.title, "unchanged", edition=max(held, default=None))))
        if not any(o.status == "failed" for o in mine) and self.as_of is None:
            try:
                record_checks(self.catalogue, [entry.id], datetime.now(UTC))
            except StoreUnavailable as problem:
                out.append((entry.id, SyncOutcome(entry.id, entry.title, "failed", problem)))

    def _tell(self) -> None:
        if self.report is not None:
            with self.lock:
                share, received, fetching = self.work.share, self.received, self.fetching
            seconds = time.monotonic() - self.began
            self.report(
                SyncProgress(
                    self.now, self.done, self.total, received, self.expected, seconds, fetching, share, self.passages
                )
            )


@contextmanager
def _alone(catalogue: Catalogue) -> Iterator[None]:
    folder = home(catalogue)
    lock = FileLock(folder / "sync.lock", timeout=0)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock.acquire()
    except Timeout as error:
        raise StoreUnavailable("Another sync is running on this collection.", "Wait until it is done.") from error
    except OSError as error:
        raise StoreUnavailable(
            f"The folder {folder} cannot be written: {error.strerror or error}.", "Name another folder in LICET_HOME."
        ) from error
    try:
        with catalogue.alone("sync", 0):
            yield
    finally:
        lock.release()


def _weight(found: Download | SyncOutcome) -> int:
    """Return the bytes of a download that are still to be added."""
    return found.mark.size if isinstance(found, Download) and found.mark else 0


def _unforeseen(entry: Entry, error: Exception) -> Problem:
    return FetchFailed(
        f"{entry.title} came in a shape that Licet cannot use: {type(error).__name__}: {str(error)[:200]}.",
        "Look for a newer Licet, or save the text from its page and add the file.",
    )
