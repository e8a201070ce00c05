"""Results of engines: what was computed from the texts, every finding on the stretches that it stands on."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from assistant.model import Form, Outcome, StatementRole, Verdict
from corpus.annotations import PinnedText
from corpus.catalogue import CatalogueReader
from corpus.catalogue_results import HeldProvision
from corpus.model import Source, Version
from corpus.trust.trust_labels import origin_mark
from index.text.tokens import STOP, terms

_QUOTED = 3500  # characters of a pinned provision that is cited whole


_WORDS_OF_A_QUESTION = 5  # from which on words that are left open are a question of their own


@dataclass(frozen=True, slots=True)
class Span:
    """Stretch of an edition's text, `start` to `end`, that a finding stands on."""

    source: Source
    version: Version
    start: int
    end: int

    @classmethod
    def of(cls, held: HeldProvision, start: int = 0, length: int | None = None) -> Span:
        """Return the own text of a provision, or `length` characters of it from `start` on."""
        first = held.provision.start + start
        return cls(held.source, held.version, first, held.provision.end if length is None else first + length)

    @classmethod
    def pinned(cls, found: PinnedText) -> Span:
        """Return the text at a pin that is held: the provision whole, or its own words where that is long."""
        held = found.provisions[0]
        whole = len(found.provisions) == 1 and (len(found.text) <= _QUOTED or not held.text)
        return cls.of(held, 0, len(found.text)) if whole else cls.of(held)


@dataclass(frozen=True, slots=True)
class Finding:
    """One statement of a computed answer.

    `says_yes` is True or False for a yes or no. With `in_a_word` the word goes before the text, which leaves it out,
    where the finding is shown (`said`). `verdict` says what it is: computed, or the words of a note or of a text that
    the engine chose.
    """

    text: str
    cites: tuple[Span, ...] = ()
    note: StatementRole = StatementRole.PROPER
    says_yes: bool | None = None
    verdict: Verdict = Verdict.COMPUTED
    part: str = ""  # heading under which it stands
    asks: bool = False  # it asks for facts, which a form may ask for in its place
    mark: str = ""  # number before its text, where it answers one of several questions: "(1)"
    brings: tuple[str, ...] = ()  # ids of official sources that it names as bringing what is lacking
    in_a_word: bool = False
    decides: bool = field(default=False, compare=False)  # it tells of a step by which the answer is as it is

    def says_the_same(self, other: Finding) -> bool:
        """Return whether another finding states the same on the same stretches, with whatever yes or no before it."""
        return (self.text, self.cites, self.note) == (other.text, other.cites, other.note)

    def is_part_of(self, other: Finding) -> bool:
        """Return whether another finding states this among other things: engines join the findings of clauses."""
        return self.text.rstrip(".:") in other.text

    @property
    def said(self) -> str:
        """Return the text as it is shown, behind its yes or no where it is given in a word."""
        if not self.in_a_word or self.says_yes is None:
            return self.text
        return f"{'Yes' if self.says_yes else 'No'}. {self.text}"


@dataclass(frozen=True, slots=True)
class Layout:
    """Table over findings, by their position: a row is a point with the findings of each column's cell."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[tuple[int, ...], ...]], ...]


@dataclass(frozen=True, slots=True)
class MissingText:
    """Text that is not held: its name or address, and the official sources that bring it, by their ids."""

    name: str
    sources: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """Return the name with the command that brings it, where one does."""
        return f"{self.name} (`licet sync {' '.join(self.sources)}`)" if self.sources else self.name


@dataclass(frozen=True, slots=True)
class Computed:
    """Answer of an engine. `layout` is the table that findings stand in, where they are compared.

    `payload` is what programs read, as JSON would hold it: an object under the name of its form in `licet ask --json`.
    `asks_for` names the facts that decide where the outcome is "needs a fact"; `missing_texts` are texts not held.
    `not_answered` are the words of the question that it does not answer, in the order of the question.
    """

    form: Form
    findings: tuple[Finding, ...]
    payload: Mapping[str, Any] = field(default_factory=dict)
    outcome: Outcome = Outcome.ANSWERED
    asks_for: tuple[str, ...] = ()
    missing_texts: tuple[MissingText, ...] = ()
    layout: Layout | None = None
    not_answered: tuple[str, ...] = ()

    @property
    def brings(self) -> tuple[str, ...]:
        """Return the ids of the official sources that bring what is lacking, or would say more."""
        of_findings = (s for f in self.findings for s in f.brings)
        return tuple(dict.fromkeys([*(s for t in self.missing_texts for s in t.sources), *of_findings]))

    def says_the_same(self, other: Computed) -> bool:
        """Return whether another result finds the same: the same statements, on the same stretches of texts."""
        pairs = zip(self.findings, other.findings, strict=False)
        return len(self.findings) == len(other.findings) and all(one.says_the_same(two) for one, two in pairs)

    def is_within(self, other: Computed) -> bool:
        """Return whether another result states this too: its first finding, by itself or among other things."""
        return any(map(self.findings[0].is_part_of, other.findings))

    @property
    def terms(self) -> frozenset[str]:
        """Return the telling words of its findings, as the index has them: what it is about."""
        return frozenset(terms(" ".join(f.text for f in self.findings))) - STOP

    def names(self, things: Collection[str], catalogue: CatalogueReader) -> frozenset[str]:
        """Return those of some names that a finding has, or an address that one cites; case does not count."""
        places = dict.fromkeys((s.version.number, s.start) for f in self.findings for s in f.cites)
        addresses = (catalogue.at(number, start).locator for number, start in places)
        told = "\n".join((*(f.text for f in self.findings), *addresses)).casefold()
        return frozenset(t for t in things if re.search(rf"(?<!\w){re.escape(t.casefold())}(?!\w)", told))

    @property
    def values(self) -> dict[str, Any]:
        """Return what was computed, without how and where: its figures, names and rows."""
        return {name: value for name, value in self.payload.items() if name not in _HOW_AND_WHERE}

    @property
    def leaves_a_question(self) -> bool:
        """Return whether a whole question is left open, to which a yes or no before the rest would seem to reply."""
        return any(len(words.split()) >= _WORDS_OF_A_QUESTION for words in self.not_answered)

    @property
    def lead(self) -> str:
        """Return the first sentence, which says of an answer in part what is left."""
        first = self.findings[0].text if self.leaves_a_question else self.findings[0].said
        if not self.not_answered:
            return first
        left = "”, “".join(words.strip(" ?.,;") for words in self.not_answered)
        if self.outcome is not Outcome.ANSWERED:
            return f"{first} Left open besides: “{left}”."
        return f"Answered in part; left open: “{left}”. {first}"


_HOW_AND_WHERE = ("steps", "citations")


def span_payload(span: Span, catalogue: CatalogueReader) -> dict[str, Any]:
    """Return a stretch as an object of a payload, with the quote and its address."""
    edition = span.version.valid_from
    return {
        "source_id": span.source.id,
        "title": span.source.title,
        "locator": catalogue.at(span.version.number, span.start).locator,
        "edition": edition.isoformat() if edition else None,
        "quote": catalogue.slice(span.version.number, span.start, span.end),
        "start": span.start,
        "end": span.end,
        "origin_note": origin_mark(span.source),
    }
