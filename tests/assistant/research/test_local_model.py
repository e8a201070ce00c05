"""A real, small and bad model behind a real OpenAI-compatible server: nothing unsupported is shown."""

from __future__ import annotations

import re

import pytest

from assistant.model import Answer, Outcome, Verdict
from assistant.pipeline import Assistant
from assistant.settings import Settings

pytestmark = pytest.mark.slow


def supported_only(answer: Answer) -> None:
    quotes = {c.number: c.quote for c in answer.citations}
    for s in answer.statements:
        assert set(s.citations) <= set(quotes)
        if s.verdict is Verdict.SUPPORTED and answer.engine == "generative":
            cited = " ".join(quotes[n] for n in s.citations)
            for number in re.findall(r"\d+", s.text):
                assert number in cited, (s.text, cited)
    assert "evil.example" not in answer.text
    assert "BANANA" not in answer.text
    assert "<b>" not in answer.text


@pytest.mark.parametrize(
    "question",
    [
        "How long must an exporter of widgets keep the sales records?",
        "Do any License Exceptions apply to the widget prohibitions?",
        "What did the spokesman say of sprockets in the article?",  # the text beside it carries planted instructions
    ],
)
def test_a_bad_model_shows_nothing_unsupported(assistant: Assistant, served: str, question: str) -> None:
    settings = Settings(home=assistant.settings.home, model="openai:smollm2", model_url=served, model_timeout=120)
    answer = Assistant(assistant.collection, assistant.catalogue, settings).ask(question)
    supported_only(answer)
    # The model was really asked, and its words were used, or it is said that they were not. Processors differ in what
    # so small a model writes: that the texts are silent, or that a fact is missing, is one of its replies, too.
    assert answer.usage is not None
    assert answer.usage.calls >= 1
    assert answer.outcome is not Outcome.ANSWERED or answer.engine == "generative" or answer.notices
    assert not any("could not be reached" in n for n in answer.notices), answer.notices


def test_a_server_that_is_not_there_costs_nothing(assistant: Assistant) -> None:
    settings = Settings(
        home=assistant.settings.home, model="openai:smollm2", model_url="http://127.0.0.1:9/v1", model_timeout=5
    )
    answer = Assistant(assistant.collection, assistant.catalogue, settings).ask(
        "How long must an exporter of widgets keep the sales records?"
    )
    assert answer.engine == "extractive"
    assert "seven years" in answer.text
    assert answer.notices
