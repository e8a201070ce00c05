"""A question's spans: what it did, without what it said; where nobody wants them nothing is imported."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from assistant import tracing
from assistant.pipeline import Assistant
from assistant.settings import Settings
from assistant.tracing import NO_TRACE, Trace, trace_of
from tests.loopback import QuietHandler, on_loopback

ROOT = Path(__file__).resolve().parents[2]
QUESTION = "How long must records of glimmer lamps be kept?"
INVENTED = "Records of glimmer lamps are kept for 77 years [1]."
Spans = Callable[[], dict[str, Any]]


@pytest.fixture
def spans(monkeypatch: pytest.MonkeyPatch) -> Iterator[Spans]:
    """Trace into memory; return a function that returns the spans by name, the last one of a name."""
    memory = pytest.importorskip(
        "opentelemetry.sdk.trace.export.in_memory_span_exporter", reason="the OpenTelemetry SDK is not installed"
    )
    from opentelemetry import trace
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import SimpleSpanProcessor

    kept, provider = memory.InMemorySpanExporter(), TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(kept))
    # A process may set a provider once; the tests of this file set one each.
    monkeypatch.setattr(trace, "get_tracer_provider", lambda: provider)
    yield lambda: {span.name: span for span in kept.get_finished_spans()}
    provider.shutdown()


def told(spans: dict[str, Any]) -> str:
    return repr([(s.name, dict(s.attributes), s.status.description, s.events) for s in spans.values()])


def test_a_question_gives_a_span_with_those_of_its_stages(assistant: Assistant, spans: Spans) -> None:
    answer = assistant.ask(QUESTION)
    found = spans()
    assert set(found) == {"licet.question", "licet.engine", "licet.retrieval"}
    root = found["licet.question"]
    assert root.parent is None
    assert all(s.parent.span_id == root.context.span_id for s in found.values() if s is not root)
    assert root.attributes["licet.outcome"] == answer.outcome.value
    assert root.attributes["licet.citations"] == len(answer.citations)
    assert found["licet.retrieval"].attributes["licet.passages"] > 0
    assert "glimmer" not in told(found)


def test_the_chat_model_and_the_checks_have_spans(assistant: Assistant, scripted: Any, spans: Spans) -> None:
    settings = assistant.settings.model_copy(update={"verifier": "off"})
    model = scripted(script=[INVENTED])
    Assistant(assistant.collection, assistant.catalogue, settings, model).ask(QUESTION)
    found = spans()
    assert {"licet.question", "licet.retrieval", "licet.model", "licet.checks"} <= set(found)
    assert found["licet.checks"].attributes["licet.claims"] == 1
    assert found["licet.checks"].attributes["licet.failed"] == 1
    assert found["licet.model"].attributes["licet.written"] > 0
    assert found["licet.model"].parent.span_id == found["licet.checks"].context.span_id  # it was sent back once
    assert "glimmer" not in told(found)


def test_texts_are_told_where_the_settings_say_so(assistant: Assistant, spans: Spans) -> None:
    settings = assistant.settings.model_copy(update={"trace_texts": True})
    answer = Assistant(assistant.collection, assistant.catalogue, settings).ask(QUESTION)
    attributes = spans()["licet.question"].attributes
    assert attributes["licet.question"] == QUESTION
    assert attributes["licet.answer"] == answer.text


def test_a_failure_is_told_by_its_kind_alone(assistant: Assistant, scripted: Any, spans: Spans) -> None:
    model = scripted(script=[ValueError("glimmer lamps are broken")])
    answer = Assistant(assistant.collection, assistant.catalogue, assistant.settings, model).ask(QUESTION)
    assert answer.engine == "extractive"
    found = spans()
    assert found["licet.model"].status.description == "Refused"
    assert found["licet.question"].status.is_unset
    assert "glimmer" not in told(found)


def test_a_question_that_is_given_up_ends_its_spans(assistant: Assistant, spans: Spans) -> None:
    events = iter(assistant.events(QUESTION))
    next(events)
    events.close()  # type: ignore[attr-defined]
    assert "licet.question" in spans()


def test_the_callers_span_is_above_the_question(assistant: Assistant, spans: Spans) -> None:
    from opentelemetry import trace

    with trace.get_tracer_provider().get_tracer("caller").start_as_current_span("caller") as above:
        assistant.ask(QUESTION)
    assert spans()["licet.question"].parent.span_id == above.get_span_context().span_id


def test_an_exporter_that_cannot_be_made_costs_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:9")
    monkeypatch.setitem(sys.modules, "opentelemetry.exporter.otlp.proto.http.trace_exporter", None)
    tracing._exporting.cache_clear()
    assert trace_of(Settings(home=tmp_path)) is NO_TRACE
    tracing._exporting.cache_clear()


def test_what_is_wrong_with_tracing_is_said_as_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    pytest.importorskip("opentelemetry.exporter.otlp.proto.grpc.trace_exporter", reason="no exporter is installed")
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:9")
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_PROTOCOL", "grpc")
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_TIMEOUT", "soon")
    tracing._exporting.cache_clear()
    assert trace_of(Settings(home=tmp_path)) is NO_TRACE
    tracing._exporting.cache_clear()
    (line,) = caplog.messages
    assert "soon" in line
    assert "pip" not in line  # nothing is missing


def test_a_provider_that_is_named_in_vain_costs_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("opentelemetry.trace")
    monkeypatch.setenv("OTEL_PYTHON_TRACER_PROVIDER", "lantern")
    assert trace_of(Settings(home=tmp_path)) is NO_TRACE


def test_nothing_is_imported_where_nobody_traces() -> None:
    code = (
        "import sys, assistant.pipeline, assistant.pipeline.consultation\n"
        "from assistant.settings import Settings\n"
        "from assistant.tracing import trace_of\n"
        "with trace_of(Settings()).span('question') as tell: tell(x=1)\n"
        "print([name for name in sys.modules if name.startswith('opentelemetry')])\n"
    )
    plain = {name: value for name, value in os.environ.items() if not name.startswith(("OTEL_", "LICET_"))}
    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=plain, capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"


def test_without_a_tracer_a_trace_does_nothing() -> None:
    with Trace().span("question") as tell:
        tell(anything=1)
    assert Trace().told_texts(question="x") == {}


def test_spans_reach_the_collector_of_the_variables(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip(
        "opentelemetry.exporter.otlp.proto.http.trace_exporter", reason="the otel extra is not installed"
    )
    received: list[tuple[str, bytes]] = []

    class Handler(QuietHandler):
        def do_POST(self) -> None:
            received.append((self.path, self.body()))
            self.send_response(200)
            self.end_headers()

    with on_loopback(Handler) as url:
        monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", url)
        tracing._exporting.cache_clear()
        try:
            with trace_of(Settings(home=tmp_path)).span("question") as tell:
                tell(characters=3)
            tracing._tracer().span_processor.force_flush()
        finally:
            tracing._exporting.cache_clear()
    [(path, sent)] = received
    assert path == "/v1/traces"
    assert b"licet.question" in sent
