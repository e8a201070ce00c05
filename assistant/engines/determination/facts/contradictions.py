"""Facts that exclude each other: two places on the list for one item, or a use that is both named and denied."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.engines.determination.facts.asked import Transaction
from assistant.engines.determination.law_texts.asked_facts import AskedFact, FactField
from assistant.engines.determination.law_texts.rules import asked_fact, pattern, rule_table, said
from assistant.engines.determination.steps import Effect, WalkStep
from corpus.locators import mentions

_APART = 200  # characters between two of one item
_AHEAD_OF_ENTRY = 40  # characters before a classification, or before the word for a use


def contradiction_step(asked: Transaction) -> WalkStep | None:
    """Return the step that asks which of two facts is meant, where what is told excludes itself; None where not."""
    if found := _two_places(asked.now or asked.text, asked.text):
        key, first, second = found
        return _step(key, asked_fact("ask_which_entry", first=first, second=second), first=first, second=second)
    for field in (asked.end_use, asked.now or asked.text):
        if use := _denied_use(field, whole=field is asked.end_use):
            return _step("use_denied", AskedFact(said("ask_which_use", use=use), FactField.FURTHER), use=use)
    return None


def _step(key: str, fact: AskedFact, **values: str) -> WalkStep:
    words = said(key, **values)
    return WalkStep("facts", words, (), Effect.UNKNOWN, (fact,), short=words, leads=True)


def _two_places(text: str, whole: str) -> tuple[str, str, str] | None:
    """Return two places on the list that a text gives for one item, behind the sentence that asks which is meant.

    "EAR99, and its ECCN is 3A090.a", "EAR99 or 3A090.a": neither is answered as if it were the item's.
    """
    words = rule_table()["contradiction"]
    denied, same = pattern(words["denied"]), pattern(words["same_item"])
    told = [p for p in sorted(_classifications(text)) if not denied.search(text, max(0, p[0] - _AHEAD_OF_ENTRY), p[0])]
    for (start, end, one, number), (behind, _, other, next_number) in zip(told, told[1:], strict=False):
        if number == next_number or behind - end > _APART:
            continue
        both = pattern(words["both"]).search(text, max(0, start - _AHEAD_OF_ENTRY), start)
        between = text[end:behind]
        if (
            same.fullmatch(between)
            or (pattern(words["adjacent"]).fullmatch(between) and not _are_listed(whole, one, other))
            or (both and pattern(words["and"]).fullmatch(between))
            or (not (number and next_number) and _is_of_one(words, between))
        ):
            return "two_places", one, other
        if pattern(words["either"]).fullmatch(between):
            return "two_alternatives", one, other
    return None


def _is_of_one(words: dict[str, str], between: str) -> bool:
    """Return whether words between "on no entry" and an entry make them of one item: in brackets, or by two sources."""
    return any(pattern(words[key]).fullmatch(between) for key in ("apposed", "disputed"))


def _are_listed(whole: str, one: str, other: str) -> bool:
    """Return whether a conversation names two places on the list as items of a list: "3A001.a.7 and 5A992.c"."""
    told = sorted(_classifications(whole))
    return any(
        {before[2], behind[2]} == {one, other}
        and pattern(rule_table()["contradiction"]["listed"]).fullmatch(whole, before[1], behind[0])
        for before, behind in zip(told, told[1:], strict=False)
    )


def _classifications(text: str) -> Iterator[tuple[int, int, str, str]]:
    """Yield (start, end, as written, entry) of each place on the list that a text names; the entry of none is empty."""
    for found in pattern(rf"\b{rule_table()['no_entry']}\b").finditer(text):
        yield found.start(), found.end(), said("ear99"), ""
    for mention in mentions(text):
        if mention.locator.system == "eccn":
            yield mention.start, mention.end, mention.locator.text, mention.locator.path[0]


def _denied_use(text: str, *, whole: bool) -> str:
    """Return the use that a text both names and denies, an empty string for none.

    `whole`: the text tells the end use and nothing else, so that the two may stand apart in it.
    """
    words = rule_table()["contradiction"]
    for use in words["uses"]:
        denial = pattern(words["denied_use"].format(use=use))
        named = pattern(words["named_use"].format(use=use))
        told = [
            m for m in named.finditer(text) if not any(d.start() <= m.start() < d.end() for d in denial.finditer(text))
        ]
        for denied in denial.finditer(text):
            near = (
                whole or pattern(words["and"]).fullmatch(text[m.end() : denied.start()])
                for m in told
                if m.end() <= denied.start()
            )
            if any(near) or (whole and told):
                return str(use)
    return ""
