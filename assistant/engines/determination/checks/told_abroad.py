"""Uses and users that a question in another language tells: part 744 is read with English words alone."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.engines.determination.facts.asked import Transaction
from assistant.engines.determination.law_texts.rules import asked_fact, pattern, rule_table, said
from assistant.engines.determination.steps import Effect, WalkStep


def steps_of_words_abroad(asked: Transaction, found: Sequence[WalkStep]) -> list[WalkStep]:
    """Return the step that leaves open what a use or a user told in another language requires, where nothing else does.

    The question's gloss tells that a force, a weapon or a nuclear facility is spoken of, not what is said of it.
    """
    told = dict.fromkeys(m[0] for m in pattern(str(rule_table()["abroad"]["ends"])).finditer(asked.glossed))
    if not told or any(step.effect in (Effect.UNKNOWN, Effect.REQUIRED) for step in found):
        return []
    return [WalkStep("facts", said("told_abroad", words=", ".join(told)), (), Effect.UNKNOWN, (asked_fact("ask_end"),))]
