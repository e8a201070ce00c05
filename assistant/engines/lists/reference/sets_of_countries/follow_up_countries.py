"""Questions on the countries that a table names, asked of those of the clause before: "is Lemuria one of them?"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.engines.clauses import clauses
from assistant.engines.lists import places
from assistant.engines.lists.reference import chart, groups
from assistant.engines.lists.reference.held_tables import (
    ChartTable,
    GradedCountry,
    GroupTable,
    HeldTable,
    chart_held,
    groups_held,
)
from assistant.engines.lists.reference.sets_of_countries import country_sets, one_list
from assistant.engines.lists.reference.table_answer import enumeration
from assistant.engines.model import Computed, Finding, Span
from assistant.query.model import Query
from corpus.catalogue import CatalogueReader
from corpus.language.lazy_regex import lazy_regex
from corpus.lexicon.party_lists import lists_asked

_OF_THOSE = lazy_regex(
    r"\b(?:ones?|any(?:one)?|them|they|those|these|(?:of )?which|each|all|also|among|there|in it|included|too|"
    r"(?:that|this|it) means?|free of|spared|exempt(?:ed)?|I (?:guess|think|suppose|assume|believe|bet))\b",
    re.I,
)
# A follow-up of the countries that the answer before it named.
_OF_THOSE_BEFORE = lazy_regex(r"\b(?:of|are|is|any of|which of|among) (?:those|these|them)\b", re.I)
_WHO = lazy_regex(
    r"^\W*(?:and |so )?(?:which|who|what|name|list)(?: (?:ones?|are (?:they|these|those)|them|countries))?\W*$", re.I
)
_CLAUSES_FROM = 2


def computed(question: Query, catalogue: CatalogueReader) -> Computed | None:
    """Return the countries that the first clause of a question asks for, with what later ones ask of them.

    None where it is no such question; a later clause that is not read is left open.
    """
    if question.leans and not (question.before and _OF_THOSE_BEFORE.search(question.core)):
        return None
    asking = [c.text for c in clauses(question.standalone if question.leans else question.core) if c.asks]
    if len(asking) < _CLAUSES_FROM or lists_asked(question.standalone):
        return None
    first = replace(question, core=asking[0], standalone=asking[0], parts=())
    made = (
        groups.computed(first, catalogue)
        or chart.computed(first, catalogue)
        or country_sets.computed(first, catalogue)
        or one_list.computed(first, catalogue)
    )
    names = made.payload.get("countries", ()) if made else ()
    if made is None or not names:
        return None
    held = groups_held(catalogue, question.filters)
    graded = chart_held(catalogue, question.filters)
    graded = graded if graded is not None and made.payload.get("list") == graded.about.name else None
    told: list[Finding] = []
    left: list[str] = []
    for words in asking[1:]:
        if _WHO.match(words):
            continue  # the first sentence names them
        found = _of_those(words, names, held, graded)
        if found is None:
            left.append(words)
        else:
            told.append(found)
    if not told:
        return None
    lead = made.findings[0]
    cites = tuple(dict.fromkeys((*lead.cites, *(s for f in told for s in f.cites))))
    text = " ".join((lead.text, *(f.text for f in told)))
    findings = (replace(lead, text=text, cites=cites, says_yes=None), *made.findings[1:])
    payload = {**made.payload, "of_those": [f.text for f in told]}
    return replace(made, findings=findings, payload=payload, not_answered=(*made.not_answered, *left))


def _of_those(
    words: str,
    names: Sequence[str],
    held: HeldTable[GroupTable] | None,
    graded: HeldTable[ChartTable] | None,
) -> Finding | None:
    """Return what a clause asks of the countries that were named before it; None where it is not read."""
    if not _OF_THOSE.search(words):
        return None
    codes = {places.country_of_heading(n): n for n in names}
    asked = [g for g in groups.named_in(words) if held and groups.members(held, g)]
    if asked and held is not None:
        said, spans = [], []
        for group in asked:
            inside = {places.country_of_heading(n) for n in groups.members(held, group)}
            both = [n for code, n in codes.items() if code in inside]
            said.append(f"in Country Group {group} {'; '.join(both) if both else 'none'}")
            spans.append(held.span(held.content.lines[group]))
        return Finding(f"Of these, {', '.join(said)}.", tuple(spans))
    wanted = list(dict.fromkeys(code for *_, code in places.find(words)))
    if not wanted:
        return None
    lines: list[str] = []
    cites: list[Span] = []
    for code in wanted:
        row = places.governing(code)
        line = f"{places.name_in_answer(code)} is {'' if row in codes else 'not '}one of them"
        own = chart.row_of(graded, code)[0] if graded is not None else None
        if graded is not None and own is not None:
            if row not in codes:
                line += f": {_marks(own)}"
            lines.append(line)
            cites.append(graded.span(own.line))
            continue
        mine = groups.groups_of(held, row) if held is not None else ()
        if held is not None and mine and row not in codes:
            line += f" (it is in Country Group{'s' * (len(mine) > 1)} {enumeration(mine)})"
            if (place := held.content.lines.get(places.name_in_answer(row))) is not None:
                cites.append(held.span(place))
        lines.append(line)
    return Finding(f"{'; '.join(lines)}.", tuple(cites))


def _marks(row: GradedCountry) -> str:
    """Return what a row of the chart has in place of what is asked."""
    if row.marks is None:
        return f"it is not graded, which is no permission: {row.pointer.strip(' .')}"
    return f"it has an X in {enumeration(row.marks)}" if row.marks else "it has no X"
