"""The calculator that a question is for: each looks at it, and the first that has a result answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from assistant.engines.calculation import (
    content,
    luxury,
    materials,
    nuclear,
    penalties,
    periods,
    plain_days,
    thresholds,
    value,
)
from assistant.engines.calculation.ownership import engine as ownership
from assistant.engines.calculation.reading import instead
from assistant.engines.calculation.result import Calculation, computed
from assistant.engines.clauses import suppositions
from assistant.engines.model import Computed, Finding
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
    materials.general_licence,
    periods.calculate,
    plain_days.plain_count,
)


def calculate(question: Query, catalogue: CatalogueReader) -> Computed | None:
    """Return the answer of the calculator whose question this is; None where it is no calculation.

    What a later clause supposes instead ("and if they were $1,700?") is a case of its own, with that figure in the
    place of the last one of its kind.
    """
    first, later = suppositions(question.core)
    whole = _calculated(question, catalogue)
    if not later or question.leans or not any(c.asks for c in first) or (whole and _has_cases(whole)):
        return whole
    told = " ".join(c.text if c.text.endswith(("?", ".")) else f"{c.text}." for c in first)
    base = replace(question, core=told, standalone=told, parts=())
    found = _calculated(base, catalogue)
    if found is None:
        return whole
    cases: list[Finding] = []
    rest, values, left = [*found.findings[1:]], [found.payload], []
    for words in (c.text for c in later):
        other = instead(told, words)
        case = _calculated(replace(base, core=other, standalone=other), catalogue) if other else None
        if case is None or _result(case) == _result(found):
            left.append(words)
            continue
        cases.append(replace(case.findings[0], text=f"Supposing “{words.strip(' ?.')}”: {case.findings[0].text}"))
        rest += [f for f in case.findings[1:] if f not in rest]
        values.append(case.payload)
    lead = replace(found.findings[0], text=" ".join(f.text for f in (found.findings[0], *cases)), says_yes=None)
    payload = {**found.payload, "cases": values} if len(values) > 1 else found.payload
    return replace(found, findings=(lead, *rest), payload=payload, not_answered=tuple(left))


def _result(found: Computed) -> tuple[object, ...]:
    """Return what was computed apart from its words: the values, or what is lacking for them."""
    return _values(found), found.outcome, found.asks_for, found.missing_texts, found.findings[0].says_yes


def _values(found: Computed) -> dict[str, Any]:
    return {name: value for name, value in found.payload.items() if name not in ("steps", "citations")}


def _has_cases(found: Computed) -> bool:
    """Return whether a calculator has told several cases apart by itself."""
    return any(isinstance(value, list) for value in _values(found).values())


def _calculated(question: Query, catalogue: CatalogueReader) -> Computed | None:
    for calculator in CALCULATORS:
        if (found := calculator(question, catalogue)) is not None:
            return computed(found, catalogue)
    return None


def ownership_first(question: Query, catalogue: CatalogueReader) -> Computed | None:
    """Return whether the ownership rule reaches a company, where a question tells of shares: no name is screened."""
    found = ownership.calculate(question, catalogue)
    return computed(found, catalogue) if found is not None and not found.asks_for else None
