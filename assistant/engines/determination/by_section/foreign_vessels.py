"""Items for a foreign vessel or aircraft (§ 744.7(a)): where it lies, its registry and its charterer count."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.engines.determination.facts.asked import Transaction, of_query
from assistant.engines.determination.facts.intent import has
from assistant.engines.determination.facts.places import Place, is_led, places
from assistant.engines.determination.law_texts.countries import answer_name
from assistant.engines.determination.law_texts.rules import (
    asked_fact,
    own_country,
    own_law,
    pattern,
    rule_table,
    rules_of_kind,
    said,
)
from assistant.engines.determination.law_texts.texts import Texts, found_spans
from assistant.engines.determination.report import reported_each
from assistant.engines.determination.steps import SURE_STATUSES
from assistant.engines.determination.walk import lists_of, walked
from assistant.engines.model import Computed, Finding, Span
from assistant.model import Form, Outcome, StatementRole
from assistant.query.model import Query
from corpus.catalogue import CatalogueReader

_WORDS_ROUND_PLACE = 60  # characters before a place that say what it is to the vessel


@dataclass(frozen=True, slots=True)
class _Vessel:
    """Countries of a vessel or aircraft that a question tells of: where it lies, of its registry, of who has it."""

    there: tuple[Place, ...]
    flag: tuple[Place, ...]
    charter: tuple[Place, ...]

    @property
    def by_part(self) -> tuple[tuple[str, tuple[Place, ...]], ...]:
        """Return the countries under the name of what they are to the vessel."""
        return ("there", self.there), ("flag", self.flag), ("charter", self.charter)

    @property
    def all(self) -> tuple[Place, ...]:
        """Return a place of each of the countries."""
        every = [place for _, found in self.by_part for place in found]
        return tuple(replace(p, adjective=False) for p in _of_countries(every))


def of_vessel(question: Query, catalogue: CatalogueReader) -> Computed | None:
    """Return what § 744.7(a) asks of an item for a foreign vessel or aircraft; None for other questions."""
    rule, text = rule_table()["vessel"], question.standalone
    if not all(pattern(p).search(text) for p in rule["asked"]) or not (has("licence", text) or has("may", text)):
        return None
    asked, vessel = of_query(question), _vessel(text)
    foreign = [p for p in (*vessel.flag, *vessel.charter) if p.code not in rule["own"]]
    texts = Texts.of(catalogue, question.filters, own_law())
    span = texts.span(rule["at"], rule["words"])
    if not foreign or asked.exporters or span is None:
        return None
    first = said("vessel_lead", places=_listed(vessel))
    if asked.has_item:
        return _of_item(first, span, vessel, asked, texts)
    lead = f"{first} {said('vessel_classified')}"
    if embargoed := _embargoed(vessel):
        lead = f"{lead} {said('vessel_embargoed', places=' and '.join(embargoed))}"
    facts = (asked_fact("ask_item").words, *_untold(vessel))
    findings = [
        Finding(lead, found_spans([span]), asks=True),
        Finding(said("remains"), (), StatementRole.CHECK_NEXT),
    ]
    payload = {
        "status": "indeterminate",
        "asks_for": list(facts),
        "destinations": [{"place": answer_name(p.code), "status": "indeterminate"} for p in vessel.all],
        "text": "\n\n".join(f.text for f in findings),
    }
    return Computed(Form.DETERMINATION, tuple(findings), payload, Outcome.NEEDS_FACT, facts)


def _of_item(first: str, span: Span, vessel: _Vessel, asked: Transaction, texts: Texts) -> Computed:
    """Return the walks of an item to each of the countries under the sentence on the section."""
    items = [asked.of(item) for item in asked.items] or [asked]
    each = [replace(one, to=(place,)) for one in items for place in vessel.all]
    found = reported_each(texts, [(one, walked(texts, *lists_of(texts), one)) for one in each])
    lead = replace(
        found.findings[0],
        text=f"{first} {found.findings[0].text}",
        cites=tuple(dict.fromkeys((span, *found.findings[0].cites))),
        says_yes=None,
    )
    untold = _untold(vessel)
    open_ones = tuple(Finding(said("vessel_untold", what=what), (), StatementRole.CHECK_NEXT) for what in untold)
    found = replace(found, findings=(lead, *found.findings[1:], *open_ones))
    if not untold or found.payload["status"] in SURE_STATUSES:
        return found
    # A country that is not told may require what the others do not.
    facts = tuple(dict.fromkeys((*untold, *found.asks_for)))
    payload = {**found.payload, "status": "indeterminate", "asks_for": list(facts)}
    return replace(found, payload=payload, outcome=Outcome.NEEDS_FACT, asks_for=facts)


def _vessel(text: str) -> _Vessel:
    """Return the countries of a vessel by the words around each place."""
    rule = rule_table()["vessel"]
    flag, charter, there = [], [], []
    for place in places(text):
        if not place.code:
            continue
        before = text[max(0, place.start - _WORDS_ROUND_PLACE) : place.start]
        if pattern(rule["flag_behind"]).match(text, place.end) or pattern(rule["flag_before"]).search(before):
            flag.append(place)
        elif pattern(rule["charter_behind"]).match(text, place.end) or pattern(rule["charter_before"]).search(before):
            charter.append(place)
        elif not place.adjective and place.code != own_country() and (is_led(text, place) or before.endswith(", ")):
            there.append(place)
    return _Vessel(_of_countries(there), _of_countries(flag), _of_countries(charter))


def _of_countries(found: Sequence[Place]) -> tuple[Place, ...]:
    """Return one place of each country."""
    return tuple({p.code: p for p in reversed(found)}.values())[::-1]


def _listed(vessel: _Vessel) -> str:
    """Return the countries that count, each with the place that is told, or without one."""
    each = []
    for name, found in vessel.by_part:
        names = " and ".join(answer_name(p.code) for p in found) or said("vessel_not_told")
        each.append(f"{said(f'vessel_{name}')} ({names})")
    return "; ".join(each)


def _untold(vessel: _Vessel) -> tuple[str, ...]:
    return tuple(said(f"vessel_{name}") for name, found in vessel.by_part if not found)


def _embargoed(vessel: _Vessel) -> list[str]:
    """Return the names of the countries of a vessel that part 746 has requirements for."""
    shut = {code for rule in rules_of_kind("embargo") for code in rule.places}
    return [answer_name(p.code) for p in vessel.all if p.code in shut]
