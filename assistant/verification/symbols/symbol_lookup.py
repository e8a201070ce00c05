"""Lookup of the symbols of a claim in what it stands on.

What can be looked up is certain: a figure stands in the evidence, in its title, edition or address, in the question, or
follows from figures there; or it does not. Names and countries, which a text may write otherwise, are doubts. All else
about a claim is a matter of reading, which no program here decides.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from assistant.facts.comparison import HeldFacts
from assistant.facts.extraction import Fact, FactKind, facts
from assistant.facts.fractions import Part, fractions, in_digits, ordinal_numbers, ordinals
from assistant.facts.typographic_form import with_plain_signs
from assistant.verification.symbols import arithmetic
from assistant.verification.symbols.figures import (
    SMALL,
    as_claimed,
    counted_nouns,
    has_names,
    in_a_name,
    is_bound,
    is_label,
    is_measured,
    noun_behind,
    printings,
    unit_behind,
    with_spread_ranges,
)
from assistant.verification.symbols.pairing import PlacedText
from assistant.verification.symbols.read_texts import facts_given, joined_texts, read_text
from corpus.language.lazy_regex import lazy_regex
from corpus.language.mail_addresses import mail_addresses
from corpus.language.scripts import EAST_ASIAN
from corpus.lexicon import jurisdictions, measures, party_lists

CERTAIN = frozenset((FactKind.NUMBER, FactKind.AMOUNT, FactKind.DATE, FactKind.ADDRESS, FactKind.QUOTE))
_FIGURES = (FactKind.NUMBER, FactKind.AMOUNT)


@dataclass(frozen=True, slots=True)
class Piece:
    """Piece of evidence: its words, and what stands around them and belongs to it."""

    text: str
    title: str = ""
    edition: str = ""  # ISO date
    locator: str = ""
    lead_in: str = ""
    jurisdiction: str = ""
    language: str = ""  # of its source, "" where that is not known


@dataclass(frozen=True, slots=True)
class Lack:
    """Symbol of a claim that stands nowhere. Only what is `certain` may be taken for made up."""

    fact: Fact
    certain: bool


class Symbols:
    """Symbols of the evidence, in which those of a claim are looked up. The asker's facts and the day belong to it."""

    def __init__(self, pieces: Sequence[Piece], question: str = "", today: date | None = None) -> None:
        self.text = "\n".join(f"{p.lead_in}\n{p.text}" for p in pieces)
        self.question = question
        around = [f"{p.title}\n{p.edition}\n{p.locator}" for p in pieces]
        self.context = "\n".join((*around, question, today.isoformat() if today else ""))
        addressed = f"{self.text}\n{self.context}"
        self.addresses = _squeezed(f"{addressed}\n{_UNWRAPPED.sub(' ', addressed)}")
        self._addressed = addressed
        self.asian = bool(EAST_ASIAN.search(self.text))
        read = [read_text(f"{p.lead_in}\n{p.text}", p.language) for p in pieces]
        beside = [*map(read_text, around), read_text(question), read_text(today.isoformat() if today else "")]
        self.printed, self.in_text = joined_texts(read)
        context, in_context = joined_texts(beside, begin=len(self.printed) + 1)
        self.whole = f"{self.printed}\n{context}"
        held = [*self.in_text, *in_context]
        numbers = [f for f in held if f.kind is FactKind.NUMBER]
        self.units = {(f.value[0], f.value[1] or unit_behind(self.whole, f)) for f in numbers}
        self.bare = {f.value[0] for f in numbers if not f.value[1] and not is_label(self.whole, f.start, f.end)}
        self.single = _single(self.whole)
        self.counted = counted_nouns(self.whole, held)
        self.amounts = {f.value for f in held if f.kind is FactKind.AMOUNT}
        digits = re.compile(r"\d{1,15}") if self.asian else _GROUPED_DIGITS  # 第五十五条の三 is 55-3
        self.digits = {_number(d) for d in digits.findall(self.whole)}
        self.dates = [f.value for f in held if f.kind is FactKind.DATE] + _slashed(self.whole)
        self.years = {d[0] for d in self.dates if d[0]} | {n for n in self.digits if len(n) == 4}
        self.held = HeldFacts(self.text, self.context, (self.in_text, in_context))
        given = facts_given(question)
        self.asked = [f.value[:2] for f in given if f.kind in _FIGURES]
        years = [f.value[0] for f in given if f.kind is FactKind.DATE or not f.value[1:2] or not f.value[1]]
        self.asked_years = {int(y) for y in years if y in _YEARS}
        table = jurisdictions.table().by_code
        own = [table[p.jurisdiction] for p in pieces if p.jurisdiction in table]
        self.bodies = {w.casefold() for j in own for w in (*j.agencies, *re.findall(r"\w+", j.offices), *j.no_name)}
        self.bodies |= party_lists.table().no_name
        self.countries = {code for part in (*read, *beside) for code in part.countries}
        self.countries |= {j.country or j.code.upper() for j in own}

    # Few claims have a name, a share or an ordinal, or a figure beside another one: of these the text is read on need.

    @cached_property
    def mails(self) -> frozenset[str]:
        """Return the e-mail addresses of the text and what stands around it, in small letters."""
        return frozenset(mail for mail, _ in mail_addresses(self._addressed))

    @cached_property
    def placed(self) -> PlacedText:
        """Return the words and figures of the text by their places."""
        return PlacedText(self.printed, self.in_text)

    @cached_property
    def has_shares(self) -> bool:
        """Return whether the text has a share: a fraction or a percentage of something."""
        return any(part.is_share for part in fractions(self.text))

    @cached_property
    def numbered(self) -> dict[str, dict[int, tuple[int, int]]]:
        """Return what the text numbers by ordinals, by the stem of the noun."""
        return ordinals(self.text)

    @cached_property
    def ordinals(self) -> set[str]:
        """Return the numbers of all ordinals of the text and what stands around it."""
        return ordinal_numbers(self.whole)

    @cached_property
    def capitals(self) -> set[str]:
        """Return the words that begin with a capital, in small letters."""
        return {w.casefold() for w in re.findall(r"[A-Z][A-Za-z]{1,30}", self.whole)}

    def lacking(self, written: str, *, read: str = "", language: str = "", pointed: str = "") -> list[Lack]:
        """Return the symbols of a claim that stand nowhere in the evidence: those that are certain first.

        `read` is the claim as `as_claimed` gives it, "" where that was not asked; `language` that of its answer;
        `pointed` the words that it points to, which may have the period that a year follows from.
        """
        claim = with_plain_signs(with_spread_ranges(in_digits(read or as_claimed(written, language), shares=False)))
        shares = [part for part in fractions(claim) if part.is_share]
        found = [f for f in facts(claim) if not any(s.start <= f.start < s.end for s in shares)]
        others = [f for f in found if f.kind not in _FIGURES]
        away = {id(f) for f in others if not self.held.has(f)}
        derived = _Derived(self, found, claim, pointed)
        if any(f.kind is FactKind.NAME and id(f) in away for f in found) and not has_names(written, language):
            found = [f for f in found if f.kind is not FactKind.NAME]
        lacks = [
            Lack(f, f.kind in CERTAIN and not derived.may_lie_before(f))
            for f in found
            if not (self._has_figure(f, claim) if f.kind in _FIGURES else id(f) not in away or self._has(f))
            and not derived.has(f)
        ]
        lacks += [Lack(f, certain=True) for f in self._other_paragraphs(claim)]
        lacks += [Lack(f, self._is_made_up(f.value[1])) for f in self._other_mails(written)]
        lacks += self._other_shares(claim, shares, derived)
        lacks += [Lack(f, certain=False) for f in found if self._counts_otherwise(f, claim)]
        lacks += [Lack(f, certain=False) for f in self._other_ordinals(claim)]
        return sorted(lacks, key=lambda lack: not lack.certain)

    def _has(self, fact: Fact) -> bool:
        if fact.kind is FactKind.DATE:
            return self._has_date(fact.value)
        if fact.kind is FactKind.COUNTRY:
            return self.asian or fact.value[0] in self.countries
        if fact.kind is FactKind.ADDRESS:
            return self._has_address(fact)
        return fact.kind is FactKind.NAME and self._has_name(fact.value[0])

    def _has_figure(self, fact: Fact, claim: str) -> bool:
        if fact.kind is FactKind.AMOUNT:
            return self._has_amount(*fact.value)
        number, unit = fact.value[:2]
        if number in self.ordinals and _DIGITS_OF_ORDINAL.search(fact.words):
            return True
        unit = unit or unit_behind(claim, fact)
        if "worded" in fact.value and not unit and int(float(number)) <= SMALL:
            return True  # it may count what the claim itself names
        return in_a_name(claim, fact) or self._has_number(number, unit, measured=bool(unit) or is_measured(claim, fact))

    def _has_number(self, number: str, unit: str, *, measured: bool) -> bool:
        """Return whether a number stands in the evidence, with its unit where it has one wherever it stands."""
        if (number, unit) in self.units and (unit or not measured or number in self.bare):
            return True
        if number == "1" and unit in self.single:
            return True  # "a year" is one year
        units = {u for n, u in self.units if n == number and u}
        if unit and units:
            return False
        of_money = not unit and number in {n for n, _ in self.amounts}  # "$300,000" may read as 300, and is no 300 days
        if number in self.bare or number in self.years or of_money:
            return not (unit and self.asian and unit in _asian_units())
        if measured:
            return not unit and bool(units)
        return number in self.digits

    def _has_amount(self, number: str, currency: str) -> bool:
        currencies = {c for n, c in self.amounts if n == number}
        if currencies:
            return any(measures.table().same_currency(currency, c) for c in currencies)
        return number in self.bare or any(n == number for n, u in self.units if not u)

    def _has_date(self, value: tuple[str, ...]) -> bool:
        year, month, day = value
        if any(all(not p or not q or p == q for p, q in zip(value, d, strict=True)) for d in self.dates):
            return True
        return bool(year) and not month and not day and year in self.years

    def _has_address(self, fact: Fact) -> bool:
        """Return whether an address stands there as it is written, or by its numbers in a text in other letters."""
        if self.asian:
            return all(_number(d) in self.digits for d in re.findall(r"\d+", fact.words))
        steps = re.search(r"\d.*", fact.words)
        return _squeezed(steps[0] if steps else fact.words) in self.addresses

    def _has_name(self, name: str) -> bool:
        low = name.casefold().removesuffix("'s")
        parts = [p for p in re.split(r"[-/&]", low) if p]
        known = self.bodies | self.capitals
        return (
            self.asian
            or all(p in known or p.removesuffix("s") in known for p in parts)
            or (name.rstrip("s").isupper() and _spells(low.removesuffix("s"), self.whole))
        )

    def _other_paragraphs(self, claim: str) -> list[Fact]:
        """Return addresses such as 123(b) where the evidence has the number with other paragraphs only: 123(d)."""
        out = []
        for m in _STEPPED.finditer(claim):
            base, steps = m[1], _squeezed(m[2])
            held = re.findall(rf"(?<![\d.]){re.escape(base)}((?:\(\w{{1,5}}\)){{1,8}})", self.addresses)
            alone = re.search(rf"(?<![\d.]){re.escape(base)}(?![\d(]|\.\d)", self.addresses)
            if held and not alone and not any(h.startswith(steps) or steps.startswith(h) for h in held):
                out.append(Fact(FactKind.ADDRESS, m.start(), m.end(), m[0], ("", base)))
        return out

    def _other_mails(self, claim: str) -> list[Fact]:
        """Return the e-mail addresses of a claim that the evidence has not; it may break one over two lines."""
        joined = self.addresses.replace("-", "")
        return [
            Fact(FactKind.ADDRESS, m.start(), m.end(), m[0], ("", mail))
            for mail, m in mail_addresses(claim)
            if mail not in self.mails
            and (mail.replace("-", "") not in joined or any(mail in held for held in self.mails))
        ]

    def _is_made_up(self, mail: str) -> bool:
        """Return whether the evidence cannot have an e-mail address in other words: "lamps at office.example"."""
        return bool(self.mails) or mail.partition("@")[2] not in self.addresses

    def _other_shares(self, claim: str, shares: Sequence[Part], derived: _Derived) -> list[Lack]:
        """Return the shares in words or signs that stand nowhere, where the evidence has others in their place.

        It has others in words or signs; or it has percentages, and the claim puts a bound: "more than half". Any other
        share may be worked out by the claim itself: "a tenth of the other ceiling".
        """
        held = {number for number, unit in self.units if unit == "%"}
        out = []
        for part in shares:
            fact = Fact(FactKind.NUMBER, part.start, part.end, part.words, (part.printed[0], "%"))
            rivals = self.has_shares or (held and is_bound(claim, part.start))
            if rivals and held.isdisjoint(part.printed) and not derived.has(fact):
                out.append(Lack(fact, certain=not self.asian))
        return out

    def _other_ordinals(self, claim: str) -> list[Fact]:
        """Return ordinals of a claim whose noun the evidence numbers too, with others only: "the third violation"."""
        return [
            Fact(FactKind.NUMBER, start, end, claim[start:end], (str(number), ""))
            for noun, places in ordinals(claim).items()
            for number, (start, end) in places.items()
            if noun in self.numbered and number not in self.numbered[noun]
        ]

    def _counts_otherwise(self, fact: Fact, claim: str) -> bool:
        """Return whether a number counts things that the evidence counts too, with other numbers only."""
        if fact.kind is not FactKind.NUMBER or fact.value[1] or not (noun := noun_behind(claim, fact)):
            return False
        held = self.counted.get(noun, set())
        return bool(held) and fact.value[0] not in held


