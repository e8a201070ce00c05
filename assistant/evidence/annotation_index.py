"""Index of the annotations at hand: their wordings and answers as vectors, their words, the places of their pins."""

from __future__ import annotations

import hashlib
import json
import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from pathlib import Path

import numpy as np

from assistant.evidence.annotation_gate import gate
from assistant.evidence.annotation_places import is_meant_at, is_named_in_passing, same_place
from assistant.evidence.annotation_scope import (
    OF_NO_COUNTRY,
    annotation_countries,
    is_of_another_matter,
    is_of_destination,
    is_of_law_of_place,
    is_of_other_time,
    lacks_a_group,
    laws_spoken_of,
    own_places,
    speaks_of_another_place,
)
from assistant.query.model import Query
from corpus.annotations import Annotation
from corpus.kept_file import kept
from corpus.language.lazy_regex import lazy_regex
from corpus.language.scripts import EAST_ASIAN
from corpus.lexicon import jurisdictions
from corpus.lexicon.party_lists import lists_asked
from corpus.library import explainer_ids
from index.encoders.embeddings import Encoder
from index.hits import Hit
from index.text.tokens import terms

_COMPARED_FURTHER = 20  # annotations that are compared further, after their wordings
_PINNED_WITHIN = 10  # hits in which the pinned provision is looked for
_OF_A_PART = 0.05  # cosine, by which nearness to one sentence of a question counts less
_USUAL_MARGIN = 0.18  # of questions in other languages; their scores are far from 0
_LAW_UNNAMED = 0.2  # of the score, by which a note of another law must be nearer where a question names none
_COMMENTARY_NEARER = 0.3  # … by which a note on an explainer must be nearer than one on a law to go before it
_ANSWER_WEIGHT = 0.3  # of the similarity to the answer, beside that to the nearest wording, in choosing these
_FIGURE_IN_QUESTION = lazy_regex(r"\d[\d.,]*")


@dataclass(frozen=True, slots=True)
class NearAnnotation:
    """Annotation that comes near a question: how near its nearest wording is, how well it fits, values of COMPARED."""

    annotation: Annotation
    wording: float
    score: float
    compared: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class BestAnnotation:
    """Annotation that a question meets best, the wording it meets, the gate's features, whether its text is held.

    `near` are all that came near, this one first.
    """

    annotation: Annotation
    wording: str
    features: tuple[float, ...]
    is_read: bool
    near: tuple[NearAnnotation, ...] = ()


