"""The closest passages and notes of a question that nothing held plainly answers: shown as what they are."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from assistant.answer.annotated_answer import is_for_other_places, without_verdict
from assistant.answer.inquiry import SAID_FIRST_FROM, Inquiry
from assistant.answer.notes_in_language import told_in
from assistant.answer.parts_of_questions import kinds_asked, offers
from assistant.answer.sentence_selection import paragraph
from assistant.evidence.annotation_scope import OF_NO_COUNTRY, is_on_another_matter, own_places
from assistant.evidence.annotations import AnnotationMatch
from assistant.evidence.citations import Citations
from assistant.evidence.name_table import names_of
from assistant.evidence.statement_collection import Draft
from assistant.model import StatementRole, Verdict
from assistant.query.answer_kinds import TOLD_KINDS, fit
from assistant.query.model import Query
from assistant.reading_rules.law_asked import law_asked
from assistant.reading_rules.sentences import Sentence
from corpus.annotations import Annotation, PinnedText, PinState, pinned_texts
from corpus.language.sentences import sentence_spans
from corpus.model import Role
from corpus.passages import clipped
from index.text.tokens import terms

_PASSAGES = 3
_SENTENCE_SHOWN = 320  # characters of a sentence that may answer another question
_SENTENCES_NAMED = 12  # sentences, best first, whose places are named
# Probability of the best note from which notes are told. Of 38 strangers' questions in English below 0.25 the first
# three notes answered five, and for 32 all were of another matter: the passages say more. Of 11 in other languages
# below 0.1 they answered one, of 23 from there to 0.2 twelve. From the last one on a note may be said before all else.
_NOTES_TOLD_FROM, _NOTES_TOLD_FROM_CROSSLINGUAL = 0.25, 0.1
# Of 197 labelled askings the right note came first for 134, among these for 171.
_CLOSEST_NOTES = 3
_SCORE_BEHIND = 0.4  # of the score, from the best note to the last one told
# Of the score, from the note that answers to one that may as well: of 2,382 labelled askings 26 of 100 have one so
# near, and for 7 of 100 it is the right one.
_AS_NEAR = 0.08
# Of those 197 askings 127 had a probability from this one on: the first note was right for 106, one of the first two
# for 122. Of 33 from 0.386 to there the first was right for 16, one of the first two for 23.
_SURE, _AS_NEAR_UNSURE = 0.6, 0.25
_SENTENCES_OF_A_LONG_NOTE = 2
_TOLD_ALREADY = 0.7  # share of its words that the first note has, from which a second one adds nothing


def say_closest(draft: Draft, inquiry: Inquiry, cites: Citations) -> None:
    """Add where the nearest passages stand, quoted beneath, and the nearest notes without their yes or no.

    Passages of the law that the notes are on stand alone, where there are any: a question that names no law is seldom
    of several. Else those of the law that is asked about go first.
    """
    match = inquiry.evidence.annotation
    laws: set[str] = set()
    if match is not None and _may_be_told(match, inquiry):
        for annotation, pins in _nearest(match, inquiry, cites):
            is_first = annotation == match.annotation
            _say_note(draft, annotation, None if is_first else inquiry, inquiry.question, pins, cites)
            laws.add(annotation.jurisdiction)
    numbers: list[int] = []
    first = ""
    nearest = _no_parties(inquiry.ranked, inquiry, cites)[:_SENTENCES_NAMED]
    asked = law_asked(inquiry.question)  # a person may have taken its filter away: others follow
    first_of_law = sorted(nearest, key=lambda s: s.hit.source.jurisdiction not in asked)
    for s in [s for s in nearest if s.hit.source.jurisdiction in laws] or first_of_law:
        number = cites.cite(s.hit.source, s.hit.version, *paragraph(s, cites.catalogue))
        if cites.all[number - 1].locator not in {cites.all[n - 1].locator for n in numbers}:
            numbers.append(number)
            first = first or s.text
        if len(numbers) == _PASSAGES:
            break
    places = [cites.all[n - 1].locator for n in numbers]
    if places and not laws:  # where no note tells anything, the nearest sentence does: a place alone says nothing
        places[0] += f": “{clipped(first, _SENTENCE_SHOWN)}”"
    draft.say("; ".join(places), numbers, StatementRole.CLOSEST, Verdict.SUPPORTED, "read; none plainly answers")


def _no_parties(ranked: Sequence[Sentence], inquiry: Inquiry, cites: Citations) -> Sequence[Sentence]:
    """Return sentences, of a question in another language without rows on parties, which have its words in names."""
    if inquiry.evidence.rows or inquiry.question.language == "en":
        return ranked
    read = ranked[: 2 * _SENTENCES_NAMED]
    held = ((s, cites.catalogue.at(s.hit.version.number, s.start)) for s in read)
    return [s for s, p in held if p.provision.role is not Role.ROW or not names_of(p)] or ranked


def say_as_near(draft: Draft, inquiry: Inquiry, cites: Citations, elsewhere: Collection[Annotation] = ()) -> None:
    """Add the note that is nearly as near as the one that answers, under its own question, without its yes or no.

    One that comes nearest to a question asked beside this is told there (`elsewhere`). Of a second question that the
    same note answers, the next one need be less near: it may be of the half that the note leaves open.
    """
    match = inquiry.beside or inquiry.evidence.annotation
    if match is None or len(match.near) < 2:
        return
    within = _AS_NEAR if match.probability >= _SURE else _AS_NEAR_UNSURE
    if match.leads_by(_SCORE_BEHIND if inquiry.beside else within):
        return
    if match.near[1].annotation in elsewhere or _is_of_a_country_unnamed(match, inquiry.question):
        return
    told = draft.terms
    second = [found for found in _nearest(match, inquiry, cites) if found[0] == match.near[1].annotation]
    for annotation, pins in second:
        words = frozenset(terms(annotation.answer))
        if len(words & told) < _TOLD_ALREADY * len(words):
            _say_note(draft, annotation, inquiry, inquiry.question, pins, cites, StatementRole.AS_NEAR)


def _is_of_a_country_unnamed(match: AnnotationMatch, question: Query) -> bool:
    """Return whether a question names the country whose law answers it, and the next note is on another's law."""
    law, next_one = match.annotation.jurisdiction, match.near[1].annotation.jurisdiction
    named = {code for code, _ in question.countries}
    return next_one not in (law, OF_NO_COUNTRY) and bool(named & own_places(law)) and not named & own_places(next_one)


