"""Question of a calculation: its amounts, shares, quantities and dates, exact and in the order of its words."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

from assistant.facts.days import is_denied
from assistant.facts.extraction import Fact, FactKind, facts
from corpus.language.lazy_regex import lazy_regex
from corpus.language.normal_form import one_line
from corpus.lexicon import countries, measures
from corpus.lexicon.towns import folded_town, towns

_THOUSANDS = lazy_regex(r"(?<=\d)[ ]?k\b(?!g|m)", re.I)
# "400m won", "EUR 2m": a letter for millions, where a currency stands beside the figure.
_LETTER_OF_MILLIONS = lazy_regex(r"(?<=\d)[ ]?(?:m|mn|mio|mln)\b\.?", re.I)
_CURRENCY_WITHIN = 12  # characters beside a figure in which its currency stands
# 1億8千万, 1億8,000万, 5百万, 80万
_HAN_SUM = lazy_regex(
    r"(?<![\d.,])(?=\d)(?:(?P<oku>\d{1,6}(?:\.\d{1,4})?)\s?[億亿]\s?)?(?:(?P<thousands>\d{1,2})\s?千\s?)?"
    r"(?:(?P<hundreds>\d)\s?百\s?)?(?P<ones>\d{1,3}(?:,\d{3}){1,2}|\d{0,9}(?:\.\d{1,4})?)\s?[万萬]"
)
_HAN_THOUSANDS = lazy_regex(r"(?<![\d.,])(\d{1,2})\s?千(?=\s?[円圓元])")  # 8千円
_HAN_SCALE = lazy_regex(r"(?<![\d.,])(\d{1,9}(?:\.\d{1,4})?)\s?([万亿億])")
# A sum within a sentence in Han letters, whose words have no spaces: 额800000元.
_SUM_IN_HAN = lazy_regex(rf"(?<![\d.,])(\d{{1,15}}(?:\.\d{{1,4}})?)\s?({measures.table().wide_pattern}|人民币)")
# 3억 5천만 원, 500만원
_KOREAN_SUM = lazy_regex(
    r"(?<![\d.,])(?=\d)(?:(?P<eok>\d{1,5}(?:\.\d{1,3})?)억)?\s?(?:(?P<cheon>\d{1,4})천)?(?:(?P<man>\d{0,4})만)?\s?원"
)
_EURO_BEHIND = measures.table().behind_of("eur")
# 1.200 €, 4.800 Euro and USD 4.800: a point between thousands, as no sum has three decimals.
_POINT_OF_THOUSANDS = lazy_regex(
    rf"(?<![\d.,])(?P<led>\d{{1,3}}(?:\.\d{{3}}){{1,4}})(?=\s?(?:{_EURO_BEHIND}|{measures.table().money_behind}))|"
    rf"(?P<sign>(?:{measures.table().money_before})\s?)(?P<behind>\d{{1,3}}(?:\.\d{{3}}){{1,4}})(?!\d|[.,]\d)",
    re.I,
)
_APOSTROPHE_OF_THOUSANDS = lazy_regex(r"(?<![\d.,'’])[1-9]\d{0,2}(?:['’]\d{3}){1,4}(?!\d)")  # 4'800 USD
# 1 400 €, 1'400 €: a space or an apostrophe between thousands. "2 300 euro bags" are two of 300, and are left alone.
_SPACE_OF_THOUSANDS = lazy_regex(
    r"(?<![\d.,])(?<!\d )([1-9]\d{0,2}(?:[ \u00a0\u202f'’]\d{3}){1,4})(?:,(\d{2}))?"
    rf"(?=\s?{_EURO_BEHIND}\s{{0,2}}(?:[^\w\s]|$|(?:an?|apiece|and|by|chacune?|de|each|et|for|für|limit|nach|oder|or|"
    r"ou|per|piece|pour|pro|to|und|y|à)\b))",
    re.I,
)
_SIGN_BEHIND = lazy_regex(r"(?<![\d.,€])(\d[\d.,]{0,20}?)[\s\u00a0\u202f]?€(?!\s?\d)")
_CONTINENTAL = lazy_regex(r"(?<![\d.,])(\d{1,3}(?:\.\d{3}){1,4}),(\d{2})(?!\d)")
_DAY_FIRST = lazy_regex(r"(?<![\d./-])(\d{1,2})[./](\d{1,2})[./]((?:19|20)\d\d)(?![\d/])")
_MONEY_LIKE = lazy_regex(
    r"[ (](?:\d{1,3}(?:,\d{3}){1,5}|(?!(?:19|20)\d\d\D)\d{4,12})(?:\.\d{1,2})?[^/\d]?|"
    r"[ (]\d{1,4}(?:\.\d{1,3})? (?:thousand|million)\W?"
)  # no year, no number
# A number behind these words names a heading of a tariff or an entry of a list, one before those counts pieces.
_CODE_BEFORE = lazy_regex(
    r"\b(?:schedule[- ]?b|HTSUS|HTS|HS|CN|KN|NC|TARIC|tariff|(?:sub)?heading|position(?:en|s)?|ECCN|CAS|part|section|"
    r"article|codes?|no\.|numbers?|#)"
    r"(?:[ :#-]{1,3}(?:numbers?|codes?|no\.?|headings?|items?|position(?:en)?|is|are|under|of)){0,3}[ :#(]{0,3}"
    r"(?:\d{4}(?:[ .]\d\d){0,3}(?:,| and| or| und| oder| et| ou| y| o){1,2} ){0,6}$",  # "codes 9101, 9102 and 9103"
    re.I,
)
# "banned under 5k?", "Art. 3k": the number of an article, whose letter is no thousand.
_ARTICLE_BEFORE = lazy_regex(
    r"(?:\b(?:articles?|arts?\.?|artikel|artículo|§)|"
    r"\b(?:award\w*|bann?(?:ed)?|prohibit\w*|forbidden|caught|covered|barred|exempt\w*|allowed|derogation|exception)"
    r" (?:under|by|of|in))\s{0,2}\d{1,2}$",
    re.I,
)
_COUNTED_BEHIND = lazy_regex(
    r"(?:\.\d|\W{0,2}(?:pcs|pieces?|units?|items?|boxes|parcels?|packages?|cartons?|chips?|parts?|sets?|devices?|kg"
    r"|kilos?|"
    r"tons?|tonnes?|grams?|lit(?:re|er)s?|met(?:re|er)s?|rounds?|lines?|employees|people)\b)",
    re.I,
)
_SHARES = (
    (lazy_regex(r"\b(?:one |a )?half\b(?! an? )|\b50/50\b|\b50:50\b", re.I), Fraction(1, 2)),
    (lazy_regex(r"\b(?:one|a)[ -]third\b", re.I), Fraction(1, 3)),
    (lazy_regex(r"\btwo[ -]thirds\b", re.I), Fraction(2, 3)),
    (lazy_regex(r"\b(?:one|a)[ -]quarter\b", re.I), Fraction(1, 4)),
    (lazy_regex(r"\bthree[ -]quarters\b", re.I), Fraction(3, 4)),
    (lazy_regex(r"\b(?:wholly|fully|entirely)[ -](?=owned|held)|\b100 percent(?= owned)", re.I), Fraction(1)),
)


# A further share without its sign, where others have it: "and at 51?", "et avec 51 ?"
_SHARE_ONWARD = lazy_regex(
    r"\b(?:and|or|und|et|y|what about|how about) (?:at|with|for|mit|bei|avec|à|con) (\d{1,2}(?:\.\d{1,2})?)(?=\s?\?)",
    re.I,
)
_CAPITALS = lazy_regex(r"\b[A-Z]\w{3,}")


@dataclass(frozen=True, slots=True)
class Amount:
    """Amount of money in a question; `currency` is empty where none is written ("shipped for 108,000")."""

    value: Decimal
    currency: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Share:
    """Percentage in a question."""

    percent: Fraction
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Quantity:
    """Number with its unit in a question, "" for a bare one."""

    value: Decimal
    unit: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Moment:
    """Date in a question: a day, or the month or day of the year where the rest is not said."""

    year: int | None
    month: int
    day: int | None
    start: int
    end: int

    @property
    def exact(self) -> date | None:
        """Return the day, None where the year or the day is not said. Raise ValueError for a day that is none."""
        return date(self.year, self.month, self.day) if self.year and self.day else None

    def in_year(self, year: int | None) -> date | None:
        """Return the day, of that year where none is said; None where one is not told, or is none of the calendar."""
        try:
            return replace(self, year=self.year or year).exact
        except ValueError:
            return None


@dataclass(frozen=True)
class Asked:
    """Question with what can be reckoned with in it. Positions are those of `text`."""

    text: str

    @classmethod
    def of(cls, question: str) -> Asked:
        """Return a question with figures as Licet's tables read them: 100k is 100 thousand, 80万 is 800000."""
        text = _THOUSANDS.sub(_thousand, one_line(question))
        text = _LETTER_OF_MILLIONS.sub(_million, text)
        text = _KOREAN_SUM.sub(_in_won, text)
        text = _HAN_SUM.sub(_in_figures, text)
        text = _HAN_THOUSANDS.sub(r"\g<1>000", text)
        text = _HAN_SCALE.sub(lambda m: f"{Decimal(m[1]) * (10**4 if m[2] == '万' else 10**8):f}", text)
        text = _SUM_IN_HAN.sub(r" \1 \2 ", text)
        text = _CONTINENTAL.sub(lambda m: m[1].replace(".", "") + "." + m[2], text)
        text = _POINT_OF_THOUSANDS.sub(_without_points, text)
        text = _SPACE_OF_THOUSANDS.sub(lambda m: re.sub(r"\D", "", m[1]) + (f".{m[2]}" if m[2] else ""), text)
        text = _APOSTROPHE_OF_THOUSANDS.sub(lambda m: re.sub(r"\D", "", m[0]), text)
        text = _SIGN_BEHIND.sub(r"EUR \1", text)
        return cls(text)

    @cached_property
    def facts(self) -> list[Fact]:
        """Return every fact of it, by position."""
        return facts(self.text)

    @cached_property
    def amounts(self) -> list[Amount]:
        """Return the amounts with a currency, and figures over a thousand written as money beside them.

        Numbers of a tariff heading or a list entry are none, nor are numbers of pieces.
        """
        found = [
            Amount(Decimal(f.value[0]), f.value[1], f.start, f.end) for f in self.facts if f.kind is FactKind.AMOUNT
        ]
        if found:
            found += [
                Amount(q.value, "", q.start, q.end)
                for q in self.quantities
                if not q.unit
                and not self.is_code(q.start)
                and not _COUNTED_BEHIND.match(self.text, q.end)
                and _MONEY_LIKE.fullmatch(
                    self.text[q.start - 1 : q.end + 1] if q.start else f" {self.text[: q.end + 1]}"
                )
            ]
        return sorted(found, key=lambda a: a.start)

    @cached_property
    def bare_amounts(self) -> list[Amount]:
        """Return the figures written as money where no currency is told at all: "80,000, with chips for 6,000"."""
        return [
            Amount(q.value, "", q.start, q.end)
            for q in self.quantities
            if not q.unit
            and not self.is_code(q.start)
            and not _COUNTED_BEHIND.match(self.text, q.end)
            and _MONEY_LIKE.fullmatch(self.text[q.start - 1 : q.end + 1] if q.start else f" {self.text[: q.end + 1]}")
        ]

    def is_code(self, start: int) -> bool:
        """Return whether the number at a position is said to be that of a tariff heading or a list entry."""
        return _CODE_BEFORE.search(self.text[max(0, start - 60) : start]) is not None

    @cached_property
    def quantities(self) -> list[Quantity]:
        """Return the numbers that are no amounts of money and no shares."""
        return [
            Quantity(Decimal(f.value[0]), f.value[1], f.start, f.end)
            for f in self.facts
            if f.kind is FactKind.NUMBER and f.value[1] != "%" and re.fullmatch(r"\d+(?:\.\d+)?", f.value[0])
        ]

    @cached_property
    def shares(self) -> list[Share]:
        """Return the percentages, those in words ("half", "two thirds") too."""
        found = [
            Share(Fraction(f.value[0]), f.start, f.end)
            for f in self.facts
            if f.kind is FactKind.NUMBER and f.value[1] == "%"
        ]
        for pattern, part in _SHARES:
            for m in pattern.finditer(self.text):
                if not any(s.start < m.end() and m.start() < s.end for s in found):
                    found.append(Share(part * 100, m.start(), m.end()))
        if found:
            found += [
                Share(Fraction(m[1]), m.start(1), m.end(1))
                for m in _SHARE_ONWARD.finditer(self.text)
                if not any(s.start < m.end(1) and m.start(1) < s.end for s in found)
            ]
        return sorted(found, key=lambda s: s.start)

    @cached_property
    def moments(self) -> list[Moment]:
        """Return the dates with a month, without those that are denied: "28 January, not 2 December"."""
        return [m for m in self.dates_written if not self.denies(m)]

    def denies(self, moment: Moment) -> bool:
        """Return whether a day, here or in what was told before, is said to be none: "not 2 December"."""
        return any(_same_day(moment, denied) for denied in self._denied)

    @cached_property
    def _denied(self) -> list[Moment]:
        return [m for m in self.dates_written if is_denied(self.text, m.start, m.end)]

    @cached_property
    def dates_written(self) -> list[Moment]:
        """Return the dates with a month, those written in figures alone where day and month cannot be confused."""
        found = []
        for f in self.facts:
            if f.kind is FactKind.DATE and f.value[1]:
                told_year, month, day = f.value
                found.append(
                    Moment(int(told_year) if told_year else None, int(month), int(day) if day else None, f.start, f.end)
                )
        for m in _DAY_FIRST.finditer(self.text):
            first, second, year = int(m[1]), int(m[2]), int(m[3])
            if first > 12 or "." in m[0] or first == second:
                found.append(Moment(year, second, first, m.start(), m.end()))
            elif second > 12:
                found.append(Moment(year, first, second, m.start(), m.end()))
        return sorted(found, key=lambda d: d.start)

    @cached_property
    def impossible_day(self) -> str:
        """Return a date that is none, such as 31 June 2026, as it is written; else ""."""
        for m in self.moments:
            try:
                if m.day and not (m.year and m.exact):
                    date(m.year or 2024, m.month, m.day)
            except ValueError:
                return self.text[m.start : m.end]
        return ""

    @cached_property
    def ambiguous_day(self) -> str:
        """Return a date in figures that may be read in two ways ("05/06/2026"), else ""."""
        for m in _DAY_FIRST.finditer(self.text):
            if "." not in m[0] and m[1] != m[2] and int(m[1]) <= 12 and int(m[2]) <= 12:
                return m[0]
        return ""

    def has(self, pattern: str) -> bool:
        """Return whether a pattern (no case) is found in it."""
        return re.search(pattern, self.text, re.I) is not None


