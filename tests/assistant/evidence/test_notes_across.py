"""Questions in other languages meet passages by the nearest notes, and are told the likeliest of these."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.answer import inquiry as inquiries
from assistant.answer.inquiry import inquire
from assistant.evidence.annotation_index import NearAnnotation
from assistant.evidence.annotations import AnnotationMatch, AnnotationMatches
from assistant.evidence.retriever import Gatherer
from assistant.pipeline import Assistant
from assistant.query.model import Query
from assistant.query.parser import understand
from corpus.annotations import Annotation
from corpus.annotations.model import AnnotatedSource, Pin
from corpus.catalogue import CatalogueReader
from corpus.filters import Filters

FRENCH = "Combien de temps faut-il garder les papiers des ventes ?"
ENGLISH = "How long are the papers of sales kept?"


def _note(name: str, asked: str) -> Annotation:
    source = AnnotatedSource("us-test", "Part 744", "us")
    return replace(Annotation(source, name, (asked,), f"It is of {name}.", ()), pins=(Pin("15 CFR 744.90(a)"),))


class _Matcher:
    """A matcher that knows two notes and always finds the first one nearest."""

    def __init__(self) -> None:
        self.notes = (_note("widgets", "Are widgets sold?"), _note("records", "How long are records of widgets kept?"))

    def ahead(self, query: Query, catalogue: CatalogueReader) -> None:
        pass

    def match(self, query: Query, hits: object, catalogue: CatalogueReader) -> AnnotationMatches:
        compared = (0.5, 0.5, 0.5, 0.5, 0.5, 0.0)
        near = tuple(NearAnnotation(n, 0.5, s, compared) for n, s in zip(self.notes, (1.2, 1.1), strict=True))
        return AnnotationMatches(AnnotationMatch(self.notes[0], "", (*compared, 0.1), 0.1, (), near))


@pytest.fixture
def searched() -> list[str]:
    return []


@pytest.fixture
def gatherer(assistant: Assistant, searched: list[str]) -> Gatherer:
    whole = assistant.gatherer()

    def search(query: str, k: int, filters: Filters, *, also: str = "") -> list[object]:
        searched.append(query)
        return list(whole.search(query, k, filters, also=also))

    return Gatherer(whole.collection, assistant.tables, search, _Matcher())  # type: ignore[arg-type]


def test_passages_are_also_found_by_the_wordings_of_the_nearest_notes(
    assistant: Assistant, gatherer: Gatherer, searched: list[str]
) -> None:
    in_french = gatherer.gather(understand(FRENCH, (), Filters(), assistant.catalogue))
    assert {"Are widgets sold?", "How long are records of widgets kept?"} <= set(searched)
    assert "15 CFR 744.90" in [h.passage.locator for h in in_french.hits]
    searched.clear()
    gatherer.gather(understand(ENGLISH, (), Filters(), assistant.catalogue))
    assert "Are widgets sold?" not in searched  # English needs no translation


@pytest.mark.parametrize(("asked", "told"), [(FRENCH, "records"), (ENGLISH, "widgets")])
def test_the_likeliest_of_the_nearest_notes_is_told_in_other_languages(
    assistant: Assistant, gatherer: Gatherer, monkeypatch: pytest.MonkeyPatch, asked: str, told: str
) -> None:
    likely = {"widgets": 0.2, "records": 0.3}
    monkeypatch.setattr(inquiries, "of_annotation", lambda q, match, ranked, weigher: likely[match.annotation.slug])
    found = inquire(understand(asked, (), Filters(), assistant.catalogue), gatherer).evidence.annotation
    assert found is not None
    assert (found.annotation.slug, found.probability) == (told, likely[told])
    assert found.near[0].annotation == found.annotation
