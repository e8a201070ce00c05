"""Extractive answer of one question: verbatim sentences and what was looked up, so that nothing can be invented."""

from __future__ import annotations

from collections.abc import Collection

from assistant.answer.added_documents import put_last
from assistant.answer.annotated_answer import say_annotation
from assistant.answer.closest_passages import say_as_near, say_closest
from assistant.answer.exceptions_beside import say_where_exceptions_stand
from assistant.answer.inquiry import Inquiry
from assistant.answer.provisions import is_reserved, say_missing, say_notes_on, say_provision
from assistant.answer.quoted_sentences import say_sentences
from assistant.evidence.citations import Citations
from assistant.evidence.definitions import say_definitions
from assistant.evidence.served_languages import is_in_other_script
from assistant.evidence.statement_collection import Composition, Draft
from assistant.model import Outcome, StatementRole
from assistant.query.model import Query
from corpus.annotations import Annotation
from corpus.catalogue_results import HeldProvision

_SHORT_PROVISION = 700  # characters of an addressed provision that answers a nearly bare address as a whole


def compose(inquiry: Inquiry, cites: Citations, elsewhere: Collection[Annotation] = ()) -> Composition:
    """Return the answer to one question, or what the texts say instead; notes that are told `elsewhere` stay there."""
    draft = Draft()
    is_silent = inquiry.decision.outcome is Outcome.SILENT and not is_in_other_script(inquiry.question.asked)
    if inquiry.decision.outcome is Outcome.ANSWERED or is_silent:
        _say_looked_up(draft, inquiry, cites)
        if not draft.statements:
            _say_found(draft, inquiry, cites, elsewhere)
        if inquiry.decision.outcome is Outcome.ANSWERED and not inquiry.evidence.defining:
            say_where_exceptions_stand(draft, cites)
        put_last(draft, cites.all)
    return draft.composed()


def _say_looked_up(draft: Draft, inquiry: Inquiry, cites: Citations) -> None:
    """Add what was asked for by its address: provisions, and that there are none."""
    question, evidence = inquiry.question, inquiry.evidence
    for held in evidence.addressed[:2]:
        # There is nothing else to say of a reserved one, and a short one is quoted as a whole in any case.
        if question.bare_address or is_reserved(held) or _answers_whole(question, held, cites):
            say_notes_on(draft, evidence.notes_inside.get(held.position, ()), question, cites)
            say_provision(draft, held, cites)
    for missing in evidence.missing:
        say_missing(draft, missing, cites)


def _say_found(draft: Draft, inquiry: Inquiry, cites: Citations, elsewhere: Collection[Annotation]) -> None:
    """Add the definition, the annotation or the sentences that answer; for a wrong premise what the text says."""
    evidence, decision = inquiry.evidence, inquiry.decision
    if inquiry.quoted is not None:
        held, start, end = inquiry.quoted
        words = cites.catalogue.slice(held.version.number, start, end)
        draft.say(words, [cites.cite(held.source, held.version, start, end)])
        return
    if evidence.defining:
        say_definitions(draft, list(evidence.defining), cites)
    if not draft.statements and decision.annotated and evidence.annotation:
        say_annotation(draft, evidence.annotation, cites, inquiry.question)
        say_as_near(draft, inquiry, cites, elsewhere)
    if not draft.statements and decision.outcome is Outcome.ANSWERED:
        say_sentences(draft, inquiry, cites)
    if not draft.statements and decision.outcome is Outcome.SILENT and decision.instead is not None:
        s = decision.instead
        draft.say(s.text, [cites.cite(s.hit.source, s.hit.version, s.start, s.end)], StatementRole.INSTEAD)
    if not draft.statements and decision.outcome is Outcome.SILENT and not decision.untold:
        say_closest(draft, inquiry, cites)


def _answers_whole(question: Query, held: HeldProvision, cites: Citations) -> bool:
    """Return whether an addressed provision is short enough to be the answer, and no yes or no is asked for."""
    if not question.nearly_bare or "yes_no" in question.wants or len(question.addresses) > 1:
        return False
    return len(cites.catalogue.full_text(held)) <= _SHORT_PROVISION