class AnnotationIndex:
    """Wordings and answers of the annotations at hand as vectors, their words, and the places of their pins."""

    def __init__(
        self,
        everything: Sequence[Annotation],
        at_hand: Mapping[int, bool],
        encoder: Encoder,
        home: Path,
        counted: Sequence[Annotation] = (),
    ) -> None:
        """Keep the annotations; `counted` are those among which words are rare, where they are not `everything`."""
        self.encoder, self.home = encoder, home
        numbers = sorted(at_hand, key=lambda n: everything[n].source.id)
        self.annotations = tuple(everything[n] for n in numbers)
        self.is_read = np.array([at_hand[n] for n in numbers])
        self._jurisdictions = np.array([a.jurisdiction for a in self.annotations])
        self._is_commentary = np.array([a.source.id in explainer_ids() for a in self.annotations], bool)
        self._any_law = np.ones(len(numbers), bool)
        self.wordings: list[str] = []
        owner: list[int] = []
        questions, answers = [], []
        # A file a source: one more source costs its own annotations, not all of them again.
        for _, group in groupby(range(len(self.annotations)), key=lambda n: self.annotations[n].source.id):
            mine = list(group)
            wordings = [(n, q) for n in mine for q in self.annotations[n].questions if not EAST_ASIAN.search(q)]
            texts = [q for _, q in wordings] + [self.annotations[n].answer for n in mine]
            vectors = _vectors(_file_of(self.annotations[mine[0]]), texts, encoder, home)
            self.wordings += [q for _, q in wordings]
            owner += [n for n, _ in wordings]
            questions.append(vectors[: len(wordings)])
            answers.append(vectors[len(wordings) :])
        self.owner = np.array(owner)
        self._owners, self._begins = np.unique(
            self.owner, return_index=True
        )  # wordings of one annotation stand together
        self.questions, self.answers = np.concatenate(questions), np.concatenate(answers)
        self.rarity = _rarity(counted or everything, home)
        self.unknown = math.log(max(2, len(counted or everything)))
        self._words: dict[int, frozenset[str]] = {}

    def best(self, query: Query, hits: Sequence[Hit], *, by_sentence: bool = False) -> Iterator[BestAnnotation]:
        """Yield the best annotation among those whose text is held, and among the others.

        `by_sentence`: what is near the sentence that asks counts as well, hardly less than what is near the whole.
        """
        similar, told, own = self._similar(query)
        if by_sentence:
            alone = self.encoder.query(query.asking_sentence)
            similar = np.maximum(similar, self.questions @ alone - _OF_A_PART)
            told = np.maximum(told, self.answers @ alone - _OF_A_PART)
        for is_read in (True, False):
            compared = self._compared(query, hits, similar, told, own, self.is_read == is_read)
            if compared:
                scores = {n: gate().score(found) for n, found in compared.items()}
                first, *others = self._best_first(query, scores)
                if not self._gives_no_word(query, first):
                    others = [n for n in others if not self._gives_no_word(query, n)]
                beside = others[:1]
                if query.names_no_law:  # another country's rule on the same matter casts no doubt on it
                    law = self._jurisdictions[first]
                    beside = [n for n in others if self._jurisdictions[n] == law][:1] or beside
                margin = scores[first] - scores[beside[0]] if beside else _alone(query, scores[first])
                if self.annotations[first].written_by:  # few stand beside it: that none is near says nothing
                    margin = min(margin, _USUAL_MARGIN)
                at = max(np.flatnonzero(self.owner == first), key=lambda i: similar[i])
                near = tuple(
                    NearAnnotation(self.annotations[n], compared[n][0], scores[n], compared[n])
                    for n in (first, *others)
                )
                features = (*compared[first], margin)
                yield BestAnnotation(self.annotations[first], self.wordings[at], features, is_read, near)

    def _best_first(self, query: Query, scores: Mapping[int, float]) -> list[int]:
        """Return annotations by number, best first; those on a law before explainers, and on the usual law before all.

        An annotation on a law goes before those on explainers that fit about as well, and these are left out then: that
        they say the same casts no doubt on it.
        """
        order = self._of_usual_law_first(query, sorted(scores, key=lambda n: -scores[n]), scores)
        best, on_law = order[0], [n for n in order if not self._is_commentary[n]]
        law = next((n for n in on_law if self._is_of_same_law(n, best)), None)
        if law is None or scores[best] - scores[law] > _COMMENTARY_NEARER:
            return order
        return self._of_usual_law_first(query, [law, *(n for n in on_law if n != law)], scores)

    def _of_usual_law_first(self, query: Query, order: list[int], scores: Mapping[int, float]) -> list[int]:
        """Return annotations by number; of a question that names no law, one of the usual law before all.

        The usual law is the one whose rule it calls by a name or of which it names a party, else the one that most
        notes on held texts are on. Of 65 strangers' questions that name no law 59 were answered by that. What an
        explainer says of no country's law is another matter than that.
        """
        is_general = self._is_commentary[order[0]] and self._jurisdictions[order[0]] == OF_NO_COUNTRY
        if not (query.names_no_law or query.names_goods_alone) or is_general:
            return order
        laws = query.law_of_rules or query.laws_of_parties or {self._usual_law}
        usual = next((n for n in order if self._jurisdictions[n] in laws), order[0])
        if scores[order[0]] - scores[usual] > _LAW_UNNAMED:
            return order
        return [usual, *(n for n in order if n != usual)]

    def _is_of_same_law(self, number: int, other: int) -> bool:
        """Return whether two annotations are on one jurisdiction's law, or one of them on none."""
        pair = {str(self._jurisdictions[number]), str(self._jurisdictions[other])}
        return len(pair - {OF_NO_COUNTRY}) < 2

    @cached_property
    def _usual_law(self) -> str:
        counted = Counter(self._jurisdictions[self.is_read].tolist())
        return counted.most_common(1)[0][0] if counted else ""

    def candidates(self, query: Query, hits: Sequence[Hit]) -> dict[Annotation, tuple[float, ...]]:
        """Return the annotations of held texts that come near a question, with the values of COMPARED."""
        found = self._compared(query, hits, *self._similar(query), self.is_read)
        return {self.annotations[n]: values for n, values in found.items()}

    def _similar(self, query: Query) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Return how similar a question is to every wording, to every answer, and in its own language to an annotation.

        The last is 0 of a question in English.
        """
        vector = self.encoder.query(query.sought)
        other = self.encoder.other_languages
        if other is None or query.language == "en":
            own = np.zeros(len(self.annotations), np.float32)
        else:
            vectors, begins = self._in_other_languages
            own = np.maximum.reduceat(vectors @ other.query(query.standalone), begins)
        return self.questions @ vector, self.answers @ vector, own

    @cached_property
    def _in_other_languages(self) -> tuple[np.ndarray, np.ndarray]:
        """Return vectors of wordings, those of one annotation together, and the row at which each annotation begins.

        They are of the encoder of other languages. Of an annotation it reads the wordings in another script, of which
        the encoder of English reads none, and one in English: questions in other scripts and in German are near to it.
        """
        other = self.encoder.other_languages
        assert other is not None
        vectors: list[np.ndarray] = []
        begins: list[int] = []
        before = 0
        for _, group in groupby(self.annotations, key=lambda a: a.source.id):
            texts: list[str] = []
            for annotation in (mine := list(group)):
                begins.append(before + len(texts))
                texts += [q for n, q in enumerate(annotation.questions) if not n or EAST_ASIAN.search(q)]
            before += len(texts)
            vectors.append(_vectors(_file_of(mine[0]), texts, other, self.home, asked=True))
        return np.concatenate(vectors), np.array(begins)

    def prepare(self) -> None:
        """Make what questions in other languages are compared with, so that no server has to while it answers.

        The encoder for them needs hundreds of megabytes to read many texts at once, which one that answers never gives
        back.
        """
        if self.encoder.other_languages is not None:
            _ = self._in_other_languages

    def _compared(
        self,
        query: Query,
        hits: Sequence[Hit],
        similar: np.ndarray,
        told: np.ndarray,
        own: np.ndarray,
        among: np.ndarray,
    ) -> dict[int, tuple[float, ...]]:
        """Return the values of COMPARED of the nearest annotations by number, of those `among` which to look."""
        nearest = np.full(len(self.annotations), -1.0)
        nearest[self._owners] = np.maximum.reduceat(similar, self._begins)
        nearness = nearest + _ANSWER_WEIGHT * told + gate().own_language * own
        among = among & self._of_law_meant(query)
        order = np.argsort(np.where(among, -nearness, np.inf))
        near = order[: min(4 * _COMPARED_FURTHER, int(among.sum()))]
        meant = [int(n) for n in near if self._may_be_meant(query, int(n))]
        wordless = [n for n in meant if self._gives_no_word(query, n)]
        allowed = [n for n in meant if n not in wordless][:_COMPARED_FURTHER] + wordless[:_COMPARED_FURTHER]
        weights = {w: self.rarity.get(w, self.unknown) for w in set(query.english_terms)}
        whole = sum(weights.values())
        figures = _FIGURE_IN_QUESTION.findall(query.standalone)
        # Two finders that agree are worth more than either: the wordings, and the search over the law itself.
        return {
            n: (
                float(nearest[n]),
                float(told[n]),
                self._said(weights, whole, n),
                1 / (1 + self._rank(n, hits)),
                float(own[n]),
                self._figures(figures, n),
            )
            for n in allowed
        }

    def _of_law_meant(self, query: Query) -> np.ndarray:
        """Return which annotations are of the law that a question names and that its filters let through.

        They are told before the nearest are taken: a question in Chinese on American law is nearest to notes that have
        wordings in Chinese, which are on Chinese law. In a state of a union the union's law holds too.
        """
        named = query.jurisdictions_meant
        states = {jurisdictions.table().country_of(code) for code in named}
        over = {law for law in set(self._jurisdictions) if states & own_places(law)} if named else set()
        admitted = [np.isin(self._jurisdictions, list(named | over)) | self._speaks_of(named)] if named else []
        if query.filters.jurisdictions:  # a person's own filter, which no explainer of other laws passes
            admitted.append(np.isin(self._jurisdictions, list(query.filters.jurisdictions)))
        return np.all(admitted, axis=0) if admitted else self._any_law

    def _speaks_of(self, laws: frozenset[str]) -> np.ndarray:
        """Return which annotations are on an explainer of no one law, in a place of it that speaks of one of these."""
        found = np.zeros(len(self.annotations), bool)
        found[[n for n, spoken_of in self._laws_spoken_of.items() if not laws.isdisjoint(spoken_of)]] = True
        return found

    @cached_property
    def _laws_spoken_of(self) -> dict[int, frozenset[str]]:
        """Return the laws that annotations on explainers of no one law speak of, by number."""
        of_none = np.flatnonzero(self._is_commentary & (self._jurisdictions == OF_NO_COUNTRY)).tolist()
        return {n: laws_spoken_of(self.annotations[n]) for n in of_none}

    def _may_be_meant(self, query: Query, number: int) -> bool:
        annotation = self.annotations[number]
        if query.filters.sources and not any(s.startswith(annotation.source.id) for s in query.filters.sources):
            return False
        # "And what if it had gone to Dubai instead?" changes the place, and with it what holds. Of a text that is not
        # held nobody can read what holds elsewhere.
        if (query.leans or not self.is_read[number]) and self._gives_no_word(query, number):
            return False
        if is_of_another_matter(query, annotation) or lacks_a_group(query, annotation):
            return False
        if is_of_destination(query, annotation) or is_of_other_time(query, annotation):
            return False
        if not self.is_read[number] and not is_of_law_of_place(query, annotation):
            return False
        if self._is_about_others(query, number):
            return False
        if query.asks_what_an_entry_covers and any(is_named_in_passing(a, annotation) for a in query.addresses):
            return False
        return all(is_meant_at(address, annotation) for address in query.addresses)

    def _gives_no_word(self, query: Query, number: int) -> bool:
        """Return whether an annotation's yes or no may not be given, since another country is spoken of.

        It may be the nearest by what it says besides; it casts no doubt on one that is nearer.
        """
        annotation = self.annotations[number]
        return bool(annotation.verdict) and speaks_of_another_place(query, annotation)

    def _is_about_others(self, query: Query, number: int) -> bool:
        """Return whether a follow-up names countries or lists, and the annotation other ones and none of these."""
        annotation = self.annotations[number]
        if query.leans and (asked := {code for code, _ in query.own_countries}):
            told = annotation_countries(annotation) - own_places(annotation.jurisdiction)
            if told and not asked & told:
                return True
        lists = {named.name for named in query.own_lists}
        if not lists:  # what a note names is looked up only for a question that names one: most of its time went there
            return False
        mine = {named.name for named in lists_asked(" ".join((*annotation.questions, annotation.answer)))}
        return bool(mine and not lists & mine)

    def _rank(self, number: int, hits: Sequence[Hit]) -> int:
        """Return how many hits come before the first one at a pin, at most `_PINNED_WITHIN`."""
        annotation = self.annotations[number]
        for rank, hit in enumerate(hits[:_PINNED_WITHIN]):
            of_source = hit.source.jurisdiction == annotation.jurisdiction
            if of_source and any(same_place(hit.passage.locator, pin.locator) for pin in annotation.pins):
                return rank
        return _PINNED_WITHIN

    def _said(self, weights: Mapping[str, float], whole: float, number: int) -> float:
        """Return the share of the question's words, by their rarity, that the annotation has."""
        if number not in self._words:
            self._words[number] = _words(self.annotations[number])
        return sum(v for w, v in weights.items() if w in self._words[number]) / whole if whole else 0.0

    def _figures(self, figures: Sequence[str], number: int) -> float:
        """Return 1 where the question has a figure that the annotation lacks, else 0."""
        if not figures:
            return 0.0
        annotation = self.annotations[number]
        text = " ".join((annotation.as_text, *map(str, annotation.pins)))
        return float(any(figure.strip(".,") not in text for figure in figures))


