"""Question that asks what tells two things apart: where nothing tells of both, each is asked after by itself."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from assistant.answer.inquiry import Inquiry, inquire
from assistant.answer.outcome import Decision
from assistant.evidence.evidence_gathering import Gatherer
from assistant.lexicon.contrasts import contrast_asked
from assistant.model import Outcome
from assistant.query.model import Query
from assistant.query.parser import understand
from corpus.filters import Filters
from index.text.tokens import STOP, terms

_OF_ONE_SIDE = 0.49  # probability, at most, of what tells of one of two things that are to be told apart
_NEARLY_THE_SAME = 0.85  # cosine of a question and a wording


def told_by_sides(
    question: Query, found: Inquiry, gatherer: Gatherer, filters: Filters, without: Collection[str]
) -> tuple[Query, tuple[Inquiry, ...]]:
    """Return a question with the inquiries into its two sides, where it wants two things told apart that nothing tells.

    What names both is kept, and so is what is found where neither side is told: that answers nothing, though. A side
    that nothing tells by its own words is left open.
    """
    contrast = contrast_asked(question.core)
    is_open = found.decision.outcome in (Outcome.ANSWERED, Outcome.SILENT) and found.decision.instead is None
    if contrast is None or not is_open or question.compares or question.parts or len(question.addresses) > 1:
        return question, (found,)
    asked = [understand(side, (), filters, gatherer.catalogue, without) for side in contrast.questions]
    words = _own_words(asked[0], asked[1])
    if _tells_both(found, words):
        return question, (found,)
    sides = [_only_if_told(inquire(side, gatherer), own) for side, own in zip(asked, words, strict=True)]
    told = [side for side in sides if side.decision.outcome is Outcome.ANSWERED]
    is_told = found.decision.outcome is Outcome.ANSWERED
    if len(told) < len(sides) and not (told and is_told):
        return question, (_left_open(found),)
    same = _note_told(sides[0])
    if same and same == _note_told(sides[1]):
        sides = [sides[0].together_with(sides[1])]
    return replace(question, parts=contrast.questions), tuple(sides)


def _own_words(one: Query, other: Query) -> tuple[frozenset[str], frozenset[str]]:
    """Return the words of each of two questions that the other has not; all of them where it has no such."""
    first, second = _english_words(one), _english_words(other)
    return first - second or first, second - first or second


def _english_words(question: Query) -> frozenset[str]:
    found = question.own_terms if question.language == "en" else frozenset(question.english_terms)
    return frozenset(found) - STOP


def _tells_both(found: Inquiry, words: tuple[frozenset[str], frozenset[str]]) -> bool:
    """Return whether what is told was written of both: its question names the two, or its sentence does."""
    if found.decision.outcome is not Outcome.ANSWERED:
        return False
    match = found.evidence.annotation
    if found.decision.annotated and match:
        wordings = match.annotation.questions
        if match.features[0] >= _NEARLY_THE_SAME and contrast_asked(match.wording):
            return True  # two things under other names: "the EL and the UVL"
        return any(_has(wording, words[0]) and _has(wording, words[1]) for wording in wordings)
    if found.evidence.addressed or len(found.evidence.defining) > 1:
        return True
    said = found.ranked[0].hit.passage.text if found.ranked else ""
    return not found.evidence.defining and _has(said, words[0]) and _has(said, words[1])


def _only_if_told(side: Inquiry, own: frozenset[str]) -> Inquiry:
    """Return an inquiry into one side, left open where what would answer has not its words."""
    if side.decision.outcome is not Outcome.ANSWERED or side.evidence.addressed or side.evidence.defining:
        return side
    match = side.evidence.annotation
    if side.decision.annotated and match:
        said = " ".join((match.annotation.as_text, *(pin.text for pin in match.pins)))
    else:
        said = side.ranked[0].hit.passage.text if side.ranked else ""
    return side if _has(said, own) else _left_open(side)


def _has(text: str, words: frozenset[str]) -> bool:
    return bool(words) and words <= {*terms(text)}


def _left_open(found: Inquiry) -> Inquiry:
    if found.decision.outcome is not Outcome.ANSWERED:
        return found
    evidence = replace(found.evidence, defining=())  # one that defines one side alone would be told as the answer
    decision = Decision(Outcome.SILENT, min(found.decision.probability, _OF_ONE_SIDE))
    return replace(found, evidence=evidence, decision=decision)


def _note_told(side: Inquiry) -> str:
    match = side.evidence.annotation
    return match.annotation.id if side.decision.annotated and match else ""
