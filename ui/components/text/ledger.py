"""Events of the ledger as a list by day, each with the button that opens its words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import groupby

import streamlit as st

from assistant.engines.ledger import register
from assistant.engines.ledger.model import Happening, LedgerEvent
from assistant.evidence.citations import Citations
from assistant.facts.days import day_in_words
from assistant.model import Citation
from corpus.catalogue import Catalogue, CatalogueReader
from corpus.filters import Filters
from ui.components.page.markup import esc
from ui.components.text.citation_card import cite_button
from ui.exports.legal import address

Dated = tuple[date | None, LedgerEvent]
_SAYS = 320  # characters of an event's words
_KINDS = {
    Happening.BEGINS: "begins",
    Happening.ENDS: "ends",
    Happening.STAYED: "stayed",
    Happening.BESIDE: "stay beside it",
    Happening.AMENDED: "amended",
    Happening.ANNOUNCED: "announced",
    Happening.EDITION: "text held",
}


@st.cache_resource(show_spinner="Reading what begins and ends", max_entries=4)
def every_event(_catalogue: Catalogue, where: str, generation: int, day: date) -> tuple[LedgerEvent, ...]:
    """Return every event of the texts in force on a day, gathered once per change of the collection."""
    return register.everything(_catalogue, Filters(as_of=day))


def cited_events(events: Sequence[Dated], catalogue: CatalogueReader) -> list[Citation]:
    """Return the citation of each event, in order."""
    cites = Citations(catalogue)
    numbers = [cites.cite(e.span.source, e.span.version, e.span.start, e.span.end) for _, e in events]
    by_number = {c.number: c for c in cites.all}
    return [by_number[n] for n in numbers]


def ledger_html(events: Sequence[Dated], citations: Sequence[Citation], today: date, turn: int) -> str:
    """Return events under their days; those before today are set back. `turn` is what the buttons report."""
    out = []
    pairs = zip(events, citations, strict=True)
    for day, group in groupby(pairs, key=lambda pair: pair[0][0]):
        items = "".join(_event(e, c, turn) for (_, e), c in group)
        past = ' data-past="yes"' if day and day < today else ""
        written = f'<time datetime="{day.isoformat()}">{day_in_words(day)}</time>' if day else "<span>No date</span>"
        out.append(f"<li{past}><h3>{written}</h3><ul>{items}</ul></li>")
    return f'<ol class="lc lc-ledger">{"".join(out)}</ol>'


def picked_event(picked: str, citations: Sequence[Sequence[Citation]]) -> Citation | None:
    """Return the citation that a clicked button names as "list:number"; None where there is none."""
    turn, _, number = picked.partition(":")
    if not (turn.isdecimal() and number.isdecimal()) or int(turn) >= len(citations):
        return None
    return next((c for c in citations[int(turn)] if c.number == int(number)), None)


def _event(e: LedgerEvent, c: Citation, turn: int) -> str:
    span = ""
    if e.kind is not Happening.ENDS and e.since and e.until:
        span = f" <span>from {e.since.isoformat()} to {e.until.isoformat()}</span>"
    says = e.says if len(e.says) <= _SAYS else f"{e.says[:_SAYS].rpartition(' ')[0]} …"
    return (
        f'<li data-kind="{esc(e.kind.value)}"><b>{esc(_KINDS[e.kind])}</b> {esc(address(e.locator))}{span} '
        f'{cite_button(c, turn)}<p class="lc-under">{esc(e.title)}</p><p>{esc(says)}</p></li>'
    )
