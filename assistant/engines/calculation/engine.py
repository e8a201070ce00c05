"""The calculator that a question is for: each looks at it, and the first that has a result answers."""

from __future__ import annotations

from collections.abc import Callable

from assistant.engines.calculation import content, luxury, nuclear, ownership, penalties, periods, thresholds, value
from assistant.engines.calculation.result import Calculation, computed
from assistant.engines.model import Computed
from assistant.query.model import Query
from corpus.catalogue import CatalogueReader

Calculator = Callable[[Query, CatalogueReader], Calculation | None]

CALCULATORS: tuple[Calculator, ...] = (
    ownership.calculate,
    thresholds.contract_share,
    thresholds.small_value,
    content.de_minimis,
    content.chinese_content,
    penalties.calculate,
    penalties.per_violation,
    penalties.civil_and_criminal,
    value.report_by_value,
    value.shipping_tolerance,
    luxury.calculate,
    nuclear.effective_kilograms,
    periods.calculate,
    periods.plain_count,
)


def calculate(question: Query, catalogue: CatalogueReader) -> Computed | None:
    """Return the answer of the calculator whose question this is; None where it is no calculation."""
    for calculator in CALCULATORS:
        if (found := calculator(question, catalogue)) is not None:
            return computed(found, catalogue)
    return None


def ownership_first(question: Query, catalogue: CatalogueReader) -> Computed | None:
    """Return whether the ownership rule reaches a company, where a question tells of shares: no name is screened."""
    found = ownership.calculate(question, catalogue)
    return computed(found, catalogue) if found is not None and not found.asks_for else None
