"""Steps of a determination: what was looked at, what it says, and what follows from it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from assistant.engines.determination.law_texts.asked_facts import AskedFact
from assistant.engines.model import MissingText, Span


class Effect(StrEnum):
    """What a step means for the question."""

    REQUIRED = "required"
    PROHIBITED = "prohibited"
    UNKNOWN = "unknown"  # a fact or a text decides
    NONE = "none"  # it states nothing on these facts
    NOTE = "note"  # to be known, and decides nothing


# What is sure of a shipment, whatever its other steps leave open.
SURE_STATUSES = (Effect.REQUIRED.value, Effect.PROHIBITED.value)


@dataclass(frozen=True, slots=True)
class WalkStep:
    """One step. `asks` are facts that decide it, `lacks` texts that are not held."""

    name: str
    finding: str
    cites: tuple[Span, ...] = ()
    effect: Effect = Effect.NOTE
    asks: tuple[AskedFact, ...] = ()
    lacks: tuple[MissingText, ...] = ()
    short: str = ""  # for the answer's first sentence, where the finding is long
    leads: bool = False  # `short` is that sentence whatever is asked for
    told_first: str = ""  # sentence that stands behind the first one, whatever decides
    told_before: str = ""  # what stands before the first sentence: it may take the case out of what that says
    answers: str = ""  # what a question that asks of this step alone is answered by: it stands before all else
    fits: bool = False  # rule whose end use or user is told: where it requires nothing for sure, it goes with the lead
    footnote: str = ""  # mark of the footnote to the row that it is about
    controls: str = ""  # number of the entry of which it tells a reason for control
    names_place: bool = False  # the finding names the destination: of several it says for which it holds

    @property
    def is_said_first(self) -> bool:
        """Return whether all that the step says stands in the answer's first sentences."""
        return bool(self.told_before or self.answers) or self.told_first == self.finding

    @property
    def is_the_first_sentence(self) -> bool:
        """Return whether the answer's first sentence, where it is this step's, is all that the step says."""
        return self.leads and self.short == self.finding


@dataclass(frozen=True, slots=True)
class Reason:
    """A reason for control as it applies to the item: `applies` is true, false or "depends"; `mark` is the cell."""

    reason: str
    column: str
    mark: bool | None
    applies: bool | str
    effect: Effect
    words: str
    cites: tuple[Span, ...] = ()
    condition: str = ""
    lacks: tuple[str, ...] = ()
    footnote: str = ""
    unread: bool = False  # `words` are ours: the text held has no row that says to what the reason applies
    by_figures: str = ""  # the row's words where figures that were told meet them
    left: str = ""  # what is left of the condition where its thresholds are not met by them


@dataclass(frozen=True, slots=True)
class Walk:
    """Steps in the order in which they were taken, and the reasons for control that apply."""

    steps: tuple[WalkStep, ...] = ()
    reasons: tuple[Reason, ...] = ()

    def then(self, *steps: WalkStep | None) -> Walk:
        """Return the walk with further steps; None stands for one that had nothing to say."""
        return replace(self, steps=(*self.steps, *(s for s in steps if s is not None)))

    @property
    def status(self) -> str:
        """Return the status that the steps together give."""
        effects = {s.effect for s in self.steps}
        if Effect.PROHIBITED in effects:
            return "prohibited"
        if Effect.REQUIRED in effects:
            return "required"
        return "indeterminate" if Effect.UNKNOWN in effects else "no_chart_requirement"
