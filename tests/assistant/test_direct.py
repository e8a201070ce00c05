"""A leading yes or no: only where a rule reads it from the text."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from assistant.direct import direct_word
from assistant.wants import wants

NO_LICENCE = "A license is not required for exports of lanterns to Canada."
EXCLUDES = "This paragraph does not control lanterns that are specially designed for theatres."


@pytest.mark.parametrize(
    ("asked", "text", "more", "word"),
    [
        ("Are theatre lanterns controlled?", EXCLUDES, {}, "No"),
        ("Controlled under 9X001?", EXCLUDES, {}, "No"),  # a question without its verb
        ("Aren't theatre lanterns exempt?", EXCLUDES, {}, ""),  # turned around: left to the reader
        ("Do I need a licence for lanterns to Canada?", NO_LICENCE, {}, "No"),
        ("Do I need a permit for wick mining?", "(3) Wick mining and milling", {"lead_in": "This part does not apply to:"}, "No"),
        ("Will they let me ship live fireflies?", "Applications to export live fireflies will be denied.", {}, "No"),
        ("Will they let me ship live fireflies?", "Applications will be denied unless a permit is held.", {}, ""),
        ("Is a wick cutter on the control list?", "b. Wick cutters for lanterns", {"listed": True, "covered": 0.8}, "Yes"),
        ("Is a wick cutter on the control list?", "b. Wick cutters for lanterns", {"listed": True, "covered": 0.2}, ""),
        ("Is a wick cutter on the control list?", "b. Cutters, other than for wicks", {"listed": True, "covered": 0.8}, ""),
        ("Must the exporter report a lost lantern?", "The exporter must report a lost lantern.", {"covered": 0.9}, "Yes"),
        ("Can an order be extended?", "An order may be extended by 30 days.", {"covered": 0.9}, "Yes"),
        ("Can an order be extended?", "An order may not be extended.", {"covered": 0.9}, "No"),
        ("How long may an order run?", "An order may be extended by 30 days.", {"covered": 0.9}, ""),  # no yes is asked for
    ],
)
def test_a_word_is_read_from_question_and_text_together(asked: str, text: str, more: dict, word: str) -> None:
    question = SimpleNamespace(core=asked, standalone=asked, wants=wants(asked))
    found = direct_word(question, text, **more)  # type: ignore[arg-type]
    assert (found[0].split()[0].strip(".,") if found else "") == word
