"""The gate knows what a text lacks of a question, and asks more of a yes or no than of an answer."""

from __future__ import annotations

import json
from dataclasses import replace
from types import SimpleNamespace

import pytest

from assistant.answer import outcome
from assistant.answer.inquiry import inquire
from assistant.evidence.annotation_gate import ANNOTATION_FEATURES
from assistant.evidence.annotation_gate import gate as note_gate
from assistant.evidence.annotation_index import NearAnnotation
from assistant.evidence.annotations import AnnotationMatch
from assistant.model import Outcome
from assistant.pipeline import Assistant
from assistant.query.parser import understand
from assistant.reading_rules.gate import probability as gate
from assistant.reading_rules.gate.features import NOT_ANNOTATED, of_provision
from assistant.reading_rules.gate.probability import GATE_FILE, of_sentences, thresholds
from assistant.reading_rules.gate.words import naming_words, shared_words
from assistant.reading_rules.term_weights import Weigher
from assistant.verification.coefficients import RegressionCoefficients
from corpus.annotations import Annotation
from corpus.annotations.model import AnnotatedSource
from corpus.filters import Filters

_NOTE = Annotation(
    AnnotatedSource("us-test", "15 CFR Part 744", "us"), "records", ("How long are records kept?",), "Seven years.", ()
)


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("Who is the head of BIS?", ["BIS"]),  # the first word of a sentence names nothing
        ("Sending 40 pumps to Oslo. Does DeepSeek need 3A001?", ["40", "Oslo", "DeepSeek", "3A001"]),
        ("what does the rule say", []),
    ],
)
def test_what_a_question_names(question: str, names: list[str]) -> None:
    assert naming_words(question) == names


def test_a_text_that_lacks_what_is_named_is_told_from_one_that_has_it(assistant: Assistant) -> None:
    query = understand("How long are records of Globex widgets from Belgium kept?", (), Filters(), assistant.catalogue)
    weigher = Weigher(query, assistant.gatherer().collection)
    has = shared_words(query, weigher, "Globex keeps widget records from Belgium for ten years.", "", "us")
    lacks = shared_words(query, weigher, "Gadget books are kept for ten years.", "", "us")
    assert has["names_missing"] == 0 < lacks["names_missing"]
    assert has["names_share"] > lacks["names_share"]
    assert has["country_missing"] == 0 < lacks["country_missing"]


@pytest.mark.parametrize(
    ("question", "is_answered"),
    [
        ("Did the sprocket makers ask the ministry for a longer term?", True),
        ("Did the sprocket makers ask the ministry for a longer term at the WTO?", False),
        ("Whom did the sprocket makers ask for a longer term at the WTO?", True),  # no yes or no: it says whom
        ("DID THE SPROCKET MAKERS ASK THE MINISTRY FOR A LONGER TERM?", True),
    ],
)
def test_a_text_without_the_abbreviation_that_a_yes_or_no_is_asked_of_does_not_answer(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch, question: str, is_answered: bool
) -> None:
    monkeypatch.setattr(outcome, "of_sentences", lambda *_: 0.95)
    found = inquire(
        understand(question, (), Filters(sources=("news-test",)), assistant.catalogue), assistant.gatherer()
    )
    assert (found.decision.outcome is Outcome.ANSWERED) is is_answered


def test_a_verdict_asks_for_more_than_an_answer() -> None:
    provision, note, verdict = thresholds()
    assert 0 < note < verdict < 1
    assert 0 < provision < 1


def test_the_coefficients_are_of_the_features_that_are_computed(assistant: Assistant) -> None:
    models = json.loads(GATE_FILE.read_text("utf-8"))["models"]
    query = understand("How long must an exporter keep widget sales records?", (), Filters(), assistant.catalogue)
    found = inquire(query, assistant.gatherer())
    features = of_provision(query, found.evidence, found.ranked, found.weigher)
    assert set(models["provision"]["features"]) == set(features)
    assert set(NOT_ANNOTATED) <= set(features)
    assert set(models["note"]["features"]) == set(models["verdict"]["features"])


