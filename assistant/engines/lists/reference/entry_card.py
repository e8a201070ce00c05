"""What one entry of the control list is: heading, requirements, exceptions, what it leaves out, marks of countries."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from assistant.engines.lists import places
from assistant.engines.lists.reference.chart import row_of
from assistant.engines.lists.reference.held_tables import (
    ControlledEntry,
    HeldTable,
    RowPlace,
    chart_held,
    entries_held,
    row_payload,
)
from assistant.engines.lists.reference.table_answer import enumeration, of
from assistant.engines.model import Computed, Finding, Span
from assistant.facts.extraction import FactKind, facts
from assistant.model import Form, StatementRole, Verdict
from assistant.query.model import Query
from corpus.catalogue import CatalogueReader
from corpus.catalogue_results import HeldProvision
from corpus.language.lazy_regex import lazy_regex
from corpus.language.normal_form import one_line
from corpus.model import Role

_SECTIONS = 5  # letters of an entry's number
_WHAT = lazy_regex(
    r"\bwhat(?:'?s| is| are| does)\b(?: (?:it|this|that|in it|the entry|\d[A-E]\d{3}))?"
    r"(?: (?:about|cover|control|mean))?|"
    r"\bwhat (?:is|does) (?:in )?\d[A-E]\d{3}\b",
    re.I,
)
_COLUMNS = lazy_regex(
    r"\bcolumns?\b|\bwhat controls\b|\bwhich controls\b|\bcontrols (?:&|and)\b|\bhow (?:is|are) \w+ controlled", re.I
)
_WHY = lazy_regex(
    r"\bwhy (?:is (?:it|that|this) )?controlled\b|\breasons?(?: for control)?\b|\bcontrolled (?:for|why)\b", re.I
)
LICENSE_EXCEPTIONS = lazy_regex(
    r"\b(?P<code>LVS|GBS|STA|IEC|TSR|CIV|APP|AVS|TMP|RPL|ENC|ACE|CCD|NAC|ACA|GOV|TSU|BAG|GFT|AGR|SCP|MED|HBM|AIA|ACM|"
    r"LPP|RFF|APR)\b|\b[Ll]icen[sc]e [Ee]xceptions?\b"
)
_LICENCE_ASKED = lazy_regex(r"\blicen[sc]e(?! exceptions?)|\bNLR\b", re.I)
_WHERE_NEEDED = lazy_regex(r"\b(?:where|(?:which|what) (?:countries|destinations|places))\b[^?]{0,40}\blicen[sc]", re.I)
_ENTRY = lazy_regex(r"\b\d[A-E]\d{3}\b")
_LEAVES_OUT = lazy_regex(r"\b(?:does|do) not (?:control|apply|include)\b|\b(?:is|are) not controlled\b", re.I)
_COLUMN = lazy_regex(r"\b(?P<reason>[A-Z]{2}) Column (?P<number>[1-3])\b")
_REFUSED = lazy_regex(r"[A-Z]{2,4}: N/?A")
_MOST_LEFT_OUT = 6  # notes that are told
_TEXT_OF_NOTE = 700  # letters


def asks_of_a_shipment(text: str) -> bool:
    """Return whether a text asks if a licence is needed for something that goes somewhere, not where one is needed.

    An order of a value that is told is a shipment, too.
    """
    if any(f.kind is FactKind.AMOUNT for f in facts(text)):
        return True
    return _LICENCE_ASKED.search(text) is not None and _WHERE_NEEDED.search(text) is None


def computed(question: Query, catalogue: CatalogueReader) -> Computed | None:
    """Return what the one entry of the control list that a question names says of itself; None for other questions."""
    text = question.core
    numbers = {a.path[0][:_SECTIONS] for a in question.addresses if a.system == "eccn"} or set(_ENTRY.findall(text))
    codes = [m["code"] for m in LICENSE_EXCEPTIONS.finditer(text) if m["code"]]
    wants = [bool(p.search(text)) for p in (_WHAT, _COLUMNS, _WHY, LICENSE_EXCEPTIONS)]
    if len(numbers) != 1 or not (wants[1] or wants[3]):
        return None
    held = entries_held(catalogue, question.filters)
    entry = next((e for e in held.content if e.number in numbers), None) if held else None
    if held is None or entry is None or not entry.requirements:
        return None
    says = "; ".join(f"{r.control}: {r.column.rstrip('.')}" for r in entry.requirements)
    lead = f"{entry.number} is “{one_line(entry.heading).rstrip('.')}” ({of(held)}). Its requirements: {says}."
    lines = [entry.line, *(r.line for r in entry.requirements)]
    first = Finding(lead, tuple(map(held.span, lines)))
    if wants[3] and not any(wants[:3]):  # its notes and paragraphs say nothing of exceptions
        findings = [_exceptions(entry, codes, held, question, catalogue), first]
        findings += _marks(entry, text, held, question, catalogue)
        return Computed(Form.LIST, tuple(findings), _payload(entry, held, lines, catalogue))
    findings = [first]
    own = catalogue.in_edition(held.version.number, entry.line.locator)
    below = catalogue.subtree(own[0]) if own else []
    if entry.reasons and wants[2]:
        findings.append(
            Finding(f"Its reason-for-control line reads: {entry.reasons.rstrip('.')}.", (held.span(entry.line),))
        )
    if wants[3] or entry.exceptions:
        findings.append(_exceptions(entry, codes, held, question, catalogue))
    findings += _left_out(below) or _printed(below)
    findings += _marks(entry, text, held, question, catalogue)
    return Computed(Form.LIST, tuple(findings), _payload(entry, held, lines, catalogue))


def _payload(
    entry: ControlledEntry,
    held: HeldTable[tuple[ControlledEntry, ...]],
    lines: Sequence[RowPlace],
    catalogue: CatalogueReader,
) -> dict[str, Any]:
    return {
        "list": held.about.name,
        "edition": held.edition,
        "value": {r.control: r.column for r in entry.requirements},
        "rows": [{"citation": row_payload(held, line, catalogue)} for line in lines],
    }


def _exceptions(
    entry: ControlledEntry,
    codes: Sequence[str],
    held: HeldTable[tuple[ControlledEntry, ...]],
    question: Query,
    catalogue: CatalogueReader,
) -> Finding:
    """Return the lines of an entry on license exceptions, each from the newest text of its law that prints it."""
    spans = [held.span(entry.line)]
    told: list[str] = []
    for code, said in entry.exceptions:
        if codes and code not in codes:
            continue
        later = {
            p.version.valid_from.isoformat(): p.version.number
            for p in catalogue.find(f"{entry.number} > {code}", question.filters)
            if p.source.jurisdiction == held.source.jurisdiction and p.version.valid_from
        }
        if later and (day := max(later)) > held.edition:
            newest = catalogue.in_edition(later[day], f"{entry.number} > {code}")
            spans += map(Span.of, newest)
            said = " ".join(one_line(p.text).removeprefix(f"{code}:").strip(" ;") for p in newest)
            said += f" (text of {day})"
        told.append(f"{code}: {said.rstrip('.')}")
    lacking = [code for code in dict.fromkeys(codes) if code not in dict(entry.exceptions)]
    more = f" It has no line on {enumeration(lacking)}: whether that serves the entry does not tell." if lacking else ""
    refused = [line.split(":")[0] for line in told if _REFUSED.fullmatch(line)]
    if codes and told and len(refused) == len(told):
        return Finding(
            f"{entry.number} gives no {' and no '.join(refused)} (N/A in its own lines).{more}", tuple(spans)
        )
    if told:
        line = f"License exceptions in {entry.number}: {'; '.join(told)}."
    elif codes and entry.exceptions:
        line, more = f"{entry.number} has no line on {enumeration(lacking)}: whether that serves it does not tell.", ""
    else:
        line = f"{entry.number} has no line on license exceptions."
    return Finding(f"{line}{more} Their conditions stand in 15 CFR part 740.", tuple(spans))


def _left_out(below: Sequence[HeldProvision]) -> list[Finding]:
    """Return the notes of an entry that say what it leaves out, each with its paragraphs."""
    found: list[Finding] = []
    told: list[str] = []
    for n, held in enumerate(below):
        if held.provision.role not in (Role.NOTE, Role.TEXT, Role.PARAGRAPH) or not _LEAVES_OUT.search(held.text):
            continue
        inside = [p for p in below[n + 1 :] if p.locator.startswith(f"{held.locator} > ")]
        said = one_line(" ".join((held.text, *(p.text for p in inside))))[:_TEXT_OF_NOTE]
        spans = tuple(map(Span.of, (held, *inside)))
        if not any(said in earlier for earlier in told):
            told.append(said)
            found.append(Finding(said, spans, verdict=Verdict.VERBATIM))
    if found:
        found = found[:_MOST_LEFT_OUT]
        found.append(
            Finding(
                "What such a note leaves out is not of this entry and is classified elsewhere.", note=StatementRole.NOTE
            )
        )
    return found


def _printed(below: Sequence[HeldProvision]) -> list[Finding]:
    """Return the items of an entry as they are printed, where they are few."""
    items = [p for p in below if p.provision.role in (Role.ITEM, Role.PARAGRAPH) and p.text]
    said = one_line(" ".join(p.text for p in items))
    if not items or len(said) > _TEXT_OF_NOTE:
        return []
    return [Finding(f"Its paragraphs as printed: {said}", tuple(map(Span.of, items)))]


def _marks(
    entry: ControlledEntry,
    text: str,
    held: HeldTable[tuple[ControlledEntry, ...]],
    question: Query,
    catalogue: CatalogueReader,
) -> list[Finding]:
    """Return the marks of the countries that a question names, in the columns of an entry."""
    codes = list(dict.fromkeys(code for *_, code in places.find(text)))
    for sharing in places.of_shared_names(text):
        codes += [] if set(codes).intersection(sharing) else sharing
    chart = chart_held(catalogue, question.filters)
    columns = [
        (r.control, f"{m['reason']} {m['number']}") for r in entry.requirements for m in _COLUMN.finditer(r.column)
    ]
    if not codes or chart is None or not columns:
        return []
    found: list[Finding] = []
    for code in codes:
        row, _ = row_of(chart, code)
        if row is None:
            continue
        if row.marks is None:
            said = f"{row.name} is not graded in the chart: {row.pointer}"
        else:
            cells = [f"{'X' if c in row.marks else 'no X'} under {c} ({control})" for control, c in columns]
            said = f"{places.name_in_answer(code)}: {'; '.join(cells)}"
        lines = (chart.span(row.line), *(held.span(r.line) for r in entry.requirements))
        found.append(Finding(f"{said.rstrip('.')}.", lines))
    if found:
        found.append(
            Finding(
                "An X means that a licence is required for that reason. No X is no permission: the entry's own rules, "
                "parts 744 and 746 and General Prohibitions Four to Ten remain to be checked.",
                note=StatementRole.NOTE,
            )
        )
    return found
