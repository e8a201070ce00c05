"""What a question tells of a destination as a reason: a country group, or that it is a friend or an ally."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from assistant.engines.determination.facts.asked import Transaction
from assistant.engines.determination.facts.places import places
from assistant.engines.determination.law_texts.countries import Geography
from assistant.engines.determination.law_texts.rules import pattern, rule_table, said
from assistant.engines.determination.steps import Effect, Reason, WalkStep
from assistant.engines.model import Span
from corpus.language.lazy_regex import lazy_regex

_GROUP_TOLD = lazy_regex(r"\b[ABDE]:[1-6](?!\d)|(?<=\bGroup )[ABDE]\b(?!:)")


def standing_steps(
    geography: Geography, asked: Transaction, code: str, name: str, reasons: Sequence[Reason], steps: Sequence[WalkStep]
) -> Iterator[WalkStep]:
    """Yield whether the destination is in each group that the question names, and whether a rule here goes by it.

    Words of its standing ("a trusted partner") decide nothing by themselves: they are named and set aside.
    """
    read = "\n".join((*(r.words for r in reasons), *(s.finding for s in steps)))
    for group in dict.fromkeys(_GROUP_TOLD.findall(asked.text)):
        inside = geography.member(code, group)
        if inside is None:
            continue
        words = said("group_member" if inside else "group_no_member", place=name, group=group)
        if inside and not re.search(rf"\b{re.escape(group)}(?![\w:])", read):
            words = f"{words} {said('group_apart', item=asked.entry or said('unlisted'), group=group)}"
        spared = [r for r in reasons if group in r.words and r.effect is Effect.NONE and not r.column]
        if inside and spared:
            words = f"{words} {said('group_spared', item=asked.entry, place=name)}"
        words = f"{words[:1].upper()}{words[1:]}"
        yield WalkStep(f"Country Group {group}", words, (Span.of(geography.groups[group][1]),), told_first=words)
    found = pattern(str(rule_table()["standing"]["words"])).search(asked.text)
    if found and _is_of(asked.text, found, code):
        words = said("standing_apart", words=found[0], place=name)
        yield WalkStep("standing", words, told_first=words, names_place=True)


def _is_of(text: str, found: re.Match[str], code: str) -> bool:
    """Return whether words of a standing are of a destination: no other place stands before them in their sentence."""
    begins = max(text.rfind(mark, 0, found.start()) for mark in ".?!;\n") + 1
    there = [p for p in places(text) if begins <= p.start < found.end()]
    return not there or any(code in p.codes for p in there)
