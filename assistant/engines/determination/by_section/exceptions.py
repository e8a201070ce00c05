"""License exceptions of a section on an embargo, by the situation told: "our reporter takes a camera to Moscow"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.engines.determination.facts.asked import Transaction, of_query
from assistant.engines.determination.facts.intent import has
from assistant.engines.determination.law_texts.countries import answer_name
from assistant.engines.determination.law_texts.rules import (
    CheckedRule,
    own_law,
    pattern,
    rule_table,
    rules_of_kind,
    said,
)
from assistant.engines.determination.law_texts.texts import Texts, edition_day, missing_text
from assistant.engines.model import Computed, Finding, Span
from assistant.engines.named_things import exceptions
from assistant.model import Form, StatementRole
from assistant.query.model import Query
from corpus.catalogue import CatalogueReader
from corpus.catalogue_results import HeldProvision

_TITLE_15 = "15 CFR "
_PART = "746."
# What the first sentence says that a section reaches; of all else, only what is on the list.
_REACHES = {"all": "section_list_of_all"}
_REACHES_MOST = "all_but_"


@dataclass(frozen=True, slots=True)
class _Row:
    """Exception that a section's list has, with its words."""

    name: str
    held: HeldProvision


def of_situation(question: Query, catalogue: CatalogueReader) -> Computed | None:
    """Return what a section on an embargo says of a license exception for the case told.

    None where the item is classified, which is walked, or no place of such a section is told of.
    """
    asked = of_query(question)
    own = own_law()
    if asked.has_item or len(asked.codes) != 1 or asked.exporters or set(question.jurisdictions) - {own}:
        return None
    words, text = rule_table()["situation"], asked.text
    told = [name for name, shape in words["of"].items() if pattern(shape).search(text)]
    named = [e.written for e in exceptions(text, rule_table()["license_exceptions"])]
    if not (named or (told and (has("exception", text) or has("licence", text)))):
        return None
    if not named and asked.says(pattern(str(rule_table()["words"]["relief"]))):
        return None  # such a section leaves out food and medicine itself: no exception is needed for these
    if not (pattern(words["concrete"]).search(text) and pattern(words["acts"]).search(text)):
        return None
    texts = Texts.of(catalogue, question.filters, own)
    found = _listed(texts, asked)
    return _told(texts, asked, *found, named or told, told) if found else None


def _listed(texts: Texts, asked: Transaction) -> tuple[CheckedRule, HeldProvision, list[_Row]] | None:
    """Return the section on the place, its paragraph on exceptions, and the exceptions that this lists."""
    here = asked.to[0].region or asked.to[0].code
    embargoes = [r for r in rules_of_kind("embargo") if here in r.places and r.locator.startswith(_TITLE_15 + _PART)]
    finals = {str(r.more["of"]): r for r in rules_of_kind("policy") if r.more.get("final") == "but"}
    for rule in embargoes:
        final = finals.get(rule.locator)
        if final is None or final.span(texts) is None or rule.span(texts) is None:
            continue
        held = texts.at(final.locator)
        if held is not None and (rows := _rows(texts, held)):
            return rule, held, rows
    return None


def _rows(texts: Texts, held: HeldProvision) -> list[_Row]:
    out = []
    for below in texts.catalogue.subtree(held)[1:]:
        name = _exception_of(below.text)
        if name and below.locator.removeprefix(held.locator).count("(") == 1:
            out.append(_Row(name, below))
    return out


def _exception_of(row: str) -> str:
    """Return the exception that a row is about: the first named, else the one whose section it points to."""
    if named := exceptions(row, rule_table()["license_exceptions"]):
        return named[0].written
    sections = rule_table()["exception_sections"].items()
    return next((str(name) for name, section in sections if re.search(rf"§ {re.escape(section)}(?!\d)", row)), "")


def _told(
    texts: Texts,
    asked: Transaction,
    rule: CheckedRule,
    paragraph: HeldProvision,
    rows: list[_Row],
    wanted: list[str],
    told: list[str],
) -> Computed:
    place = asked.to[0].region or answer_name(asked.to[0].code)
    section, at = rule.locator.removeprefix(_TITLE_15), paragraph.locator.removeprefix(_TITLE_15)
    names = ", ".join(dict.fromkeys(r.name for r in rows))
    of_most = "section_list_of_most" if rule.reach.startswith(_REACHES_MOST) else "section_list"
    listed = _REACHES.get(rule.reach, of_most)
    lead = [said(listed, place=place, section=section, at=at, names=names)]
    cites = [Span.of(paragraph)]
    for name in dict.fromkeys(wanted):
        own = [r for r in rows if r.name == name]
        if not own:
            lead.append(said("section_no_row", name=name, place=place))
        for row in own:
            quote = " ".join(row.held.text.split())
            lead.append(said("section_row", name=name, row=re.sub(r"^\([a-z0-9]{1,4}\) ", "", quote)))
            lead.append(said("section_row_fits") if name in told else said("section_row_apart", name=name))
            cites.append(Span.of(row.held))
    span = rule.span(texts)
    dated = said("edition", section=section.split("(")[0], day=edition_day(span))
    findings = [
        Finding(" ".join(lead), tuple(dict.fromkeys(cites))),
        Finding(f"Under § {section}, {rule.says}. {dated}", (span,) if span else ()),
        Finding(said("remains"), (), StatementRole.CHECK_NEXT),
    ]
    lacks = () if texts.holds_part("15 CFR 740") else (missing_text("15 CFR part 740 (license exceptions)"),)
    payload = {"section": at, "exceptions": [r.name for r in rows], "asked": list(dict.fromkeys(wanted))}
    return Computed(Form.DETERMINATION, tuple(findings), payload, missing_texts=lacks)
