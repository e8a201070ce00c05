"""Questions that tell of shares: whether a rule on owned companies reaches the one that is asked about."""

from __future__ import annotations

import re

from assistant.engines.calculation.figures import NotStatedError, rules
from assistant.engines.calculation.ownership import follow_ups
from assistant.engines.calculation.ownership.affiliates import AffiliatesRule
from assistant.engines.calculation.ownership.blocked_owners import of_blocked_owners
from assistant.engines.calculation.ownership.model import names_a_list
from assistant.engines.calculation.reading import Asked
from assistant.engines.calculation.result import Calculation, needs
from assistant.query.model import Query
from corpus.catalogue import CatalogueReader

_OWNS = (
    r"\bown(?:s|ed|ership|ing)?\b|\bhold(?:s|ing)?\b|\bheld\b|\bstakes?\b|\bshare ?holders?\b|"
    r"\bshareholding\b|\bbelongs?\b|\bsubsidiar(?:y|ies)\b|->|→"
)
_RULE = (
    r"\baffiliates?['’]? rule\b|\b(?:50|fifty)[ -]?(?:percent|per cent|%|pct)\s?-?(?:ownership |"
    r"affiliates? )?rule\b|\bsupplement no\. ?8\b|"
    r"\b744\.11\(a\)\(1\)|\b744\.21\(a\)\(3\)"
)
_ASKS_REACH = re.compile(
    r"\b(?:caught|reach(?:es|ed)?|covered|restricted|hit|affected|aggregat\w+|count(?:s|ed)?|"
    r"licen[cs]es?|appl(?:y|ies)|"
    r"treated|subject|captured?|rule|in scope|problem|allowed|ship|sell)\b|\?",
    re.I,
)


def calculate(question: Query, catalogue: CatalogueReader) -> Calculation | None:
    """Return whether the rule reaches a company by who owns it; None where the question does not ask that."""
    text = question.standalone
    asked = Asked.of(text)
    if (
        not asked.shares
        or not (asked.has(_OWNS) or asked.has(_RULE))
        or not _ASKS_REACH.search(text)
        or not _is_about_lists(asked)
    ):
        return None
    told = follow_ups.read(question)
    if told is None:
        return needs("who owns how much now, each owner again (which of the earlier shares changes is not understood)")
    if not told.stakes and not told.unread:
        return None
    of_treasury, of_commerce = rules()["blocked-owners"].asked, rules()["affiliates-entity-list"].asked
    if of_treasury and of_treasury.search(text) and not (of_commerce and of_commerce.search(text)):
        return of_blocked_owners(told, asked, question, catalogue)
    try:
        return AffiliatesRule(question, catalogue).over(told, asked)
    except NotStatedError as absent:
        return Calculation(str(absent), missing=(absent.missing,))


def _is_about_lists(asked: Asked) -> bool:
    return asked.has(_RULE) or names_a_list(asked.text)
