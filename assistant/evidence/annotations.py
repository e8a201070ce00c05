"""Annotations that a question meets: by their own questions, and by search, where it finds what they are pinned to."""

from __future__ import annotations

import hashlib
import json
import math
import re
import threading
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import groupby
from pathlib import Path

import numpy as np

from assistant.query.model import Query
from assistant.query.places import countries_named
from assistant.verification.annotation_checks import unsupported
from corpus.annotations import Annotation, Annotations, PinnedText, PinState, load_kept, pinned_texts
from corpus.catalogue import CatalogueReader
from corpus.language.scripts import WIDE
from corpus.locators import parse
from index.encoders.embeddings import Encoder
from index.hits import Hit
from index.text.tokens import terms

GATE = files(__package__) / "annotations.json"  # `make annotation-gate` writes it
_CONSIDERED = 20  # annotations that are compared further, after their wordings
_FIRST = 10  # hits in which the pinned provision is looked for
_ANSWER_WEIGHT = 0.3  # of the similarity to the answer, beside that to the nearest wording, in choosing these
_FIGURE = re.compile(r"\d[\d.,]*")
RANKED_BY = ("wording", "answer", "words", "rank")
COMPARED = (*RANKED_BY, "figures")
FEATURES = (*COMPARED, "margin")


@dataclass(frozen=True, slots=True)
class AnnotationMatch:
    """Annotation that may answer a question; `probability`, calibrated, is that it addresses this very question."""

    annotation: Annotation
    wording: str
    features: tuple[float, ...]
    probability: float
    pins: tuple[PinnedText, ...] = ()
    is_borne_out: bool = True  # every figure, date and address of one that was written without a text stands in it now

    @property
    def changed(self) -> bool:
        """Return whether a text that it rests on is not held here, or reads otherwise than the note supposes."""
        return not self.is_borne_out or any(p.state in (PinState.CHANGED, PinState.MISSING) for p in self.pins)

    @property
    def stayed(self) -> bool:
        """Return whether a text that it rests on does not apply on the asked day."""
        return any(p.state is PinState.STAYED or p.stay is not None for p in self.pins)


@dataclass(frozen=True, slots=True)
class AnnotationMatches:
    """The annotation of a held text that fits a question best, and the best one whose text is not held."""

    held: AnnotationMatch | None = None
    unread: AnnotationMatch | None = None


@dataclass(frozen=True, slots=True)
class Gate:
    """Logistic regression over FEATURES, with the probabilities from which a note answers and gives a verdict.

    `ranking` holds the weights of RANKED_BY, by which annotations are put in order before the best one is judged.
    """

    ranking: tuple[float, ...]
    weights: tuple[float, ...]
    intercept: float
    answers: float
    verdict: float

    def score(self, compared: Sequence[float]) -> float:
        """Return how well an annotation with these values of COMPARED fits, beside others for the same question."""
        return sum(w * f for w, f in zip(self.ranking, compared[: len(RANKED_BY)], strict=True))

    def probability(self, features: Sequence[float]) -> float:
        """Return the probability, 0..1, that an annotation with these features addresses the question."""
        z = self.intercept + sum(w * f for w, f in zip(self.weights, features, strict=True))
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, z))))


@cache
def gate() -> Gate:
    """Return the gate that ships with Licet."""
    held = json.loads(GATE.read_text("utf-8"))
    ranking, weights = (
        tuple(held[of][name] for name in names) for of, names in (("ranking", RANKED_BY), ("weights", FEATURES))
    )
    return Gate(ranking, weights, held["intercept"], held["answers"], held["verdict"])


