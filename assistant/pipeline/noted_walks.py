"""Answers that ask for a fact or lack a text, and notes: one on the very question goes before, a near one beneath."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from assistant.answer.caveats.freshness import Vintages
from assistant.answer.closest_passages import say_near_note
from assistant.answer.inquiry import Inquiry
from assistant.answer.render import statements_as_markdown
from assistant.engines.determination.law_texts.asked_facts import FactField
from assistant.engines.determination.law_texts.rules import own_law
from assistant.engines.determination.steps import SURE_STATUSES
from assistant.engines.model import Computed
from assistant.evidence.annotation_scope import OF_NO_COUNTRY
from assistant.evidence.citations import Citations, inert
from assistant.evidence.statement_collection import Draft
from assistant.model import Answer, Citation, Form, Outcome, Statement, StatementRole, Verdict
from assistant.pipeline.answer_assembly import cited_notices, stretch_of, vintage_of
from assistant.query.yes_no_frames import Frame, frame
from assistant.reading_rules.gate.probability import thresholds
from corpus.annotations import Annotation
from corpus.catalogue import CatalogueReader

# Questions that a note's word answers with a freedom: "may we?" yes, "need we?" no. What is told beneath an answer
# under its own question frees as well where it says that a rule does not cover something.
_FREED_BY = {"yes": (Frame.MAY, Frame.FREE, Frame.EXCEPTION), "no": (Frame.NEED, Frame.BANNED)}
_FREES_BENEATH = _FREED_BY | {"no": (*_FREED_BY["no"], Frame.COVERED)}


def is_undecided(found: Computed) -> bool:
    """Return whether a determination only asks for facts: none of its walks requires or prohibits anything.

    One that asks for the country stands: what a note tells of any country is no answer to "can we give them …?".
    """
    if any(asked["field"] == FactField.TO for asked in found.payload.get("facts_asked", ())):
        return False
    states = {str(walk.get("status", "")) for walk in (found.payload, *found.payload.get("destinations", ()))}
    is_open = found.form is Form.DETERMINATION and found.outcome is Outcome.NEEDS_FACT
    return is_open and not states.intersection(SURE_STATUSES)


def lacks_a_text(found: Computed) -> bool:
    """Return whether an engine could not finish, since a text that it reads is not held.

    Of a list that is not held no note tells who is on it.
    """
    return found.form in (Form.CALCULATION, Form.DETERMINATION) and found.outcome is Outcome.NOT_IN_CORPUS


def lacks_its_text(found: Computed) -> bool:
    """Return whether an engine has no result at all, since a text that it reads is not held: no figure either."""
    return lacks_a_text(found) and not (found.form is Form.CALCULATION and found.payload.get("steps"))


def gives_way(found: Computed) -> bool:
    """Return whether an engine's answer stands behind a note's: it only asks for facts, or lacks its text."""
    return is_undecided(found) or lacks_its_text(found)


def is_noted(inquiries: Sequence[Inquiry], walked: Computed | None = None) -> bool:
    """Return whether a note answers a question with at least the probability that a yes or no wants.

    Where what was `walked` lacks its text, nothing was read that speaks against the note, and what answers any question
    is enough. One whose yes or no would free the asker does not go before a walk that has not found as much, nor does
    one of another law before a walk through the law of the exporter's country.
    """
    if len(inquiries) != 1:
        return False
    decision, match = inquiries[0].decision, inquiries[0].evidence.annotation
    is_answered = decision.outcome is Outcome.ANSWERED and decision.annotated
    if not is_answered or match is None:
        return False
    if match.probability < thresholds()[2] and not (walked and lacks_its_text(walked)):
        return False
    if walked is not None and not is_of_law_walked(walked, match.annotation.source.jurisdiction):
        return False
    return not _would_free(inquiries[0])


def _would_free(inquiry: Inquiry) -> bool:
    match = inquiry.evidence.annotation
    return match is not None and inquiry.question.frame in _FREED_BY.get(match.annotation.verdict, ())


def is_of_law_walked(walked: Computed, jurisdiction: str) -> bool:
    """Return whether a law is one that a walk stands on; of the walk by the chart, and of one by no text, any is.

    What explains no one country's law goes with every walk.
    """
    laws = {span.source.jurisdiction for finding in walked.findings for span in finding.cites}
    return not laws or own_law() in laws or jurisdiction in (*laws, OF_NO_COUNTRY)


def without_noted(
    parts: Mapping[str, Computed], inquiries: Sequence[Inquiry]
) -> tuple[dict[str, Computed], tuple[Inquiry, ...]]:
    """Return what engines made of questions asked at once without the undecided walks that a note answers.

    With it the inquiries that are left: what keeps its walk is not looked into as well.
    """
    kept = {
        part: made
        for part, made in parts.items()
        if not (gives_way(made) and any(part in i.question.asked and is_noted([i], made) for i in inquiries))
    }
    return kept, tuple(i for i in inquiries if i.question.asked not in kept)


def with_offer(noted: Answer, walked: Answer) -> Answer:
    """Return the answer of a note with what a walk asks for beneath, and its figures for programs and for fields."""
    told = [s for n, s in enumerate(walked.statements) if n == 0 or s.asks]
    offered = [replace(s, note=StatementRole.CHECK_NEXT, says_yes=None, part="") for s in told]
    joined = _with_beneath(noted, offered, walked.citations)
    brings = tuple(dict.fromkeys((*noted.brings, *walked.brings)))
    return replace(joined, brings=brings, computed={**noted.computed, **walked.computed})


def with_near_note(
    asking: Answer, inquiries: Sequence[Inquiry], found: Computed, catalogue: CatalogueReader, vintages: Vintages
) -> Answer:
    """Return an answer that asks for a fact, or lacks a text, with the nearest note beneath, under its own question.

    What is asked for may take the asker a day to find out: what the law says nearby can be read meanwhile. A note whose
    yes or no frees somebody is left out, even without that word, and so is one of another law than what was `found`.
    """
    if len(inquiries) == 1 and (unread := _note_of_lacking(inquiries[0], found)) is not None:
        return _with_beneath(asking, [unread], ())
    match = inquiries[0].evidence.annotation if len(inquiries) == 1 else None
    if match is None or _frees(match.annotation) or not is_of_law_walked(found, match.annotation.jurisdiction):
        return asking
    draft, cites = Draft(), Citations(catalogue)
    say_near_note(draft, inquiries[0], cites)
    if not draft.statements:
        return asking
    joined = _with_beneath(asking, draft.statements, cites.all)
    told = cited_notices(joined.citations, asking.filters, vintages, catalogue)
    return replace(joined, notices=tuple(dict.fromkeys((*joined.notices, *told))))


def _note_of_lacking(inquiry: Inquiry, found: Computed) -> Statement | None:
    """Return the note on the very text that a result lacks, labelled as unchecked; None without one that is near."""
    match = inquiry.evidence.unread if inquiry.question.language == "en" else None
    lacking = {text.name for text in found.missing_texts}
    if match is None or _frees(match.annotation) or match.alone < thresholds()[1]:
        return None
    pins = [pin.locator for pin in match.annotation.pins]
    if lacking.isdisjoint({*pins, *(pin.partition("(")[0] for pin in pins)}):
        return None
    said = inert(match.annotation.answer)
    text = f"A note of ours on that text, from general knowledge and not checked against it: {said} ({'; '.join(pins)})"
    return Statement(text, (), Verdict.ANNOTATED, note=StatementRole.NOTE)


def _frees(note: Annotation) -> bool:
    """Return whether a note's yes or no is a freedom, by the question that it is shown under."""
    return frame(note.questions[0]) in _FREES_BENEATH.get(note.verdict, ())


def _with_beneath(upper: Answer, lower: Sequence[Statement], cited: Sequence[Citation]) -> Answer:
    """Return an answer with statements beneath, whose numbers are those of their own citations (`cited`)."""
    citations = list(upper.citations)
    number: dict[int, int] = {}
    for old in dict.fromkeys(n for s in lower for n in s.citations):
        theirs = next(c for c in cited if c.number == old)
        same = next((c for c in citations if stretch_of(c) == stretch_of(theirs)), None)
        if same is None:
            same = replace(theirs, number=len(citations) + 1)
            citations.append(same)
        number[old] = same.number
    beneath = [replace(s, citations=tuple(number[n] for n in s.citations)) for s in lower]
    return replace(
        upper,
        text=f"{upper.text}\n\n{statements_as_markdown(beneath)}",
        statements=(*upper.statements, *beneath),
        citations=tuple(citations),
        vintage=vintage_of(citations),
    )
