"""The closest passages and the closest note of a question that nothing held answers: shown as what they are."""

from __future__ import annotations

from assistant.answer.annotated_answer import without_verdict
from assistant.answer.choice import paragraph
from assistant.answer.inquiry import Inquiry
from assistant.evidence.annotations import AnnotationMatch
from assistant.evidence.citations import Citations
from assistant.evidence.draft import Draft
from assistant.model import Note, Verdict

_PASSAGES = 3
_READ = 12  # sentences, best first, whose places are named
_LIKELY = 0.4  # probability from which a note that does not answer may be told; of a less likely one only its question


def say_closest(draft: Draft, inquiry: Inquiry, cites: Citations) -> None:
    """Add where the nearest passages stand, quoted beneath, and the nearest note without its yes or no."""
    note = inquiry.evidence.annotation
    if note is not None and note.probability >= _LIKELY and not note.changed:
        _say_note(draft, note, cites)
    numbers: list[int] = []
    for s in inquiry.ranked[:_READ]:
        number = cites.cite(s.hit.source, s.hit.version, *paragraph(s, cites.catalogue))
        if cites.all[number - 1].locator not in {cites.all[n - 1].locator for n in numbers}:
            numbers.append(number)
        if len(numbers) == _PASSAGES:
            break
    places = "; ".join(cites.all[n - 1].locator for n in numbers)
    draft.say(places, numbers, Note.CLOSEST, Verdict.SUPPORTED, "read; none plainly answers")


def _say_note(draft: Draft, match: AnnotationMatch, cites: Citations) -> None:
    """Add the note's answer under the question that it answers, so that nobody takes it for the answer to his own."""
    annotation = match.annotation
    told = without_verdict(annotation.answer) if annotation.verdict else annotation.answer
    numbers = [cites.cite_provision(held) for pinned in match.pins for held in pinned.provisions[:1]][:1]
    text = f"“{match.wording}” {told}".strip()
    draft.say(text, numbers, Note.CLOSEST_NOTE, Verdict.ANNOTATED, "a note that answers another question, or may")
