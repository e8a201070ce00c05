"""Value of the item that a question tells: its sums in dollars, and whether one is that of a whole order."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.engines.determination.facts.asked import Transaction
from assistant.engines.determination.facts.written_numbers import (
    is_exact,
    is_tail,
    number_goes_on,
    without_entries,
    written_numbers,
)
from corpus.language.lazy_regex import lazy_regex
from corpus.language.number_words import SCALES, VALUE_OF_WORD, scales
from corpus.lexicon import measures
from corpus.locators import mentions

_DOLLAR_BEFORE = lazy_regex(rf"{measures.table().before_of('usd')}\s{{0,2}}(?P<cut>[.,'’])?$", re.I)
_DOLLAR_BEHIND = lazy_regex(rf"[\s-]?(?:{measures.table().words_of('usd')}|bucks\b)", re.I)
_CURRENCY_BEFORE_SUM = 16  # characters before a sum in which its currency stands
_SCALES_OF_MONEY = scales("thousand", "trillion") | {
    "k": 10**3, "grand": 10**3, "lakh": 10**5, "lac": 10**5, "m": 10**6, "mn": 10**6, "mln": 10**6, "mio": 10**6,
    "mil": 10**6, "crore": 10**7, "cr": 10**7, "bn": 10**9, "bln": 10**9, "tn": 10**12,
}  # fmt: skip
_SCALE_OF_MONEY = lazy_regex(
    rf"\s?(?P<word>{'|'.join(sorted(_SCALES_OF_MONEY, key=len, reverse=True))})s?\b\.?(?!\d)", re.I
)
_OTHER_SCALE = lazy_regex(r"\s?(?:hundred|dozen|tsd|tausend|milliards?|mrd|mia|mille|millones|[^\x00-\u024f\W])", re.I)
_CALLED_A_LIMIT = lazy_regex(
    r"\b(?:limits?|threshold|ceiling|cap|under|below|up to|less than|over|above|exceed\w*|more than)\b[^.;?!\d]{0,20}$",
    re.I,
)
# Beside a sum: it is, or may be, the price of one of several, and the limit is one of an order.
_OF_EACH = lazy_regex(
    r"\b(?:each|every|apiece|an? ?(?:piece|unit|item|chip|pop|set|pair)|one|per|pieces?|pcs?|units?|prices?d?|pricing|"
    r"costs?|costing|rates?|at)\b|@",
    re.I,
)
_COUNT_IN_WORDS = lazy_regex(
    rf"\b(?:{'|'.join(w for w, n in VALUE_OF_WORD.items() if n > 1)}|{'|'.join(SCALES)}|couple|pairs?|several|many|few|"
    r"multiple|lots?|batch(?:es)?|boxes|both|all)s?\b",
    re.I,
)
_BEFORE_VALUE = 40  # characters before a value in which it may be called a limit


def value_told(asked: Transaction) -> float | None:
    """Return the value that a question tells of the item: the only one, or of several that behind its own number.

    None where none is told, where it is not clear which one counts, and where one of the sums cannot be read.
    """
    every = list(_sums_told(asked.text))
    told = [(at, v) for at, v in every if not _CALLED_A_LIMIT.search(asked.text, max(0, at - _BEFORE_VALUE), at)]
    told = told or every
    if any(value is None for _, value in told):
        return None
    entries = [m for m in mentions(asked.text) if m.locator.system == "eccn"]
    if len({value for _, value in told}) <= 1:
        # Between the number of another item and the next one it is the value of that other.
        of_other = any(
            m.locator.path != (asked.number, *asked.paragraph) and m.end <= at < after.start
            for m, after in zip(entries, entries[1:], strict=False)
            for at, _ in told
        )
        return told[0][1] if told and not of_other else None
    ends = [*(m.start for m in entries[1:]), len(asked.text)]
    own = {
        value
        for m, end in zip(entries, ends, strict=True)
        if m.locator.path == (asked.number, *asked.paragraph)
        for at, value in told
        if m.end <= at < end
    }
    return own.pop() if len(own) == 1 else None


def is_of_all(told: str) -> bool:
    """Return whether nothing says that the sum told is that of one of several: no count, and no word for each."""
    text = without_entries(told)
    if _OF_EACH.search(text) or _COUNT_IN_WORDS.search(text):
        return False
    sums = [at for at, _ in _sums_told(told)]
    return not any(
        (number.size is None or number.size > 1)
        and not any(0 <= number.start - at <= _CURRENCY_BEFORE_SUM for at in sums)
        for number in written_numbers(text, point_parts_thousands=True)
    )


def _sums_told(told: str) -> Iterator[tuple[int, float | None]]:
    """Yield the sums in dollars with their places; None for one that cannot be read whole, of which no part counts."""
    text = without_entries(told)
    for number in written_numbers(text, point_parts_thousands=True):
        led = _DOLLAR_BEFORE.search(text, max(0, number.start - _CURRENCY_BEFORE_SUM), number.start)
        size, end = number.size, number.end
        if scale := _SCALE_OF_MONEY.match(text, end):
            # 4.800 may be 4800 or 4.8, which makes no difference of what stands alone but of thousands.
            many = _SCALES_OF_MONEY[scale["word"].casefold()]
            size = size * many if size is not None and is_exact(text[number.start : number.end]) else None
            end = scale.end()
        behind = _DOLLAR_BEHIND.match(text, end)
        if not (led or behind):
            continue
        end = behind.end() if behind else end
        tail = led["cut"] if led else is_tail(text, number.start)
        unclear = tail or _OTHER_SCALE.match(text, end) or number_goes_on(text, end)
        yield led.start() if led else number.start, None if unclear else size
