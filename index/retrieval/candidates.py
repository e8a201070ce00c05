"""Candidates of a question: what each engine finds, and what of it the filters admit."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from corpus.catalogue import CatalogueReader
from corpus.filters import Filters
from index.crosslingual.gloss import in_english
from index.crosslingual.languages import ENGLISH, asks_other_languages, jurisdiction_named
from index.crosslingual.query import CrosslingualQuery
from index.retrieval.candidate_set import Found, Partition, Ranked
from index.stores.documents import where
from index.stores.terms import TermIndex
from index.stores.vectors.chroma import Damaged
from index.text.analyzer import Analyzer

CANDIDATES_EACH = (
    48  # candidates from terms and from English vectors; 36, 45 and 60 found as much on the dev sets of law
)
_OTHER_LANGUAGES = 20  # candidates from each search in other languages
_NARROW = 0.04  # filters that admit a smaller share of passages are applied by the engine


@dataclass
class CandidateSearch:
    """Search for the candidates of one question, by words and by vectors, in each language that is held."""

    catalogue: CatalogueReader
    words: TermIndex
    partitions: Sequence[Partition]
    analyzer: Analyzer
    _crosslingual: dict[str, CrosslingualQuery] = field(default_factory=dict)

    def found(self, query: str, words: Mapping[str, float], filters: Filters) -> Found:
        """Return the candidates of all engines that the filters admit, not yet scored; `words` have their weights."""
        asked = self.asked(query, filters)
        crosslingual = self.crosslingual_query(query) if len(asked) > 1 and asked[1] else None
        lists = self._lists(query, words, filters, asked[0], crosslingual) if self._share(filters) else {}
        standing = self.catalogue.standing(_ids(lists), filters)
        return Found(
            {name: [(i, s) for i, s in ranked if i in standing] for name, ranked in lists.items()},
            self.catalogue.held(standing),
            crosslingual,
        )

    def _share(self, filters: Filters, partition: int | None = None) -> float:
        """Return the share of passages that `filters` admit, among all or among those of one encoder."""
        sizes, languages = self.catalogue.sizes(), self.catalogue.languages()
        # An edition in several languages counts for each: a share that is too large only costs a second query.
        mine = [
            v
            for v in sizes
            if partition is None or len(self.partitions) == 1 or self._speaks(languages.get(v, frozenset()), partition)
        ]
        total = sum(sizes[v] for v in mine)
        admitted = self.catalogue.in_force(filters)
        return sum(sizes[v] for v in mine if v in admitted) / total if total else 0.0

    @staticmethod
    def _speaks(languages: frozenset[str], partition: int) -> bool:
        return bool(languages - ENGLISH) if partition else bool(languages & ENGLISH)

    def asked(self, query: str, filters: Filters) -> list[bool]:
        """Return for each encoder whether it has passages that the question and the filters admit.

        The question is not encoded by the others.
        """
        languages = self.catalogue.languages()
        if len(self.partitions) == 1 or all(found <= ENGLISH for found in languages.values()):
            return [True]
        admitted = {language for v in self.catalogue.in_force(filters) for language in languages.get(v, ())}
        english = bool(admitted & ENGLISH)
        return [english, bool(admitted - ENGLISH) and (not english or asks_other_languages(query))]

    def crosslingual_query(self, question: str) -> CrosslingualQuery:
        """Return a question in the words of the other languages that are held."""
        if question not in self._crosslingual:
            self._crosslingual[question] = CrosslingualQuery(question, self.words, self._held_in(), self.analyzer)
        return self._crosslingual[question]

    def _held_in(self) -> dict[str, int]:
        """Return the number of passages in texts of each language."""
        out: dict[str, int] = {}
        sizes = self.catalogue.sizes()
        for version, languages in self.catalogue.languages().items():
            for language in languages:
                out[language] = out.get(language, 0) + sizes.get(version, 0)
        return out

    def _lists(
        self,
        query: str,
        words: Mapping[str, float],
        filters: Filters,
        english: bool,
        crosslingual: CrosslingualQuery | None,
    ) -> dict[str, Ranked]:
        lists = {
            "words": self._standing(CANDIDATES_EACH, filters, None, partial(self.words.search, words)),
            "meaning": [],
        }
        if english:
            lists["meaning"] = self._nearest(0, in_english(query) or query, CANDIDATES_EACH, filters)
        if crosslingual is not None:
            # One encoder after the other: each uses all cores, and two at once would only wait for each other.
            theirs = self._of_country(query, filters)
            lists["other language"] = self._nearest(1, query, _OTHER_LANGUAGES, theirs)
            lists["other words"] = []
            for language in crosslingual.ideas:
                if (asked := crosslingual.query(language)) and (not theirs.languages or language in theirs.languages):
                    own = replace(theirs, languages=(language,))
                    lists["other words"] += self._standing(_OTHER_LANGUAGES, own, 1, partial(self.words.search, asked))
        return lists

    def _nearest(self, partition: int, query: str, k: int, filters: Filters) -> Ranked:
        encoder, vectors = self.partitions[partition]
        vector = encoder.query(query)
        try:
            return self._standing(
                k, filters, partition, lambda n, f: vectors.nearest(vector, n, where(f) if f else None)
            )
        except Damaged:  # the next writer rebuilds it; until then terms alone are searched, and `licet doctor` says so
            return []

    def _standing(
        self, k: int, filters: Filters, partition: int | None, ask: Callable[[int, Filters | None], Ranked]
    ) -> Ranked:
        """Return the first `k` passages of a ranking that `filters` admit; `ask` runs the engine.

        Chroma applies a filter by reading all metadata, which takes ten times as long as the search. Therefore more
        passages are requested without a filter and those not admitted are dropped: the first admitted passages of an
        unfiltered ranking are the first of the filtered one. Only where these are too few, or the filter is narrow,
        does the engine filter.
        """
        share = self._share(filters, partition)
        if not share:
            return []
        if share >= _NARROW:
            depth = k if share == 1.0 else int(k / share * 1.5) + 8
            found = ask(depth, None)
            standing = self.catalogue.standing([i for i, _ in found], filters)
            kept = [(i, s) for i, s in found if i in standing]
            if len(kept) >= k or len(found) < depth:
                return kept[:k]
        return ask(k, filters)

    def _of_country(self, query: str, filters: Filters) -> Filters:
        """Return the filters, narrowed to the country that the question names, where texts of it are held.

        Only texts in other languages than English count, and only where several countries have such texts. Cosines
        between languages lie close together: without this, a question about a Chinese company could be answered from
        Japanese law.
        """
        country = jurisdiction_named(query)
        if not country or filters.jurisdictions:
            return filters
        languages = self.catalogue.languages()
        theirs = {
            s.jurisdiction
            for v, (s, _) in self.catalogue.in_force(filters).items()
            if languages.get(v, frozenset()) - ENGLISH
        }
        return replace(filters, jurisdictions=(country,)) if country in theirs and len(theirs) > 1 else filters


def _ids(lists: Mapping[str, Ranked]) -> list[str]:
    return list(dict.fromkeys(i for ranked in lists.values() for i, _ in ranked))
