"""Events of the texts held: notes on effective dates, clauses on entry into force, ends by own words, announcements."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from assistant.engines.ledger import dates
from assistant.engines.ledger.model import Happening, LedgerEvent
from assistant.engines.model import Span
from corpus.catalogue import CatalogueReader
from corpus.catalogue_results import HeldProvision
from corpus.language.lazy_regex import lazy_regex
from corpus.language.normal_form import one_line
from corpus.language.sentences import sentence_spans
from corpus.lexicon import tables
from corpus.model import Kind, Role, Source, Version
from corpus.parsers.ecfr.stays import stay_of

TABLE = Path(__file__).with_name("clauses.toml")
_NOTE = " > effective date note"
_MARK = lazy_regex(r"\{(\w+)\}")
_DAY = r"(?P<{0}>\x02\d{{1,5}}\x03)"  # a day of a text, by its number
_UNTIL = lazy_regex(r"\b(?:until|through|to) $")
_ENTERS_BY_PUBLICATION = lazy_regex(
    r"\bshall enter into force on the (?:[\w-]{1,20} ){0,2}(?:day|date)\b[^.]{0,40}"
    r"\b(?:publication|signature|adoption)\b[^.]{0,80}"
)
_CLOSING = "）」』"
_DAY_CLAIM = lazy_regex(r"^(?:published|date)$")


@dataclass(frozen=True, slots=True)
class Clause:
    """Entry of `clauses.toml`; its head says what each field does."""

    id: str
    kind: str
    words: str
    beside: str = ""

    @property
    def pattern(self) -> re.Pattern[str]:
        """Return the pattern of its words, days marked by their number."""
        return _compiled(self.words, self.beside)


@cache
def status_clauses() -> tuple[Clause, ...]:
    """Return the entries of the table. Raises BadRequest for a mistake in it."""
    rows = tables.content(TABLE)["clause"]
    return tuple(tables.entry(Clause, r, f"{TABLE.name}, {r.get('id', '?')}", convert=lambda _, v: v) for r in rows)


@cache
def _compiled(words: str, beside: str) -> re.Pattern[str]:
    marked = _MARK.sub(lambda m: _DAY.format(m[1]), words)
    return re.compile(f"{marked}(?:{beside})?" if beside else marked)


def events_of_notes(catalogue: CatalogueReader, source: Source, version: Version) -> Iterator[LedgerEvent]:
    """Yield what the notes on effective dates of an edition say: stays, and amendments for a time."""
    for note in catalogue.with_role(version.number, Role.NOTE):
        if not note.locator.endswith(_NOTE):
            continue
        stay = stay_of(note.text)
        found = [d for _, _, d in dates.days(one_line(note.text))]
        if stay:
            kind, since, until = Happening.STAYED, stay.since, stay.until
        elif found:
            text = one_line(note.text)
            ends = [d for s, _, d in dates.days(text) if _UNTIL.search(text[:s][-12:])]
            kind, since, until = Happening.AMENDED, min(found), max(ends, default=None)
        else:
            continue
        yield LedgerEvent(kind, note.locator.removesuffix(_NOTE), source.title, Span.of(note), since, until,
                          one_line(note.text))  # fmt: skip


def events_of_clauses(
    catalogue: CatalogueReader, source: Source, version: Version, *, kinds: str = ""
) -> Iterator[LedgerEvent]:
    """Yield what clauses of an edition say: since when it is in force, and what ends by its own words.

    `kinds` is "begins" or "ends"; empty for both.
    """
    text = catalogue.text(version.number)
    found = list(dates.days(text))
    marked, places = _marked(text, found)
    for clause in status_clauses():
        if kinds and clause.kind != kinds:
            continue
        for m in clause.pattern.finditer(marked):
            start, end = places(m.start()), places(m.end())
            day = found[int(m["date"][1:-1])][2]
            until = found[int(m["until"][1:-1])][2] if m.groupdict().get("until") else None
            held = catalogue.at(version.number, start)
            span = _sentence(source, version, text, held, start, end)
            says = one_line(text[span.start : span.end])
            if clause.kind == "begins":
                yield LedgerEvent(Happening.BEGINS, held.locator, source.title, span, day, until, says)
                if until:
                    yield LedgerEvent(Happening.ENDS, held.locator, source.title, span, day, until, says)
            elif not held.locator.endswith(_NOTE):
                yield LedgerEvent(Happening.ENDS, held.locator, source.title, span, None, day, says)


def own_words_on_force(catalogue: CatalogueReader, source: Source, version: Version) -> LedgerEvent | None:
    """Return the sentence by which an edition tells when it enters into force without naming a day; None without."""
    text = catalogue.text(version.number)
    m = _ENTERS_BY_PUBLICATION.search(text)
    if m is None:
        return None
    held = catalogue.at(version.number, m.start())
    span = _sentence(source, version, text, held, m.start(), m.end())
    says = one_line(text[span.start : span.end])
    return LedgerEvent(Happening.OWN_WORDS, held.locator, source.title, span, None, None, says)


def announced(catalogue: CatalogueReader, source: Source, version: Version) -> LedgerEvent | None:
    """Return the event that a document of a stream, such as an abstract, tells of: its own day and first sentence.

    An explainer is no event: its day is that on which it was written.
    """
    if source.kind is Kind.EXPLAINER:
        return None
    told = next((value for name, value in source.claims if _DAY_CLAIM.match(name)), "")
    day = source.published or _iso(told)
    if day is None:
        return None
    body = next((p for p in catalogue.outline(version.number) if p.locator.startswith("Summary > ")), None)
    held = body or catalogue.provision(version.number, 0)
    return LedgerEvent(Happening.ANNOUNCED, held.locator, source.title, Span.of(held), day, None, one_line(held.text))


def edition_event(catalogue: CatalogueReader, held: HeldProvision) -> LedgerEvent | None:
    """Return the event that a text is held as of a day."""
    day = held.version.valid_from
    if day is None:
        return None
    return LedgerEvent(Happening.EDITION, held.locator, held.source.title, Span.of(held), day, held.version.valid_to,
                       "the text held")  # fmt: skip


def _marked(text: str, found: list[tuple[int, int, date]]) -> tuple[str, _Places]:
    """Return a text with a mark in the place of each day, and what leads a position in it back to the text."""
    out, at, moved, shift = [], 0, [], 0
    for number, (start, end, _) in enumerate(found):
        if start < at:
            continue
        mark = f"\x02{number}\x03"
        out += [text[at:start], mark]
        moved.append((start + shift, start, end, len(mark)))
        shift += len(mark) - (end - start)
        at = end
    return "".join([*out, text[at:]]), _Places(moved)


class _Places:
    """Positions of a marked text, led back to the text itself."""

    def __init__(self, moved: list[tuple[int, int, int, int]]) -> None:
        self.moved = moved

    def __call__(self, position: int) -> int:
        """Return the position in the text: inside a mark, the end of the day that it stands for."""
        shift = 0
        for at, start, end, length in self.moved:
            if position <= at:
                break
            if position < at + length:
                return end
            shift = (end - start) - length + shift
        return position + shift


def _sentence(source: Source, version: Version, text: str, held: HeldProvision, start: int, end: int) -> Span:
    """Return the sentence of a provision that holds a clause; the clause where it runs over several."""
    own = held.provision
    for s, e in sentence_spans(text[own.start : own.end]):
        if own.start + s <= start and end <= own.start + e:
            e = _closed(text[own.start : own.end], s, e)
            return Span(source, version, own.start + s, own.start + e)
    return Span(source, version, start, max(end, start + 1))


def _closed(text: str, start: int, end: int) -> int:
    """Return where a Japanese sentence ends: behind what goes on in it after words in quotes that end in a stop."""
    for s, e in sentence_spans(text[start:]):
        goes_on = text[end - 1] in _CLOSING and "ぁ" <= text[end : end + 1] <= "ん"
        if start + s == end and goes_on:
            end = start + e
    return end


def _iso(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