class _Derived:
    """Symbols that follow from others by arithmetic: of the question, the claim itself, and dates of the evidence.

    `claim` is the text of the claim and `claimed` its symbols; `pointed` are the words that it points to.
    """

    def __init__(self, symbols: Symbols, claimed: Sequence[Fact], claim: str, pointed: str = "") -> None:
        own = [f for f in claimed if f.kind in _FIGURES]
        self.symbols, self.own, self.claim, self.pointed = symbols, own, claim, pointed
        self.factors = [("2", "times")] if _TWICE.search(claim) else []
        self.periods = [f.value[:2] for f in own] + sorted(symbols.units)
        self.dates = [*symbols.dates, *(f.value for f in claimed if f.kind is FactKind.DATE and f.value[2])]

    def has(self, fact: Fact) -> bool:
        """Return whether a symbol follows from others."""
        if fact.kind is FactKind.DATE or _is_year(fact):
            parts = fact.value if fact.kind is FactKind.DATE else (fact.value[0], "", "")
            # What ends on 31 December is another rule in the next year.
            periods = self.periods if any(parts[1:]) else [("1", "day"), *self.periods]
            reached = arithmetic.dates_reached(self.symbols.dates, periods)
            return any(_fits(parts, d) for d in reached) or self._is_year_reached(parts)
        if fact.kind not in _FIGURES:
            return False
        others = [f.value[:2] for f in self.own if f is not fact]
        if fact.value[:2] in arithmetic.results([*self.symbols.asked, *others, *self.factors]):
            return True
        return fact.kind is FactKind.NUMBER and arithmetic.lies_between(fact.value[:2], self.dates)

    def _is_year_reached(self, parts: tuple[str, ...]) -> bool:
        """Return whether a year alone lies a period after a year that the asker gave.

        It lies before it only where the claim, or the words that it points to, look back. The period is one of the
        claim itself or of those words; where these have none, one of the cited text.
        """
        if any(parts[1:]) or not parts[0]:
            return False
        looks_back = _LOOKS_BACK.search(f"{self.claim}\n{self.pointed}")
        spans = self._spans | ({-span for span in self._spans} if looks_back else set())
        return any(int(parts[0]) - year in spans for year in self.symbols.asked_years)

    def may_lie_before(self, fact: Fact) -> bool:
        """Return whether a year alone lies a period before one that the asker gave, and the cited text looks back.

        Whether what it says there is what the claim says nobody can tell.
        """
        is_year = _is_year(fact) or (fact.kind is FactKind.DATE and not any(fact.value[1:]))
        if not is_year or not fact.value[0]:
            return False
        behind = {year - int(fact.value[0]) for year in self.symbols.asked_years if year > int(fact.value[0])}
        return bool(behind) and any(behind & spans for spans in self._spans_looking_back())

    def _spans_looking_back(self) -> Iterator[set[int]]:
        """Yield by sentence that looks back the periods that it, the claim or its pointed words have."""
        text, held = self.symbols.printed, self.symbols.in_text
        for m in _SENTENCE.finditer(text):
            if _LOOKS_BACK.search(m[0]):
                within = [f for f in held if m.start() <= f.start < m.end()]
                yield _years(within) | (self._own_spans if within else set())

    @cached_property
    def _own_spans(self) -> set[int]:
        return _years([*self.own, *(facts(printings(self.pointed)) if self.pointed else ())])

    @cached_property
    def _spans(self) -> set[int]:
        return self._own_spans or _years(self.symbols.in_text)


