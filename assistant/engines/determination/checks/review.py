"""How an application is reviewed, and whether a license exception may be used, by the paragraph that requires it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assistant.engines.determination.facts.asked import Transaction
from assistant.engines.determination.held.rules import pattern, rules, said
from assistant.engines.determination.held.texts import Texts
from assistant.engines.determination.steps import Effect, WalkStep

_TITLE_15 = "15 CFR "


def review_steps(texts: Texts, asked: Transaction, steps: Sequence[WalkStep]) -> Iterator[WalkStep]:
    """Yield what the texts held say of applications under each paragraph that requires a licence."""
    for step in steps:
        if step.effect is not Effect.REQUIRED:
            continue
        for rule in rules("policy"):
            section = str(rule.more["of"]).removeprefix(_TITLE_15)
            if section != step.name or not asked.says(pattern(str(rule.more.get("when", "")))):
                continue
            span = rule.span(texts)
            if span is not None:
                key = "no_exceptions" if rule.more.get("final") else "policy"
                words = said(key, section=rule.locator.removeprefix(_TITLE_15), says=rule.says)
                yield WalkStep(f"review under {section}", words, (span,))
                break


def excludes_exceptions(texts: Texts, steps: Sequence[WalkStep]) -> bool:
    """Return whether a paragraph that requires a licence says that no license exception may be used."""
    required = {_TITLE_15 + s.name for s in steps if s.effect is Effect.REQUIRED}
    final = (r for r in rules("policy") if r.more.get("final") and r.more["of"] in required)
    return any(r.span(texts) is not None for r in final)
