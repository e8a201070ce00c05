"""Answer from an annotation: its plain sentence, conditions, exceptions, status, who decides, and what to check."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assistant.evidence.annotation_gate import gate
from assistant.evidence.annotations import AnnotationMatch
from assistant.evidence.citations import Citations
from assistant.evidence.draft import Draft
from assistant.model import Note, Verdict
from corpus.annotations import Annotation, PinnedText
from corpus.held import HeldProvision

_QUOTED = 3500  # characters of a pinned provision that is quoted whole; of a longer one its own words
_WRITTEN = "a note written beforehand and pinned to this text"


def addresses(match: AnnotationMatch | None) -> bool:
    """Return whether an annotation answers: likely enough, and over texts that still read as they did.

    One that gives a yes or no needs more: of a hundred verdicts one may be wrong.
    """
    return match is not None and not match.changed and _is_likely(match)


def is_near(match: AnnotationMatch | None) -> bool:
    """Return whether an annotation whose text is not held may be shown beside the word that the text is missing."""
    return match is not None and _is_likely(match)


def _is_likely(match: AnnotationMatch) -> bool:
    return match.probability >= (gate().verdict if match.annotation.verdict else gate().answers)


def say_annotation(draft: Draft, match: AnnotationMatch, cites: Citations) -> None:
    """Add an annotation's answer and what goes with it, every statement on the provisions that it is pinned to."""
    annotation = match.annotation
    numbers = [_cite(held, pinned, cites) for pinned in match.pins for held in pinned.provisions[:1]]

    def say(text: str, note: Note, cited: Sequence[int] = numbers, says_yes: bool | None = None) -> None:
        draft.say(text, cited, note, Verdict.ANNOTATED, _WRITTEN, says_yes)

    say(annotation.answer, Note.ANNOTATION, says_yes=annotation.verdict == "yes" if annotation.verdict else None)
    for note, text in beside(annotation):
        say(text, note, () if note is Note.CHECK_NEXT else numbers)


def beside(annotation: Annotation) -> Iterator[tuple[Note, str]]:
    """Yield what goes with an annotation's answer, in the order in which it is shown."""
    yield from ((Note.CONDITION, text) for text in annotation.conditions)
    yield from ((Note.EXCEPTION, text) for text in annotation.exceptions)
    if annotation.status:
        yield Note.STATUS, annotation.status
    if annotation.who_decides:
        yield Note.WHO_DECIDES, annotation.who_decides
    yield from ((Note.CHECK_NEXT, text) for text in annotation.check_next)


def _cite(held: HeldProvision, pinned: PinnedText, cites: Citations) -> int:
    start = held.provision.start
    length = len(pinned.text) if len(pinned.provisions) == 1 and len(pinned.text) <= _QUOTED else len(held.text)
    return cites.cite(held.source, held.version, start, start + length)
