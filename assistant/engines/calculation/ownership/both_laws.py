"""A share of which a question asks under the Union's law and the Commerce Department's at once, with no company named.

Each says from which share on it reaches a company, and "50 percent or more" is not "more than 50 %".
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction

from assistant.engines.calculation.figures import NotStatedError, Rule, figure_rules, read_rule, stated_by
from assistant.engines.calculation.ownership.affiliates import AffiliatesRule
from assistant.engines.calculation.ownership.union_owners import union_bans
from assistant.engines.calculation.reading import Asked
from assistant.engines.calculation.result import Calculation, CalculationStep, Value, numeral
from assistant.facts.days import day_in_words
from assistant.query.model import Query
from assistant.query.places import jurisdictions_named, laws_of_places
from corpus.catalogue import CatalogueReader
from corpus.language.lazy_regex import lazy_regex
from corpus.lexicon.jurisdictions import country_name

_ANNEX_OR_ARTICLE = lazy_regex(r"\bannex [XVI]{2,6}\b|\b5(?:k|aa)\b|\b833/2014\b", re.I)
_OF_CONTRACT = lazy_regex(r"\bpublic contracts?\b|\bprocurement\b|\btenders?\b|\b5k\b|\bconcessions?\b", re.I)
_OWNED = lazy_regex(
    r"\b(?:own(?:s|ed|ership|er|ers)?|holds?|held|stakes?|shares?|shareholders?|JV|joint venture|subsidiar(?:y|ies))\b|"
    r"\b50 ?[/:-] ?50\b",
    re.I,
)
_ASKS_OF_SHARE = lazy_regex(
    r"\?|\b(?:covered|caught|reached|count(?:s|ed)?|enough|compare|difference|versus|vs\.?|thresholds?)(?=\W|$)", re.I
)
_PERCENTS_MOST = 3  # of one question
_TRANSACTIONS = "transactions"  # the ban of `union_owners.toml` that is told where a question names none


def is_of_commerce(text: str) -> bool:
    """Return whether a question speaks of the Commerce Department's rule, or of American law at all."""
    commerce = figure_rules()["affiliates-entity-list"].asked
    return "us" in jurisdictions_named(text) | laws_of_places(text) or bool(commerce and commerce.search(text))


def of_both_laws(question: Query, catalogue: CatalogueReader) -> Calculation | None:
    """Return from which share on each of the two laws reaches a company, and whether the share told does.

    None where a question is of one law alone, tells no share, or names who owns what.
    """
    text = question.standalone
    asked = Asked.of(text)
    percents = tuple(dict.fromkeys(s.percent for s in asked.shares))
    if not 0 < len(percents) <= _PERCENTS_MOST or not (_OWNED.search(text) and _ASKS_OF_SHARE.search(text)):
        return None
    if not ("eu" in jurisdictions_named(text) or _ANNEX_OR_ARTICLE.search(text)) or not is_of_commerce(text):
        return None
    steps: list[CalculationStep] = []
    reached: list[Value] = []
    try:
        rule = AffiliatesRule(question, catalogue)
        limit, locator = rule.percent, rule.text.held.locator
        met = [p >= limit for p in percents]
        country = country_name(figure_rules()["affiliates-entity-list"].jurisdiction)
        line = f"{country}: {locator} says {numeral(limit)} percent or more: {_each(percents, met)} by its words"
        reached += met
        _, stays = rule.force.in_force()
        steps += [CalculationStep(f"{line}{rule.force.standing()}", (rule.text.span,)), stays]
        by_union, over = _union(question, catalogue, percents)
        steps += by_union
        reached += over
    except NotStatedError as absent:
        return Calculation(str(absent), missing=(absent.missing,))
    lead = " ".join(s.text for s in steps if s is not stays)
    steps.append(
        CalculationStep("Both count direct and indirect ownership; who is listed is looked up by each law for itself.")
    )
    return Calculation(lead, {"percent": percents, "reached": tuple(reached)}, tuple(steps))


def _union(
    question: Query, catalogue: CatalogueReader, percents: Sequence[Fraction]
) -> tuple[list[CalculationStep], list[bool]]:
    """Return what the Union's rule says of each share, with who acts for the owner, and whether it is over."""
    if _OF_CONTRACT.search(question.standalone):
        said = stated_by(catalogue, question.filters, "contract-owner")
        what, also = "the ban on public contracts", "Article 5k(1)(c)"
        where = "Article 5k(1)(b)"
    else:
        named = [b for b in union_bans() if re.search(rf"\b{b.annex}\b", question.standalone, re.I)]
        named += [b for b in union_bans() if b.id != _TRANSACTIONS and b.asked.search(question.standalone)]
        named += [b for b in union_bans() if b.id == _TRANSACTIONS]
        ban = named[0]
        source = stated_by(catalogue, question.filters, "contract-owner").held.source.id
        said = read_rule(catalogue, question.filters, Rule(ban.id, ban.locator, ban.words, source))
        what, also, where = f"{ban.ban}, for companies established {ban.seat}", ban.also, ban.locator
    limit = said["percent"]
    over = [p > limit for p in percents]
    union = country_name(figure_rules()["contract-owner"].jurisdiction)
    line = f"{union}: {what} reaches who is owned for more than {numeral(limit)} % ({where})"
    line += f": {_each(percents, over)}."
    steps = [CalculationStep(line, (said.span,))]
    if also:
        acting = f"Whatever the share, who acts on behalf or at the direction of such an owner is reached ({also})."
        steps.append(CalculationStep(acting, (said.span,)))
    day = said.held.version.valid_from
    if day:
        steps.append(CalculationStep(f"The Union's text is that of {day_in_words(day)}: later changes are not in it."))
    return steps, over


def _each(percents: Sequence[Fraction], met: Sequence[bool]) -> str:
    """Return for each share whether it is reached: "50 % is not reached"."""
    return ", ".join(
        f"{numeral(p)} % is {'reached' if yes else 'not reached'}" for p, yes in zip(percents, met, strict=True)
    )
