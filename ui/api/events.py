"""Server-sent events of an answer in the making: steps, provisional text, claims with verdicts, last the answer."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Iterator
from typing import Any

from starlette.concurrency import run_in_threadpool

from assistant.events import Event, JudgedSentences, Step, TextDelta, WrittenSentences
from assistant.model import Answer
from corpus.errors import Problem
from ui import serializers
from ui.api import problems
from ui.terminal import json_line

EVENT_STREAM = "text/event-stream"
_SILENCE = 15.0  # seconds after which a comment tells proxies that the connection is alive
_END = object()


async def stream(first: Event, events: Iterator[Event], unwanted: threading.Event) -> AsyncIterator[str]:
    """Yield the events of an answer as they come, each as the text of one server-sent event.

    Events are made on threads. Where the caller goes away, `unwanted` is set, and the answer is given up.
    """
    event: Any = first
    coming: asyncio.Task[Any] | None = None
    try:
        while event is not _END:
            for line in _told(event):
                yield line
            coming = asyncio.ensure_future(run_in_threadpool(next, events, _END))
            while not (await asyncio.wait({coming}, timeout=_SILENCE))[0]:
                yield ": still at work\n\n"
            event = coming.result()
    except Problem as problem:
        yield _event("problem", problems.of_problem(problem))
    except Exception as error:
        yield _event("problem", problems.of_unforeseen(error))
    finally:
        unwanted.set()
        if coming is not None:
            coming.add_done_callback(lambda done: _give_up(done, events))


def _give_up(done: asyncio.Task[Any], events: Any) -> None:
    if not done.cancelled():
        done.exception()  # somebody must have looked at it
    events.close()


def _told(event: Event) -> Iterator[str]:
    if isinstance(event, Step):
        yield _event("step", {"stage": event.stage, "detail": event.detail})
    elif isinstance(event, TextDelta):
        yield _event("text", {"text": event.text, "provisional": event.provisional})
    elif isinstance(event, WrittenSentences):
        for number, statement in enumerate(event.statements, 1):
            yield _event("sentence", {"number": number, "text": statement.text})
    elif isinstance(event, JudgedSentences):
        for place, statement in zip(event.at, event.statements, strict=True):
            told = {"text": statement.text, "verdict": statement.verdict.value, "reason": statement.reason}
            yield _event("verdict", {"number": place + 1, **told, "of": event.of})
    elif isinstance(event, Answer):
        for number, statement in enumerate(event.statements, 1):
            yield _event("claim", {"number": number, **serializers.statement(statement)})
        yield _event("answer", serializers.answer(event))


def _event(name: str, told: Any) -> str:
    return f"event: {name}\ndata: {json_line(told)}\n\n"
