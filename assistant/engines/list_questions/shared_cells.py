"""Questions on how many rows say what the row of somebody says: the same review policy, the same requirement."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping

from assistant.engines.clauses import clauses
from assistant.engines.lists import places
from assistant.engines.lists.held_lists import all_held
from assistant.engines.lists.model import PartyRow
from assistant.engines.lists.party_query import folded_cell
from assistant.engines.lists.payloads import party_rows
from assistant.engines.model import Computed, Finding
from assistant.engines.screening.asked import parties_asked
from assistant.engines.screening.found_parties import found_parties
from assistant.engines.screening.name_index import name_index
from assistant.engines.screening.report import match_line, of_day
from assistant.engines.screening.screen import ScreeningMatch
from assistant.model import Form, StatementRole
from assistant.query.model import Query
from corpus.catalogue import CatalogueReader
from corpus.language.lazy_regex import lazy_regex
from corpus.language.normal_form import one_line

# "how many rows share it?", "how many others have the same policy?"
_HOW_MANY_SHARE = lazy_regex(
    r"\bhow many (?:(?:of|the|other|more|Entity|List|listed) ){0,4}"
    r"(?:rows?|entries|entities|parties|compan(?:y|ies)|firms|others?|names|ones)\b(?: \w{1,12}){0,4}? "
    r"(?:share[sd]?|(?:have|has|carry|bear|are under|get) (?:exactly )?(?:it|that|this|the same|an identical))\b"
    r"(?: (?:it|that|this|the same|with))?",
    re.I,
)
_CELLS = (
    ("requirement", "licence requirement", lazy_regex(r"\blicen[sc]e requirements?\b|\brequirements?\b", re.I)),
    ("policy", "review policy", lazy_regex(r"\bpolic(?:y|ies)\b|\breview(?:ed)?\b|\btreat(?:ed|ment)\b", re.I)),
)
_ROWS_NAMED = 3  # rows of a country up to which they are named
_SHARING_SHOWN = 5  # rows that an answer shows, the asked one among them
_SHARING_TOLD = 200  # rows that programs are given


def computed(question: Query, catalogue: CatalogueReader) -> Computed | None:
    """Return what a row says in a cell and how many rows of its list say the same; None where that is not asked.

    It is of one party that has a row of its own in a list of the law: what a compilation copies is not counted.
    """
    counts = _HOW_MANY_SHARE.search(question.core)
    asked_of = question.standalone
    cell, called = next(((c, word) for c, word, said in _CELLS if said.search(asked_of)), ("", ""))
    if counts is None or not cell:
        return None
    rest = _HOW_MANY_SHARE.sub(" ", question.core).strip(" ?,.")
    own = parties_asked.read(rest) if rest else None
    if (own is None or not any(p.stands for p in own.parties)) and question.leans and question.before:
        own = parties_asked.read(question.before)
    if own is None:
        return None
    index = name_index(catalogue, question.filters)
    found = [f for f in found_parties(own, index, catalogue, question.filters, rest) if f.same]
    if len(found) != 1:
        return None
    held_by_law = {h.about.name for h in all_held(catalogue, question.filters) if not h.compiled}
    rows = [m for m in found[0].same if m.held.about.name in held_by_law and getattr(m.row, cell)]
    if not rows or len({_said(m.row, cell) for m in rows}) > 1:
        return None  # of several rows that differ none is the one meant
    first = rows[0]
    sharing = [row for row in first.held.counted if _said(row, cell) == _said(first.row, cell)]
    by_country = _by_country(sharing)
    findings = _findings(first, sharing, by_country, cell, called)
    payload = {
        "list": first.held.about.name,
        "edition": first.held.edition,
        "value": {cell: one_line(getattr(first.row, cell)), "rows": len(sharing), "by_country": by_country},
        "rows": party_rows(first.held, sharing[:_SHARING_TOLD], catalogue),
        "rows_in_all": len(sharing),
    }
    left = tuple(
        c.text
        for c in clauses(question.core)
        if c.asks and not _HOW_MANY_SHARE.search(c.text) and not any(said.search(c.text) for _, _, said in _CELLS)
    )
    return Computed(Form.LIST, findings, payload, not_answered=left)


def _findings(
    own: ScreeningMatch, sharing: list[PartyRow], by_country: Mapping[str, int], cell: str, called: str
) -> tuple[Finding, ...]:
    held = own.held
    words = one_line(getattr(own.row, cell)).rstrip(".")
    where = f", {own.row.country}," if own.row.country else ""
    lead = f"{own.row.name}{where} on the {of_day(held)}: {called} “{words}”."
    total = len(sharing)
    if total == 1:
        lead += f" No other row of the {held.about.name} has this {called} word for word."
    else:
        lead += (
            f" {total:,} rows of the {held.about.name} have this {called} word for word, its own among them "
            f"({total - 1:,} others), by country: {_told_by_country(sharing, by_country)}."
        )
    others = sorted((r for r in sharing if r is not own.row), key=lambda r: by_country[_country(r)])
    shown = [Finding(match_line(own), (own.span,), StatementRole.ROW)]
    shown += [
        Finding(f"{r.listed_as} · {r.country}", (held.span(r),), StatementRole.ROW)
        for r in others[: _SHARING_SHOWN - 1]
    ]
    if total > _SHARING_SHOWN:
        short = held.about.short[0] if held.about.short else held.about.name
        text = f"Shown are {_SHARING_SHOWN} of the {total:,} rows; `licet lists {short} --json` gives all of the list."
        shown.append(Finding(text, note=StatementRole.SHORTENED))
    cites = (own.span, held.head, *(held.span(r) for r in others[:1]))
    return (Finding(lead, cites), *shown)


def _said(row: PartyRow, cell: str) -> str:
    return folded_cell(one_line(getattr(row, cell))).rstrip(".")


def _country(row: PartyRow) -> str:
    return places.country_in_answer(row.countries[0]) if row.countries else "no country"


def _by_country(rows: list[PartyRow]) -> dict[str, int]:
    return dict(Counter(map(_country, rows)).most_common())


def _told_by_country(rows: list[PartyRow], by_country: Mapping[str, int]) -> str:
    """Return the number of each country, with the names of its rows where these are few beside others."""
    told = []
    for country, number in by_country.items():
        few = number <= _ROWS_NAMED and number < len(rows)
        names = f" ({'; '.join(r.listed_as for r in rows if _country(r) == country)})" if few else ""
        told.append(f"{country} {number:,}{names}")
    return ", ".join(told)
