"""Calendar of what begins and ends, as an iCalendar file (RFC 5545)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta

from assistant.engines.ledger.model import Happening, LedgerEvent

_FOLD = 73  # bytes of a line, without the break
_SAID = {
    Happening.BEGINS: "begins",
    Happening.ENDS: "ends",
    Happening.STAYED: "stay ends",
    Happening.AMENDED: "amendment ends",
}


def coming(events: Iterable[LedgerEvent], day: date) -> list[tuple[date, LedgerEvent]]:
    """Return the events that begin or end on `day` or later, by that day."""
    found = []
    for e in events:
        when = e.until if e.until else e.since if e.kind is Happening.BEGINS else None
        if when and when >= day:
            found.append((when, e))
    return sorted(found, key=lambda pair: (pair[0], pair[1].locator))


def icalendar(dated: Iterable[tuple[date, LedgerEvent]]) -> str:
    """Return the events as an iCalendar file, each a whole day."""
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Licet//ledger//EN"]
    for when, e in dated:
        uid = hashlib.sha256(f"{when}{e.kind}{e.locator}{e.span.source.id}".encode()).hexdigest()[:24]
        lines += [
            "BEGIN:VEVENT",
            f"UID:{uid}@licet",
            f"DTSTAMP:{stamp}",
            f"DTSTART;VALUE=DATE:{when:%Y%m%d}",
            f"DTEND;VALUE=DATE:{when + timedelta(days=1):%Y%m%d}",
            f"SUMMARY:{_escaped(f'{e.locator}: {_SAID.get(e.kind, e.kind.value)}')}",
            f"DESCRIPTION:{_escaped(f'{e.title}. {e.says[:400]}')}",
            "END:VEVENT",
        ]
    lines.append("END:VCALENDAR")
    return "".join(f"{part}\r\n" for line in lines for part in _folded(line))


def _escaped(text: str) -> str:
    plain = " ".join(text.split())
    return plain.replace("\\", "\\\\").replace(";", r"\;").replace(",", r"\,")


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
