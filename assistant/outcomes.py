"""Which of the four outcomes a question ends in, decided by the evidence."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from assistant.extractive import Scored
from assistant.model import Outcome
from assistant.question import Understood, content_words

# Thresholds chosen on the dev questions (`licet eval answers`): below, the evidence does not carry an answer.
UNKNOWN_SHARE = 0.42  # of the question's weight lies on words that no held text has
LOW_COVERAGE = 0.34
LOW_MEANING = 0.40


@dataclass(frozen=True, slots=True)
class Strength:
    """How well the evidence carries an answer: each from 0 to 1.

    `unknown`: share of the question's weight on words that nothing held contains; `coverage` and `meaning`: of the best units;
    `absent`: the most telling word of the question that the best evidence lacks, or "".
    """

    unknown: float
    coverage: float
    meaning: float
    absent: str = ""


Frequency = Callable[[Sequence[str]], Mapping[str, int]]


def strength(
    asked: Understood, scored: Sequence[Scored], idf: Callable[[Sequence[str]], Mapping[str, float]], frequency: Frequency
) -> Strength:
    """Measures the evidence for a question."""
    words = content_words(asked.standalone)
    weights = idf(words)
    total = sum(weights.values()) or 1.0
    counts = frequency(words)
    missing = [w for w in words if not counts.get(w)]
    unknown = sum(weights[w] for w in missing) / total
    best = scored[:3]
    return Strength(
        unknown=unknown,
        coverage=max((s.coverage for s in best), default=0.0),
        meaning=max((s.meaning for s in best), default=0.0),
        absent=max(missing, key=lambda w: weights[w], default=""),
    )


_NEEDS_LICENCE = re.compile(
    r"\b(?:do|does|would|will|must|should|am|can|may)\s+(?:i|we|you|my|our|one|someone|a company)\b.{0,60}\b(?:licen[cs]e|export|ship|send|sell|reexport|re-export)|"
    r"\b(?:is|are)\b.{0,40}\blicen[cs]e\b.{0,15}\b(?:needed|required|necessary)|\bneed (?:a|an|any) (?:export )?licen[cs]e",
    re.I,
)


def decide(asked: Understood, evidence: Strength, *, names_place: bool, names_item: bool) -> Outcome:
    """The outcome for evidence of that strength."""
    if evidence.coverage < LOW_COVERAGE and evidence.meaning < LOW_MEANING:
        return Outcome.NOT_IN_CORPUS
    if evidence.unknown > UNKNOWN_SHARE:
        return Outcome.NOT_IN_CORPUS if evidence.meaning < LOW_MEANING + 0.1 else Outcome.SILENT
    if _NEEDS_LICENCE.search(asked.own) and not asked.follows and not (names_place and names_item) and evidence.coverage < 0.6:
        return Outcome.NEEDS_FACT
    return Outcome.ANSWERED