class AnnotationMatcher:
    """Finder of the annotation that addresses a question. Its vectors are made once and kept in the home, by digest."""

    def __init__(self, encoder: Encoder, home: Path, annotations: Annotations | None = None) -> None:
        self.encoder, self.home = encoder, home
        self.annotations = annotations
        self._lock = threading.Lock()
        self._index: _Index | None = None
        self._sources: frozenset[str] = frozenset()

    def match(self, query: Query, hits: Sequence[Hit], catalogue: CatalogueReader) -> AnnotationMatches:
        """Return the best annotations for a question whose search gave `hits`.

        None for a bare address, a comparison, a question in Chinese or Japanese (their wordings need another encoder),
        one about another jurisdiction's law, and one that names an address to which the annotation is not pinned.
        """
        if query.bare_address or query.compares or WIDE.search(query.standalone):
            return AnnotationMatches()
        index = self._opened(catalogue)
        if index is None:
            return AnnotationMatches()
        found = {b.is_read: _match(b, query, catalogue) for b in index.best(query, hits)}
        return AnnotationMatches(found.get(True), found.get(False))

    def candidates(
        self, query: Query, hits: Sequence[Hit], catalogue: CatalogueReader
    ) -> dict[Annotation, tuple[float, ...]]:
        """Return the annotations that come near a question, with the values of COMPARED, for fitting the gate."""
        index = self._opened(catalogue)
        return index.candidates(query, hits) if index else {}

    def prepare(self, catalogue: CatalogueReader) -> None:
        """Make the vectors of the annotations of what is held, where they are not there yet. Raises ModelFailed.

        Some seconds for each source, once; without it the first question waits for them.
        """
        self._opened(catalogue)

    def _opened(self, catalogue: CatalogueReader) -> _Index | None:
        sources = frozenset(source.id for source, _ in catalogue.editions().values())
        with self._lock:
            if sources != self._sources:
                everything = (self.annotations or load_kept(self.home)).all
                at_hand = _at_hand(everything, sources)
                self._index = _Index(everything, at_hand, self.encoder, self.home) if at_hand else None
                self._sources = sources
            return self._index


def _at_hand(annotations: Sequence[Annotation], sources: frozenset[str]) -> dict[int, bool]:
    """Return which annotations may be shown, and whether their text is held.

    One that was written from a text needs that text, since it can be quoted; one that was written without any is shown
    without it too, and says so. A document of a user has the id of its form with six more characters; its pins tell
    whether it is that text.
    """
    handed_in = {s.rpartition("-")[0] for s in sources}

    def is_held(a: Annotation) -> bool:
        return a.source.id in sources or (a.source.held and a.source.id in handed_in)

    return {n: is_held(a) for n, a in enumerate(annotations) if is_held(a) or not a.source.held}


@dataclass(frozen=True, slots=True)
class _Best:
    """Annotation that a question meets best, the wording it meets, the gate's features, whether its text is held."""

    annotation: Annotation
    wording: str
    features: tuple[float, ...]
    is_read: bool


def _match(best: _Best, query: Query, catalogue: CatalogueReader) -> AnnotationMatch:
    note = best.annotation
    pins = pinned_texts(note, catalogue, query.filters.as_of)
    is_borne_out = note.source.held or not best.is_read or not unsupported(note, pins, catalogue)
    return AnnotationMatch(note, best.wording, best.features, gate().probability(best.features), pins, is_borne_out)


