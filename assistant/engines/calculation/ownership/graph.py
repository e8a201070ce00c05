"""Ownership as a graph: which owners count by a rule, how much of a company counts, and through whom."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from typing import Protocol

from assistant.engines.calculation.ownership.model import Listing, Owner, Ownership, Stake, party_key
from assistant.engines.calculation.reading import Asked
from assistant.engines.calculation.result import CalculationStep, numeral
from assistant.engines.model import Span
from corpus.language.lazy_regex import lazy_regex

Counts = tuple[bool | None, str, tuple[Span, ...]]  # whether an owner counts (None: a fact is missing), why, and where


class OwnershipRule(Protocol):
    """Rule on owned companies: the share from which it reaches one, and which owners count."""

    percent: Fraction

    def counts(self, owner: Owner) -> Counts:
        """Return whether an owner counts, why, and where that is said."""
        ...


_TARGET = lazy_regex(
    r"\b(?:reach(?:es|ed)?|catch(?:es)?|cover(?:s)?|appl(?:y|ies) to|hit|capture(?:s)?|"
    r"restrict(?:s)?)\s+(?:the |company )?"
    r"(?P<a>[A-Z][\w&-]{0,30})\b(?! List)|\b(?:[Ii]s|[Aa]re|[Ww]ould|[Dd]oes)\s+(?:company |the "
    r")?(?P<b>[A-Z][\w&-]{0,30})\s+(?:itself |also |then |now )?"
    r"(?:be )?(?:reached|caught|covered|restricted|listed|subject|affected|hit|treated|captured|in "
    r"scope|a problem|count)"
)


@dataclass(frozen=True)
class OwnershipGraph:
    """Ownership with what counts of it by the rule."""

    told: Ownership
    rule: OwnershipRule

    @cached_property
    def stakes(self) -> list[Stake]:
        """Return the stakes, what "the rest" means worked out."""
        out = []
        for s in self.told.stakes:
            others = sum((o.percent or Fraction(0) for o in self.told.of(s.owned)), Fraction(0))
            out.append(s if s.percent is not None else Stake(s.owner, s.owned, 100 - others))
        return out

    @cached_property
    def standing(self) -> dict[str, Counts]:
        """Return for each party whether it counts as listed, why, and where that is said."""
        return {key: self.rule.counts(party) for key, party in self.told.parties.items()}

    @cached_property
    def restricted(self) -> set[str]:
        """Return the parties that are listed, and those that are owned to the rule's share by such parties."""
        found = {key for key, (counts, _, _) in self.standing.items() if counts}
        while True:
            more = {
                key
                for key in self.told.parties
                if key not in found
                and sum((s.percent or 0 for s in self.into(key) if s.owner in found), Fraction(0)) >= self.rule.percent
            }
            if not more:
                return found
            found |= more

    def into(self, key: str) -> list[Stake]:
        """Return the stakes in a company."""
        return [s for s in self.stakes if s.owned == key]

    def counted(self, key: str) -> Fraction:
        """Return the share in a company that counts."""
        return sum((s.percent or Fraction(0) for s in self.into(key) if s.owner in self.restricted), Fraction(0))

    def unknown(self, key: str) -> list[Stake]:
        """Return the stakes in a company whose owner is not said to be listed or not, and is not owned itself."""
        return [
            s
            for s in self.into(key)
            if s.owner not in self.restricted and self.standing[s.owner][0] is None and not self.into(s.owner)
        ]

    def through_all(self, key: str, seen: frozenset[str] = frozenset()) -> Fraction:
        """Return the share that listed parties have when shares are multiplied along every chain."""
        total = Fraction(0)
        for s in self.into(key):
            if s.owner in seen:
                continue
            whole = s.owner in self.restricted
            part = Fraction(1) if whole else self.through_all(s.owner, seen | {key}) / 100
            total += (s.percent or 0) * part
        return total

    def reason(self, target: str) -> str:
        """Return why a share of an owner that is itself only owned counts in full, or why it does not count."""
        for s in self.into(target):
            own = self.counted(s.owner)
            if not own or self.standing[s.owner][0]:
                continue
            product = (s.percent or Fraction(0)) * own / 100
            name, part = self.told.name(s.owner), numeral(s.percent or Fraction(0))
            if s.owner in self.restricted:
                instead = f" (not {numeral(product)} %)" if product != s.percent else ""
                return f"{name} is itself restricted by ownership, so its {part} % counts in full{instead}"
            return (
                f"{name} is owned {numeral(own)} % by listed owners and so not itself restricted: its {part} "
                f"% does not count"
            )
        return ""

    def steps(self, target: str) -> Iterator[CalculationStep]:
        """Yield the steps: each stake and whether it counts."""
        order = [t for t in dict.fromkeys(s.owned for s in self.stakes) if t != target] + [target]
        for key in order:
            for s in self.into(key):
                counts, why, spans = self.standing[s.owner]
                told = f"{self.told.name(s.owner)} owns {numeral(s.percent or Fraction(0))} % of {self.told.name(key)}"
                reached = s.owner in self.restricted
                if not counts and self.into(s.owner) and (reached or counts is None):
                    why = (
                        f"{self.told.name(s.owner)} is {'' if reached else 'not '}itself owned to the "
                        f"rule's share by listed parties"
                    )
                elif counts is None:
                    why = f"not known: {why}"
                open_yet = counts is None and not reached and not self.into(s.owner)
                line = f"{told}: {'counts' if reached else 'may count' if open_yet else 'does not count'} ({why})."
                yield CalculationStep(line[0].upper() + line[1:], spans)


