"""The questions of a question that an engine's answer leaves: those without which it would say the same."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, replace

from assistant.answer.inquiry import Inquiry, inquire
from assistant.engines.clauses import QuestionClause, clauses
from assistant.engines.dispatch import computed
from assistant.engines.ledger.two_editions import asks_what_differs
from assistant.engines.model import Computed
from assistant.evidence.evidence_gathering import Gatherer
from assistant.model import Form, Outcome
from assistant.pipeline.asked_together import without_another_matter
from assistant.pipeline.several_questions import asked_of_law
from assistant.query.model import Query
from assistant.query.parser import understand
from corpus.catalogue import CatalogueReader
from corpus.filters import Filters
from corpus.language.lazy_regex import lazy_regex
from corpus.lexicon import row_questions
from index.text.tokens import STOP, terms

_ALTERNATIVE = lazy_regex(r"\W{0,2}or\b", re.I)
_SEVERAL = 2  # questions from which one may be left
_SHARE_UNSEEN = 0.5  # of the telling words of a clause, from which what it asks of is not in an answer
_WORDS_ASKED = 3  # words of a clause that may be a question of its own


@dataclass(frozen=True, slots=True)
class LostClause:
    """Question of a question that its answer leaves: as it is written, and with what the question tells before it."""

    text: str
    whole: str
    rest: str  # the question without it and all others of its kind


def with_lost_clauses(
    question: Query, found: Computed, gatherer: Gatherer, filters: Filters, without: Collection[str]
) -> tuple[Query, Computed | None, dict[str, Computed], tuple[Inquiry, ...]]:
    """Return a question with what is found of it, its clauses that an engine's answer would lose told apart.

    Such a clause is asked by itself, of the engines and, where the answer has nothing of its words, of the texts.
    What answers is told beside the rest; else the clause is named as left open.
    """
    parts: dict[str, Computed] = {}
    inquiries: list[Inquiry] = []
    left: list[str] = []
    answered: list[str] = []
    if (apart := _with_other_matters(question, found, gatherer, filters, without)) is not None:
        return apart
    for clause in lost_clauses(question, found, gatherer.catalogue):
        alone = understand(clause.whole, (), filters, gatherer.catalogue, without)
        made = computed(alone, gatherer.catalogue)
        if made is not None and made.is_within(found):
            continue
        if made is not None and made.outcome is Outcome.ANSWERED and found.layout is None:
            parts[clause.text] = made
            answered.append(clause.text)
            continue
        if not is_unseen(clause, found):
            continue
        after = understand(clause.text, (clause.rest,), filters, gatherer.catalogue, without)
        inquiry = without_another_matter(inquire(after, gatherer), (), (clause.rest,))
        if inquiry.decision.outcome is Outcome.ANSWERED and found.layout is None:
            inquiries.append(inquiry)
            answered.append(clause.text)
        else:
            left.append(clause.text)
    found = replace(found, not_answered=(*found.not_answered, *left))
    if not answered:
        return question, found, {}, ()
    rest = without_clauses(question, answered)
    return replace(question, parts=(rest, *answered)), None, {rest: found, **parts}, tuple(inquiries)


def _with_other_matters(
    question: Query, found: Computed, gatherer: Gatherer, filters: Filters, without: Collection[str]
) -> tuple[Query, Computed | None, dict[str, Computed], tuple[Inquiry, ...]] | None:
    """Return a question whose later parts are of another matter, told apart: the rest anew, and the note on each.

    "…, and how long must I keep the records?": no engine reads such a part, nothing in the answer has its words, and a
    note answers it by itself. None where there is no such part.
    """
    if len(question.parts) < _SEVERAL or found.layout is not None:
        return None
    apart = {p: _of_another_matter(p, found, gatherer, filters, without) for p in question.parts[1:]}
    others = {part: inquiry for part, inquiry in apart.items() if inquiry is not None and _is_noted(inquiry)}
    left = [p for p, i in apart.items() if i is not None and p not in others and not _is_of_a_walk(found)]
    kept = [part for part in question.parts if part not in others and part not in left]
    rest = understand(" ".join(kept), (), filters, gatherer.catalogue, without)
    made = computed(rest, gatherer.catalogue) if others or left else None
    if made is None:
        return None
    made = replace(made, not_answered=(*made.not_answered, *left))
    if not others:
        return replace(question, parts=()), made, {}, ()
    return replace(question, parts=(rest.asked, *others)), None, {rest.asked: made}, tuple(others.values())


def _of_another_matter(
    part: str, found: Computed, gatherer: Gatherer, filters: Filters, without: Collection[str]
) -> Inquiry | None:
    """Return the inquiry into a part of another matter than what is found, that no engine reads; None else."""
    alone = understand(part, (), filters, gatherer.catalogue, without)
    names = alone.addresses or alone.countries or alone.lists
    asked = telling_terms(part)
    if names or len(part.split()) < _WORDS_ASKED or len(asked - found.terms) * 2 < len(asked):
        return None
    laws = {span.source.jurisdiction for finding in found.findings for span in finding.cites}
    if computed(alone, gatherer.catalogue) is not None or len(laws) != 1:
        return None
    (law,) = laws
    inquiry = inquire(alone, gatherer)
    inquiry = asked_of_law(inquiry, law, gatherer) or inquiry
    match = inquiry.evidence.annotation
    if _is_noted(inquiry) and match is not None and match.annotation.jurisdiction != law:
        return None
    return inquiry


def _is_noted(inquiry: Inquiry) -> bool:
    return inquiry.decision.outcome is Outcome.ANSWERED and inquiry.decision.annotated


def lost_clauses(question: Query, found: Computed, catalogue: CatalogueReader) -> tuple[LostClause, ...]:
    """Return the clauses that ask something and that an answer would not miss, but for those that it names as left.

    Nothing where all are such: they ask for the same.
    """
    if question.leans or _is_of_a_walk(found):
        return ()
    pieces = clauses(question.core)
    asking = [c for c in pieces if c.asks]
    kept = [c for c in asking if not any(w in c.text or c.text in w for w in found.not_answered)]
    if len(asking) < _SEVERAL:
        return ()
    if found.payload.get("editions"):  # "any new names?" asks what was compared
        kept = [c for c in kept if not asks_what_differs(c.text)]
    if found.form is Form.DETERMINATION:  # "…, or is Atlantis free?" asks the same the other way round
        kept = [c for c in kept if not _ALTERNATIVE.match(c.text)]
    long_enough = (c for c in kept if len(c.text.split()) >= _WORDS_ASKED)
    lost = [c for c in long_enough if _says_the_same(question, c, pieces, found, catalogue)]
    if len(lost) == len(asking):
        return ()
    told = " ".join(_closed(c.text) for c in pieces if not c.asks)
    rest = without_clauses(question, [c.text for c in lost])
    return tuple(LostClause(c.text, f"{told} {c.text}".strip(), rest) for c in lost)


def _is_of_a_walk(found: Computed) -> bool:
    """Return whether an answer is the walk of a transaction, which reads its clauses itself.

    "NLR, right?" behind a shipment asks for nothing more.
    """
    return found.form is Form.DETERMINATION and "facts" in found.payload


def without_clauses(question: Query, texts: Collection[str]) -> str:
    """Return a question without the clauses of those texts."""
    return " ".join(_closed(c.text) for c in clauses(question.core) if c.text not in texts)


def is_unseen(clause: LostClause, found: Computed) -> bool:
    """Return whether what a clause asks of is nowhere in an answer: half of its telling words at least are not.

    Rows of lists show what questions on rows ask ("where are they?"), whatever their words are.
    """
    asked = telling_terms(clause.text)
    unseen = asked - found.terms
    if found.form is Form.LIST:
        unseen -= {term for word in row_questions.table().words for term in terms(word)}
    return bool(unseen) and len(unseen) >= _SHARE_UNSEEN * len(asked)


def telling_terms(text: str) -> set[str]:
    """Return the words of a text that tell something, as the index has them."""
    return set(terms(text)) - STOP


def _says_the_same(
    question: Query, clause: QuestionClause, pieces: list[QuestionClause], found: Computed, catalogue: CatalogueReader
) -> bool:
    """Return whether the same is computed of a question without one of its clauses."""
    rest = " ".join(_closed(c.text) for c in pieces if c is not clause)
    other = computed(understand(rest, (), question.filters, catalogue), catalogue)
    return other is not None and other.says_the_same(found)


def _closed(text: str) -> str:
    return text if text.endswith((".", "?", "!", "？", "。")) else f"{text}."