def say_near_note(draft: Draft, inquiry: Inquiry, cites: Citations) -> None:
    """Add the nearest note under its own question, without its yes or no, where it is near enough to be said first."""
    match = inquiry.evidence.annotation
    if match is None or match.changed or not is_said_first(match):
        return
    if is_on_another_matter(inquiry.question, match.annotation):
        return
    if not is_for_other_places(inquiry.question, match.annotation, cites.catalogue):
        _say_note(draft, match.annotation, None, inquiry.question, match.pins, cites, StatementRole.AS_NEAR)


def is_said_first(match: AnnotationMatch | None) -> bool:
    """Return whether the nearest note is likely enough to be said before the words that nothing plainly answers."""
    return match is not None and match.probability >= SAID_FIRST_FROM


def told_closest(match: AnnotationMatch, question: Query, told: Collection[Annotation] = ()) -> tuple[str, str]:
    """Return the nearest note in one text with its question and addresses, and its language; "" for none near enough.

    It is in the language of the question where it is translated. Where that one is `told` already, of the question
    beside this, the next one on the same text that has the kind of answer that is wanted, if it is close behind.
    """
    if match.changed or not (is_said_first(match) or match.annotation in told):
        return "", ""
    nearest = match.annotation
    if nearest in told:
        behind = (n.annotation for n in match.close_behind(_SCORE_BEHIND, _CLOSEST_NOTES))
        next_one = next((a for a in behind if a not in told and _may_stand_for(nearest, a, question)), None)
        if next_one is None:
            return "", ""
        nearest = next_one
    english, shown = _under_its_question(nearest, question)
    places = "; ".join(pin.locator for pin in nearest.pins)
    return f"{shown or english} ({places})", question.language if shown else "en"


