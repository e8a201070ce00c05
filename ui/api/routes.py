"""Endpoints of the API: each returns the document that its command prints with `--json`."""

from __future__ import annotations

import threading
from collections import Counter
from typing import Annotated, Any, get_args, get_origin

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response, StreamingResponse

from assistant.engines.screening.names_file import given_names
from assistant.query.budget import checked_question
from assistant.wiring import Application
from corpus.errors import BadRequest
from corpus.filters import Filters
from corpus.parsers.file import File
from ui import parameters, serializers
from ui.api import events, problems
from ui.api.admission import CALLER, Caller
from ui.api.bodies import AskBody, CheckBody, DetermineBody, ScreenBody, SearchBody
from ui.json_documents import list_documents, provision_documents, source_documents
from ui.news.routes import ATOM, CALENDAR, news_feed
from ui.serving.rate_limit import OneAtATime
from ui.terminal import json_line
from ui.warm_up import WarmUp


def _known_parameters(request: Request) -> None:
    """Raise BadRequest for what stands behind a path and is not one of its parameters, since it may be misspelled.

    Nothing would tell a caller that `asof` chose no day, or that of two days one was left out.
    """
    taken = {field.alias: field.field_info.annotation for field in request.scope["route"].dependant.query_params}
    for name, count in Counter(name for name, _ in request.query_params.multi_items()).items():
        if name not in taken:
            takes = f"This path takes {', '.join(taken)}." if taken else "Its fields stand in the body, if it has any."
            raise BadRequest(f"There is no parameter {name[:_SHOWN]!r}.", takes)
        if count > 1 and not any(get_origin(kind) is list for kind in (taken[name], *get_args(taken[name]))):
            raise BadRequest(f"The parameter {name} stands {count} times.", "Give it once.")


router = APIRouter(prefix="/v1", dependencies=[Depends(_known_parameters)])
_SHOWN = 60  # characters of a parameter that is not known
_PATIENCE = 60.0  # seconds that a question waits for the start of the server
LEFT_OUT = "Licet-Left-Out"  # header: how many texts were left out of a search because they were altered


def _warm_up(request: Request) -> WarmUp:
    found: WarmUp = request.app.state.warm_up
    return found


def _licet(request: Request) -> Application:
    return _warm_up(request).licet


Licet = Annotated[Application, Depends(_licet)]
Start = Annotated[WarmUp, Depends(_warm_up)]
AsOf = Annotated[str | None, Query(description="The law as it stood on that day, YYYY-MM-DD.")]
Sources = Annotated[list[str] | None, Query(description="Only this source, by its id; repeatable.", max_length=50)]
QueryWord = Annotated[str, Query(max_length=500)]
FollowedNames = Annotated[list[str] | None, Query(description="Repeatable; without any: all texts.", max_length=60)]
FollowedLists = Annotated[list[str] | None, Query(alias="list", description="Repeatable.", max_length=60)]
OnDay = Annotated[str | None, Query(description="YYYY-MM-DD")]


def _sent(told: Any, headers: dict[str, str] | None = None) -> Response:
    return Response(json_line(told), headers=headers, media_type="application/json")


def _not_ready(start: WarmUp) -> Response | None:
    """Wait for the start of the server; return the refusal where it takes too long. Raises what it failed with."""
    if not start.wait(_PATIENCE):
        return problems.starting()
    if start.warmth.problem:
        raise start.warmth.problem
    return None


def _no_turn(start: WarmUp, request: Request) -> Response | None:
    """Return the refusal of a question: of a caller who asks too many, or while the server starts."""
    caller: Caller = request.scope[CALLER]
    seconds, per_minute = caller.seconds_to_wait(request.app.state.questions, question=True)
    if seconds:
        return problems.too_many(seconds, "questions", per_minute)
    return _not_ready(start)


@router.get("/health", operation_id="health", summary="Whether the server runs, and whether its models are loaded")
async def health(start: Start) -> Response:
    """Answer 200 once the process runs, 503 where its start failed; no key is needed."""
    failed = start.warmth.problem is not None
    told = {"status": "failed" if failed else "ok", "ready": start.warmth.ready}
    return Response(json_line(told), 503 if failed else 200, media_type="application/json")


@router.post("/search", operation_id="search", summary="Passages that match words or an address")
def search(body: SearchBody, licet: Licet, start: Start) -> Response:
    """Return what `licet search --json` prints: passages, each with why it is there."""
    if refusal := _not_ready(start):
        return refusal
    words, filters = checked_question(body.query, licet.settings.max_question_chars), body.filters
    licet.catalogue.check(filters)
    hits = licet.collection.search(words, body.k, filters)
    left_out = {LEFT_OUT: str(len(hits.left_out))} if hits.left_out else None
    return _sent([serializers.hit(hit) for hit in hits], left_out)