class _Index:
    """Wordings and answers of the annotations at hand as vectors, their words, and the places of their pins."""

    def __init__(
        self, everything: Sequence[Annotation], at_hand: Mapping[int, bool], encoder: Encoder, home: Path
    ) -> None:
        self.encoder = encoder
        numbers = sorted(at_hand, key=lambda n: everything[n].source.id)
        self.annotations = tuple(everything[n] for n in numbers)
        self.is_read = np.array([at_hand[n] for n in numbers])
        self.wordings: list[str] = []
        owner: list[int] = []
        questions, answers = [], []
        # A file a source: one more source costs its own annotations, not all of them again.
        for source, group in groupby(range(len(self.annotations)), key=lambda n: self.annotations[n].source.id):
            mine = list(group)
            wordings = [(n, q) for n in mine for q in self.annotations[n].questions if not WIDE.search(q)]
            texts = [q for _, q in wordings] + [self.annotations[n].answer for n in mine]
            vectors = _kept(source, texts, encoder, home)
            self.wordings += [q for _, q in wordings]
            owner += [n for n, _ in wordings]
            questions.append(vectors[: len(wordings)])
            answers.append(vectors[len(wordings) :])
        self.owner = np.array(owner)
        self.questions, self.answers = np.concatenate(questions), np.concatenate(answers)
        self.rarity = _rarity(everything, home)
        self.unknown = math.log(max(2, len(everything)))
        self._words: dict[int, frozenset[str]] = {}
        self._countries: dict[int, frozenset[str]] = {}

    def best(self, query: Query, hits: Sequence[Hit]) -> Iterator[_Best]:
        """Yield the best annotation among those whose text is held, and among the others."""
        similar, told = self._similar(query)
        for is_read in (True, False):
            compared = self._compared(query, hits, similar, told, self.is_read == is_read)
            if compared:
                scores = {n: gate().score(found) for n, found in compared.items()}
                first, *others = sorted(scores, key=lambda n: -scores[n])
                margin = scores[first] - (scores[others[0]] if others else 0.0)
                at = max(np.flatnonzero(self.owner == first), key=lambda i: similar[i])
                yield _Best(self.annotations[first], self.wordings[at], (*compared[first], margin), is_read)

    def candidates(self, query: Query, hits: Sequence[Hit]) -> dict[Annotation, tuple[float, ...]]:
        """Return the annotations of held texts that come near a question, with the values of COMPARED."""
        found = self._compared(query, hits, *self._similar(query), self.is_read)
        return {self.annotations[n]: values for n, values in found.items()}

    def _similar(self, query: Query) -> tuple[np.ndarray, np.ndarray]:
        """Return how similar a question is to every wording and to every answer."""
        vector = self.encoder.query(query.standalone)
        return self.questions @ vector, self.answers @ vector

    def _compared(
        self, query: Query, hits: Sequence[Hit], similar: np.ndarray, told: np.ndarray, among: np.ndarray
    ) -> dict[int, tuple[float, ...]]:
        """Return the values of COMPARED of the nearest annotations by number, of those `among` which to look."""
        nearest = np.full(len(self.annotations), -1.0)
        np.maximum.at(nearest, self.owner, similar)
        order = np.argsort(np.where(among, -(nearest + _ANSWER_WEIGHT * told), np.inf))
        near = order[: min(4 * _CONSIDERED, int(among.sum()))]
        allowed = [int(n) for n in near if self._may_be_meant(query, int(n))][:_CONSIDERED]
        # Two finders that agree are worth more than either: the wordings, and the search over the law itself.
        return {
            n: (
                float(nearest[n]),
                float(told[n]),
                self._said(query, n),
                1 / (1 + self._rank(n, hits)),
                self._figures(query, n),
            )
            for n in allowed
        }

    def _may_be_meant(self, query: Query, number: int) -> bool:
        annotation = self.annotations[number]
        if query.jurisdictions and annotation.jurisdiction not in query.jurisdictions:
            return False
        if query.filters.jurisdictions and annotation.jurisdiction not in query.filters.jurisdictions:
            return False
        if query.filters.sources and not any(s.startswith(annotation.source.id) for s in query.filters.sources):
            return False
        if annotation.verdict and self._speaks_of_another_place(query, number):
            return False
        pins = [p.locator for p in annotation.pins]
        return all(any(_same_place(a.text, pin) for pin in pins) for a in query.addresses)

    def _speaks_of_another_place(self, query: Query, number: int) -> bool:
        """Return whether a question names a country that the annotation does not: a yes may not hold for it."""
        annotation = self.annotations[number]
        if number not in self._countries:
            text = " ".join((*annotation.questions, *(t for _, t in annotation.statements())))
            self._countries[number] = frozenset(code for code, _ in countries_named(text))
        asked = {code for code, _ in query.own_countries or query.countries}
        return bool(asked - self._countries[number] - {annotation.jurisdiction})

    def _rank(self, number: int, hits: Sequence[Hit]) -> int:
        """Return how many hits come before the first one at a pin, at most `_FIRST`."""
        annotation = self.annotations[number]
        for rank, hit in enumerate(hits[:_FIRST]):
            of_source = hit.source.jurisdiction == annotation.jurisdiction
            if of_source and any(_same_place(hit.passage.locator, pin.locator) for pin in annotation.pins):
                return rank
        return _FIRST

    def _said(self, query: Query, number: int) -> float:
        """Return the share of the question's words, by their rarity, that the annotation has."""
        weights = {w: self.rarity.get(w, self.unknown) for w in set(query.terms)}
        whole = sum(weights.values())
        if number not in self._words:
            self._words[number] = _words(self.annotations[number])
        return sum(v for w, v in weights.items() if w in self._words[number]) / whole if whole else 0.0

    def _figures(self, query: Query, number: int) -> float:
        """Return 1 where the question has a figure that the annotation lacks, else 0."""
        annotation = self.annotations[number]
        text = " ".join((*annotation.questions, *(t for _, t in annotation.statements()), *map(str, annotation.pins)))
        return float(any(figure.strip(".,") not in text for figure in _FIGURE.findall(query.standalone)))


