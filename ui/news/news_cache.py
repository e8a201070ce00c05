"""All news of a collection, computed once for each of its states and chosen from for every page, feed and notice."""

from __future__ import annotations

import threading
from datetime import date

from assistant.engines.news.all_news import EVERYTHING, news
from assistant.engines.news.model import NewsItem, NewsScope
from corpus.catalogue import Catalogue


class CollectedNews:
    """News of a collection. Any number of threads may ask."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self._lock = threading.Lock()
        self._of: tuple[int, date] | None = None
        self._items: tuple[NewsItem, ...] = ()

    def items(self, scope: NewsScope = EVERYTHING, since: date | None = None) -> list[NewsItem]:
        """Return the news of a scope, newest first. Raise BadRequest for what is not held."""
        self.catalogue.check(scope.filters)
        now = (self.catalogue.generation, date.today())
        with self._lock:
            if self._of != now:
                self._items, self._of = news(self.catalogue), now
            found = self._items
        return [i for i in found if scope.admits(i) and (since is None or i.day >= since)]
