"""Composition root: the one place where the parts of Licet are built from the settings."""

from __future__ import annotations

import hashlib
import importlib.metadata
import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from assistant import encoder_preparation
from assistant.backup import is_ready
from assistant.settings import Settings
from corpus.catalogue import Catalogue, UndoLimits
from corpus.errors import BadRequest, Busy, FilledLine, Problem, StoreUnavailable
from corpus.filters import Filters
from corpus.kept_file import prepared_place
from corpus.library import explainers
from corpus.model import OriginClass
from corpus.sources.entries import Entry

if TYPE_CHECKING:  # imports of these would load the HTTP library for commands that fetch nothing
    from importlib.resources.abc import Traversable

    from langchain_core.language_models import BaseChatModel

    from assistant.backup.restoring import Restored
    from assistant.backup.saving import Backup
    from assistant.drafts.model import CheckedDraft
    from assistant.memo.running import Researching
    from assistant.pipeline import Assistant
    from assistant.pipeline.runnable import RunnableAssistant
    from assistant.verification.model_verifier import Looks
    from corpus.parsers.file import File
    from corpus.reader.document_reader import DocumentReader
    from corpus.reader.limits import ReadingLimits
    from corpus.records import Records
    from corpus.sources.fetched_files import FetchedFiles
    from corpus.sources.sync import Report, SyncOutcome
    from corpus.trust.origin import Origin
    from index.collection import Collection
    from index.ingest.intake import Intake, Labels

LIBRARY_META = "library"
_LIBRARY = "library://"  # how the origin of an explainer begins
_FULL_DISK = 2**20  # bytes; with less, a disk counts as full


