"""Events of the ledger as a list by day, each with the button that opens its words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import groupby

import streamlit as st

from assistant.engines.ledger import whole_ledger
from assistant.engines.ledger.model import Happening, LedgerEvent
from assistant.evidence.citations import Citations
from assistant.model import Citation
from corpus.catalogue import Catalogue, CatalogueReader
from corpus.filters import Filters
from ui.components.page import labels
from ui.components.page.markup import esc
from ui.components.text.citation_card import cite_button, quote_html
from ui.exports.legal import address
from ui.language import N_, _

Dated = tuple[date | None, LedgerEvent]
_SAYS = 320  # characters of an event's words
_KINDS = {
    Happening.BEGINS: N_("begins"),
    Happening.ENDS: N_("ends"),
    Happening.STAYED: N_("stayed"),
    Happening.BESIDE: N_("stay beside it"),
    Happening.AMENDED: N_("amended"),
    Happening.ANNOUNCED: N_("announced"),
    Happening.EDITION: N_("text held"),
}

_ENDINGS = {  # of what stands under the day on which it ends
    Happening.BEGINS: N_("ends"),
    Happening.STAYED: N_("stay ends"),
    Happening.BESIDE: N_("stay beside it ends"),
    Happening.AMENDED: N_("amendment ends"),
}


@st.cache_resource(show_spinner=False, max_entries=4)
def every_event(_catalogue: Catalogue, where: str, generation: int, day: date) -> tuple[LedgerEvent, ...]:
    """Return every event of the texts in force on a day, gathered once per change of the collection."""
    return whole_ledger.everything(_catalogue, Filters(as_of=day))


def cited_events(events: Sequence[Dated], catalogue: CatalogueReader) -> list[Citation]:
    """Return the citation of each event, in order."""
    cites = Citations(catalogue)
    numbers = [cites.cite(e.span.source, e.span.version, e.span.start, e.span.end) for __, e in events]
    by_number = {c.number: c for c in cites.all}
    return [by_number[n] for n in numbers]


def ledger_html(events: Sequence[Dated], citations: Sequence[Citation], today: date, turn: int) -> str:
    """Return events under their days; those before today are set back. `turn` is what the buttons report."""
    out = []
    pairs = zip(events, citations, strict=True)
    for day, group in groupby(pairs, key=lambda pair: pair[0][0]):
        items = "".join(_event(e, day, c, turn) for (__, e), c in group)
        past = ' data-past="yes"' if day and day < today else ""
        written = (
            f'<time datetime="{day.isoformat()}">{esc(labels.day(day))}</time>'
            if day
            else f"<span>{esc(_('No date'))}</span>"
        )
        out.append(f"<li{past}><h3>{written}</h3><ul>{items}</ul></li>")
    return f'<ol class="lc lc-ledger">{"".join(out)}</ol>'


def picked_event(picked: str, citations: Sequence[Sequence[Citation]]) -> Citation | None:
    """Return the citation that a clicked button names as "list:number"; None where there is none."""
    turn, _, number = picked.partition(":")
    if not (turn.isdecimal() and number.isdecimal()) or int(turn) >= len(citations):
        return None
    return next((c for c in citations[int(turn)] if c.number == int(number)), None)


def _happens(e: LedgerEvent, day: date | None) -> str:
    """Return what happens on a day: an event begins on its first and ends on its last."""
    is_end = day is not None and day == e.until and day != e.since
    return _(_ENDINGS.get(e.kind, _KINDS[e.kind]) if is_end else _KINDS[e.kind])


def _event(e: LedgerEvent, day: date | None, c: Citation, turn: int) -> str:
    span = ""
    if e.kind is not Happening.ENDS and e.since and e.until:
        told = _("from {first} to {last}").format(first=labels.day(e.since), last=labels.day(e.until))
        span = f" <span>{esc(told)}</span>"
    says = e.says if len(e.says) <= _SAYS else f"{e.says[:_SAYS].rpartition(' ')[0]} …"
    return (
        f'<li data-kind="{esc(e.kind.value)}"><b>{esc(_happens(e, day))}</b> {esc(address(e.locator))}{span} '
        f'{cite_button(c, turn)}<p class="lc-under">{esc(e.title)}</p>'
        f"{quote_html(c, says)}</li>"
    )
