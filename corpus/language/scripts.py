"""The characters of Chinese, Japanese and Korean, and Latin letters: the one place where their ranges are written down.

The constants without brackets (`HAN`, `KANA`) go between the brackets of a character class: `rf"[{KANA}{HAN}]"`.
"""

from __future__ import annotations

import re

from corpus.language.lazy_regex import lazy_regex

HIRAGANA = "\u3040-\u309f"
KATAKANA = "\u30a1-\u30ff"  # with the mark of a long sound and the dot between words
KANA = "\u3040-\u30ff"  # hiragana and katakana
KANA_LETTERS = "\u3041-\u3096\u30a1-\u30fa"  # without the marks of sound and of repetition
UNIFIED_HAN = "\u4e00-\u9fff"  # the characters of everyday print
HAN_LETTERS = f"\u3400-\u4dbf{UNIFIED_HAN}"  # with the rare ones of extension A
HAN = "\u3400-\u9fff"  # the same as one range
COMPATIBILITY_HAN = "\uf900-\ufaff"  # double forms from older codings
KANA_AND_MARKS = "\u3005-\u30ff"  # with the marks of repetition and the brackets that stand between words
HANGUL = "\uac00-\ud7a3"
WIDE_PUNCTUATION = "\u3000-\u303f\uff00-\uff60"
KANA_TO_HAN = "\u3040-\u9fff"  # kana, han, and what stands between them: bopomofo, numbers in brackets
EAST_ASIAN_SIGNS = f"{KANA}{HAN}{HANGUL}"  # of the three languages, in which no space parts words from numbers

LATIN_LETTER = lazy_regex(r"[A-Za-z\u00c0-\u024f]")
WIDE = lazy_regex(f"[{KANA}{HAN}]")
EAST_ASIAN = lazy_regex(f"[{EAST_ASIAN_SIGNS}]")
CJK = lazy_regex(f"[{KANA}{HAN}{COMPATIBILITY_HAN}]")
KANA_SIGN = lazy_regex("[\u3041-\u30fe]")  # whose presence marks a text as Japanese
CJK_RUN = f"[{KANA}{HAN}{COMPATIBILITY_HAN}々〇]+"
_HIRAGANA = lazy_regex(f"[{HIRAGANA}]")
_RUN = lazy_regex(CJK_RUN)


def cjk_runs(text: str) -> list[str]:
    """Return the unbroken runs of CJK characters of a text."""
    return _RUN.findall(text)


def chinese_or_japanese(text: str) -> str:
    """Return the language of a CJK text, "ja" or "zh": Japanese is hardly written without kana."""
    return "ja" if _HIRAGANA.search(text) else "zh"


def is_hiragana(text: str) -> bool:
    """Return whether a text is written in hiragana throughout."""
    return re.fullmatch(f"[{HIRAGANA}]*", text) is not None
