"""News of lists: who was added or changed on which day, by the dates that the rows themselves cite."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import pairwise

from assistant.engines.lists.editions import difference
from assistant.engines.lists.held_lists import all_held, editions_of
from assistant.engines.lists.model import HeldList, PartyRow
from assistant.engines.lists.notices import held_notices
from assistant.engines.model import Span
from assistant.engines.news import headlines
from assistant.engines.news.model import NewsEntry, NewsGroup, NewsItem
from assistant.facts.days import day_in_words
from corpus.catalogue import CatalogueReader
from corpus.errors import FilledLine
from corpus.filters import Filters

_NAMED_ENTRIES = 3  # names in a headline
_NAMED_COUNTRIES = 4  # countries in a headline


def listing_news(
    catalogue: CatalogueReader, since: date = date.min, filters: Filters = Filters()
) -> Iterator[NewsItem]:
    """Yield what rows of the lists held say of their listings and changes since a day, and what notices held say."""
    for held in all_held(catalogue, filters):
        notices = defaultdict(list)
        for day, span in held_notices(held.about, catalogue, filters):
            notices[day].append(span)
        added: dict[date, list[PartyRow]] = defaultdict(list)
        changed: dict[date, list[PartyRow]] = defaultdict(list)
        for row in held.counted:
            for number, publication in enumerate(row.publications):
                rows = (changed if number else added)[publication.day]
                if not rows or rows[-1] is not row:
                    rows.append(row)
        for days, is_added in ((added, True), (changed, False)):
            for day, rows in days.items():
                if day >= since:
                    yield _item(held, day, rows, notices[day], is_added)
        yield from _removals(held, catalogue, since)
        for day, spans in notices.items():
            if day >= since and day not in added and day not in changed:
                yield from (_announced(held, day, span) for span in spans)


def _item(held: HeldList, day: date, rows: Sequence[PartyRow], notices: Sequence[Span], is_added: bool) -> NewsItem:
    ordered = _by_country(rows)
    groups = [
        NewsGroup(
            f"{country or 'No country named'} ({len(of):,})", tuple(NewsEntry(r.listed_as, held.span(r)) for r in of)
        )
        for country, of in ordered
    ]
    policies = Counter(row.policy for row in rows if row.policy).most_common()
    if policies and is_added:
        told = tuple(NewsEntry(f"{policy} ({count:,})", None) for policy, count in policies)
        groups.append(NewsGroup("Review policy", told))
    if notices:
        groups.append(NewsGroup("Notices held", tuple(_notice(span) for span in notices)))
    return NewsItem(
        day, held.source, _headline(held.about.name, day, ordered, is_added), tuple(groups),
        list_name=held.about.name, locators=tuple(row.locator for row in rows),
    )  # fmt: skip


def _removals(held: HeldList, catalogue: CatalogueReader, since: date) -> Iterator[NewsItem]:
    """Yield who stands in an edition of a list and no longer in the next; rows themselves do not tell of it."""
    for old, new in pairwise(editions_of(held.about, catalogue)):
        rows = difference(old, new, catalogue).removed
        day = new.version.valid_from
        if not rows or day is None or day < since:
            continue
        ordered = _by_country(rows)
        country = ordered[0][0] if len(ordered) == 1 else ""
        headline = headlines.removed(held.about.name, day, len(rows), _names(rows), country=country)
        groups = tuple(
            NewsGroup(f"{country or 'No country named'} ({len(of):,})",
                      tuple(NewsEntry(r.listed_as, old.span(r)) for r in of))
            for country, of in ordered
        )  # fmt: skip
        yield NewsItem(
            day, new.source, headline, groups, list_name=held.about.name,
            locators=tuple(r.locator for r in rows),
        )  # fmt: skip


def _by_country(rows: Sequence[PartyRow]) -> list[tuple[str, list[PartyRow]]]:
    found: dict[str, list[PartyRow]] = defaultdict(list)
    for row in rows:
        found[row.country].append(row)
    return sorted(found.items(), key=lambda pair: (-len(pair[1]), pair[0]))


def _headline(name: str, day: date, ordered: Sequence[tuple[str, Sequence[PartyRow]]], is_added: bool) -> str:
    total = sum(len(rows) for _, rows in ordered)
    if len(ordered) == 1:
        country, rows = ordered[0]
        return headlines.of_list(name, day, total, _names(rows), country=country, is_added=is_added)
    parts = [headlines.under(country, len(rows)) for country, rows in ordered[:_NAMED_COUNTRIES]]
    if rest := ordered[_NAMED_COUNTRIES:]:
        parts.append(headlines.elsewhere(sum(len(rows) for _, rows in rest)))
    return headlines.of_list(name, day, total, headlines.listed(parts), is_added=is_added)


def _names(rows: Sequence[PartyRow]) -> str:
    names = [row.listed_as.rstrip(".") for row in rows[:_NAMED_ENTRIES]]
    return headlines.and_more("; ".join(names), len(rows) - len(names))


def _announced(held: HeldList, day: date, span: Span) -> NewsItem:
    headline = FilledLine(headlines.PUBLISHED, {"title": span.source.title, "day": day_in_words(day)})
    group = NewsGroup("Its summary", (_notice(span),))
    return NewsItem(day, span.source, headline, (group,), list_name=held.about.name)


def _notice(span: Span) -> NewsEntry:
    return NewsEntry(span.source.title, span)
