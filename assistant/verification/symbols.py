"""Symbols of a claim (numbers, dates, amounts, addresses, countries, names), looked up in what it stands on.

What can be looked up is certain: a figure stands in the evidence, in its title, edition or address, in the question, or
it does not. Everything else about a claim is a matter of reading, which no program here decides.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from assistant.facts.comparison import missing
from assistant.facts.extraction import Fact, FactKind, facts
from assistant.facts.printing import plain
from corpus.language.scripts import WIDE
from corpus.lexicon import jurisdictions, measures, party_lists
from corpus.lexicon.countries import countries
from corpus.locators.numerals import to_int


@dataclass(frozen=True, slots=True)
class Piece:
    """Piece of evidence: its words, and what stands around them and belongs to it."""

    text: str
    title: str = ""
    edition: str = ""  # ISO date
    locator: str = ""
    lead_in: str = ""
    jurisdiction: str = ""


class Symbols:
    """Symbols of the evidence, in which those of a claim are looked up. The asker's facts and the day belong to it."""

    def __init__(self, pieces: Sequence[Piece], question: str = "", today: date | None = None) -> None:
        self.text = "\n".join(f"{p.lead_in}\n{p.text}" for p in pieces)
        around = [f"{p.title}\n{p.edition}\n{p.locator}" for p in pieces]
        self.context = "\n".join((*around, question, today.isoformat() if today else ""))
        self.whole = plain(f"{self.text}\n{self.context}")
        self.asian = bool(WIDE.search(self.text))
        self.digits = {_number(d) for d in _DIGITS.findall(self.whole)} | _numerals(self.whole)
        held = facts(self.whole)
        self.units = {f.value[:2] for f in held if f.kind is FactKind.NUMBER}
        self.amounts = {f.value for f in held if f.kind is FactKind.AMOUNT}
        self.dates = [f.value for f in held if f.kind is FactKind.DATE] + _slashed(self.whole)
        self.years = {d[0] for d in self.dates if d[0]} | {n for n in self.digits if len(n) == 4}
        table = jurisdictions.table().by_code
        own = [table[p.jurisdiction] for p in pieces if p.jurisdiction in table]
        self.bodies = {w.casefold() for j in own for w in (*j.agencies, *re.findall(r"\w+", j.offices), *j.no_name)}
        self.bodies |= party_lists.table().no_name
        self.countries = {code for _, _, code in countries(self.whole)} | {j.country or j.code.upper() for j in own}
        self.capitals = {w.casefold() for w in re.findall(r"[A-Z][A-Za-z]{1,30}", self.whole)}

    def lacking(self, claim: str) -> tuple[Fact, ...]:
        """Return the symbols of a claim that stand nowhere in the evidence, by position."""
        claim = _spread(claim)
        return tuple(f for f in missing(facts(claim), self.text, self.context) if not self._has(f, claim))

    def _has(self, fact: Fact, claim: str) -> bool:
        if fact.kind is FactKind.NUMBER:
            return _counts(fact) or self._has_number(*fact.value[:2])
        if fact.kind is FactKind.AMOUNT:
            return self._has_amount(*fact.value)
        if fact.kind is FactKind.DATE:
            return self._has_date(fact.value)
        if fact.kind is FactKind.COUNTRY:
            return self.asian or fact.value[0] in self.countries
        if fact.kind is FactKind.ADDRESS:
            return self._has_address(fact)
        if fact.kind is FactKind.NAME:
            return self._has_name(fact.value[0])
        return False

    def _has_number(self, number: str, unit: str) -> bool:
        """Return whether a number stands in the evidence, with its unit where it has one wherever it stands."""
        units = {u for n, u in self.units if n == number}
        if unit and units and "" not in units and unit not in units:
            return False
        if units or number in self.years or number in {n for n, _ in self.amounts}:
            return True
        # The digits of an address measure nothing: "15 days" does not stand in 15 CFR 744.
        return number in self.digits and (self.asian or not unit)

    def _has_amount(self, number: str, currency: str) -> bool:
        currencies = {c for n, c in self.amounts if n == number}
        if currencies:
            return any(measures.table().same_currency(currency, c) for c in currencies)
        return number in self.digits or any(n == number for n, _ in self.units)

    def _has_date(self, value: tuple[str, ...]) -> bool:
        year, month, day = value
        if any(all(not p or not q or p == q for p, q in zip(value, d, strict=True)) for d in self.dates):
            return True
        return bool(year) and not month and not day and year in self.years

    def _has_address(self, fact: Fact) -> bool:
        """Return whether an address stands there as it is written, or by its numbers in a text in other letters."""
        if self.asian:
            return all(_number(d) in self.digits for d in re.findall(r"\d+", fact.words))
        return fact.words.casefold() in self.whole.casefold()

    def _has_name(self, name: str) -> bool:
        low = name.casefold().removesuffix("'s")
        parts = [p for p in re.split(r"[-/&]", low) if p]
        known = self.bodies | self.capitals
        return (
            self.asian
            or all(p in known or p.removesuffix("s") in known for p in parts)
            or (name.rstrip("s").isupper() and _spells(low.removesuffix("s"), self.whole))
        )


