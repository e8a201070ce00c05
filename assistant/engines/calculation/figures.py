"""Figures of law (`figures.toml`): where a text says them, with which words, and what they are in the text held.

The other tables of the calculators are read here too: fields that are patterns come compiled, without regard to case.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from assistant.engines.model import MissingText, Span
from corpus.catalogue import CatalogueReader
from corpus.catalogue_results import HeldProvision
from corpus.filters import Filters
from corpus.language import number_words
from corpus.language.lazy_regex import lazy_regex
from corpus.lexicon import jurisdictions, tables
from corpus.locators.numerals import to_int
from corpus.sources.entries import official_entries

TABLE = Path(__file__).with_name("figures.toml")
_NUMBER_WORDS = number_words.up_to(15) | number_words.up_to(90, 20)
# Pattern of a small number in figures or in an English word; `number` reads it.
SMALL_NUMBER = rf"\d{{1,4}}|{'|'.join(_NUMBER_WORDS)}"
_ORDINALS = {word: n for n, word in enumerate(("first", "second", "third", "fourth"), 1)}
_WORDS = _NUMBER_WORDS | _ORDINALS | {"twice": 2, "three times": 3}
_WIDE = {sign: number_words.WIDE_SCALES[sign] for sign in "万億亿"}
_LARGE = _WIDE | number_words.scales("million", "million")
_HAN = r"[一二三四五六七八九十百千]{1,12}"
_FIGURE = (
    rf"(?:\d{{1,3}}(?:[,\u00a0\u202f ]\d{{3}}){{1,5}}(?!\d)|\d{{1,15}})(?:\.\d{{1,6}})?(?:万|億|亿| million)?"
    rf"|{_HAN}(?:万|億|亿)?|(?:{'|'.join(_WORDS)})"
)
_HOLE = lazy_regex(r"\{(\w+)\}")
_GAP = r"[\s\S]{0,600}?"  # what "…" stands for


T = TypeVar("T")


def entries(file: Path, name: str, kind: type[T], patterns: Collection[str] = ()) -> tuple[T, ...]:
    """Return the entries `[[name]]` of a table as objects of a dataclass. Raises BadRequest for a mistake in it."""

    def convert(field: str, value: Any) -> Any:
        if field not in patterns:
            return value
        if isinstance(value, list):
            return tuple(re.compile(pattern, re.I) for pattern in value)
        return re.compile(value, re.I)

    rows = tables.content(file)[name]
    return tuple(tables.entry(kind, row, f"{file.name}, {row.get('id', name)}", convert=convert) for row in rows)


@dataclass(frozen=True, slots=True)
class Rule:
    """Entry of `figures.toml`; its head says what each field does."""

    id: str
    locator: str
    words: str
    source: str = ""
    asked: re.Pattern[str] | None = None
    jurisdiction: str = ""
    says: Mapping[str, str] = field(default_factory=dict)

    def fits(self, text: str) -> bool:
        """Return whether a question is one that the rule is asked by."""
        return self.asked is not None and self.asked.search(text) is not None

    @property
    def country(self) -> str:
        """Return the country whose law it is."""
        return jurisdictions.table().country_of(self.jurisdiction) if self.jurisdiction else law_country()

    @property
    def pattern(self) -> re.Pattern[str]:
        """Return the pattern of its words in a text, a named group for each figure."""
        return _pattern(self.words)


@dataclass(frozen=True, slots=True)
class Stated:
    """Figures that a held text states, and the stretch that states them."""

    values: Mapping[str, Decimal]
    span: Span
    held: HeldProvision

    def __getitem__(self, name: str) -> Decimal:
        return self.values[name]

    @property
    def stayed_until(self) -> date | None:
        """Return until when the provision is stayed by its own note."""
        return self.held.provision.stay.until if self.held.provision.stay else None


class NotStatedError(Exception):
    """A text is not held, or no longer has the words that a calculation stands on; `str` of it is the line."""

    def __init__(self, line: str, missing: MissingText) -> None:
        super().__init__(line)
        self.missing = missing


@cache
def figure_rules() -> Mapping[str, Rule]:
    """Return the entries of the table by their id."""
    return {rule.id: rule for rule in entries(TABLE, "figure", Rule, ("asked",))}


@cache
def law_country() -> str:
    """Return the country whose law the figures are of, where none is named: no destination of an export under it."""
    return jurisdictions.table().country_of(str(tables.content(TABLE)["jurisdiction"]))


def stated_by(catalogue: CatalogueReader, filters: Filters, name: str) -> Stated:
    """Return the figures of a rule, read from the text in force on the day asked for. Raise NotStatedError."""
    return read_rule(catalogue, filters, figure_rules()[name])


def read_rule(catalogue: CatalogueReader, filters: Filters, rule: Rule) -> Stated:
    """Return the figures that a rule's words state in the newest edition of its text. Raise NotStatedError."""
    found = _places(catalogue, filters, rule)
    if not found and filters.as_of and (other := _places(catalogue, replace(filters, as_of=None), rule)):
        raise _no_edition_of(filters.as_of, rule.locator, other[0])
    if not found:
        raise text_not_held(rule.locator, rule.source)
    best = min(h.source.rank for h in found)
    held = max((h for h in found if h.source.rank == best), key=lambda h: h.version.valid_from or date.min)
    match = rule.pattern.search(catalogue.full_text(held))
    if match is None:
        raise NotStatedError(
            f"{rule.locator} no longer has the words that this calculation stands on: read it (`licet show "
            f"{rule.locator!r}`).",
            MissingText(f"the words of {rule.locator} that this calculation stands on"),
        )
    span = Span.of(held, match.start(), match.end() - match.start())
    return Stated({n: to_decimal(figure) for n, figure in match.groupdict().items()}, span, held)


