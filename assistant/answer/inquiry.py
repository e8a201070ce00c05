"""Inquiry into one question: its evidence, the sentences that may answer it, and its outcome."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.answer.added_documents import is_only_of_own, of_others, others_answer, others_first
from assistant.answer.outcome import Decision, decide
from assistant.evidence.annotation_places import same_article
from assistant.evidence.annotation_scope import is_of_case_asked, is_of_goods_asked, is_of_other_goods
from assistant.evidence.annotations import AnnotationMatch
from assistant.evidence.definitions import defining_provisions, explained_by_heading
from assistant.evidence.evidence_gathering import Evidence, Gatherer
from assistant.model import Outcome
from assistant.query.model import Query
from assistant.reading_rules.gate.probability import of_annotation, thresholds
from assistant.reading_rules.sentence_scoring import promising, scored
from assistant.reading_rules.sentences import Sentence
from assistant.reading_rules.term_weights import Weigher
from assistant.reading_rules.yes_no_word import frees_who_asks
from corpus.annotations import Annotation
from corpus.catalogue import CatalogueReader
from corpus.catalogue_results import HeldProvision
from corpus.model import Standing


@dataclass(frozen=True, slots=True)
class Inquiry:
    """Findings for one question, before any of the answer is written.

    `beside` is how annotations met a second question that was put together with this one, since one answers both.
    `weighed` are the nearest annotations, each with the probability that it answers by itself. `is_side` marks one of
    several things that are to be told apart, of which none is an answer where another is left open. `quoted` are the
    words of a provision, by their place in its edition, that answer by themselves what is asked beside a note on it.
    """

    question: Query
    evidence: Evidence
    weigher: Weigher
    ranked: tuple[Sentence, ...]
    decision: Decision
    beside: AnnotationMatch | None = None
    weighed: tuple[AnnotationMatch, ...] = ()
    is_side: bool = False
    quoted: tuple[HeldProvision, int, int] | None = None

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
    defining = defining_provisions(gatherer.catalogue, question) or explained_by_heading(gatherer.catalogue, question)
    evidence = replace(evidence, defining=tuple(defining))
    ranked = scored(question, evidence, read, gatherer.collection, weigher) if evidence.hits else []
    weighed = _weighed_notes(question, evidence.annotation, ranked, weigher, gatherer.catalogue)
    weighed = _by_sentence(question, weighed, evidence, ranked, weigher, gatherer)
    evidence = replace(evidence, annotation=_likeliest(question, weighed))
    ranked, decision = _decided(question, evidence, ranked, weigher, gatherer.catalogue)
    if (by_brief := _by_brief(question, evidence, ranked, weigher, decision, gatherer)) is not None:
        (evidence, decision), weighed = by_brief, ()
    if decision.outcome is Outcome.ANSWERED and evidence.within and decision.probability < thresholds()[0]:
        # What answers then does so because its address was given: another provision's words do not.
        ranked = [s for s in ranked if s.hit.passage.id in evidence.within] or ranked
    answers = decision.annotated or others_answer(ranked, decision.outcome)
    if is_only_of_own(evidence.defining) and answers:
        evidence = replace(evidence, defining=())
    if evidence.defining:
        decision = replace(decision, outcome=Outcome.ANSWERED)
    return Inquiry(question, evidence, weigher, tuple(ranked), decision, weighed=weighed)


def decided_by(inquiry: Inquiry, weighed: Sequence[AnnotationMatch], catalogue: CatalogueReader) -> Inquiry:
    """Return an inquiry decided anew over some annotations as the nearest ones, by the probabilities that they have."""
    evidence = replace(inquiry.evidence, annotation=_likeliest(inquiry.question, weighed))
    ranked, decision = _decided(inquiry.question, evidence, list(inquiry.ranked), inquiry.weigher, catalogue)
    return replace(inquiry, evidence=evidence, ranked=tuple(ranked), decision=decision, weighed=tuple(weighed))


def _weighed_notes(
    question: Query,
    match: AnnotationMatch | None,
    ranked: Sequence[Sentence],
    weigher: Weigher,
    catalogue: CatalogueReader,
) -> tuple[AnnotationMatch, ...]:
    """Return the matches of the nearest notes, the nearest first, each with its probability."""
    if match is None:
        return ()
    within = match.near[1 : _WEIGHED_NOTES if question.language == "en" else _WEIGHED_CROSSLINGUAL]
    if question.names_no_law:
        within = tuple(n for n in within if n.annotation.jurisdiction == match.annotation.jurisdiction)
    first = match.annotation
    further = [n for n in match.near[1:] if n not in within]
    beside = [n for n in further if is_of_case_asked(question, n.annotation) and _in_one_section(first, n.annotation)]
    if is_of_other_goods(question, first):
        beside = [n for n in further if is_of_goods_asked(question, n.annotation)]
    beside = beside[:_NOTES_OF_A_CASE]
    near = [n for n in (*within, *beside) if n.compared and n.annotation.source.held]
    found = [match, *(match.instead(n, catalogue, question.filters.as_of) for n in near)]
    return tuple(replace(m, probability=of_annotation(question, m, ranked, weigher)) for m in found)


def _by_sentence(
    question: Query,
    weighed: tuple[AnnotationMatch, ...],
    evidence: Evidence,
    ranked: Sequence[Sentence],
    weigher: Weigher,
    gatherer: Gatherer,
) -> tuple[AnnotationMatch, ...]:
    """Return the nearest notes by nearness to the sentence that asks as well, where that finds a likelier one.

    A tale before the question is near to other notes than the question. It is asked so only where no note answers by
    the whole, and such a note is never as sure as a yes or no must be. Of 311 labelled questions of several sentences,
    or that lean on another, six more are told a right note, none a wrong one.
    """
    _, answers, verdict = thresholds()
    whole = _likeliest(question, weighed)
    if whole is None or whole.probability >= answers or not question.asking_sentence:
        return weighed
    found = gatherer.note_by_sentence(question, [h for h in evidence.hits if h.is_ranked])
    again = _weighed_notes(question, found, ranked, weigher, gatherer.catalogue)
    again = tuple(replace(m, probability=min(m.probability, verdict - _JUST_BELOW)) for m in again)
    likelier = _likeliest(question, again)
    return again if likelier is not None and likelier.probability > whole.probability else weighed


def _in_one_section(one: Annotation, other: Annotation) -> bool:
    return any(same_article(a.locator, b.locator) for a in one.pins for b in other.pins)


def _likeliest(question: Query, weighed: Sequence[AnnotationMatch]) -> AnnotationMatch | None:
    """Return the likeliest of the nearest notes; None where there are none.

    How near notes are tells less than what the gate weighs beside it: of 1,440 labelled questions of strangers in
    English the likeliest of the first four answers 938, the nearest 903. Of 366 in other languages the likeliest of the
    first three, where it is clearly likelier than the nearest, answers 184, the nearest 176.
    """
    if not weighed:
        return None
    # The nearest stays where all are on other goods than those asked for: it is shown as what comes nearest.
    weighed = [m for m in weighed if not is_of_other_goods(question, m.annotation)] or weighed
    # Who asks of the small case is told its rule, not that of the large one, which stands beside it in the section.
    first = weighed[0].annotation
    of_case = [m for m in weighed if is_of_case_asked(question, m.annotation) and _in_one_section(first, m.annotation)]
    if of_case:
        nearest = max(of_case, key=lambda m: m.probability)
        weighed = [replace(nearest, probability=max(nearest.probability, SAID_FIRST_FROM))]
    weighed = _rule_before_what_frees(question, weighed)
    is_english = question.language == "en"
    likeliest = max(weighed, key=lambda m: m.probability)
    very = max(weighed, key=lambda m: m.features[0])
    if is_english and very.features[0] >= _VERY and very.features[0] - likeliest.features[0] > _VERY_APART:
        return very  # written for this very question, where the likeliest was for another
    clearly = 0.0 if is_english else _CLEARLY
    return likeliest if likeliest.probability >= weighed[0].probability + clearly else weighed[0]


def _rule_before_what_frees(question: Query, weighed: Sequence[AnnotationMatch]) -> Sequence[AnnotationMatch]:
    """Return the notes without those that free and are not sure enough to, where the rule beside one is likely too."""
    if "yes_no" not in question.wants:
        return weighed
    _, answers, verdict = thresholds()
    unsure = [m for m in weighed if m.probability < verdict and frees_who_asks(question.core, m.annotation)]
    rules = [m for m in weighed if m not in unsure]
    likely = max(rules, key=lambda m: m.probability, default=None)
    if likely is None or likely.probability < answers:
        return weighed
    return rules if any(_in_one_section(likely.annotation, m.annotation) for m in unsure) else weighed


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
SAID_FIRST_FROM = 0.3  # of the probability, from which the nearest note is said before that nothing plainly answers
_NOTES_OF_A_CASE = 3  # notes on the very case that is asked of, besides the nearest
_CLEARLY = 0.05  # of the probability: nearer to each other, the nearest answers as often as the likeliest
_JUST_BELOW = 1e-6  # a note may answer such a question, and gives it no yes or no
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


def may_be_written(inquiries: Sequence[Inquiry]) -> bool:
    """Return whether a chat model may read the evidence: where something was found and no look-up settled it.

    It may find the answer in passages that do not plainly give one; what it writes is checked against them.
    """
    return any(i.evidence.hits for i in inquiries) and not all(
        i.by_look_up and not i.question.simply for i in inquiries
    )
