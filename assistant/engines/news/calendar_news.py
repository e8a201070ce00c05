"""News of the calendar: what began, ended or was stayed by the texts' own words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date

from assistant.engines.ledger import whole_ledger
from assistant.engines.ledger.model import Happening, LedgerEvent
from assistant.engines.news import headlines
from assistant.engines.news.model import NewsEntry, NewsGroup, NewsItem, short_title
from assistant.facts.days import day_in_words
from corpus.catalogue import CatalogueReader
from corpus.errors import FilledLine
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
    Happening.BEGINS: (headlines.BEGAN, ""),
    Happening.ENDS: ("", headlines.ENDED),
    Happening.STAYED: (headlines.STAYED, headlines.STAY_LASTED),
    Happening.AMENDED: (headlines.AMENDED, headlines.AMENDMENT_LASTED),
}
# The same of several provisions, and with the day on which it ends.
_OF_SEVERAL = {headlines.STAYED: headlines.WERE_STAYED}
_WITH_ITS_END = {
    headlines.STAYED: headlines.STAYED_UNTIL,
    headlines.WERE_STAYED: headlines.WERE_STAYED_UNTIL,
    headlines.AMENDED: headlines.AMENDED_UNTIL,
}


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
    subject = FilledLine(headlines.ONE_OF_TEXT, {"place": places[0], "title": title})
    named = ""
    if not alone:
        told = _OF_SEVERAL.get(told, told)
        subject = FilledLine(headlines.SEVERAL_OF_TEXT, {"count": f"{len(places):,}", "title": title})
        left = len(places) - _NAMED_PLACES
        named = headlines.listed([*places[:_NAMED_PLACES], *([headlines.more(left)] if left > 0 else [])])
    values: dict[str, object] = {"subject": subject, "day": day_in_words(day)}
    if len(until) == 1 and told in _WITH_ITS_END:
        told, values["until"] = _WITH_ITS_END[told], day_in_words(min(until))
    entries = tuple(NewsEntry(e.locator, e.span, e.says) for e in events)
    headline = headlines.sentence(FilledLine(told, values), named)
    groups = (NewsGroup("By their own words", entries),)
    return NewsItem(day, source, headline, groups, locators=tuple(places))
