"""Sentences of an answer: the one that answers with what it depends on, those beside it, and texts that differ."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

from assistant.answer.caveats.conflicts import disagreements
from assistant.answer.inquiry import Inquiry
from assistant.answer.sentence_selection import headings_around, paragraph, section, select_sentences
from assistant.evidence.citations import Citations
from assistant.evidence.statement_collection import Draft
from assistant.model import StatementRole, Verdict
from assistant.query.answer_kinds import MEASURED
from assistant.reading_rules.dependent_sentences import Dependence, DependenceFinder, leads_in
from assistant.reading_rules.sentences import Sentence
from assistant.reading_rules.yes_no_lookup import QuotedStatement, leading_word
from corpus.catalogue_results import HeldProvision
from corpus.language.lazy_regex import lazy_regex
from corpus.model import Kind, Role

_PARAGRAPH = 700  # characters of items, or of an exception, that are quoted as a whole
_ALL_OF = lazy_regex(r"\b(?:all|both) (?:of )?(?:the|these) following\b", re.I)  # one of them is not enough
_ITEM_ROLES = (Role.ITEM, Role.PARAGRAPH)
_ITEMS_TOLD = 3  # items that are quoted of a long list
_LIKELY_ITEM = 0.15  # likelihood of such an item beside the sentence that leads in
_CONSIDERED = 30  # sentences in which items are looked for


def say_sentences(draft: Draft, inquiry: Inquiry, cites: Citations) -> None:
    """Add the sentence that answers, what it depends on, sentences beside it, and texts that say otherwise."""
    if not inquiry.ranked:
        return
    best = inquiry.ranked[0]
    chosen = select_sentences(inquiry.ranked, inquiry.weigher)
    finder = DependenceFinder(cites.catalogue, inquiry.question, inquiry.weigher)
    numbers = [_cite(s, cites) for s in chosen]
    depends = finder.of(best.hit.version.number, best.start, best.end, [cites.all[n - 1].quote for n in numbers])
    _say_word(draft, inquiry, list(zip(chosen, numbers, strict=True)), depends, cites)
    for n, s in enumerate(chosen):
        if numbers[n] not in numbers[:n]:
            draft.say(cites.all[numbers[n] - 1].quote, [numbers[n]])
        _say_items(draft, s, numbers[n], inquiry, cites)
        if s is best:
            _say_dependences(draft, depends, cites)
            _say_exception(draft, finder.exceptions_beside(best), inquiry, cites)
    for s in chosen:
        # Elsewhere another text's other figure is beside the point.
        if s is best or s.offers_what_is_wanted:
            _say_disagreements(draft, s, inquiry, cites)


def _cite(s: Sentence, cites: Citations) -> int:
    return cites.cite(s.hit.source, s.hit.version, *paragraph(s, cites.catalogue))


def _say_word(
    draft: Draft,
    inquiry: Inquiry,
    chosen: Sequence[tuple[Sentence, int]],
    depends: Sequence[Dependence],
    cites: Citations,
) -> None:
    """Add a leading yes or no that is looked up in the best sentence's section or in what the sentence depends on."""
    best = chosen[0][0]
    lists = tuple((d.held.locator, d.stands) for d in depends if d.stands is not None)
    places = []
    for s, number in chosen:
        if s.hit.source.kind is Kind.USER:
            continue  # anyone can have written a list, and a yes rests on it
        if section(s, cites.catalogue) == section(best, cites.catalogue):
            version, quote = s.hit.version.number, cites.all[number - 1]
            places.append(QuotedStatement(version, quote.start, quote.end, number, headings_around(s), s, lists))
    for d in depends:
        if (
            d.held.source.kind is not Kind.USER and not d.says and d.note != StatementRole.LEAD_IN
        ):  # an item is read with its lead-in
            number = cites.cite(d.held.source, d.held.version, d.start, d.end)
            places.append(QuotedStatement(d.held.version.number, d.start, d.end, number, headings_around(best)))
    if found := leading_word(inquiry.question, inquiry.weigher, places, cites.catalogue):
        word, number = found
        draft.say(word.text, [number], StatementRole.DIRECT, Verdict.SUPPORTED, word.ground, word.is_yes)


def _say_items(draft: Draft, leading: Sentence, number: int, inquiry: Inquiry, cites: Citations) -> None:
    """Add the items that complete a sentence that ends in a colon: all of a short list, of a long one what is asked."""
    quote = cites.all[number - 1]
    held = cites.catalogue.at(leading.hit.version.number, leading.start)
    if not leads_in(quote.quote) or held.provision.role is Role.ROW:
        return
    below = cites.catalogue.children(held)
    items = [c for c in below if c.provision.role in _ITEM_ROLES and c.provision.start >= quote.end]
    if not _ALL_OF.search(quote.quote) or sum(len(c.text) for c in items) > _PARAGRAPH:
        measured = bool(inquiry.question.wants & MEASURED)
        telling = [
            s
            for s in inquiry.ranked
            if s.hit.version.number == held.version.number
            and (s.offers_what_is_wanted if measured else s.beside(leading) >= _LIKELY_ITEM)
        ][:_CONSIDERED]
        items = [c for c in items if any(c.provision.start <= s.start < c.provision.end for s in telling)][:_ITEMS_TOLD]
    said = {n for s in draft.statements for n in s.citations}
    for c in items:
        cited = cites.cite_provision(c)
        if cited not in said:
            draft.say(cites.all[cited - 1].quote, [cited], StatementRole.ITEM)


def _say_dependences(draft: Draft, depends: Sequence[Dependence], cites: Citations) -> None:
    for d in depends:
        number = cites.cite(d.held.source, d.held.version, d.start, d.end)
        if d.says:
            draft.say(d.says, [number], d.note, Verdict.SUPPORTED, "looked up in the list")
        else:
            draft.say(cites.all[number - 1].quote, [number], d.note)


def _say_exception(draft: Draft, paragraphs: Sequence[HeldProvision], inquiry: Inquiry, cites: Citations) -> None:
    """Add that one of the paragraphs with exceptions that says most of what is asked."""
    scored = []
    for p in paragraphs:
        end = p.provision.start + len(cites.catalogue.full_text(p))
        inside = (
            s.score
            for s in inquiry.ranked
            if s.hit.version.number == p.version.number and p.provision.start <= s.start < end
        )
        scored.append((max(inside, default=-math.inf), inquiry.weigher.covers(p.text), -p.position, p, end))
    if scored:
        *_, p, end = max(scored, key=lambda e: e[:3])
        end = end if end - p.provision.start <= _PARAGRAPH else p.provision.end
        number = cites.cite(p.source, p.version, p.provision.start, end)
        draft.say(cites.all[number - 1].quote, [number], StatementRole.EXCEPTION)


def _say_disagreements(draft: Draft, said: Sentence, inquiry: Inquiry, cites: Citations) -> None:
    mine = _cite(said, cites)
    # Comments are compared with the best sentence only.
    ranked = inquiry.ranked if said is inquiry.ranked[0] else ()
    for other in disagreements(said, ranked, cites.catalogue, inquiry.question.filters):
        number = cites.cite(other.source, other.version, other.start, other.end)
        if not any(number in s.citations for s in draft.statements):
            draft.say(cites.all[number - 1].quote, [number], other.note)
        draft.disagree(other.point, (mine, number))
