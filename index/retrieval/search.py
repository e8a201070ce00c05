"""Search: from a question to ranked hits.

Candidates come from vectors and terms; the ranker scores them. Passages at addresses that the question writes come
first, near-duplicates last.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

import numpy as np
from rapidfuzz import fuzz

from corpus.catalogue import CatalogueReader
from corpus.filters import Filters
from corpus.held import HeldPassage, HeldProvision
from corpus.locators import Locator, mentions
from corpus.model import Kind, Role
from index.crosslingual.bilingual_lexicon import english as in_english
from index.crosslingual.languages import ENGLISH, asks_other_languages, country_named
from index.crosslingual.merging import English, merged_scores
from index.crosslingual.query import CrosslingualQuery, says_nothing
from index.crosslingual.query import features as crosslingual_features
from index.encoders.embeddings import Encoder, EnglishEncoder
from index.hits import Hit
from index.ranking.features import NAMES, Candidates, QueryFeatures, features, hashed, hashed_pairs
from index.ranking.fusion import fuse
from index.ranking.gradient_boosting import shipped
from index.stores.chroma import Damaged, Vectors
from index.stores.documents import where
from index.stores.terms import TermIndex
from index.stores.token_vectors import PassageVectors, TokenVectorCache, piece_weights, projected
from index.text.analyzer import Analyzer
from index.text.tokens import pairs

DEPTH = 48  # candidates from terms and from English vectors; 36, 45 and 60 found as much on the dev sets of law
_OTHER = 20  # candidates from each search in other languages
_NARROW = 0.04  # filters that admit a smaller share of passages are applied by the engine
_SAME_WORDS = 0.92  # passages that share this part of their terms are near-duplicates
_NAME_MATCH = 92.0  # rapidfuzz partial ratio from which the entity of a table row counts as named in the question
_NAME_SHORTEST = 5

_INSTRUMENT_NUMBER = re.compile(r"(?<!\d)\d+/\d+")
_LAST_STEP = re.compile(r"(?:\([^()]*\)|\.[^.\s()]+)$")
# What is added to the log-odds of commentary: where two texts say the same, the law is what is looked for.
_AUTHORITY = {Kind.EXPLAINER: -0.7, Kind.GUIDANCE: -0.2}
ALSO = 0.5  # weight of a word that was added to the question, where a word of its own weighs 1
Partition = tuple[Encoder, Vectors]
Ranked = list[tuple[str, float]]  # passage ids with their scores, best first


@dataclass
class Found:
    """Candidates of one question on their way to a ranking.

    `lists` holds the ranked list of each engine by name; the other fields are filled as candidates are scored.
    """

    lists: dict[str, Ranked]
    held: dict[str, HeldPassage]
    crosslingual: CrosslingualQuery | None = None  # the question in other languages, where their texts are searched
    rows: dict[str, PassageVectors] = field(default_factory=dict)
    signals: dict[str, np.ndarray] = field(default_factory=dict)
    score: dict[str, float] = field(default_factory=dict)
    side: float = 0.0  # how probably texts in other languages hold the answer


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
        self.catalogue, self.words, self.token_vectors, self.partitions = catalogue, words, token_vectors, partitions
        self.analyzer = analyzer
        self._crosslingual: dict[str, CrosslingualQuery] = {}
        self._hashes: dict[str, frozenset[int]] = {}

    def search(self, query: str, k: int, filters: Filters, also: str = "") -> list[Hit]:
        """Return the best `k` hits: exact addresses first, then the ranking.

        `also` holds other words for what is asked, which weigh less than those of the question.
        """
        found = self.candidates(query, filters, also)
        exact = self._exact(query, filters, found)
        order = sorted(found.score, key=lambda i: -found.score[i])
        order = _spread(order, found, k)
        named = [i for i in order if _names_entity(query, found.held[i])]
        order = [*named, *(i for i in order if i not in set(named))]
        hits: list[Hit] = []
        for held, address in exact:
            hits.append(self._hit(len(hits) + 1, held, 2.0 - len(hits) / 100, (address,), found))
        taken = {h.passage.id for h in hits}
        for i in order:
            if len(hits) >= k:
                break
            if i not in taken:
                why = (("entity named in the question",) if i in named else ()) + self._reasons(i, query, found)
                hits.append(self._hit(len(hits) + 1, found.held[i], found.score[i], why, found))
        return hits[:k]

    def _hit(self, rank: int, held: HeldPassage, score: float, why: tuple[str, ...], found: Found) -> Hit:
        row = found.signals.get(held.passage.id)
        signals = {} if row is None else dict(zip(NAMES, (float(x) for x in row), strict=True))
        return Hit(rank, held.passage, held.source, held.version, round(score, 6), why, signals, found.side)

    # --- candidates ---------------------------------------------------------------------------------------------

    def candidates(self, query: str, filters: Filters, also: str = "") -> Found:
        """Return the candidates of all engines, with scores between 0 and 1 on one scale."""
        spoken = in_english(query)  # English passages are searched with English words
        words = dict.fromkeys(self.analyzer.terms(f"{query} {spoken}".rstrip()), 1.0)
        words |= {t: ALSO for t in self.analyzer.terms(also) if t not in words}
        asked = self.asked(query, filters)
        crosslingual = self.crosslingual_query(query) if len(asked) > 1 and asked[1] else None
        lists = self._lists(query, words, filters, asked[0], crosslingual) if self._share(filters) else {}
        standing = self.catalogue.standing(_ids(lists), filters)
        kept = Found(
            {name: [(i, s) for i, s in ranked if i in standing] for name, ranked in lists.items()},
            self.catalogue.held(standing),
            crosslingual,
        )
        if kept.held:
            self._score(query, words, kept)
        return kept

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
        lists = {"words": self._standing(DEPTH, filters, None, partial(self.words.search, words)), "meaning": []}
        if english:
            lists["meaning"] = self._nearest(0, in_english(query) or query, DEPTH, filters)
        if crosslingual is not None:
            # One encoder after the other: each uses all cores, and two at once would only wait for each other.
            theirs = self._of_country(query, filters)
            lists["other language"] = self._nearest(1, query, _OTHER, theirs)
            lists["other words"] = []
            for language in crosslingual.ideas:
                if (asked := crosslingual.query(language)) and (not theirs.languages or language in theirs.languages):
                    own = replace(theirs, languages=(language,))
                    lists["other words"] += self._standing(_OTHER, own, 1, partial(self.words.search, asked))
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
        country = country_named(query)
        if not country or filters.jurisdictions:
            return filters
        languages = self.catalogue.languages()
        theirs = {
            s.jurisdiction
            for v, (s, _) in self.catalogue.in_force(filters).items()
            if languages.get(v, frozenset()) - ENGLISH
        }
        return replace(filters, jurisdictions=(country,)) if country in theirs and len(theirs) > 1 else filters

    # --- scoring ------------------------------------------------------------------------------------------------

    def _score(self, query: str, words: Mapping[str, float], found: Found) -> None:
        english = self.partitions[0][0]
        found.rows = self.token_vectors.rows(list(found.held))
        if not isinstance(english, EnglishEncoder):
            found.score = dict(fuse(found.lists))
            return
        ranked = [i for i in found.held if i in found.rows and len(found.rows[i].tokens)]
        matrix, raw = np.zeros((0, len(NAMES)), np.float32), np.zeros(0, np.float32)
        if ranked:
            matrix = self._features(query, words, ranked, found, english)
            raw = shipped().scores(matrix) + np.array(
                [_AUTHORITY.get(found.held[i].source.kind, 0.0) for i in ranked], np.float32
            )
            found.score = dict(zip(ranked, _squash(raw), strict=True))
            found.signals = dict(zip(ranked, matrix, strict=True))
        if found.crosslingual is not None:
            rest, rows = crosslingual_candidates(found)
            if rest:
                cosine = max((s for _, s in found.lists.get("other language", ())), default=0.0)
                english_side = English(matrix, raw, [found.held[i].source for i in ranked])
                places, found.side = merged_scores(
                    query, [found.held[i] for i in rest], rows, cosine, english_side, found.score
                )
                found.score |= places

    def _features(
        self, query: str, words: Mapping[str, float], ids: list[str], found: Found, english: EnglishEncoder
    ) -> np.ndarray:
        question, vector = self._question(query, words, english)
        rows = [found.rows[i] for i in ids]
        place = {(found.held[i].version.number, found.held[i].passage.first): n for n, i in enumerate(ids)}
        end = {(found.held[i].version.number, found.held[i].passage.last): n for n, i in enumerate(ids)}
        held = [found.held[i] for i in ids]
        candidates = Candidates(
            terms=np.concatenate([r.terms for r in rows]),
            term_offsets=_offsets(len(r.terms) for r in rows),
            context=np.concatenate([r.context for r in rows]),
            context_offsets=_offsets(len(r.context) for r in rows),
            tokens=np.concatenate([r.tokens for r in rows]).astype(np.float32),
            token_offsets=_offsets(len(r.tokens) for r in rows),
            cosine=np.stack([r.vector for r in rows]).astype(np.float32) @ vector,
            before=np.array([end.get((h.version.number, h.passage.first - 1), -1) for h in held]),
            after=np.array([place.get((h.version.number, h.passage.last + 1), -1) for h in held]),
        )
        return features(question, candidates)

    def _question(
        self, query: str, words: Mapping[str, float], english: EnglishEncoder
    ) -> tuple[QueryFeatures, np.ndarray]:
        query = in_english(query) or query
        distinct, both = list(words), list(dict.fromkeys(pairs(self.analyzer.terms(query))))
        idf = {t: n * words[t] for t, n in zip(distinct, self.words.idf("body", distinct), strict=True)}
        states, vector = english.question(query)
        split = [hashed(p.split("_", 1)) for p in both]
        question = QueryFeatures(
            terms=hashed(distinct),
            idf=np.array([idf[t] for t in distinct], np.float32),
            pairs=np.concatenate([hashed_pairs(p) for p in split]) if split else np.zeros(0, np.uint32),
            pair_idf=np.array(self.words.idf("pairs", both), np.float32),
            tokens=projected(states) / np.float32(127),  # passages' token vectors are whole numbers up to 127
            weights=piece_weights(query, idf, self.analyzer),
        )
        return question, vector

    # --- exact matches ------------------------------------------------------------------------------------------

    def _exact(self, query: str, filters: Filters, found: Found) -> list[tuple[HeldPassage, str]]:
        """Return the passages at the addresses that the question writes, in its order, each with the reason.

        For an address that is not held: the nearest address above it, and the last of the paragraphs below that.
        """
        favour: dict[str, float] = {}
        for i, score in found.score.items():
            source = found.held[i].source.id
            favour[source] = max(favour.get(source, 0.0), score)
        out: dict[str, tuple[HeldPassage, str]] = {}
        for mention in mentions(query):
            provisions, why = self._at(mention.locator, filters)
            # One address may occur in several texts ("Article 3"): those that match the rest of the question come
            # first.
            for provision in sorted(provisions, key=lambda p: -favour.get(p.source.id, 0.0))[:3]:
                for held in self.catalogue.passage_at(provision)[:1]:
                    out.setdefault(held.passage.id, (held, f"{why} {provision.locator}"))
                if why != "address" and (below := self.catalogue.children(provision)):
                    # The last paragraph that exists shows that the requested one does not.
                    for held in self.catalogue.passage_at(below[-1])[:1]:
                        out.setdefault(held.passage.id, (held, f"last before the missing address {below[-1].locator}"))
        return list(out.values())[:5]

    def _at(self, locator: Locator, filters: Filters) -> tuple[list[HeldProvision], str]:
        named = _INSTRUMENT_NUMBER.findall(locator.instrument) or [locator.instrument]
        text, why = locator.text, "address"
        while True:
            found = self.catalogue.find(text, filters)
            if locator.system != "cfr" and locator.instrument:
                found = [
                    p for p in found if any(n.casefold() in f"{p.source.title} {p.source.id}".casefold() for n in named)
                ]
            shorter = _LAST_STEP.sub("", text)
            if found or shorter == text or not shorter:
                return found, why
            text, why = shorter, "nearest address held:"

    # --- why a passage was found --------------------------------------------------------------------------------

    def _reasons(self, i: str, query: str, found: Found) -> tuple[str, ...]:
        why = []
        if i in dict(found.lists.get("words", ())):
            text = self._terms_of(i, found)
            shared = [w for w in dict.fromkeys(query.split()) if not text.isdisjoint(self._hashed(w))]
            if shared:
                why.append("words: " + ", ".join(w.strip("?.,;:!\"'") for w in shared[:6]))
        if i in dict(found.lists.get("meaning", ())):
            why.append("meaning")
        if i in dict(found.lists.get("other language", ())):
            why.append("meaning, across languages")
        if found.crosslingual is not None and i in dict(found.lists.get("other words", ())):
            passage = found.held[i].passage
            if said := found.crosslingual.said(passage.text, passage.language):
                why.append("words, across languages: " + ", ".join(said[:6]))
        return tuple(why)

    def _terms_of(self, i: str, found: Found) -> set[int]:
        """Return the hashed terms of a passage and its context."""
        passage, row = found.held[i].passage, found.rows.get(i)
        own = row.terms.tolist() if row is not None else self._hashed(passage.text)
        return {*own, *self._hashed(passage.context)}

    def _hashed(self, text: str) -> frozenset[int]:
        if text not in self._hashes:
            self._hashes[text] = frozenset(hashed(self.analyzer.terms(text)).tolist())
        return self._hashes[text]


def crosslingual_candidates(found: Found) -> tuple[list[str], np.ndarray]:
    """Return the ids of the candidates in other languages and their features, row by row."""
    assert found.crosslingual is not None
    rest = [i for i, h in found.held.items() if h.passage.language not in ENGLISH and not says_nothing(h.passage)]
    lexical = [i for i, _ in found.lists.get("other words", ())]
    held = [found.held[i] for i in rest]
    return rest, crosslingual_features(found.crosslingual, held, dict(found.lists.get("other language", ())), lexical)


def _squash(raw: np.ndarray) -> list[float]:
    return [float(x) for x in 1.0 / (1.0 + np.exp(-raw))]


def _names_entity(query: str, held: HeldPassage) -> bool:
    """Return whether the passage is a table row whose name occurs in the question."""
    if held.passage.role is not Role.ROW:
        return False
    name = held.passage.locator.replace("|", ">").rsplit(">", 1)[-1].rsplit(",", 1)[-1].strip().casefold()
    asked = query.casefold()
    return len(name) >= _NAME_SHORTEST and len(asked) >= len(name) and fuzz.partial_ratio(name, asked) >= _NAME_MATCH


def _spread(order: list[str], found: Found, k: int) -> list[str]:
    """Return the order with near-duplicates of better passages moved behind the first `k` others.

    Of two passages that say the same, the one of higher authority stays in front.
    """
    kept: list[str] = []
    sets: list[set[int]] = []
    behind: list[str] = []
    for n, i in enumerate(order):
        words = set(found.rows[i].terms.tolist()) if i in found.rows else set()
        same = next(
            (j for j, s in enumerate(sets) if len(words) >= 6 and len(words & s) >= _SAME_WORDS * len(words | s)), None
        )
        if same is not None:
            if found.held[i].source.kind.authority < found.held[kept[same]].source.kind.authority:
                kept[same], i = i, kept[same]
            behind.append(i)
            continue
        kept.append(i)
        sets.append(words)
        if len(kept) >= k:
            return kept + behind + order[n + 1 :]
    return kept + behind


def _ids(lists: Mapping[str, list[tuple[str, float]]]) -> list[str]:
    return list(dict.fromkeys(i for ranked in lists.values() for i, _ in ranked))


def _offsets(lengths: Iterable[int]) -> np.ndarray:
    return np.concatenate([[0], np.cumsum(list(lengths))]).astype(np.intp)
