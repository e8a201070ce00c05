"""Whose law decides: other agencies' lists by the item's words or number, and exporters whose law is another."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from assistant.engines.determination.checks.eu_russia_bans import is_in_union
from assistant.engines.determination.facts.asked import Transaction
from assistant.engines.determination.facts.places import Place
from assistant.engines.determination.law_texts.asked_facts import AskedFact
from assistant.engines.determination.law_texts.countries import answer_name, country_codes_in
from assistant.engines.determination.law_texts.rules import (
    asked_fact,
    asked_facts,
    own_country,
    pattern,
    rule_table,
    rules_of_kind,
    said,
    union_country,
)
from assistant.engines.determination.law_texts.texts import Texts, found_spans, missing_text
from assistant.engines.determination.steps import Effect, WalkStep
from corpus.lexicon import jurisdictions


def moved_entry_step(texts: Texts, asked: Transaction) -> WalkStep | None:
    """Return the step for a number that left the list for another agency's, by the section that names such numbers."""
    for rule in rules_of_kind("moved"):
        held = texts.at(rule.locator)
        if held is not None and asked.number and asked.number in held.text:
            cites = found_spans([texts.span(rule.locator), *(texts.span(a) for a in rule.more.get("also", ()))])
            words = rule.says.format(entry=asked.number)
            return WalkStep(f"jurisdiction of {asked.number}", words, cites, Effect.UNKNOWN, rule.asks)
    return None


def other_agency_steps(texts: Texts, asked: Transaction, place: Place | None) -> list[WalkStep]:
    """Return a step for each other agency whose words the item or activity has."""
    for rule in rules_of_kind("agency"):
        if asked.has_item or not all(asked.says(pattern(w)) for w in rule.more["when"]):
            continue
        span = rule.span(texts)
        if span is None:
            words = said("not_held", locator=rule.locator)
            return [WalkStep(rule.locator, words, (), Effect.UNKNOWN, (), (missing_text(rule.locator),))]
        cites = found_spans([span, *(texts.span(a) for a in rule.more.get("also", ()))])
        names = {"place": place.region or answer_name(place.code) if place else said("no_place_named")}
        effect, more, asks = _where(texts, rule.more, place)
        words = " ".join((rule.says.format(**names), more.format(**names))).strip()
        short = str(rule.more.get("short", "")) if effect is Effect.REQUIRED else ""
        named = "{place}" in rule.says or "{place}" in more
        return [WalkStep(rule.locator, words, cites, effect, asks, (), short, leads=True, names_place=named)]
    return []


def _where(texts: Texts, rule: Mapping[str, Any], place: Place | None) -> tuple[Effect, str, tuple[AskedFact, ...]]:
    """Return what the destination decides: where a general licence or authorization lists it, a fact is left to ask."""
    if embargoed := str(rule.get("embargoed_at", "")):
        held = texts.at(embargoed)
        if held is not None and place is not None and place.code in country_codes_in(held.text):
            return Effect.REQUIRED, str(rule["embargoed"]), ()
        return Effect.UNKNOWN, str(rule["outside"]), asked_facts(rule["asks_inside"])
    general = str(rule.get("general_at", ""))
    if not general:
        return Effect.REQUIRED, "", ()
    if place is None or not place.code:
        return Effect.UNKNOWN, "", (asked_fact("ask_place"),)
    listed = {code for held in texts.all(general) for code in country_codes_in(texts.catalogue.full_text(held))}
    if not listed:
        return Effect.UNKNOWN, "", ()
    if place.code in listed:
        return Effect.UNKNOWN, str(rule["inside"]), asked_facts(rule.get("asks_inside", ()))
    return Effect.REQUIRED, str(rule["outside"]), ()


def foreign_law_step(texts: Texts, asked: Transaction) -> WalkStep | None:
    """Return the step for an exporter elsewhere: the lists of this jurisdiction say nothing of another's licence."""
    own = own_country()
    abroad = [c for c in asked.exporters if c != own]
    if not abroad:
        return None
    code = union_country() if is_in_union(abroad[0]) else abroad[0]
    entry = jurisdictions.table().by_code.get(code.lower())
    name = (entry.name if entry and code not in rule_table()["with_article"] else "") or answer_name(code)
    walk = rule_table()["no_walk"].get(code.lower(), rule_table()["no_walk"]["other"])
    lacks = tuple(missing_text(t.format(name=name) if isinstance(t, str) else t) for t in walk["lacks"])
    words = said("foreign_law", name=name, more=walk["says"].format(name=name))
    short = said("foreign_lead", name=name)
    return WalkStep(f"law of {name}", words, (), Effect.UNKNOWN, (asked_fact("ask_subject"),), lacks, short, leads=True)
