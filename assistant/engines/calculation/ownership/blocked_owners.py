"""Companies of blocked owners: shares added up, and what the Treasury's rule says of the sum where it is held."""

from __future__ import annotations

from fractions import Fraction

from assistant.engines.calculation.figures import NotStatedError, Stated, figure_rules, stated_by
from assistant.engines.calculation.ownership.graph import Counts, OwnershipGraph, contradiction, leading_to, targets_of
from assistant.engines.calculation.ownership.model import Listing, Owner, Ownership
from assistant.engines.calculation.ownership.several_companies import joined_calculations
from assistant.engines.calculation.reading import Asked
from assistant.engines.calculation.result import Calculation, CalculationStep, Value, needs, numeral, refused
from assistant.query.model import Query
from corpus.catalogue import CatalogueReader


def of_blocked_owners(told: Ownership, asked: Asked, question: Query, catalogue: CatalogueReader) -> Calculation:
    """Return the shares of blocked owners added up, and what the Treasury's rule says of the sum where it is held."""
    if line := contradiction(told):
        return refused(line)
    if told.unread or not told.stakes:
        return needs("who owns how much of whom, written as “A owns 30 % of X”")
    rule = BlockedOwnersRule(question, catalogue)
    each = ((key, OwnershipGraph(leading_to(key, told), rule)) for key in targets_of(told, asked))
    return joined_calculations([(told.name(key), _of_company(graph, key, rule)) for key, graph in each])


def _of_company(graph: OwnershipGraph, target: str, rule: BlockedOwnersRule) -> Calculation:
    """Return the shares of blocked owners in one company added up, and what the rule says of the sum."""
    told = graph.told
    name, counted, steps = told.name(target), graph.counted(target), tuple(graph.steps(target))
    parts = [s.percent or Fraction(0) for s in graph.into(target) if s.owner in graph.restricted]
    if unknown := graph.unknown(target):
        if counted < rule.percent:
            return needs(*dict.fromkeys(graph.standing[s.owner][1] for s in unknown), steps=steps)
    sums = " + ".join(map(numeral, parts)) + " = " if len(parts) > 1 else ""
    total = f"blocked owners have {sums}{numeral(counted)} % of {name} together"
    values: dict[str, Value] = {"aggregate_percent": counted, "counted_percent": counted}
    if isinstance(rule.said, NotStatedError):
        through = any(s.owner not in graph.restricted and graph.into(s.owner) for s in graph.into(target))
        chain = " What they have through other owners is not counted in it." if through else ""
        untold = figure_rules()["blocked-owners"].says["untold"].format(name=name)
        lead = f"On the shares told, {total}.{chain} {untold} "
        lead += str(rule.said)
        return Calculation(lead, {**values, "reached": None}, steps, missing=(rule.said.missing,))
    reached = counted >= rule.percent
    compared = f"{'not ' if not reached else ''}the {numeral(rule.percent)} % or more"
    lead = f"On the shares told, {total}, {compared} of {rule.said.held.locator}"
    lead += ": by its words the company is treated as blocked." if reached else "."
    more = CalculationStep(
        f"{rule.said.held.locator} adds shares up. Each programme has a section of its own on owned companies: read "
        "that of the programme under which the owner is blocked.",
        (rule.said.span,),
    )
    return Calculation(lead, {**values, "reached": reached}, (*steps, more))


class BlockedOwnersRule:
    """The Treasury's rule on companies of blocked owners, as one of its programmes states it, if that is held."""

    said: Stated | NotStatedError

    def __init__(self, question: Query, catalogue: CatalogueReader) -> None:
        self.percent = Fraction(101)  # without the text a company is reached through no other one
        try:
            self.said = stated_by(catalogue, question.filters, "blocked-owners")
            self.percent = Fraction(self.said["percent"])
        except NotStatedError as absent:
            self.said = absent

    def counts(self, owner: Owner) -> Counts:
        """Return whether an owner is blocked by the words of the question (None: it does not say), and why."""
        if owner.listing is Listing.UNLISTED:
            taken = " is taken as not blocked, since the question does not say so: screen it"
            return False, f"{owner.name}{taken if owner.is_taken_as_unlisted else ' is not listed'}", ()
        if owner.listing is Listing.UNSAID:
            return None, f"whether {owner.name} is blocked", ()
        if owner.lists and not any(listed.blocks for listed in owner.lists):
            return False, f"the {owner.lists[0].name} blocks nobody by itself", ()
        return True, f"{owner.name} is blocked", ()
