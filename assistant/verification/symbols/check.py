"""What the symbols of a claim say against it, in the order of certainty."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from assistant.facts.extraction import Fact, FactKind
from assistant.verification.symbols.bounds import long_ended, turned
from assistant.verification.symbols.labels import elsewhere
from assistant.verification.symbols.lookup import Piece, Symbols
from assistant.verification.symbols.operators import changed
from assistant.verification.symbols.pairing import exchanged

AGAINST = "the cited text "  # every reason that speaks against a claim begins so
_LACKS = f"{AGAINST}does not have "
_FIGURES = (FactKind.NUMBER, FactKind.AMOUNT)


@dataclass(frozen=True, slots=True)
class Objection:
    """What speaks against a claim. Where it is not `certain` it is a doubt, which removes nothing."""

    reason: str
    certain: bool = False


def objection(
    claim: str, symbols: Symbols, today: date | None = None, *, own_example: bool = False
) -> Objection | None:
    """Return what the symbols of a claim say against it over those of what it cites; None for nothing.

    A claim that applies a rule may bring an example of its own, whose figures stand nowhere: with `own_example` they
    are a doubt.
    """
    lacks = symbols.lacking(claim)
    certain = next((k for k in lacks if k.certain and not (own_example and k.fact.kind in _FIGURES)), None)
    if certain:
        return Objection(f"{_LACKS}{shown(certain.fact)}", certain=True)
    if lacks:
        return Objection(f"{_LACKS}{shown(lacks[0].fact)}")
    if pair := exchanged(claim, symbols.placed):
        return Objection(f"{AGAINST}has {pair[0].words} and {pair[1].words} the other way round")
    if bound := turned(claim, symbols.printed, symbols.in_text):
        return Objection(f"{AGAINST}has {bound.words} as the other bound")
    if ended := long_ended(claim, symbols.printed, symbols.in_text, today):
        return Objection(f"{AGAINST}has the end {ended.words}, which is past")
    if operators := changed(claim, symbols.text):
        said, held = (f"“{o}”" if o else "none such" for o in operators)
        return Objection(f"{AGAINST}has {held} where this has {said}, in the same sentence")
    if place := elsewhere(claim, symbols.text):
        return Objection(f"{AGAINST}has this at ({place[1]}), not at ({place[0]})")
    return None


class SymbolsByText:
    """Symbols of the texts of one answer, each group read once; `known` is the question and what was computed."""

    def __init__(self, pieces: Mapping[int, Piece], known: str = "", today: date | None = None) -> None:
        self._pieces, self._known, self._today = pieces, known, today
        self._read: dict[tuple[int, ...], Symbols] = {}

    def of(self, numbers: Sequence[int]) -> Symbols:
        """Return the symbols of the texts with these numbers."""
        key = tuple(sorted(set(numbers)))
        if key not in self._read:
            self._read[key] = Symbols([self._pieces[n] for n in key], self._known, self._today)
        return self._read[key]


def shown(fact: Fact) -> str:
    """Return a symbol as a reason names it."""
    named = "the quoted words" if fact.kind is FactKind.QUOTE else f"the {fact.kind.value}"
    return f"{named} “{fact.words}”"
