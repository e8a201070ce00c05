"""Probability that a provision, or an annotation, addresses a question: logistic regressions over features.

`make outcomes` fits the coefficients (`gate.json`) on labelled questions, each also asked of the texts without those
that answer it, so that the gate has seen as many questions without an answer as with one.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import cache
from importlib.resources import files

from assistant.evidence.annotations import AnnotationMatch
from assistant.evidence.evidence_gathering import Evidence
from assistant.query.model import Query
from assistant.reading_rules.gate.asked_together import AnsweredPlace, of_note_beside
from assistant.reading_rules.gate.features import of_note, of_provision
from assistant.reading_rules.sentences import Sentence
from assistant.reading_rules.term_weights import Weigher
from assistant.verification.coefficients import RegressionCoefficients, read_coefficients
from corpus.language.scripts import WIDE

GATE_FILE = files(__package__) / "gate.json"
# Where no token vectors are (another encoder, a question in Chinese or Japanese) words alone are weighed; set by hand.
_WORD_SHARES: tuple[tuple[Callable[[Sentence], float], float], ...] = (
    (lambda s: s.own_coverage, 2.0),
    (lambda s: s.passage_coverage, 3.0),
    (lambda s: s.likeness, 4.0),
    (lambda s: s.fit, 0.8),
    (lambda s: s.coverage, 0.5),
)
_WORDS_INTERCEPT = -2.4  # so that an answer begins at the threshold
_JUST_BELOW_TOLD = 1e-6
# Cosine of a question in English and the nearest wording of a note. Of 134 questions that were told a note none is
# below; a note that stands alone, as where no other is of the law asked about, seems likely for want of others.
_WORDING_AT_LEAST = 0.5
_SURE_WITHOUT_A_NOTE = 0.9  # of a sentence of annotated law that no note vouches for


@cache
def _model(name: str) -> RegressionCoefficients:
    return read_coefficients(GATE_FILE, "make outcomes")[name]


def thresholds() -> tuple[float, float, float]:
    """Return the probabilities from which a provision answers, an annotation does, and it gives a yes or no.

    Raise BadRequest when the file is damaged.
    """
    return _model("provision").threshold, _model("note").threshold, _model("verdict").threshold


def of_sentences(question: Query, evidence: Evidence, ranked: Sequence[Sentence], weigher: Weigher) -> float:
    """Return the probability, 0 to 1, that the best sentences answer."""
    if not ranked:
        return 0.0
    model = _model("provision")
    if WIDE.search(weigher.question) or not any(h.is_ranked for h in evidence.hits):
        words = sum(weight * max(share(s) for s in ranked[:3]) for share, weight in _WORD_SHARES)
        begins = math.log(model.threshold / (1 - model.threshold))
        probability, sure = 1 / (1 + math.exp(-_WORDS_INTERCEPT - words - begins)), 1.0
    else:
        probability, sure = model.probability(of_provision(question, evidence, ranked, weigher)), _SURE_WITHOUT_A_NOTE
    if probability < sure and _is_annotated(ranked, evidence):
        return min(probability, model.threshold - _JUST_BELOW_TOLD)
    return probability


def _is_annotated(ranked: Sequence[Sentence], evidence: Evidence) -> bool:
    """Return whether the text of the best sentence has notes that came near, of which none was sure enough to be told.

    Where the law is annotated, a sentence that no note vouches for is most often a neighbour of the answer: of 28 that
    strangers' questions got, seven were right and fifteen misled.
    """
    match, source = evidence.annotation, ranked[0].hit.source.id
    return match is not None and any(source.startswith(near.annotation.source.id) for near in match.near)


def of_annotation(question: Query, match: AnnotationMatch, ranked: Sequence[Sentence], weigher: Weigher) -> float:
    """Return the probability, 0 to 1, that an annotation of a held text addresses a question.

    Questions in other languages than English have a model of their own: their words are compared in translation, and
    their vectors by way of another encoder. Below its threshold it stays below that of all notes.
    """
    features = of_note(question, match, ranked, weigher)
    if question.language == "en":
        model = _model("note")
        most = 1.0 if match.features[0] >= _WORDING_AT_LEAST else model.threshold - _JUST_BELOW_TOLD
        return min(model.probability(features), most)
    crosslingual = _model("note_crosslingual")
    probability = crosslingual.probability(features)
    # Of one that another tells what it is about, a note may be near by that one's words alone.
    if probability >= crosslingual.threshold and not question.is_thin:
        return probability
    return min(probability, _model("note").threshold - _JUST_BELOW_TOLD)


def of_annotation_beside(match: AnnotationMatch, weigher: Weigher, answered: Sequence[AnsweredPlace]) -> float:
    """Return the probability, 0 to 1, of a note for one of several questions of which others are answered.

    A note that is sure enough for a yes or no by itself stays as sure; none becomes so by what stands beside it.
    """
    verdict = _model("verdict").threshold
    if match.probability >= verdict:
        return match.probability
    beside = _model("beside").probability(of_note_beside(match, weigher, answered))
    return min(beside, verdict - _JUST_BELOW_TOLD)
