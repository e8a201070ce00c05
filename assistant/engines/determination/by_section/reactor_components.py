"""Components of nuclear reactors under the NRC's general licence: the destination, the reactor and its power."""

from __future__ import annotations

import re

from assistant.engines.determination.facts.places import places
from assistant.engines.determination.law_texts.countries import answer_name, country_codes_in
from assistant.engines.determination.law_texts.rules import own_country, own_law, pattern, rule_table, said
from assistant.engines.determination.law_texts.texts import Texts, found_spans
from assistant.engines.model import Computed, Finding
from assistant.model import Form, Outcome, StatementRole
from assistant.query.model import Query
from corpus.catalogue import CatalogueReader
from corpus.language.lazy_regex import lazy_regex

_THERMAL_POWER = lazy_regex(r"(?<![\w.,])(?P<n>\d{1,5}(?:\.\d{1,3})?) ?(?P<unit>MW|kW)(?:t|th)?\b", re.I)
_POWER_LIMIT = lazy_regex(r"above (?P<n>\d{1,3}) MW thermal")
_KILO = 1000


def of_components(question: Query, catalogue: CatalogueReader) -> Computed | None:
    """Return whether the general licence for reactor components reaches a case; None for other questions."""
    rule, text = rule_table()["components"], question.core
    if not all(pattern(p).search(text) for p in rule["asked"]) or pattern(rule["unless"]).search(text):
        return None
    own = own_country()
    codes = list(dict.fromkeys(p.code for p in places(text) if p.code and p.code != own and not p.adjective))
    texts = Texts.of(catalogue, question.filters, own_law())
    held, bound = texts.at(rule["listed_at"]), texts.at(rule["power_at"])
    limit = _POWER_LIMIT.search(bound.text) if bound is not None else None
    if not codes or held is None or limit is None:
        return None
    listed = set(country_codes_in(catalogue.full_text(held)))
    cites = found_spans([texts.span(a) for a in (rule["listed_at"], rule["power_at"], rule["general_at"])])
    asks: list[str] = []
    told: list[str] = []
    states: list[str] = []
    research = pattern(rule["research"]).search(text) is not None
    power = _THERMAL_POWER.search(text)
    for code in codes:
        place = answer_name(code)
        place = f"{place[:1].upper()}{place[1:]}"
        if code not in listed:
            told.append(said("component_outside", place=place))
            states.append("required")
            continue
        told.append(said("component_inside", place=place))
        if research and power is not None:
            size = float(power["n"]) / (1 if power["unit"].casefold() == "mw" else _KILO)
            over = size > float(limit["n"])
            told.append(said("component_over" if over else "component_under", told=power[0], limit=limit["n"]))
            states.append("required" if over else "indeterminate")
        elif research:
            told.append(said("component_power", limit=limit["n"]))
            asks.append(said("ask_power"))
            states.append("indeterminate")
        else:
            states.append("indeterminate")
        if states[-1] == "indeterminate" and not pattern(rule["paragraph"]).search(text):
            asks.append(said("ask_component"))
    open_ones = [s for s in states if s == "indeterminate"]
    if open_ones:
        told.append(said("component_conditions"))
    facts = tuple(dict.fromkeys(asks)) if len(open_ones) == len(states) else ()
    if facts:
        told.append(f"That turns on {' and '.join(facts)}.")
    findings = (
        Finding(" ".join(dict.fromkeys(told)), cites),
        Finding(said("component_remains"), (), StatementRole.CHECK_NEXT),
    )
    payload = {
        "status": "required" if "required" in states else "indeterminate",
        "asks_for": list(facts),
        "text": "\n\n".join(f.text for f in findings),
    }
    return Computed(Form.DETERMINATION, findings, payload, Outcome.NEEDS_FACT if facts else Outcome.ANSWERED, facts)