def _same_day(one: Moment, other: Moment) -> bool:
    """Return whether two dates may be one day: a year that only one of them tells is that of the other, too."""
    return (one.month, one.day) == (other.month, other.day) and (
        one.year == other.year or not (one.year and other.year)
    )


def _without_points(sum_of: re.Match[str]) -> str:
    return f"{sum_of['sign'] or ''}{(sum_of['led'] or sum_of['behind']).replace('.', '')}"


def _million(letter: re.Match[str]) -> str:
    """Return the word for a letter behind a figure with a currency beside it, and the letter as it is for another."""
    text = letter.string
    behind = text[letter.end() : letter.end() + _CURRENCY_WITHIN].strip().casefold()
    before = text[max(0, letter.start() - _CURRENCY_WITHIN) : letter.start()].rstrip("0123456789.,").strip().casefold()
    for currency in measures.table().currencies:
        words = [*currency.written, *map(str.casefold, (*currency.codes, *currency.signs))]
        if any(_begins(behind, word) or before.endswith(word) for word in words if word):
            return " million"
    return letter[0]


def _begins(text: str, word: str) -> bool:
    """Return whether a text begins with a word, in the singular or in the plural."""
    return text.startswith(word) and not text[len(word) :].removeprefix("s")[:1].isalpha()


