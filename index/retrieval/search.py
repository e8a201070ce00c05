"""Search: from a question to ranked hits.

Candidates come from vectors and terms; the ranker scores them. Passages at addresses that the question writes come
first, near-duplicates last.
"""

from __future__ import annotations

from collections.abc import Sequence

from corpus.catalogue import CatalogueReader
from corpus.catalogue_results import HeldPassage
from corpus.filters import Filters
from index.crosslingual.bilingual_lexicon import ALPHABETIC_LANGUAGES, asked_language
from index.crosslingual.gloss import in_english
from index.crosslingual.query import CrosslingualQuery
from index.hits import Hit
from index.ranking.features import RANKING_FEATURES
from index.retrieval.addresses import addressed_passages
from index.retrieval.candidate_set import Found, Partition
from index.retrieval.candidates import CandidateSearch
from index.retrieval.hit_order import names_entity, spread
from index.retrieval.reasons import Reasons
from index.retrieval.scoring import CandidateScorer
from index.stores.terms import TermIndex
from index.stores.token_vectors import TokenVectorCache
from index.text.analyzer import Analyzer

ALSO = 0.5  # weight of a word that was added to the question, where a word of its own weighs 1


class Searcher:
    """Search over the vectors and terms of one collection, for one question."""

    def __init__(
        self,
        catalogue: CatalogueReader,
        words: TermIndex,
        token_vectors: TokenVectorCache,
        partitions: Sequence[Partition],
        analyzer: Analyzer,
    ) -> None:
        self.catalogue, self.analyzer = catalogue, analyzer
        self._candidates = CandidateSearch(catalogue, words, partitions, analyzer)
        self._scorer = CandidateScorer(words, token_vectors, partitions[0][0], analyzer)
        self._reasons = Reasons(analyzer)

    def search(self, query: str, k: int, filters: Filters, also: str = "") -> list[Hit]:
        """Return the best `k` hits: exact addresses first, then the ranking.

        `also` holds other words for what is asked, which weigh less than those of the question.
        """
        found = self.candidates(query, filters, also)
        exact = addressed_passages(self.catalogue, query, filters, found)
        order = sorted(found.score, key=lambda i: -found.score[i])
        order = spread(order, found, k)
        named = [i for i in order if names_entity(query, found.held[i])]
        order = [*named, *(i for i in order if i not in set(named))]
        hits: list[Hit] = []
        for held, address in exact:
            hits.append(self._hit(len(hits) + 1, held, 2.0 - len(hits) / 100, (address,), found))
        taken = {h.passage.id for h in hits}
        for i in order:
            if len(hits) >= k:
                break
            if i not in taken:
                why = (("entity named in the question",) if i in named else ()) + self._reasons.of(i, query, found)
                hits.append(self._hit(len(hits) + 1, found.held[i], found.score[i], why, found))
        return hits[:k]

    def _hit(self, rank: int, held: HeldPassage, score: float, why: tuple[str, ...], found: Found) -> Hit:
        row = found.signals.get(held.passage.id)
        signals = {} if row is None else dict(zip(RANKING_FEATURES, (float(x) for x in row), strict=True))
        return Hit(rank, held.passage, held.source, held.version, round(score, 6), why, signals, found.side)

    def candidates(self, query: str, filters: Filters, also: str = "") -> Found:
        """Return the candidates of all engines, with scores between 0 and 1 on one scale."""
        spoken = in_english(query)  # English passages are searched with English words
        said = self.analyzer.terms(spoken)
        # Words of a German question that has English names for what it says stand in few texts but in names of parties.
        own = ALSO if said and asked_language(query) in ALPHABETIC_LANGUAGES else 1.0
        words = dict.fromkeys(self.analyzer.terms(query), own) | dict.fromkeys(said, 1.0)
        words |= {t: ALSO for t in self.analyzer.terms(also) if t not in words}
        found = self._candidates.found(query, words, filters)
        if found.held:
            self._scorer.score(query, words, found)
        return found

    def asked(self, query: str, filters: Filters) -> list[bool]:
        """Return for each encoder whether it has passages that the question and the filters admit."""
        return self._candidates.asked(query, filters)

    def crosslingual_query(self, question: str) -> CrosslingualQuery:
        """Return a question in the words of the other languages that are held."""
        return self._candidates.crosslingual_query(question)
