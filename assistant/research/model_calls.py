"""Speaking with a chat model: streamed, within a time, with retries, its tokens counted, its errors mapped."""

from __future__ import annotations

import contextvars
import queue
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from langchain_core.language_models import LanguageModelInput
from langchain_core.messages import AIMessageChunk, BaseMessage
from langchain_core.runnables import Runnable

from assistant.events import Stopped
from assistant.model import Usage
from assistant.research.provider_errors import (
    is_cut_off,
    is_end,
    is_transient,
    model_failure,
    seconds_asked,
    tells_its_end,
)
from assistant.research.tokens import tokens
from assistant.tracing import NO_TRACE, Trace
from corpus.errors import ModelFailed

Speaking = Runnable[LanguageModelInput, Any]

LONGEST_MESSAGE = 24_000  # characters of a reply; a model that goes on is cut off
_STOP_LOOKED_AT_EVERY = 0.25  # seconds after which a silent call looks whether it is still wanted
_WAITS = (0.5, 2.0)  # seconds before each retry, unless the server asks for more


class Speaker:
    """Line to a chat model, within `timeout` seconds a call, for one answer, whose tokens it counts.

    `is_cut` says that the last reply has no end: it was longer than the model, its settings or Licet allow, or broke;
    `is_held_back` that something was left out since the tokens of the answer were spent.
    """

    def __init__(
        self,
        model: Speaking,
        timeout: float,
        prices: tuple[float, float] | None = None,
        trace: Trace = NO_TRACE,
        stop: threading.Event | None = None,
        most: int = 0,
        other: tuple[Speaking, tuple[float, float] | None] | None = None,
    ) -> None:
        """`prices` are US dollars for a million tokens read, and for a million written; `most` tokens may be spent.

        Once `stop` is set, a call under way and every later one raises Stopped. `other` is another model that is spoken
        with, and its prices.
        """
        self._stop = stop or threading.Event()
        self.model, self.timeout, self.prices = model, timeout, prices
        self._trace, self._other = trace, other
        self._usage, self._most = Usage(), most
        self._cost: float | None = 0.0  # None: of a call no prices are known
        self.is_cut = self.is_held_back = False

    @property
    def usage(self) -> Usage:
        """Return what was said so far; it has a cost where the prices of all models that spoke are known."""
        if self.prices is None or self._cost is None:
            return self._usage
        return replace(self._usage, cost=round(self._cost, 6))

    def may_go_on(self) -> bool:
        """Return whether tokens are left for what an answer can do without; where none are, `is_held_back` says so."""
        spent = self._usage.input_tokens + self._usage.output_tokens
        self.is_held_back = self.is_held_back or bool(self._most and spent >= self._most)
        return not self.is_held_back

    def cut_off(self) -> None:
        """Count the reply as one that does not end where the model would have ended it."""
        self.is_cut = True

    def speak(
        self,
        conversation: Sequence[BaseMessage],
        *,
        longest: int = LONGEST_MESSAGE,
        seconds: float | None = None,
        model: Speaking | None = None,
    ) -> Iterator[str]:
        """Yield the model's reply as it comes: at most `longest` characters within `seconds`.

        Without `seconds`, or where they are more, the time-out of the settings holds. Raise ModelFailed.
        """
        left = longest
        for chunk in self.chunks(conversation, seconds=seconds, model=model):
            piece = str(chunk.text)
            yield piece[:left]
            left -= len(piece)
            if left <= 0:
                self.cut_off()
                return

    def chunks(
        self, conversation: Sequence[BaseMessage], *, seconds: float | None = None, model: Speaking | None = None
    ) -> Iterator[AIMessageChunk]:
        """Yield the chunks of a reply, tool calls included. Raise ModelFailed.

        The model, the speaker's own unless `model` is another, runs in a thread of its own, which is left behind when
        it is late. A server that is busy is asked again, as long as nothing was said and time is left.
        """
        with self._trace.span("model") as tell:
            before = self._usage
            try:
                yield from self._chunks(conversation, seconds, model)
            finally:
                now = self._usage
                read, written = now.input_tokens - before.input_tokens, now.output_tokens - before.output_tokens
                self._price(model, read, written)
                tell(read=read, written=written)

    def _price(self, model: Speaking | None, read: int, written: int) -> None:
        """Add the cost of a call, by the prices of the model that was spoken with."""
        prices = self._other[1] if self._other and model is self._other[0] else self.prices
        if prices is None or self._cost is None:
            self._cost = None
        else:
            self._cost += (read * prices[0] + written * prices[1]) / 1e6

    def _chunks(
        self, conversation: Sequence[BaseMessage], seconds: float | None, model: Speaking | None
    ) -> Iterator[AIMessageChunk]:
        patience = min(self.timeout, seconds or self.timeout)
        until = time.monotonic() + patience
        said: list[AIMessageChunk] = []
        waits = list(_WAITS)
        self.is_cut = False
        try:
            while True:
                try:
                    for chunk in _streamed(model or self.model, conversation, until, patience, self._stop):
                        said.append(chunk)
                        self.is_cut = is_cut_off(chunk) or self.is_cut
                        yield chunk
                    if said and tells_its_end(model or self.model):
                        self.is_cut = self.is_cut or not any(map(is_end, said))
                    return
                except (ModelFailed, Stopped):
                    raise
                except Exception as error:  # any client's error, mapped here
                    pause = max(waits.pop(0), seconds_asked(error)) if waits else patience
                    if said or not is_transient(error) or time.monotonic() + pause >= until:
                        is_other = self._other is not None and model is self._other[0]
                        raise model_failure(error, of_verifier=is_other) from error
                    self._stop.wait(pause)
        finally:
            self._count(conversation, said)

    def _count(self, conversation: Sequence[BaseMessage], said: Sequence[AIMessageChunk]) -> None:
        told = [c.usage_metadata for c in said if getattr(c, "usage_metadata", None)]
        read = sum(u["input_tokens"] for u in told if u)
        written = sum(u["output_tokens"] for u in told if u)
        if not read:  # the server does not count
            read = sum(tokens(str(m.content)) for m in conversation)
            calls = (call for c in said for call in getattr(c, "tool_call_chunks", ()))
            written = tokens("".join(str(c.text) for c in said)) + sum(tokens(call["args"] or "") for call in calls)
        now = self._usage
        self._usage = Usage(now.calls + 1, now.input_tokens + read, now.output_tokens + written)


