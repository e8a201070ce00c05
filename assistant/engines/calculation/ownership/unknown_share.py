"""A listed owner whose share is not known: what the rule of the Commerce Department asks for then."""

from __future__ import annotations

import re

from assistant.engines.calculation.figures import NotStatedError
from assistant.engines.calculation.ownership.affiliates import AffiliatesRule
from assistant.engines.calculation.ownership.model import Owner
from assistant.engines.calculation.reading import Asked
from assistant.engines.calculation.result import Calculation, CalculationStep, numeral
from assistant.engines.screening import report
from assistant.query.model import Query
from corpus.catalogue import CatalogueReader
from corpus.language.lazy_regex import lazy_regex

_HAS_PART = lazy_regex(
    r"\b(?:owns?|owned|holds?|has|have|is|are|sits?|with)\b[^.?!]{0,40}\b(?:piece|part|parts|stake|stakes|shares?|"
    r"some|interest|shareholder|co-?owner|investor|minority|percentage)\b",
    re.I,
)
_NOT_KNOWN = lazy_regex(
    r"\b(?:refus\w{1,4}|won'?t|will not|would(?:n'?t| not)|does(?:n'?t| not)|do(?:n'?t| not)|cannot|can'?t|"
    r"could(?:n'?t| not)|unable|unknown|unclear|undisclosed|secret|no idea|nobody (?:knows|says|tells)|"
    r"not (?:sure|known|say|tell|told|disclosed?))\b",
    re.I,
)
_THE_SHARE = lazy_regex(
    r"\bhow (?:much|many|big|large)\b|\b(?:percentages?|size|exact|stake|share|ownership|figure)\b", re.I
)


def unknown_share(question: Query, catalogue: CatalogueReader) -> Calculation | None:
    """Return what to do about a listed owner whose share cannot be determined; None for other questions."""
    text = question.standalone.replace("’", "'")
    asked = Asked.of(text)
    if asked.shares or not (_HAS_PART.search(text) and _NOT_KNOWN.search(text) and _THE_SHARE.search(text)):
        return None
    if set(question.jurisdictions) - {"us"}:
        return None
    try:
        rule = AffiliatesRule(question, catalogue)
        owners = [Owner(name.casefold(), name) for name in question.names]
        rows = [m for owner in owners for m in rule.owners.listed_by_the_law(owner)]
        if not rows:
            return None
        said = rule.on_an_unknown_share
    except NotStatedError as absent:
        return Calculation(str(absent), missing=(absent.missing,))
    force, stays = rule.force.in_force()
    listed = "; ".join(dict.fromkeys(report.where_listed(m) for m in rows[:2]))
    limit = numeral(rule.percent)
    lead = (
        f"{listed}; how much it owns is the fact that decides, and it is not known. Where the rule applies, whoever "
        f"cannot determine the share must resolve the red flag or obtain a licence before going on "
        f"({said.held.locator}); with {limit} percent or more the company counts as listed itself, with less the text "
        f"asks for caution and due diligence{rule.force.standing()}"
    )
    steps = (
        CalculationStep(f"{listed}.", tuple(m.span for m in rows[:2])),
        CalculationStep("A share that cannot be determined: resolve the red flag, or obtain a licence.", (said.span,)),
        CalculationStep(
            f"From {limit} percent on, of several listed owners together: as if it went to the owners.",
            (rule.guidelines.span,),
        ),
        CalculationStep("Below that share: caution and due diligence.", (rule.due_diligence.span,)),
        stays,
    )
    return Calculation(lead, {"share": None, "in_force": force}, steps, brings=rule.force.brings())
