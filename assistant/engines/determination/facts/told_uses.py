"""The end use as a question tells it: what the item is for, in the question's words."""

from __future__ import annotations

import re

from assistant.engines.determination.facts.asked import Transaction
from assistant.engines.determination.facts.places import without_places
from corpus.language.lazy_regex import lazy_regex

_WORK = (
    r"develop(?:ment|ing)|produc(?:tion|ing)|manufactur(?:e|ing)|design(?:ing)?|build(?:ing)?|mak(?:e|ing)|test(?:s|ing)?|"
    r"repair(?:s|ing)?|maintenance|operation|research|enrich(?:ment|ing)|launch(?:es|ing)?|min(?:e|ing)|drilling|training"
)
_USE = lazy_regex(
    r"\b(?:(?:for|in) (?:the )?(?:end[- ])?(?P<used>use)|(?P<passive>used)) (?P<how>in|as|on|for|to|with) "
    r"(?P<what>[^.,;:?!()]{3,160})"
    r"|(?:\bend[- ]use(?: is|:| will be)|(?:^|[.,;] )(?:its |the )?(?:use|purpose)(?: is|:)"
    r"|\b(?:meant|intended|destined) for(?= (?:the )?\w{2,20}ing\b)"
    r"|\buses? (?:it|them|this|these|those) (?:to|for|in)) (?P<told>[^.,;:?!()]{3,160})"
    rf"|\bfor (?P<work>(?:the |their |its |our )?(?:{_WORK})\b(?! (?:firms?|compan(?:y|ies)|labs?|institutes?|plants?))"
    r"[^.,;:?!()]{0,160})",
    re.I,
)
_DENIED = lazy_regex(r"(?:\b(?:not|never|nor|neither|without)\b|n['’]t\b)[^.,;:?!]{0,24}$", re.I)
# "The use is unknown", "end use: not yet known", "purpose: to be confirmed".
_NOT_KNOWN = lazy_regex(
    r"\b(?:unknown|unclear|uncertain|undecided|undetermined|undisclosed|unspecified|unsure|tb[acd]|no idea|"
    r"to be (?:confirmed|determined|decided|announced|advised|clarified|defined|known)|"
    r"(?:not|never|n['’]t) (?:\w{2,12} ){0,2}(?:known|clear|told|said|given|stated|decided|specified|disclosed|sure|"
    r"defined|determined|settled|certain|available|know|say|tell))\b|"
    r"^\s*(?:still |as yet |so far |currently |yet |quite )*(?:not|never|nothing|none|open|pending|missing|secret|"
    r"confidential|anyone|anybody|n/?a)\b",
    re.I,
)
_MEANT_FOR = lazy_regex(r"(?:meant|intended|destined) for\b", re.I)
_A_WORK = lazy_regex(r"\s*(?:the )?\w{2,20}ing\b", re.I)
_WORD_OF_USE = lazy_regex(r"(?!\b(?:in|at|to|from|the|of|and|or|for)\b)\b[^\W\d_]+", re.I)
_MAY_DENY = 40  # characters before a use that may deny it


def told_use(asked: Transaction) -> str:
    """Return the end use that the facts tell of; an empty string where they tell of none, deny it or do not know it."""
    if asked.end_use:
        return asked.end_use
    for text in (asked.now, asked.text):
        for m in _USE.finditer(text):
            use = m["told"] or m["work"] or f"use {m['how']} {m['what']}"
            if _DENIED.search(text[max(0, m.start() - _MAY_DENY) : m.start()]):
                continue
            if m["told"] and _NOT_KNOWN.search(m["told"]):
                continue
            if _MEANT_FOR.match(m[0]) and not _A_WORK.match(without_places(use)):  # "destined for Beijing University"
                continue
            if _WORD_OF_USE.search(without_places(m["what"] or use)):  # "for use in Germany", "destined for Beijing"
                return use.strip()
    return ""
