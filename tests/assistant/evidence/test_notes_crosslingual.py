"""Questions in other languages meet passages by the nearest notes, and are told the likeliest of these."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from assistant.answer import inquiry as inquiries
from assistant.answer.inquiry import inquire
from assistant.evidence.annotation_gate import ANNOTATION_FEATURES
from assistant.evidence.annotation_index import AnnotationIndex, NearAnnotation
from assistant.evidence.annotations import AnnotationMatch, AnnotationMatches
from assistant.evidence.evidence_gathering import Gatherer
from assistant.pipeline import Assistant
from assistant.query.model import Query
from assistant.query.parser import understand
from corpus.annotations import Annotation, load_annotations
from corpus.annotations.model import AnnotatedSource, Pin
from corpus.catalogue import CatalogueReader
from corpus.filters import Filters
from index.crosslingual.bilingual_lexicon import asked_language
from index.crosslingual.gloss import gloss
from index.encoders.any_language import AnyLanguageEncoder
from index.encoders.embeddings import MultilingualEncoder
from index.encoders.question_encoder import QuestionEncoder

FRENCH = "Combien de temps faut-il garder les papiers des ventes ?"
ENGLISH = "How long are the papers of sales kept?"


def _note(name: str, asked: str) -> Annotation:
    source = AnnotatedSource("us-test", "Part 744", "us")
    return replace(Annotation(source, name, (asked,), f"It is of {name}.", ()), pins=(Pin("15 CFR 744.90(a)"),))


class _Matcher:
    """A matcher that knows two notes and always finds the first one nearest."""

    def of_briefs(self, query: Query, hits: object, catalogue: object) -> None:
        return None

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


@pytest.mark.parametrize(
    ("asked", "records", "told"),
    [(FRENCH, 0.3, "records"), (FRENCH, 0.22, "widgets"), (ENGLISH, 0.22, "records"), (ENGLISH, 0.1, "widgets")],
)
def test_the_likeliest_of_the_nearest_notes_is_told(
    assistant: Assistant, gatherer: Gatherer, monkeypatch: pytest.MonkeyPatch, asked: str, records: float, told: str
) -> None:
    likely = {"widgets": 0.2, "records": records}
    monkeypatch.setattr(inquiries, "of_annotation", lambda q, match, ranked, weigher: likely[match.annotation.slug])
    found = inquire(understand(asked, (), Filters(), assistant.catalogue), gatherer).evidence.annotation
    assert found is not None
    assert (found.annotation.slug, found.probability) == (told, likely[told])
    assert found.near[0].annotation == found.annotation


SEALS = """
source = "us-15-cfr-740"
title = "15 CFR Part 740"
jurisdiction = "us"
held = false

[[annotation]]
id = "lost"
questions = ["What must an owner do when a lantern seal is lost?", "lantern seal lost, whom to tell", "{lost}"]
answer = "Report it to the minister without delay."
pins = ["15 CFR 740.91(a)"]

[[annotation]]
id = "broken"
questions = ["What must an owner do when a lantern seal is broken?", "lantern seal broken, new one", "{broken}"]
answer = "Ask for a new one within 10 days."
pins = ["15 CFR 740.91(b)"]
"""


def test_a_question_in_another_language_is_compared_with_wordings_in_it(assistant: Assistant, tmp_path: Path) -> None:
    home = assistant.settings.home
    encoder = AnyLanguageEncoder(QuestionEncoder(home, 1), MultilingualEncoder(home, 1), asked_language, gloss)
    asked = "米国では封印シールがどこかに行って見つからないんですが、届け出は要りますか"
    query = understand(asked, (), Filters(), assistant.catalogue)
    words = {"lost": "封印シールを無くして見つからないとき届け出は必要ですか", "broken": "封印シールが割れたとき交換は"}
    found = {}
    for name, wordings in {"lost": words, "broken": {"lost": words["broken"], "broken": words["lost"]}}.items():
        folder = tmp_path / name / "us"
        folder.mkdir(parents=True)
        (folder / "us-15-cfr-740.toml").write_text(SEALS.format(**wordings), "utf-8")
        notes = load_annotations(folder.parent).all
        index = AnnotationIndex(notes, dict.fromkeys(range(len(notes)), True), encoder, tmp_path)
        (best,) = index.best(query, ())
        found[name] = best.annotation.id.rpartition("/")[2]
        assert best.features[ANNOTATION_FEATURES.index("own_language")] > 0.8
        (in_english,) = index.best(understand("A seal is lost.", (), Filters(), assistant.catalogue), ())
        assert in_english.features[ANNOTATION_FEATURES.index("own_language")] == 0
    assert found == {"lost": "lost", "broken": "broken"}  # what differs is which wording in Japanese a note has