@cache
def _place(locator: str) -> tuple[str, ...]:
    found = parse(locator)
    return (found.system, *found.path) if found else ()


def _same_place(one: str, other: str) -> bool:
    """Return whether one address is the other, or stands inside it."""
    a, b = _place(one), _place(other)
    if a and b:
        shorter = min(len(a), len(b))
        return shorter > 1 and a[:shorter] == b[:shorter]
    return one == other or one.startswith(other) or other.startswith(one)


def _words(annotation: Annotation) -> frozenset[str]:
    return frozenset(terms(" ".join((*annotation.questions, annotation.answer, *annotation.conditions))))


def _rarity(annotations: Sequence[Annotation], home: Path) -> dict[str, float]:
    """Return how rare each word is among annotations, as a logarithm, from the home's file or counted anew."""
    digest = hashlib.sha256("\0".join(q for a in annotations for q in (*a.questions, a.answer)).encode()).hexdigest()
    file = home / "annotations" / f"{digest[:24]}.words"
    try:
        held = json.loads(file.read_text("utf-8"))
        if isinstance(held, dict):
            return held
    except (OSError, ValueError):
        pass  # not there yet, or half written: counted anew
    seen = Counter(word for a in annotations for word in _words(a))
    rarity = {word: round(math.log(len(annotations) / (1 + count)), 4) for word, count in seen.items()}
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        for old in file.parent.glob("*.words"):
            old.unlink(missing_ok=True)
        part = file.with_suffix(".part")
        part.write_text(json.dumps(rarity, ensure_ascii=False), "utf-8")
        part.replace(file)
    except OSError:
        pass
    return rarity


def _kept(source: str, texts: Sequence[str], encoder: Encoder, home: Path) -> np.ndarray:
    """Return the vectors of a source's texts from the home's file, made anew where texts or encoder are others."""
    digest = hashlib.sha256("\0".join((encoder.digest, *texts)).encode()).hexdigest()
    file = home / "annotations" / f"{source}.{digest[:24]}.npy"
    try:
        held = np.load(file)
        if held.shape[0] == len(texts):
            return held.astype(np.float32)
    except (OSError, ValueError, EOFError):
        pass  # not there yet, or half written: made anew
    vectors = encoder.vectors(list(texts))
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        for old in file.parent.glob(f"{source}.*.npy"):
            old.unlink(missing_ok=True)
        part = file.with_suffix(".part")
        with part.open("wb") as stream:
            np.save(stream, vectors.astype(np.float16))
        part.replace(file)
    except OSError:
        pass  # a full disk or a read-only home costs the next start some seconds, nothing else
    return vectors
