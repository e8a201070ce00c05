"""Calendar of what begins and ends, as an iCalendar file (RFC 5545)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from assistant.engines.ledger.model import Happening, LedgerEvent
from corpus.language.normal_form import one_line

_FOLD = 73  # bytes of a line, without the break
_SAID = {
    Happening.BEGINS: "begins",
    Happening.ENDS: "ends",
    Happening.STAYED: "stay ends",
    Happening.BESIDE: "stay beside it ends",
    Happening.AMENDED: "amendment ends",
}


def coming(events: Iterable[LedgerEvent], day: date) -> list[tuple[date, LedgerEvent]]:
    """Return the events that begin or end on `day` or later, by that day.

    What begins stands under the day from which it holds: the end of it is an event of its own.
    """
    found = []
    for e in events:
        when = e.since if e.kind is Happening.BEGINS else e.until
        if when and when >= day:
            found.append((when, e))
    return sorted(found, key=lambda pair: (pair[0], pair[1].locator))


@dataclass(frozen=True, slots=True)
class CalendarEntry:
    """Whole day of a calendar; `key` names what it is of, so that a calendar program finds it again."""

    day: date
    summary: str
    description: str
    key: str


def icalendar(dated: Iterable[tuple[date, LedgerEvent]]) -> str:
    """Return the events as an iCalendar file, each a whole day."""
    return written_calendar(map(entry_of, dated))


def entry_of(dated: tuple[date, LedgerEvent]) -> CalendarEntry:
    """Return an event as an entry of a calendar."""
    when, e = dated
    said = f"{e.title}, {e.locator}: {_SAID.get(e.kind, e.kind.value)}"
    return CalendarEntry(
        when, said, f"{e.title}. {e.said_of(when)[:400]}", f"{when}{e.kind}{e.locator}{e.span.source.id}"
    )


def written_calendar(entries: Iterable[CalendarEntry], name: str = "") -> str:
    """Return entries as an iCalendar file, under the name that a calendar program shows."""
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Licet//ledger//EN"]
    if name:
        lines += [f"NAME:{_escaped(name)}", f"X-WR-CALNAME:{_escaped(name)}"]
    for e in entries:
        lines += [
            "BEGIN:VEVENT",
            f"UID:{hashlib.sha256(e.key.encode()).hexdigest()[:24]}@licet",
            f"DTSTAMP:{stamp}",
            f"DTSTART;VALUE=DATE:{e.day:%Y%m%d}",
            f"DTEND;VALUE=DATE:{e.day + timedelta(days=1):%Y%m%d}",
            f"SUMMARY:{_escaped(e.summary)}",
            f"DESCRIPTION:{_escaped(e.description)}",
            "END:VEVENT",
        ]
    lines.append("END:VCALENDAR")
    return "".join(f"{part}\r\n" for line in lines for part in _folded(line))


def _escaped(text: str) -> str:
    return one_line(text).replace("\\", "\\\\").replace(";", r"\;").replace(",", r"\,")


def _folded(line: str) -> Iterator[str]:
    """Yield a line in pieces of at most 75 bytes; those behind the first begin with a space."""
    piece, size, lead = "", 0, ""
    for sign in line:
        width = len(sign.encode())
        if size + width > _FOLD:
            yield lead + piece
            piece, size, lead = "", 1, " "
        piece += sign
        size += width
    yield lead + piece