def _streamed(
    model: Speaking, conversation: Sequence[BaseMessage], until: float, patience: float, unwanted: threading.Event
) -> Iterator[AIMessageChunk]:
    """Yield the chunks of one call, from a thread of its own.

    Raise what the client raises, ModelFailed when late, Stopped when it is `unwanted`.
    """
    if unwanted.is_set():
        raise Stopped
    words: queue.Queue[AIMessageChunk | BaseException | None] = queue.Queue()
    stop = threading.Event()

    def speak() -> None:
        try:
            for chunk in model.stream(list(conversation)):
                if stop.is_set():
                    return
                words.put(chunk)
            words.put(None)
        except Exception as error:  # handed to the thread that waits
            words.put(error)

    # The context goes along, so that callbacks and a caller's context variables reach the model.
    context = contextvars.copy_context()
    threading.Thread(target=context.run, args=(speak,), daemon=True, name="chat model").start()
    try:
        while True:
            # A stream of empty pieces never ends: the clock is read before each piece.
            left = until - time.monotonic()
            if unwanted.is_set():
                raise Stopped
            if left < 0:
                raise _too_slow(patience)
            try:
                piece = words.get(timeout=min(max(0.001, left), _STOP_LOOKED_AT_EVERY))
            except queue.Empty:
                continue
            if piece is None:
                return
            if isinstance(piece, BaseException):
                if "timeout" in type(piece).__name__.lower():  # the client's time-out came first
                    raise _too_slow(patience) from piece
                raise piece
            yield piece
    finally:
        stop.set()


def _too_slow(seconds: float) -> ModelFailed:
    return ModelFailed(f"The chat model took longer than {seconds:.0f} s.", "Raise LICET_MODEL_TIMEOUT.")