@router.post("/ask", operation_id="ask", summary="An answer, every sentence with its paragraph")
def ask(body: AskBody, licet: Licet, start: Start, request: Request) -> Response:
    """Return what `licet ask --json` prints; with `Accept: text/event-stream` the answer in the making.

    Its events are `step`, `text` (pieces, provisional where a chat model writes), `sentence` (each sentence that the
    model wrote, numbered), `verdict` (what the check says of one, as it comes, under its number), `claim` (each
    statement of the answer with its verdict), and last `answer`, or `problem`.
    """
    if refusal := _no_turn(start, request):
        return refusal
    filters = body.filters
    licet.catalogue.check(filters)
    history = [turn if isinstance(turn, str) else turn.model_dump() for turn in body.history]
    if events.EVENT_STREAM not in request.headers.get("accept", ""):
        return _sent(serializers.answer(licet.assistant.ask(body.question, history, filters)))
    unwanted = threading.Event()
    made = iter(licet.assistant.events(body.question, history, filters, stop=unwanted))
    first = next(made)  # what is wrong with the question is found before the first event
    return StreamingResponse(
        events.stream(first, made, unwanted), media_type=events.EVENT_STREAM, headers={"Cache-Control": "no-store"}
    )


@router.post("/determine", operation_id="determine", summary="What the texts require for an item, step by step")
def determine(body: DetermineBody, licet: Licet, start: Start) -> Response:
    """Return what `licet determine --json` prints: a status, and steps with their paragraphs."""
    from assistant.engines.determination.command import determination

    if refusal := _not_ready(start):
        return refusal
    filters = Filters(as_of=parameters.day(body.as_of))
    return _sent(
        determination(licet.catalogue, body.item, body.to, body.end_user, body.end_use, filters, body.jurisdiction)
    )


@router.get("/compare", operation_id="compare", summary="How jurisdictions differ on a topic")
def compare(
    licet: Licet,
    start: Start,
    request: Request,
    topic: Annotated[str, Query(description="What is compared: penalties, records, …", max_length=500)],
    jurisdiction: Annotated[list[str], Query(description="Two or more, by their codes: us, eu, jp.", max_length=10)],
    as_of: AsOf = None,
) -> Response:
    """Return what `licet compare --json` prints: a cell for each point and jurisdiction, with its paragraphs."""
    if refusal := _no_turn(start, request):
        return refusal
    codes = [code.strip().lower() for code in jurisdiction]
    return _sent(serializers.answer(licet.assistant.compare(topic, codes, Filters(as_of=parameters.day(as_of)))))


@router.post("/screen", operation_id="screen", summary="Names against every list held")
def screen(body: ScreenBody, licet: Licet) -> Response:
    """Return what `licet screen --json` prints, a result for each name; lists that are not held are named."""
    filters = Filters(as_of=parameters.day(body.as_of))
    return _sent(list_documents.screening(licet.catalogue, given_names(body.names), body.country, filters))


@router.post("/check", operation_id="check", summary="A draft, sentence by sentence, against the texts held")
def check(body: CheckBody, licet: Licet, start: Start, request: Request) -> Response:
    """Return what `licet check --json` prints: for each sentence a verdict, its reason and its passages.

    A caller has one draft at a time: a long one takes minutes, and several would leave no thread for questions.
    """
    if refusal := _no_turn(start, request):
        return refusal
    drafts: OneAtATime = request.app.state.drafts
    with drafts.of(request.scope[CALLER].name) as begins:
        if not begins:
            return problems.draft_in_hand()
        return _sent(serializers.checked_draft(licet.check_draft(File("draft.md", body.draft.encode()), body.filters)))


@router.get("/lists", operation_id="lists", summary="The lists that are held")
def lists(licet: Licet, as_of: AsOf = None) -> Response:
    """Return what `licet lists --json` prints."""
    return _sent(list_documents.held_lists(licet.catalogue, Filters(as_of=parameters.day(as_of))))


