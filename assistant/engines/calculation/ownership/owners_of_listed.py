"""Owners of a listed company: the rule goes from a listed owner down to what it owns, and not up to who owns it."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Protocol

from assistant.engines.calculation.figures import Stated
from assistant.engines.calculation.ownership.graph import Counts
from assistant.engines.calculation.ownership.model import Owner, Ownership
from assistant.engines.calculation.ownership.rule_force import RuleForce
from assistant.engines.calculation.result import Calculation, CalculationStep, numeral
from assistant.engines.model import Span
from corpus.language.lazy_regex import lazy_regex

_SAID_OF_IT = lazy_regex(
    r"(?<!not )\b(?:listed|sanctioned|blocked|designated)\b|\bon (?:the|an?) [^.;,?]{0,40}\blists?\b|\bSDNs?\b", re.I
)


class DownwardRule(Protocol):
    """Rule on what listed owners own: its text, its guidelines with what they say of parents, and its force."""

    text: Stated
    guidelines: Stated
    force: RuleForce

    def counts(self, owner: Owner) -> Counts:
        """Return whether a party counts as listed, why, and where that is said."""
        ...

    @property
    def due_diligence(self) -> Stated:
        """Return what the guidelines say of parents and of smaller shares. Raise NotStatedError."""
        ...


def of_owners_of_listed(told: Ownership, rule: DownwardRule) -> Calculation | None:
    """Return what the rule says of who owns a listed company; None where not every company owned is listed itself.

    Raise NotStatedError.
    """
    owned = dict.fromkeys(s.owned for s in told.stakes)
    listed = {key: found for key in owned if (found := _listed(told.parties[key], rule)) is not None}
    owners = [told.parties[key] for key in dict.fromkeys(s.owner for s in told.stakes) if key not in owned]
    if not owned or len(listed) < len(owned) or not owners or any(rule.counts(o)[0] for o in owners):
        return None
    steps = [
        CalculationStep(_begun(f"{told.name(s.owner)} owns {numeral(s.percent or Fraction(0))} % of "
                               f"{told.name(s.owned)}, and {listed[s.owned][0]}."), listed[s.owned][1])
        for s in told.stakes
    ]  # fmt: skip
    named = " and ".join(o.name for o in owners)
    company = " and ".join(told.name(key) for key in owned)
    said = rule.due_diligence
    guidelines = rule.guidelines.held.locator.partition("(")[0]
    steps.append(
        CalculationStep(
            f"The rule is on what listed parties own, {rule.text['percent']} percent or more "
            f"({rule.text.held.locator}; {guidelines}): it goes down from them, and not up to who owns them.",
            (rule.text.span, rule.guidelines.span),
        )
    )
    steps.append(
        CalculationStep(
            f"Of a parent of a listed party {said.held.locator} says: caution and due diligence, so that nothing is "
            "destined for the listed party; the parent may be listed itself later, and licence requirements of part "
            "744 may reach it.",
            (said.span,),
        )
    )
    _, stays = rule.force.in_force()
    listing = " ".join(dict.fromkeys(_begun(words) + "." for words, _ in listed.values()))
    lead = (
        f"{listing} That listing does not by itself cover {named}: the ownership rule goes down to what a listed party "
        f"owns, and not up to its owners{rule.force.standing()} That clears nobody: {said.held.locator} asks for "
        f"caution with a parent of a listed party, nothing may be destined for {company}, and {named} has to be "
        "looked up by its own name."
    )
    return Calculation(lead, {"reached": None, "upward": True}, (*steps, stays), brings=rule.force.brings())


def _listed(party: Owner, rule: DownwardRule) -> tuple[str, tuple[Span, ...]] | None:
    bare = Owner(party.key, party.name)  # what is asked of it ("an Entity List problem?") says nothing of it
    counts, why, spans = rule.counts(party if _SAID_OF_IT.search(party.words) else bare)
    return (why, spans) if counts else None


def _begun(words: str) -> str:
    return words[:1].upper() + words[1:]
