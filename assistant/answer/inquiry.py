"""Inquiry into one question: its evidence, the sentences that may answer it, and its outcome."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.answer.added_documents import is_only_of_own, of_others, others_answer, others_first
from assistant.answer.annotated_answer import addresses
from assistant.answer.outcome import Decision, decide
from assistant.evidence.annotation_index import same_article
from assistant.evidence.annotation_scope import speaks_of_another_place
from assistant.evidence.annotations import AnnotationMatch
from assistant.evidence.definitions import definitions, explained
from assistant.evidence.evidence_gathering import Evidence, Gatherer
from assistant.model import Outcome
from assistant.query.model import Query
from assistant.reading_rules.gate.probability import of_annotation, thresholds
from assistant.reading_rules.sentence_scoring import promising, scored
from assistant.reading_rules.sentences import Sentence
from assistant.reading_rules.term_weights import Weigher
from corpus.annotations import Annotation
from corpus.catalogue import CatalogueReader
from corpus.model import Standing


@dataclass(frozen=True, slots=True)
class Inquiry:
    """Findings for one question, before any of the answer is written.

    `beside` is how annotations met a second question that was put together with this one, since one answers both.
    """

    question: Query
    evidence: Evidence
    weigher: Weigher
    ranked: tuple[Sentence, ...]
    decision: Decision
    beside: AnnotationMatch | None = None

    def together_with(self, other: Inquiry) -> Inquiry:
        """Return the inquiry as that of both questions, asked one after the other."""
        asked = f"{self.question.asked} {other.question.asked}"
        beside = self.beside or other.evidence.annotation
        return replace(self, question=replace(self.question, asked=asked), beside=beside)

    @property
    def by_look_up(self) -> bool:
        """Return whether looking up settled the question, so that a chat model has nothing to add."""
        return self.question.bare_address or not self.evidence.hits


def inquire(question: Query, gatherer: Gatherer) -> Inquiry:
    """Return the inquiry into one question."""
    evidence = gatherer.gather(question)
    weigher = Weigher(question, gatherer.collection)
    read = promising(evidence, weigher)
    if evidence.hits:
        weigher = weigher.aside(max(h.side for h in evidence.hits))
    defining = definitions(gatherer.catalogue, question) or explained(gatherer.catalogue, question)
    evidence = replace(evidence, defining=tuple(defining))
    ranked = scored(question, evidence, read, gatherer.collection, weigher) if evidence.hits else []
    if match := evidence.annotation:
        likeliest = _likeliest(question, match, ranked, weigher, gatherer.catalogue)
        evidence = replace(evidence, annotation=likeliest)
    ranked, decision = _decided(question, evidence, ranked, weigher, gatherer.catalogue)
    if (by_brief := _by_brief(question, evidence, ranked, weigher, decision, gatherer)) is not None:
        evidence, decision = by_brief
    if decision.outcome is Outcome.ANSWERED and evidence.within and decision.probability < thresholds()[0]:
        # What answers then does so because its address was given: another provision's words do not.
        ranked = [s for s in ranked if s.hit.passage.id in evidence.within] or ranked
    answers = decision.annotated or others_answer(ranked, decision.outcome)
    if is_only_of_own(evidence.defining) and answers:
        evidence = replace(evidence, defining=())
    if evidence.defining:
        decision = replace(decision, outcome=Outcome.ANSWERED)
    return Inquiry(question, evidence, weigher, tuple(ranked), decision)


def _likeliest(
    question: Query, match: AnnotationMatch, ranked: Sequence[Sentence], weigher: Weigher, catalogue: CatalogueReader
) -> AnnotationMatch:
    """Return the match of the likeliest of the nearest notes, with its probability.

    How near notes are tells less than what the gate weighs beside it: of 1,440 labelled questions of strangers in
    English the likeliest of the first four answers 938, the nearest 903. Of 366 in other languages the likeliest of the
    first three, where it is clearly likelier than the nearest, answers 184, the nearest 176.
    """
    is_english = question.language == "en"
    within = match.near[1 : _WEIGHED_NOTES if is_english else _WEIGHED_CROSSLINGUAL]
    if question.names_no_law:
        within = tuple(n for n in within if n.annotation.jurisdiction == match.annotation.jurisdiction)
    near = [n for n in within if n.compared and n.annotation.source.held]
    found = [match, *(match.instead(n, catalogue, question.filters.as_of) for n in near)]
    weighed = [replace(m, probability=of_annotation(question, m, ranked, weigher)) for m in found]
    likeliest = max(weighed, key=lambda m: m.probability)
    very = max(weighed, key=lambda m: m.features[0])
    if is_english and very.features[0] >= _VERY and very.features[0] - likeliest.features[0] > _VERY_APART:
        return very  # written for this very question, where the likeliest was for another
    clearly = 0.0 if is_english else _CLEARLY
    return likeliest if likeliest.probability >= weighed[0].probability + clearly else weighed[0]


def _by_brief(
    question: Query,
    evidence: Evidence,
    ranked: list[Sentence],
    weigher: Weigher,
    decision: Decision,
    gatherer: Gatherer,
) -> tuple[Evidence, Decision] | None:
    """Return what the brief of an added document answers, where no other text answers; None where it does not.

    It is the words of a model on a file that anyone may have written: the law goes before it, whatever it says.
    """
    is_open = decision.outcome is Outcome.SILENT and decision.instead is None
    is_of_own = (
        decision.outcome is Outcome.ANSWERED and not decision.annotated and not others_answer(ranked, decision.outcome)
    )
    looked_up = evidence.addressed or evidence.missing or evidence.rows or evidence.defining
    if looked_up or not (is_open or is_of_own):
        return None
    match = gatherer.brief_note(question, evidence.hits)
    if match is None:
        return None
    match = replace(match, probability=of_annotation(question, match, ranked, weigher))
    if match.probability < thresholds()[2]:
        return None  # the gate was fitted on notes of ours, which were read by two people: of a model's it wants more
    noted = replace(evidence, annotation=match, unread=None)
    decided = decide(question, noted, ranked, weigher, gatherer.catalogue)
    return (noted, decided) if decided.annotated and decided.outcome is Outcome.ANSWERED else None


_WEIGHED_NOTES, _WEIGHED_CROSSLINGUAL = 4, 3  # notes of a question in English, and in another language
_CLEARLY = 0.05  # of the probability: nearer to each other, the nearest answers as often as the likeliest
_VERY, _VERY_APART = 0.9, 0.12  # cosines of a question and a wording
_SHARED_WEIGHT = 0.2  # of the question's weight


def _decided(
    question: Query, evidence: Evidence, ranked: list[Sentence], weigher: Weigher, catalogue: CatalogueReader
) -> tuple[list[Sentence], Decision]:
    """Return the sentences in the order in which they may answer, and the outcome.

    Where binding texts answer by themselves, the sentences of a user's documents come after theirs, also where the
    question has the words of their title: a file can be called by any question. Who wants the file alone filters.
    """
    others = of_others(ranked)
    if others and len(others) < len(ranked) and others[0].hit.source.kind.standing is Standing.BINDING:
        decision = decide(question, evidence, others, weigher, catalogue)
        # A law that has none of the question's rare words beside a file that has them speaks of another matter.
        speaks = decision.annotated or others[0].coverage >= _SHARED_WEIGHT or others[0].coverage >= ranked[0].coverage
        if decision.outcome is Outcome.ANSWERED and speaks:
            return others_first(ranked), decision
    return ranked, decide(question, evidence, ranked, weigher, catalogue)


def with_notes_beside(inquiries: Sequence[Inquiry]) -> list[Inquiry]:
    """Return the inquiries into questions asked at once, those of one note put together.

    Such questions are of one matter. One that nothing answers for certain is answered by another note in the section of
    the one that answers another question, where that note comes nearest to it and is likely. One that names no law is
    of that of the first: a note on another country's law is no answer to it.
    """
    inquiries = [inquiries[0], *(_without_other_law(i, inquiries[0]) for i in inquiries[1:])]
    told = [i.evidence.annotation.annotation for i in inquiries if i.decision.annotated and i.evidence.annotation]
    out: list[Inquiry] = []
    for inquiry in inquiries:
        inquiry = _answered_beside(inquiry, told)
        same = next(
            (n for n, other in enumerate(out) if _same_note(inquiry, other) or _same_words(inquiry, other)), None
        )
        if same is None:
            out.append(inquiry)
        else:  # what addresses both is told once, under both
            out[same] = out[same].together_with(inquiry)
    return out


def _without_other_law(inquiry: Inquiry, first: Inquiry) -> Inquiry:
    """Return an inquiry without its note where that is on another law than the note that answers the first question."""
    match, spoken_of = inquiry.evidence.annotation, first.evidence.annotation
    names_one = inquiry.question.jurisdictions or inquiry.question.own_countries
    if match is None or spoken_of is None or not first.decision.annotated or names_one:
        return inquiry
    if match.annotation.jurisdiction == spoken_of.annotation.jurisdiction:
        return inquiry
    decision = inquiry.decision
    if decision.annotated:
        decision = Decision(Outcome.SILENT, decision.probability)
    return replace(inquiry, evidence=replace(inquiry.evidence, annotation=None), decision=decision)


def _answered_beside(inquiry: Inquiry, told: Sequence[Annotation]) -> Inquiry:
    match, decision = inquiry.evidence.annotation, inquiry.decision
    if match is None or decision.annotated or inquiry.evidence.addressed or inquiry.evidence.defining:
        return inquiry
    if inquiry.question.is_thin or decision.of_another_law:
        return inquiry
    is_told = match.annotation in told
    if decision.outcome is not Outcome.SILENT and not (is_told and decision.outcome is Outcome.ANSWERED):
        return inquiry
    pins = [pin.locator for pin in match.annotation.pins]
    near = is_told or any(same_article(a, b.locator) for a in pins for note in told for b in note.pins)
    # The note that answers one question comes nearest to a second one, too, of which nothing is noted: it answers both
    # only where it would by itself. Of seven halves of strangers' questions between the thresholds four were others.
    asked = inquiry.question
    is_elsewhere = speaks_of_another_place(asked, match.annotation)
    if not near or not addresses(match, asked.wants, asked.core, is_beside=not is_told, is_elsewhere=is_elsewhere):
        return inquiry
    return replace(inquiry, decision=Decision(Outcome.ANSWERED, match.probability, annotated=True))


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
