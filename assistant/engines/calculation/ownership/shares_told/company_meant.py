"""Shares whose company is not named where they are told: "A holds 30 % direct" is of the one that is asked about."""

from __future__ import annotations

import re
from dataclasses import replace

from assistant.engines.calculation.ownership.graph import ends_of
from assistant.engines.calculation.ownership.model import Ownership, party_key
from assistant.engines.calculation.ownership.shares_told.owner_clauses import SHARE
from corpus.language.lazy_regex import lazy_regex

# How a share is held, which is nobody's name: "holds 30 % direct", "a direct 30 % stake", "25 % of the firm outright".
_HOW_HELD = r"(?:(?:in)?direct(?:ly)?|outright|straight|(?:it|him|her)self|themselves)"
HOW_HELD_AT_END = lazy_regex(rf"(?:^|\s){_HOW_HELD}$", re.I)
_STAKE = r"(?: ?(?:stakes?|shares?|interests?|shareholding))?"
_NOBODY_BEHIND = r"(?=\s{0,2}(?:[.,;:?!)(–—-]|$|(?:and|but|while|whereas|plus|with|through|via|so|is|are|does|do)\b))"
_WITH_COMPANY = lazy_regex(
    rf"(?P<share>{SHARE}),? {_HOW_HELD}"
    r"(?= (?:of|in|by|from|to|stakes?|shares?|interests?|shareholding|equity|ownership|owned|held|controlled)\b)",
    re.I,
)
_WITHOUT_COMPANY = lazy_regex(
    rf"(?P<share>{SHARE}{_STAKE}),? {_HOW_HELD}{_NOBODY_BEHIND}|"
    rf"(?<!\w)(?:an? )?{_HOW_HELD} (?P<behind>{SHARE}{_STAKE}){_NOBODY_BEHIND}",
    re.I,
)
_BEFORE_SHARE = lazy_regex(rf"(?<!\w)(?:an? )?{_HOW_HELD} (?={SHARE}{_STAKE} (?:of|in)\b)", re.I)
# "Our customer Acme: Bolt has a 30 % stake, Crane 25 %": the company stands before a colon, its owners behind it.
_HEADED = lazy_regex(
    r"(?:^|(?<=[.;?!] ))(?P<role>(?:(?:our|my|the|their|your|a) )?(?:buyer|customer|client|consignee|distributor|"
    r"reseller|company|importer|end[- ]user|counterparty|recipient)s? )?"
    r"(?P<company>(?-i:[A-Z])[^§:.;?!,]{1,60}): (?P<told>[^.?!;:]{1,300})",
    re.I,
)
_LEGAL_FORM_AT_END = lazy_regex(r"\b(?:ltd|limited|inc|llc|gmbh|corp|corporation|co|ag|sa|bv|plc|pte)$", re.I)
_OF_NOBODY = lazy_regex(rf"(?P<share>{SHARE}{_STAKE}){_NOBODY_BEHIND}", re.I)
_MEANT = "the company meant"
_SAYS_COMPANY = lazy_regex(r"\b(?:the|our|this|that|my) company\b(?! meant\b)", re.I)
# Names nobody by itself: a small letter, and no article before it.
_COMMON_WORD = lazy_regex(r"^(?!(?:an?|the|one|another|two|three|some|first|second|this|that)\b)[a-z]")


def without_how_held(marked: str) -> str:
    """Return a text whose percentages are marked without how a share is held.

    A share that is held "direct", of nobody who is named, is one of the company meant.
    """
    text = _HEADED.sub(lambda m: _with_company_told(m, marked), marked)
    text = _WITH_COMPANY.sub(r"\g<share>", text)
    text = _WITHOUT_COMPANY.sub(lambda m: f"{m['share'] or m['behind']} of {_MEANT}", text)
    return _BEFORE_SHARE.sub("", text)


def _with_company_told(headed: re.Match[str], text: str) -> str:
    """Return shares behind a colon as shares of the company before it; unchanged where that may be no company.

    It is one where it is called a customer or the like, has a company's form behind its name, or is named again.
    """
    company = headed["company"].strip()
    named_again = re.search(rf"(?<!\w){re.escape(company)}(?!\w)", text[headed.end() :], re.I)
    if not (headed["role"] or named_again or _LEGAL_FORM_AT_END.search(company)):
        return headed[0]
    told, shares = _OF_NOBODY.subn(lambda m: f"{m['share']} of {company}", headed["told"])
    return told if shares else headed[0]  # "Acme Ltd: it owns 60 % of Bolt" says by itself of whom


def of_company_meant(told: Ownership, text: str, unnamed: str) -> Ownership:
    """Return an ownership whose stakes in nobody named are in the one company with which the chains end.

    `unnamed` is the key of "the company". Of several such companies nothing says which one is meant: that is left
    unread, and so it is where one of them has a lone common word for a name ("voting"), which may be no company's.
    """
    nobody = {party_key(_MEANT)} if _SAYS_COMPANY.search(text) else {party_key(_MEANT), unnamed}
    named = tuple(s for s in told.stakes if s.owned not in nobody)
    ends = ends_of(replace(told, stakes=named))
    if len(ends) > 1 and any(_COMMON_WORD.match(told.name(key)) for key in ends):
        return replace(told, unread=(*told.unread, "whose shares these are"))
    if not named or len(named) == len(told.stakes):
        return told
    if len(ends) != 1 or any(s.owner == ends[0] for s in told.stakes):
        return replace(told, unread=(*told.unread, "whose shares are told without a company"))
    return replace(told, stakes=tuple(replace(s, owned=ends[0]) if s.owned in nobody else s for s in told.stakes))
