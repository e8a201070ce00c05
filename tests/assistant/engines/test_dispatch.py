"""An engine's result as an answer: findings with their quotes, the payload that programs read, and who is asked."""

from __future__ import annotations

import pytest

from assistant.engines import dispatch
from assistant.engines.model import Computed, Finding, Span, span_payload
from assistant.model import Form, Outcome, Verdict
from assistant.pipeline import Assistant
from assistant.query.model import Query
from corpus.catalogue import CatalogueReader
from ui import serializers


def years_of_records(question: Query, catalogue: CatalogueReader) -> Computed | None:
    """Compute how long records are kept, as a list of one; leave every other question."""
    if "records" not in question.standalone:
        return None
    span = Span.of(catalogue.find("15 CFR 744.90(a)")[0])
    payload = {"value": 7, "citations": [span_payload(span, catalogue)]}
    return Computed(Form.LIST, (Finding("7 years.", (span,)), Finding("Counted from the export.", (span,))), payload)


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dispatch, "ENGINES", (years_of_records,))


@pytest.mark.usefixtures("engine")
def test_a_question_of_an_engine_is_computed(assistant: Assistant) -> None:
    answer = assistant.ask("For how many years are widget records kept?")
    assert (answer.outcome, answer.form, answer.lead) == (Outcome.ANSWERED, Form.LIST, "7 years.")
    assert [s.verdict for s in answer.statements] == [Verdict.COMPUTED] * 2
    assert [c.locator for c in answer.citations] == ["15 CFR 744.90(a)"], "one stretch has one number"
    assert answer.text == "7 years. [1]\n\nCounted from the export. [1]"
    told = serializers.answer(answer)
    assert told["list"]["value"] == 7
    assert told["list"]["citations"][0]["quote"] == answer.citations[0].quote


@pytest.mark.usefixtures("engine")
@pytest.mark.parametrize("question", ["Which flanges may be shipped?", "15 CFR 744.90(a)"])
def test_other_questions_are_read_as_before(assistant: Assistant, question: str) -> None:
    answer = assistant.ask(question)
    assert answer.form is not Form.LIST
    assert "list" not in serializers.answer(answer)


@pytest.mark.usefixtures("engine")
def test_a_follow_up_reaches_the_engine_with_what_it_leans_on(assistant: Assistant) -> None:
    answer = assistant.ask("and for flanges?", ["For how many years are widget records kept?"])
    assert answer.form is Form.LIST


def day_of_report(question: Query, catalogue: CatalogueReader) -> Computed | None:
    """Compute a day under the one law of the collection, whatever is asked of records."""
    span = Span.of(catalogue.find("15 CFR 744.90(a)")[0])
    return (
        Computed(Form.CALCULATION, (Finding("By Sunday.", (span,)),), {}) if "report" in question.standalone else None
    )


@pytest.mark.parametrize(
    ("question", "computed"),
    [
        ("By when is the widget report due?", True),
        ("By when is the widget report due under the EU coal ban?", False),
        ("By when is the report of our EU subsidiary due?", True),
        ("By when is the report for EAR99 widgets due, with the EU sanctions list in mind?", True),
    ],
)
def test_a_result_of_another_law_than_the_one_asked_of_is_not_given(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch, question: str, computed: bool
) -> None:
    monkeypatch.setattr(dispatch, "ENGINES", (day_of_report,))
    assert (assistant.ask(question).form is Form.CALCULATION) is computed
