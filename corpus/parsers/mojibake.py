"""Notices text that was once read in the wrong encoding, and characters that could not be read at all."""

from __future__ import annotations

from corpus.language.lazy_regex import lazy_regex
from corpus.language.scripts import HANGUL, KANA, UNIFIED_HAN
from corpus.parsers.encoding import east_asian, frequent_share
from corpus.trust.gaps import (
    GARBLED,
    GARBLED_IN_PART,
    LOST_CHARACTER,
    LOST_CHARACTERS,
    QUESTION_MARKS,
    READ_AS,
    READ_AS_WESTERN,
    gap,
)

_GARBLED_SAMPLE = 40_000
_LEAST_EXPLAINED = 3  # characters that a wrong encoding explains, below which it is chance
_LEAST_WIDE = 20
_WRONG = ("cp1252", "mac_roman", "cp1251", "gb18030", "cp932", "big5hkscs", "cp949")
_ENCODING_NAMES = {"cp1252": "Windows-1252", "mac_roman": "Mac Roman", "cp1251": "Windows-1251", "gb18030": "GB18030",
          "cp932": "Shift-JIS", "big5hkscs": "Big5", "cp949": "EUC-KR", "euc_jp": "EUC-JP"}  # fmt: skip
# What UTF-8 is used for: letters of Europe, typography, East Asian characters. Chance yields others.
_LIKELY = lazy_regex(
    "[\u00a0-\u017f\u0391-\u03c9\u0410-\u044f\u2010-\u203a\u20ac\u2122\u3000-\u303f"
    f"{KANA}{UNIFIED_HAN}{HANGUL}\uff01-\uff5e]"
)
# What the bytes of UTF-8 become in the sets of Western Europe, beside letters. No text is made of them.
_ODD = lazy_regex("[\u0080-\u00bf\u0192\u02c6\u02dc\u2020-\u2022\u2030\u2039\u203a\u20ac\u2122]")
_MANY_ODD = 0.12  # share of odd characters in a text
_RARE, _USUAL = 0.03, 0.12  # share of frequent characters in a text that is garbled, and in one that is read rightly
_LOST = lazy_regex(r"\?{3,}")
_MANY_LOST = 0.2  # share of runs of question marks in a text
_HIGH_RUN = lazy_regex(r"[^\x00-\x7f]{4,}")


def unreadable_characters(text: str) -> list[str]:
    """Return a line about each sign that a text was read in the wrong encoding, with what to do; [] for none."""
    lines: list[str] = []
    if sum(map(len, _LOST.findall(text))) > _MANY_LOST * len(text):
        lines.append(gap(QUESTION_MARKS))
    if text.isascii():
        return lines
    lost = text.count("\ufffd")
    if lost:
        lines.append(gap(LOST_CHARACTER) if lost == 1 else gap(LOST_CHARACTERS, count=f"{lost:,}"))
    if wrong := _wrong(text[:_GARBLED_SAMPLE]):
        lines.append(gap(GARBLED, how=wrong))
    elif part := _in_part(text):
        lines.append(gap(GARBLED_IN_PART, how=part))
    return lines


def _wrong(text: str) -> str:
    """Return in words which encoding was taken for which; "" where none was."""
    found = {name: _explained(text, name) for name in _WRONG}
    best = max(_WRONG, key=lambda name: found[name])
    if found[best] >= _LEAST_EXPLAINED:
        return gap(READ_AS, right="UTF-8", wrong=_ENCODING_NAMES[best])
    runs = "".join(_HIGH_RUN.findall(text))
    if 2 * len(runs) > sum(c > "\x7f" for c in text):  # no language of Latin letters has so many accents in a row
        right = east_asian(text.encode("cp1252", errors="ignore"), _LEAST_WIDE)
        if right and right != "utf-16-le" and right != "utf-16-be":
            return gap(READ_AS, right=_ENCODING_NAMES[right], wrong="Windows-1252")
    odd = len(_ODD.findall(text))
    if odd >= _LEAST_WIDE and odd > _MANY_ODD * len(text):
        return gap(READ_AS_WESTERN)
    return ""


def _in_part(text: str) -> str:
    """Return in words which encoding was taken for which in some lines of an East Asian text; "" for none."""
    strange = [line for line in text.splitlines() if not line.isascii() and 0 <= frequent_share(line, 4) < _RARE]
    joined = "\n".join(strange)[:_GARBLED_SAMPLE]
    if frequent_share(joined, 2 * _LEAST_WIDE) < 0:
        return ""
    for wrong in ("gb18030", "cp932", "big5hkscs", "cp949", "euc_jp"):
        data = joined.encode(wrong, errors="ignore")
        right = east_asian(data, 2 * _LEAST_WIDE)
        if (
            right in _ENCODING_NAMES
            and right != wrong
            and frequent_share(data.decode(right, errors="ignore"), 1) > _USUAL
        ):
            return gap(READ_AS, right=_ENCODING_NAMES[right], wrong=_ENCODING_NAMES[wrong])
    return ""


def _explained(text: str, wrong: str) -> int:
    """Return how many characters more UTF-8 explains than it leaves, if the bytes were read as `wrong`."""
    explained = 0
    for line in text.splitlines():
        if line.isascii():
            continue
        again = line.encode(wrong, errors="ignore").decode("utf-8", errors="replace")
        good, bad = len(_LIKELY.findall(again)), again.count("\ufffd")
        if good > 3 * bad:
            explained += good - 3 * bad
    return explained
