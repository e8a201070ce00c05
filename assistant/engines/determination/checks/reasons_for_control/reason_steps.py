"""Steps of the reasons for control: the chart's cell, the entry's own words, and conditions that decide which holds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assistant.engines.determination.checks.reasons_for_control.chart import Destination
from assistant.engines.determination.facts.asked import Transaction
from assistant.engines.determination.facts.quantities import complementary
from assistant.engines.determination.law_texts.entries import ListEntry
from assistant.engines.determination.law_texts.rules import asked_fact, names_place, said
from assistant.engines.determination.law_texts.texts import missing_text
from assistant.engines.determination.steps import Effect, Reason, WalkStep


def either_way(reasons: Sequence[Reason]) -> Iterator[tuple[Reason, Reason]]:
    """Yield pairs of reasons on conditions of which one always holds, where a licence follows from both."""
    open_ones = [r for r in reasons if r.applies == "depends" and r.effect is Effect.REQUIRED and r.column]
    for n, one in enumerate(open_ones):
        for other in open_ones[n + 1 :]:
            if one.reason == other.reason and complementary(one.condition, other.condition):
                yield one, other


def either_step(asked: Transaction, entry: ListEntry, pair: Sequence[Reason], to: Destination) -> WalkStep:
    """Return the step that says that a licence follows from both of two reasons of which one holds."""
    both = "; ".join(
        said("either_footnote" if r.footnote else "either_column", column=r.column, mark=r.footnote) for r in pair
    )
    values = {"reason": pair[0].reason, "place": to.name, "both": both, "entry": asked.entry}
    cites = tuple(dict.fromkeys(s for r in pair for s in r.cites))
    name = f"{pair[0].reason} control of {entry.number} either way"
    short = said("either_way_short", **values)
    finding = said("either_way", **values)
    return WalkStep(name, finding, cites, Effect.REQUIRED, short=short, leads=True, names_place=True)


def reason_step(reason: Reason, entry: ListEntry, to: Destination) -> WalkStep:
    """Return the step of one reason: its cell of the chart or the rule in words, and what it asks for."""
    name = f"{reason.reason} control of {entry.number}"
    effect = reason.effect
    ungraded = to.row is not None and to.row.marks is None
    if reason.column and effect is Effect.UNKNOWN and (to.row is None or ungraded):
        effect = Effect.NOTE  # said once, by the step about the row or by the section that the row points to
    if reason.applies == "depends":
        decides = effect in (Effect.REQUIRED, Effect.UNKNOWN)
        asks = (asked_fact("ask_condition", condition=reason.left or reason.condition),) if decides else ()
        effect = Effect.UNKNOWN if decides else Effect.NONE
        words = _conditional(reason, to)
        if reason.left:
            words = f"{words} {said('figures_not_met', left=reason.left)}"
    else:
        words, asks = _words(reason, to), ()
    lacks = tuple(map(missing_text, reason.lacks))
    named = names_place(_key(reason))
    return WalkStep(name, words, reason.cites, effect, asks, lacks, controls=entry.number, names_place=named)


def _conditional(reason: Reason, to: Destination) -> str:
    if not reason.column:
        return said(_key(reason), reason=reason.reason, condition=reason.condition, rule=reason.words)
    mark = {True: "an X", False: "no X", None: "no mark"}[reason.mark]
    words = said(
        _key(reason),
        reason=reason.reason,
        column=reason.column,
        condition=reason.condition,
        place=to.name,
        mark=mark,
    )
    return f"{words} {said('footnote_all_the_same', mark=reason.footnote)}" if reason.footnote else words


def _words(reason: Reason, to: Destination) -> str:
    if reason.column:
        words = said(_key(reason), reason=reason.reason, column=reason.column, place=to.name)
        if reason.condition:
            words = f"{words} {said('exception_of_row', words=reason.condition)}"
        if reason.by_figures:
            words = f"{words} {said('row_by_figures', words=reason.by_figures)}"
        return f"{words} {said('footnote_all_the_same', mark=reason.footnote)}" if reason.footnote else words
    if reason.unread:
        return said(_key(reason), words=reason.words, place=to.name)
    return said(_key(reason), reason=reason.reason, rule=reason.words.rstrip("."), place=to.name)


def _key(reason: Reason) -> str:
    """Return the sentence of the table that tells a reason."""
    if reason.applies == "depends":
        return "column_depends" if reason.column else "words_depend"
    if reason.column:
        return {True: "column_here", False: "no_column_here", None: "column_ungraded"}[reason.mark]
    if reason.unread:
        return "words_of_no_row"
    keys = {Effect.REQUIRED: "words_reach", Effect.NONE: "words_do_not_reach", Effect.NOTE: "words_own_step"}
    return keys.get(reason.effect, "words_unsettled")
