"""The bans of the Union's regulation on Russia by article and annex, for exporters in the Union."""

from __future__ import annotations

import re
from collections.abc import Mapping

from assistant.engines.determination.facts.asked import Transaction
from assistant.engines.determination.facts.candidates import goods_terms
from assistant.engines.determination.facts.places import Place
from assistant.engines.determination.law_texts.asked_facts import AskedFact
from assistant.engines.determination.law_texts.countries import name_of
from assistant.engines.determination.law_texts.rules import CheckedRule, asked_fact, pattern, rules, said
from assistant.engines.determination.law_texts.texts import Texts, edition_day, missing, quoted
from assistant.engines.determination.steps import Effect, WalkStep
from assistant.engines.model import Span
from corpus.lexicon import countries, measures
from corpus.model import Role
from index.text.tokens import terms

_AMOUNT = r"\d{1,3}(?:[ ,.]\d{3}){1,3}|\d{1,9}"
_EUROS = re.compile(
    rf"{measures.table().before_of('eur')}\s?({_AMOUNT})\b|\b({_AMOUNT})\s?{measures.table().behind_of('eur')}",
    re.I,
)
_LIMIT = re.compile(r"\bEUR (\d{1,3}(?: \d{3})+|\d{1,9})\b")


def union_steps(texts: Texts, asked: Transaction, place: Place) -> list[WalkStep]:
    """Return a step for each ban that the item may fall under; none for a place that the regulation is not about."""
    bans = [rule for rule in rules("union") if place.code in rule.places]
    steps = [s for s in (_step(texts, asked, rule, place) for rule in bans) if s is not None]
    if not bans:
        return []
    if any(s.effect is Effect.PROHIBITED for s in steps):
        steps = [s for s in steps if s.effect is not Effect.UNKNOWN]
    if not steps:
        first = next((rule.span(texts) for rule in bans if rule.span(texts)), None)
        words = said("union_unmatched", day=edition_day(first))
        steps.append(WalkStep("annexes", words, quoted([first]), Effect.UNKNOWN, (asked_fact("ask_code"),)))
    return steps


def is_in_union(code: str) -> bool:
    """Return whether an exporter is in the Union: named as such, or in a member state that the table names."""
    return code == "EU" or code in countries.table().by_code["EU"].members


def _step(texts: Texts, asked: Transaction, rule: CheckedRule, place: Place) -> WalkStep | None:
    points = _points(texts, asked, rule) if "annex" in rule.more else []
    called = bool(points) or (rule.more.get("when") is not None and asked.says(pattern(str(rule.more["when"]))))
    if not called:
        return None
    span, lacks = rule.span(texts), tuple(map(missing, rule.lacks))
    if span is None:
        return WalkStep(rule.locator, said("rule_changed", locator=rule.locator), (), Effect.UNKNOWN, (), lacks)
    dated = said("union_edition", day=edition_day(span))
    effect, more, asks = _threshold(texts, asked, rule, points)
    also = [texts.span(a) for a in rule.more.get("also", ())]
    cites = quoted([texts.span(rule.locator) or span, *(texts.span(p) for p, _ in points[:2]), *also])
    names = "; ".join(f"{p}: {t}" for p, t in points[:2])
    excepted = _exception(texts, asked, rule) if effect is Effect.PROHIBITED else None
    words = rule.says.format(place=name_of(place.code), points=names)
    words = " ".join(filter(None, (f"{words}.", more, dated)))
    if excepted is None:
        return WalkStep(rule.locator, words, cites, effect, asks, lacks, said("union_short", article=rule.locator))
    named, at = excepted
    short = said("union_unless", article=rule.locator, what=named["what"], at=named["at"])
    fact = asked_fact("ask_union_exception", what=named["what"])
    return WalkStep(rule.locator, words, (at, *cites), Effect.UNKNOWN, (*asks, fact), lacks, short, leads=True)


def _exception(texts: Texts, asked: Transaction, rule: CheckedRule) -> tuple[Mapping[str, str], Span] | None:
    """Return the exception of a ban that words of the question speak of, where its own words stand; else None."""
    for row in rule.more.get("exceptions", ()):
        span = texts.span(row["at"], row["words"]) if asked.says(pattern(row["when"])) else None
        if span is not None:
            return row, span
    return None


def _points(texts: Texts, asked: Transaction, rule: CheckedRule) -> list[tuple[str, str]]:
    """Return (address, text) of the points of an annex whose words the item has."""
    wanted = goods_terms(asked.text)
    found = []
    for top in texts.all(str(rule.more["annex"])):
        for point in texts.catalogue.subtree(top):
            if point.provision.role is Role.PARAGRAPH and wanted & set(terms(point.text)):
                found.append((point.locator, " ".join(point.text.split())))
    return found


def _threshold(
    texts: Texts, asked: Transaction, rule: CheckedRule, points: list[tuple[str, str]]
) -> tuple[Effect, str, tuple[AskedFact, ...]]:
    """Return what the value of the item decides, by the threshold of the article or of the annex's own point."""
    at = rule.more.get("threshold_at")
    if not at:
        return Effect.PROHIBITED, "", ()
    held = texts.at(str(at))
    general = _LIMIT.search(held.text) if held else None
    own = next((m for _, text in points if (m := _LIMIT.search(text))), None)
    limit = own or general
    if limit is None:
        return Effect.UNKNOWN, "", ()
    most = float(limit[1].replace(" ", ""))
    values = [float(re.sub(r"[ ,.]", "", a or b)) for a, b in _EUROS.findall(asked.text)]
    if not values:
        return Effect.UNKNOWN, said("union_threshold", limit=limit[0]), (asked_fact("ask_value"),)
    if max(values) > most:
        return Effect.PROHIBITED, said("union_above", limit=limit[0]), ()
    return Effect.NONE, said("union_below", limit=limit[0]), ()
