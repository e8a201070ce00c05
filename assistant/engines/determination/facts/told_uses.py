"""The end use as a question tells it: what the item is for, in the question's words."""

from __future__ import annotations

import re

from assistant.engines.determination.facts.asked import Transaction
from assistant.engines.determination.facts.places import without_places
from corpus.lazy_regex import lazy_regex

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
_MAY_DENY = 40  # characters before a use that may deny it


def told_use(asked: Transaction) -> str:
    """Return the end use that the facts tell of; an empty string where they tell of none, or deny it."""
    if asked.end_use:
        return asked.end_use
    for text in (asked.now, asked.text):
        for m in _USE.finditer(text):
            use = m["told"] or m["work"] or f"use {m['how']} {m['what']}"
            if _DENIED.search(text[max(0, m.start() - _MAY_DENY) : m.start()]):
                continue
            if m["what"] is None or re.search(r"[^\W\d_]", without_places(m["what"])):  # "for use in Germany"
                return use.strip()
    return ""
