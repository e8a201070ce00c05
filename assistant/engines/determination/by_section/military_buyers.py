"""Military and police buyers of a country, where no entry is told: which rules reach them, and which were looked at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.engines.determination.by_section.named_bodies_of_section import rules_of_bodies_asked
from assistant.engines.determination.checks.end_uses import applies_in, countries_missing
from assistant.engines.determination.facts.asked import Transaction, of_query
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
from assistant.engines.lists import scopes
from assistant.engines.model import Computed, Finding, MissingText, Span, span_payload
from assistant.model import Form, Outcome, StatementRole
from assistant.query.model import Query
from assistant.query.places import laws_named
from corpus.catalogue import CatalogueReader
from corpus.lexicon.reference_tables import reference_tables

_COUNTRIES_AT_ONCE = 3
_BUYERS = ("military", "services", "perhaps_military")
_EMBARGOED = "D:5"  # the group of the countries under an arms embargo


def of_country(question: Query, catalogue: CatalogueReader) -> Computed | None:
    """Return the rules on military end users and uses of the countries that a question names without an item.

    None for questions of an item, of another country's law, of the bodies that a section names, and where nothing is
    asked of military buyers at large. Where a question names a section alone, the others are told all the same: one
    that does not name a country frees nobody there.
    """
    text = question.standalone
    if not _is_of_buyers_at_large(question, text):
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
    sections = _sections_meant(question, text)
    rules = (rule for t in told for rule in (*t.there, *(r for r, _ in t.open), *t.elsewhere))
    if not {s.split("(")[0] for s in sections} <= {rule.locator.split("(")[0] for rule in rules}:
        return None  # whom a section reaches that is none of the table's is not known here
    if not all(t.there or t.open or (_names_rule(question, text) and t.elsewhere) for t in told):
        return None
    return _told(texts, geography, asked, told, sections)


def _is_of_buyers_at_large(question: Query, text: str) -> bool:
    """Return whether a question speaks of military or police buyers, and asks which rules or sections reach them."""
    shapes, words = rule_table()["military_buyers"], rule_table()["words"]
    told = [key for key in _BUYERS if pattern(str(words[key])).search(text)]
    if not told or question.own_lists:
        return False
    parts = {_part(r.locator) for kind in ("embargo", "end_use") for r in rules_of_kind(kind)}
    if any(a.system != "cfr" or _part(a.text) not in parts for a in question.addresses):
        return False
    names_rule = _names_rule(question, text)
    if told == ["perhaps_military"] and not (names_rule or _reason_told(text)):
        return False  # "which rule is on handcuffs for the Peruvian police?" asks of the item
    keys = ("lifted", "rules", "still", *(("reached",) if names_rule else ()))
    return any(pattern(shapes[key]).search(text) for key in keys)


def _names_rule(question: Query, text: str) -> bool:
    return bool(question.addresses) or pattern(rule_table()["military_buyers"]["of_rule"]).search(text) is not None


def _sections_meant(question: Query, text: str) -> list[str]:
    """Return the addresses of the sections that a question names, by their numbers or by what they are called."""
    numbered = [a.text for a in question.addresses if "." in a.text]
    return numbered or [s.address for s in scopes.table() if s.at and s.asked.search(text)]


def _part(address: str) -> str:
    return address.split(" > ")[0].rpartition(" ")[2].split(".")[0]


@dataclass(frozen=True, slots=True)
class BuyersRules:
    """Rules of the table on military end users, uses and embargoes of a place.

    `there` are those that reach it; of those `open` the texts held do not tell it, or no longer have the words. Those
    `elsewhere` go by countries that it is not among.
    """

    place: Place
    there: tuple[CheckedRule, ...]
    open: tuple[tuple[CheckedRule, MissingText], ...]
    elsewhere: tuple[CheckedRule, ...] = ()

    @classmethod
    def of(cls, texts: Texts, geography: Geography, place: Place) -> BuyersRules:
        """Return the rules for a place, each held against the text of the section that it stands in."""
        there, unknown, elsewhere = [], [], []
        for rule in (*rules_of_kind("embargo"), *(r for r in rules_of_kind("end_use") if _is_of_buyers(r))):
            is_embargo = bool(rule.places)
            reaches = place.code in rule.places if is_embargo else applies_in(texts, geography, rule, place)
            if reaches is False:
                elsewhere += [] if is_embargo else [rule]
            elif rule.span(texts) is None:
                unknown.append((rule, missing_text(rule.locator)))
            elif reaches is None:
                unknown.append((rule, countries_missing(rule)))
            else:
                there.append(rule)
        return cls(place, tuple(there), tuple(unknown), tuple(elsewhere))


def _is_of_buyers(rule: CheckedRule) -> bool:
    return rule.more.get("when") == "military" or bool(rule.more.get("of_forces"))


def _told(
    texts: Texts, geography: Geography, asked: Transaction, told: Sequence[BuyersRules], sections: Sequence[str]
) -> Computed:
    findings: list[Finding] = []
    leads: list[str] = []
    all_cites: list[Span] = []
    for one in told:
        name = answer_name(one.place.code)
        if (by_chart := _by_reason(geography, asked.text, one.place, name)) is not None:
            leads.append(by_chart.text)
            all_cites += by_chart.cites
        if (beside := _not_named(texts, one, sections)) is not None:
            leads.append(beside.text)
            all_cites += beside.cites
        there = sorted(one.there, key=lambda r: not _is_in(r, sections))
        if there:
            leads.append(said("buyers_lead", place=name, sections=_sections(there)))
        if one.open:
            leads.append(said("buyers_open", place=name, sections=_sections([rule for rule, _ in one.open])))
        for rule in there:
            section = rule.locator.removeprefix("15 CFR ")
            spans = found_spans([texts.span(rule.locator) or rule.span(texts)])
            all_cites += spans
            words = rule.says.format(place=name, entry=said("the_item"))
            findings.append(Finding(said("buyers_rule", section=section, says=words), spans))
        findings += _left_out(texts, asked, one, name)
        groups = geography.of_country(one.place.code)
        if groups:
            spans = tuple(Span.of(geography.groups[g][1]) for g in groups)
            key = "buyers_embargoed" if _EMBARGOED in groups else "buyers_groups"
            findings.append(Finding(said(key, place=name, groups=", ".join(groups)), spans, StatementRole.NOTE))
    doubtful = _doubtful(texts, asked)
    if any(one.there for one in told) and pattern(rule_table()["military_buyers"]["lifted"]).search(asked.text):
        leads.append(said("buyers_embargo"))
    lead = Finding(" ".join(leads), tuple(dict.fromkeys(all_cites)))
    looked_at = _sections([r for r in rules_of_kind("end_use") if _is_of_buyers(r)])
    remain = Finding(said("buyers_remain", sections=looked_at), (), StatementRole.CHECK_NEXT)
    findings = [lead, *doubtful, *findings, remain]
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
    outcome = Outcome.ANSWERED if all_cites else Outcome.NOT_IN_CORPUS
    return Computed(Form.DETERMINATION, tuple(findings), payload, outcome, missing_texts=lacks)


def _not_named(texts: Texts, one: BuyersRules, sections: Sequence[str]) -> Finding | None:
    """Return that sections which a question names do not name a country, and what that means; None where they do."""
    reached = [s for s in sections if any(_is_in(r, [s]) for r in one.there)]
    asked = [r for r in one.elsewhere if (not sections or _is_in(r, sections)) and not _is_in(r, reached)]
    if not asked or (one.there and not sections):
        return None
    key = "buyers_not_named" if one.there or one.open else "buyers_none"
    spans = found_spans([texts.span(r.locator) or r.span(texts) for r in asked])
    return Finding(said(key, place=answer_name(one.place.code), sections=_sections(asked)), spans)


def _is_in(rule: CheckedRule, sections: Sequence[str]) -> bool:
    """Return whether a rule stands in one of some sections or their paragraphs: § 744.21 is no part of § 744.2."""
    return any(rule.locator == s or rule.locator.startswith(f"{s}(") for s in sections)


def _reason_told(text: str) -> str:
    """Return the letters of a reason for control that a text calls by its name, "crime control"; empty for none."""
    tables = reference_tables()
    found = tables.reason_pattern.search(text)
    code = tables.reason(found[0]) if found else ""
    return code if found and found[0] != code else ""


def _by_reason(geography: Geography, text: str, place: Place, name: str) -> Finding | None:
    """Return in which columns of the chart a country has an X for the reason for control that a text calls by name."""
    reason = _reason_told(text)
    row = geography.row(place.code)[0] if reason else None
    if row is None or row.marks is None:
        return None
    marked = sorted(m for m in row.marks if m.startswith(f"{reason} "))
    columns = ", ".join(m.replace(" ", " Column ") for m in marked)
    key = "buyers_reason" if marked else "buyers_reason_none"
    return Finding(said(key, place=name, reason=reason, columns=columns), (row.span,))


def _left_out(texts: Texts, asked: Transaction, one: BuyersRules, name: str) -> list[Finding]:
    """Return what a rule that does not go by a country says of the goods that are told of, where it says something."""
    return [
        Finding(f"{str(rule.more['free']).format(place=name)}.", found_spans([texts.span(rule.locator)]))
        for rule in one.elsewhere
        if "free" in rule.more and "described" in rule.more and asked.says(pattern(str(rule.more["described"])))
    ]


def _doubtful(texts: Texts, asked: Transaction) -> list[Finding]:
    """Return whom the law counts among military end users, where it is not told whether the buyer is one."""
    words = rule_table()["words"]
    maybe = asked.first_of(pattern(str(words["perhaps_military"])))
    if maybe is None or any(asked.says(pattern(str(words[key]))) for key in ("military", "services")):
        return []
    spans = found_spans([texts.span(at) for at in rule_table()["military_buyers"]["defined_at"]])
    return [Finding(said("buyers_defined", words=" ".join(maybe[0].split())), spans)] if spans else []


def _sections(there: Sequence[CheckedRule]) -> str:
    return ", ".join(dict.fromkeys(f"§ {r.locator.removeprefix('15 CFR ')}" for r in there))
