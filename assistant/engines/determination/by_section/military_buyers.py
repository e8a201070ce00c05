"""Military buyers of a country, where no item is told: which rules reach them, whatever became of an arms embargo."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.engines.determination.checks.end_uses import applies_in
from assistant.engines.determination.facts.asked import of_query
from assistant.engines.determination.facts.authorities import is_of_foreign_authority
from assistant.engines.determination.facts.places import Place, places
from assistant.engines.determination.law_texts.countries import Geography, answer_name
from assistant.engines.determination.law_texts.rules import (
    CheckedRule,
    own_country,
    own_law,
    pattern,
    rule_table,
    rules_of_kind,
    said,
)
from assistant.engines.determination.law_texts.texts import Texts, found_spans
from assistant.engines.model import Computed, Finding, Span, span_payload
from assistant.model import Form, StatementRole
from assistant.query.model import Query
from assistant.query.places import laws_named
from corpus.catalogue import CatalogueReader

_COUNTRIES_AT_ONCE = 3
_EMBARGOED = "D:5"  # the group of the countries under an arms embargo


def of_country(question: Query, catalogue: CatalogueReader) -> Computed | None:
    """Return the rules on military end users and uses of the countries that a question names without an item.

    None for questions of an item, of another country's law, and where nothing is asked of military buyers at large.
    """
    text = question.standalone
    shapes = rule_table()["military_buyers"]
    if not pattern(rule_table()["words"]["military"]).search(text) or question.own_lists or question.addresses:
        return None
    if not any(pattern(shapes[key]).search(text) for key in ("lifted", "rules", "still")):
        return None
    asked = of_query(question)
    own = own_country()
    found = list({p.code: p for p in places(text) if p.code and p.code != own and not p.town}.values())
    if asked.has_item or asked.exporters or not 0 < len(found) <= _COUNTRIES_AT_ONCE:
        return None
    if is_of_foreign_authority(text) or any(code != own for code, _ in laws_named(text)):
        return None
    texts = Texts.of(catalogue, question.filters, own_law())
    geography = Geography.of(texts)
    told = [(p, list(_rules_there(texts, geography, p))) for p in found]
    told = [(p, there) for p, there in told if there]
    return _told(texts, geography, told) if len(told) == len(found) else None


def _rules_there(texts: Texts, geography: Geography, place: Place) -> Iterator[CheckedRule]:
    """Yield the rules of the table on military end users, uses and embargoes that reach a country, as they are held."""
    for rule in rules_of_kind("embargo"):
        if place.code in rule.places and rule.span(texts) is not None:
            yield rule
    for rule in rules_of_kind("end_use"):
        of_forces = rule.more.get("when") == "military" or rule.more.get("maybe") == "perhaps_intelligence"
        if of_forces and rule.span(texts) is not None and applies_in(texts, geography, rule, place):
            yield rule


def _told(texts: Texts, geography: Geography, told: list[tuple[Place, list[CheckedRule]]]) -> Computed:
    findings: list[Finding] = []
    leads: list[str] = []
    all_cites: list[Span] = []
    for place, there in told:
        name = answer_name(place.code)
        sections = list(dict.fromkeys(r.locator.removeprefix("15 CFR ") for r in there))
        leads.append(said("buyers_lead", place=name, sections=", ".join(f"§ {s}" for s in sections)))
        for rule in there:
            section = rule.locator.removeprefix("15 CFR ")
            spans = found_spans([texts.span(rule.locator) or rule.span(texts)])
            all_cites += spans
            words = rule.says.format(place=name, entry=said("the_item"))
            findings.append(Finding(said("buyers_rule", section=section, says=words), spans))
        groups = geography.of_country(place.code)
        if groups:
            spans = tuple(Span.of(geography.groups[g][1]) for g in groups)
            key = "buyers_embargoed" if _EMBARGOED in groups else "buyers_groups"
            findings.append(Finding(said(key, place=name, groups=", ".join(groups)), spans, StatementRole.NOTE))
    lead = Finding(" ".join([*leads, said("buyers_embargo")]), tuple(dict.fromkeys(all_cites)))
    findings = [lead, *findings, Finding(said("buyers_remain"), (), StatementRole.CHECK_NEXT)]
    payload = {
        "status": "indeterminate",
        "asks_for": [],
        "steps": [
            {"step": r.locator, "finding": r.says, "citations": [span_payload(s, texts.catalogue)]}
            for _, there in told
            for r in there
            if (s := r.span(texts)) is not None
        ],
        "text": "\n\n".join(f.text for f in findings),
    }
    return Computed(Form.DETERMINATION, tuple(findings), payload)