_DIGITS = re.compile(r"(?<![A-Za-z0-9.,])(?:\d{1,3}(?:[, \u00a0]\d{3}){1,5}|\d{1,15})(?:\.\d{1,9})?(?![A-Za-z0-9])")
_NUMERALS = re.compile(r"([〇零一二三四五六七八九十百千]{1,12}|(?<![\d,.])\d{1,9}(?=[万億亿]))([万億亿]?)")
_SCALES = {"": 1, "万": 10**4, "億": 10**8, "亿": 10**8}
_SLASHED = re.compile(r"(?<!\d)(\d{1,2})/(\d{1,2})/(\d{2}|\d{4})(?!\d)")
_RANGE = re.compile(
    r"(?<![\d,.])(?P<first>\d{1,3}(?:\.\d{1,3})?)(?P<between>\s?(?:to|and|or|-|–)\s?)"
    r"(?P<last>\d[\d,.]{0,12}) (?P<scale>thousand|million|billion)\b",
    re.I,
)
_SMALL = 10  # numbers in words up to here count what the claim itself names


def _number(words: str) -> str:
    return f"{Decimal(re.sub(r'[^0-9.]', '', words).strip('.') or 0).normalize():f}"


def _numerals(text: str) -> set[str]:
    """Return the numbers that a text writes in Chinese numerals."""
    found = set()
    for numeral, scale in _NUMERALS.findall(text):
        try:
            found.add(str((int(numeral) if numeral.isascii() else to_int(numeral)) * _SCALES[scale]))
        except ValueError:
            continue  # a character of a numeral that is none here, such as 千 in a name
    return found


def _slashed(text: str) -> list[tuple[str, ...]]:
    """Return the dates that are written with slashes, month first, as US notices are cited."""
    return [(_year(y), str(int(m)), str(int(d))) for m, d, y in _SLASHED.findall(text) if 1 <= int(m) <= 12]


def _year(digits: str) -> str:
    return digits if len(digits) == 4 else f"{'20' if int(digits) < 70 else '19'}{digits}"


def _spread(claim: str) -> str:
    """Return a claim whose ranges say their scale twice: "2 to 5 million" is "2 million to 5 million"."""
    return _RANGE.sub(r"\g<first> \g<scale>\g<between>\g<last> \g<scale>", claim)


def _counts(fact: Fact) -> bool:
    """Return whether a number may count what the claim itself names: "the two", "both of the three"."""
    return "worded" in fact.value and not fact.value[1] and Decimal(fact.value[0]) <= _SMALL


def _spells(acronym: str, text: str) -> bool:
    """Return whether neighbouring words of a text begin with an acronym's letters."""
    words = re.findall(r"[A-Za-z]+", text)
    initials = "".join(w[0].casefold() for w in words)
    return len(acronym) > 1 and acronym in initials
