"""Whether an exception for a country is still open: the day until which its own words let it run."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from assistant.engines.model import Computed, Finding, Span
from assistant.facts.days import day_in_words, days_written
from assistant.model import Form, StatementRole
from assistant.query.model import Query
from corpus.catalogue import CatalogueReader
from corpus.catalogue_results import HeldProvision
from corpus.language.lazy_regex import lazy_regex
from corpus.language.normal_form import one_line
from corpus.language.sentences import sentence_spans
from corpus.lexicon.countries import mentioned_countries
from corpus.model import Role, Standing
from index.text.tokens import STOP, terms

_ASKS_OPEN = lazy_regex(
    r"\bstill (?:be )?(?:open|available|valid|possible|usable|running|there|on|allowed|alive)\b|"
    r"\b(?:may|can|could|will) [^.?!]{1,80}?\bstill (?:be )?[a-z]{3,20}\b|\b(?:may|can|could) still\b|"
    r"\b(?:has|have|is|did) (?:it|that|this|the [\w ]{3,40}?) (?:close[d]?|end(?:ed)?|expired?|run out|lapsed?|over)\b",
    re.I,
)
_NUMBER_OF_LAW = lazy_regex(r"\b\d{2,4}/\d{2,4}\b")
_ENDS_WITH_UNTIL = lazy_regex(r"\buntil $", re.I)
_LEADS_WITHIN = 8  # characters before a day in which the word that leads to it stands
_CLAUSE_SHOWN = 600  # characters of a clause that are told


def computed(question: Query, catalogue: CatalogueReader) -> Computed | None:
    """Return whether the one clause on a country that ends on a day of its own has ended; None where none is meant.

    The law is that whose number the question, or the one before it, gives.
    """
    numbers = set(_NUMBER_OF_LAW.findall(f"{question.asked_before} {question.standalone}"))
    codes = {code for code, _ in question.own_countries}
    if not numbers or not codes or not _ASKS_OPEN.search(question.core):
        return None
    wanted = set(terms(question.core)) - STOP
    found = [(len(wanted & set(terms(h.text))), h, last) for h, last in _ending(catalogue, question, numbers, codes)]
    most = max((n for n, *_ in found), default=0)
    best = [(held, last) for n, held, last in found if n == most]
    if len(best) != 1 or len(_terms_beyond(wanted, best[0][0], codes)) == 0:
        return None
    held, last = best[0]
    return _told(held, last, question)


def _ending(
    catalogue: CatalogueReader, question: Query, numbers: set[str], codes: set[str]
) -> Iterator[tuple[HeldProvision, date]]:
    """Yield the paragraphs of those laws that name the countries and run until one day."""
    for number, (source, _) in catalogue.in_force(question.filters).items():
        if source.kind.standing is not Standing.BINDING or not numbers & set(_NUMBER_OF_LAW.findall(source.title)):
            continue
        for held in catalogue.with_role(number, Role.PARAGRAPH):
            named = {code for *_, code in mentioned_countries(held.text)}
            if not codes <= named:
                continue
            days = {day for _, day in _last_days(held.text)}
            if len(days) == 1:
                yield held, days.pop()


def _last_days(text: str) -> Iterator[tuple[int, date]]:
    """Yield the days until which a text lets something run, each with its place."""
    for start, _, _, day in days_written(text):
        if _ENDS_WITH_UNTIL.search(text, max(0, start - _LEADS_WITHIN), start):
            yield start, day


def _terms_beyond(wanted: set[str], held: HeldProvision, codes: set[str]) -> set[str]:
    """Return the words of the question that a paragraph has besides the names of the countries."""
    names = {
        t for start, end, code in mentioned_countries(held.text) if code in codes for t in terms(held.text[start:end])
    }
    return wanted & set(terms(held.text)) - names


def _told(held: HeldProvision, last: date, question: Query) -> Computed:
    over = question.filters.day > last
    edition = held.version.valid_from
    lead = f"By the words of {held.locator} it {'ended on' if over else 'runs until'} {day_in_words(last)}."
    lead += f" The text is that of {day_in_words(edition)}: a later change is not in it." if edition else ""
    at = next(start for start, day in _last_days(held.text) if day == last)
    sentence = next((held.text[s:e] for s, e in sentence_spans(held.text) if s <= at < e), held.text)
    quote = Finding(f"“{one_line(sentence)[:_CLAUSE_SHOWN]}”", (Span.of(held),), StatementRole.NOTE)
    payload = {"subject": held.locator, "until": last.isoformat(), "as_of": question.filters.day.isoformat()}
    return Computed(Form.STATUS, (Finding(lead, (Span.of(held),)), quote), payload)