_YEARS = frozenset(map(str, range(1900, 2100)))
_SENTENCE = lazy_regex(r"[^.;。\n]+")  # or a part of one


def _is_year(fact: Fact) -> bool:
    """Return whether a bare number may be a year: 2,025 kilograms are none."""
    return fact.kind is FactKind.NUMBER and fact.value[0] in _YEARS and not fact.value[1]


def _fits(parts: tuple[str, ...], day: date) -> bool:
    return all(not p or p == str(q) for p, q in zip(parts, (day.year, day.month, day.day), strict=True))


_GROUPED_DIGITS = lazy_regex(
    r"(?<![A-Za-z0-9.,])(?:\d{1,3}(?:[, \u00a0]\d{3}){1,5}|\d{1,15})(?:\.\d{1,9})?(?![A-Za-z0-9])"
)
_UNWRAPPED = lazy_regex(r"[()](?=[A-Z]{2,8}\))|(?<=[A-Z]{2})\)")  # "Munitions List (USML) Category XI"
_SLASHED = lazy_regex(r"(?<!\d)(\d{1,2})/(\d{1,2})/(\d{2}|\d{4})(?!\d)")
_STEPPED = lazy_regex(r"(?<![\w.])(\d[\d.]{0,8})((?:\s?\(\w{1,5}\)){1,6})")
_SINGLE = lazy_regex(r"\b(?:an?|one|each|every|per|next|following|preceding|calendar) ([a-z]{3,10})\b", re.IGNORECASE)
_DIGITS_OF_ORDINAL = lazy_regex(r"\d(?:st|nd|rd|th)\b", re.IGNORECASE)
_TWICE = lazy_regex(r"\b(?:twice|double)\b", re.IGNORECASE)
_LOOKS_BACK = lazy_regex(  # in the languages of claims, whose words stay as they are
    r"\b(?:before|earlier|older|prior|preced(?:ing|es?|ed)|previous(?:ly)?|last|past|since|back|ago|"
    r"(?:da|zu)?vor|vor(?:her|ig|ang|herg)\w{0,12}|früher\w{0,2}|älter\w{0,2}|seit|letzte\w?|vergangene\w?|zurück\w{0,12}|"
    r"avant|depuis|derni(?:er|ère)s?|précéd\w{1,6}|antérieur\w{0,4}|passée?s?|"
    r"antes|desde|últim[oa]s?|anterior(?:es|mente)?|precedentes?|pasad[oa]s?|previ[oa]s?)\b|前|전|过去|過去|지난",
    re.IGNORECASE,
)


