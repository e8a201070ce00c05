"""Annotations that a question meets: by their own questions, and by search, where it finds what they are pinned to."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from assistant.evidence.address_notes import AddressNote, notes_inside
from assistant.evidence.annotation_gate import gate
from assistant.evidence.annotation_index import BRIEF_VECTORS, AnnotationIndex, BestAnnotation, NearAnnotation
from assistant.query.model import Query
from assistant.verification.annotation_checks import unsupported
from corpus.annotations import Annotation, Annotations, PinnedText, PinState, kept_notes, load_kept, pinned_texts
from corpus.annotations.briefs import brief_notes
from corpus.catalogue import CatalogueReader
from corpus.catalogue_results import HeldProvision
from corpus.filters import Filters
from corpus.language.scripts import EAST_ASIAN
from index.encoders.embeddings import Encoder
from index.hits import Hit


@dataclass(frozen=True, slots=True)
class AnnotationMatch:
    """Annotation that may answer a question; `probability`, calibrated, is that it addresses this very question.

    `alone` is the same by the annotations alone, without what the texts say. `near` are all annotations that came near,
    this one first.
    """

    annotation: Annotation
    wording: str
    features: tuple[float, ...]
    probability: float
    pins: tuple[PinnedText, ...] = ()
    near: tuple[NearAnnotation, ...] = ()
    alone: float = 0.0
    is_borne_out: bool = True  # every figure, date and address of one that was written without a text stands in it now

    @property
    def score(self) -> float:
        """Return how well it fits, beside others for the same question."""
        return gate().score(self.features)

    def leads_by(self, least: float) -> bool:
        """Return whether the best note fits better than the next one by so much of the score."""
        return self.near[0].score - self.near[1].score >= least

    def close_behind(self, within: float, most: int) -> Iterator[NearAnnotation]:
        """Yield the notes of held texts among the first `most` that fit as well as the best one but for `within`."""
        least = self.near[0].score - within if self.near else 0.0
        return (n for n in self.near[1:most] if n.score >= least and n.annotation.source.held)

    def instead(self, other: NearAnnotation, catalogue: CatalogueReader, as_of: date | None) -> AnnotationMatch:
        """Return the match as it would be were another annotation the nearest, one of a held text."""
        features = (*other.compared, other.score - max(n.score for n in self.near if n != other))
        alone = min(gate().probability(features), gate().verdict - _JUST_BELOW)
        pins = pinned_texts(other.annotation, catalogue, as_of)
        near = (other, *(n for n in self.near if n != other))
        return AnnotationMatch(other.annotation, other.annotation.questions[0], features, alone, pins, near, alone)

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


class AnnotationMatcher:
    """Finder of the annotation that addresses a question. Its vectors are made once and kept in the home, by digest."""

    def __init__(self, encoder: Encoder, home: Path, annotations: Annotations | None = None) -> None:
        self.encoder, self.home = encoder, home
        self.annotations = annotations
        self._lock = threading.Lock()
        self._opening = ThreadPoolExecutor(1, "annotations")
        self._index: AnnotationIndex | None = None
        self._sources: frozenset[str] = frozenset()
        self._briefs: dict[tuple[Annotation, ...], AnnotationIndex] = {}  # by the notes that some filters admit

    def match(self, query: Query, hits: Sequence[Hit], catalogue: CatalogueReader) -> AnnotationMatches:
        """Return the best annotations for a question whose search gave `hits`.

        None for a bare address, a comparison, a question in a language that the encoder does not read, one about
        another jurisdiction's law, and one that names an address to which the annotation is not pinned.
        """
        if not self._may_be_answered(query):
            return AnnotationMatches()
        index = self._opened(catalogue)
        if index is None:
            return AnnotationMatches()
        found = {b.is_read: _match(b, query, catalogue) for b in index.best(query, hits)}
        return AnnotationMatches(found.get(True), found.get(False))

    def by_sentence(self, query: Query, hits: Sequence[Hit], catalogue: CatalogueReader) -> AnnotationMatch | None:
        """Return the best annotation on a held text, by nearness to the sentence that asks too; None where none is."""
        index = self._opened(catalogue) if self._may_be_answered(query) else None
        if index is None or not query.asking_sentence:
            return None
        best = next((b for b in index.best(query, hits, by_sentence=True) if b.is_read), None)
        return _match(best, query, catalogue) if best else None

    def of_briefs(self, query: Query, hits: Sequence[Hit], catalogue: CatalogueReader) -> AnnotationMatch | None:
        """Return the note that fits best of those that a chat model wrote of added documents; None where none may.

        They are matched by themselves and stand beside no other: what our notes answer does not depend on them. They
        give no yes or no, and none is looked for.
        """
        if "yes_no" in query.wants or not self._may_be_answered(query):
            return None
        index = self._brief_index(catalogue, query.filters)
        best = next((b for b in index.best(query, hits) if b.is_read), None) if index else None
        return _match(replace(best, near=best.near[:1]), query, catalogue) if best else None

    def inside(self, held: HeldProvision, query: Query, catalogue: CatalogueReader) -> tuple[AddressNote, ...]:
        """Return the notes on an addressed provision whose language is not that of the question."""
        return notes_inside(held, query, self._everything(catalogue), catalogue)

    def ahead(self, query: Query, catalogue: CatalogueReader) -> None:
        """Begin on other threads what `match` needs, so that it is there when the search is done."""
        if self._may_be_answered(query):
            self.encoder.ahead(query.sought)
            if self._index is None:
                self._opening.submit(self._opened, catalogue)

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
        if index := self._opened(catalogue):
            index.prepare()

    def prepare_all(self) -> None:
        """Make the vectors of all annotations, whatever texts are held, for homes to come. Raises ModelFailed."""
        everything = (self.annotations or load_kept(self.home)).all
        AnnotationIndex(everything, dict.fromkeys(range(len(everything)), True), self.encoder, self.home).prepare()

    def _may_be_answered(self, query: Query) -> bool:
        is_read = self.encoder.reads_any_language or not EAST_ASIAN.search(query.standalone)
        return is_read and not (query.bare_address or query.compares)

    def _everything(self, catalogue: CatalogueReader) -> tuple[Annotation, ...]:
        return (self.annotations or kept_notes(catalogue)).all

    def _opened(self, catalogue: CatalogueReader) -> AnnotationIndex | None:
        sources = frozenset(source.id for source, _ in catalogue.editions().values())
        with self._lock:
            if sources != self._sources:
                everything = self._everything(catalogue)
                at_hand = _at_hand(everything, sources)
                self._index = AnnotationIndex(everything, at_hand, self.encoder, self.home) if at_hand else None
                self._sources = sources
            return self._index

    def _brief_index(self, catalogue: CatalogueReader, filters: Filters) -> AnnotationIndex | None:
        """Return the index of the briefs' notes under some filters; vectors of briefs that are gone go with them."""
        found = brief_notes(catalogue, filters)
        notes = tuple(n for n in found if not all(map(EAST_ASIAN.search, n.questions)))
        with self._lock:
            if not notes:
                if self._briefs:
                    self._briefs.clear()
                    _forget_vectors(self.home, catalogue)
                return None
            if notes not in self._briefs:
                if len(self._briefs) == _BRIEF_INDEXES:
                    self._briefs.clear()
                every = dict.fromkeys(range(len(notes)), True)
                counted = self._everything(catalogue)
                self._briefs[notes] = AnnotationIndex(notes, every, self.encoder, self.home, counted=counted)
                _forget_vectors(self.home, catalogue)
            return self._briefs[notes]


def _forget_vectors(home: Path, catalogue: CatalogueReader) -> None:
    """Delete the vectors of briefs of documents that are no longer held."""
    held = {source.id for source, _ in catalogue.editions().values()}
    with suppress(OSError):
        for file in (home / "annotations").glob(f"{BRIEF_VECTORS}*"):
            if not any(file.name.startswith(f"{BRIEF_VECTORS}{id}.") for id in held):
                file.unlink(missing_ok=True)


_BRIEF_INDEXES = 8  # askers choose their filters by turns
_JUST_BELOW = 1e-6  # a note may answer such a question, and gives it no yes or no


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


def _match(best: BestAnnotation, query: Query, catalogue: CatalogueReader) -> AnnotationMatch:
    note = best.annotation
    pins = pinned_texts(note, catalogue, query.filters.as_of)
    is_borne_out = note.source.held or not best.is_read or not unsupported(note, pins, catalogue)
    alone = gate().probability(best.features)
    if query.language != "en":  # of a question in other words than its own, what it asks is not known to the word
        alone = min(alone, gate().verdict - _JUST_BELOW)
    return AnnotationMatch(note, best.wording, best.features, alone, pins, best.near, alone, is_borne_out)