def _may_be_told(match: AnnotationMatch, inquiry: Inquiry) -> bool:
    least = _NOTES_TOLD_FROM if inquiry.question.language == "en" else _NOTES_TOLD_FROM_CROSSLINGUAL
    return match.probability >= least and not match.changed


def _may_stand_for(nearest: Annotation, other: Annotation, question: Query) -> bool:
    """Return whether a note close behind may be told in place of the nearest one: on its text, of the kind wanted.

    In other languages than English a second note is as often the one that is meant, whatever its text.
    """
    wanted = kinds_asked(question)
    same = bool(wanted) and other.source == nearest.source and offers(wanted, other.answer)
    return question.language != "en" or same


def _nearest(
    match: AnnotationMatch, inquiry: Inquiry, cites: Citations
) -> Iterator[tuple[Annotation, tuple[PinnedText, ...]]]:
    """Yield the best note and those close behind it, each with its texts, which read as they did."""
    if not is_for_other_places(inquiry.question, match.annotation, cites.catalogue):
        yield match.annotation, match.pins
    for near in match.close_behind(_SCORE_BEHIND, _CLOSEST_NOTES):
        is_beside = is_on_another_matter(inquiry.question, near.annotation)
        if is_beside or is_for_other_places(inquiry.question, near.annotation, cites.catalogue):
            continue
        pins = pinned_texts(near.annotation, cites.catalogue, inquiry.question.filters.as_of)
        if all(p.state in (PinState.HELD, PinState.STAYED) for p in pins):
            yield near.annotation, pins


def _say_note(
    draft: Draft,
    annotation: Annotation,
    inquiry: Inquiry | None,
    question: Query,
    pins: tuple[PinnedText, ...],
    cites: Citations,
    note: StatementRole = StatementRole.CLOSEST_NOTE,
) -> None:
    """Add what a note says under the question that it answers, so that nobody takes it for his own answer."""
    numbers = [cites.cite_provision(held) for pinned in pins for held in pinned.provisions[:1]][:1]
    told, shown = _under_its_question(annotation, question, inquiry)
    other = told_in(question, annotation)
    under = (other or annotation).questions[0]
    draft.say_note(told, numbers, note, _OF_ANOTHER_QUESTION, translated=(question.language, shown), under=under)


_OF_ANOTHER_QUESTION = "a note that answers another question, or may"


def _under_its_question(annotation: Annotation, question: Query, inquiry: Inquiry | None = None) -> tuple[str, str]:
    """Return a note's answer, without its yes or no, under its question, and the same in the asker's language or "".

    Where an inquiry is given, of a long answer the sentence that is nearest to what is asked: that a note comes second
    to another one makes all that it says seldom worth reading.
    """
    other = told_in(question, annotation)
    told = without_verdict(annotation, leaning=True) if annotation.verdict else annotation.answer
    shown = (other.without_word() if told else "") if other else ""
    if inquiry is not None and told:
        told, shown = _nearest_sentence(told, shown, inquiry)
    asked = f"“{other.questions[0]}” {shown}".strip() if other else ""
    return f"“{annotation.questions[0]}” {told}".strip(), asked


def _nearest_sentence(told: str, shown: str, inquiry: Inquiry) -> tuple[str, str]:
    """Return the sentence that has most of the question's words, and a figure of the kind that is asked for if one has.

    With it the one at the same place of a translation (`shown`), which is whole where it has not as many sentences.
    What is left out beside it is marked.
    """
    spans = sentence_spans(told)
    if len(spans) < _SENTENCES_OF_A_LONG_NOTE:
        return told, shown
    asked = inquiry.question.wants & TOLD_KINDS
    best = max(
        range(len(spans)),
        key=lambda n: (
            bool(asked) and fit(asked, told[slice(*spans[n])]),
            inquiry.weigher.own(told[slice(*spans[n])]),
        ),
    )
    theirs = sentence_spans(shown)
    return _alone(told, spans[best]), _alone(shown, theirs[best]) if len(theirs) == len(spans) else shown


def _alone(text: str, span: tuple[int, int]) -> str:
    start, end = span
    return f"{'… ' if start else ''}{text[start:end].strip()}{' …' if end < len(text.rstrip()) else ''}"