def test_a_question_in_another_language_has_a_model_and_a_threshold_of_its_own(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    def probability(question: str, intercept: float, wording: float = 0.8) -> float:
        crosslingual = RegressionCoefficients((), (), (), (), intercept, threshold=0.8)
        english = RegressionCoefficients((), (), (), (), intercept, threshold=0.4)
        monkeypatch.setattr(gate, "_model", {"note": english, "note_crosslingual": crosslingual}.__getitem__)
        monkeypatch.setattr(gate, "of_note", lambda *_: {})
        query = understand(question, (), Filters(), assistant.catalogue)
        match = SimpleNamespace(features=(wording,))
        return gate.of_annotation(query, match, (), None)  # type: ignore[arg-type]

    assert probability("How long must records be kept?", 1.0) == pytest.approx(0.731, abs=0.001)
    assert probability("How long must records be kept?", 1.0, 0.45) < 0.4  # nowhere near, whatever else speaks for it
    assert 0 < probability("Wie lange muss man die Unterlagen aufbewahren?", 1.0) < 0.4  # below its own threshold
    assert probability("Wie lange muss man die Unterlagen aufbewahren?", 2.0) == pytest.approx(0.881, abs=0.001)


def test_what_says_it_plainly_is_likelier_than_what_does_not(assistant: Assistant) -> None:
    def probability(asked: str) -> float:
        query = understand(asked, (), Filters(), assistant.catalogue)
        found = inquire(query, assistant.gatherer())
        return of_sentences(query, found.evidence, found.ranked, found.weigher)

    plain = probability("How long must an exporter of widgets keep the sales records?")
    assert plain > thresholds()[0]
    assert plain > probability("How long must Globex in Portugal keep the passports of its pilots?")


@pytest.mark.parametrize(("annotated", "is_told"), [("cn-lantern-law", False), ("cn-widget-law", True), (None, True)])
def test_in_another_script_words_alone_do_not_tell_a_provision_that_notes_came_near(
    annotated: str | None, is_told: bool
) -> None:
    sentence = SimpleNamespace(
        own_coverage=1.0, passage_coverage=1.0, likeness=1.0, fit=1.0, coverage=1.0,
        hit=SimpleNamespace(source=SimpleNamespace(id="cn-lantern-law")),
    )  # fmt: skip
    near = SimpleNamespace(annotation=SimpleNamespace(source=SimpleNamespace(id=annotated)))
    evidence = SimpleNamespace(annotation=SimpleNamespace(near=[near]) if annotated else None, hits=[])
    probability = of_sentences(None, evidence, [sentence], SimpleNamespace(question="灯笼要许可吗"))  # type: ignore[arg-type]
    assert (probability >= thresholds()[0]) == is_told


def test_in_annotated_law_a_sentence_that_no_note_vouches_for_has_to_be_sure(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    query = understand(
        "How long must an exporter of widgets keep the sales records?", (), Filters(), assistant.catalogue
    )
    found = inquire(query, assistant.gatherer())

    def probability(annotated: str) -> float:
        note = replace(_NOTE, source=replace(_NOTE.source, id=annotated))
        features = (0.0,) * len(ANNOTATION_FEATURES)
        match = AnnotationMatch(note, "", features, 0.0, near=(NearAnnotation(note, 0.9, note_gate().score(features)),))
        return of_sentences(query, replace(found.evidence, annotation=match), found.ranked, found.weigher)

    likely = probability("another-law")
    for sure, is_told in ((likely + 0.01, False), (likely - 0.01, True)):
        monkeypatch.setattr(gate, "_SURE_WITHOUT_A_NOTE", sure)
        assert probability("another-law") == likely >= thresholds()[0]
        assert (probability(found.ranked[0].hit.source.id) >= thresholds()[0]) == is_told
