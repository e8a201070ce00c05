"""Part 744 where a party, or its owner, is said to be listed without its name: what its list means is told at least."""

from __future__ import annotations

from assistant.engines.determination.facts.asked import Transaction
from assistant.engines.determination.law_texts.rules import asked_fact, list_rule, pattern, rule_table, said
from assistant.engines.determination.law_texts.texts import Texts, found_spans, missing_text
from assistant.engines.determination.steps import Effect, WalkStep
from corpus.lexicon.party_lists import PartyList, lists_asked

_TOLD_BEFORE_LIST = 90  # characters before a list's name in which it is said who stands there
_WORD_LIST = 6  # characters behind a list's name in which the word "list" may follow


def unnamed_steps(texts: Texts, asked: Transaction) -> list[WalkStep]:
    """Return a step for each list on which a party is said to be, else one that asks who is said to be listed.

    A list that states no requirement of its own is told and decides nothing; on any other the name decides.
    """
    if on := _lists_stood_on(" ; ".join((asked.text, asked.end_user))):
        return [_of_list(texts, about) for about in on]
    if not asked.says(pattern(str(rule_table()["owner"]["listed"]))):
        return []
    cites = found_spans([texts.span("15 CFR 744.11(a)")])
    return [WalkStep("listed party", said("unnamed_listed"), cites, Effect.UNKNOWN, (asked_fact("ask_listed"),))]


def _lists_stood_on(text: str) -> list[PartyList]:
    """Return the lists that a text names and does not say to be free of its parties, or only to be gone through.

    Whoever names a list beside a shipment has a reason: a list is passed over by plain words alone.
    """
    words = rule_table()["owner"]
    named = [
        (m.start(), m.end(), about)
        for about in lists_asked(text)
        if about.asked
        for m in about.asked.finditer(text)
        if pattern(str(words["is_list"])).search(text[m.start() : m.end() + _WORD_LIST])
    ]
    out, before = [], (0, False)
    for start, end, about in sorted(named, key=lambda n: n[:2]):
        ended, counted = before
        goes_on = ended and pattern(str(words["same_list"])).match(text[ended:start])
        counts = counted if goes_on else _counts(text, start, end)
        if counts:
            out.append(about)
        before = (end, counts)
    return list(dict.fromkeys(out))


def _counts(text: str, start: int, end: int) -> bool:
    """Return whether a list named here may have a party of the shipment on it."""
    words = rule_table()["owner"]
    told, behind = text[max(0, start - _TOLD_BEFORE_LIST) : start], text[end : end + _TOLD_BEFORE_LIST]
    if pattern(str(words["not_on_list"])).search(told) and not _is_taken_back(told, behind):
        return False
    stands = pattern(str(words["stands_there"])).search(told) is not None
    nobody = None if stands else pattern(str(words["nobody_behind"])).search(behind)
    if nobody and not pattern(str(words["denial"])).search(behind[nobody.end() :].split(".")[0]):
        return len(pattern(str(words["denial"])).findall(nobody[0])) > 1
    gone_through = pattern(str(words["gone_through"])).search(told)
    return not gone_through or pattern(str(words["found_there"])).search(behind) is not None


def _is_taken_back(told: str, behind: str) -> bool:
    """Return whether a denial is doubted, denied itself, or holds for another time or for others alone."""
    words = rule_table()["owner"]
    clause = pattern(str(words["clause_end"])).split(told)[-1]
    twice = len(pattern(str(words["denial"])).findall(clause)) > 1
    doubted = pattern(str(words["taken_back"])).search(told.rsplit(". ", 1)[-1])
    return bool(twice or doubted or pattern(str(words["taken_back_behind"])).search(behind))


def _of_list(texts: Texts, about: PartyList) -> WalkStep:
    rule = {**rule_table()["any_list"], **list_rule(about, "")}
    means = str(rule.get("unnamed") or rule["alone"]).format(title=rule["title"])
    cites = found_spans([texts.span(a) for a in rule["at"]])
    lacks = tuple(missing_text(a) for a in (*rule["at"], *rule.get("lacks", ())) if texts.span(a) is None)
    if rule["how"] == "note":
        return WalkStep(rule["name"], means, cites, Effect.NOTE, (), lacks, told_first=means)
    words = said("unnamed_on_list", title=rule["title"], means=means)
    return WalkStep(rule["name"], words, cites, Effect.UNKNOWN, (asked_fact("ask_row"),), lacks, told_first=means)
