"""Facts of a sentence: addresses, dates, amounts, numbers with their units, countries, names and quoted phrases.

Each kind has one normal form, so that "USD 300 000", "$300,000" and "300,000 dollars" are equal.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum

from assistant.facts.typographic_form import loose, with_plain_signs
from corpus import locators
from corpus.language.lazy_regex import lazy_regex
from corpus.language.number_words import ONES, SCALES, TENS, VALUE_OF_WORD, WIDE_SCALES, scales
from corpus.lexicon import measures
from corpus.lexicon.countries import mentioned_countries
from corpus.references import identifiers
from index.text.tokens import STOP


class FactKind(StrEnum):
    """Kind of a fact. In this order kinds are looked for, and a word is used once: the 21 of `744.21` is no number."""

    ADDRESS = "address"
    DATE = "date"
    AMOUNT = "amount"
    NUMBER = "number"
    COUNTRY = "country"
    QUOTE = "quoted phrase"
    NAME = "name"


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact at `start:end` of a text.

    `value` is its normal form, a tuple whose parts depend on the kind: (year, month, day), (number, currency), (number,
    unit), (instrument, step, step …).
    """

    kind: FactKind
    start: int
    end: int
    words: str
    value: tuple[str, ...]


_MEASURES = measures.table()
_MONTH_NAMED = rf"(?P<month>{_MEASURES.month_pattern})\b\.?"
_DAY_NUMBER = r"(?P<day>[0-3]?\d)(?:st|nd|rd|th)?"
_YEAR_NUMBER = r"(?P<year>(?:1[89]|20)\d\d)"
_DATES = tuple(
    lazy_regex(pattern, re.IGNORECASE)
    for pattern in (
        rf"(?<![\d.]){_DAY_NUMBER}\s+(?:day\s+of\s+)?{_MONTH_NAMED}(?:,?\s+{_YEAR_NUMBER})?(?!\w)",  # 29 September 2025
        rf"\b{_MONTH_NAMED}\s+{_DAY_NUMBER}(?!\d|,\d)(?:,?\s+{_YEAR_NUMBER})?(?!\w)",  # September 29, 2025
        rf"\b{_MONTH_NAMED},?\s+{_YEAR_NUMBER}\b",  # September 2025
        r"(?<!\d)(?P<year>(?:1[89]|20)\d\d)-(?P<month>[01]\d)-(?P<day>[0-3]\d)(?!\d)",  # 2025-09-29
        r"(?P<year>(?:1[89]|20)\d\d)年(?:(?P<month>[01]?\d)月)?(?:(?P<day>[0-3]?\d)日)?",
        r"(?<![\d年])(?P<month>[01]?\d)月(?P<day>[0-3]?\d)日",
    )
)

