"""Countries, the rows of the country chart and the members of country groups, under one code each."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from assistant.engines.determination.law_texts.rules import rule_table
from assistant.engines.determination.law_texts.texts import Texts
from assistant.engines.model import Span
from corpus.catalogue_results import HeldProvision
from corpus.language.lazy_regex import lazy_regex
from corpus.lexicon import countries
from corpus.lexicon.towns import folded_town
from corpus.model import Role

CHART = "Supplement No. 1 to Part 738"
GROUPS = "Supplement No. 1 to Part 740"
_COLUMN_LABEL = lazy_regex(r"\b([A-Z]{2} [1-3]): ([^;.]+)")
_COLUMN_HEAD = lazy_regex(r"\b(?P<reason>CB|NP|NS|MT|RS|FC|CC|AT)\s*(?:Column\s*)?(?P<number>[1-3])\b")
_FOOTNOTE_NOTE = lazy_regex(r"^Footnote (\d{1,2})$")
_COUNTRY_FILLERS = lazy_regex(r"\b(?:the|of|and)\b|[\W_]")


def _key(name: str) -> str:
    return _COUNTRY_FILLERS.sub("", folded_town(name.replace("&", "and")))


@cache
def _codes(table: countries.Countries) -> Mapping[str, str]:
    return {_key(name): c.code for c in table.entries for name in c.written}


def code_of(*names: str) -> str:
    """Return the code of the country that one of `names` is a name of; an empty string for none."""
    known = _codes(countries.table())
    return next((known[k] for n in names for k in (_key(n), _key(n.split("(")[0])) if k in known), "")


def answer_name(code: str) -> str:
    """Return how answers call a country: by the first of its names."""
    entry = countries.table().by_code.get(code)
    name = re.split(r" ?\(", entry.name)[0] if entry else code
    return f"the {name}" if code in rule_table()["with_article"] else name


def country_codes_in(text: str) -> tuple[str, ...]:
    """Return the codes of the countries that a text names, in its order."""
    return tuple(dict.fromkeys(code for *_, code in countries.mentioned_countries(text)))


@dataclass(frozen=True, slots=True)
class ChartRow:
    """Row of the country chart. `marks` is None where the country is not graded; `stands_for` is a row it refers to."""

    country: str
    held: HeldProvision
    marks: frozenset[str] | None
    stands_for: str = ""
    footnotes: tuple[tuple[str, str], ...] = ()
    pointer: str = ""

    @property
    def span(self) -> Span:
        """Return the row's stretch."""
        return Span.of(self.held)


@dataclass(frozen=True, slots=True)
class Geography:
    """The chart and the groups as held on a day."""

    rows: Mapping[str, ChartRow]
    groups: Mapping[str, tuple[frozenset[str], HeldProvision]]

    @classmethod
    def of(cls, texts: Texts) -> Geography:
        """Return what is held of the chart and of the groups; both are empty where neither is held."""
        rows: dict[str, ChartRow] = {}
        groups: dict[str, tuple[frozenset[str], HeldProvision]] = {}
        for held in _rows_of(texts, CHART):
            if (row := _chart_row(texts, held)) and (code := code_of(row.country, *_also(held))):
                rows[code] = row
        for held in _rows_of(texts, GROUPS):
            if members := [v for k, v in held.provision.cells if k == "Country Group"]:
                if held.provision.cells[0][0] == "Country Group":
                    named = frozenset(code_of(v) for k, v in held.provision.cells if k == "Country")
                    groups[members[0]] = (named, held)
        return cls(rows, groups)

    def row(self, code: str) -> tuple[ChartRow | None, ChartRow | None]:
        """Return the row that governs a country, and the line by which another country's row governs it."""
        own = self.rows.get(code)
        if own is not None and own.stands_for:
            return self.rows.get(code_of(own.stands_for)), own
        return own, None

    def codes(self, code: str) -> frozenset[str]:
        """Return the code of a country with that of the country by whose row it is read."""
        row = self.rows.get(code)
        return frozenset({code, code_of(row.stands_for)} if row is not None and row.stands_for else {code})

    def member(self, code: str, group: str) -> bool | None:
        """Return whether a country is in a group; None where the group is not held, or has a name that is not known."""
        if group not in self.groups:
            return None
        members = self.groups[group][0]
        return True if self.codes(code) & members else None if "" in members else False

    def of_country(self, code: str) -> tuple[str, ...]:
        """Return the groups that a country is in."""
        return tuple(name for name, (members, _) in self.groups.items() if code in members)


def column_labels(texts: Texts) -> dict[str, str]:
    """Return what each column of the chart is called, by the chart's own legend."""
    legend = texts.at(f"{CHART} > table")
    return {cell: name.strip().lower() for cell, name in _COLUMN_LABEL.findall(legend.text)} if legend else {}


def _rows_of(texts: Texts, base: str) -> Iterator[HeldProvision]:
    tops = texts.all(base)
    for top in tops:
        yield from (p for p in texts.catalogue.subtree(top) if p.provision.role is Role.ROW)


def _also(held: HeldProvision) -> list[str]:
    return [v for k, v in held.provision.cells if k == "Alias"]


def _chart_row(texts: Texts, held: HeldProvision) -> ChartRow | None:
    """Return a row of the chart, from either form: columns by name with an X, or a line that refers to another row."""
    cells = held.provision.cells
    if not cells or not cells[0][1]:
        return None
    country = re.sub(r"\s{0,20}\d{1,2}(?:[ ,]{1,4}\d{1,2}){0,20}$", "", cells[0][1]).strip()
    graded = [(found, value) for name, value in cells[1:] if (found := _COLUMN_HEAD.search(name))]
    notes = tuple((m[1], v) for k, v in cells if (m := _FOOTNOTE_NOTE.match(k)))
    if graded:
        words = " ".join(value for _, value in graded)
        if len(words) > len(graded) + 40:  # a line of words across the columns
            return ChartRow(country, held, None, footnotes=notes, pointer=words.strip())
        marked = frozenset(f"{m['reason']} {m['number']}" for m, value in graded if value.strip().upper() == "X")
        return ChartRow(country, held, marked, footnotes=notes)
    said = dict(cells)
    if stands_for := said.get("Row", ""):
        return ChartRow(country, held, None, stands_for=stands_for, footnotes=notes)
    if "Pointer" in said:
        return ChartRow(country, held, None, footnotes=notes, pointer=said["Pointer"])
    return None
