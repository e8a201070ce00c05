"""Questions asked at once, or one after the other: what answers one tells where the answer to another stands.

Each is judged by itself first; those that no note answers for certain, again beside the answers to the others.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from collections.abc import Collection as Names
from dataclasses import replace

from assistant.answer.inquiry import Inquiry, decided_by
from assistant.answer.outcome import Decision
from assistant.answer.parts_of_questions import leaves_open, office_named, tells_of
from assistant.evidence.annotation_scope import OF_NO_COUNTRY
from assistant.model import Outcome
from assistant.query.follow_ups import points_back
from assistant.reading_rules.gate.asked_together import AnsweredPlace
from assistant.reading_rules.gate.probability import of_annotation_beside, thresholds
from corpus.annotations import Annotation
from corpus.catalogue import CatalogueReader
from corpus.language.lazy_regex import lazy_regex
from index.text.tokens import STOP, terms


def told_together(
    inquiries: Sequence[Inquiry],
    catalogue: CatalogueReader,
    computed: Names[str] = (),
    whole: Callable[[], Inquiry] | None = None,
) -> list[Inquiry]:
    """Return the inquiries into questions asked at once, those that the same note or sentence answers put together.

    Such questions are of one matter: each is judged beside the answers to the others. One that names no law is of that
    of the first, by the note that answers it or by its own words: a note on another country's law is no answer to it.
    `computed` are those that an engine answers, which are not among them. `whole` looks into all of them as one.
    """
    inquiries = [inquiries[0], *(_of_law(i, inquiries[0], catalogue) for i in inquiries[1:])]
    inquiries = [_without_what_was_not_found(i, inquiries[:n]) for n, i in enumerate(inquiries)]
    places = [answered_place(i) for i in inquiries]
    out: list[Inquiry] = []
    for number, inquiry in enumerate(inquiries):
        others = [place for n, place in enumerate(places) if place is not None and n != number]
        inquiry = judged_beside(inquiry, others, catalogue)
        inquiry = _told_anew(inquiry, out, catalogue)
        if out and _of_text_not_held(inquiry, out[0]):
            out[0] = out[0].together_with(inquiry)
            continue
        same = next((n for n, other in enumerate(out) if _is_told_by(inquiry, other)), None)
        if same is None:
            out.append(without_another_matter(inquiry, inquiries[:number], computed))
        else:  # what addresses both is told once, under both
            out[same] = out[same].together_with(inquiry)
    is_open = [i.decision.outcome is Outcome.SILENT and not i.decision.untold for i in out]
    return _told_by_whole(out, whole()) if whole is not None and len(out) > 1 and any(is_open) else out


def _told_by_whole(inquiries: Sequence[Inquiry], whole: Inquiry) -> list[Inquiry]:
    """Return inquiries, those that nothing answers together with the one whose note answers the whole question.

    It tells what it does not plainly leave open, by the kind of answer that is wanted and by the words: by more where
    it is less sure than a yes or no must be. Those of other languages are not compared: there it must be the nearest
    to the question by itself. Where nothing answers any of them, that note does if it tells all. What the note of a
    text that is not held tells of the whole, it tells of what is open.
    """
    match, decision = whole.evidence.annotation, whole.decision
    if decision.unread is not None:
        return [_of_unread(i, decision) for i in inquiries]
    if match is None or not decision.annotated or decision.outcome is not Outcome.ANSWERED:
        return list(inquiries)
    told = next((i for i in inquiries if _same_note(i, whole)), None)
    if told is None and any(i.decision.outcome is not Outcome.SILENT for i in inquiries):
        return list(inquiries)
    least = _WORDS_IF_SURE if match.probability >= thresholds()[2] else _WORDS_IF_UNSURE
    kept: list[Inquiry] = []
    joined: list[Inquiry] = []
    for inquiry in inquiries:
        is_silent = inquiry.decision.outcome is Outcome.SILENT and not inquiry.decision.untold
        nearest = inquiry.evidence.annotation
        is_near = inquiry.question.language == "en" or (nearest is not None and nearest.annotation == match.annotation)
        is_told = is_near and not leaves_open(match, inquiry.question, least, told.question if told else None)
        (joined if inquiry is told or (is_silent and is_told) else kept).append(inquiry)
    if not joined or (told is None and kept):
        return list(inquiries)
    asked = " ".join(i.question.asked for i in joined)
    found = told if told is not None else whole
    beside = found.beside or (match if len(joined) > 1 else None)
    one = replace(found, question=replace(found.question, asked=asked, parts=()), beside=beside)
    at = inquiries.index(joined[0])
    return [*(i for i in kept if inquiries.index(i) < at), one, *(i for i in kept if inquiries.index(i) > at)]


_ANY_WORDS = 0.0  # of a question that a note answers by itself
_WORDS_IF_SURE, _WORDS_IF_UNSURE = 0.3, 0.51  # share of the words of an open question that the note of the whole has


def _of_unread(inquiry: Inquiry, decision: Decision) -> Inquiry:
    """Return an open inquiry with the decision that a text is not held, where its note tells what is asked."""
    is_open = inquiry.decision.outcome is Outcome.SILENT and not inquiry.decision.untold and inquiry.question.leans
    if not is_open or decision.unread is None or leaves_open(decision.unread, inquiry.question):
        return inquiry
    return replace(inquiry, decision=decision)


def _of_text_not_held(inquiry: Inquiry, first: Inquiry) -> bool:
    """Return whether an open question leans on one about a text that is not held: nothing else answers it."""
    if first.decision.outcome is not Outcome.NOT_IN_CORPUS or not (first.decision.not_held or first.decision.unread):
        return False
    decision, told = inquiry.decision, inquiry.evidence.annotation
    is_open = decision.outcome is Outcome.SILENT and not decision.untold
    unread = first.decision.unread  # of its law, of which another law's note says nothing
    if unread is not None and decision.annotated and told is not None:
        is_open = told.annotation.jurisdiction not in (unread.annotation.jurisdiction, OF_NO_COUNTRY)
    return is_open and inquiry.question.leans and not _names_anew(inquiry)


def answered_place(inquiry: Inquiry) -> AnsweredPlace | None:
    """Return where the answer to a question stands: of a note, else an address, else a sentence; None without one."""
    evidence, match = inquiry.evidence, inquiry.evidence.annotation
    if inquiry.decision.outcome is not Outcome.ANSWERED:
        return None
    if inquiry.decision.annotated and match:
        note = match.annotation
        return AnsweredPlace(note.source.id, tuple(pin.locator for pin in note.pins), note)
    if evidence.addressed:
        first = evidence.addressed[0].source.id
        return AnsweredPlace(first, tuple(h.provision.locator for h in evidence.addressed if h.source.id == first))
    if not inquiry.ranked or evidence.defining:
        return None
    hit = inquiry.ranked[0].hit
    return AnsweredPlace(hit.source.id, (hit.passage.locator,))


def is_open(inquiry: Inquiry) -> bool:
    """Return whether notes were weighed for a question, and none was as sure as a yes or no must be.

    Of one that another tells what it is about, a note may be near by that one's words alone; and what holds of another
    case stands elsewhere than what was asked before. In other languages than English, whose notes are compared in
    translation, only what nothing is told for is open.
    """
    question, decision = inquiry.question, inquiry.decision
    if not inquiry.weighed or question.is_thin or decision.of_another_law or _ANOTHER_CASE.search(question.core):
        return False
    if question.language != "en" and decision.outcome is not Outcome.SILENT:
        return False
    if inquiry.evidence.addressed or inquiry.evidence.defining:
        return False
    told = inquiry.evidence.annotation
    return not (decision.annotated and told and told.probability >= thresholds()[2])


# "Would it be the same if they were listed?", "same for the Taiwan one?", "and if it goes to Dubai instead?"
_ANOTHER_CASE = lazy_regex(
    r"\bsame (?:(?:go(?:es)?|holds?|appl(?:y|ies)|true) )?(?:for|if|with|when)\b|\bany different\b|\binstead\b", re.I
)


def judged_beside(inquiry: Inquiry, answered: Sequence[AnsweredPlace], catalogue: CatalogueReader) -> Inquiry:
    """Return an inquiry decided anew beside the answers to other questions, where it is open and there are such.

    A note that answers by itself gives way only to another that answers, and is likelier beside them. Where none does,
    the closest notes stay in their order.
    """
    if not answered or not is_open(inquiry):
        return inquiry
    weighed = [replace(m, probability=of_annotation_beside(m, inquiry.weigher, answered)) for m in inquiry.weighed]
    again = decided_by(inquiry, weighed, catalogue)
    told, now = inquiry.evidence.annotation, again.evidence.annotation
    if not again.decision.annotated or told is None or now is None:
        return inquiry
    return inquiry if inquiry.decision.annotated and now.annotation == told.annotation else again


def _without_what_was_not_found(inquiry: Inquiry, before: Sequence[Inquiry]) -> Inquiry:
    """Return an inquiry unanswered where it asks hardly more than a property of what the one before did not find.

    "How many licences were granted, and what were they worth?": a figure of other licences is no worth of these. A note
    as sure as a yes or no must be answers by itself.
    """
    question, decision = inquiry.question, inquiry.decision
    asked_of = next((i for i in before if i.question.asked == question.before), None)
    if asked_of is None or asked_of.decision.outcome is not Outcome.SILENT:
        return inquiry
    if decision.outcome is not Outcome.ANSWERED or decision.probability >= thresholds()[2]:
        return inquiry
    if question.addresses or not points_back(question.core) or len(question.own_terms - STOP) > _HARDLY_MORE:
        return inquiry
    return replace(inquiry, decision=Decision(Outcome.SILENT, min(decision.probability, _OF_SOMETHING_ELSE)))


_HARDLY_MORE = 2  # words besides those of asking
_OF_SOMETHING_ELSE = 0.49  # probability, at most, of what is told of something else than was asked of


def without_another_matter(inquiry: Inquiry, before: Sequence[Inquiry], computed: Names[str]) -> Inquiry:
    """Return an inquiry unanswered where it asks, by a word that points back, of what is told, and is told of another.

    "What is the limit, and to which countries does that apply?": the countries of another text's rule are none of it.
    A note as sure as a yes or no must be answers by itself. What an engine told stands in none of the texts weighed.
    """
    decision = inquiry.decision
    if decision.annotated and decision.probability >= thresholds()[2]:
        return inquiry
    is_of_computed = _hardly_asks_more(inquiry) and any(part in inquiry.question.before for part in computed)
    if not is_of_computed and not any(
        _asks_of_what_is_told(inquiry, i) and _is_of_another_text(inquiry, i) for i in before
    ):
        return inquiry
    return replace(inquiry, decision=Decision(Outcome.SILENT, min(decision.probability, _OF_SOMETHING_ELSE)))


def _asks_of_what_is_told(inquiry: Inquiry, other: Inquiry) -> bool:
    """Return whether an answered question hardly says more than that it is of what another one, answered too, is told.

    It is not where its own answer is a note on the text that answers the other one: that is of the same matter.
    """
    if other.question.asked not in inquiry.question.before or not _hardly_asks_more(inquiry):
        return False
    place, at = answered_place(inquiry), answered_place(other)
    return place is not None and at is not None and (place.note is None or place.source != at.source)


def _hardly_asks_more(inquiry: Inquiry) -> bool:
    """Return whether a question points back, and has hardly a word beside and no name."""
    question = inquiry.question
    if not question.leans or not points_back(question.core):
        return False
    if question.addresses or question.own_countries or question.own_lists or question.names:
        return False
    return len(question.own_terms - STOP) <= _HARDLY_MORE


def _is_of_another_text(inquiry: Inquiry, other: Inquiry) -> bool:
    one, at = answered_place(inquiry), answered_place(other)
    return one is not None and at is not None and one.source != at.source


def _tells_its_words(told: Inquiry, asks: Inquiry) -> bool:
    """Return whether what answers one question has as many as half of the words that another asks by."""
    match = told.evidence.annotation
    if told.decision.annotated and match:
        said = " ".join((match.annotation.as_text, *(pin.text for pin in match.pins)))
    else:
        said = told.ranked[0].hit.passage.text if told.ranked else ""
    words = asks.question.own_terms - STOP
    return bool(words) and len(words & {*terms(said)}) * 2 >= len(words)


def _of_law(inquiry: Inquiry, first: Inquiry, catalogue: CatalogueReader) -> Inquiry:
    """Return an inquiry with notes on the law alone of the note that answers the first question."""
    match, spoken_of = inquiry.evidence.annotation, first.evidence.annotation
    names_one = inquiry.question.jurisdictions or inquiry.question.own_countries
    if match is None or names_one:
        return inquiry
    if spoken_of is not None and first.decision.annotated:
        law = spoken_of.annotation.jurisdiction
    elif len(first.question.jurisdictions) == 1:
        (law,) = first.question.jurisdictions
    else:
        return inquiry
    if match.annotation.jurisdiction in (law, OF_NO_COUNTRY):
        return inquiry
    if of_law := [m for m in inquiry.weighed if m.annotation.jurisdiction == law]:
        return decided_by(inquiry, of_law, catalogue)
    decision = inquiry.decision
    if decision.annotated:
        decision = Decision(Outcome.SILENT, decision.probability)
    return replace(inquiry, evidence=replace(inquiry.evidence, annotation=None), decision=decision, weighed=())


def _told_anew(inquiry: Inquiry, before: Sequence[Inquiry], catalogue: CatalogueReader) -> Inquiry:
    """Return an inquiry that the note told of a question before it plainly leaves open, by the next note or unanswered.

    Where it is unanswered, and asks who does what that note tells, the words of its provision may name the office.
    """
    for other in (o for o in before if o.decision.annotated and o.evidence.annotation):
        told = other.evidence.annotation
        if told is None:
            continue
        if _same_note(inquiry, other) and leaves_open(told, inquiry.question, _ANY_WORDS):
            inquiry = _by_another_note(inquiry, told.annotation, catalogue)
        is_unanswered = inquiry.decision.outcome is Outcome.SILENT and not inquiry.decision.untold
        if (
            is_unanswered
            and not _names_anew(inquiry)
            and inquiry.quoted is None
            and (words := office_named(told, inquiry.question)) is not None
        ):
            decision = Decision(Outcome.ANSWERED, other.decision.probability)
            inquiry = replace(inquiry, decision=decision, quoted=words)
    return inquiry


def _by_another_note(inquiry: Inquiry, told: Annotation, catalogue: CatalogueReader) -> Inquiry:
    others = [m for m in inquiry.weighed if m.annotation != told]
    again = decided_by(inquiry, others, catalogue) if others else inquiry
    match = again.evidence.annotation
    if others and again.decision.annotated and match and not leaves_open(match, again.question, _ANY_WORDS):
        return again
    decision = Decision(Outcome.SILENT, min(inquiry.decision.probability, _OF_SOMETHING_ELSE))
    return replace(again, decision=decision)


def _is_told_by(inquiry: Inquiry, other: Inquiry) -> bool:
    """Return whether what is told of another question answers this one: its note or sentence, or what it points to."""
    if inquiry.quoted is not None:
        return False
    if _same_note(inquiry, other) or _same_words(inquiry, other) or _tells_shortly(inquiry, other):
        return True
    if not (_asks_of_what_is_told(inquiry, other) and _tells_its_words(other, inquiry)):
        return False
    told = other.evidence.annotation if other.decision.annotated else None
    return told is None or not leaves_open(told, inquiry.question, _ANY_WORDS)


def _tells_shortly(inquiry: Inquiry, other: Inquiry) -> bool:
    """Return whether the note that answers another question tells what a short one beside it, unanswered, asks."""
    told = other.evidence.annotation
    if inquiry.decision.outcome is not Outcome.SILENT or not other.decision.annotated or told is None:
        return False
    return not _names_anew(inquiry) and tells_of(told, inquiry.question)


def _names_anew(inquiry: Inquiry) -> bool:
    return bool(inquiry.question.own_countries or inquiry.question.own_lists or inquiry.question.names)


def _same_note(one: Inquiry, other: Inquiry) -> bool:
    """Return whether the same note answers both."""
    notes = [i.evidence.annotation for i in (one, other) if i.decision.annotated]
    first, *rest = [note.annotation.id for note in notes if note] or [""]
    return len(rest) == 1 and first == rest[0]


def _same_words(one: Inquiry, other: Inquiry) -> bool:
    """Return whether the same sentence answers both."""
    weighed = [i for i in (one, other) if i.decision.outcome is Outcome.ANSWERED and not i.decision.annotated]
    if len(weighed) < 2 or not all(i.ranked for i in weighed):
        return False
    if any(i.evidence.addressed or i.evidence.missing or i.evidence.defining for i in weighed):
        return False
    a, b = (i.ranked[0] for i in weighed)
    return (a.hit.version.number, a.start) == (b.hit.version.number, b.start)
