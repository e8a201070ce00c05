"""Spans of OpenTelemetry for a question, where somebody wants them; otherwise nothing is done and nothing imported.

A span names what was done and counts it. Texts of questions and answers are left out unless the settings say otherwise.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from typing import Any

from assistant.settings import Settings, otlp_protocol

log = logging.getLogger("licet")

Tell = Callable[..., None]  # sets attributes of a span, `licet.` before their names


class Trace:
    """The spans of one question; without a tracer, none.

    A span stands under the one that was begun last and is still open, whichever thread runs a generator on: spans are
    not made current, since a generator that is resumed elsewhere could not undo that.
    """

    def __init__(self, tracer: Any = None, *, texts: bool = False) -> None:
        """`texts` allows what `told_texts` is given."""
        self._tracer, self._texts = tracer, texts
        self._open: list[Any] = []

    @contextmanager
    def span(self, name: str) -> Iterator[Tell]:
        """Hold a span open for a block, and yield what sets its attributes. An error is told by its kind alone."""
        if self._tracer is None:
            yield _tell_nobody
            return
        from opentelemetry.trace import StatusCode, set_span_in_context

        above = set_span_in_context(self._open[-1]) if self._open else None  # the first stands under the caller's
        span = self._tracer.start_span(f"licet.{name}", context=above)
        self._open.append(span)

        def tell(**attributes: str | int | float | bool) -> None:
            span.set_attributes({f"licet.{key}": value for key, value in attributes.items()})

        try:
            yield tell
        except Exception as error:
            span.set_status(StatusCode.ERROR, type(error).__name__)  # its message may quote the question
            raise
        finally:
            self._open.remove(span)
            span.end()

    def told_texts(self, **texts: str) -> dict[str, str]:
        """Return texts as they may be told; nothing unless the settings allow it."""
        return texts if self._texts else {}


NO_TRACE = Trace()


def trace_of(settings: Settings) -> Trace:
    """Return the trace of a question: by the program's own tracer provider, else to the collector of `OTEL_…`.

    Where neither is there, it does nothing.
    """
    tracer = _tracer()
    return NO_TRACE if tracer is None else Trace(tracer, texts=settings.trace_texts)


def _tracer() -> Any:
    if "opentelemetry.trace" in sys.modules:  # a program that has set a provider has imported it
        from opentelemetry import trace as api  # waits for a thread that is just importing it, as Chroma's client does

        with suppress(Exception):  # of a provider that OTEL_PYTHON_TRACER_PROVIDER names in vain: its API logs it
            if not isinstance(provider := api.get_tracer_provider(), api.ProxyTracerProvider):
                return provider.get_tracer("licet")
    protocol = otlp_protocol()
    return _exporting(protocol) if protocol else None


@cache
def _exporting(protocol: str) -> Any:
    """Return a tracer that sends spans to the collector, None where that cannot be; once in a process."""
    try:
        from opentelemetry.sdk.resources import Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor

        exporter: Any
        if protocol == "grpc":
            from opentelemetry.exporter.otlp.proto.grpc.trace_exporter import OTLPSpanExporter as OverGrpc

            exporter = OverGrpc()
        else:
            from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter as OverHttp

            exporter = OverHttp()
        resource = Resource.create()  # of OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES
        if str(resource.attributes.get("service.name", "")).startswith("unknown_service"):
            resource = resource.merge(Resource({"service.name": "licet"}))
        provider = TracerProvider(resource=resource)
        provider.add_span_processor(BatchSpanProcessor(exporter))
        return provider.get_tracer("licet")
    except ImportError as error:
        log.warning("Nothing is traced: %s. `pip install 'licet[otel]'` installs what it needs.", error)
    except Exception as error:  # whatever is wrong with tracing, questions are answered
        wrong = str(error).rstrip(".")
        log.warning("Nothing is traced: %s. The variables of OpenTelemetry (OTEL_…) say where and how.", wrong)
    return None


def _tell_nobody(**attributes: str | int | float | bool) -> None:
    """Do nothing: there is no span."""