def _years(found: Sequence[Fact]) -> set[int]:
    """Return the lengths of the periods of whole years."""
    periods = (f.value for f in found if f.kind is FactKind.NUMBER and f.value[1] == "year")
    return {int(number) for number, *_ in periods if number.isdecimal()}


def _single(text: str) -> set[str]:
    """Return the units that a text has one of without a number: "a year"."""
    units = measures.table().unit_of
    return {units[w.lower()] for w in _SINGLE.findall(text) if w.lower() in units}


def _asian_units() -> frozenset[str]:
    """Return the units that figures of Chinese, Japanese and Korean texts are read in."""
    units = measures.table()
    written = (w.lower() for w in units.units_in_english.values())
    return frozenset(units.unit_of.get(w) or units.unit_of.get(w.removesuffix("s"), w) for w in written)


def _squeezed(text: str) -> str:
    return re.sub(r"\s+", "", with_plain_signs(text)).casefold()


def _number(words: str) -> str:
    digits = re.sub(r"[^0-9.]", "", words).strip(".") or "0"
    whole, _, part = digits.partition(".")
    part = part.rstrip("0")
    return (whole.lstrip("0") or "0") + (f".{part}" if part else "")


def _slashed(text: str) -> list[tuple[str, ...]]:
    """Return the dates that are written with slashes, month first, as US notices are cited."""
    return [(_year(y), str(int(m)), str(int(d))) for m, d, y in _SLASHED.findall(text) if 1 <= int(m) <= 12]


def _year(digits: str) -> str:
    return digits if len(digits) == 4 else f"{'20' if int(digits) < 70 else '19'}{digits}"


def _spells(acronym: str, text: str) -> bool:
    """Return whether neighbouring words of a text begin with an acronym's letters."""
    words = re.findall(r"[A-Za-z]+", text)
    initials = "".join(w[0].casefold() for w in words)
    return len(acronym) > 1 and acronym in initials
