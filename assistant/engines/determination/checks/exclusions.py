"""What a section takes out of its own requirement: for the end user, the contract or the release that is described."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from assistant.engines.determination.facts.asked import Transaction
from assistant.engines.determination.facts.places import places
from assistant.engines.determination.law_texts.asked_facts import AskedFact
from assistant.engines.determination.law_texts.countries import Geography
from assistant.engines.determination.law_texts.entries import ListEntry
from assistant.engines.determination.law_texts.rules import (
    CheckedRule,
    own_country,
    pattern,
    rule_table,
    rules_of_kind,
    said,
)
from assistant.engines.determination.law_texts.texts import Texts, found_spans, missing_text
from assistant.engines.determination.steps import Effect, WalkStep
from assistant.facts.extraction import FactKind, facts
from corpus.language.lazy_regex import lazy_regex

_CONTRACT = lazy_regex(r"\bcontract(?:s|ed|ual)?\b", re.I)
_SIGNED = lazy_regex(r"\b(?:signed|signing|inked|concluded|executed|entered into|dated)\b", re.I)
_CLAUSE_ENDS = lazy_regex(r"[.;?]")
_TO_ITS_DATE = 60  # characters between a contract and its date
_BEFORE_BOTH = 30  # characters before both: "signed on 3 May 2012 the contract"
_OTHER_USER = lazy_regex(
    r"\b(?:instead|another|other|buyers?|customers?|clients?|consignees?|end[- ]users?|sold to|goes to|"
    r"(?:to|for|by) (?:an?|the|our|my|one|two|some))\b",
    re.I,
)
# The seller's own country, parent or head office; and what makes the buyer one of its group, around "wholly owned".
_OF_SELLER = lazy_regex(
    r"\b(?:we are|we['’]re|i am|i['’]m) (?:an?|based|located|seated|headquartered|owned|part of)\b|"
    r"\b(?:we have|(?:i|we) (?:work for|belong to)) an?\b|"
    r"(?:^|[.,;:?!] |\b(?:sell|export|ship)(?:s|ing)? )as an? (?!civil\b|end\b)|"
    r"(?:^|[.;?!] )(?:based|located|headquartered)\b|"
    r"\b(?:our|my)(?: [\w-]{2,20}){0,2} (?:parent|owner|head[- ]?office|headquarters|HQ|mother company)\b",
    re.I,
)
_OURS_BEFORE = lazy_regex(
    r"\b(?:our|my)(?: [\w'’-]{1,20}){0,3} $|"
    r"\b(?:parent|head[- ]?office|headquarters|HQ)\b(?:[^.;?]|\.(?=\w)){0,50}\bits(?: own)? $",
    re.I,
)
_OURS_BEHIND = lazy_regex(r"[^.;?,]{0,40}?\b(?:of|by) (?:our|my)\b", re.I)
_BEFORE_OWNED = 90  # characters before "wholly owned"
_SELLER_CLAUSE_ENDS = lazy_regex(r"[.;?!:](?=\s)")  # "we are an exporter, headquartered in Berlin" goes on
_LED_THERE = lazy_regex(r"\b(?:in|at|visiting|living in|resident in|based in|from)\b", re.I)


def less_excluded(
    texts: Texts,
    geography: Geography,
    asked: Transaction,
    here: str,
    entry: ListEntry | None,
    steps: list[WalkStep],
    part: str,
) -> list[WalkStep]:
    """Return the steps of a part less those that a section excludes for what the question describes."""
    offered: dict[str, CheckedRule] = {}
    met: set[str] = set()
    opened: dict[str, CheckedRule] = {}
    for rule in rules_of_kind("exclusion"):
        name, lifts = rule.locator.removeprefix("15 CFR "), str(rule.more["lifts"])
        if here not in rule.places or not lifts.startswith(part) or not _is_of_item(asked, rule, entry):
            continue
        lifted = next((s for s in steps if s.name == lifts), None)
        span = rule.span(texts)
        if span is None or lifted is None or lifted.effect is Effect.NONE:
            continue
        if not _is_met(geography, asked, rule):
            (opened if _is_near(geography, asked, rule) else offered)[rule.locator] = rule
            continue
        met.add(rule.locator)
        needs = any(re.match(p, asked.entry) for p in rule.more.get("classified_for", ()))
        classified = not needs or asked.says(pattern(str(rule.more["classified"])))
        lacks = tuple(missing_text(t) for t in rule.lacks)
        cites = (texts.span(rule.locator) or span, span)
        if "besides" in rule.more and asked.says(pattern(str(rule_table()["words"][rule.more["besides"]]))):
            # A second recipient is told of: what is excluded for one end user is required for the other.
            reach = next((r.reach for r in rules_of_kind("embargo") if r.locator.endswith(f" {lifts}")), "all")
            what = str(rule_table()["reach"][reach])
            short = said("excluded_some", section=lifts, what=what, by=name)
            words = said("excluded_not_besides", says=f"{rule.says}.", section=lifts)
            steps = [replace(s, short=short) if s is lifted else s for s in steps]
            steps.append(WalkStep(name, words, cites, Effect.NOTE))
            continue
        effect = Effect.NONE if classified else Effect.UNKNOWN
        # What a section excludes for one end user is required for every other one.
        limit = str(rule.more.get("limit", rule_table()["sentences"]["excluded_limit"]))
        first = said("excluded", section=lifts, by=name, limit=limit)
        excluded = WalkStep(name, f"{rule.says}.", cites, effect, rule.asks, lacks, told_first=first)
        steps = [replace(s, effect=Effect.NOTE, asks=(), lacks=()) if s.name == lifts else s for s in steps]
        steps.append(excluded)
    for rule in (rule for at, rule in opened.items() if at not in met):
        lifts = str(rule.more["lifts"])
        steps = [replace(s, effect=Effect.NOTE, asks=(), lacks=()) if s.name == lifts else s for s in steps]
        steps.append(_open(texts, asked, rule))
    known = met.union(opened)
    return [*steps, *(step for at, rule in offered.items() if at not in known for step in _offered(texts, asked, rule))]


def _is_near(geography: Geography, asked: Transaction, rule: CheckedRule) -> bool:
    """Return whether the words come so near to what a section excludes that a fact decides, and not the requirement.

    An owner who is told to be in none of the countries of the section settles it, and so does a second recipient. One
    of such a country that sits elsewhere does not: where its headquarters is, is what has to be known.
    """
    told = asked.now or asked.text
    if "opens" not in rule.more or not asked.says(pattern(str(rule.more["opens"]))):
        return False
    if asked.says(pattern(str(rule.more["stays"]))):
        return False
    if asked.says(pattern(str(rule_table()["words"][rule.more["besides"]]))) or _is_another_user(asked, rule, told):
        return False
    if asked.owner_elsewhere:
        return any(_is_in_groups(geography, code, rule) for code in asked.owners)
    return not asked.owners or _is_owned_as_it_says(geography, asked, rule)


def _is_in_groups(geography: Geography, code: str, rule: CheckedRule) -> bool:
    """Return whether an owner's country is one of a rule's groups, or that of this law where the rule counts it."""
    groups = rule.more.get("owner_groups", ())
    return (code == own_country() and bool(rule.more.get("owner_own"))) or any(
        geography.member(code, g) for g in groups
    )


def _is_owned_as_it_says(geography: Geography, asked: Transaction, rule: CheckedRule) -> bool:
    """Return whether each owner that is told is in a country of the rule; True where it goes by no owner.

    Words for an owner in the country of this law tell it only where no other owner is told: one of two frees nobody.
    """
    if not rule.more.get("owner_groups"):
        return True
    if asked.owners:
        return all(_is_in_groups(geography, code, rule) for code in asked.owners)
    own = own_country() if rule.more.get("owner_own") else ""
    told = pattern(str(rule.more["owner_told"])) if "owner_told" in rule.more else None
    return told is not None and own not in asked.not_owners and asked.says(told)


def _is_another_user(asked: Transaction, rule: CheckedRule, told: str) -> bool:
    """Return whether a follow-up changes to an end user of whom nothing near is told."""
    return bool(asked.now and _OTHER_USER.search(told) and not pattern(str(rule.more["opens"])).search(told))


def _open(texts: Texts, asked: Transaction, rule: CheckedRule) -> WalkStep:
    """Return the step of an exclusion that may be met: what has to be known, and that else a licence is required."""
    name = rule.locator.removeprefix("15 CFR ")
    held = texts.at(rule.locator)
    first = said("excluded_if", section=str(rule.more["lifts"]), by=name, entry=asked.entry or said("unlisted"))
    words = f"§ {name}: “{' '.join(held.text.split())}”" if held else first
    asks = (AskedFact(str(rule.more["open_asks"])), *rule.asks)
    lacks = tuple(missing_text(t) for t in rule.lacks)
    return WalkStep(name, words, found_spans([texts.span(rule.locator)]), Effect.UNKNOWN, asks, lacks, told_first=first)


def _is_of_item(asked: Transaction, rule: CheckedRule, entry: ListEntry | None) -> bool:
    """Return whether an exclusion is of the item: of one on no entry, of any, or of those that it lists."""
    if rule.more.get("of_none"):
        return entry is None and asked.unlisted
    entries = rule.more.get("entries")
    return entries is None or (entry is not None and any(re.match(p, asked.entry) for p in entries))


def _is_met(geography: Geography, asked: Transaction, rule: CheckedRule) -> bool:
    """Return whether the question describes what a section excludes."""
    # Another end user, or another place, is not the one of which an exclusion was told before.
    changes = asked.now and (rule.more.get("as_it_is_now") or _OTHER_USER.search(asked.now) or places(asked.now))
    told = asked.now if changes else ""
    says = (lambda p: bool(p.search(told))) if told else asked.says
    if not all(says(pattern(w)) for w in rule.more.get("when", ())):
        return False
    if "unless" in rule.more and says(pattern(str(rule.more["unless"]))):
        return False
    if rule.more.get("deemed") and not (asked.release and asked.release.is_abroad):
        return False
    if "signed_before" in rule.more and not _is_signed_before(
        told or asked.text, date.fromisoformat(rule.more["signed_before"])
    ):
        return False
    if "person" in rule.more and not _is_elsewhere(told or asked.text, rule):
        return False
    return _is_owned_as_it_says(geography, asked, rule) and not _is_owner_of_seller(told or asked.text, rule)


def _is_owner_of_seller(text: str, rule: CheckedRule) -> bool:
    """Return whether the owner that is told may be the seller's own: "our head office is in Berlin".

    A clause without a place ("we are an exporter") tells of no country of the seller's. The owner is the buyer's too
    where the buyer is said to be of the seller's group: "our wholly owned branch".
    """
    if "owner_groups" not in rule.more or not _tells_sellers_place(text):
        return False
    owned = (m for shape in rule.more["when"] for m in pattern(shape).finditer(text))
    return not any(
        _OURS_BEFORE.search(text, max(0, m.start() - _BEFORE_OWNED), m.start()) or _OURS_BEHIND.match(text, m.end())
        for m in owned
    )


def _tells_sellers_place(text: str) -> bool:
    """Return whether a clause of the seller, its parent or its head office names a place or a nationality."""
    found, ends = places(text), [m.start() for m in _SELLER_CLAUSE_ENDS.finditer(text)]
    for seller in _OF_SELLER.finditer(text):
        begin = max((e for e in ends if e < seller.end()), default=0)
        end = min((e for e in ends if e >= seller.end()), default=len(text))
        if any(begin <= p.start < end for p in found):
            return True
    return False


def _is_signed_before(text: str, day: date) -> bool:
    """Return whether a contract is said to be signed on days that are all before one; False where no day is told."""
    days = [*_days_signed(text)]
    return bool(days) and all(signed < day for signed in days)


def _days_signed(text: str) -> Iterator[date]:
    """Yield the day of each contract that is said to be signed, the last on which it may be where less is told."""
    dates = sorted((f for f in facts(text) if f.kind is FactKind.DATE and f.value[0]), key=lambda f: f.start)
    for contract in _CONTRACT.finditer(text):
        behind = next((f for f in dates if f.start >= contract.end()), None)
        before = next((f for f in reversed(dates) if f.end <= contract.start()), None)
        for found in filter(None, (behind, before)):
            start, end = sorted((contract.start(), found.start))
            between = text[start:end]
            if len(between) > _TO_ITS_DATE or _CLAUSE_ENDS.search(between):
                continue
            if _SIGNED.search(text, max(0, start - _BEFORE_BOTH), max(contract.end(), found.end)):
                year, month, on = (*found.value, "", "")[:3]
                yield date(int(year), int(month or 12), int(on or (28 if month else 31)))
                break


def _is_elsewhere(text: str, rule: CheckedRule) -> bool:
    """Return whether the person of an exclusion is said to be in another country than those of the rule."""
    found = places(text)
    there = [p for p in found if set(p.codes) & set(rule.places)]
    if any(p.town or _LED_THERE.search(text, max(0, p.start - 12), p.start) for p in there):
        return False
    for person in pattern(str(rule.more["person"])).finditer(text):
        for place in found:
            between = text[person.end() : place.start] if place.start >= person.end() else ""
            if place not in there and _LED_THERE.search(between) and not _CLAUSE_ENDS.search(between):
                return True
    return False


def _offered(texts: Texts, asked: Transaction, rule: CheckedRule) -> Iterator[WalkStep]:
    """Yield the step that names an exclusion for the item where it is not told that the case is one of its.

    One that has a word by which it comes near is told of where that word stands.
    """
    if "near" in rule.more and not asked.says(pattern(str(rule.more["near"]))):
        return
    name = rule.locator.removeprefix("15 CFR ")
    item = asked.entry or said("unlisted")
    first = str(rule.more.get("offers", "")) or said("excluded_for_some", by=name, entry=item)
    held = texts.at(rule.locator)
    words = f"§ {name}: “{' '.join(held.text.split())}”" if held else first
    yield WalkStep(name, words, found_spans([texts.span(rule.locator)]), Effect.NOTE, told_first=first)
