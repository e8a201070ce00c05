"""Routes of the feeds: `news.atom` and `news.ics` with a query that says of what, for readers and calendars."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from corpus.errors import Problem
from ui.news import feeds
from ui.news.news_cache import CollectedNews
from ui.news.subscription import subscribed

ATOM, CALENDAR = "application/atom+xml", "text/calendar"
_MEDIA = {"news.atom": ATOM, "news.ics": CALENDAR}


def desk_routes(path: str, collected: Callable[[], CollectedNews], refusal: Callable[[], str]) -> list[Any]:
    """Return the routes of the desk, which tells problems as plain text; `refusal` says why there are none, else ""."""
    from starlette.responses import PlainTextResponse
    from starlette.routing import Route

    def endpoint(media: str) -> Callable[[Any], Any]:
        def answer(request: Any) -> Any:
            if closed := refusal():
                return PlainTextResponse(f"{closed}\n", 403)
            try:
                return news_feed(request, media, collected(), f"{path}/changes")
            except Problem as problem:
                return PlainTextResponse(f"{problem.message} {problem.remedy}\n", 400)

        return answer

    return [Route(f"{path}/{name}", endpoint(media)) for name, media in _MEDIA.items()]


def news_feed(request: Any, media: str, found: CollectedNews, page: str = "") -> Any:
    """Return the feed or the calendar of what the query of a request says; what is asked wrongly raises its Problem.

    `page` is the path of the page that shows the same news, "" where there is none.
    """
    from starlette.responses import Response

    asked = subscribed(request.query_params.multi_items(), found.catalogue)
    items = found.items(asked.scope)[: feeds.MOST_ITEMS]
    if media == ATOM:
        shown = str(request.url.replace(path=page, query="")) if page else ""
        body = feeds.atom(items, asked.title, str(request.url), shown)
    else:
        body = feeds.calendar(found.catalogue, items, asked.scope, asked.title)
    return Response(body, media_type=media, headers={"Cache-Control": "no-cache"})
