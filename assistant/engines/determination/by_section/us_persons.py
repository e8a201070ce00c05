"""What § 744.6 asks of a U.S. person whatever is shipped: support of a named body, service at a chip plant."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from assistant.engines.determination.checks.named_bodies import NamedBody, bodies, is_told
from assistant.engines.determination.facts.places import Place, is_denied_owner, places
from assistant.engines.determination.law_texts.countries import Geography, answer_name, country_codes_in
from assistant.engines.determination.law_texts.rules import own_country, own_law, pattern, rule_table, said
from assistant.engines.determination.law_texts.texts import Texts, found_spans
from assistant.engines.model import Computed, Finding, Span
from assistant.model import Form, Outcome, StatementRole
from assistant.query.model import Query
from corpus.catalogue import CatalogueReader

_BEFORE_PLACE = 60  # characters before a place


def of_us_person(question: Query, catalogue: CatalogueReader) -> Computed | None:
    """Return what the section says of the support or the service that a U.S. person tells of; None for others."""
    rule, text = rule_table()["us_person"], question.core
    if not pattern(rule["who"]).search(text):
        return None
    texts = Texts.of(catalogue, question.filters, own_law())
    for named in rule_table()["named_bodies"]:
        there = {c for p in places(text) for c in p.codes}
        found = next((b for b in bodies(texts, named) if b.code in there and is_told(b, text)), None)
        if found is not None and texts.span(rule["support_at"], rule["support_words"]) is not None:
            return _of_body(texts, rule, found, named)
    if pattern(rule["intelligence"]).search(text) and (found_there := _of_intelligence(texts, rule, text)):
        return found_there
    if all(pattern(p).search(text) for p in rule["chips"]):
        return _of_plant(texts, rule, text)
    return None


def _of_body(texts: Texts, rule: Mapping[str, Any], body: NamedBody, named: Mapping[str, Any]) -> Computed:
    section = named["locator"].removeprefix("15 CFR ")
    name = f"{body.name} ({body.letters})" if body.letters else body.name
    lead = said("person_supports", name=name, place=answer_name(body.code), section=section)
    cites = found_spans([texts.span(rule["support_at"]), texts.span(rule["means_at"]), Span.of(body.held)])
    return _made(lead, cites, "required")


def _of_intelligence(texts: Texts, rule: Mapping[str, Any], text: str) -> Computed | None:
    """Return what is required for support of a country's military intelligence that is not named by a body."""
    held, geography = texts.at(rule["support_at"]), Geography.of(texts)
    if held is None or texts.span(rule["support_at"], rule["support_words"]) is None:
        return None
    named = set(country_codes_in(held.text))
    for place in places(text):
        if place.code and (place.code in named or any(geography.member(place.code, g) for g in ("E:1", "E:2"))):
            lead = said("person_supports_any", place=answer_name(place.code))
            return _made(lead, found_spans([texts.span(rule["support_at"]), texts.span(rule["means_at"])]), "required")
    return None


def _of_plant(texts: Texts, rule: Mapping[str, Any], text: str) -> Computed | None:
    """Return what decides for work at a plant for advanced chips: where it is, and whose employee the person is."""
    geography, span = Geography.of(texts), texts.span(rule["spared_at"], rule["spared_words"])
    found = places(text)
    limited = {c for p in found for c in p.codes if c == "MO" or geography.member(c, "D:5")}
    if not limited or span is None:
        return None
    at = next((p for p in found if set(p.codes) & limited and not p.adjective), None)
    if at is None:
        return None
    employers = list(_employers(rule, text, [p for p in found if not set(p.codes) & {*limited, own_country()}]))
    of_us = not employers and pattern(rule["employer_us"]).search(text) is not None
    owned = [
        p
        for p in found
        if set(p.codes) & limited and pattern(rule["owned_behind"]).match(text, p.end) and not is_denied_owner(text, p)
    ]
    cites = found_spans([texts.span(rule["plant_at"]), span])
    place = answer_name(at.code)
    rest = said("person_rest")
    if owned:
        lead = said("person_owned", place=place)
        return _made(f"{lead} {rest}", cites, "required")
    if of_us or (len(employers) == 1 and any(geography.member(employers[0], g) for g in ("A:5", "A:6"))):
        where = answer_name(own_country()) if of_us else answer_name(employers[0])
        groups = [g for g in ("A:5", "A:6") if not of_us and geography.member(employers[0], g)]
        own = [Span.of(geography.groups[g][1]) for g in groups]
        inside = f", which is in Country Group {' and '.join(groups)}" if groups else ""
        lead = said("person_spared", where=where, inside=inside, place=place)
        return _made(f"{lead} {rest}", (*cites, *own), "indeterminate")
    if len(employers) == 1:
        lead = said("person_not_spared", where=answer_name(employers[0]), place=place)
        return _made(f"{lead} {rest}", cites, "required")
    hired_there = [p for p in found if set(p.codes) & limited and pattern(rule["employer_behind"]).match(text, p.end)]
    if hired_there and not employers and pattern(rule["hired"]).search(text):
        lead = said("person_not_spared", where=answer_name(hired_there[0].code), place=place)
        return _made(f"{lead} {rest}", cites, "required")
    fact = said("ask_employer")
    lead = said("person_asks", place=place, fact=fact)
    return _made(lead, cites, "indeterminate", (fact,))


def _employers(rule: Mapping[str, Any], text: str, found: Sequence[Place]) -> Iterator[str]:
    """Yield the countries where a text says that the employer is, none where one of them is not clear."""
    said_so = [
        p
        for p in found
        if pattern(rule["employer_behind"]).match(text, p.end)
        or pattern(rule["employer_before"]).search(text[max(0, p.start - _BEFORE_PLACE) : p.start])
    ]
    if all(p.code for p in said_so):
        yield from dict.fromkeys(p.code for p in said_so)


def _made(lead: str, cites: tuple[Span, ...], status: str, asks: tuple[str, ...] = ()) -> Computed:
    findings = (Finding(lead, cites), Finding(said("person_remains"), (), StatementRole.CHECK_NEXT))
    payload = {"status": status, "asks_for": list(asks), "text": "\n\n".join(f.text for f in findings)}
    outcome = Outcome.NEEDS_FACT if asks else Outcome.ANSWERED
    return Computed(Form.DETERMINATION, findings, payload, outcome, asks)
