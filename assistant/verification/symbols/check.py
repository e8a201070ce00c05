"""What the symbols of a claim say against it, in the order of certainty."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from assistant.facts.extraction import Fact, FactKind, facts
from assistant.verification.symbols import arithmetic
from assistant.verification.symbols.bounds import long_ended, turned
from assistant.verification.symbols.figures import printings, readings
from assistant.verification.symbols.labels import elsewhere
from assistant.verification.symbols.modality import other_modality
from assistant.verification.symbols.operators import changed_operator
from assistant.verification.symbols.opposites import opposed, other_date
from assistant.verification.symbols.pairing import exchanged
from assistant.verification.symbols.review_policies import other_policy
from assistant.verification.symbols.scope import turned_scope, widening_words
from assistant.verification.symbols.symbol_lookup import Piece, Symbols

AGAINST = "the cited text "  # how a reason that speaks against a claim begins
_LACKS = f"{AGAINST}does not have "
_FIGURES = (FactKind.NUMBER, FactKind.AMOUNT)


@dataclass(frozen=True, slots=True)
class Objection:
    """What speaks against a claim. Where it is not `certain` it is a doubt, which removes nothing.

    `kind` is that of a symbol that stands nowhere.
    """

    reason: str
    certain: bool = False
    kind: FactKind | None = None


def objection(
    claim: str,
    symbols: Symbols,
    today: date | None = None,
    *,
    own_example: bool = False,
    pointed: str = "",
    language: str = "",
) -> Objection | None:
    """Return what the symbols of a claim say against it over those of what it cites; None for nothing.

    A claim that applies a rule may bring an example of its own, whose figures stand nowhere: with `own_example` they
    are a doubt, unless one stands in the place of the figure in the words that the claim points to (`pointed`), or the
    asker gave a figure of that unit. `language` is that of the answer that the claim is of, "" where it is not known.
    """
    read = [(symbols.lacking(claim, read=r, language=language, pointed=pointed), r) for r in readings(claim, language)]
    lacks, claim = min(read, key=lambda one: sum(lack.certain for lack in one[0]))
    shown_at = [f for f in facts(printings(pointed)) if f.kind in _FIGURES and f.value[1]] if pointed else []
    follows = arithmetic.results([*symbols.asked, *(f.value[:2] for f in shown_at)])
    instead = _instead(claim, shown_at, {*symbols.asked, *follows})
    given = {unit for _, unit in symbols.asked}  # of these the asker has an example

    def free(fact: Fact) -> bool:
        if not own_example or fact.kind not in _FIGURES:
            return False
        return fact.value[:2] in follows or (instead is None and fact.value[1] not in given)

    certain = next((k for k in lacks if k.certain and not free(k.fact)), None)
    if certain:
        return Objection(f"{_LACKS}{shown(certain.fact)}", certain=True, kind=certain.fact.kind)
    if lacks:
        return Objection(f"{_LACKS}{shown(lacks[0].fact)}")
    if instead and not own_example:
        return Objection(f"{AGAINST}has {instead[0].words} in the words that it points to, not {instead[1].words}")
    if pair := exchanged(claim, symbols.placed):
        return Objection(f"{AGAINST}has {pair[0].words} and {pair[1].words} the other way round")
    if bound := turned(claim, symbols.printed, symbols.in_text):
        return Objection(f"{AGAINST}has {bound.words} as the other bound")
    if ended := long_ended(claim, symbols.printed, symbols.in_text, today):
        return Objection(f"{AGAINST}has the end {ended.words}, which is past")
    if operators := changed_operator(claim, symbols.text, pointed):
        said, held = (f"“{o}”" if o else "none such" for o in operators)
        return Objection(f"{AGAINST}has {held} where this has {said}, in the same sentence")
    if pair_of := opposed(claim, pointed):
        return Objection(f"{AGAINST}has “{pair_of[1]}” in the words that it points to, not “{pair_of[0]}”")
    if not own_example and (day := other_date(claim, printings(pointed))):
        return Objection(f"{AGAINST}has {day[1].words} in the words that it points to, not {day[0].words}")
    if modality := other_modality(claim, symbols.text):
        return Objection(f"{AGAINST}has “{modality[1]}” and no such word as “{modality[0]}”")
    if policy := other_policy(claim, symbols.text):
        return Objection(f"{AGAINST}has “{policy[1]}” there, not “{policy[0]}”")
    if scope := turned_scope(claim, symbols.text):
        return Objection(f"{AGAINST}has the other way round what this says of “{scope}”")
    if wide := widening_words(claim, symbols.text, symbols.question):
        return Objection(f"{AGAINST}has no word that reaches as far as “{wide}”")
    if place := elsewhere(claim, symbols.text):
        return Objection(f"{AGAINST}has this at ({place[1]}), not at ({place[0]})")
    return None


def _instead(claim: str, held: Sequence[Fact], known: Collection[tuple[str, ...]]) -> tuple[Fact, Fact] | None:
    """Return a figure of those that a claim points to (`held`), and the one that the claim has in its place.

    Of that unit the claim has figures, beside those `known` otherwise, and none of those it points to; or it has one of
    them with another unit.
    """
    said = [f for f in facts(claim) if f.kind in _FIGURES and f.value[:2] not in known]
    repeated = {f.value[:2] for f in said} & {f.value[:2] for f in held}
    for h in held:
        mine = [f for f in said if f.value[1] == h.value[1]]
        if mine and h.value[1] not in {unit for _, unit in repeated}:
            return h, mine[0]
    pairs = ((h, f) for h in held for f in said if f.value[1] and h.value[0] == f.value[0])
    return None if repeated else next(pairs, None)


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
