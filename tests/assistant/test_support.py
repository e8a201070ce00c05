"""Whether a passage supports a sentence; the figures on labelled claims are measured by `licet eval support`."""

from __future__ import annotations

import pytest

from assistant.assistant import Assistant
from assistant.evaluation.matching import holds, meets, shows

PASSAGE = "Every exporter of widgets must keep the sales records for seven years from the date of the export."


@pytest.mark.parametrize(
    ("claim", "supported"),
    [
        ("Exporters of widgets must keep sales records for seven years.", True),
        ("The sales records must be kept for seven years from the date of the export.", True),
        ("The Minister of Agriculture publishes a yearly list of forbidden cheeses.", False),
        ("Penguins were granted a licence by the Paris committee in March.", False),
    ],
)
def test_support(assistant: Assistant, claim: str, supported: bool) -> None:
    assert (assistant.scorer.score(claim, [PASSAGE]).probability >= assistant.scorer.threshold) is supported


@pytest.mark.parametrize(
    ("text", "alternative", "is_shown"),
    [
        ("within 30 days", "30", True),
        ("within 300 days", "30", False),
        ("1,030 kg", "30", False),
        ("License Exception GOV applies", "GOV", True),
        ("the government", "GOV", False),
        ("Five  Years", "five years", True),
    ],
)
def test_must_contain_is_matched_with_guarded_edges(text: str, alternative: str, is_shown: bool) -> None:
    assert shows(text, alternative) is is_shown


def test_quotes_are_compared_without_white_space() -> None:
    assert holds("keep the\nsales records", "keep the sales  records")


def test_a_citation_meets_gold_by_its_address() -> None:
    gold = {"locator": "page 20 > Article 3h(2)", "quote": "x y z"}
    assert meets("other words", "Article 3h(2)", gold)
    assert not meets("other words", "Article 3h(3)", gold)
