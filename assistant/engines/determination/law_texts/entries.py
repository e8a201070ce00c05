"""An entry of the control list as it is held: its reasons for control with their columns, and its exceptions."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.engines.determination.law_texts.texts import Texts
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


@dataclass(frozen=True, slots=True)
class ListEntry:
    """Entry of the control list."""

    number: str
    held: HeldProvision
    heading: str
    reasons: str
    controls: tuple[Control, ...]
    exceptions: tuple[tuple[str, str, Span], ...]  # name, words, place
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


def _whole_lines(entry: ListEntry, held: Sequence[ListEntry]) -> tuple[tuple[str, str, Span], ...]:
    """Return an entry's exceptions, each with its line from the text that has it whole: one may end after a limit."""
    out = []
    for name, words, span in entry.exceptions:
        longer = [e for other in held for e in other.exceptions if e[0] == name and e[1].startswith(words)]
        out.append(max(longer, key=lambda e: len(e[1]), default=(name, words, span)))
    return tuple(out)


def _read(texts: Texts, held: HeldProvision) -> ListEntry:
    number = held.locator
    controls: list[Control] = []
    exceptions: list[tuple[str, str, Span]] = []
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
            name, words, span = exceptions[-1]  # a further limit stands on a line of its own
            exceptions[-1] = name, f"{words}; {p.text.strip()}", replace(span, end=p.provision.end)
        elif re.fullmatch(r"[A-Z]{3}", tail):
            exceptions.append((tail, p.text.partition(":")[2].strip(), Span.of(p)))
        elif p.provision.parent == held.position and (said := _STATED.match(p.text)):
            named = _REASON_STATED.match(said["control"])
            controls.append(Control(named["reason"] if named else "", said["control"], said["rule"], Span.of(p)))
    heading = (held.provision.heading or held.text.removeprefix(number)).strip()
    return ListEntry(number, held, heading, reasons, tuple(controls), tuple(exceptions), frozenset(paragraphs))


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