@router.get("/lists/{name}", operation_id="list_rows", summary="Rows of a list, counted, chosen or compared")
def list_rows(
    name: str,
    licet: Licet,
    country: Annotated[list[str] | None, Query(max_length=50)] = None,
    policy: QueryWord = "",
    requirement: QueryWord = "",
    footnote: QueryWord = "",
    citation: QueryWord = "",
    party: Annotated[str, Query(description="Words of a name or an alias.", max_length=500)] = "",
    added_on: OnDay = None,
    added_since: OnDay = None,
    added_until: OnDay = None,
    changed: bool = False,
    between: Annotated[list[str] | None, Query(description="Two days whose editions are compared.")] = None,
    count: bool = False,
    as_of: AsOf = None,
) -> Response:
    """Return what `licet lists NAME --json` prints."""
    filters = Filters(as_of=parameters.day(as_of))
    choice = list_documents.Choice(
        tuple(country or ()), party, policy, requirement, footnote, citation, parameters.day(added_on),
        parameters.day(added_since), parameters.day(added_until), changed,
    )  # fmt: skip
    found = list_documents.looked_up(licet.catalogue, name, choice, filters, between=between or (), count=count)
    return _sent({**found, "rows": []} if count else found)


@router.get("/show", operation_id="show", summary="A provision in full")
def show(
    licet: Licet,
    locator: Annotated[str, Query(description="An address in any common spelling: 744.21(f).", max_length=500)],
    source: Sources = None,
    as_of: AsOf = None,
) -> Response:
    """Return what `licet show --json` prints: the provision with its ancestors, others of that address under `also`."""
    filters = parameters.filters(None, None, source, None, as_of)
    return _sent(
        provision_documents.shown(licet.catalogue, provision_documents.located(licet.catalogue, locator, filters))
    )


@router.get("/status", operation_id="status", summary="Since and until when something is in force")
def status(
    licet: Licet,
    what: Annotated[str, Query(description="An address, a text or a topic; empty: all.", max_length=500)] = "",
    as_of: AsOf = None,
) -> Response:
    """Return what `licet status --json` prints."""
    return _sent(provision_documents.status(licet.catalogue, what, parameters.filters(None, None, None, None, as_of)))


@router.get("/status.ics", operation_id="status_calendar", summary="What begins and ends, as a calendar")
def status_calendar(
    licet: Licet,
    what: Annotated[str, Query(description="An address, a text or a topic; empty: all.", max_length=500)] = "",
    as_of: AsOf = None,
) -> Response:
    """Return what `licet status --ics` writes: what begins or ends from the day on, for a calendar to take up."""
    filters = parameters.filters(None, None, None, None, as_of)
    return Response(provision_documents.status_calendar(licet.catalogue, what, filters), media_type=CALENDAR)


@router.get("/diff", operation_id="diff", summary="What changed in a provision between two days")
def diff(
    licet: Licet,
    locator: Annotated[str, Query(max_length=500)],
    first: Annotated[str, Query(description="YYYY-MM-DD")],
    second: Annotated[str, Query(description="YYYY-MM-DD")],
) -> Response:
    """Return what `licet diff --json` prints."""
    days = parameters.given_day(first), parameters.given_day(second)
    return _sent(provision_documents.differences(licet.catalogue, locator, *days))


@router.get("/changes", operation_id="changes", summary="What changed between the editions held")
def changes(licet: Licet, since: OnDay = None, source: Sources = None) -> Response:
    """Return what `licet changes --json` prints, newest first."""
    return _sent(provision_documents.changes(licet.catalogue, parameters.day(since), source or ()))


# What the feeds take stands here for their description and its limits; they read the query themselves.
@router.get("/news.atom", operation_id="news", summary="News of the texts held, as a feed")
def news(
    request: Request,
    regime: FollowedNames = None,
    lists: FollowedLists = None,
    text: FollowedNames = None,
    provision: FollowedNames = None,
    title: QueryWord = "",
) -> Response:
    """Return what `licet changes --atom` writes; it is of what the query names: regimes, lists, texts, provisions."""
    return _fed(request, ATOM)


@router.get("/news.ics", operation_id="news_calendar", summary="News of the texts held, as a calendar")
def news_calendar(
    request: Request,
    regime: FollowedNames = None,
    lists: FollowedLists = None,
    text: FollowedNames = None,
    provision: FollowedNames = None,
    title: QueryWord = "",
) -> Response:
    """Return what `licet changes --ics` writes; it is of what the query names: regimes, lists, texts, provisions."""
    return _fed(request, CALENDAR)


def _fed(request: Request, media: str) -> Response:
    made: Response = news_feed(request, media, request.app.state.news())
    return made


@router.get("/sources", operation_id="sources", summary="What is held")
def sources(licet: Licet) -> Response:
    """Return what `licet sources --json` prints, without the places of files on the server."""
    return _sent([source_documents.without_place(row) for row in source_documents.held_sources(licet)])


@router.get("/coverage", operation_id="coverage", summary="What of the official sources is held, stale or missing")
def coverage(licet: Licet) -> Response:
    """Return what `licet sources --coverage --json` prints."""
    return _sent(source_documents.regimes(licet))
