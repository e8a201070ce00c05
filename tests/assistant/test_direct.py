"""A leading yes or no: only where a rule reads it from the text."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from assistant.direct import direct_word
from assistant.wants import wants

NO_LICENCE = "A license is not required for exports of lanterns to Canada."
LIFTED = "The prohibition in paragraph 1 shall not apply to:"
LICENSED = "A general license is issued to any person to export the following:"
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
        ("Will they let me ship live fireflies?", "Applications will be denied unless a permit is held.", {}, "No"),
        ("Is a wick cutter on the control list?", "b. Wick cutters for lanterns", {"listed": True, "covered": 0.8}, "Yes"),
        ("Is a wick cutter on the control list?", "b. Wick cutters for lanterns", {"listed": True, "covered": 0.2}, ""),
        ("Is a wick cutter on the control list?", "b. Cutters, other than for wicks", {"listed": True, "covered": 0.8}, ""),
        ("Must the exporter report a lost lantern?", "The exporter must report a lost lantern.", {"covered": 0.9}, "Yes"),
        ("Can an order be extended?", "An order may be extended by 30 days.", {"covered": 0.9}, "Yes"),
        ("Can an order be extended?", "An order may not be extended.", {"covered": 0.9}, "No"),
        ("May I ship lanterns to my aunt?", "(b) lanterns sent to a relative", {"lead_in": LIFTED, "covered": 0.5}, "Yes"),
        ("May I ship lanterns to my aunt?", "(b) lanterns sent to a relative", {"lead_in": LIFTED, "covered": 0.2}, ""),
        ("Does the ban apply to my aunt?", "(b) lanterns sent to a relative", {"lead_in": LIFTED, "covered": 0.5}, "No"),
        ("May I ship lanterns?", "Paragraph 1 shall not apply to lanterns.", {"lifted": True, "covered": 0.5}, "Yes"),
        ("May lanterns leave the country?", "(2) Lanterns of brass.", {"lead_in": LICENSED, "covered": 0.5}, "Yes"),
        ("May lanterns leave the country?", "(2) Lanterns other than brass.", {"lead_in": LICENSED, "covered": 0.5}, ""),
        ("May we send lanterns abroad?", "A general license is issued to import lanterns.", {"covered": 0.5}, ""),
        ("Can a dealer be shut out for good?", "A dealer who was convicted may not trade again.", {"covered": 0.5}, "Yes"),
        ("Is Norway in the group of lantern countries?", "Chad; Cuba; France; Italy; Japan; Peru", {"covered": 0.6}, "No"),
        ("Is Japan still in the group of lantern countries?", "Chad; Cuba; France; Italy; Japan; Peru", {"covered": 0.6}, "Yes"),
        ("Is Japan still in the group of lantern countries?", "Chad; Japan", {"covered": 0.6}, ""),
        ("Does the article say what is banned?", "What is banned remains to be seen.", {}, "No"),
        ("May we sell soap to Freedonia?", "It is prohibited to sell goods as listed in Annex XI.", {"covered": 0.5}, ""),
        ("May we sell soap to Freedonia?", "It is prohibited to sell soap.", {"covered": 0.5}, "No"),
        ("How long may an order run?", "An order may be extended by 30 days.", {"covered": 0.9}, ""),  # no yes is asked for
    ],
)
def test_a_word_is_read_from_question_and_text_together(asked: str, text: str, more: dict, word: str) -> None:
    question = SimpleNamespace(core=asked, standalone=asked, wants=wants(asked))
    found = direct_word(question, text, **more)  # type: ignore[arg-type]
    assert (found[0].split()[0].strip(".,") if found else "") == word
