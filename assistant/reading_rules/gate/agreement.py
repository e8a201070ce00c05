"""What tells a note from its neighbours: how near these are, and whether question and note want the same."""

from __future__ import annotations

from collections.abc import Mapping

from assistant.evidence.annotation_gate import COMPARED
from assistant.evidence.annotation_places import same_article
from assistant.evidence.annotations import AnnotationMatch
from assistant.query.answer_kinds import kinds_wanted
from assistant.query.model import Query
from corpus.annotations import Annotation
from index.text.tokens import STOP, terms

_NO_OTHER_WITHIN = 0.5  # of the score: how far a neighbour is that was not compared
_MARGIN_ALONE = 0.23  # of the score, of strangers' questions: where no other article has a note, nothing is known of it
_CROWDS = 0.15  # of the score, within which notes on other articles crowd
_COUNTED_BY = 10


def agreement(question: Query, match: AnnotationMatch) -> Mapping[str, float]:
    """Return how a note agrees with a question in its words and in what is wanted, and how near its neighbours are.

    The words of a question in another language are compared in English.
    """
    note = match.annotation
    compared = dict(zip(COMPARED, match.features, strict=False))
    asked = frozenset(t for t in question.english_terms if t not in STOP)
    behind = [match.score - n.score for n in match.near[1:] if not _same_article(note, n.annotation)]
    return {
        "said": compared["words"],
        "figures": compared["figures"],
        "margin_article": min([_NO_OTHER_WITHIN, *behind]) if behind else _MARGIN_ALONE,
        "crowd": sum(distance <= _CROWDS for distance in behind) / _COUNTED_BY,
        "plain_wording": max(len(asked & frozenset(terms(w))) for w in note.questions) / max(1, len(asked)),
        "kinds_alike": max(_alike(question.wants, kinds_wanted(w)) for w in note.questions),
    }


def _same_article(one: Annotation, other: Annotation) -> bool:
    return any(same_article(a.locator, b.locator) for a in one.pins for b in other.pins)


def _alike(asked: frozenset[str], met: frozenset[str]) -> float:
    """Return the share of the kinds of answer that either of two questions wants which both want."""
    one, other = asked - {"yes_no"}, met - {"yes_no"}
    return len(one & other) / len(one | other) if one | other else 0.5
