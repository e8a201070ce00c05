"""Whether a section that goes by the programmes of a list reaches a listed party: "does § 744.8 catch Acme?"."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence, Set
from dataclasses import replace
from typing import Any

from assistant.engines.determination.checks.end_users import counted_tags
from assistant.engines.determination.facts.asked import of_query
from assistant.engines.determination.law_texts.rules import list_rules_by_tags, own_law, said
from assistant.engines.determination.law_texts.texts import Texts, found_spans, missing_text
from assistant.engines.model import Computed, Finding, Span
from assistant.engines.screening import report
from assistant.engines.screening.asked import parties_asked
from assistant.engines.screening.asked.everyday_words import everyday_words
from assistant.engines.screening.same_party import is_person
from assistant.engines.screening.screen import ScreeningMatch, screened
from assistant.model import Form, StatementRole
from assistant.query.model import Query
from assistant.query.places import jurisdictions_named
from corpus.catalogue import CatalogueReader
from corpus.language.lazy_regex import lazy_regex

_LABEL = lazy_regex(r"^\W*(?P<name>[^\W\d][^:?!]{1,60}):\s")  # "acme: does § 744.8 reach it?"
_TAG = lazy_regex(r"\[([A-Z][A-Z0-9][A-Z0-9 -]{1,28})\]")  # "[SDGT]"
_LICENCE = lazy_regex(r"\blicen[cs]e", re.I)
_PARTIES_TOLD = 4
_EAR99 = "EAR99"


def of_section(question: Query, catalogue: CatalogueReader) -> Computed | None:
    """Return which programmes of a listed party a section names, where a question is of the section and the party.

    None for an item on its way somewhere, which is walked, and where nobody of the question is on the list. One that is
    said to go nowhere is left open.
    """
    asked = {a.path[0] for a in question.addresses if a.system == "cfr" and a.path}
    if (by_tags := _of_tags(question, asked, catalogue)) is not None:
        return by_tags
    rules = [r for r in list_rules_by_tags() if _section(r["tags_at"]) in asked]
    told = of_query(question)
    if not rules or (told.has_item and told.to):
        return None
    texts = Texts.of(catalogue, question.filters, own_law())
    every = list(_matches(question, catalogue))
    for rule in rules:
        rows = list({m.row.name: m for m in every if m.held.about.name == rule["name"]}.values())
        if rows and texts.span(rule["tags_at"]) is not None:
            found = _told(texts, rule, rows, every)
            return replace(found, not_answered=(told.entry or _EAR99,)) if told.has_item else found
    return None


def _of_tags(question: Query, asked: Set[str], catalogue: CatalogueReader) -> Computed | None:
    """Return whether a section names the programmes that a question tells by their identifiers ("[SDGT]").

    None where it tells none, names a party besides, or asks neither of the section nor of a licence of the Bureau.
    """
    tags = list(dict.fromkeys(m[1] for m in _TAG.finditer(question.core)))
    rules = list_rules_by_tags()
    of_licence = _LICENCE.search(question.core) and "us" in jurisdictions_named(question.core)
    rules = [r for r in rules if _section(r["tags_at"]) in asked or of_licence]
    of_item = of_query(question).has_item and question.own_countries
    if not tags or not rules or of_item or _matches(question, catalogue):
        return None
    texts = Texts.of(catalogue, question.filters, own_law())
    rule = rules[0]
    if (place := texts.span(rule["tags_at"])) is None:
        return None
    leads = [
        f"[{tag}]: "
        + said("tag_counts" if counted_tags(texts, rule, tag) else "tag_does_not_count", tags=tag, program=tag)
        for tag in tags
    ]
    spans = [texts.span(at) for at in rule["at"]]
    findings = [Finding(" ".join(leads), tuple(dict.fromkeys((place, *(s for s in spans if s is not None)))))]
    if (left_out := texts.span(rule["unless_at"], rule["unless_words"])) is not None:
        line = f"{rule['unless_at']}: “… {rule['unless_words']}”"
        findings.append(Finding(line, (left_out,), StatementRole.EXCEPTION))
    if (stay := texts.at(rule["stay_at"])) is not None:
        findings.append(Finding(said("stayed", note=" ".join(stay.text.split())), (Span.of(stay),), StatementRole.NOTE))
    return Computed(Form.LIST, tuple(findings))


def _section(address: str) -> str:
    return address.removeprefix("15 CFR ").split("(")[0]


def _matches(question: Query, catalogue: CatalogueReader) -> Sequence[ScreeningMatch]:
    """Return the rows of whoever the question names; a name in small letters may stand before a colon."""
    read = parties_asked.read(question.core)
    label = _LABEL.match(question.core)
    names = [*(p.name for p in read.parties), *question.names_asked] if read else [*question.names_asked]
    names = list(dict.fromkeys([*names, *([label["name"]] if label else [])]))
    found = screened(everyday_words(catalogue).names_in(names, question.core), catalogue, question.filters)
    rows = {(m.row.locator, m.held.about.name): m for s in found for m in s.matches if m.is_listed}
    return list(rows.values())


def _told(
    texts: Texts, rule: Mapping[str, Any], rows: list[ScreeningMatch], every: Sequence[ScreeningMatch]
) -> Computed:
    other = rule.get("yields_to")
    held = {m.row.name.casefold().strip("."): m for m in every if m.held.about.name == other}
    note = texts.span(rule["yields_at"], rule["yields_words"]) if other else None
    leads, cites, lacks = [], [], [missing_text(t) for t in rule.get("lacks", ())]
    for match in rows[:_PARTIES_TOLD]:
        program = dict(match.row.more).get("Program", "")
        own = counted_tags(texts, rule, program)
        says = said("tag_counts", tags=", ".join(own)) if own else said("tag_does_not_count", program=program)
        alias = f", listed as “{match.written}” too" if match.written not in (match.row.name, match.row.cell) else ""
        line = f"{match.row.name}{alias} ({'; '.join(filter(None, (match.row.country, program)))}): {says}"
        on_other = held.get(match.row.name.casefold().strip("."))
        if on_other is not None and note is not None:
            line = f"{line} {str(rule['yields_says']).format(name=match.row.name)}"
            cites += [on_other.span, note]
        leads.append(line)
        cites.append(match.span)
    if any(is_person(m) for m in rows):
        leads.append(said("shared_name"))
    elif any(m.written not in (m.row.name, m.row.cell) for m in rows):
        leads.append(said("shared_alias"))
    tags = texts.span(rule["tags_at"])
    findings = [Finding(" ".join(leads), tuple(dict.fromkeys(found_spans([tags, *cites]))))]
    findings += [Finding(report.match_line(m), (m.span,), StatementRole.ROW) for m in (*rows, *held.values())]
    stay = texts.at(rule["stay_at"]) if rule.get("stay_at") else None
    if stay is not None:
        findings.append(Finding(said("stayed", note=" ".join(stay.text.split())), (Span.of(stay),), StatementRole.NOTE))
    return Computed(Form.LIST, tuple(findings), missing_texts=tuple(lacks))
