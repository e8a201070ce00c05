"""The lexical index: tantivy over the terms that `index.text.tokens` makes.

Fields are weighted; filters are clauses of the query.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import tantivy
from tantivy import Occur, Query

from corpus.catalogue_results import Membership
from corpus.errors import StoreUnavailable
from corpus.filters import Filters
from index.stores import file_digests
from index.stores.documents import metadata
from index.stores.locks import CLAIM
from index.text.tokens import pairs, terms

T = TypeVar("T")
TERMS_FORMAT = (
    "2"  # raise when the fields or the tokens change: an index in another format is rebuilt from the catalogue
)
# Weight of a match in a field. `body` holds the terms of the passage and, once each, those terms of its heading,
# ancestors and address that it lacks, because the subject of a paragraph often stands in the heading of its section
# alone. They share a field because a field has one scale of rarity: in separate fields they found .55 of the passages
# sought of a development set among the first 60, together .72.
FIELD_WEIGHTS = {"body": 1.0, "pairs": 0.4}
_KEYWORDS = ("id", "source_id", "jurisdiction", "kind", "language")


class TermIndex:
    """Lexical index of all passages, in a folder.

    Commits are atomic: what a killed writer did not commit is gone, the last commit stays.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._index: tantivy.Index | None = None
        self._writer: tantivy.IndexWriter | None = None

    @property
    def index(self) -> tantivy.Index:
        """Return the tantivy index, opened on first use. Raises StoreUnavailable."""
        if self._index is None:
            self._index = self._guard(self._open)
        return self._index

    def _open(self) -> tantivy.Index:
        if not self.exists:  # tantivy would make an empty index
            raise FileNotFoundError("it is gone")
        return tantivy.Index(_schema(), path=str(self.folder))

    @property
    def exists(self) -> bool:
        """Return whether an index is on disk."""
        return (self.folder / "meta.json").is_file()

    def create(self) -> None:
        """Make an empty index where there is none yet. Raises StoreUnavailable."""

        def made() -> None:
            self.folder.mkdir(parents=True, exist_ok=True)
            self._index = tantivy.Index(_schema(), path=str(self.folder))

        self._guard(made)

    def record(self) -> None:
        """Record the digests of the files, once they are written. Raises StoreUnavailable."""
        self._guard(lambda: file_digests.record(self.folder, self._files()))

    def altered(self) -> list[str]:
        """Return the names of the files that are not as they were recorded. Reads every byte."""
        return file_digests.differing(self.folder)

    def _files(self) -> list[Path]:
        ours = (file_digests.DIGESTS_FILE, CLAIM)
        return sorted(f for f in self.folder.iterdir() if f.is_file() and f.name not in ours and f.suffix != ".lock")

    def reload(self) -> None:
        """See what other processes have committed. Raises StoreUnavailable."""
        if self._index is not None:
            self._guard(self._index.reload)

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Open a transaction for `put` and `delete`: all its changes become visible at its end, or none.

        Raises StoreUnavailable.
        """
        self._guard(self._sweep)
        self._writer = self._guard(lambda: self.index.writer(heap_size=64_000_000, num_threads=1))
        try:
            yield
            self._guard(self._writer.commit)
            self._guard(self._writer.wait_merging_threads)
        finally:
            self._writer = None
        self.reload()

    def _sweep(self) -> None:
        """Delete tombstone files newer than the last commit.

        A killed writer left them, and tantivy refuses to overwrite them.
        """
        meta = self.folder / "meta.json"
        committed = int(json.loads(meta.read_text("utf-8"))["opstamp"]) if meta.exists() else 0
        for file in self.folder.glob("*.del"):
            number = file.name.split(".")[-2]
            if number.isdigit() and int(number) > committed:
                file.unlink(missing_ok=True)

    def put(self, members: Iterable[Membership]) -> None:
        """Write passages within a transaction, in place of those with the same ids."""
        assert self._writer is not None
        for member in members:
            self._guard(lambda m=member: self._writer.delete_documents_by_term("id", m.passage.id))  # type: ignore[misc]
            self._guard(lambda m=member: self._writer.add_document(_document(m)))  # type: ignore[misc]

    def delete(self, ids: Iterable[str]) -> None:
        """Delete passages within a transaction."""
        assert self._writer is not None
        for i in ids:
            self._guard(lambda i=i: self._writer.delete_documents_by_term("id", i))  # type: ignore[misc]

    def count(self) -> int:
        """Return the number of passages. Raises StoreUnavailable."""
        return self._guard(lambda: int(self.index.searcher().num_docs))

    def of_source(self, source_id: str) -> dict[str, str]:
        """Return the ids of all passages of a source with their stamps (see `stamp`). Raises StoreUnavailable."""
        return dict(self._stamped(Query.term_query(_schema(), "source_id", source_id, index_option="basic")))

    def stamps(self) -> list[tuple[str, str]]:
        """Return (id, stamp) of all passages; an id appears twice where its passage was written twice.

        Raises StoreUnavailable.
        """
        return self._stamped(Query.all_query())

    def _stamped(self, query: Query) -> list[tuple[str, str]]:
        def read() -> list[tuple[str, str]]:
            searcher = self.index.searcher()
            found = searcher.search(query, limit=10_000_000, count=False)
            docs = (searcher.doc(address) for _, address in found.hits)
            return [(str(d.get_first("id")), str(d.get_first("stamp"))) for d in docs]

        return self._guard(read)

    def idf(self, field: str, words: Sequence[str]) -> list[float]:
        """Return the inverse document frequency of each word in a field; 0 for a word that no passage contains.

        Raises StoreUnavailable.
        """
        counts, total = self.frequencies(words, field)
        least = (min(counts[word], total) for word in words)
        return [math.log(1 + (total - n + 0.5) / (n + 0.5)) if n else 0.0 for n in least]

    def frequencies(self, words: Sequence[str], field: str = "body") -> tuple[dict[str, int], int]:
        """Return the number of passages that contain each term, and the number of all passages.

        Raises StoreUnavailable.
        """

        def read() -> tuple[dict[str, int], int]:
            searcher = self.index.searcher()
            return {w: int(searcher.doc_freq(field, w)) for w in dict.fromkeys(words)}, int(searcher.num_docs)

        return self._guard(read)

    def search(self, words: Mapping[str, float], k: int, filters: Filters | None = None) -> list[tuple[str, float]]:
        """Return (id, score) of the best `k` passages for weighted query terms, best first.

        Only passages that `filters` admit. Raises StoreUnavailable.
        """
        clauses = [(Occur.Should, q) for q in _scored(words)]
        if not clauses:
            return []
        query = Query.boolean_query(clauses)
        if filters is not None:
            query = Query.boolean_query([(Occur.Must, query), *((Occur.Must, q) for q in _admitted(filters))])

        def read() -> list[tuple[str, float]]:
            searcher = self.index.searcher()
            found = searcher.search(query, limit=k, count=False)
            return [(str(searcher.doc(address).get_first("id")), score) for score, address in found.hits]

        return self._guard(read)

    def _guard(self, use: Callable[[], T]) -> T:
        try:
            return use()
        except BaseException as error:
            # tantivy raises ValueError for disk errors too, and panics over some damaged files
            panics = type(error).__module__ == "pyo3_runtime"
            if not panics and not isinstance(error, (ValueError, OSError, RuntimeError)):
                raise
            raise StoreUnavailable(
                f"The word index in {self.folder} cannot be used: {error}.",
                "Check that the folder is writable and has space; `licet doctor` says more.",
            ) from error


def membership_digest(member: Membership) -> str:
    """Return a digest of what the index keeps of a passage besides its text.

    A passage with another stamp is written again.
    """
    return hashlib.sha256(json.dumps(metadata(member), sort_keys=True).encode()).hexdigest()[:12]


_SCHEMA: list[tantivy.Schema] = []


def _schema() -> tantivy.Schema:
    if not _SCHEMA:
        builder = tantivy.SchemaBuilder()
        for name in _KEYWORDS:
            builder.add_text_field(name, stored=name == "id", tokenizer_name="raw", index_option="basic")
        builder.add_text_field("stamp", stored=True, tokenizer_name="raw", index_option="basic")
        for name in FIELD_WEIGHTS:
            builder.add_text_field(name, tokenizer_name="whitespace", index_option="freq")
        for name in ("valid_from", "valid_to"):
            builder.add_unsigned_field(name, indexed=True, fast=True)
        _SCHEMA.append(builder.build())
    return _SCHEMA[0]


def _document(member: Membership) -> tantivy.Document:
    passage = member.passage
    fields: dict[str, Any] = {**metadata(member), "id": passage.id, "stamp": membership_digest(member)}
    own = terms(passage.text)
    around = (passage.heading, passage.context, *passage.locators, *passage.identifiers)
    said = set(own)
    out = tantivy.Document()
    for name in (*_KEYWORDS, "stamp"):
        out.add_text(name, str(fields[name]))
    for name in ("valid_from", "valid_to"):
        out.add_unsigned(name, int(fields[name]))
    out.add_text(
        "body", " ".join([*own, *(t for t in dict.fromkeys(t for a in around for t in terms(a)) if t not in said)])
    )
    out.add_text("pairs", " ".join(pairs(own)))
    return out


def _scored(words: Mapping[str, float]) -> Iterator[Query]:
    asked = {"body": words, "pairs": dict.fromkeys(pairs([w for w, weight in words.items() if weight >= 1]), 1.0)}
    for name, weight in FIELD_WEIGHTS.items():
        for word, own in asked[name].items():
            yield Query.boost_query(Query.term_query(_schema(), name, word, index_option="freq"), weight * own)


def _admitted(filters: Filters) -> Iterator[Query]:
    day = filters.day.toordinal()
    unsigned = tantivy.FieldType.Unsigned
    ranges = [
        Query.range_query(_schema(), "valid_from", unsigned, 0, day),
        Query.range_query(_schema(), "valid_to", unsigned, day + 1, None),
    ]
    for name, values in (
        ("jurisdiction", filters.jurisdictions),
        ("kind", filters.kinds),
        ("source_id", filters.sources),
        ("language", filters.languages),
    ):
        if values:
            ranges.append(Query.term_set_query(_schema(), name, list(values)))
    for query in ranges:
        yield Query.const_score_query(query, 0.0)
