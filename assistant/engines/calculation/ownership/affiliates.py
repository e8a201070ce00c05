"""The 50 percent rule of the Commerce Department by its held text: whom it reaches, and whether it is stayed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction

from assistant.engines.calculation.figures import Stated, stated_by
from assistant.engines.calculation.ownership.graph import (
    Counts,
    OwnershipGraph,
    contradiction,
    leading_to,
    target_of,
    targets_of,
)
from assistant.engines.calculation.ownership.listed_owners import ListedOwners
from assistant.engines.calculation.ownership.model import Owner, Ownership, Stake, says_listed
from assistant.engines.calculation.ownership.owners_of_listed import of_owners_of_listed
from assistant.engines.calculation.ownership.rule_force import RuleForce
from assistant.engines.calculation.ownership.several_companies import joined_calculations
from assistant.engines.calculation.reading import Asked
from assistant.engines.calculation.result import Calculation, CalculationStep, needs, numeral, refused
from assistant.query.model import Query
from corpus.catalogue import CatalogueReader


class AffiliatesRule:
    """The rule as the held text states it on the day asked for: its share, whose shares count, and its force."""

    def __init__(self, question: Query, catalogue: CatalogueReader, on: date | None = None) -> None:
        """Read the rule; `on` is the day asked about where the edition read is a later one. Raise NotStatedError."""
        self.question, self.catalogue = question, catalogue
        self.text = self._stated("affiliates-entity-list")
        self.guidelines = self._stated("affiliates-guidelines")
        self.percent = Fraction(self.text["percent"])
        self.owners = ListedOwners(self.guidelines, question, catalogue)
        self.force = RuleForce(self.text, self.guidelines, question, catalogue, on)

    def _stated(self, name: str) -> Stated:
        return stated_by(self.catalogue, self.question.filters, name)

    def counts(self, owner: Owner) -> Counts:
        """Return whether a listed owner counts by the text, why, and where that is said."""
        return self.owners.counts(owner)

    @property
    def on_an_unknown_share(self) -> Stated:
        """Return what the guidelines say of a share that cannot be determined. Raise NotStatedError."""
        return self._stated("affiliates-unknown-share")

    @property
    def due_diligence(self) -> Stated:
        """Return what the guidelines say of a smaller share. Raise NotStatedError."""
        return self._stated("affiliates-due-diligence")

    def over(self, told: Ownership, asked: Asked) -> Calculation:
        """Return the result over the ownership that a question tells of."""
        cases = _at_different_times(told)
        if line := next(filter(None, map(contradiction, [case for _, case in cases] or [told])), ""):
            return refused(line)
        if told.unread or not told.stakes:
            return needs("who owns how much of whom, written as “A owns 30 % of X”")
        if cases:
            return self._one_after_the_other(cases, asked)
        if (upward := of_owners_of_listed(told, self)) is not None:
            return upward
        graph = OwnershipGraph(told, self)
        return joined_calculations(
            [
                (told.name(key), self._result(replace(graph, told=leading_to(key, told)), key))
                for key in targets_of(told, asked)
            ]
        )

    def _one_after_the_other(self, cases: Sequence[tuple[Stake, Ownership]], asked: Asked) -> Calculation:
        """Return a result for each of the shares that one owner is said to have in one company: they are not added."""
        found = [(s, self._result(OwnershipGraph(told, self), target_of(told, asked))) for s, told in cases]
        return joined_calculations(
            [(f"With {numeral(s.percent or Fraction(0))} %", made) for s, made in found], "{name}: {lead}"
        )

    def _result(self, graph: OwnershipGraph, target: str) -> Calculation:
        name = graph.told.name(target)
        counted, unknown = graph.counted(target), graph.unknown(target)
        meets, most = counted >= self.percent, counted + sum((s.percent or 0 for s in unknown), Fraction(0))
        steps = list(graph.steps(target))
        if not meets and unknown and most >= self.percent:
            facts = dict.fromkeys(graph.standing[s.owner][1] for s in unknown)
            return needs(*facts, steps=(*steps, self.force.in_force()[1]))
        indirect = graph.through_all(target)
        open_question = not meets and indirect >= self.percent
        chain = graph.reason(target)
        force, stays = self.force.in_force()
        parts = [s.percent or Fraction(0) for s in graph.into(target) if s.owner in graph.restricted]
        sums = f" ({' + '.join(map(numeral, parts))})" if len(parts) > 1 else ""
        total = f"{numeral(counted)} % of {name} counts{sums}"
        compare = "which is" if meets else "which is less than"
        rule = f"{numeral(self.percent)} percent or more" if meets else f"{numeral(self.percent)} percent"
        steps.append(CalculationStep(f"Counted: {total}, {compare} {rule}.", (self.text.span, self.guidelines.span)))
        if chain:
            steps.append(CalculationStep(f"{chain}.", (self.guidelines.span,)))
        if open_question:
            steps.append(
                CalculationStep(
                    f"Multiplied through owners that are themselves below {numeral(self.percent)} "
                    f"percent, the indirect share "
                    f"would be {numeral(indirect)} %; the texts held do not say that such a share counts.",
                    (self.guidelines.span,),
                )
            )
        if not meets and counted > 0:
            steps.append(
                CalculationStep(
                    "Below that share the text still asks for caution and due diligence.",
                    (self.due_diligence.span,),
                )
            )
        left = 100 - sum((s.percent or Fraction(0) for s in graph.into(target)), Fraction(0))
        if not meets and left > 0:
            steps.append(
                CalculationStep(
                    f"Who owns the other {numeral(left)} % of {name} is not said: a listed owner adds its share."
                )
            )
        steps += [CalculationStep(line) for line in graph.told.changes]
        steps.append(stays)
        limit = f"{numeral(self.percent)} %"
        counts_as = (
            f"{total}, which is the rule’s {limit} or more" if meets else f"{total}, less than the rule’s {limit}"
        )
        if open_question:
            verdict = f"The texts held do not settle whether the rule reaches {name}: {total}, less than {limit}"
        elif meets:
            verdict = f"By its words the ownership rule reaches {name}: {counts_as}"
        else:
            verdict = f"On the shares told, the ownership rule does not reach {name}: {counts_as}"
            if counted > 0 and not chain:
                verdict += f"; with {limit} or more its words would reach it"
        if chain:
            verdict += f"; {chain}"
        elif not meets and (why := self._left_out(graph, target)):
            verdict += f"; {why}"
        verdict += self.force.standing()
        if meets:
            owners = dict.fromkeys(s.owner for s in graph.stakes if s.owner != target and graph.standing[s.owner][0])
            terms, shown_by = self.owners.terms([graph.told.parties[key] for key in owners])
            steps += shown_by
            verdict += f" {terms}" if terms and self.force.may_apply else ""
        values = {
            "aggregate_percent": counted,
            "counted_percent": counted,
            "meets_text": None if open_question else meets,
            "reached": None if open_question else meets,
            "reason": chain or f"{total}",
            "in_force": force,
        }
        return Calculation(verdict, values, tuple(steps), brings=self.force.brings())

    def _left_out(self, graph: OwnershipGraph, target: str) -> str:
        """Return why an owner that is on a list does not count by the text; "" where there is none."""
        for stake in graph.into(target):
            counts, why, spans = graph.standing[stake.owner]
            if counts is False and spans and says_listed(graph.told.parties[stake.owner].words):
                return why
        return ""


def _at_different_times(told: Ownership) -> list[tuple[Stake, Ownership]]:
    """Return the ownership once for each share, where one owner is said to have several in one company; else none."""
    pair, times = next(iter(Counter((s.owner, s.owned) for s in told.stakes).most_common(1)), (("", ""), 0))
    if times < 2:
        return []
    others = tuple(s for s in told.stakes if (s.owner, s.owned) != pair)
    mine = [s for s in told.stakes if (s.owner, s.owned) == pair]
    return [(s, replace(told, stakes=(*others, s))) for s in mine]