_SCALE = SCALES | {sign: WIDE_SCALES[sign] for sign in "万亿億"}
_UNIT_NAMED = rf"(?P<unit>{_MEASURES.unit_pattern})(?![a-zA-Z])"
_FIGURE_WRITTEN = (
    r"(?P<figure>\d{1,3}(?:,\d{3}){1,6}(?:\.\d+)?|\d{1,3}(?:[ \u00a0\u202f]\d{3}){1,6}(?!\.?\d)|\d+(?:\.\d+)?|\.\d+)"
)
_SCALES = rf"(?:[ \u00a0-]?(?P<scale>{'|'.join(_SCALE)})\b)?"
_SCALES_IN_WORDS = "|".join(scales("hundred", "billion"))
_CURRENCY_BEFORE = rf"(?P<before>{_MEASURES.before_pattern})\s?"
_AFTER = rf"(?:[ \u00a0-]?(?P<after>{_MEASURES.behind_pattern})(?![a-zA-Z]))"
_AMOUNTS = (
    lazy_regex(rf"{_CURRENCY_BEFORE}{_FIGURE_WRITTEN}{_SCALES}", re.IGNORECASE),
    lazy_regex(rf"(?<![\w.]){_FIGURE_WRITTEN}{_SCALES}{_AFTER}", re.IGNORECASE),
)
_NUMBER_AND_UNIT = lazy_regex(
    rf"(?<![a-zA-Z0-9_])(?<!\d[.,]){_FIGURE_WRITTEN}(?:st|nd|rd|th)?{_SCALES}(?:(?P<gap>[ \u00a0-]?){_UNIT_NAMED})?",
    re.IGNORECASE,
)
_WORDED = lazy_regex(
    rf"\b(?P<worded>(?:{'|'.join(TENS)})(?:[- ](?:{'|'.join(ONES[1:10])}))?|{'|'.join(ONES[1:])}|dozen|"
    rf"a(?=\s+(?:{_SCALES_IN_WORDS})))\b"
    rf"(?:[ -](?P<scale>{_SCALES_IN_WORDS}))?\b(?:\s+\(\d+\))?(?:(?P<gap>[ -]?){_UNIT_NAMED})?",
    re.IGNORECASE,
)
_WIDE_NUMBER = lazy_regex(
    rf"(?<![一二三四五六七八九十百千])(?P<worded>[一二三四五六七八九十百千]+)(?P<scale>[万亿億]?)(?:(?P<gap>){_UNIT_NAMED}"
    rf"|(?P<money>{_MEASURES.wide_pattern}))"
)
_PARAGRAPH_PATH = lazy_regex(
    r"\b(?:sub)?(?:paragraph|point|note|item|subsection|clause)s?\s+(?P<path>(?:\(\w{1,5}\))+|\d{1,3}(?![\d.,%]))",
    re.IGNORECASE,
)
_QUOTATION = lazy_regex(
    r"“([^“”]{2,400})”|\"([^\"]{2,400})\"|「([^「」]{1,400})」|『([^『』]{1,400})』|«([^«»]{2,400})»|"
    r"(?<!\w)[‘'](\w[^‘’'\n]{2,200}?\s[^‘’'\n]{1,200}?)[’'](?!\w)"
)
_PROPER_NAME = lazy_regex(r"\b(?:[A-Z][\w&]{0,30}[A-Z0-9][\w&-]{0,60}|[A-ZÀ-Þ][\w'’&-]{0,60}[a-zß-ÿ0-9])\b")
# Words that announce an address or a text. By themselves they name nothing.
_ADDRESS_KINDS = frozenset([
    "eccn", "eccns", "cfr", "usc", "section", "sections", "article", "articles", "part", "parts", "supplement",
    "annex", "paragraph", "regulation", "note", "no", "nos", "title", "chapter",
])  # fmt: skip
_SENTENCE_START = lazy_regex(r"(?:^|[.!?:;•*\"“(\[|]\s{0,3}|\n\s{0,3}(?:[-*•]\s{0,3})?)$")


_Found = tuple[FactKind, int, int, tuple[str, ...]]  # kind, start, end, value


def facts(text: str) -> list[Fact]:
    """Return every fact in `text`, by position.

    A word belongs to one fact only, except that a quoted phrase may hold others.
    """
    text = with_plain_signs(text)
    found: list[Fact] = []
    taken = bytearray(len(text))
    for find in (_addresses, _dates, _amounts, _numbers, _countries, _names):
        for kind, start, end, value in find(text):
            if end > start and not any(taken[start:end]):
                taken[start:end] = b"\1" * (end - start)
                found.append(Fact(kind, start, end, text[start:end].strip(), value))
    for m in _QUOTATION.finditer(text):
        phrase = next(g for g in m.groups() if g)
        found.append(Fact(FactKind.QUOTE, m.start(), m.end(), phrase, (loose(phrase),)))
    return sorted(found, key=lambda f: f.start)


_THOUSANDS = lazy_regex(r",\d{3}(?!\d)")


def _addresses(text: str) -> Iterator[_Found]:
    """Yield addresses, the most certain first.

    Locators come first, then identifiers (an instrument, a CAS number), then relative addresses like "paragraph (b)".
    """
    for m in locators.mentions(text):
        if _THOUSANDS.match(text, m.end):
            continue  # "15 CFR 744,000.99" is no address of part 744
        # The instrument leads, then the steps, in small letters. The first step may have its kind ("article 4").
        yield (
            FactKind.ADDRESS,
            m.start,
            m.end,
            (m.locator.instrument.casefold(), *(s.casefold() for s in m.locator.path)),
        )
    for i in identifiers.find(text):
        if i.kind != "list":
            yield FactKind.ADDRESS, i.start, i.end, ("", i.name.casefold())
    for p in _PARAGRAPH_PATH.finditer(text):
        yield FactKind.ADDRESS, p.start(), p.end(), ("…", *(s.casefold() for s in re.findall(r"\w+", p["path"])))


