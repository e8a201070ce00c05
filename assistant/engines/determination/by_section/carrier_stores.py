"""Stores and spare parts for ships and aircraft of U.S. or Canadian registry: in which ports the exception is open."""

from __future__ import annotations

from assistant.engines.determination.facts.places import Place, places
from assistant.engines.determination.law_texts.countries import Geography, answer_name
from assistant.engines.determination.law_texts.rules import own_country, own_law, pattern, rule_table, said
from assistant.engines.determination.law_texts.texts import Texts, found_spans
from assistant.engines.model import Computed, Finding, Span
from assistant.model import Form, StatementRole
from assistant.query.model import Query
from corpus.catalogue import CatalogueReader


def of_carrier(question: Query, catalogue: CatalogueReader) -> Computed | None:
    """Return for each port told whether the exception for carriers is open there; None for other questions."""
    rule, text = rule_table()["carrier"], question.core
    if not all(pattern(p).search(text) for p in rule["asked"]):
        return None
    own = {own_country(), "CA"}
    ports: dict[str, Place] = {}
    for place in places(text):
        if place.code and place.code not in own and not place.adjective:
            ports.setdefault(place.code, place)
    texts = Texts.of(catalogue, question.filters, own_law())
    span = texts.span(rule["at"], rule["words"])
    geography = Geography.of(texts)
    if not ports or span is None or rule["group"] not in geography.groups:
        return None
    if pattern(rule["other_flag"]).search(text):
        return None
    told, shut = [], []
    for code, place in ports.items():
        where = f"{place.written}, {answer_name(code)}" if place.town else answer_name(code)
        where = f"{where[:1].upper()}{where[1:]}"
        spared = bool(geography.codes(code) & set(rule["spared"]))
        inside = geography.member(code, rule["group"]) is not False
        key = "carrier_spared" if spared else "carrier_shut" if inside else "carrier_open"
        told.append(said(key, place=where, group=rule["group"]))
        shut.append(key == "carrier_shut")
    lead = " ".join(told)
    if not all(shut):
        lead = f"{lead} {said('carrier_conditions')}"
    cites = found_spans([texts.span(rule["at"]) or span, Span.of(geography.groups[rule["group"]][1])])
    findings = [Finding(lead, cites)]
    if any(shut):
        findings.append(Finding(said("carrier_general"), found_spans([texts.span(rule["general_at"])])))
    findings.append(Finding(said("remains"), (), StatementRole.CHECK_NEXT))
    payload = {
        "status": "indeterminate",
        "destinations": [{"place": answer_name(c), "open": not s} for c, s in zip(ports, shut, strict=True)],
        "text": "\n\n".join(f.text for f in findings),
    }
    left = tuple(n for n in question.names_asked if not places(n))  # a port that is not known may be the one shut
    return Computed(Form.DETERMINATION, tuple(findings), payload, not_answered=left)