def _places(catalogue: CatalogueReader, filters: Filters, rule: Rule) -> list[HeldProvision]:
    """Return where a rule may stand: at its address, or anywhere in its source where it has none."""
    if rule.locator:
        found = catalogue.find(rule.locator, filters)
        return [h for h in found if not rule.source or h.source.id == rule.source]
    numbers = (n for n, (source, _) in catalogue.in_force(filters).items() if source.id == rule.source)
    return [h for n in numbers for h in catalogue.outline(n) if rule.pattern.search(h.text)]


def text_not_held(locator: str, source: str = "") -> NotStatedError:
    """Return the error of a text that is not held, whose line names the command that brings it."""
    brings = source or _official(locator)
    known = next((e for e in official_entries() if e.id == brings), None)
    bring = f" `licet sync {known.id}` brings it." if known else " Add it, and ask again."
    title = f" ({known.title})" if known else ""
    missing = MissingText(locator, (known.id,) if known else ())
    return NotStatedError(f"The text of {locator}{title} is not held here.{bring}", missing)


def _no_edition_of(day: date, locator: str, other: HeldProvision) -> NotStatedError:
    """Return the error of a text of which no edition of a day is held, but another one."""
    edition = f", but one of {other.version.valid_from.isoformat()}" if other.version.valid_from else ""
    line = f"No edition of {locator or other.locator} of {day.isoformat()} is held{edition}."
    if known := next((e for e in official_entries() if e.id == other.source.id), None):
        line += f" `licet sync {known.id} --as-of {day.isoformat()}` brings that day's."
    return NotStatedError(line, MissingText(f"{locator or other.locator} as of {day.isoformat()}"))


def _official(locator: str) -> str:
    """Return the id of the official source that holds a section of the Code of Federal Regulations, else ""."""
    at = re.match(r"(\d{1,2}) CFR (?:Part )?(\d{1,4})|Supplement No\. \d{1,2} to Part (\d{3})", locator)
    return f"us-{at[1] or 15}-cfr-{at[2] or at[3]}" if at else ""


def to_decimal(figure: str) -> Decimal:
    """Return the number that a figure in digits, in English words or in Han numerals means."""
    text = figure.strip().lower()
    if text in _WORDS:
        return Decimal(_WORDS[text])
    scale = next((word for word in _LARGE if text.endswith(word)), "")
    bare = re.sub(r"[,\s]", "", text.removesuffix(scale)) or "1"
    value = Decimal(bare) if re.fullmatch(r"\d+(?:\.\d+)?", bare) else Decimal(to_int(bare))
    return value * _LARGE.get(scale, 1)


@cache
def _pattern(words: str) -> re.Pattern[str]:
    return re.compile("".join(_pieces(words)))


def _pieces(words: str) -> Iterator[str]:
    for n, piece in enumerate(_HOLE.split(words)):
        if n % 2:
            yield rf"(?P<{piece}>{_FIGURE})"
        else:
            literal = _GAP.join(re.escape(part) for part in piece.split("…"))
            yield re.sub(r"(?:\\?\s)+", r"\\s{1,8}", literal)