def _dates(text: str) -> Iterator[_Found]:
    for pattern in _DATES:
        for m in pattern.finditer(text):
            yield FactKind.DATE, m.start(), m.end(), _date(m)


def _amounts(text: str) -> Iterator[_Found]:
    for pattern in _AMOUNTS:
        for m in pattern.finditer(text):
            groups = m.groupdict()
            sign = (groups.get("before") or groups.get("after") or "").lower().removesuffix("s")
            value = _value(m["figure"], m["scale"]), _MEASURES.currency_of.get(sign, "")
            yield FactKind.AMOUNT, m.start(), m.end(), value


def _numbers(text: str) -> Iterator[_Found]:
    """Yield numbers with their units; those in Chinese numerals may be amounts."""
    for m in _WIDE_NUMBER.finditer(text):
        number = _times(_wide(m["worded"]), m["scale"])
        if m["money"]:
            yield FactKind.AMOUNT, m.start(), m.end(), (number, _MEASURES.currency_of[m["money"]])
        else:
            yield FactKind.NUMBER, m.start(), m.end(), (number, _unit(m["unit"]))
    worded = list(_WORDED.finditer(text))
    for m in worded:
        if ")" in m[0]:  # "six (6) months" is one figure
            yield FactKind.NUMBER, m.start(), m.end(), (_spelled(m["worded"], m["scale"]), _unit(m["unit"]))
    for m in _NUMBER_AND_UNIT.finditer(text):
        yield FactKind.NUMBER, m.start(), m.end(), (_value(m["figure"], m["scale"]), _unit(m["unit"]))
    for m in worded:
        yield FactKind.NUMBER, m.start(), m.end(), (_spelled(m["worded"], m["scale"]), _unit(m["unit"]), "worded")


def _countries(text: str) -> Iterator[_Found]:
    for start, end, code in mentioned_countries(text):
        yield FactKind.COUNTRY, start, end, (code,)


def _names(text: str) -> Iterator[_Found]:
    """Yield words with capitals that name something; the first word of a sentence has one in any case."""
    for m in _PROPER_NAME.finditer(text):
        word = m[0].replace("’", "'").removesuffix("'s")
        begins = _SENTENCE_START.search(text, max(0, m.start() - 4), m.start()) is not None or m.start() == 0
        if begins and not word[1:].isupper():
            continue
        if (
            word.lower() not in STOP
            and word.lower() not in _MEASURES.month_number
            and word.lower() not in _ADDRESS_KINDS
        ):
            yield FactKind.NAME, m.start(), m.end(), (word,)


def _date(m: re.Match[str]) -> tuple[str, str, str]:
    groups = m.groupdict()
    month = (groups.get("month") or "").lower()
    number = str(_MEASURES.month_number.get(month) or (int(month) if month.isdigit() else ""))
    return groups.get("year") or "", number, (groups.get("day") or "").lstrip("0")


def _value(figure: str, scale: str | None) -> str:
    try:
        return _times(Decimal(re.sub(r"[ ,\u00a0\u202f]", "", figure)), scale)
    except InvalidOperation:
        return figure


def _times(number: Decimal | int, scale: str | None) -> str:
    return f"{(Decimal(number) * _SCALE.get((scale or '').lower(), 1)).normalize():f}"


def _spelled(words: str, scale: str | None) -> str:
    return _times(sum(VALUE_OF_WORD.get(w, 1) for w in re.split(r"[- ]", words.lower())), scale)


def _wide(numerals: str) -> int:
    """Return a number below ten thousand that is written in Chinese numerals: 四十五 is 45."""
    total = digit = 0
    for c in numerals:
        if c in "十百千":
            total += (digit or 1) * {"十": 10, "百": 100, "千": 1000}[c]
            digit = 0
        else:
            digit = "一二三四五六七八九".index(c) + 1
    return total + digit


def _unit(words: str | None) -> str:
    if not words:
        return ""
    low = " ".join(words.lower().split())
    units = _MEASURES.unit_of
    return units.get(low) or units.get(low.removesuffix("s"), low)
