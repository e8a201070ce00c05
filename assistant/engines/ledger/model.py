"""What the ledger holds: events of a text, each with its day, and the state of a matter on a day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from assistant.engines.ledger import dates
from assistant.engines.model import MissingText, Span
from corpus.language.sentences import sentence_spans


class Happening(StrEnum):
    """Kind of an event."""

    BEGINS = "begins"  # comes into force, or applies from then on
    ENDS = "ends"  # ends by its own words
    STAYED = "stayed"  # stands in the text and does not apply, from `since` until `until`
    BESIDE = "beside"  # a stay of other parts of the same section
    AMENDED = "amended"  # amended for a time or from a day on, by a note
    ANNOUNCED = "announced"  # told of by a document of that day, such as an abstract of the Federal Register
    OWN_WORDS = "own words"  # when it enters into force, by the text's own words without a day
    EDITION = "edition"  # the day of the text that is held


@dataclass(frozen=True, slots=True)
class LedgerEvent:
    """Event of a provision or a text. `since` and `until` are what its words say; `span` is those words."""

    kind: Happening
    locator: str
    title: str
    span: Span
    since: date | None = None
    until: date | None = None
    says: str = ""

    @property
    def day(self) -> date | None:
        """Return the day under which it stands in a timeline."""
        return self.until if self.kind is Happening.ENDS else self.since or self.until

    def said_of(self, day: date) -> str:
        """Return the sentences of its words that name a day, all of them where none does."""
        told = [self.says[s:e].strip() for s, e in sentence_spans(self.says)]
        naming = [t for t in told if any(d == day for _, _, d in dates.days(t))]
        return " ".join(naming) or self.says

    def kind_on(self, day: date) -> str:
        """Return what happens on a day, as a key of a table of words: an amendment for a time ends on its last one."""
        return "amendment_ends" if self.kind is Happening.AMENDED and day == self.until else self.kind.value


@dataclass(frozen=True, slots=True)
class Matter:
    """What a status is asked of: a provision, a text or a topic, with its events in the order of time."""

    name: str
    events: tuple[LedgerEvent, ...]
    lacks: tuple[MissingText, ...] = ()  # official texts that belong to it and are not held

    def of(self, *kinds: Happening) -> tuple[LedgerEvent, ...]:
        """Return the events of some kinds."""
        return tuple(e for e in self.events if e.kind in kinds)

    def next_day(self, day: date) -> date | None:
        """Return the first day after `day` on which something begins or ends."""
        later = [
            d for e in self.events for d in (e.since, e.until) if d and d > day and e.kind is not Happening.EDITION
        ]
        return min(later, default=None)

    def state(self, day: date) -> str:
        """Return what holds on a day: "stayed", "stay over", "ended", "not yet", "in force" or "unknown"."""
        stays = self.of(Happening.STAYED)
        if stays:
            if any((e.since or date.min) <= day < (e.until or date.max) for e in stays):
                return "stayed"
            return "stay over" if any(e.until and e.until <= day for e in stays) else "in force"
        ends, begins = self.of(Happening.ENDS), self.of(Happening.BEGINS)
        if ends and all(e.until and e.until < day for e in ends):
            return "ended"
        if begins:
            return "in force" if any(e.since and e.since <= day for e in begins) else "not yet"
        return "in force" if ends else "unknown"


def in_order(events: Sequence[LedgerEvent]) -> tuple[LedgerEvent, ...]:
    """Return events by their day, each once; those without one come last."""
    return tuple(dict.fromkeys(sorted(events, key=lambda e: (e.day or date.max, e.locator))))
