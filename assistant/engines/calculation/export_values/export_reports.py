"""Reports of exports by their value: when electronic export information is to be filed (15 CFR 758.1)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import cached_property

from assistant.engines.calculation.export_values.licences_first import LicenceTold, licence_told
from assistant.engines.calculation.figures import NotStatedError, stated_by
from assistant.engines.calculation.reading import Amount, Asked
from assistant.engines.calculation.result import Calculation, CalculationStep, needs, numeral
from assistant.engines.determination.law_texts.rules import own_country
from assistant.query.model import Query
from assistant.query.places import countries_named
from corpus.catalogue import CatalogueReader
from corpus.language.lazy_regex import lazy_regex
from corpus.lexicon import countries
from corpus.lexicon.towns import folded_town, towns

EEI = r"\bEEI\b|\belectronic export info(?:rmation)?\b|\bAES\b|\bautomated export system\b"
_ASKS_LICENCE = lazy_regex(
    r"\b(?:do|would|will|does|should|must) (?:i|we|you|they|it|this) (?:\w+ )?(?:need|require) an? "
    r"(?:\w+ )?licen[cs]e\b",
    re.I,
)
_ECCN_OF_ITEM = lazy_regex(r"\b(?P<eccn>\d[A-E]\d{3})(?P<rest>(?:\.[a-z]\d*)*)", re.I)
_ON_LIST = lazy_regex(
    r"\b(?:on|of|under) the (?:CCL|Commerce Control List)\b|\bCCL[- ](?:item|listed)|\bwith an ECCN\b", re.I
)
_UNLISTED_ITEM = lazy_regex(r"\bEAR ?99\b|\bnot on the (?:CCL|commerce control list)\b", re.I)
_GROUP_BY_LETTER = lazy_regex(r"Country Group ([A-E])\b(?!:)")  # "Country Group D": D:1 and all others
_MOST_GROUPS = 6  # of a letter
_SERIES_600 = lazy_regex(r"\b\d[A-E]6\d\d\b|\b9[A-E]515\b|\b600[- ]series\b", re.I)
_LICENSED = lazy_regex(
    r"\b(?:under|with|against|on) (?:an?|our|the|my) (?:\w+ )?licen[cs]e\b(?! "
    r"exception)|\blicen[cs]ed shipment\b",
    re.I,
)
_TO_A_PLACE = lazy_regex(r"\b(?:to|in) (?:(?:an?|the|our|my) )?(?:\w+ ){0,3}[A-Z][a-z]{2,}")  # one that no table knows
_CAPITALS = lazy_regex(r"\b[A-Z]\w{3,}")
_UNLESS = lazy_regex(r"\bunless [^.;]{5,200}(?=[.;]|$)")
_EACH = lazy_regex(r"\b(?:each|apiece|a ?piece|per (?:unit|piece|parcel|item|package|box|carton))\b", re.I)
_PIECES_SHIPPED = lazy_regex(
    r"\b(?P<n>\d{1,6}|two|three|four|five|six|seven|eight|nine|ten|twelve|"
    r"dozen)\s+(?:\w+\s+){0,2}?(?:parcels?|boxes|packages?|units?|pieces?|items?|chips?|cartons?|"
    r"shipments?|pcs|devices?|parts?|pumps?|machines?|instruments?|cameras?|lots?|sets?|valves?|"
    r"sensors?|\w{3,}s)\b",
    re.I,
)
_SAID_AS_VALUE = lazy_regex(
    r"(?:\b(?:worth|values?|valued|at|for|costs?|price[ds]?|and|plus|other|of|or|is)|[+&=,:])[ (]{0,2}$", re.I
)
_BESIDE_A_VALUE = lazy_regex(r"(?:\b(?:and|plus|worth|values?|valued at|costs?|price[ds]?)|[+&])[ (]{0,2}$", re.I)
_SAME_NUMBER = lazy_regex(r"\b(?:same|one|single|identical) (?:schedule b|HTS|tariff|commodity)\b", re.I)
_ANOTHER_NUMBER = lazy_regex(
    r"\bunder (?:another|a (?:different|second|third|separate))\b"
    r"(?: (?:one|number|(?:schedule b|HTS|tariff)(?: number)?))?|"
    r"\b(?:(?:an)?other|different|separate|second|own) (?:schedule b|HTS|tariff|commodity)(?: (?:number|code))?",
    re.I,
)
_NEAR_COUNT = lazy_regex(
    r"\b(?P<n>\d{1,6}|two|three|four|five|six|seven|eight|nine|ten|twelve|dozen)\b(?![.,]\d)", re.I
)
_OTHER_NUMBERS = lazy_regex(
    r"\b(?:different|separate|two|three|various|own) (?:schedule b|HTS|tariff|commodity)\b", re.I
)


def is_of_reports(question: Query) -> bool:
    """Return whether a question asks for the report of an export whose value it tells, and for no licence."""
    asked = Asked.of(question.standalone)
    return asked.has(EEI) and not _ASKS_LICENCE.search(asked.text) and bool(asked.amounts)


def report_of(question: Query, catalogue: CatalogueReader, asked: Asked, to: set[str]) -> Calculation | None:
    """Return whether the report of one shipment to a country is to be filed, by what is told of that one."""
    try:
        return _Report(question, catalogue, asked, asked, to).result()
    except NotStatedError as absent:
        return Calculation(str(absent), missing=(absent.missing,))


def report_by_value(question: Query, catalogue: CatalogueReader) -> Calculation | None:
    """Return whether electronic export information is to be filed, by value or whatever the value (15 CFR 758.1)."""
    if not is_of_reports(question):
        return None
    asked, own = Asked.of(question.standalone), Asked.of(question.core)
    try:
        return _Report(question, catalogue, asked, own if question.leans else asked).result()
    except NotStatedError as absent:
        return Calculation(str(absent), missing=(absent.missing,))


class _Report:
    """The paragraphs of 758.1(b), one after the other, over the facts of one question."""

    def __init__(
        self, question: Query, catalogue: CatalogueReader, asked: Asked, own: Asked, to: set[str] | None = None
    ) -> None:
        """Keep the facts; `own` are those of a follow-up, which go before the ones that it leans on."""
        self.to = to
        self.question, self.catalogue, self.own = question, catalogue, own
        self.asked = own if own.amounts else asked
        self.whole = asked

    def result(self) -> Calculation | None:
        """Return the paragraph that requires the filing whatever the value, else the comparison of the value."""
        for name, why in self._whatever_the_value():
            said = stated_by(self.catalogue, self.question.filters, name)
            step = CalculationStep(f"{why}: {said.held.locator} requires it regardless of value.", (said.span,))
            steps: tuple[CalculationStep, ...] = (step, *self._of_parties)
            if unless := _UNLESS.search(" ".join(self.catalogue.full_text(said.held).split())):
                steps += (CalculationStep(f"Its own exception: “{unless[0]}”.", (said.span,)),)
            lead = f"The filing is required, and the value does not matter: {why}."
            return Calculation(lead, {"required": True, "value_matters": False, "required_by_value": None}, steps)
        return self._by_licence() or self._by_value()

    @cached_property
    def _licence(self) -> LicenceTold:
        return licence_told(self.question, self.whole.text if self.to else None, self.catalogue)

    @property
    def _of_parties(self) -> tuple[CalculationStep, ...]:
        return tuple(CalculationStep(s.finding, s.cites) for s in self._licence.steps)

    def _by_licence(self) -> Calculation | None:
        """Return what a licence means for the filing, where one is required or a listed party leaves it open."""
        told = self._licence
        if told.lead is None and not told.listed:
            return None
        said = stated_by(self.catalogue, self.question.filters, "eei-licence")
        rule = f"An export that requires a licence application is filed whatever its value ({said.held.locator})."
        why = told.lead.text if told.lead else " ".join(s.told_first or s.finding for s in told.listed)
        steps = (CalculationStep(rule, (said.span,)), *self._of_parties)
        if told.lead is not None:
            steps = (CalculationStep(told.lead.text, told.lead.cites), *steps)
        if told.by_list:
            lead = f"The filing is required, and the value does not matter. {why} {rule}"
            return Calculation(lead, {"required": True, "value_matters": False, "required_by_value": None}, steps)
        by_value = self._by_value()
        if by_value is None:
            return None
        when = "Where a License Exception is used in its place" if told.lead else "Where none is required"
        lead = f"{why} {rule} {when}, the value decides."
        if not by_value.asks_for:
            lead = f"{lead.removesuffix('.')}: {by_value.lead[:1].lower()}{by_value.lead[1:]}"
            steps = (*steps, *by_value.steps)
        return Calculation(lead, by_value.values, steps)

    @cached_property
    def _to(self) -> set[str]:
        """Return the codes of the countries that the question names, by a town where it names no country."""
        return self.to or countries_of(self.own.text) or countries_of(self.whole.text)

    @cached_property
    def _listed(self) -> bool | None:
        """Return whether the item is on the Commerce Control List; None where the question does not say."""
        own = _is_listed(self.own.text)
        return _is_listed(self.whole.text) if own is None else own

    def _lacking(self) -> str:
        """Return the fact without which the value alone cannot decide, else ""."""
        if self._listed and not self._to:
            return "the country that it goes to (to some, an item on the control list is reported whatever its value)"
        if self._listed is None and self._to & self._named("eei-control-list"):
            return "whether the item is on the Commerce Control List (then its value does not matter for that country)"
        return ""

    def _whatever_the_value(self) -> Iterator[tuple[str, str]]:
        # An item of its own takes the place of the one that a follow-up leans on.
        text = self.own.text if _is_listed(self.own.text) is not None else self.whole.text
        to, listed = self._to, self._listed
        if to & self._members("E:1", "E:2"):
            yield "eei-terrorist-supporting", "the destination is in Country Group E:1 or E:2"
        if listed and to & self._named("eei-control-list"):
            yield (
                "eei-control-list",
                "the item is on the Commerce Control List and goes to a country that the paragraph names",
            )
        if _SERIES_600.search(text):
            yield "eei-600-series", "the item is a 600 series or 9x515 item"
        for step in self._licence.unverified:
            yield "eei-unverified", f"a party to the transaction is on the {step.name}"
        if _LICENSED.search(text):
            yield "eei-licence", "the export is made under a licence"
        if re.search(r"\bSTA\b|\bstrategic trade authori[sz]ation\b", text):
            yield "eei-sta", "the export is made under License Exception STA"
        if re.search(r"\bVEU\b|\bvalidated end[- ]user\b", text):
            yield "eei-veu", "the export is made under authorization VEU"
        if self._has_entry_for_group(text):
            yield "eei-entry-and-group", "the item's entry is one that the paragraph names for that country group"
        if re.search(r"\b0A501\.[ab]\b|\b0A505\b(?!\.c)|\b0A506\b|\b0A507\b", text, re.I):
            yield "eei-firearms", "the item is a firearm or part that the paragraph names"

    def _has_entry_for_group(self, text: str) -> bool:
        """Return whether an item is on the entry that a paragraph names, and goes to a country of the group there."""
        numbers = {m["eccn"].upper() for m in _ECCN_OF_ITEM.finditer(text)}
        if not numbers:
            return False
        span = stated_by(self.catalogue, self.question.filters, "eei-entry-and-group").span
        words = self.catalogue.slice(span.version.number, span.start, span.end)
        named = {m["eccn"].upper() for m in _ECCN_OF_ITEM.finditer(words)}
        group = _GROUP_BY_LETTER.search(words)
        if not numbers & named or group is None:
            return False
        return bool(self._to & self._members(*(f"{group[1]}:{n}" for n in range(1, _MOST_GROUPS + 1))))

    def _members(self, *groups: str) -> set[str]:
        """Return the codes of the countries in country groups, as the list that is held has them."""
        found = set()
        for group in groups:
            for held in self.catalogue.find(
                f"Supplement No. 1 to Part 740, Country Group {group}", self.question.filters
            ):
                found |= {code for _, _, code in countries.mentioned_countries(self.catalogue.full_text(held))}
        return found

    def _named(self, name: str) -> set[str]:
        """Return the codes of the countries that the words of a rule name."""
        said = stated_by(self.catalogue, self.question.filters, name)
        span = said.span
        return {
            c
            for _, _, c in countries.mentioned_countries(
                self.catalogue.slice(span.version.number, span.start, span.end)
            )
        }

    def _unclear(self, amounts: list[Amount]) -> str | None:
        """Return a number that may be a value or something else, as it is written; None where every one is clear."""
        text = self.asked.text
        for a in amounts:
            digits_first = text[a.start].isdigit()
            if digits_first and self.asked.is_code(a.start):
                return text[a.start : a.end]
            if not a.currency and not _SAID_AS_VALUE.search(text[: a.start][-24:]):
                return text[a.start : a.end]
        for q in self.asked.quantities:  # "$1,900 and 800"
            if q.unit or q.value < 100 or any(a.start <= q.start < a.end for a in amounts):
                continue
            if _BESIDE_A_VALUE.search(text[: q.start][-24:]) and not re.match(r"[\w.-]*[ -]?[A-Za-z]", text[q.end :]):
                return text[q.start : q.end]
        return None

    def _by_value(self) -> Calculation | None:
        if lacking := self._lacking():
            return None if _TO_A_PLACE.search(self.asked.text) and not self._to else needs(lacking)
        said = stated_by(self.catalogue, self.question.filters, "eei-value")
        limit = said["amount"]
        amounts = self.asked.amounts
        foreign = next((a for a in amounts if a.currency not in ("usd", "")), None)
        if foreign is not None:
            return needs("the value in US dollars (the limit is in dollars, and no exchange rate is in the texts held)")
        if (unclear := self._unclear(amounts)) is not None:
            return needs(f"whether {unclear} is a value in US dollars")
        if not self.to and len(amounts) > 1 and len(_destinations(self.own.text) or _destinations(self.whole.text)) > 1:
            return needs("which of the values goes to which country (the values of several shipments are not added)")
        groups = _by_number(self.asked, amounts)
        each = _sums(self.asked, amounts) if groups is None else [sum(g, Decimal(0)) for g in groups]
        total = sum(each, Decimal(0))
        apart = groups is not None or bool(_OTHER_NUMBERS.search(self.asked.text))
        if len(each) > 1 and not apart and not _SAME_NUMBER.search(self.asked.text) and total > limit >= max(each):
            return needs("whether the goods have one Schedule B (or HTS) number: the value counts per number")
        measured = max(each) if apart else total
        over = measured > limit
        sum_step = _sum(each) if not apart else numeral(measured)
        if groups is not None:
            sum_step = "; under another: ".join(map(_sum, groups))
        steps = (
            CalculationStep(f"Value under one Schedule B (or HTS) number: {sum_step} US dollars."),
            CalculationStep(f"{numeral(measured)} is {'over' if over else 'not over'} {numeral(limit)}.", (said.span,)),
            CalculationStep(
                "The other situations of 15 CFR 758.1(b) do not look at the value (a licence, certain destinations, "
                "items "
                "and parties), and the exemptions of the Foreign Trade Regulations are not held: check them as well."
            ),
        )
        lead = (
            f"By value the filing is {'required' if over else 'not required'}: {numeral(measured)} US dollars under "
            f"one Schedule B number is {'over' if over else 'not over'} {numeral(limit)}."
        )
        if groups is not None:
            others = [s for s in each if s != measured]
            lead += "".join(
                f" {numeral(s)} under another is {'over' if s > limit else 'not over'} it."
                for s in dict.fromkeys(others)
            )
        return Calculation(
            lead,
            {"sum_usd": total, "required_by_value": over, "required": True if over else None, "value_matters": True},
            steps,
        )


# A country on the way is not the one that goods are for: "to France via Germany", "through the port of Rotterdam".
_ON_THE_WAY = lazy_regex(
    r"\b(?:via|through|by way of|passing|crossing|transiting|(?:with|after) (?:a |one )?(?:stop(?:over)?|transit|"
    r"transshipment|layover) (?:in|at)|(?:trans-?shipped|routed|reloaded|unloaded) (?:in|at))\s+"
    r"(?:(?:the|a|our|port|airport|hub|warehouse|transit|of|in|at) ){0,4}"
    r"(?-i:[A-Z][\w’'-]*)(?:(?: of| and the| and|,| &)? (?-i:[A-Z][\w’'-]*)){0,4}",
    re.I,
)


def without_way(text: str) -> str:
    """Return a text without the countries and towns that goods only pass through."""
    return _ON_THE_WAY.sub(" ", text)


def countries_of(text: str) -> set[str]:
    """Return the codes of the countries that a text names, by a town where it names no country."""
    named = {code for code, _ in countries_named(text)}
    words = set(re.findall(r"[a-z]{4,}", text.lower()))
    named = named or {c.code for c in countries.table().entries if words & set(c.common)}
    if named:
        return named
    found = (towns().get(folded_town(word), ()) for word in _CAPITALS.findall(text))
    return {codes[0] for codes in found if len(codes) == 1}


def _destinations(text: str) -> set[str]:
    """Return the countries that goods go to by a text: those on the way and that of the sender are left out."""
    return countries_of(without_way(text)) - {own_country()}


def _is_listed(text: str) -> bool | None:
    """Return whether a text says that the item is on the Commerce Control List; None where it does not say."""
    if _UNLISTED_ITEM.search(text):
        return False
    return True if _ON_LIST.search(text) or _ECCN_OF_ITEM.search(text) else None


def _sum(values: list[Decimal]) -> str:
    return " + ".join(map(numeral, values)) + (f" = {numeral(sum(values, Decimal(0)))}" if len(values) > 1 else "")


def _by_number(asked: Asked, amounts: list[Amount]) -> list[list[Decimal]] | None:
    """Return the values by the Schedule B number that each stands under; None where the question does not part them.

    "Two at 1,300 each under the same number and one at 2,400 under another" has two numbers.
    """
    marks = sorted(
        [(m.end(), False) for m in _SAME_NUMBER.finditer(asked.text)]
        + [(m.end(), True) for m in _ANOTHER_NUMBER.finditer(asked.text)]
    )
    if not any(other for _, other in marks) or (len(marks) < 2 and len(amounts) < 2):
        return None
    groups: list[list[Decimal]] = [[] for _ in range(len(marks) + 1)]
    for amount in amounts:
        at = sum(end < amount.start for end, _ in marks)
        groups[at] += values_told(asked, amount, before=marks[at - 1][0] if at else 0)
    return [g for g in groups if g] if not groups[-1] and all(groups[:-1]) else None


def values_told(asked: Asked, amount: Amount, before: int) -> list[Decimal]:
    """Return a value as often as the words in front of it say: "two at 1,300 each"."""
    around = asked.text[max(0, amount.start - 40) : amount.end + 24]
    counts = list(_NEAR_COUNT.finditer(asked.text, before, amount.start))
    if not _EACH.search(around) or not counts:
        return [amount.value]
    word = counts[-1]["n"].lower()
    times = int(word) if word.isdigit() else _SMALL_NUMBERS[word]
    return [amount.value] * times if times <= _TOLD_SINGLY else [amount.value * times]


def _sums(asked: Asked, amounts: list[Amount]) -> list[Decimal]:
    """Return the values that a question gives, "two parcels, 1,250 dollars each" as two."""
    out: list[Decimal] = []
    for amount in amounts:
        around = asked.text[max(0, amount.start - 40) : amount.end + 24]
        count = _PIECES_SHIPPED.search(asked.text[: amount.start]) or _PIECES_SHIPPED.search(asked.text)
        if _EACH.search(around) and count:
            times = int(count["n"]) if count["n"].isdigit() else _SMALL_NUMBERS[count["n"].lower()]
            if times <= _TOLD_SINGLY:
                out += [amount.value] * times
            else:
                out.append(amount.value * times)
        else:
            out.append(amount.value)
    return out


_TOLD_SINGLY = 12  # equal values that a sum shows one by one
_SMALL_NUMBERS = {
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ten": 10,
    "twelve": 12,
    "dozen": 12,
}
