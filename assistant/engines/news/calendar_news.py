"""News of the calendar: what began, ended or was stayed by the texts' own words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date

from assistant.engines.ledger import whole_ledger
from assistant.engines.ledger.model import Happening, LedgerEvent
from assistant.engines.news.model import NewsEntry, NewsGroup, NewsItem, counted_noun, enumerated, short_title
from assistant.facts.days import day_in_words
from corpus.catalogue import CatalogueReader
from corpus.filters import Filters
from corpus.model import Standing

_NAMED_PLACES = 4  # addresses in a headline


def dated(
    catalogue: CatalogueReader, since: date = date.min, until: date = date.max, filters: Filters = Filters()
) -> Iterator[NewsItem]:
    """Yield what began, ended or was stayed between two days, those of one text and one day together."""
    together: dict[tuple[date, str, str], list[LedgerEvent]] = defaultdict(list)
    for event in whole_ledger.everything(catalogue, filters):
        if event.span.source.kind.standing is not Standing.BINDING:
            continue  # commentary tells of dates; the texts make them
        for day, told in _turns(event):
            if since <= day <= until:
                together[day, event.span.source.id, told].append(event)
    for (day, _, told), events in together.items():
        yield _item(day, told, events)


_TOLD = {  # what is said of the day on which an event begins, and of that on which it ends
    Happening.BEGINS: ("By {subject}, rules began to apply on {day}", ""),
    Happening.ENDS: ("", "A period in {subject} ended on {day}"),
    Happening.STAYED: ("{subject} {was} stayed on {day}{until}", "The stay of {subject} lasted until {day}"),
    Happening.AMENDED: ("A temporary amendment of {subject} began on {day}{until}",
                        "The temporary amendment of {subject} lasted until {day}"),
}  # fmt: skip


def _turns(event: LedgerEvent) -> Iterator[tuple[date, str]]:
    """Yield the days of an event, each with what is said of it."""
    begins, ends = _TOLD.get(event.kind, ("", ""))
    if begins and event.since:
        yield event.since, begins
    if ends and event.until:
        yield event.until, ends


def _item(day: date, told: str, events: Sequence[LedgerEvent]) -> NewsItem:
    source = events[0].span.source
    places = list(dict.fromkeys(e.locator for e in events))
    alone = len(places) == 1
    title = short_title(source)
    until = {e.until for e in events if e.until}
    headline = told.format(
        subject=f"{places[0] if alone else counted_noun(len(places), 'provision', 'provisions')} of “{title}”",
        was="was" if alone else "were",
        day=day_in_words(day),
        until=f", until {day_in_words(min(until))}" if len(until) == 1 else "",
    )
    if not alone:
        left = len(places) - _NAMED_PLACES
        headline += f": {enumerated([*places[:_NAMED_PLACES], *([f'{left:,} more'] if left > 0 else [])])}"
    entries = tuple(NewsEntry(e.locator, e.span, e.says) for e in events)
    return NewsItem(day, source, f"{headline}.", (NewsGroup("By their own words", entries),), locators=tuple(places))