def _thousand(letter: re.Match[str]) -> str:
    """Return the word for the letter behind a figure, and the letter as it is where the figure is an article's."""
    before = letter.string[max(0, letter.start() - 24) : letter.start()]
    return letter[0] if _ARTICLE_BEFORE.search(before) else " thousand"


def _in_figures(sum_of: re.Match[str]) -> str:
    """Return a sum with Han letters of scale in figures: 1億8千万 is 180000000."""
    ten_thousands = Decimal((sum_of["ones"] or "0").replace(",", ""))
    ten_thousands += Decimal(sum_of["thousands"] or 0) * 1000 + Decimal(sum_of["hundreds"] or 0) * 100
    return f"{Decimal(sum_of['oku'] or 0) * 10**8 + ten_thousands * 10**4:f}"


def _in_won(sum_of: re.Match[str]) -> str:
    """Return a Korean sum in figures: 3억 5천만 원 is 350000000 원; one without a word of scale as it is written."""
    if not (sum_of["eok"] or sum_of["cheon"] or sum_of["man"] is not None):
        return sum_of[0]
    ten_thousands = Decimal(sum_of["man"] or 0)
    thousands = Decimal(sum_of["cheon"] or 0) * 1000
    small = (thousands + ten_thousands) * 10**4 if sum_of["man"] is not None else thousands
    return f" {Decimal(sum_of['eok'] or 0) * 10**8 + small:f} 원 "


def with_supposed_figure(told: str, supposed: str) -> str:
    """Return a text with the one figure that is supposed in the place of the last one of its kind; "" without one."""
    if any(countries.mentioned_countries(supposed)) or any(
        folded_town(word) in towns() for word in _CAPITALS.findall(supposed)
    ):
        return ""  # another place is supposed, too
    old, new = Asked.of(told), Asked.of(supposed)
    for before, after in ((old.amounts, new.amounts), (old.shares, new.shares), (old.moments, new.moments)):
        if len(after) == 1 and before:
            last, one = before[-1], after[0]
            return f"{old.text[: last.start]}{new.text[one.start : one.end]}{old.text[last.end :]}"
    return ""
