"""Comparison of the facts of a sentence with a text: those that the text lacks, and figures in another's place."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from functools import lru_cache

from assistant.facts.extraction import Fact, FactKind, facts
from assistant.facts.typographic_form import loose, with_plain_signs
from corpus.language.sentences import sentence_spans
from corpus.lexicon import measures
from index.text.tokens import STOP, stem


def missing_facts(claimed: Iterable[Fact], cited: str, context: str = "") -> list[Fact]:
    """Return those of the `claimed` facts that a cited text does not hold.

    Numbers, dates, amounts and quoted phrases must stand in `cited` itself. Addresses, countries and names may also
    stand in its `context`: locator, title, issuer.
    """
    wanted = list(claimed)
    if not wanted:
        return []
    held = HeldFacts(cited, context)
    return [f for f in wanted if not held.has(f)]


class HeldFacts:
    """Facts of a cited text and its context, in which those of a sentence are looked up.

    `found` are the facts of the text and of the context, where they have been read already.
    """

    def __init__(self, cited: str, context: str, found: tuple[Sequence[Fact], Sequence[Fact]] | None = None) -> None:
        mine, around = found or (facts(cited), facts(context))
        self.cited, self.whole = cited, with_plain_signs(f"{context}\n{cited}")
        self.numbers = {f.value[:2] for f in mine if f.kind is FactKind.NUMBER}
        self.dates = [f.value for f in mine if f.kind is FactKind.DATE]
        self.amounts = {f.value for f in mine if f.kind is FactKind.AMOUNT}
        self.addresses = [f.value for f in (*mine, *around) if f.kind is FactKind.ADDRESS]
        self.countries = {f.value[0] for f in (*mine, *around) if f.kind is FactKind.COUNTRY}
        lines = self.whole.split("\n")
        self.words = frozenset[str]().union(*map(_stems_of_line, lines))
        self.initials = frozenset[str]().union(*map(_initials, lines))

    def has(self, fact: Fact) -> bool:
        """Return whether the text holds a fact."""
        value = fact.value
        if fact.kind is FactKind.ADDRESS:
            return self._has_address(value)
        if fact.kind is FactKind.DATE:
            return self._has_date(value)
        if fact.kind is FactKind.AMOUNT:
            same = measures.table().same_currency
            return any(value[0] == a[0] and same(value[1], a[1]) for a in self.amounts)
        if fact.kind is FactKind.NUMBER:
            return self._has_number(value)
        if fact.kind is FactKind.COUNTRY:
            return value[0] in self.countries
        if fact.kind is FactKind.QUOTE:
            return value[0] in loose(self.cited)
        return self._has_name(value[0])

    def _has_address(self, value: tuple[str, ...]) -> bool:
        instrument = re.search(r"(?<!\d)\d+/\d+", value[0])
        if instrument and instrument[0] not in self.whole:
            return False  # the article of another act
        return any(_within(value, a) for a in self.addresses) or _continues(value, self.addresses, self.cited)

    def _has_date(self, value: tuple[str, ...]) -> bool:
        """Return whether a date stands in the text part by part; a year alone may stand there as a number."""
        if any(_same_date(value, d) for d in self.dates):
            return True
        return not any(value[1:]) and (value[0], "") in self.numbers

    def _has_number(self, value: tuple[str, ...]) -> bool:
        if value[0] == "1" and "worded" in value and not value[1]:
            return True  # "one" is mostly a pronoun
        if value[1]:
            return (value[0], value[1]) in self.numbers or (value[0], "") in self.numbers
        return any(value[0] == n for n, _ in self.numbers) or any(value[0] == d[0] for d in self.dates)

    def _has_name(self, name: str) -> bool:
        if all(s in self.words or _akin(s, self.words) for s in _stems(name)):
            return True
        return name.casefold().replace("&", "") in self.initials


_WORDS_AROUND = 6  # words on either side that tell what a figure is about


def displaced_figure(sentence: str, claimed: Sequence[Fact], cited: str) -> tuple[str, str] | None:
    """Return (figure of the sentence, figure of the cited text) that differ in the same place, None if none do.

    The place of a figure is the words around it; only figures of one kind and unit are compared. So "an appeal within
    30 days" does not pass on a text with 30 days for something else and 45 days for an appeal.
    """
    held = _placed_in(cited)
    said = {f.value for f in claimed}
    for fact, wanted in _placed(sentence):
        own, rival, words = 0, 0, ""
        for other, around in held:
            if other.kind is not fact.kind or (fact.kind is FactKind.NUMBER and other.value[1] != fact.value[1]):
                continue
            shared = len(wanted & around)
            if _same_figure(fact, other):
                own = max(own, shared)
            elif other.value not in said and shared > rival and _rivals(fact, other):
                rival, words = shared, other.words
        if rival > own and rival > 1:
            return fact.words, words
    return None


@lru_cache(maxsize=4)  # the sentences of a draft may all be laid beside one long text
def _placed_in(text: str) -> tuple[tuple[Fact, frozenset[str]], ...]:
    return tuple((f, frozenset(where)) for a, b in _spans(text) for f, where in _placed(text[a:b]))


def _spans(text: str) -> list[tuple[int, int]]:
    return sentence_spans(text) or [(0, len(text))]


def _same_figure(one: Fact, other: Fact) -> bool:
    return _same_date(one.value, other.value) if one.kind is FactKind.DATE else one.value[0] == other.value[0]


def _same_date(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Return whether a date is another one in the parts that it has."""
    return all(not p or p == q for p, q in zip(one, other, strict=True))


