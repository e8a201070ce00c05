"""What holds for the countries that a nuclear material goes to: several at once, and orders outside the texts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from assistant.engines.calculation.result import Calculation, Value
from assistant.model import Outcome
from corpus.lexicon import countries
from corpus.lexicon.tables import content

_MATERIALS = Path(__file__).with_name("materials.toml")


def by_country(each: Sequence[Calculation]) -> Calculation | None:
    """Return the results for several countries as one, each of which names its own; what is lacking goes first."""
    if not each or any(found.outcome is not Outcome.ANSWERED for found in each):
        first = next((found for found in each if found.outcome is not Outcome.ANSWERED), None)
        decided = [found for found in each if found.outcome is Outcome.ANSWERED]
        steps = tuple(dict.fromkeys(s for found in (first, *decided) if found for s in found.steps))
        return first and replace(first, lead=" ".join(found.lead for found in (first, *decided)), steps=steps)
    names = dict.fromkeys(name for found in each for name in found.values)
    values: dict[str, Value] = {name: tuple(found.values.get(name) for found in each) for name in names}
    steps = tuple(dict.fromkeys(s for found in each for s in found.steps))
    return Calculation(" ".join(found.lead for found in each), values, steps)


def where_not_suspended(found: Calculation, code: str) -> Calculation:
    """Return a result by the text, or what is open where an order outside it may suspend the licence for a country.

    That a specific licence is needed stands all the same.
    """
    if code not in content(_MATERIALS)["suspended"] or found.outcome is not Outcome.ANSWERED:
        return found
    covered = found.values.get("covered")
    if covered is False or (isinstance(covered, tuple) and not any(covered)):
        return found
    lead, fact = _suspension(code)
    return Calculation(lead, asks_for=(fact,))


def suspensions(codes: Iterable[str]) -> list[tuple[str, str]]:
    """Return what is open, and the fact to ask for, of countries for which an order may suspend the licence."""
    return [_suspension(code) for code in codes if code in content(_MATERIALS)["suspended"]]


def _suspension(code: str) -> tuple[str, str]:
    place = countries.table().by_code[code].name
    fact = f"whether an order of the agency suspends its general licences for {place}"
    lead = (
        f"The text of 10 CFR part 110 does not decide that for {place}: orders of the agency that stand outside it may "
        f"suspend its general licences for a country. Ask the agency {fact}."
    )
    return lead, fact
