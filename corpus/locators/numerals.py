"""Converts numbers as the laws of China and Japan write them."""

from __future__ import annotations

import unicodedata

# Kanji and digits side by side are two numerals: 別表第一16項 is row 16 of table 一.
NUMERAL = "(?:[〇零一二三四五六七八九十百千两兩]{1,20}|[0-9０-９]{1,20})"
_VALUE = {"〇": 0, "零": 0, "两": 2, "兩": 2} | {c: n for n, c in enumerate("一二三四五六七八九", 1)}
_POWERS_OF_TEN = {"十": 10, "百": 100, "千": 1000}


def to_int(numeral: str) -> int:
    """Return the number that a numeral in kanji or in digits of any width means: 二十五, 二五, 25, ２５ are 25.

    Raises ValueError for anything else.
    """
    text = unicodedata.normalize("NFKC", numeral)
    if text.isdecimal():
        return int(text)
    if not text or any(c not in _VALUE and c not in _POWERS_OF_TEN for c in text):
        raise ValueError(f"no numeral: {numeral}")
    if not any(c in _POWERS_OF_TEN for c in text):
        return int("".join(str(_VALUE[c]) for c in text))
    total = digit = 0
    for c in text:
        if c in _POWERS_OF_TEN:
            total += (digit or 1) * _POWERS_OF_TEN[c]
            digit = 0
        else:
            digit = _VALUE[c]
    return total + digit


def to_kanji(number: int, *, zero: bool = False) -> str:
    """Return a number below 10,000 as statutes print it.

    25 is 二十五, 110 is 百十 (with `zero`, as in China, 一百一十).
    Japan writes 百 and 十 without a leading 一; China writes 一百, and 零 for a skipped place (一百零五). Raises
    ValueError for a number outside 0 to 9,999.
    """
    if not 0 <= number < 10_000:
        raise ValueError(f"out of range: {number}")
    if number == 0:
        return "零" if zero else "〇"
    out = ""
    skipped = False
    for unit, sign in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, unit)
        if digit == 0:
            skipped = bool(out)
            continue
        if skipped and zero:
            out += "零"
        skipped = False
        bare = digit == 1 and sign and (not zero or (unit == 10 and not out))
        out += ("" if bare else "一二三四五六七八九"[digit - 1]) + sign
    return out