def _rivals(one: Fact, other: Fact) -> bool:
    """Return whether one figure could stand in the place of the other: a year and another number could not."""
    return (
        one.kind is not FactKind.NUMBER or bool(one.value[1]) or (len(one.value[0]) == 4) == (len(other.value[0]) == 4)
    )


def _placed(text: str) -> list[tuple[Fact, set[str]]]:
    """Return every figure of a text with its place: the stems of the content words around it."""
    words = [
        (m.start(), stem(m[0].lower()))
        for m in re.finditer(r"[^\W\d_]{2,}", with_plain_signs(text))
        if m[0].lower() not in STOP
    ]
    out = []
    for fact in facts(text):
        if fact.kind in (FactKind.NUMBER, FactKind.AMOUNT, FactKind.DATE):
            before = [w for place, w in words if place < fact.start][-_WORDS_AROUND:]
            out.append((fact, {*before, *[w for place, w in words if place >= fact.end][:_WORDS_AROUND]}))
    return out


_NAME_ALONE = 2  # parts of an address that names no instrument and has one step
_STEP_WITH_A_NAME = "category "


def _within(claimed: tuple[str, ...], held: tuple[str, ...]) -> bool:
    """Return whether the held address is the claimed one or lies below it.

    A relative address like "paragraph (b)" fits any step or steps of the held one.
    """
    if claimed[0] == "…":
        steps = claimed[1:]
        return any(held[n : n + len(steps)] == steps for n in range(1, len(held)))
    if claimed[0] and held[0] and claimed[0] != held[0]:
        return False
    if not claimed[0] and len(claimed) == _NAME_ALONE and claimed[1].startswith(_STEP_WITH_A_NAME):
        return claimed[1] in held[1:]  # "Category IV" of 22 CFR 121.1 Category IV(h)
    return held[1 : len(claimed)] == claimed[1:]


def _continues(claimed: tuple[str, ...], held: Iterable[tuple[str, ...]], cited: str) -> bool:
    """Return whether a held address is a parent of the claimed one, and the cited text has the missing steps as labels.

    Labels are "(f)" or "b.2.".
    """
    if claimed[0] == "…":
        return f"({claimed[1]})" in cited or re.search(rf"(?<![\w.]){re.escape(claimed[1])}[.)]\s", cited) is not None
    for address in held:
        size = len(address)
        if (
            1 < size < len(claimed)
            and claimed[1:size] == address[1:]
            and not (claimed[0] and address[0] and claimed[0] != address[0])
        ):
            rest = claimed[size:]
            low = cited.casefold()
            if all(f"({s})" in low for s in rest) or re.search(rf"(?<![\w.]){re.escape('.'.join(rest))}(?![\w])", low):
                return True
    return False


def _stems(text: str) -> list[str]:
    return [stem(w) for w in re.findall(r"[^\W_]+", text.casefold())]


@lru_cache(maxsize=2048)  # the claims of one answer are compared with the same texts
def _stems_of_line(text: str) -> frozenset[str]:
    return frozenset(_stems(text))


def _akin(one: str, words: Collection[str]) -> bool:
    """Return whether a name's stem and one of the words are forms of each other, as "European" and "Europe"."""
    return any(
        len(w) >= 5 and abs(len(w) - len(one)) <= 3 and (one.startswith(w) or w.startswith(one))
        for w in words
        if len(one) >= 5
    )


_LONGEST_ACRONYM = 10  # letters of the longest acronym


@lru_cache(maxsize=2048)
def _initials(text: str) -> frozenset[str]:
    """Return the acronyms that names in a line allow: "Bureau of Industry and Security" allows "bis"."""
    out = set()
    for run in re.findall(r"[A-Z][\w'-]{0,60}(?:[ -](?:(?:of|and|the|for|on|to|in|de)[ -])*[A-Z][\w'-]{0,60})+", text):
        parts = re.split(r"[ -]", run)
        capitals = [p for p in parts if p[:1].isupper()]
        for first in range(len(capitals)):
            for last in range(first + 2, min(first + _LONGEST_ACRONYM, len(capitals)) + 1):
                out.add("".join(p[0] for p in capitals[first:last]).casefold())
    return frozenset(out)
