"""Bodies that a section names in its own paragraphs: how many, which, and under which countries."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from assistant.engines.determination.checks.named_bodies import NamedBody, bodies
from assistant.engines.determination.facts.asked import of_query
from assistant.engines.determination.law_texts.countries import answer_name
from assistant.engines.determination.law_texts.rules import own_country, own_law, pattern, rule_table, said
from assistant.engines.determination.law_texts.texts import Texts
from assistant.engines.model import Computed, Finding, Span, span_payload
from assistant.model import Form, StatementRole
from assistant.query.model import Query
from corpus.catalogue import CatalogueReader
from corpus.language.lazy_regex import lazy_regex

_ASKS_OF_BODIES = lazy_regex(
    r"\b(?:how many|number of|count|which|what|who|list(?:s|ed)?|name[sd]?|identif\w+|show|give)\b", re.I
)
_SENTENCE_OF_LAW = lazy_regex(r"(?<=[a-z)])\.\s(?=['‘A-Z])")
_OPEN_LIST = lazy_regex(r"\bnot limited to\b", re.I)


def of_section(question: Query, catalogue: CatalogueReader) -> Computed | None:
    """Return the bodies that a section names, by their countries; None where a question asks for something else.

    Of countries that are named those alone are told, with the number of all; "in the US rules" names whose law it is.
    """
    texts = Texts.of(catalogue, question.filters, own_law())
    for rule in rules_of_bodies_asked(question):
        if found := list(bodies(texts, rule)):
            return _told(texts, rule, found, [c for c, _ in question.own_countries if c != own_country()])
    return None


def rules_of_bodies_asked(question: Query) -> list[Mapping[str, Any]]:
    """Return the rules whose section a question asks for the bodies that it names."""
    if not _ASKS_OF_BODIES.search(question.core) or of_query(question).has_item:
        return []
    sections = {a.path[0] for a in question.addresses if a.system == "cfr" and a.path}
    return [
        rule
        for rule in rule_table()["named_bodies"]
        if rule["locator"].removeprefix("15 CFR ").split("(")[0] in sections
        or pattern(rule["called"]).search(question.core)
        if pattern(rule["bodies"]).search(question.core)
    ]


def _told(texts: Texts, rule: Mapping[str, Any], found: Sequence[NamedBody], only: Sequence[str]) -> Computed:
    by_country: dict[str, list[NamedBody]] = {}
    for body in found:
        by_country.setdefault(body.code, []).append(body)
    section = rule["locator"].removeprefix("15 CFR ")
    told = {c: b for c, b in by_country.items() if not only or c in only}
    listed = "; ".join(f"{answer_name(c)} ({len(b)}): {', '.join(map(_written, b))}" for c, b in told.items())
    several = [answer_name(c) for c, b in by_country.items() if len(b) > 1]
    values = {"section": section, "count": str(len(found)), "countries": str(len(by_country))}
    lead = said("bodies_named", **values, listed=listed or said("bodies_none"))
    if several and not only:
        lead += f" {said('bodies_several', names=', '.join(several))}"
    spans = tuple(dict.fromkeys(Span.of(b.held) for b in found if b.code in told))
    findings = [Finding(lead, spans or tuple(Span.of(b.held) for b in found[:1]))]
    top = texts.at(rule["locator"])
    sentences = _SENTENCE_OF_LAW.split(" ".join(top.text.split())) if top is not None else []
    if top is not None and (open_list := next((s for s in sentences if _OPEN_LIST.search(s)), "")):
        findings.append(
            Finding(said("bodies_open", words=open_list.rstrip(" :.")), (Span.of(top),), StatementRole.NOTE)
        )
    payload = {
        "list": rule["locator"],
        "value": {answer_name(c): [_written(b) for b in named] for c, named in by_country.items()},
        "count": len(found),
        "rows": [{"citation": span_payload(s, texts.catalogue)} for s in spans],
    }
    return Computed(Form.LIST, tuple(findings), payload)


def _written(body: NamedBody) -> str:
    return f"{body.name} ({body.letters})" if body.letters else body.name