def contradiction(told: Ownership) -> str:
    """Return the line that says which figures cannot all be right; "" where they can."""
    for s in told.stakes:
        if s.percent is not None and not 0 <= s.percent <= 100:
            return f"{numeral(s.percent)} % of {told.name(s.owned)} is no share: give one from 0 to 100."
    for key in dict.fromkeys(s.owned for s in told.stakes):
        total = sum((s.percent or Fraction(0) for s in told.of(key)), Fraction(0))
        if sum(s.percent is None for s in told.of(key)) > 1:
            return f"Two owners are said to have the rest of {told.name(key)}: give the share of each."
        if total > 100:
            shares = ", ".join(f"{told.name(s.owner)} {numeral(s.percent or 0)} %" for s in told.of(key))
            return (
                f"As read here, the shares in {told.name(key)} are {shares}: {numeral(total)} % together, more than "
                "100. Who owns how much of it? Write each share as “A owns 30 % of X”."
            )
    return ""


def target_of(told: Ownership, asked: Asked) -> str:
    """Return the company that is asked about: the one named in the question, else the last of those told of."""
    return targets_of(told, asked)[-1]


def ends_of(told: Ownership) -> list[str]:
    """Return the owned companies that own nothing themselves, each once."""
    owning = {s.owner for s in told.stakes}
    return list(dict.fromkeys(s.owned for s in told.stakes if s.owned not in owning))


def targets_of(told: Ownership, asked: Asked) -> list[str]:
    """Return the companies that are asked about, at least one: the one named in the question, else each chain's end.

    Companies that own each other are no chain: each is asked about that is not itself said to be listed.
    """
    if (named := _target_named(told, asked)) is not None:
        return [named]
    ends = ends_of(told)
    behind = {*ends, *(s.owner for end in ends for s in leading_to(end, told).stakes)}
    circle = list(dict.fromkeys(s.owned for s in told.stakes if s.owned not in behind))
    unlisted = [key for key in circle if told.parties[key].listing is not Listing.LISTED]
    return [*ends, *(unlisted or circle[-1:])]


def leading_to(target: str, told: Ownership) -> Ownership:
    """Return the ownership without the stakes that do not lead to a company."""
    wanted = {target}
    while more := {s.owner for s in told.stakes if s.owned in wanted} - wanted:
        wanted |= more
    return replace(told, stakes=tuple(s for s in told.stakes if s.owned in wanted))


def _target_named(told: Ownership, asked: Asked) -> str | None:
    for m in _TARGET.finditer(asked.text):
        named = party_key(m["a"] or m["b"] or "")
        if named in told.parties and told.of(named):
            return named
    return None
