"""Errors of the API as `application/problem+json` (RFC 9457), each with its remedy and nothing about the server."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from math import ceil
from typing import Any

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException
from starlette.responses import Response

from corpus.errors import (
    AlteredText,
    BadRequest,
    FetchFailed,
    ModelFailed,
    NotHeld,
    Problem,
    StoreUnavailable,
    TooLarge,
    UnreadableDocument,
)
from ui.terminal import json_line

log = logging.getLogger("licet")

PROBLEM_JSON = "application/problem+json"
LARGEST_BODY = 2**20  # bytes
_RETRY_SECONDS = 5
_STATUSES: tuple[tuple[type[Problem], int], ...] = (
    (BadRequest, 400),
    (NotHeld, 404),
    (TooLarge, 413),
    (UnreadableDocument, 422),
    (AlteredText, 500),
    (FetchFailed, 502),
    (ModelFailed, 503),
    (StoreUnavailable, 503),
)
# What is wrong with the server is told to who runs it, in the log: it can name files and addresses.
_OURS: Mapping[type[Problem], str] = {
    ModelFailed: "A model that Licet needs cannot be used at the moment.",
    StoreUnavailable: "The collection cannot be used at the moment.",
    FetchFailed: "What was asked for could not be fetched.",
}
_SHOWN = 60  # characters of a type of body that is not taken
_DRAFT_SECONDS = 20  # after which the check of a usual draft has ended
_ASK_THE_HOST = "Try again later; who runs this server finds the cause in its log."
_SEND_JSON = "Send one JSON object, with the header Content-Type: application/json."
TOO_LARGE = (f"The request has more than {LARGEST_BODY // 2**10:,} KB.", "Shorten it, or send it in parts.")
_TOLD: Mapping[int, tuple[str, str]] = {
    404: ("There is nothing at this path.", "Every path is listed in /v1/openapi.json."),
    405: ("This path does not take that method.", "Use one that the header Allow names."),
    413: TOO_LARGE,
}


class ProblemDocument(BaseModel):
    """Problem: what happened in `detail`, what to do about it in `remedy`."""

    type: str = Field(description="A name for programs, `urn:licet:problem:…`, which stays the same.")
    title: str = Field(description="The status in words.")
    status: int
    detail: str
    remedy: str
    errors: list[str] | None = Field(default=None, description="Of a request that is not as described: each fault.")


def problem(
    status: int,
    detail: str,
    remedy: str,
    *,
    name: str = "",
    errors: Sequence[str] = (),
    headers: Mapping[str, str] | None = None,
) -> Response:
    """Return a response that tells a problem; `name` is what programs know it by, without one that of the status."""
    return Response(
        json_line(body(status, detail, remedy, name=name, errors=errors)), status, headers, media_type=PROBLEM_JSON
    )


def body(status: int, detail: str, remedy: str, *, name: str = "", errors: Sequence[str] = ()) -> dict[str, Any]:
    """Return the document of a problem."""
    title = HTTPStatus(status).phrase
    return {
        "type": f"urn:licet:problem:{name or title.lower().replace(' ', '-')}",
        "title": title,
        "status": status,
        "detail": detail,
        "remedy": remedy,
        **({"errors": list(errors)} if errors else {}),
    }


def too_many(seconds: float, what: str, per_minute: int) -> Response:
    """Return the response to a caller who has asked too often, with the time to wait."""
    wait = max(1, ceil(seconds))
    return problem(
        429,
        f"There were more than {per_minute} {what} within a minute.",
        f"Wait {wait} seconds.",
        headers={"Retry-After": str(wait)},
    )


def draft_in_hand() -> Response:
    """Return the response to a draft that comes while another of the caller, or many others, are being checked."""
    return problem(
        429,
        "Another draft of yours, or as many of others as this server takes, are being checked.",
        f"Send it again in {_DRAFT_SECONDS} seconds, or when the first has been answered.",
        headers={"Retry-After": str(_DRAFT_SECONDS)},
    )


def starting() -> Response:
    """Return the response to a question that comes before the models and the library are loaded."""
    told = body(503, "Licet is still starting.", "Ask again when /v1/health says ready.", name="starting")
    return response(told)


def of_problem(found: Problem) -> dict[str, Any]:
    """Return the document of an error of Licet; what is about the server alone goes to the log instead."""
    status = next((code for kind, code in _STATUSES if isinstance(found, kind)), 500)
    kind = next((kind for kind, _ in _STATUSES if isinstance(found, kind)), Problem)
    if status < 500:
        return body(status, found.message, found.remedy, name=_kebab(type(found).__name__))
    log.error("%s", found)
    detail = found.message if isinstance(found, AlteredText) else _OURS.get(kind, "Licet failed.")
    return body(status, detail, _ASK_THE_HOST, name=_kebab(kind.__name__))


def of_unforeseen(error: BaseException) -> dict[str, Any]:
    """Return the document of an error that nobody foresaw; its text goes to the log."""
    log.error("Something went wrong that Licet has no word for: %s: %s", type(error).__name__, error)
    return body(500, "Something went wrong that Licet has no word for.", _ASK_THE_HOST)


def response(told: Mapping[str, Any]) -> Response:
    """Return the response for the document of a problem."""
    headers = {"Retry-After": str(_RETRY_SECONDS)} if told["status"] == 503 else None
    return Response(json_line(told), told["status"], headers, media_type=PROBLEM_JSON)


async def on_problem(request: Request, error: Exception) -> Response:
    """Answer an error of Licet."""
    assert isinstance(error, Problem)
    return response(of_problem(error))


async def on_refusal(request: Request, error: Exception) -> Response:
    """Answer what the router refuses: a path, a method, a body that is too large or no JSON."""
    assert isinstance(error, HTTPException)
    if error.status_code == 400:
        return _no_json(request)
    detail, remedy = _TOLD.get(error.status_code, (HTTPStatus(error.status_code).phrase + ".", _ASK_THE_HOST))
    headers = dict(error.headers or {})
    if "GET" in (taken := headers.get("Allow", "").split(", ")):
        headers["Allow"] = ", ".join(sorted({*taken, "HEAD"}))  # which is answered wherever GET is
    return problem(error.status_code, detail, remedy, headers=headers)


async def on_invalid(request: Request, error: Exception) -> Response:
    """Answer a request whose fields are not as the OpenAPI document describes them."""
    assert isinstance(error, RequestValidationError)
    found = error.errors()
    no_object = any(len(fault["loc"]) == 1 for fault in found)
    if any(fault["type"] == "json_invalid" for fault in found) or (no_object and _medium(request)):
        return _no_json(request)
    lines = [_fault(fault) for fault in found[:20]]
    remedy = _SEND_JSON if no_object else "See /v1/openapi.json for its fields."
    return problem(422, f"The request is not as described: {lines[0]}.", remedy, errors=lines)


def _no_json(request: Request) -> Response:
    if told := _medium(request):
        taken = {"Accept": "application/json", "Accept-Encoding": "identity"}
        return problem(415, f"The body is {told}, which is not taken.", _SEND_JSON, headers=taken)
    return problem(400, "The body is not JSON in UTF-8.", _SEND_JSON)


def _medium(request: Request) -> str:
    """Return what a body says that it is where that is not plain JSON; "" where it is."""
    told = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    packed = request.headers.get("content-encoding", "identity").strip().lower()
    if told != "application/json" and not (told.startswith("application/") and told.endswith("+json")):
        return told[:_SHOWN] or "of no type"
    return "" if packed == "identity" else f"compressed ({packed[:_SHOWN]})"


def _fault(fault: Mapping[str, Any]) -> str:
    place = ".".join(str(part) for part in fault["loc"][1:])[:80]
    return f"{place or 'the body'}: {fault['msg']}"


def _kebab(name: str) -> str:
    return "".join(f"-{c.lower()}" if c.isupper() else c for c in name).lstrip("-")
