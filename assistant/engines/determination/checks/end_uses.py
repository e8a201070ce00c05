"""Part 744 by end use and kind of end user: each paragraph of the table against what the question says of the use."""

from __future__ import annotations

import re

from assistant.engines.determination.checks.end_users import listed_item
from assistant.engines.determination.checks.exclusions import less_excluded
from assistant.engines.determination.facts.asked import Transaction
from assistant.engines.determination.facts.places import Place
from assistant.engines.determination.facts.quantities import thresholds_met
from assistant.engines.determination.law_texts.countries import Geography, country_codes_in
from assistant.engines.determination.law_texts.entries import ListEntry
from assistant.engines.determination.law_texts.rules import (
    CheckedRule,
    asked_fact,
    asked_facts,
    pattern,
    rule_table,
    rules_of_kind,
    said,
)
from assistant.engines.determination.law_texts.texts import Texts, found_spans, missing_text
from assistant.engines.determination.steps import Effect, WalkStep
from assistant.engines.model import MissingText

_PART = "744."
_RANGE = 300_000.0  # metres; the words of the rule, which are checked, say 300 kilometers


def end_use_steps(
    texts: Texts, geography: Geography, asked: Transaction, place: Place, name: str, entry: ListEntry | None
) -> list[WalkStep]:
    """Return a step for each paragraph that the end use or the kind of end user calls up."""
    steps = (_step(texts, geography, asked, rule, place, name, entry) for rule in rules_of_kind("end_use"))
    found = [s for s in steps if s is not None]
    return less_excluded(texts, geography, asked, place.region or place.code, entry, found, _PART)


def _step(
    texts: Texts,
    geography: Geography,
    asked: Transaction,
    rule: CheckedRule,
    place: Place,
    name: str,
    entry: ListEntry | None,
) -> WalkStep | None:
    section = rule.locator.removeprefix("15 CFR ")
    called = _is_called(geography, asked, rule)
    doubtful = "" if called else _may_call(asked, rule)
    if not _is_of_item(asked, rule):
        return None
    there = applies_in(texts, geography, rule, place)
    if not called and not doubtful:
        return _warning(texts, rule, section, there, name, asked, entry)
    span = rule.span(texts)
    if span is None:
        whole = texts.span(rule.locator)
        words = said("rule_changed", locator=rule.locator) if whole else f"{rule.locator} is not held."
        return WalkStep(section, words, found_spans([whole]), Effect.UNKNOWN, (), (missing_text(rule.locator),))
    cites = found_spans([texts.span(rule.locator) or span, *(texts.span(a) for a in rule.more.get("also", ()))])
    if there is False:
        if free := str(rule.more.get("free", "")):
            at = texts.span(str(rule.more["not_listed_at"])) if "not_listed_at" in rule.more else None
            named = "{place}" in free
            return WalkStep(
                section, free.format(place=name) + ".", found_spans([*cites, at]), Effect.NONE, names_place=named
            )
        return None
    short = said("short_use", section=section, what=str(rule.more["what"]))
    says = f"Under § {section}, {rule.says.format(place=name, entry=asked.entry)}."
    named = "{place}" in rule.says
    if there is None:
        return WalkStep(section, says, cites, Effect.UNKNOWN, (), (countries_missing(rule),), names_place=named)
    if rule.more.get("needs") == "range":
        if asked.says(_pattern("unsure_range")):
            says = f"{says} {said('range_untold')}"
        elif _short_range(asked):
            return WalkStep(section, said("short_of_range"), cites, Effect.NONE)
    effect, asks = Effect(str(rule.more.get("effect", "required"))), rule.asks
    if "unclassified" in rule.more and not asked.number:  # words for the goods do not settle which entry they are of
        effect, asks = Effect.UNKNOWN, asked_facts(rule.more["unclassified"])
    if rule.more.get("thresholds") and (met := thresholds_met(whole_text(texts, rule), asked.given)) is not None:
        if not met:
            return None
        effect, asks = Effect.REQUIRED, ()
    if items := rule.more.get("items_at"):
        effect, why, more, _ = listed_item(texts, str(items), entry)
        beyond = str(rule.more.get("beyond", "")) if effect is Effect.NONE else ""
        says, asks = " ".join(filter(None, (says, why, beyond))), (*asks, *more)
    if doubtful and effect is not Effect.NONE:
        effect, short = Effect.UNKNOWN, ""
        asks = (asked_fact(str(rule.more.get("ask_called", "ask_force")), words=doubtful), *asks)
    return WalkStep(section, says, cites, effect, asks, (), short, fits=True, names_place=named)


