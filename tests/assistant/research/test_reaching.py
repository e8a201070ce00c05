"""Questions that reach the chat model: comparisons, addresses to explain; and how many calls a simple one takes."""

from __future__ import annotations

import json
from typing import Any

import pytest

from assistant.model import Outcome, Verdict
from assistant.prompts.loader import SIMPLY

QUESTION = "How long must an exporter keep widget sales records?"
WORDS = "seven years from the date of the export"
SAID = f'Seven years from the export [1 "{WORDS}"].'
CONFIRMED = json.dumps({"sentence": 1, "verdict": "supported", "span": WORDS})


def asked(model: Any) -> str:
    """Return what the model was first asked."""
    return str(model.asked[0][1].content)


def test_an_address_to_be_explained_reaches_the_model_whole_and_in_plain_words(with_model: Any) -> None:
    assistant, model = with_model('Anyone may ship flanges [1 "A general license is issued to any person"].')
    answer = assistant.ask("explain 744.91(a) simply")
    assert answer.engine == "generative"
    assert SIMPLY in asked(model)
    assert "A general license is issued to any person to ship flanges" in asked(model).split("<evidence>")[1]
    assert answer.citations[0].locator == "15 CFR 744.91(a)"


def test_a_comparison_reaches_the_model_with_both_laws(with_model: Any) -> None:
    assistant, model = with_model("NO ANSWER")
    assistant.ask("Compare how long widget sales records are kept in the US and the EU")
    evidence = asked(model).split("<evidence>")[1]
    assert "seven years" in evidence
    assert "five years" in evidence


@pytest.mark.parametrize(("verifier", "calls"), [("off", 1), ("", 2)])
def test_a_simple_question_is_answered_in_one_call_and_a_second_look(
    with_model: Any, verifier: str, calls: int
) -> None:
    assistant, model = with_model("OUTCOME: answered\n" + SAID, CONFIRMED, verifier=verifier)
    answer = assistant.ask(QUESTION)
    assert (answer.outcome, len(model.asked)) == (Outcome.ANSWERED, calls)
    assert answer.usage is not None
    assert answer.usage.calls == calls
    assert answer.statements[0].verdict is (Verdict.SUPPORTED if verifier == "" else Verdict.BY_PROGRAM)
