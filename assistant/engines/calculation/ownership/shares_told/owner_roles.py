"""Owners that are told by what they are to a company: "its owner Bolt has 40 %", "Nova's parent SMIC holds 60 %"."""

from __future__ import annotations

import re

from assistant.engines.calculation.ownership.shares_told.owner_clauses import OWNS, SHARE, SHARES
from corpus.language.lazy_regex import lazy_regex

_ROLE = (
    r"(?:(?:sole|majority|minority|main|largest|biggest|principal|controlling|other|ultimate|only|first|second|"
    r"direct|beneficial) ){0,2}"
    r"(?:(?:co-?)?owners?|parents?(?: (?:company|firm|group))?|(?:mother|holding) (?:company|firm)|"
    r"share ?holders?|stake ?holders?|investors?|proprietors?)"
)
_NAME = r"(?-i:[A-Z0-9])[^§:.;?!,()]{0,60}?"
_HAS = rf"(?:,? (?:which |who |that )?{OWNS}|,? (?:with|at)|:)?,? ?\(?(?:an? |about |only |exactly ){{0,2}}"
# The share is in the company that the role is told of, unless another one is named behind it.
_IN_IT = r"\)?(?: (?:of|in) (?:it|them|that|this|the (?:company|firm|business|buyer|customer)))?(?! ?(?:of|in) \w)"
_OF_COMPANY = lazy_regex(
    rf"(?:^|(?<=[\s(\"“]))(?P<company>(?-i:[A-Z])[^§:.;?!,]{{1,60}}?)"
    rf"(?:['’]s?|(?::|;|,| and|, and)? (?:its|whose|the|their)) {_ROLE}:?,? (?P<owner>{_NAME}){_HAS}"
    rf"(?P<share>{SHARE}{SHARES}){_IN_IT}",
    re.I,
)
_OF_NONE_NAMED = lazy_regex(
    rf"(?:^|(?<=[.;:,?!] )|(?<=\band ))"
    rf"(?:its|whose|their|the|(?-i:[A-Z])[^§:.;?!,]{{1,60}}?['’]s?) {_ROLE},? (?P<owner>{_NAME})"
    rf"(?=(?:,? (?:which |who |that )?{OWNS}|,? (?:with|at)|:),? ?(?:an? |about |only |exactly ){{0,2}}{SHARE})",
    re.I,
)


def with_owners_by_role(marked: str) -> str:
    """Return a text whose percentages are marked with each owner told by its role as one that owns a share.

    "Nova's owner SMIC has 60 %" is of SMIC's share in Nova, and never of a share that Nova has.
    """
    text = _OF_COMPANY.sub(r"\g<owner> owns \g<share> of \g<company>", marked)
    return _OF_NONE_NAMED.sub(r"\g<owner>", text)
