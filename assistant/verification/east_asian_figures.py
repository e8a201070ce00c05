"""Figures of Chinese, Japanese and Korean law as English writes them, for comparison with an English sentence.

50万元 becomes CNY 500000, 二〇〇万円 JPY 2000000, 令和九年四月十三日 13 April 2027, 百分の十 10 percent, 三の二の項
3-2, 3천만원 KRW 30000000. The result is only compared, never shown.
"""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal, InvalidOperation
from functools import cache

from corpus.language.lazy_regex import lazy_regex
from corpus.language.number_words import WIDE_SCALES
from corpus.language.scripts import HANGUL, KANA_AND_MARKS, UNIFIED_HAN
from corpus.lexicon import measures
from corpus.locators.numerals import to_int

_NUMERALS = "〇零一二三四五六七八九十百千"
_WESTERN_DIGITS = r"\d[\d,]{0,24}(?:\.\d{1,12})?"
_GROUPED = "[一二三四五六七八九][〇一二三四五六七八九]{0,2}(?:、[〇一二三四五六七八九]{3}){1,6}"  # 一、〇〇〇 is 1,000
_SMALL_NUMBER = rf"(?:{_WESTERN_DIGITS}|{_GROUPED}|[{_NUMERALS}两]{{1,20}})"
_BIG = f"[{''.join(WIDE_SCALES)}]"
_NUMERAL = rf"(?:(?:{_SMALL_NUMBER}{_BIG}){{1,6}}{_SMALL_NUMBER}?|{_SMALL_NUMBER})"
_NUMERAL_PART = lazy_regex(rf"({_SMALL_NUMBER})({_BIG}?)")
_MEASURES = measures.table()
_MONTHS = tuple(name.capitalize() for name in _MEASURES.month_names)
_ERAS = {"明治": 1867, "大正": 1911, "昭和": 1925, "平成": 1988, "令和": 2018}  # the year before the first
_CURRENCIES = _MEASURES.currencies_in_english
_UNITS_IN_ENGLISH = _MEASURES.units_in_english  # longer words first: 工作日 is not 日, キログラム not グラム
_DAY_OF_MONTH = rf"(?:{_SMALL_NUMBER}月(?:{_SMALL_NUMBER}日)?)?"
_FIGURE_PATTERNS = {
    "era": rf"(?:{'|'.join(_ERAS)})(?:元|{_SMALL_NUMBER})年{_DAY_OF_MONTH}",
    "date": rf"(?:(?:1[89]|20)\d\d|[一二][〇零一二三四五六七八九]{{3}})年{_DAY_OF_MONTH}",
    "day": rf"{_SMALL_NUMBER}月{_SMALL_NUMBER}日",
    "percent": rf"百分[の之]{_NUMERAL}|{_NUMERAL}(?:パーセント|%)",
    "money": rf"{_NUMERAL}(?:{'|'.join(_CURRENCIES)})",
    "measure": rf"{_NUMERAL}(?:{'|'.join(_UNITS_IN_ENGLISH)})",
    "latin": rf"{_WESTERN_DIGITS} ?(?=[A-Za-z°µμ])",
    "branch": rf"{_SMALL_NUMBER}(?:[のノ之]{_SMALL_NUMBER}){{1,6}}",
    "digits": _WESTERN_DIGITS,
    # A single sign is a numeral only where it numbers or counts something: 一般, 统一 and 十分 are words.
    "signs": rf"{_GROUPED}|[{_NUMERALS}]{{2,}}(?!分)|(?<=[第(表至、])[{_NUMERALS}]|(?<=[条項号]の)[{_NUMERALS}]"
    rf"|[{_NUMERALS}](?=[のノ]?[項项号条款章節节類类目)]|から|まで|[个個件回次名人つ種级級]|\s)",
}
_BARE = ("branch", "digits", "signs")
# Tables of penalties are set without a space: 第七十条の二三億円以下 is article 70-2 and 300 million yen.
_RUN_TOGETHER = lazy_regex(r"(?<=条の[一二三四五六七八九])(?=[一二三四五六七八九十百千]+[万億]*円)")
_ANNEX_WORD = lazy_regex("附属書|付属書|附件")
_SPACES = lazy_regex(" {2,}")
_SCRIPT = lazy_regex(f"[{KANA_AND_MARKS}{UNIFIED_HAN}{HANGUL}]+")  # kana, han and their marks, hangul
# Korean counters behind a figure, each as the sign that Chinese writes there; 원 is in the table of currencies.
_KOREAN = {
    "개월": "个月", "년": "年", "월": "月", "일": "日", "배": "倍", "명": "人", "주": "周", "만": "万", "억": "億",
}  # fmt: skip
_BEFORE_UNIT = lazy_regex(f"(?<=[0-9]) (?=[{KANA_AND_MARKS}{UNIFIED_HAN}])")
_HUNDREDS = {"천": 1000, "백": 100, "십": 10}
_IN_HUNDREDS = lazy_regex(rf"(\d{{1,4}})({'|'.join(_HUNDREDS)})(?=[만억]|\s?원)")
_COUNTED = lazy_regex(rf"(?<=[\d万億])\s?({'|'.join(_KOREAN)})")
_WON = lazy_regex(r"(?<=[\d万億])\s(?=원)")


