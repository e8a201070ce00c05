"""Countries of the rules on military end users and on military intelligence: which each names, how they differ."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from assistant.engines.determination.facts.asked import of_query
from assistant.engines.determination.facts.places import places
from assistant.engines.determination.held.countries import Geography, name_of, named_in
from assistant.engines.determination.held.rules import pattern, said, table
from assistant.engines.determination.held.texts import Texts, quoted
from assistant.engines.model import Computed, Finding, Span, cited
from assistant.model import Form, Note
from assistant.query.model import Query
from corpus.catalogue import CatalogueReader


@dataclass(frozen=True, slots=True)
class _Reach:
    """Countries that a section's paragraphs reach, by the paragraph, with the groups that they name."""

    section: str
    by_paragraph: tuple[tuple[str, tuple[str, ...], str], ...]
    spans: tuple[Span, ...]

    @property
    def codes(self) -> tuple[str, ...]:
        """Return the codes of all countries."""
        return tuple(dict.fromkeys(c for _, codes, _ in self.by_paragraph for c in codes))


def of_rules(question: Query, catalogue: CatalogueReader) -> Computed | None:
    """Return the countries of both rules side by side, or what they say of one country; None for other questions."""
    rule, text = table()["military_rules"], question.core
    named = [bool(pattern(each["called"]).search(text)) for each in rule["section"]]
    if not any(named) or of_query(question).has_item:
        return None
    codes = list(dict.fromkeys(p.code for p in places(text) if p.code and p.code != "US"))
    texts = Texts.of(catalogue, question.filters, str(table()["jurisdiction"]))
    compared = all(named) and not codes and pattern(rule["compares"]).search(text)
    one = len(codes) == 1 and pattern(rule["reaches"]).search(text) and not pattern(rule["unless"]).search(text)
    if not (compared or one):
        return None
    geography = Geography.of(texts)
    reached = [_reach(texts, geography, each) for each in rule["section"]]
    if any(not r.codes for r in reached):
        return None
    return _compared(texts, reached) if compared else _of_country(texts, geography, reached, codes[0], text)


def _reach(texts: Texts, geography: Geography, rule: Mapping[str, Any]) -> _Reach:
    out: list[tuple[str, tuple[str, ...], str]] = []
    spans: list[Span] = []
    for at, what, groups in rule["paragraphs"]:
        held = texts.at(at)
        if held is None:
            continue
        members = [c for g in groups if g in geography.groups for c in sorted(geography.groups[g][0]) if c]
        out.append((at.removeprefix("15 CFR "), tuple(dict.fromkeys((*named_in(held.text), *members))), what))
        spans += [Span.of(held), *(Span.of(geography.groups[g][1]) for g in groups if g in geography.groups)]
    return _Reach(str(rule["name"]), tuple(out), tuple(spans))


def _compared(texts: Texts, reached: Sequence[_Reach]) -> Computed:
    one, other = reached
    first, second = set(one.codes), set(other.codes)
    lead = said(
        "rules_compared",
        one=one.section,
        other=other.section,
        only_one=_names(c for c in one.codes if c not in second),
        only_other=_names(c for c in other.codes if c not in first),
        both=_names(c for c in one.codes if c in second),
    )
    cites = tuple(dict.fromkeys((*one.spans, *other.spans)))
    lines = [
        Finding(said("rule_reaches", at=at, places=_names(codes), what=what), r.spans)
        for r in reached
        for at, codes, what in r.by_paragraph
    ]
    value = {
        f"only {one.section}": [name_of(c) for c in one.codes if c not in second],
        f"only {other.section}": [name_of(c) for c in other.codes if c not in first],
        "both": [name_of(c) for c in one.codes if c in second],
    }
    payload = {"list": f"{one.section}; {other.section}", "value": value,
               "rows": [{"citation": cited(s, texts.catalogue)} for s in cites]}  # fmt: skip
    return Computed(Form.LIST, (Finding(lead, cites), *lines), payload)


def _of_country(texts: Texts, geography: Geography, reached: Sequence[_Reach], code: str, text: str) -> Computed:
    place = name_of(code)
    place = f"{place[:1].upper()}{place[1:]}"
    told: list[str] = []
    cites: list[Span] = []
    for reach in reached:
        found = [(at, what) for at, codes, what in reach.by_paragraph if code in codes]
        for at, what in found:
            told.append(said("rule_names", place=place, at=at, what=what))
        if not found:
            told.append(said("rule_names_not", place=place, section=reach.section))
        cites += reach.spans
    groups = [g for g in geography.of_country(code) if g[:1] in "DE"]
    named = [g for g in geography.groups if g in text and g not in groups]
    told.append(said("groups_of", place=place, groups=", ".join(groups) or "none of D and E"))
    told += [said("group_no_member", place=place, group=g) for g in named]
    if any(g in groups for g in ("D:1",)) and texts.span("15 CFR 744.17(a)") is not None:
        told.append(said("rule_of_group", place=place))
    cites += [Span.of(geography.groups[g][1]) for g in (*groups, *named)]
    findings = (
        Finding(" ".join(told), quoted(list(dict.fromkeys(cites)))),
        Finding(said("rules_remain"), (), Note.CHECK_NEXT),
    )
    payload = {
        "list": "; ".join(r.section for r in reached),
        "value": {r.section: code in r.codes for r in reached},
        "rows": [{"citation": cited(s, texts.catalogue)} for s in dict.fromkeys(cites)],
    }
    return Computed(Form.LIST, findings, payload)


def _names(codes: Iterable[str]) -> str:
    return ", ".join(map(name_of, codes)) or "none"
