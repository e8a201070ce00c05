"""What the ledger says of a matter on a day, as findings and as an object for programs."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from assistant.engines.ledger.model import Happening, LedgerEvent, Matter
from assistant.engines.model import Computed, Finding, Span, span_payload
from assistant.facts.days import day_in_words
from assistant.model import Form, StatementRole
from corpus.catalogue import CatalogueReader
from corpus.language.lazy_regex import lazy_regex

_PARTS = lazy_regex(
    r"\bin (?P<where>§ [\d.]+|supplement no\. \d+ to part \d+), (?P<parts>.{1,300}?) (?:was|were) stayed", re.I
)
# "At 90 FR 50857, Nov. 12, 2025, in § 744.8, …": the document by which something is stayed
_BY_DOCUMENT = lazy_regex(r"\bAt (?P<document>\d{1,3} FR \d{1,6}, [A-Z][a-z]{2,8}\.? \d{1,2}, \d{4})")
_AMERICAN_PLACE = lazy_regex(r"\d{1,2} CFR |Supplement No\. ")
_TITLES_QUOTED = lazy_regex(r"《([^》]{2,60})》")
_EVENTS_SHOWN = 12  # events of a timeline
_NOTES_SHOWN = 3


def status_computed(
    matter: Matter, day: date, catalogue: CatalogueReader, *, only: tuple[LedgerEvent, ...] = ()
) -> Computed:
    """Return the status of a matter on a day. `only` are the events that are asked for, where not all are."""
    events = only or matter.events
    name = "The same stay on the provisions on that list" if only else matter.name
    findings = [*_findings(Matter(name, events, matter.lacks), day), *lacking(matter)]
    spans = tuple(dict.fromkeys(s for f in findings for s in f.cites))
    return Computed(
        Form.STATUS, tuple(findings), payload(Matter(matter.name, events, matter.lacks), day, spans, catalogue)
    )


def payload(matter: Matter, day: date, spans: tuple[Span, ...], catalogue: CatalogueReader) -> dict[str, Any]:
    """Return what programs read of a status."""
    stays, begins = matter.of(Happening.STAYED), matter.of(Happening.BEGINS)
    ends = [e.until for e in matter.of(Happening.ENDS) if e.until]
    coming = matter.next_day(day)
    return {
        "subject": matter.name,
        "as_of": day.isoformat(),
        "state": matter.state(day),
        "in_force_since": _iso(min((e.since for e in begins if e.since), default=None)),
        "ends": _iso(max(ends, default=None)),
        "stayed_since": _iso(min((e.since for e in stays if e.since), default=None)),
        "stayed_until": _iso(max((e.until for e in stays if e.until), default=None)),
        "next_date": _iso(coming),
        "events": [event(e) for e in matter.events],
        "not_held": [{"title": text.name, "sources": list(text.sources)} for text in matter.lacks],
        "citations": [span_payload(span, catalogue) for span in spans],
    }


def event(e: LedgerEvent) -> dict[str, Any]:
    """Return an event as an object."""
    return {"kind": e.kind.value, "locator": e.locator, "source_id": e.span.source.id, "title": e.title,
            "since": _iso(e.since), "until": _iso(e.until), "says": e.says}  # fmt: skip


def _findings(matter: Matter, day: date) -> Iterator[Finding]:
    """Yield the sentences of a status: what holds on the day first."""
    name, state = matter.name[0].upper() + matter.name[1:], matter.state(day)
    stays, begins, ends = matter.of(Happening.STAYED), matter.of(Happening.BEGINS), matter.of(Happening.ENDS)
    if stays:
        yield from _stay(name, stays, day, state)
    elif begins:
        texts = list(dict.fromkeys(e.span.source.id for e in begins))
        for text in texts:
            of_it = tuple(e for e in begins if e.span.source.id == text)
            yield from _force(of_it[0].title if len(texts) > 1 or matter.lacks else name, of_it, day)
    elif ends:
        for e in ends[:_EVENTS_SHOWN]:
            yield Finding(f"{e.locator}: until {day_in_words(e.until or day)} by its own words.", (e.span,))
        yield from _further(len(ends) - _EVENTS_SHOWN, "dates", matter)
    elif matter.events and all(e.kind is Happening.ANNOUNCED for e in matter.events) and len(matter.events) == 1:
        e = matter.events[0]
        yield Finding(f"By a document of {day_in_words(e.since or day)}: {e.says}", (e.span,))
        yield Finding(
            "That is an abstract or article, not the rule itself: read the rule.", (e.span,), StatementRole.CHECK_NEXT
        )
        return
    else:
        yield from _no_stay(matter)
        for e in matter.of(Happening.BESIDE):
            yield Finding(f"A note stays other parts of that section: {e.says}", (e.span,), StatementRole.STATUS)
    amended, announced = matter.of(Happening.AMENDED), matter.of(Happening.ANNOUNCED)
    for e in amended[:_NOTES_SHOWN]:
        yield Finding(f"A note on {e.locator}: {e.says}", (e.span,), StatementRole.STATUS)
    yield from _further(len(amended) - _NOTES_SHOWN, "notes", matter)
    yield from _further(len(announced) - _EVENTS_SHOWN, "earlier documents", matter)
    for e in announced[-_EVENTS_SHOWN:]:
        line = f"{day_in_words(e.since or day)}: {e.title} (an abstract or article, not the rule itself)."
        yield Finding(line, (e.span,), StatementRole.STATUS)


def _no_stay(matter: Matter) -> Iterator[Finding]:
    """Yield that no note stays a matter, and in which editions the provisions are held that it is made of.

    Of a text that tells when it enters into force without naming a day its own words come first.
    """
    held = matter.of(Happening.EDITION)
    if (own := matter.of(Happening.OWN_WORDS)) and len(own) == len(matter.events):
        name, spans = matter.name[0].upper() + matter.name[1:], tuple(e.span for e in own)
        yield Finding(
            f"{name}: by {own[0].locator} “{own[0].says}” The text held names no day.{_of_edition(own[0])}", spans
        )
        yield Finding(f"No note in the text held stays {name} or ends it.", spans, StatementRole.STATUS)
        return
    more = "" if matter.of(Happening.AMENDED) else " or sets a date for it"
    if len(held) < 2:
        edition = f" (edition of {day_in_words(held[0].since)})" if held and held[0].since else ""
        name = matter.name[0].upper() + matter.name[1:]
        yield Finding(f"No note in the text held{edition} stays {name}{more}.", tuple(e.span for e in held))
        return
    yield Finding(f"No note in the texts held stays {matter.name}{more}.", tuple(e.span for e in held))
    for e in held:
        line = f"{e.locator} ({e.title}): held in the edition of {day_in_words(e.since or date.min)}."
        yield Finding(line, (e.span,), StatementRole.STATUS)


def lacking(matter: Matter) -> Iterator[Finding]:
    """Yield which official texts of a matter are not held, with the command that brings them."""
    if matter.lacks:
        titles = "; ".join(text.name for text in matter.lacks)
        command = f"`licet sync {' '.join(s for text in matter.lacks for s in text.sources)}`"
        yield Finding(f"Not held, and part of it: {titles}. {command} brings them.", (), StatementRole.CHECK_NEXT)


def _further(number: int, what: str, matter: Matter) -> Iterator[Finding]:
    if number > 0:
        yield Finding(
            f"{number:,} further {what}: `licet status {shlex.quote(matter.name)}` lists all.", (), StatementRole.STATUS
        )


def _stay(name: str, stays: tuple[LedgerEvent, ...], day: date, state: str) -> Iterator[Finding]:
    until = max((e.until for e in stays if e.until), default=None)
    since = min((e.since for e in stays if e.since), default=None)
    begun = f" from {day_in_words(since)}" if since else ""
    spans = tuple(e.span for e in stays[:3])
    name += ": in part" if all(_is_partial(name, e) for e in stays) else ":"
    if state == "stayed" and until:
        yield Finding(
            f"{name} stayed{begun} until {day_in_words(until)} by its own note: on hold on {day_in_words(day)}.", spans
        )
    elif state == "stay over" and until:
        yield Finding(
            f"The day of the stay has passed. {name} stayed{begun} until {day_in_words(until)} by its own note. By the "
            f"texts held the stay has ended and what it held back counts again, from "
            f"{day_in_words(until + timedelta(days=1))} at the latest, unless a later document prolonged the stay, "
            "which is not held.",
            spans,
        )
    elif since and day < since:
        yield Finding(f"{name} not yet stayed on {day_in_words(day)}; the stay began on {day_in_words(since)}.", spans)
    else:
        yield Finding(f"{name} stayed{begun} with no end set in its note.", spans)
    for e in list({e.says: e for e in reversed(stays)}.values())[::-1]:
        m = _PARTS.search(e.says)
        parts = m["parts"] if m else "its text"
        document = _BY_DOCUMENT.search(e.says)
        by = f" ({document['document']})" if document else ""
        yield Finding(f"The note on {e.locator} stays {parts}{by}.", (e.span,), StatementRole.STATUS)
    yield Finding("The rest of these provisions is not stayed by these notes.", (), StatementRole.STATUS)


def _is_partial(name: str, e: LedgerEvent) -> bool:
    """Return whether a note stays only parts of the provision that a status is asked of: sentences, a paragraph."""
    if not _AMERICAN_PLACE.match(name):
        return False
    if e.locator != name:
        return not name.startswith(e.locator)  # a stay of something below it; one above covers it whole
    m, path = _PARTS.search(e.says), re.sub(r"^[^(]*", "", name)
    if m is None:
        return False
    return not path or re.search(rf"(?<!of )(?<!in )paragraph {re.escape(path)}(?!\()", m["parts"]) is None


def _force(name: str, begins: tuple[LedgerEvent, ...], day: date) -> Iterator[Finding]:
    first = begins[0]
    since = first.since or day
    if first.until:
        verb = "applied" if first.until < day else "applies"
        yield Finding(f"{name}: {verb} from {day_in_words(since)} to {day_in_words(first.until)} by its own words"
                      f"{_of_edition(first)}.", (first.span,))  # fmt: skip
    elif since <= day:
        verb = "applies" if " apply " in first.says else "in force"
        yield Finding(f"{name}: {verb} since {day_in_words(since)} by its own words.", (first.span,))
    else:
        yield Finding(
            f"{name}: not yet in force on {day_in_words(day)}; it begins on {day_in_words(since)}.", (first.span,)
        )
    if names := _TITLES_QUOTED.findall(first.says):
        yield Finding(
            f"The same provision repeals on that day (同时废止): {'; '.join(names)}.",
            (first.span,),
            StatementRole.STATUS,
        )
    for e in begins[1:]:
        if (e.since, e.until) != (first.since, first.until):
            until = f" to {day_in_words(e.until)}" if e.until else ""
            other = e.locator == first.locator and e.span.version.number != first.span.version.number
            where = "Another edition" if other else e.locator  # another provision begins on a day of its own
            yield Finding(
                f"{where}{_of_edition(e)} says: from {day_in_words(e.since or day)}{until}.",
                (e.span,),
                StatementRole.STATUS,
            )


def _of_edition(e: LedgerEvent) -> str:
    day = e.span.version.valid_from
    return f" (text of {day_in_words(day)})" if day else ""


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
