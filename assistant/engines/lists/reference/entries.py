"""Questions about entries of the control list: by reason, column, country, rule, category and licence exception."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from assistant.engines.clauses import clauses
from assistant.engines.lists.question_form import COUNT, QuestionForm
from assistant.engines.lists.reference.entries_asked import EntriesAsked, is_of_entries
from assistant.engines.lists.reference.held_tables import (
    ControlledEntry,
    HeldTable,
    Requirement,
    chart_held,
    entries_held,
    row_payload,
)
from assistant.engines.lists.reference.table_answer import enumeration, of, reply
from assistant.engines.lists.set_words import LACKS
from assistant.engines.model import Computed
from assistant.query.model import Query
from corpus.catalogue import CatalogueReader
from corpus.language.lazy_regex import lazy_regex
from corpus.lexicon.reference_tables import reference_tables

_WHICH_ENTRIES = lazy_regex(r"\b(?:which|what|list|name|show|give|all)\b", re.I)
_ALONE = lazy_regex(r"^\W{0,3}(?:the |all |every )?(?:ECCNs?|entr(?:y|ies))\b", re.I)
_SAME_AS_FOOTNOTE = lazy_regex(
    r",? ?(?:and )?(?:are|is) (?:they|it|that|these|those) the same as (?:in )?(?:the )?(?:country )?(?:chart )?"
    r"footnote (?P<mark>\d{1,2})\b",
    re.I,
)
_NOT_NAMED_TOLD = 12  # entries that the asker did not name up to which they are told apart
# "count the entries", and what they are counted by.
_COUNT_ORDERED = lazy_regex(
    r"^\W{0,3}(?:(?:please|pls|can you|could you) )?(?:count|tally)(?: up)?(?: (?:all|the|every)){0,2}\b", re.I
)
_BY_GROUP = lazy_regex(
    r"(?:\b(?:and )?(?:(?:break|split|sort|group)(?: (?:it|them|that|those))?(?: (?:down|up))?|broken down|counted|"
    r"grouped) )?"
    r"\b(?:by|per|for each|in each|from each) (?P<by>product groups?|categor(?:y|ies))\b(?! ?(?:\d|[A-E]\b(?! to\b)))"
    r"(?:,? (?:from )?(?:[A-E] ?(?:to|-|–|through) ?[A-E]|\d ?(?:to|-|–|through) ?\d)\b)?",
    re.I,
)
_ECCNS_TOLD = lazy_regex(
    r"\b(?P<first>\d[A-E]\d{3})\b(?: ?(?:to|through|thru|until|-|–) ?(?P<last>\d[A-E]\d{3})\b)?", re.I
)
_ECCNS_ASKED = lazy_regex(r"\b\d[A-E]\d{3}\b")


def computed(question: Query, catalogue: CatalogueReader) -> Computed | None:
    """Return the answer to a question about entries of the control list, None where it is no such question."""
    pieces = clauses(question.core)
    asking = [c.text for c in pieces if c.asks]
    told = " ".join(c.text for c in pieces if not c.asks)
    if question.leans or len(asking) != 1 or not _ECCNS_ASKED.search(told):
        return _computed(question.standalone, question, catalogue)
    found = _computed(asking[0], question, catalogue)
    return None if found is None else _with_told(found, told, question, catalogue)


def _with_told(found: Computed, told: str, question: Query, catalogue: CatalogueReader) -> Computed | None:
    """Return an answer that also says how the numbers that the asker names stand to it: "I was told 1A001 to 1A004"."""
    held = entries_held(catalogue, question.filters)
    chosen = [row["eccn"] for row in found.payload.get("rows", ()) if "eccn" in row]
    if held is None or not chosen or LACKS.search(told):
        return None
    every = {e.number: e for e in held.content}
    named: list[str] = []
    for m in _ECCNS_TOLD.finditer(told):
        first, last = m["first"].upper(), (m["last"] or m["first"]).upper()
        if m["last"] and first[:2] != last[:2]:
            return None  # which numbers lie between two categories or groups is not read
        named += [n for n in every if first <= n <= last] if m["last"] else [first]
    beyond = [n for n in dict.fromkeys(named) if n not in chosen]
    said = [f"{n} is {'not one of them' if n in every else 'no entry of the list'}" for n in beyond]
    rest = [n for n in chosen if n not in named]
    said += [f"not named there: {', '.join(rest)}"] if 0 < len(rest) <= _NOT_NAMED_TOLD else []
    line = f"Of the numbers named in the question, {'; '.join(said or ['all are among them'])}."
    spans = tuple(held.span(every[n].line) for n in beyond if n in every)
    lead = replace(found.findings[0], text=f"{found.findings[0].text} {line}")
    lead = replace(lead, cites=tuple(dict.fromkeys((*lead.cites, *spans))))
    return replace(found, findings=(lead, *found.findings[1:]))


def _computed(text: str, question: Query, catalogue: CatalogueReader) -> Computed | None:
    asked = reference_tables().by_kind["entries"].asked
    if not is_of_entries(text) or _ECCNS_ASKED.search(text):
        return None
    by_group = _BY_GROUP.search(text)
    if not (COUNT.search(text) or _COUNT_ORDERED.search(text) or by_group or _WHICH_ENTRIES.search(text)
            or _ALONE.search(text)):  # fmt: skip
        return None
    held = entries_held(catalogue, question.filters)
    if held is None:
        return None
    form = QuestionForm(text)
    ordered = bool(form.take(_COUNT_ORDERED)) | bool(form.take(_BY_GROUP))
    form.take(asked)
    same = form.take(_SAME_AS_FOOTNOTE)
    counts = bool(form.take(COUNT)) or ordered
    lists = bool(form.take(_WHICH_ENTRIES)) or _ALONE.search(text) is not None
    choice = EntriesAsked(form, held)
    if not (counts or lists) or not (choice.narrows or counts) or (choice.rest and not choice.by_words()):
        return None
    if len(choice.series) > 1 or (choice.series and choice.rest) or sum(g.isdigit() for g in choice.groups) > 1:
        return None
    chosen = choice.entries()
    if choice.rest and not chosen:
        return None
    numbers = [e.number for e, _ in chosen]
    if same:
        return _compared(held, numbers, chosen, same["mark"], choice.said, question, catalogue)
    word = "entry" if len(numbers) == 1 else "entries"
    said = f" {choice.said}" if choice.said else ""
    lead = f"{len(numbers)} {word} of the {of(held)}{said}{': ' if numbers else ''}{', '.join(numbers)}."
    value: Any = len(numbers) if counts else numbers
    if len(COUNT.findall(text)) > 1:  # "how many entries, and how many of them in category 9?"
        whole, where = _counted_of(choice.groups, held.content)
        value = {"entries": whole, "of_which": len(numbers)}
        lead = f"{whole} entries {where}. {lead}"
    if by_group:
        at = 0 if by_group["by"].casefold().startswith("categor") else 1
        each = Counter(n[at] for n in numbers)
        value = {"entries": len(numbers), "each": dict(sorted(each.items()))}
        what = "Category" if at == 0 else "Product Group"
        many = enumeration([f"{what} {g}: {n}" for g, n in sorted(each.items())])
        lead = f"{len(numbers)} {word} of the {of(held)}{said}{': ' if many else ''}{many}."
    lines = [row.line if row else entry.line for entry, row in chosen]
    rows = [_payload(held, e, r, catalogue) for e, r in chosen]
    return reply(held, value, lead, lines, catalogue, rows=rows)


def _counted_of(groups: Sequence[str], entries: Sequence[ControlledEntry]) -> tuple[int, str]:
    """Return of how many entries some are counted, and where: of "category 8, and how many of them 8A?" category 8."""
    broad = min(groups, key=len, default="")
    if broad and any(g != broad and g.startswith(broad) for g in groups):
        return sum(e.number.startswith(broad) for e in entries), f"in Category {broad}"
    return len(entries), "in all"


def _compared(
    held: HeldTable[tuple[ControlledEntry, ...]],
    numbers: Sequence[str],
    chosen: Sequence[tuple[ControlledEntry, Requirement | None]],
    mark: str,
    said: str,
    question: Query,
    catalogue: CatalogueReader,
) -> Computed | None:
    """Say which entries were chosen, and whether a footnote of the chart names the same."""
    chart = chart_held(catalogue, question.filters)
    if chart is None or mark not in chart.content.footnotes:
        return None
    text, line = chart.content.footnotes[mark]
    named = list(dict.fromkeys(_ECCNS_ASKED.findall(text)))
    same = sorted(named) == sorted(numbers)
    only = [n for n in named if n not in numbers], [n for n in numbers if n not in named]
    lead = (
        f"{len(numbers)} entries of the {of(held)} {said}: {', '.join(numbers)}; "
        f"footnote {mark} of the {chart.about.name} names {'the same' if same else 'others'}."
    )
    lines = [row.line if row else entry.line for entry, row in chosen]
    notes = [
        (
            f"Only in the footnote: {', '.join(only[0]) or 'none'}; only in the list: {', '.join(only[1]) or 'none'}.",
            None,
        )
    ]
    found = reply(
        held,
        {"eccns": list(numbers), f"same_as_footnote_{mark}": same},
        lead,
        lines,
        catalogue,
        rows=[_payload(held, e, r, catalogue) for e, r in chosen],
        notes=[] if same else notes,
    )
    first = found.findings[0]
    return type(found)(
        found.form,
        (type(first)(first.text, (*first.cites, chart.span(line))), *found.findings[1:]),
        found.payload,
    )


def _payload(
    held: HeldTable[Any], entry: ControlledEntry, row: Requirement | None, catalogue: CatalogueReader
) -> dict[str, Any]:
    found: dict[str, Any] = {
        "eccn": entry.number,
        "heading": entry.heading,
        "reasons": entry.reasons,
        "citation": row_payload(held, row.line if row else entry.line, catalogue),
    }
    if row:
        found |= {"control": row.control, "country_chart": row.column}
    return found
