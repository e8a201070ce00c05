"""Military buyers of a country, where no item is told: which rules reach them, whatever became of an arms embargo."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.engines.determination.by_section.named_bodies_of_section import rules_of_bodies_asked
from assistant.engines.determination.checks.end_uses import applies_in, countries_missing
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
from assistant.engines.determination.law_texts.texts import Texts, found_spans, missing_text
from assistant.engines.model import Computed, Finding, MissingText, Span, span_payload
from assistant.model import Form, Outcome, StatementRole
from assistant.query.model import Query
from assistant.query.places import laws_named
from corpus.catalogue import CatalogueReader

_COUNTRIES_AT_ONCE = 3
_EMBARGOED = "D:5"  # the group of the countries under an arms embargo


def of_country(question: Query, catalogue: CatalogueReader) -> Computed | None:
    """Return the rules on military end users and uses of the countries that a question names without an item.

    None for questions of an item, of another country's law, of the bodies that a section names, and where nothing is
    asked of military buyers at large.
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
    if (
        rules_of_bodies_asked(question)
        or is_of_foreign_authority(text)
        or any(code != own for code, _ in laws_named(text))
    ):
        return None
    texts = Texts.of(catalogue, question.filters, own_law())
    geography = Geography.of(texts)
    told = [BuyersRules.of(texts, geography, p) for p in found]
    return _told(texts, geography, told) if all(t.there or t.open for t in told) else None


@dataclass(frozen=True, slots=True)
class BuyersRules:
    """Rules of the table on military end users, uses and embargoes of a place.

    `there` are those that reach it; of those `open` the texts held do not tell it, or no longer have the words.
    """

    place: Place
    there: tuple[CheckedRule, ...]
    open: tuple[tuple[CheckedRule, MissingText], ...]

    @classmethod
    def of(cls, texts: Texts, geography: Geography, place: Place) -> BuyersRules:
        """Return the rules for a place, each held against the text of the section that it stands in."""
        there, unknown = [], []
        for rule in (*rules_of_kind("embargo"), *(r for r in rules_of_kind("end_use") if _is_of_buyers(r))):
            is_embargo = bool(rule.places)
            reaches = place.code in rule.places if is_embargo else applies_in(texts, geography, rule, place)
            if reaches is False:
                continue
            if rule.span(texts) is None:
                unknown.append((rule, missing_text(rule.locator)))
            elif reaches is None:
                unknown.append((rule, countries_missing(rule)))
            else:
                there.append(rule)
        return cls(place, tuple(there), tuple(unknown))


def _is_of_buyers(rule: CheckedRule) -> bool:
    return rule.more.get("when") == "military" or bool(rule.more.get("of_forces"))


def _told(texts: Texts, geography: Geography, told: list[BuyersRules]) -> Computed:
    findings: list[Finding] = []
    leads: list[str] = []
    all_cites: list[Span] = []
    for one in told:
        name = answer_name(one.place.code)
        if one.there:
            leads.append(said("buyers_lead", place=name, sections=_sections(one.there)))
        if one.open:
            leads.append(said("buyers_open", place=name, sections=_sections([rule for rule, _ in one.open])))
        for rule in one.there:
            section = rule.locator.removeprefix("15 CFR ")
            spans = found_spans([texts.span(rule.locator) or rule.span(texts)])
            all_cites += spans
            words = rule.says.format(place=name, entry=said("the_item"))
            findings.append(Finding(said("buyers_rule", section=section, says=words), spans))
        groups = geography.of_country(one.place.code)
        if groups:
            spans = tuple(Span.of(geography.groups[g][1]) for g in groups)
            key = "buyers_embargoed" if _EMBARGOED in groups else "buyers_groups"
            findings.append(Finding(said(key, place=name, groups=", ".join(groups)), spans, StatementRole.NOTE))
    if any(one.there for one in told):
        leads.append(said("buyers_embargo"))
    lead = Finding(" ".join(leads), tuple(dict.fromkeys(all_cites)))
    findings = [lead, *findings, Finding(said("buyers_remain"), (), StatementRole.CHECK_NEXT)]
    payload = {
        "status": "indeterminate",
        "asks_for": [],
        "steps": [
            {"step": r.locator, "finding": r.says, "citations": [span_payload(s, texts.catalogue)]}
            for one in told
            for r in one.there
            if (s := r.span(texts)) is not None
        ],
        "text": "\n\n".join(f.text for f in findings),
    }
    lacks = tuple(dict.fromkeys(text for one in told for _, text in one.open))
    # A text that is not held answers nothing: what is told then is only what is missing.
    outcome = Outcome.ANSWERED if any(one.there for one in told) else Outcome.NOT_IN_CORPUS
    return Computed(Form.DETERMINATION, tuple(findings), payload, outcome, missing_texts=lacks)


def _sections(there: Sequence[CheckedRule]) -> str:
    return ", ".join(dict.fromkeys(f"§ {r.locator.removeprefix('15 CFR ')}" for r in there))
