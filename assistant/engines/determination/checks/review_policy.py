"""How an application is reviewed, and whether a license exception may be used, by the paragraph that requires it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assistant.engines.determination.facts.asked import Transaction
from assistant.engines.determination.law_texts.rules import pattern, rule_table, rules_of_kind, said
from assistant.engines.determination.law_texts.texts import Texts
from assistant.engines.determination.steps import Effect, WalkStep
from assistant.engines.named_things import exceptions

_TITLE_15 = "15 CFR "


def review_steps(texts: Texts, asked: Transaction, steps: Sequence[WalkStep]) -> Iterator[WalkStep]:
    """Yield what the texts held say of applications under each paragraph that requires a licence.

    Which license exceptions may be used is said besides how an application is reviewed.
    """
    said_before: set[str] = set()
    for step in steps:
        if step.effect is not Effect.REQUIRED:
            continue
        told: set[bool] = set()
        for rule in rules_of_kind("policy"):
            section, final = str(rule.more["of"]).removeprefix(_TITLE_15), "final" in rule.more
            if section != step.name or final in told or not asked.says(pattern(str(rule.more.get("when", "")))):
                continue
            span = rule.span(texts)
            if span is None:
                continue
            told.add(final)
            words = said(
                "no_exceptions" if final else "policy", section=rule.locator.removeprefix(_TITLE_15), says=rule.says
            )
            if final and words in said_before:
                continue
            said_before.add(words)
            names = _exceptions_asked(asked) if final else []
            shut = [n for n in names if n not in rule.more.get("allows", ())]
            for key, some in (
                ("no_exceptions_asked", shut),
                ("few_exceptions_asked", [n for n in names if n not in shut]),
            ):
                if some:
                    words = f"{words} {said(key, names=' and '.join(some))}"
            first = names or (not final and asked.says(pattern(str(rule_table()["intent"]["of_chances"]))))
            yield WalkStep(f"review under {section}", words, (span,), told_first=words if first else "")


def _exceptions_asked(asked: Transaction) -> list[str]:
    """Return the short forms of the license exceptions that a question names."""
    return [e.written for e in exceptions(asked.text, rule_table()["license_exceptions"])]


def excludes_exceptions(texts: Texts, steps: Sequence[WalkStep]) -> bool:
    """Return whether a paragraph that requires a licence says itself which license exceptions may be used, if any."""
    required = {_TITLE_15 + s.name for s in steps if s.effect is Effect.REQUIRED}
    final = (r for r in rules_of_kind("policy") if "final" in r.more and r.more["of"] in required)
    return any(r.span(texts) is not None for r in final)
