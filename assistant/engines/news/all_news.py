"""All news of a scope, newest first."""

from __future__ import annotations

from datetime import date

from assistant.engines.news.calendar_news import dated
from assistant.engines.news.edition_news import texts
from assistant.engines.news.listings import listing_news
from assistant.engines.news.model import NewsItem, NewsScope
from corpus.catalogue import Catalogue

EVERYTHING = NewsScope()


def news(
    catalogue: Catalogue, scope: NewsScope = EVERYTHING, since: date = date.min, until: date | None = None
) -> tuple[NewsItem, ...]:
    """Return the news of the texts held between two days, newest first; `until` is today unless it is given.

    Raise BadRequest for a regime or a text that is not held.
    """
    catalogue.check(scope.filters)
    last = until or date.today()
    found = [*listing_news(catalogue, since, scope.filters), *texts(catalogue, since, scope.filters)]
    if not scope.lists:
        found += dated(catalogue, since, last, scope.filters)
    kept = [item for item in found if item.day <= last and scope.admits(item)]
    # A stable sort: of a list and a day, who was added stays before who was changed.
    return tuple(sorted(kept, key=lambda i: (-i.day.toordinal(), not i.has_substance, i.list_name)))