@dataclass(frozen=True)
class Application:
    """Licet's parts, each built on first use: a command that only lists what is held must not load an encoder."""

    settings: Settings
    chat_model: BaseChatModel | None = None  # in place of the one that the settings name

    @cached_property
    def catalogue(self) -> Catalogue:
        """Return the catalogue of what is held, after a restore that a kill kept from its last step."""
        s = self.settings
        if is_ready(s.home):
            from assistant.backup.restoring import finish
            from index.stores.locks import writer_lock

            with suppress(Problem, OSError), writer_lock(s.home, None):
                finish(s.home, self._database_url)
        limits = UndoLimits(s.undo_changes, s.undo_mb * 2**20)
        return Catalogue(s.home / "catalogue.sqlite", limits, self._database_url)

    @cached_property
    def records(self) -> Records:
        """Return what people leave beside the documents: conversations, keys, what they follow."""
        from corpus.records import open_records

        return open_records(self.settings.home, self._database_url)

    @property
    def _database_url(self) -> str:
        return self.settings.database_url.get_secret_value()

    @cached_property
    def collection(self) -> Collection:
        """Return the collection that is searched."""
        return self._collection_over(self.catalogue)

    def _collection_over(self, catalogue: Catalogue) -> Collection:
        from index.collection import Collection

        s = self.settings
        return Collection(
            s.home,
            catalogue,
            chroma_url=s.chroma_url,
            embeddings=s.embeddings,
            threads=s.threads,
            reranker=s.reranker,
            limits=self._limits,
        )

    @cached_property
    def assistant(self) -> Assistant:
        """Return the assistant that answers: a LangChain Runnable where there is a chat model.

        Without one nothing of LangChain's tracing is needed, and a command starts a third of a second sooner.
        """
        if self.chat_model is not None or self.settings.model:
            return self.runnable
        from assistant.pipeline import Assistant

        return Assistant(self.collection, self.catalogue, self.settings)

    @cached_property
    def runnable(self) -> RunnableAssistant:
        """Return the assistant as a LangChain Runnable."""
        from assistant.pipeline.runnable import RunnableAssistant

        return RunnableAssistant(self.collection, self.catalogue, self.settings, self.chat_model)

    def with_chat_model(self, name: str, url: str) -> Application:
        """Return this application with another chat model, `provider:name` at an address; both share what is open.

        No other model looks a second time at what it wrote. Raise BadRequest for a model that cannot be used.
        """
        verifier = "off" if self.settings.verifier == "off" else ""
        changed = {"model": name, "model_url": url, "verifier": verifier}
        other = Application(self.settings.model_copy(update=changed))
        for part in ("catalogue", "records", "collection", "reader"):
            other.__dict__[part] = getattr(self, part)
        other.assistant.share(self.assistant)
        _ = other.assistant.generator
        return other

    @cached_property
    def reader(self) -> DocumentReader:
        """Return the reader of documents, whose process starts when it is needed or by its `start`."""
        from corpus.reader.document_reader import DocumentReader

        return DocumentReader(self._limits)

    def check_draft(
        self,
        file: File,
        filters: Filters = Filters(),
        progress: Callable[[int, int], None] | None = None,
        arrived: Callable[[CheckedDraft], None] | None = None,
    ) -> CheckedDraft:
        """Return a draft with a verdict on each sentence. Raises UnreadableDocument and its kinds, BadRequest.

        `arrived` is given the draft each time some more of its sentences are judged.
        """
        from assistant.drafts.checking import check_draft_text

        draft = self.reader.draft(file)
        self.ensure_library()
        search, look = self.collection.search, self._second_look(filters.as_of)
        return check_draft_text(file.name, draft, self.catalogue, filters, search, look, progress, arrived)

    def researching(self, question: str, filters: Filters = Filters(), *, fresh: bool = False) -> Researching:
        """Return a research into a question, to be iterated; it goes on with what was kept, unless it is `fresh`.

        Raise BadRequest without a chat model, and for a question or filters that cannot be asked.
        """
        from assistant.memo.graph import Researcher
        from assistant.memo.model import RESEARCH_NEEDS_MODEL
        from assistant.memo.running import Researching
        from assistant.memo.store import ResearchStore

        if self.chat_model is None and not self.settings.model:
            raise BadRequest(*RESEARCH_NEEDS_MODEL)
        self.ensure_library()
        researcher = Researcher(self.assistant, self.settings)
        return Researching(researcher, ResearchStore(self.records), question, filters, fresh=fresh)

    def _second_look(self, day: date | None) -> Looks | None:
        """Return a chat model's second look, None where there is no model. Raises BadRequest for an unusable one."""
        if self.chat_model is None and not self.settings.model:
            return None
        generator = self.assistant.generator
        look: Looks | None = generator.second_look(day or date.today()) if generator else None
        return look

    @property
    def _limits(self) -> ReadingLimits:
        from corpus.reader.limits import ReadingLimits

        s = self.settings
        return ReadingLimits(s.reading_seconds, s.reading_mb, s.reading_passages)

    def close(self) -> None:
        """Close the catalogue and the records if they were opened, and end the process that reads documents."""
        if "reader" in self.__dict__:
            self.reader.close()
        if "catalogue" in self.__dict__:
            self.catalogue.close()
        if "records" in self.__dict__:
            self.records.close()

    def add(
        self, what: Sequence[str | Path], labels: Labels, progress: Callable[[str, int, int], None] | None = None
    ) -> Iterator[Intake]:
        """Add files, folders and web addresses; yield the result for each document when it is done.

        A document that cannot be read raises nothing: its result says why. Raise StoreUnavailable.
        """
        from corpus.sources.publisher_hosts import origin_class_of
        from corpus.trust.origin import Origin
        from index.ingest.files import found
        from index.ingest.intake import Intake, take_in

        self.reader.start()  # gets ready while the models are loaded
        report = progress or (lambda line, done, total: None)
        addresses = [str(w) for w in what if "://" in str(w)]
        files = list(found(Path(w) for w in what if "://" not in str(w)))
        for number, file_found in enumerate(files, 1):
            path = file_found.path
            report(f"({number}/{len(files)}) {path.name}", 0, 0)
            if file_found.problem:
                yield Intake(path.name, "failed", problem=file_found.problem)
                continue

            def of_several(line: str, done: int, total: int, number: int = number) -> None:
                report(f"({number}/{len(files)}) {line}", done, total)

            taken = take_in(self.collection, path, labels, of_several, reader=self.reader)
            yield from (self.briefed(done, report) for done in taken)
        for address in addresses:
            report(address, 0, 0)
            try:
                file = self.fetch(address)
            except Problem as problem:
                yield Intake(address, "failed", problem=problem)
                continue
            origin = Origin(file.url, origin_class_of(file.url))
            yield from (self.briefed(done, report) for done in self.add_file(file, labels, report, origin))
        self._prepare_annotations(report)

    def add_file(
        self,
        file: File,
        labels: Labels,
        progress: Callable[[str, int, int], None] | None = None,
        origin: Origin | None = None,
    ) -> list[Intake]:
        """Add a file in memory, an upload without an `origin`; return one result for each document in it.

        Raise StoreUnavailable.
        """
        from index.ingest.intake import take_in_file

        self.reader.start()
        return take_in_file(self.collection, file, labels, progress, origin=origin, reader=self.reader)

    def briefed(self, done: Intake, progress: Callable[[str, int, int], None] | None = None) -> Intake:
        """Return the result for a document with a line on the brief that a chat model wrote of it, where one is due.

        It takes as long as the model does. Where the settings ask for none, nothing is done.
        """
        if not self.settings.model_briefs or done.problem or not done.source_id:
            return done
        from assistant.briefs.adding import add_brief

        try:
            generator = self.assistant.generator
            if generator is None:
                return done
            if progress:
                progress(f"brief of {done.title}", 0, 0)
            name = self.settings.model or type(self.chat_model).__name__  # one that was handed in says none
            line = add_brief(generator, name, self.catalogue, done.source_id)
        except Problem as problem:  # of a model that cannot be used
            line = FilledLine("{first} {others}", {"first": problem.message, "others": problem.remedy})
        return replace(done, warnings=(*done.warnings, line)) if line else done

    def _prepare_annotations(self, report: Callable[[str, int, int], None]) -> None:
        """Prepare what the first question would wait for; what fails here, that question tells."""
        annotations = self.assistant.annotations
        if annotations is not None:
            report("annotations", 0, 0)
            with suppress(Problem):
                annotations.prepare(self.catalogue)

    def back_up(self, file: Path, *, with_index: bool = False) -> Backup:
        """Write a backup of this home into a file. Raise BadRequest, StoreUnavailable."""
        from assistant.backup.saving import back_up

        made_by = importlib.metadata.version("licet")
        return back_up(self.settings.home, self.catalogue, self.records, file, made_by, with_index=with_index)

    def restore(self, file: Path, progress: Callable[[int, int], None] | None = None) -> Restored:
        """Put a backup in the place of what is held. Raise UnreadableDocument, TooLarge, StoreUnavailable, ModelFailed.

        What is held needs not be readable.
        """
        from assistant.backup.restoring import restore

        return restore(self.settings.home, file, self._collection_over, progress, self._database_url)

    def official_sources(self, what: Sequence[str]) -> list[Entry]:
        """Return the official and watched sources that names of sets or sources mean. Raise BadRequest for others."""
        from corpus.sources.entries import chosen, official_entries
        from corpus.sources.watch_list import WatchList

        return chosen(list(what), [*official_entries(), *WatchList(self.records).entries()])

    @property
    def fetched(self) -> FetchedFiles:
        """Return where downloads are kept: in this home, or in a folder that several instances share.

        Raise BadRequest for such a folder without a database in common, whose lock keeps one sync from another's files.
        """
        from corpus.sources.fetched_files import FetchedFiles

        if self.settings.fetched_folder and not self._database_url:
            raise BadRequest(
                "LICET_FETCHED_FOLDER is set without a database that the instances share.",
                "Set LICET_DATABASE_URL too, or unset LICET_FETCHED_FOLDER.",
            )
        return FetchedFiles(self.settings.fetched_folder or self.settings.home / "fetched")

    def sync(
        self, wanted: Sequence[Entry], as_of: date | None = None, progress: Report | None = None
    ) -> list[SyncOutcome]:
        """Bring official sources up to date under these settings; see `corpus.sources.sync`. Raise StoreUnavailable."""
        from corpus.sources.http.errors import Limits
        from corpus.sources.publishers.law_korea import ACCOUNT, HOST
        from corpus.sources.sync import sync

        s = self.settings
        accounts = {HOST: f"{ACCOUNT}={s.korean_law_account}"} if s.korean_law_account else {}
        self.reader.start()
        outcomes = sync(
            wanted, self.collection, self.catalogue, as_of=as_of, base_url=s.sources_base_url, progress=progress,
            limits=Limits(size=s.fetch_mb * 2**20, total=s.fetch_seconds), allow_private=s.allow_private_addresses,
            reader=self.reader, accounts=accounts, fetched=self.fetched,
        )  # fmt: skip
        outcomes = [self._briefed_anew(done) for done in outcomes]
        self._prepare_annotations(lambda line, done, total: None)
        return outcomes

    def _briefed_anew(self, done: SyncOutcome) -> SyncOutcome:
        """Return the outcome for a watched page with a line on its new brief, where its text has changed."""
        from index.ingest.intake import Intake

        if done.status not in ("added", "changed"):
            return done
        taken = Intake(
            done.title, done.status, done.source_id, done.title, warnings=done.warnings, problem=done.problem
        )
        return replace(done, warnings=self.briefed(taken).warnings)

    def fetch(self, url: str) -> File:
        """Return the document at a web address that a person gave. Raise BadRequest, FetchFailed or TooLarge."""
        from corpus.sources.user_address import LIMITS, fetch_address

        s = self.settings
        limits = replace(LIMITS, size=min(LIMITS.size, s.fetch_mb * 2**20), total=min(LIMITS.total, s.fetch_seconds))
        return fetch_address(url, s.allow_private_addresses, base_url=s.sources_base_url, limits=limits)

    def ensure_library(self, progress: Callable[[str, int, int], None] | None = None) -> int:
        """Add the starter library's explainers to a home that lacks this release's library; return how many were added.

        An explainer that a person removed stays removed until a release brings another library. On a full disk, in a
        home that is read-only and while another process writes what is held stays, since reading needs no writing.
        Raise StoreUnavailable.
        """
        paths = explainers()
        digest = _digest_of(paths)
        if self.catalogue.meta(LIBRARY_META) == digest:
            return 0
        if self.catalogue.editions() and not os.access(self.settings.home, os.W_OK):
            return 0
        if not self.catalogue.editions():
            encoder_preparation.take_networks(prepared_place(), self.settings.home)
            encoder_preparation.take_vectors(prepared_place(), digest, self.collection)
        try:
            return self._bring_library(paths, digest, progress)
        except Busy:
            if self.catalogue.editions():  # of several that start at once one brings it, or a worker is at it for long
                return 0
            raise
        except StoreUnavailable:
            if self.catalogue.editions() and shutil.disk_usage(self.settings.home).free < _FULL_DISK:
                return 0
            raise

    def prepare(self) -> None:
        """Make what every home makes alike: the starter library, the vectors of all notes, the networks.

        Raise StoreUnavailable, ModelFailed.
        """
        self.ensure_library()
        if self.assistant.annotations is not None:
            self.assistant.annotations.prepare_all()
        self.collection.warm()

    def keep_prepared(self, folder: Path) -> None:
        """Keep in a folder what `prepare` has made, for new homes. Raise OSError, StoreUnavailable."""
        encoder_preparation.keep(self.settings.home, folder)
        encoder_preparation.keep_vectors(self.collection, _digest_of(explainers()), folder)

    def renew_library(self, versions: Iterable[int]) -> int:
        """Bring the explainers of the starter library again whose editions were altered; return how many were."""
        places = {self.catalogue.place_of(version) for version in versions}
        altered = [path for path in explainers() if f"{_LIBRARY}{path.name}" in places]
        return self._bring(altered, None) if altered else 0

    def _bring_library(
        self, paths: Sequence[Traversable], digest: str, progress: Callable[[str, int, int], None] | None
    ) -> int:
        count = self._bring(paths, progress)
        self.catalogue.set_meta(LIBRARY_META, digest)
        return count

    def _bring(self, paths: Sequence[Traversable], progress: Callable[[str, int, int], None] | None) -> int:
        from corpus.parsers.file import File
        from corpus.trust.origin import Origin
        from index.ingest.intake import Labels

        count = 0
        for number, path in enumerate(paths):
            if progress:
                progress(FilledLine("starter library: {name}", {"name": path.name}), number, len(paths))
            file = File(path.name, path.read_bytes())
            origin = Origin(f"{_LIBRARY}{path.name}", OriginClass.PACKAGED, by="licet")
            results = self.add_file(file, Labels(), origin=origin)
            if busy := next((done.problem for done in results if isinstance(done.problem, Busy)), None):
                raise busy  # else this explainer would count as brought
            count += sum(done.status in ("added", "updated") for done in results)
        return count


def _digest_of(library: Sequence[Traversable]) -> str:
    return hashlib.sha256(b"".join(path.read_bytes() for path in library)).hexdigest()


def open_application(settings: Settings | None = None) -> Application:
    """Return Licet over the given settings, or over those of the environment. Raise BadRequest for a wrong setting."""
    return Application(settings or Settings.load())
