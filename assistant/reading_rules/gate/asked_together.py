"""What the answer to one question says of the notes on another that was asked with it, or after it."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistant.evidence.annotation_places import same_article
from assistant.evidence.annotations import AnnotationMatch
from assistant.reading_rules.term_weights import Weigher
from corpus.annotations import Annotation

_SUREST = 1e-6  # probability that is left for what is taken to be impossible, or certain


@dataclass(frozen=True, slots=True)
class AnsweredPlace:
    """Where the answer to a question stands: its source, its addresses there, and the note that gave it, if one did."""

    source: str
    locators: tuple[str, ...]
    note: Annotation | None = None


def of_note_beside(match: AnnotationMatch, weigher: Weigher, answered: Sequence[AnsweredPlace]) -> Mapping[str, float]:
    """Return the features of a note beside the answers to what was asked with its question: how near it is to them.

    `logit` is that of the probability that it has by itself; `wording` and `own` count again, since what is in the
    section of another answer is near by that one's words too: "would it be the same for a listed firm?"
    """
    note = match.annotation
    own = min(max(match.probability, _SUREST), 1 - _SUREST)
    is_same = any(place.note is not None and place.note.id == note.id for place in answered)
    return {
        "logit": math.log(own / (1 - own)),
        "same_note": float(is_same),
        "same_article": float(not is_same and any(_is_in_article(note, place) for place in answered)),
        "same_source": float(any(_is_of_source(note, place) for place in answered)),
        "own": weigher.own(note.as_text),
        "wording": match.features[0],
    }


def _is_in_article(note: Annotation, place: AnsweredPlace) -> bool:
    if not _is_of_source(note, place):
        return False
    return any(same_article(pin.locator, locator) for pin in note.pins for locator in place.locators)


def _is_of_source(note: Annotation, place: AnsweredPlace) -> bool:
    """Return whether a note is on the text of an answer; a document of a user has six more characters in its id."""
    return re.fullmatch(rf"{re.escape(note.source.id)}(?:-[0-9a-f]{{6}})?", place.source) is not None
