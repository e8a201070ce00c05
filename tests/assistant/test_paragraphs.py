"""How much of a text an answer quotes: a short paragraph of law as a whole, of a comment its sentence alone."""

from __future__ import annotations

from assistant.assistant import Assistant
from assistant.sentences import FEATURES, weights


def test_a_short_paragraph_of_law_is_quoted_as_a_whole(assistant: Assistant) -> None:
    answer = assistant.ask("Does any licence exception apply to widgets?")
    law = [c for c in answer.citations if c.locator == "15 CFR 744.90(c)"]
    assert law
    assert law[0].quote.startswith("(c) Exceptions. No License Exceptions apply")


def test_every_feature_has_a_weight_and_law_comes_before_our_own_words() -> None:
    assert weights().keys() == FEATURES.keys()
    assert weights()["explainer"] < 0 < weights()["joint"]
