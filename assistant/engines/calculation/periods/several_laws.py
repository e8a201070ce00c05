"""How long papers are kept under several laws of one question: each is told, or said to be in no table."""

from __future__ import annotations

import re

from assistant.engines.calculation.figures import NotStatedError
from assistant.engines.calculation.periods.lengths import besides, length_of
from assistant.engines.calculation.periods.table import Kept, period_table
from assistant.engines.calculation.reading import Asked
from assistant.engines.calculation.result import Calculation, CalculationStep
from assistant.query.model import Query
from assistant.query.places import jurisdictions_named, laws_named, laws_of_places, laws_side_by_side
from corpus.catalogue import CatalogueReader
from corpus.language.lazy_regex import lazy_regex
from corpus.lexicon import jurisdictions

_SEVERAL = 2  # laws of one question
_OF_ITS_OWN = 12  # words from which a follow-up says itself what it asks
_ASKS_KEEPING = lazy_regex(r"\b(?:keep|kept|retain\w*|stor(?:e|ed|ing)|retention)\b", re.I)
_HOW_LONG = lazy_regex(
    r"\bhow (?:long|many (?:years|months)|much time)\b|\buntil when\b|\bperiods?\b|\bretention\b|\b(?:years|months)\b|"
    r"(?<!no )\blonger\b|\blongest\b|\bshort(?:er|est)\b|"
    r"\bwhen (?:can|may) (?:we|i|they) (?:destroy|shred|delete|throw|bin)\b",
    re.I,
)
_PAPERS = lazy_regex(r"\b(?:records?|papers?|paperwork|files|documents?|documentation|invoices?)\b", re.I)


def of_several_laws(question: Query, catalogue: CatalogueReader) -> Calculation | None:
    """Return how long papers are kept by each law that a question names; None where it names fewer than two.

    Of a law whose text is not held, or whose period no table has, that is said.
    """
    asked = Asked.of(question.standalone)
    of_keeping = (_ASKS_KEEPING, _PAPERS, _HOW_LONG)
    if not all(words.search(asked.text) for words in of_keeping):
        return None
    says_what_it_asks = question.leans and len(question.core.split()) > _OF_ITS_OWN
    if says_what_it_asks and not any(words.search(question.core) for words in of_keeping):
        return None  # "and if a crate only changes ships there, is a permit needed?" asks of something else
    named = _laws(asked.text)
    if len(named) < _SEVERAL:
        return None
    leads: list[str] = []
    steps: list[CalculationStep] = []
    for law in named:
        told = []
        for period in map(period_table().by_id, law.periods):
            try:
                step = length_of(period, question, catalogue)
            except NotStatedError as absent:
                told.append(str(absent))
                continue
            told.append(step.text)
            steps.append(CalculationStep(f"{law.name}: {step.text} ({period.locator})", step.spans))
        leads.append(f"{law.name}: {' '.join(told) or 'no such period is read here; ask for it by its law.'}")
    if not steps:
        return None
    ids = [period_table().by_id(name) for law in named for name in law.periods]
    first = besides(ids, asked.text, catalogue, question.filters)
    return Calculation(" ".join(leads), {"laws": tuple(law.name for law in named)}, (*first, *steps))


def _laws(text: str) -> list[Kept]:
    """Return the laws of the table that a question asks of, none of a country to which something only goes."""
    known = jurisdictions.table()
    of_countries = {known.of_country(code) for code, _ in laws_named(text)}
    asked_of = of_countries | jurisdictions_named(text) | laws_of_places(text) | laws_side_by_side(text)
    return [
        law for law in period_table().kept if law.jurisdiction in asked_of or (law.called and law.called.search(text))
    ]
