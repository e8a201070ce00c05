"""Features of the gate: of the best sentence with its passage, and of the annotation that fits best."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from assistant.evidence.annotation_gate import ANNOTATION_FEATURES
from assistant.evidence.annotation_places import same_place, same_section
from assistant.evidence.annotations import AnnotationMatch
from assistant.evidence.evidence_gathering import Evidence
from assistant.query.answer_kinds import MEASURED, TOLD_KINDS, fit
from assistant.query.model import Query
from assistant.reading_rules.gate.agreement import agreement
from assistant.reading_rules.gate.words import shared_words
from assistant.reading_rules.sentences import Sentence
from assistant.reading_rules.term_weights import Weigher, is_wide
from index.hits import Hit
from index.text.tokens import terms

_SIGNAL_HITS, _FOUND = 5, 10  # hits of the search; what an address or a section brings has no signals
_SENTENCES_BESIDE = 11  # sentences that may be as likely as the best one
_FAR = 0.2  # how much worse than all notes compared a note is that was not compared
_WORDS_COUNTED = 20  # words
OWN_LANGUAGE = "own_language"  # what only a question in another language than English has
TRANSLATED = "translated"  # the feature that tells a question in another language than English
NOT_ANNOTATED = dict.fromkeys(("noted", "note_here", "is_noted", "note_p", "note_best", "note_gap"), 0.0)


def of_provision(
    question: Query, evidence: Evidence, ranked: Sequence[Sentence], weigher: Weigher
) -> Mapping[str, float]:
    """Return the features of the best sentence of some, by name."""
    best, passage, source = ranked[0], ranked[0].hit.passage, ranked[0].hit.source
    found = [h for h in evidence.hits if h.is_ranked][:_FOUND]
    around = " ".join((passage.context, passage.heading, source.title))
    measured, told = question.wants & MEASURED, question.wants & TOLD_KINDS
    return {
        "token_similarity": best.nearness,
        "meaning": best.likeness,
        "joint": best.coverage,
        "pairs": best.pair_coverage,
        "fits": best.fit,
        "about": best.features.get("about", 0.0),
        "length": best.features.get("length", 0.0),
        "row": best.features.get("row", 0.0),
        "ranked": best.passage_rank_score,
        "passage_token_similarity": max((h.nearness for h in found[:_SIGNAL_HITS]), default=0.0),
        "passage_floor": max((h.least_nearness for h in found[:_SIGNAL_HITS]), default=0.0),
        "nowhere": weigher.nowhere,
        "lacks": float(bool(measured) and not any(s.offers_what_is_wanted for s in ranked[:3])),
        "lacks_here": float(bool(told) and fit(told, passage.text) < 1),
        "foreign": float(is_wide(passage.text)),
        "side": max((h.side for h in found), default=0.0),
        "alike": _alike(ranked),
        **shared_words(question, weigher, passage.text, around, source.jurisdiction),
        **_of_search(best, found),
        **_of_notes(best, evidence.annotation),
    }


def of_note(
    question: Query, match: AnnotationMatch, ranked: Sequence[Sentence], weigher: Weigher
) -> Mapping[str, float]:
    """Return the features of the annotation that fits a question best, by name."""
    note = match.annotation
    pins = [p.locator for p in note.pins]
    answer = " ".join((note.answer, *note.conditions))
    asked = question.wants & TOLD_KINDS
    best = ranked[0].hit.passage.locator if ranked else ""
    wording, told, *_ = match.features
    return {
        "wording": wording,
        "answer": told,
        "score": match.score,
        "margin": match.features[-1],
        "fits": fit(asked, answer) if asked else 0.5,
        "agrees": float(any(same_place(p, best) for p in pins)),
        "agrees_section": float(any(same_section(p, best) for p in pins)),
        "alike": _alike(ranked),
        "words": float(min(len(weigher.content), _WORDS_COUNTED)),
        "follows": float(question.leans),
        OWN_LANGUAGE: match.features[ANNOTATION_FEATURES.index(OWN_LANGUAGE)],
        TRANSLATED: float(question.language != "en"),
        "asked_kind": float(bool(note.verdict) != ("yes_no" in question.wants)),
        **_own_words(match, weigher),
        **agreement(question, match),
        **shared_words(question, weigher, answer, " ".join((*note.questions, *pins)), note.jurisdiction),
    }


def _own_words(match: AnnotationMatch, weigher: Weigher) -> Mapping[str, float]:
    """Return how much of what is asked now a note has, and its provisions: "and the Cambodian one?" needs Cambodia."""
    note = match.annotation
    told, pinned = note.as_text, " ".join(pin.text for pin in match.pins)
    in_note, in_all = (frozenset(terms(text)) for text in (told, f"{told} {pinned}"))
    return {
        "own": weigher.own(told),
        "own_lack": max((w for t, w in weigher.asked_now.items() if t not in in_note), default=0.0),
        "pinned": weigher.own(told, pinned),
        "pinned_lack": max((w for t, w in weigher.asked_now.items() if t not in in_all), default=0.0),
    }


def _alike(ranked: Sequence[Sentence]) -> float:
    """Return how many other sentences are as likely to answer as the best one: what all say, none says plainly."""
    return sum(s.beside(ranked[0]) for s in ranked[1 : 1 + _SENTENCES_BESIDE])


def _of_search(best: Sentence, found: Sequence[Hit]) -> Mapping[str, float]:
    at = best.hit.passage.locator
    first = [h.score for h in found[:_SIGNAL_HITS]]
    return {
        "gap": first[0] - first[-1] if first else 0.0,
        "consensus": sum(same_section(h.passage.locator, at) for h in found) / _FOUND,
        "top_agrees": float(bool(found) and same_section(found[0].passage.locator, at)),
    }


def _of_notes(best: Sentence, match: AnnotationMatch | None) -> Mapping[str, float]:
    """Return what the annotations say of a sentence's place; all are 0 where nothing is annotated."""
    if match is None or not match.near:
        return NOT_ANNOTATED
    at = best.hit.passage.locator
    here = [n.wording for n in match.near if any(same_place(p.locator, at) for p in n.annotation.pins)]
    inside = [n.score for n in match.near if any(same_section(p.locator, at) for p in n.annotation.pins)]
    far = min(n.score for n in match.near) - _FAR
    return {
        "noted": 1.0,
        "note_here": max(here, default=0.0),
        "is_noted": float(bool(here)),
        "note_p": match.alone,
        "note_best": max(n.wording for n in match.near),
        "note_gap": match.score - max(inside, default=far),
    }
