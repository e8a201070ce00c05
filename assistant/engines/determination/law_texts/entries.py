"""An entry of the control list as it is held: its reasons for control with their columns, and its exceptions."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from assistant.engines.determination.law_texts.texts import Texts
from assistant.engines.lists.reference.held_tables import EXCEPTION_BY_VALUE, LIMIT_OF_VALUE
from assistant.engines.model import Span
from corpus.catalogue_results import HeldProvision
from corpus.language.lazy_regex import lazy_regex
from corpus.model import Role

_ONE_REASON = lazy_regex(r"(?<!^)(?=\b[A-Z]{2}\s+appl(?:y|ies)\b)")
_REASON_STATED = lazy_regex(r"^\s*(?P<reason>[A-Z]{2}|[A-Z]\w+(?: \w+){0,4}?)\s+appl(?:y|ies)\b")
_COLUMN_STATED = lazy_regex(r"\b[A-Z]{2} Column \d\.?")
_STATED = lazy_regex(
    r"^(?P<control>[A-Z]{2} appl(?:y|ies) to .{1,300}?)(?:\.\s(?=[A-Z])| (?=and a license is required))(?P<rule>.+)",
    re.S,
)


@dataclass(frozen=True, slots=True)
class Control:
    """One row of the license requirements: a reason with what it applies to, and its column or rule in words."""

    reason: str
    applies_to: str
    rule: str
    span: Span


class ExceptionLine(NamedTuple):
    """What an entry says of a License Exception: its name, its words, and where they stand."""

    name: str
    words: str
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class ListEntry:
    """Entry of the control list."""

    number: str
    held: HeldProvision
    heading: str
    reasons: str
    controls: tuple[Control, ...]
    exceptions: tuple[ExceptionLine, ...]
    paragraphs: frozenset[str]  # labels of its items: "a.7"

    @property
    def span(self) -> Span:
        """Return the heading's stretch."""
        return Span.of(self.held)


def entry_at(texts: Texts, number: str) -> ListEntry | None:
    """Return an entry; where several texts have it, the one that has its reasons for control."""
    found = [_read(texts, held) for held in texts.all(number) if held.provision.role is Role.ENTRY]
    best = max(found, key=lambda e: (bool(e.controls), len(e.paragraphs)), default=None)
    return replace(best, exceptions=_whole_lines(best, found)) if best is not None else None


def _whole_lines(entry: ListEntry, held: Sequence[ListEntry]) -> tuple[ExceptionLine, ...]:
    """Return an entry's exceptions, each with its line from the text that has it whole: one may end after a limit."""
    out = []
    for line in entry.exceptions:
        longer = [
            e for other in held for e in other.exceptions if e.name == line.name and e.words.startswith(line.words)
        ]
        out.append(max(longer, key=lambda e: len(e.words), default=line))
    return tuple(out)


def _with_limits(lines: Sequence[ExceptionLine], limits: Sequence[HeldProvision]) -> tuple[ExceptionLine, ...]:
    """Return an entry's exceptions with the limits of value that the list prints behind the lines, among the items."""
    if not limits:
        return tuple(lines)
    words = "; ".join(p.text.strip().rstrip(".") for p in limits)
    spans = tuple(map(Span.of, limits))
    return tuple(
        ExceptionLine(e.name, f"{e.words.rstrip('.')}; {words}", (*e.spans, *spans))
        if e.name == EXCEPTION_BY_VALUE
        else e
        for e in lines
    )


def _read(texts: Texts, held: HeldProvision) -> ListEntry:
    number = held.locator
    controls: list[Control] = []
    exceptions: list[ExceptionLine] = []
    limits: list[HeldProvision] = []
    paragraphs: set[str] = set()
    reasons = ""
    for p in texts.catalogue.subtree(held)[1:]:
        tail = p.locator.removeprefix(f"{number} > ")
        if p.provision.role is Role.ROW:
            controls.extend(_controls(p))
        elif p.provision.role is Role.ITEM:
            label = p.locator.removeprefix(f"{number}.").split(" ")[0]
            paragraphs.add(label)
        elif tail == "Reason for Control":
            reasons = p.text.partition(":")[2].strip()
        elif exceptions and tail == exceptions[-1][0] and p.provision.role is Role.CONTINUATION:
            name, words, (*before, span) = exceptions[-1]  # a further limit stands on a line of its own
            spans = (*before, replace(span, end=p.provision.end))
            exceptions[-1] = ExceptionLine(name, f"{words}; {p.text.strip()}", spans)
        elif re.fullmatch(r"[A-Z]{3}", tail):
            exceptions.append(ExceptionLine(tail, p.text.partition(":")[2].strip(), (Span.of(p),)))
        elif not paragraphs and p.provision.parent == held.position and LIMIT_OF_VALUE.match(p.text):
            limits.append(p)
        elif p.provision.parent == held.position and (said := _STATED.match(p.text)):
            named = _REASON_STATED.match(said["control"])
            controls.append(Control(named["reason"] if named else "", said["control"], said["rule"], Span.of(p)))
    heading = (held.provision.heading or held.text.removeprefix(number)).strip()
    lines = _with_limits(exceptions, limits)
    return ListEntry(number, held, heading, reasons, tuple(controls), lines, frozenset(paragraphs))


def _controls(row: HeldProvision) -> list[Control]:
    """Return the controls of a row; where two rows were run together, each with the column of its own reason."""
    cells = {name.split("(")[0].strip(): value for name, value in row.provision.cells}
    applies_to, rule = cells.get("Control", ""), cells.get("Country Chart", "")
    out = []
    pieces = [p for p in _ONE_REASON.split(applies_to) if p.strip()] or [applies_to]
    for piece in pieces:
        named = _REASON_STATED.match(piece)
        reason = named["reason"] if named else piece.split(" ")[0]
        own = rule
        if len(pieces) > 1 and (column := re.search(rf"\b{re.escape(reason)} Column \d", rule)):
            own = column[0]
        out.append(Control(reason, _COLUMN_STATED.sub("", piece).strip(), own, Span.of(row)))
    return out
