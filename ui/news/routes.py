"""Routes of the feeds: `news.atom` and `news.ics` with a query that says of what, for readers and calendars."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from corpus.errors import Problem
from ui.news import feeds
from ui.news.collected import CollectedNews
from ui.news.subscription import subscribed

ATOM, CALENDAR = "application/atom+xml", "text/calendar"


def feed_routes(path: str, collected: Callable[[], CollectedNews], refusal: Callable[[], str]) -> list[Any]:
    """Return the routes below a path; `refusal` says why there are none for now, "" where there are."""
    from starlette.requests import Request
    from starlette.responses import PlainTextResponse, Response
    from starlette.routing import Route

    def made(request: Request, media: str) -> Response:
        if closed := refusal():
            return PlainTextResponse(f"{closed}\n", 403)
        found = collected()
        try:
            asked = subscribed(request.query_params.multi_items(), found.catalogue)
            items = found.items(asked.scope)
        except Problem as problem:
            return PlainTextResponse(f"{problem.message} {problem.remedy}\n", 400)
        if media == ATOM:
            page = str(request.url.replace(path=f"{path}/changes", query=""))
            body = feeds.atom(items[: feeds.MOST_ITEMS], asked.title, str(request.url), page)
        else:
            body = feeds.calendar(found.catalogue, items[: feeds.MOST_ITEMS], asked.scope, asked.title)
        return Response(body, media_type=media, headers={"Cache-Control": "no-cache"})

    def atom(request: Request) -> Response:
        return made(request, ATOM)

    def ics(request: Request) -> Response:
        return made(request, CALENDAR)

    return [Route(f"{path}/news.atom", atom), Route(f"{path}/news.ics", ics)]