def figures_in_english(text: str, *, bare: bool = True) -> str:
    """Return the figures of a text as English writes them, in place; of other words only those in Latin letters remain.

    Without `bare`, figures that have no unit are left out as well.
    """
    text = _ANNEX_WORD.sub(" Annex ", _RUN_TOGETHER.sub(" ", _prepared(text)))

    def written(found: re.Match[str]) -> str:
        kind = str(found.lastgroup)
        return "" if kind in _BARE and not bare else f" {_english(kind, found[0])} "

    # "500,000 yuan" beside a title in Chinese is an amount still: one space between a figure and its unit.
    return _SPACES.sub(" ", _SCRIPT.sub(" ", _any_figure().sub(written, text)))


def with_figures_in_english(text: str) -> str:
    """Return a text without its figures that have a unit, and these as English writes them in a line behind it.

    Bare numbers and all words stay, so that addresses, names and quoted words are read as they are written.
    """
    told: list[str] = []

    def taken(found: re.Match[str]) -> str:
        kind = str(found.lastgroup)
        if kind in _BARE or kind == "latin":
            return found[0]
        told.append(_english(kind, found[0]))
        return " "

    rest = _any_figure().sub(taken, _prepared(text))
    return "\n".join([rest, "; ".join(told)]) if told else text


def _prepared(text: str) -> str:
    """Return a text in one width, with Korean counters in Han, without a space between a figure and its unit."""
    return _BEFORE_UNIT.sub("", _in_han(unicodedata.normalize("NFKC", text)))


@cache
def _any_figure() -> re.Pattern[str]:
    """Return the pattern of all figures, made on first need: it takes as long as a search."""
    return re.compile("|".join(f"(?P<{name}>{pattern})" for name, pattern in _FIGURE_PATTERNS.items()))


def _in_han(text: str) -> str:
    """Return a text with the counters of Korean figures as Chinese writes them: 1억 5천만원 is 1億5000万원."""
    if not re.search(f"[{HANGUL}]", text):
        return text
    text = _IN_HUNDREDS.sub(lambda m: str(int(m[1]) * _HUNDREDS[m[2]]), text)
    for _ in range(2):  # what stands behind 만 and 억 is a counter too
        text = _COUNTED.sub(lambda m: _KOREAN[m[1]], text)
    return _WON.sub("", re.sub(r"(?<=[万億年月])\s(?=\d)", "", text))


def _english(kind: str, words: str) -> str:
    if kind in ("era", "date", "day"):
        return _day(words)
    if kind == "percent":
        return f"{_value(re.split('[の之]', words)[-1])} percent"
    if kind == "money":
        unit = next(u for u in _CURRENCIES if words.endswith(u))
        return f"{_CURRENCIES[unit]} {_value(words.removesuffix(unit))}"
    if kind == "measure":
        unit = next(u for u in _UNITS_IN_ENGLISH if words.endswith(u))
        return f"{_value(words.removesuffix(unit))} {_UNITS_IN_ENGLISH[unit]}"
    if kind == "branch":
        return "-".join(_value(part) for part in re.split("[のノ之]", words))
    return _value(words) if kind == "signs" else words


def _day(words: str) -> str:
    """Return a date of either calendar, with the parts that are written."""
    era = words[:2] if words[:2] in _ERAS else ""
    parts = re.findall(rf"(元|{_SMALL_NUMBER})([年月日])", words.removeprefix(era))
    by_unit = {unit: 1 if number == "元" else to_int(number) for number, unit in parts}
    month = by_unit.get("月", 0)
    name = _MONTHS[month - 1] if 1 <= month <= 12 else ""
    year = str(by_unit["年"] + _ERAS.get(era, 0)) if "年" in by_unit else ""
    return " ".join(part for part in (str(by_unit.get("日", "")), name, year) if part)


def _value(numeral: str) -> str:
    """Return a numeral in digits; what is no numeral is returned as it is."""
    try:
        total = sum(_small(number) * WIDE_SCALES.get(scale, 1) for number, scale in _NUMERAL_PART.findall(numeral))
    except (ValueError, InvalidOperation):
        return numeral
    return f"{total:f}"


def _small(number: str) -> Decimal:
    number = number.replace(",", "").replace("、", "")
    return Decimal(number) if number[0].isascii() else Decimal(to_int(number))