def _alone(query: Query, score: float) -> float:
    """Return how far ahead of the others an annotation counts as that has none beside it."""
    return score if query.language == "en" else _USUAL_MARGIN


def _words(annotation: Annotation) -> frozenset[str]:
    return frozenset(terms(" ".join((*annotation.questions, annotation.answer, *annotation.conditions))))


def _rarity(annotations: Sequence[Annotation], home: Path) -> dict[str, float]:
    """Return how rare each word is among annotations, as a logarithm, from the home's file or counted anew."""
    digest = hashlib.sha256("\0".join(q for a in annotations for q in (*a.questions, a.answer)).encode()).hexdigest()

    def counted() -> dict[str, float]:
        seen = Counter(word for a in annotations for word in _words(a))
        return {word: round(math.log(len(annotations) / (1 + count)), 4) for word, count in seen.items()}

    return kept(
        home / "annotations" / f"{digest[:24]}.rarity",
        read=lambda stream: dict(json.load(stream)),
        make=counted,
        write=lambda stream, rarity: stream.write(json.dumps(rarity, ensure_ascii=False).encode()),
        stale="*.rarity",
        of_every_home=True,
    )


BRIEF_VECTORS = "brief="  # how the files of vectors of a document's brief begin


def _file_of(annotation: Annotation) -> str:
    """Return the first part of the names of a source's files of vectors; of what a chat model wrote its own."""
    return f"{BRIEF_VECTORS if annotation.written_by else ''}{annotation.source.id}"


def _vectors(source: str, texts: Sequence[str], encoder: Encoder, home: Path, *, asked: bool = False) -> np.ndarray:
    """Return the vectors of a source's texts from the home's file, made anew where texts or encoder are others.

    They are of questions to one another where they are `asked`.
    """
    digest = hashlib.sha256("\0".join((encoder.digest, *texts)).encode()).hexdigest()
    suffix = "asked" if asked else "vectors"
    return kept(
        home / "annotations" / f"{source}.{digest[:24]}.{suffix}",
        read=lambda stream: np.load(stream).reshape(len(texts), -1),
        make=lambda: (encoder.questions if asked else encoder.vectors)(texts).astype(np.float16),
        write=np.save,
        stale=f"{source}.*.{suffix}",
        of_every_home=True,
    ).astype(np.float32)
