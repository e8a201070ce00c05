"""Inquiry into one question: its evidence, the sentences that may answer it, and its outcome."""

from __future__ import annotations

from dataclasses import dataclass, replace

from assistant.answer.added_documents import is_only_of_own, of_others, others_answer, others_first
from assistant.answer.outcome import Decision, decide
from assistant.evidence.definitions import definitions, explained
from assistant.evidence.retriever import Evidence, Gatherer
from assistant.model import Outcome
from assistant.query.model import Query
from assistant.reading_rules.gate.probability import of_annotation, thresholds
from assistant.reading_rules.sentence_scoring import promising, scored
from assistant.reading_rules.sentences import Sentence
from assistant.reading_rules.term_weights import Weigher
from corpus.catalogue import CatalogueReader
from corpus.model import Standing


@dataclass(frozen=True, slots=True)
class Inquiry:
    """Findings for one question, before any of the answer is written."""

    question: Query
    evidence: Evidence
    weigher: Weigher
    ranked: tuple[Sentence, ...]
    decision: Decision

    def together_with(self, other: Inquiry) -> Inquiry:
        """Return the inquiry as that of both questions, asked one after the other."""
        asked = f"{self.question.asked} {other.question.asked}"
        return replace(self, question=replace(self.question, asked=asked))

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
        match = replace(match, probability=of_annotation(question, match, ranked, weigher))
        evidence = replace(evidence, annotation=match)
    ranked, decision = _decided(question, evidence, ranked, weigher, gatherer.catalogue)
    if decision.outcome is Outcome.ANSWERED and evidence.within and decision.probability < thresholds()[0]:
        # What answers then does so because its address was given: another provision's words do not.
        ranked = [s for s in ranked if s.hit.passage.id in evidence.within] or ranked
    if is_only_of_own(evidence.defining) and others_answer(ranked, decision.outcome):
        evidence = replace(evidence, defining=())
    if evidence.defining:
        decision = replace(decision, outcome=Outcome.ANSWERED)
    return Inquiry(question, evidence, weigher, tuple(ranked), decision)


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
