"""Part 746: what the sections on embargoes and sanctions say of a destination and an item."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.engines.determination.facts.asked import Transaction
from assistant.engines.determination.facts.places import Place
from assistant.engines.determination.held.countries import Geography
from assistant.engines.determination.held.entries import ListEntry
from assistant.engines.determination.held.rules import CheckedRule, asked_fact, pattern, rules, said, table
from assistant.engines.determination.held.texts import Texts, missing, quoted
from assistant.engines.determination.steps import Effect, Reason, WalkStep

_COLUMNS = re.compile(r"\b[A-Z]{2} Column [1-3]\b")
_ENTRIES = re.compile(r"\b\d[A-E]\d{3}\b")


def embargo_steps(
    texts: Texts,
    geography: Geography,
    asked: Transaction,
    place: Place,
    entry: ListEntry | None,
    reasons: Sequence[Reason],
) -> list[WalkStep]:
    """Return a step for each section that is about the destination."""
    here = place.region or place.code
    steps = [_step(texts, asked, rule, entry, reasons) for rule in rules("embargo") if here in rule.places]
    found = [s for s in steps if s is not None]
    if any(s.effect is Effect.REQUIRED for s in found):  # what one paragraph requires, another need not be asked for
        found = [s for s in found if s.effect is not Effect.UNKNOWN]
    return _less_excluded(texts, geography, asked, here, entry, found)


def _less_excluded(
    texts: Texts,
    geography: Geography,
    asked: Transaction,
    here: str,
    entry: ListEntry | None,
    steps: list[WalkStep],
) -> list[WalkStep]:
    """Return the steps less those that a section excludes for an end user as the question describes it."""
    offered: dict[str, CheckedRule] = {}
    met: set[str] = set()
    for rule in rules("exclusion"):
        if here not in rule.places or entry is None:
            continue
        if not any(re.match(p, asked.entry) for p in rule.more["entries"]):
            continue
        span = rule.span(texts)
        if span is None:
            continue
        if not _is_met(geography, asked, rule):
            offered[rule.locator] = rule
            continue
        met.add(rule.locator)
        needs = any(re.match(p, asked.entry) for p in rule.more["classified_for"])
        classified = not needs or asked.says(pattern(str(rule.more["classified"])))
        lacks = tuple(missing(t) for t in rule.lacks)
        name, lifts = rule.locator.removeprefix("15 CFR "), str(rule.more["lifts"])
        cites = (texts.span(rule.locator) or span, span)
        lifted = next((s for s in steps if s.name == lifts), None)
        if lifted is not None and "besides" in rule.more and asked.says(_pattern(str(rule.more["besides"]))):
            # A second recipient is told of: what is excluded for one end user is required for the other.
            what = str(table()["reach"]["entries"])
            short = said("excluded_some", section=lifts, what=what, by=name)
            words = said("excluded_not_besides", says=f"{rule.says}.", section=lifts)
            steps = [replace(s, short=short) if s is lifted else s for s in steps]
            steps.append(WalkStep(name, words, cites, Effect.NOTE))
            continue
        effect = Effect.NONE if classified else Effect.UNKNOWN
        # What a section excludes for one end user is required for every other one.
        first = said("excluded", section=lifts, by=name) if lifted is not None else ""
        excluded = WalkStep(name, f"{rule.says}.", cites, effect, rule.asks, lacks, told_first=first)
        steps = [replace(s, effect=Effect.NOTE, lacks=()) if s.name == lifts else s for s in steps] + [excluded]
    return [*steps, *(_offered(texts, asked, rule) for at, rule in offered.items() if at not in met)]


def _is_met(geography: Geography, asked: Transaction, rule: CheckedRule) -> bool:
    """Return whether the question describes the end user for whom a section excludes the item."""
    if not all(asked.says(pattern(w)) for w in rule.more["when"]):
        return False
    if "unless" in rule.more and asked.says(pattern(str(rule.more["unless"]))):
        return False
    groups = rule.more.get("owner_groups", ())
    return not groups or any(geography.member(code, g) for code in asked.owners for g in groups)


def _offered(texts: Texts, asked: Transaction, rule: CheckedRule) -> WalkStep:
    """Return the step that names an exclusion for the item where it is not told that the end user is one of its."""
    name = rule.locator.removeprefix("15 CFR ")
    first = said("excluded_for_some", by=name, entry=asked.entry)
    held = texts.at(rule.locator)
    words = f"§ {name}: “{' '.join(held.text.split())}”" if held else first
    return WalkStep(name, words, quoted([texts.span(rule.locator)]), Effect.NOTE, told_first=first)


def _step(
    texts: Texts, asked: Transaction, rule: CheckedRule, entry: ListEntry | None, reasons: Sequence[Reason]
) -> WalkStep | None:
    section = rule.locator.removeprefix("15 CFR ")
    lacks = tuple(missing(t) for t in rule.lacks)
    span = rule.span(texts)
    if span is None:
        whole = texts.span(rule.locator)
        words = said("rule_changed", locator=rule.locator) if whole else f"{rule.locator} is not held."
        return WalkStep(section, words, quoted([whole]), Effect.UNKNOWN, (), (missing(rule.locator),))
    if "when" in rule.more and not asked.says(pattern(str(rule.more["when"]))):
        return None
    caught = _caught(texts, asked, rule, entry, reasons)
    day = span.version.valid_from
    dated = said("edition", section=section.split("(")[0], day=f"{day:%-d %B %Y}" if day else "an unknown day")
    whole = texts.span(rule.locator) or span
    if caught is True:
        lacks = () if rule.more.get("otherwise") else lacks
        words, short = (
            f"Under § {section}, {rule.says}. {dated}",
            said("short_rule", section=section, what=str(table()["reach"][rule.reach])),
        )
        return WalkStep(section, words, (whole,), Effect.REQUIRED, (), lacks, short)
    if caught is None or (caught is False and rule.more.get("otherwise")):
        other = str(rule.more.get("otherwise", rule.says))
        mixed = rule.reach.startswith("all_but_relief") and asked.says(_pattern("relief"))
        asks = (asked_fact("mixed_relief"),) if mixed else rule.asks
        cites = quoted([whole, texts.span(str(rule.more.get("otherwise_at", rule.locator)))])
        return WalkStep(section, f"{other[:1].upper()}{other[1:]}. {dated}", cites, Effect.UNKNOWN, asks, lacks)
    return WalkStep(
        section, f"§ {section} does not catch the item as described: {rule.says}. {dated}", (whole,), Effect.NONE
    )


def _caught(
    texts: Texts, asked: Transaction, rule: CheckedRule, entry: ListEntry | None, reasons: Sequence[Reason]
) -> bool | None:
    """Return whether a section catches the item; None where that depends on what is not known."""
    words = texts.at(rule.locator)
    if rule.reach == "all" or (rule.reach == "unlisted" and entry is None):
        return True
    if rule.reach.startswith("all_but_relief"):
        if entry is not None or not asked.unlisted:
            return True if entry is not None else None
        if asked.says(_pattern("relief")):
            beside = asked.says(_pattern("no_relief")) or asked.says(_pattern("beside_relief"))
            return None if beside else False
        return None if rule.reach.endswith("chat") and asked.says(_pattern("chat")) else True
    if rule.reach == "entries":
        return entry is not None
    if entry is None or words is None:
        return False
    named = set(_ENTRIES.findall(words.text))
    if rule.reach == "named":
        return entry.number in named
    if rule.reach == "columns":
        columns = set(_COLUMNS.findall(words.text))
        own = [r for r in reasons if r.column in columns]
        if entry.number in named or any(r.applies is True for r in own):
            return True
        return None if own else False
    own = [r for r in reasons if re.search(rf"\b{re.escape(r.reason)}\b", rule.words)]
    return True if any(r.applies is True for r in own) else None if own else False


def _pattern(name: str) -> re.Pattern[str]:
    return pattern(str(table()["words"][name]))
