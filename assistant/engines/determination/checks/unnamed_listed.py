"""Part 744 where a party, or its owner, is said to be listed without its name: what its list means is told at least."""

from __future__ import annotations

from assistant.engines.determination.facts.asked import Transaction
from assistant.engines.determination.law_texts.rules import asked_fact, list_rule, pattern, rule_table, said
from assistant.engines.determination.law_texts.texts import Texts, found_spans, missing_text
from assistant.engines.determination.steps import Effect, WalkStep
from corpus.lexicon.party_lists import PartyList, lists_asked

_TOLD_BEFORE_LIST = 90  # characters before a list's name in which it is said who stands there


def unnamed_steps(texts: Texts, asked: Transaction) -> list[WalkStep]:
    """Return a step for each list on which a party is said to be, else one that asks who is said to be listed.

    A list that states no requirement of its own is told and decides nothing; on any other the name decides.
    """
    if on := [about for about in lists_asked(asked.text) if _is_said_of_a_party(about, asked.text)]:
        return [_of_list(texts, about) for about in on]
    if not asked.says(pattern(str(rule_table()["owner"]["listed"]))):
        return []
    cites = found_spans([texts.span("15 CFR 744.11(a)")])
    return [WalkStep("listed party", said("unnamed_listed"), cites, Effect.UNKNOWN, (asked_fact("ask_listed"),))]


def _is_said_of_a_party(about: PartyList, text: str) -> bool:
    """Return whether a text tells that whoever is told by his part in a shipment stands on a list."""
    told = pattern(str(rule_table()["owner"]["on_list"]))
    named = about.asked.finditer(text) if about.asked else ()
    return any(told.search(text[max(0, m.start() - _TOLD_BEFORE_LIST) : m.start()]) for m in named)


def _of_list(texts: Texts, about: PartyList) -> WalkStep:
    rule = {**rule_table()["any_list"], **list_rule(about, "")}
    means = str(rule.get("unnamed") or rule["alone"]).format(title=rule["title"])
    cites = found_spans([texts.span(a) for a in rule["at"]])
    lacks = tuple(missing_text(a) for a in (*rule["at"], *rule.get("lacks", ())) if texts.span(a) is None)
    if rule["how"] == "note":
        return WalkStep(rule["name"], means, cites, Effect.NOTE, (), lacks, told_first=means)
    words = said("unnamed_on_list", title=rule["title"], means=means)
    return WalkStep(rule["name"], words, cites, Effect.UNKNOWN, (asked_fact("ask_row"),), lacks, told_first=means)
