"""An official text that a question names and that is not held is named with the command that brings it."""

from __future__ import annotations

import pytest

from assistant.model import Outcome
from assistant.pipeline import Assistant
from assistant.query.parser import understand
from assistant.reading_rules.official_texts import how_to_bring, named_not_held
from corpus.filters import Filters


@pytest.mark.parametrize(
    ("question", "entry"),
    [
        ("What does article 9 of the dual-use regulation 2021/821 let a member state do?", "eu-32021R0821"),
        ("taiwan's foreign trade act, what's the penalty?", "tw-foreign-trade-act"),
        ("What does MOFCOM announcement no. 61 of 2025 say of rare earths?", "cn-mofcom-2025-61"),
        ("Does the UK's Export Control Order 2008 cover lamps?", "uk-uksi-2008-3231"),
        ("How long are widget records kept?", ""),
        ("What does announcement no. 61 of 1999 say?", ""),  # another year's notice
    ],
)
def test_an_official_text_is_known_by_its_number_or_name(assistant: Assistant, question: str, entry: str) -> None:
    found = named_not_held(understand(question, (), Filters(), assistant.catalogue), assistant.catalogue)
    assert (found.id if found else "") == entry


@pytest.mark.parametrize(
    ("absent", "command"),
    [
        ("22 CFR 127.12", "licet sync us-22-cfr-127"),
        ("Regulation (EU) 2021/821", "licet sync eu-32021R0821"),
        ("Canadian law", "licet sync ca-export-control-list"),
        ("the harbour order of Freedonia", "licet add"),
    ],
)
def test_how_to_bring_a_text(absent: str, command: str) -> None:
    assert command in how_to_bring(absent)


def test_another_countrys_law_does_not_answer_for_one_that_is_not_held(assistant: Assistant) -> None:
    answer = assistant.ask("Taiwan's Foreign Trade Act: how long must an exporter of widgets keep sales records?")
    assert answer.outcome is Outcome.NOT_IN_CORPUS
    assert "licet sync tw-foreign-trade-act" in answer.text
    assert "seven years" not in answer.text
