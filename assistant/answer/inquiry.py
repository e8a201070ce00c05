"""One question looked into: its evidence, the sentences that may answer it, and how it ends."""

from __future__ import annotations

from dataclasses import dataclass, replace

from assistant.answer.outcome import Decision, decide
from assistant.evidence.definitions import definitions, explained
from assistant.evidence.retriever import Evidence, Gatherer
from assistant.model import Outcome
from assistant.query.parser import Query
from assistant.reading_rules.sentences import Sentence, promising, scored
from assistant.reading_rules.term_weights import Weigher


@dataclass(frozen=True, slots=True)
class Inquiry:
    """What was found for one question, before a word of the answer is written."""

    question: Query
    evidence: Evidence
    weigher: Weigher
    ranked: tuple[Sentence, ...]
    decision: Decision

    @property
    def by_look_up(self) -> bool:
        """Whether an address, a row or a list of names settles it, so that a model has nothing to add."""
        return self.question.bare_address or not self.evidence.hits or bool(self.evidence.unlisted)


def inquire(question: Query, gatherer: Gatherer) -> Inquiry:
    """Looks into one question."""
    evidence = gatherer.gather(question)
    weigher = Weigher(question, gatherer.collection)
    read = promising(evidence, weigher)
    if evidence.hits:
        weigher = weigher.aside(max(h.side for h in evidence.hits))
    defining = definitions(gatherer.catalogue, question) or explained(gatherer.catalogue, question)
    evidence = replace(evidence, defining=tuple(defining))
    ranked = scored(question, evidence, read, gatherer.collection, weigher) if evidence.hits else []
    decision = decide(question, evidence, ranked, weigher, gatherer.catalogue)
    if evidence.defining:
        decision = replace(decision, outcome=Outcome.ANSWERED)
    return Inquiry(question, evidence, weigher, tuple(ranked), decision)
