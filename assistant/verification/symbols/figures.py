"""Figures of a text as it prints them: 1 000, 1,000, 1.000, 0,9, ½, 50万元; and those that only number a paragraph."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from assistant.facts.extraction import Fact, FactKind, facts
from assistant.facts.fractions import in_digits
from assistant.verification.east_asian_figures import figures_in_english, with_figures_in_english
from assistant.verification.european_figures import in_english_figures, is_read_as_other
from corpus.language.detection import language_of
from corpus.language.lazy_regex import lazy_regex
from corpus.language.number_words import scales
from corpus.language.scripts import EAST_ASIAN
from corpus.lexicon import measures
from index.text.tokens import STOP, stem

_DECIMAL_COMMA = lazy_regex(r"(?<![\d.,])(\d{1,3}),(\d{1,2}|(?<=0,)\d{3,6})(?![\d,])")
_DOTTED = lazy_regex(r"(?<![\d.,])(\d{1,3}(?:\.\d{3}){1,4})(?!\d|\.\d)")
_COMMA_OF_THREE = lazy_regex(r"(?<![\d.,])([1-9]\d{0,2}),(\d{3})(?!\d|[.,]\d)")
_BEFORE_LABEL = lazy_regex(r"(?:^|[.;:)\]|\n(])\s{0,3}$")
_AFTER_LABEL = lazy_regex(r"\.?\)|\.\s|\s{0,2}$")
_MEASURED = lazy_regex(r"\b(?:than|least|most|exceed|exceeds|exceeding|over|above|below|under|up to)\s$", re.I)
_STEPS_OF_PATH = lazy_regex(r"\(\w{1,5}\)")
_WORDS_NEXT = lazy_regex(r"[ \u00a0-]?([^\W\d_]{3,30})(?:[ -]([^\W\d_]{3,30}))?")
_FIGURE_RANGE = lazy_regex(
    r"(?<![\d,.])(?P<first>\d{1,3}(?:\.\d{1,3})?)(?P<between>\s?(?:to|and|or|-|–)\s?)"
    rf"(?P<last>\d[\d,.]{{0,12}}) (?P<scale>{'|'.join(scales('thousand', 'billion'))})\b",
    re.I,
)
SMALL = 10  # numbers in words up to here mostly count what the claim itself names


def printings(text: str, language: str = "") -> str:
    """Return a text followed by its other readings; `language` is that of its source, "" where that is not known.

    They have commas as decimal points, dots as thousands, fractions in digits, ranges with their unit twice, and the
    figures of other languages as English writes them.
    """
    out = [text]
    if _DECIMAL_COMMA.search(text):
        out.append(_DECIMAL_COMMA.sub(r"\1.\2", text))
    if _DOTTED.search(text):
        out.append(_DOTTED.sub(lambda m: m[0].replace(".", ""), text))
    if (digits := in_digits(text)) != text:  # the lines alone that have a fraction: the whole is read once as it is
        out += [new for old, new in zip(text.split("\n"), digits.split("\n"), strict=True) if old != new]
    if (spread := with_spread_ranges(text)) != text:
        out += [new for old, new in zip(text.split("\n"), spread.split("\n"), strict=True) if old != new]
    if EAST_ASIAN.search(text):
        out.append(figures_in_english(text))
    elif (read := in_english_figures(text, language)) != text:
        out.append(with_spread_ranges(read))
    return "\n".join(out)


def as_claimed(claim: str, language: str = "") -> str:
    """Return a claim, in whatever language, with its figures and dates as English writes them.

    `language` is that of the answer that it is of, "" where that is not known.
    """
    return with_figures_in_english(claim) if EAST_ASIAN.search(claim) else in_english_figures(claim, language)


def readings(claim: str, language: str = "") -> list[str]:
    """Return a claim as `as_claimed` does, and where its commas may part thousands all the same, read like this, too.

    A German answer may keep "1,500 dollars" of an English text.
    """
    if not _COMMA_OF_THREE.search(claim) or not is_read_as_other(claim, language):
        return [as_claimed(claim, language)]
    others = (_COMMA_OF_THREE.sub(parts, claim) for parts in (r"\1.\2", r"\1\2"))
    return list(dict.fromkeys(as_claimed(c, language) for c in (claim, *others)))


def has_names(claim: str, language: str = "") -> bool:
    """Return whether a capital within a claim begins a name: it is English, and not, say, a German noun.

    `language` is that of the answer that the claim is of, "" where that is not known.
    """
    return language_of(claim, language or "en") == "en" and not is_read_as_other(claim, language)


def with_spread_ranges(text: str) -> str:
    """Return a text whose ranges say their scale, unit or currency twice: "2 to 5 million", "five to ten times"."""
    text = _FIGURE_RANGE.sub(r"\g<first> \g<scale>\g<between>\g<last> \g<scale>", text)
    return _measured_range().sub(r"\g<first> \g<unit>\g<between>\g<last> \g<unit>", text)


@cache
def _measured_range() -> re.Pattern[str]:
    table = measures.table()
    figure = r"(?:\d[\d,.]{0,18}|[a-z]{3,9}(?=\s))"  # "twenty-one days" is no range
    return re.compile(
        rf"(?<![\w,.])(?P<first>{figure})(?P<between>\s?(?:to|-|–)\s?(?:less than )?)(?P<last>{figure})[ \u00a0]"
        rf"(?P<unit>{table.unit_pattern}|{table.behind_pattern})(?![a-zA-Z])",
        re.IGNORECASE,
    )


def is_label(text: str, start: int, end: int) -> bool:
    """Return whether a figure at `start:end` numbers a paragraph, an item or a note: "2. ", "(2)"."""
    if text[max(0, start - 1) : start] == "(":
        return text[end : end + 1] == ")"
    before = _BEFORE_LABEL.search(text, max(0, start - 5), start)
    return bool(before and _AFTER_LABEL.match(text, end) and text[end : end + 1])


def is_measured(text: str, fact: Fact) -> bool:
    """Return whether a number has a unit or a bound in front of it: such a number is no label, "under 798.3(b)" one."""
    if fact.value[1]:
        return True
    return is_bound(text, fact.start) and _STEPS_OF_PATH.match(text, fact.end) is None


def is_bound(text: str, start: int) -> bool:
    """Return whether what begins at `start` is a bound: "more than", "at least", "up to" stand in front of it."""
    return _MEASURED.search(text, max(0, start - 12), start) is not None


def in_a_name(text: str, fact: Fact) -> bool:
    """Return whether a number is a part of a name: U-235, RSA-2048, Cs-137."""
    return re.search(r"[A-Za-z][-‑]$", text[max(0, fact.start - 2) : fact.start]) is not None


def unit_behind(text: str, fact: Fact) -> str:
    """Return the unit that an adjective separates from its number: "two further months"."""
    found = _WORDS_NEXT.match(text, fact.end)
    return _unit(found[2]) if found and found[2] else ""


def _unit(word: str) -> str:
    units = measures.table().unit_of
    return units.get(word.lower()) or units.get(word.lower().removesuffix("s"), "")


def counted_nouns(text: str, found: Sequence[Fact] = ()) -> dict[str, set[str]]:
    """Return the numbers that directly count a noun, by its stem: "seven aliases"."""
    out: dict[str, set[str]] = {}
    for fact in found or facts(text):
        if fact.kind is FactKind.NUMBER and not fact.value[1] and (noun := noun_behind(text, fact)):
            out.setdefault(noun, set()).add(fact.value[0])
    return out


def noun_behind(text: str, fact: Fact) -> str:
    """Return the stem of the plural noun right behind a number, "" where there is none."""
    found = _WORDS_NEXT.match(text, fact.end)
    word = found[1].lower() if found else ""
    return stem(word) if word.endswith("s") and not word.endswith("ss") and word not in STOP else ""
