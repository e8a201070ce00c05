"""Part 746: what the sections on embargoes and sanctions say of a destination and an item."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.engines.determination.checks.exclusions import less_excluded
from assistant.engines.determination.facts.asked import Transaction
from assistant.engines.determination.facts.goods import GoodsKind, NamedGoods, named_goods
from assistant.engines.determination.facts.places import Place
from assistant.engines.determination.law_texts.countries import Geography
from assistant.engines.determination.law_texts.entries import ListEntry
from assistant.engines.determination.law_texts.rules import (
    CheckedRule,
    asked_fact,
    pattern,
    rule_table,
    rules_of_kind,
    said,
)
from assistant.engines.determination.law_texts.texts import Texts, edition_day, found_spans, missing_text
from assistant.engines.determination.steps import Effect, Reason, WalkStep
from corpus.language.lazy_regex import lazy_regex

_PART = "746."
_COLUMNS = lazy_regex(r"\b[A-Z]{2} Column [1-3]\b")
_ENTRIES = lazy_regex(r"\b\d[A-E]\d{3}\b")


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
    steps = [_step(texts, asked, rule, entry, reasons) for rule in rules_of_kind("embargo") if here in rule.places]
    found = [s for s in steps if s is not None]
    found = less_excluded(texts, geography, asked, here, entry, found, _PART)
    if any(s.effect is Effect.REQUIRED for s in found):  # what one paragraph requires, another need not be asked for
        found = [s for s in found if s.effect is not Effect.UNKNOWN]
    return found


def _step(
    texts: Texts, asked: Transaction, rule: CheckedRule, entry: ListEntry | None, reasons: Sequence[Reason]
) -> WalkStep | None:
    section = rule.locator.removeprefix("15 CFR ")
    lacks = tuple(missing_text(t) for t in rule.lacks)
    span = rule.span(texts)
    if span is None:
        whole = texts.span(rule.locator)
        words = said("rule_changed", locator=rule.locator) if whole else f"{rule.locator} is not held."
        return WalkStep(section, words, found_spans([whole]), Effect.UNKNOWN, (), (missing_text(rule.locator),))
    if "when" in rule.more and not asked.says(_pattern(str(rule.more["when"]))):
        return None
    caught = _caught(texts, asked, rule, entry, reasons)
    dated = said("edition", section=section.split("(")[0], day=edition_day(span))
    whole = texts.span(rule.locator) or span
    if caught is True:
        lacks = () if rule.more.get("otherwise") else lacks
        words, short = (
            f"Under § {section}, {rule.says}. {dated}",
            said("short_rule", section=section, what=str(rule_table()["reach"][rule.reach])),
        )
        return WalkStep(section, words, (whole,), Effect.REQUIRED, (), lacks, short)
    if caught is None or (caught is False and rule.more.get("otherwise")):
        other = str(rule.more.get("otherwise", rule.says))
        mixed = rule.reach.startswith("all_but_relief") and bool(goods_told(asked))
        asks = (asked_fact("mixed_relief"),) if mixed else rule.asks
        cites = found_spans([whole, texts.span(str(rule.more.get("otherwise_at", rule.locator)))])
        return WalkStep(section, f"{other[:1].upper()}{other[1:]}. {dated}", cites, Effect.UNKNOWN, asks, lacks)
    words = f"§ {section} does not catch the item as described: {rule.says}. {dated}"
    left_out = rule.reach.startswith("all_but_relief") and bool(goods_told(asked))
    first = said("relief_left_out", section=section) if left_out else ""
    return WalkStep(section, words, (whole,), Effect.NONE, told_first=first)


def goods_told(asked: Transaction) -> list[NamedGoods]:
    """Return the goods told, where food or medicine is among them and not told by words that except it.

    Of a follow-up those that it names itself, where it names any.
    """
    if asked.goods is not None:
        return [asked.goods]
    excepted = _pattern("relief_excepted")
    return named_goods(excepted.sub(" ", asked.now)) or named_goods(excepted.sub(" ", asked.text))


def of_each_goods(asked: Transaction, place: Place) -> list[Transaction]:
    """Return a transaction of the goods told apart, those that a section leaves out and the others; none for one kind.

    Only where a section on the destination tells them apart, and each is plainly the one or the other.
    """
    here = place.region or place.code
    if not asked.unlisted or not any(
        here in r.places and r.reach.startswith("all_but_relief") for r in rules_of_kind("embargo")
    ):
        return []
    told = goods_told(asked)
    kinds = {g.kind for g in told}
    if kinds != {GoodsKind.RELIEF, GoodsKind.OTHER}:
        return []
    return [
        replace(asked, goods=NamedGoods(" and ".join(g.words for g in told if g.kind is kind), kind))
        for kind in (GoodsKind.OTHER, GoodsKind.RELIEF)
    ]


def _caught(
    texts: Texts, asked: Transaction, rule: CheckedRule, entry: ListEntry | None, reasons: Sequence[Reason]
) -> bool | None:
    """Return whether a section catches the item; None where that depends on what is not known."""
    words = texts.at(rule.locator)
    if rule.reach == "conditional":
        return None
    if rule.reach == "all" or (rule.reach == "unlisted" and entry is None):
        return True
    if rule.reach.startswith("all_but_relief"):
        if entry is not None or not asked.unlisted:
            return True if entry is not None else None
        if told := goods_told(asked):
            return _caught_goods(asked, told)
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


def _caught_goods(asked: Transaction, told: Sequence[NamedGoods]) -> bool | None:
    """Return whether goods are caught by a section that leaves out food and medicine; None where they are mixed."""
    kinds = {g.kind for g in told}
    if kinds == {GoodsKind.OTHER}:
        return True
    beside = asked.says(_pattern("no_relief")) and asked.goods is None
    return None if beside or kinds != {GoodsKind.RELIEF} else False


def _pattern(name: str) -> re.Pattern[str]:
    return pattern(str(rule_table()["words"].get(name, name)))
