"""How long papers are kept under several laws of one question: each is told, or said to be in no table."""

from __future__ import annotations

import re

from assistant.engines.calculation.figures import NotStatedError
from assistant.engines.calculation.periods.lengths import besides, length_of
from assistant.engines.calculation.periods.table import period_table
from assistant.engines.calculation.reading import Asked
from assistant.engines.calculation.result import Calculation, CalculationStep
from assistant.query.model import Query
from corpus.catalogue import CatalogueReader

_SEVERAL = 2  # laws of one question
_ASKS_KEEPING = re.compile(r"\b(?:keep|kept|retain\w*|stor(?:e|ed|ing)|retention)\b", re.I)
_PAPERS = re.compile(r"\b(?:records?|papers?|paperwork|files|documents?|documentation|invoices?)\b", re.I)


def of_several_laws(question: Query, catalogue: CatalogueReader) -> Calculation | None:
    """Return how long papers are kept by each law that a question names; None where it names fewer than two.

    Of a law whose text is not held, or whose period no table has, that is said.
    """
    asked = Asked.of(question.standalone)
    named = [law for law in period_table().kept if law.called.search(asked.text)]
    if len(named) < _SEVERAL or not _ASKS_KEEPING.search(asked.text) or not _PAPERS.search(asked.text):
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
