"""Questions that ask for a result of the asker's own figures: a day, a fine, a sum, whether an amount fits a limit."""

from __future__ import annotations

import re

from assistant.facts.extraction import FactKind, facts
from corpus.language.lazy_regex import lazy_regex

_ASKS_DAY = lazy_regex(
    r"\b(?:(?:by|until|till|on|from) (?:when|(?:what|which) (?:day|date))|"
    r"(?:what|which|last|latest|exact) (?:day|date)|"
    r"(?:day|date) by which|when (?:does|do|is|are|must|will|should) "
    r"(?:it|that|they|we|this|the \w+)\b.{0,40}\b(?:expire|end|run out|due|lapse|over)|too late|in time|on time)\b|"
    r"最迟|截止|哪天|何时到期|いつまで|\bwann\b",
    re.I,
)
_ASKS_SUM = lazy_regex(
    r"\b(?:how (?:much|high|big) (?:is|are|will|would|can|could|may|might|do|does)\b.{0,30}\b(?:fine|penalt|pay)\w*|"
    r"(?:fine|penalty)\b.{0,40}\bhow (?:much|high)|(?:maximum|max|minimum|total|exact) (?:\w+ ){0,2}(?:fine|penalty)|"
    r"fine range|work out|calculate|compute|add(?:s|ed)? up|in total|totals?)\b|"
    r"罚多少|罚款(?:是)?多少|罚款幅度|多少罚|多少钱",
    re.I,
)
_ASKS_FIT = lazy_regex(
    r"\b(?:over|under|within|below|above|exceeds?|fits?|reach(?:es)?) (?:the |that |this |any |a )?(?:\w+ )?"
    r"(?:limits?|thresholds?|de[- ]?minimis|ceiling|quota|allowance)\b|"
    r"\b(?:does|do|is|are)\b.{0,40}\b(?:cover(?:s|ed)?|enough|fits?)\b|\bwhich of (?:them|these|those|the)\b|"
    r"\bde[- ]?minimis\b|\bwas davon\b",
    re.I,
)
WEIGHT_UNITS = frozenset(("kg", "g", "mg", "tonne", "lb"))
_MONEY_IN_HAN = lazy_regex(r"\d{1,9}(?:\.\d{1,4})?\s?[万亿萬億]?[元円]")


def weighs_a_figure(asked: str, told: str) -> bool:
    """Return whether a question has a measure of its own where a text has other ones of that unit: 550 Hz, 600 Hz.

    Which way the text then answers turns on the measure, and a yes or no that was written for the text may not hold.
    """
    # A third part says that the number is in words: "five times" is 5 times.
    mine, theirs = ({f.value[:2] for f in facts(text) if f.kind in _MEASURES and f.value[1]} for text in (asked, told))
    return any(value not in theirs and value[1] in {unit for _, unit in theirs} for value in mine)


_MEASURES = (FactKind.AMOUNT, FactKind.NUMBER)


def asks_for_a_result(text: str) -> bool:
    """Return whether a question gives figures of its own and asks for what follows from them.

    What a law says of a neighbouring matter, or its bare rule, is no answer to it, however near it sounds.
    """
    found = facts(text)
    days = [f for f in found if f.kind is FactKind.DATE and f.value[1] and f.value[2]]
    amounts = [f for f in found if f.kind is FactKind.AMOUNT]  # those of "40 pounds" too, money or not
    weights = [f for f in found if f.kind is FactKind.NUMBER and f.value[1] in WEIGHT_UNITS]
    if days and _ASKS_DAY.search(text):
        return True
    valued = bool(amounts) or _MONEY_IN_HAN.search(text) is not None
    if valued and _ASKS_SUM.search(text):
        return True
    return (bool(weights) or valued) and _ASKS_FIT.search(text) is not None