def _warning(
    texts: Texts,
    rule: CheckedRule,
    section: str,
    there: bool | None,
    name: str,
    asked: Transaction,
    entry: ListEntry | None,
) -> WalkStep | None:
    """Return what a rule would say if the end use were another, where its supplement has the very entry."""
    words = str(rule.more.get("otherwise", ""))
    if not words or not there or entry is None:
        return None
    if items := rule.more.get("items_at"):
        effect, *_ = listed_item(texts, str(items), entry)
        if effect is Effect.NONE:
            return None
    elif rule.span(texts) is None:
        return None
    finding = words.format(place=name, entry=entry.number if items else asked.entry)
    # Where its owner is, is a fact that nobody told: what hangs on it is asked for.
    asks = rule.asks if "owner_groups" in rule.more and not (asked.owners or asked.not_owners) else ()
    cites = found_spans([texts.span(rule.locator)])
    named = "{place}" in words
    return WalkStep(section, f"{finding[:1].upper()}{finding[1:]}.", cites, Effect.NOTE, asks, names_place=named)


def _is_of_item(asked: Transaction, rule: CheckedRule) -> bool:
    """Return whether a rule is about the item: its entry, or its description where no entry is given."""
    entries = rule.more.get("entries")
    if not entries:
        return True
    if asked.number:
        return any(re.match(p, asked.entry) for p in entries)
    return "described" in rule.more and not asked.unlisted and asked.says(pattern(str(rule.more["described"])))


def _is_called(geography: Geography, asked: Transaction, rule: CheckedRule) -> bool:
    """Return whether the question has what calls a rule up: an end use or user in words, or where an owner is."""
    if "when" in rule.more:
        return asked.says(_pattern(str(rule.more["when"]))) or (
            _is_of_forces(rule) and asked.says(_pattern("services"))
        )
    groups = rule.more.get("owner_groups", ())
    return any(
        code in rule.more.get("owner_in", ()) or any(geography.member(code, g) for g in groups) for code in asked.owners
    )


def _may_call(asked: Transaction, rule: CheckedRule) -> str:
    """Return words that may mean what calls a rule up: a police or a guard that may be a national one; else nothing."""
    maybe = str(rule.more.get("maybe", "perhaps_military" if _is_of_forces(rule) else ""))
    found = asked.first_of(_pattern(maybe)) if maybe else None
    return " ".join(found[0].split()) if found else ""


def _is_of_forces(rule: CheckedRule) -> bool:
    return rule.more.get("when") == "military"


def whole_text(texts: Texts, rule: CheckedRule) -> str:
    """Return the text of the provision that a rule stands in."""
    held = texts.at(rule.locator)
    return texts.catalogue.full_text(held) if held else ""


def applies_in(texts: Texts, geography: Geography, rule: CheckedRule, place: Place) -> bool | None:
    """Return whether a rule applies in a place; None where a group is not held."""
    more = rule.more
    here = geography.codes(place.code)
    if here & set(more.get("not_in", ())):
        return False
    if at := more.get("not_listed_at"):
        held = texts.at(str(at))
        return None if held is None else not here & set(country_codes_in(held.text))
    spared = any(geography.member(place.code, g) for g in more.get("not_groups_but", ()))
    for group in () if spared else more.get("not_groups", ()):
        inside = geography.member(place.code, group)
        if inside is not False:
            return None if inside is None else False
    limited = [*more.get("in", ()), *more.get("groups", ())]
    if not limited:
        return True
    if here & set(more.get("in", ())):
        return True
    inside_any = [geography.member(place.code, g) for g in more.get("groups", ())]
    return True if True in inside_any else None if None in inside_any else False


def countries_missing(rule: CheckedRule) -> MissingText:
    """Return the text that would tell whether a rule applies in a place: the one of its countries, or of its groups."""
    return missing_text(str(rule.more.get("not_listed_at", "Supplement No. 1 to Part 740")))


def _short_range(asked: Transaction) -> bool | None:
    """Return whether a range is given that is below that of the rule; None where none is given."""
    ranges = [q for q in asked.given if q.unit == "m" and q.size >= 1000]
    if not ranges or any(q.side == "above" and q.size < _RANGE for q in ranges):
        return None
    return all(q.size < _RANGE or (q.side == "below" and q.size <= _RANGE) for q in ranges)


def _pattern(when: str) -> re.Pattern[str]:
    return pattern(str(rule_table()["words"].get(when, when)))
