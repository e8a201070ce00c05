"""The collection as one question sees it: one generation of the catalogue, each read and each analysis made once."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from corpus.catalogue import CatalogueSnapshot
from corpus.filters import Filters
from index.crosslingual.query import CrosslingualQuery
from index.encoders.embedding_cache import EmbeddingCache
from index.encoders.embeddings import Encoder
from index.hits import Hit
from index.ranking import cross_encoder
from index.retrieval.candidate_set import Found, Partition
from index.retrieval.search import Searcher
from index.stores.open_stores import Stores
from index.stores.terms import TermIndex
from index.stores.token_vectors import TokenVectorCache
from index.text.analyzer import Analyzer


@dataclass(frozen=True)
class CollectionSnapshot:
    """Search and lexical statistics over one generation of the catalogue, for one question.

    `prepare` opens the stores before a search and raises what keeps a collection from being searched. Threads may ask
    several questions at once, each with a snapshot of its own; a snapshot is dropped with the answer.
    """

    catalogue: CatalogueSnapshot
    stores: Stores
    sentences: EmbeddingCache
    reranker: cross_encoder.CrossEncoder | None
    prepare: Callable[[Searcher, str, Filters], None]
    analyzer: Analyzer = field(default_factory=Analyzer)

    @property
    def terms(self) -> TermIndex:
        """Return the index of terms."""
        return self.stores.terms

    @property
    def token_vectors(self) -> TokenVectorCache:
        """Return the cache of what the ranker reads."""
        return self.stores.token_vectors

    @property
    def partitions(self) -> Sequence[Partition]:
        """Return the encoder and the vectors of each group of languages."""
        return self.stores.partitions

    @cached_property
    def searcher(self) -> Searcher:
        """Return the search over this snapshot."""
        return Searcher(self.catalogue, self.terms, self.token_vectors, self.partitions, self.analyzer)

    @property
    def encoders(self) -> list[Encoder]:
        """Return the encoder of English texts, then that of the other languages where there is one."""
        return [encoder for encoder, _ in self.partitions]

    def search(self, query: str, k: int = 10, filters: Filters = Filters(), *, also: str = "") -> list[Hit]:
        """Return the best `k` passages, as `Collection.search` does.

        Raises BadRequest, StoreUnavailable, ModelFailed.
        """
        self.catalogue.check(filters)
        if not query.strip() or not self.catalogue.editions():
            return []
        self.prepare(self.searcher, query, filters)
        if self.reranker is None:
            return self.searcher.search(query, k, filters, also)
        found = self.searcher.search(query, max(k, cross_encoder.RERANKED_PASSAGES), filters, also)
        return self.reranker.order(query, found, k)

    def candidates(self, query: str, filters: Filters = Filters(), also: str = "") -> Found:
        """Return the scored candidates of a search before the best are chosen. Raises BadRequest, StoreUnavailable."""
        self.catalogue.check(filters)
        return self.searcher.candidates(query, filters, also)

    def crosslingual_query(self, question: str) -> CrosslingualQuery:
        """Return a question in the words of the other languages held, weighted by their rarity there."""
        return self.searcher.crosslingual_query(question)

    def crosslingual_similarity(self, question: str, texts: Sequence[str]) -> np.ndarray:
        """Return the cosines `[texts]` of a question with texts in other languages, by the multilingual encoder.

        Empty where only one encoder is in use.
        """
        if len(self.partitions) == 1 or not texts:
            return np.zeros(0, np.float32)
        return self.sentences.vectors(texts) @ self.encoders[1].query(question)

    def rarity(self, words: Sequence[str]) -> dict[str, float]:
        """Return the inverse document frequency of terms (`index.text.tokens.terms`) in this collection.

        Per term ln((N + 1) / (n + 0.5)), where n of N passages contain it; never negative.
        """
        found, total = self.terms.frequencies(words)
        return {w: math.log((total + 1) / (n + 0.5)) for w, n in found.items()}
