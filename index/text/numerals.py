"""Figures of a question as Chinese and Japanese law writes them.

500,000 yuan is 50万元 and 五十万元, six months are 六个月 and 六月.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from corpus.language import number_words
from corpus.language.lazy_regex import lazy_regex
from corpus.lexicon import measures

_HAN_DIGITS = "〇一二三四五六七八九"
_SMALL_SCALES = ((1000, "千"), (100, "百"), (10, "十"))
_LARGE_SCALES = ((100_000_000, "亿", "億"), (10_000, "万", "万"))
_NUMBER_WORDS = {"forty-five": 45, "hundred": 100} | number_words.up_to(90)
_SCALES = number_words.scales("thousand", "billion")
_SCALES |= {letters: _SCALES[word] for letters, word in (("bn", "billion"), ("k", "thousand"), ("m", "million"))}
_LARGEST_FIGURE = 10**16  # beyond it no law writes one; a longer row of digits may be no number of a computer at all
_FIGURE_AND_SCALE = lazy_regex(
    r"(?<![\w.])(?P<figure>\d[\d,]*(?:\.\d+)?|a|an|"
    + "|".join(_NUMBER_WORDS)
    + rf")[ -]?(?P<scale>{'|'.join(_SCALES)})?[ -]?"
    rf"(?P<unit>{measures.table().said_pattern})?\b",
    re.IGNORECASE,
)


_PLACES = {"article": "第{}条", "table": "別表第{}", "chapter": "第{}章"}
_PLACE = lazy_regex(r"\b(article|table|chapter) (?:no\. ?)?(\d{1,3})\b", re.IGNORECASE)


def numbered_figures(question: str, language: str) -> Iterator[tuple[str, ...]]:
    """Yield the figures of a question with their units, and its numbered articles, tables and chapters, in `language`.

    Each item holds the alternative spellings of one figure or number.
    """
    for place, number in _PLACE.findall(question):
        yield (_PLACES[place.casefold()].format(kanji(int(number), language)),)
    for match in _FIGURE_AND_SCALE.finditer(question):
        word, scale = match["figure"].casefold(), (match["scale"] or "").casefold()
        value = _NUMBER_WORDS.get(word, 1) if word[0].isalpha() else float(word.replace(",", ""))
        value *= _SCALES.get(scale, 1)
        if value >= _LARGEST_FIGURE:
            continue
        number = round(value)
        endings = measures.table().endings((match["unit"] or "").casefold().removesuffix("s"), language)
        if endings and (scale or not word[0].isalpha() or word in _NUMBER_WORDS):
            yield tuple(dict.fromkeys(form + ending for ending in endings for form in written(number, language)))


def written(number: int, language: str) -> tuple[str, ...]:
    """Return the spellings of a whole number above 0: kanji numerals, digits, and digits before 万 or 億 (亿)."""
    forms = [kanji(number, language), str(number), f"{number:,}"]
    for size, chinese, japanese in _LARGE_SCALES:
        if number >= size and number % (size // 10) == 0:
            forms.append(f"{number / size:g}{chinese if language == 'zh' else japanese}")
            break
    if number == 2 and language == "zh":
        forms.append("两")
    return tuple(dict.fromkeys(forms))


def kanji(number: int, language: str = "zh") -> str:
    """Return a whole number above 0 in kanji numerals. Japanese omits the one before 百 and 千, Chinese keeps it."""
    for size, chinese, japanese in _LARGE_SCALES:
        if number >= size:
            rest = number % size
            return (
                kanji(number // size, language)
                + (chinese if language == "zh" else japanese)
                + (kanji(rest, language) if rest else "")
            )
    out = ""
    for size, sign in _SMALL_SCALES:
        digit, number = divmod(number, size)
        if digit:
            out += ("" if digit == 1 and (language == "ja" or (size == 10 and not out)) else _HAN_DIGITS[digit]) + sign
    return out + (_HAN_DIGITS[number] if number else "")
