"""A leading yes or no: only where a rule reads it from the text."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from assistant.query.answer_kinds import wants
from assistant.reading_rules.direct_answer import SentenceInContext, direct_word

NO_LICENCE = "A license is not required for exports of lanterns to Canada."
LIFTED = "The prohibition in paragraph 1 shall not apply to:"
LICENSED = "A general license is issued to any person to export the following:"
EXCLUDES = "This paragraph does not control lanterns that are specially designed for theatres."


@pytest.mark.parametrize(
    ("asked", "text", "more", "word"),
    [
        ("Are theatre lanterns controlled?", EXCLUDES, {}, "No"),
        ("Controlled under 9X001?", EXCLUDES, {}, "No"),  # a question without its verb
        ("Aren't theatre lanterns exempt?", EXCLUDES, {}, "Yes"),  # asks for what leaves out
        ("Are we outside the lantern rule with theatre lanterns?", EXCLUDES, {}, "Yes"),
        ("Are theatre lanterns controlled?", EXCLUDES, {"excepted": True}, "Yes"),  # what stands behind an "except"
        ("Are theatre lanterns controlled?", EXCLUDES, {"covered": 0.05}, ""),  # speaks of something else
        ("and theatre lanterns?", EXCLUDES, {"own": 0.1}, ""),  # speaks of what was asked before
        ("Theatre lanterns - ITAR?", EXCLUDES, {}, "No"),
        ("Does it matter whether the lantern burns?", EXCLUDES, {}, ""),
        ("Are theatre lanterns treated the same as brass ones?", EXCLUDES, {"covered": 0.9}, ""),
        ("Would they ever approve lanterns for Cuba?", "Applications are subject to a policy of denial.", {}, "No"),
        ("Would they ever approve lanterns for Cuba?", "There is a presumption of approval.", {}, "Yes"),
        ("Are lanterns refused outright?", "Policy of denial; case-by-case review for lanterns.", {}, "No"),
        ("Any licence exception left for lanterns?", "License Exception GOV may be used.", {}, "Yes"),
        ("Any licence exception left for lanterns?", "No license exceptions apply to lanterns.", {}, "No"),
        ("May I export it?", "You may not export lanterns without a license.", {"covered": 0.6}, "No"),
        (
            "Do I need a licence to export lanterns?",
            "You may not export lanterns without a license.",
            {"covered": 0.6},
            "Yes",
        ),
        ("Is 3 kg of oil over the limit?", "Oil that exceeds 5 kg must be declared.", {}, "No"),
        ("Is 7 kg of oil over the limit?", "Oil that exceeds 5 kg must be declared.", {}, "Yes"),
        ("Is 7 kg of oil over the limit?", "Oil that exceeds 5 kg or fat that exceeds 9 kg must be declared.", {}, ""),
        ("Is 5 kg of oil small enough to be let through?", "Oil of 5 kg or more must be declared.", {}, "No"),
        ("May we ship 4 kg of oil?", "A general license is issued for shipments of 5 kilograms or less.", {}, "Yes"),
        ("May we ship 6 kg of oil?", "A general license is issued for shipments of 5 kilograms or less.", {}, "No"),
        (
            "May we ship 80 kg of oil?",
            "This license does not authorize more than 100 kilograms per shipment.",
            {},
            "Yes",
        ),
        (
            "May we ship 180 kg of oil?",
            "This license does not authorize more than 100 kilograms per shipment.",
            {},
            "No",
        ),
        (
            "We filed 45 days early. Does the licence stand?",
            "Filed 30 days or more before, the licence stands.",
            {},
            "Yes",
        ),
        ("Is the GBS exception open for 9X001?", "GBS: Yes, for 9X001.h", {}, "Yes"),
        ("Is the GBS exception open for 9X001?", "9X001 GBS: N/A", {}, "No"),
        ("Do we need a licence for 9X001?", "9X001 GBS: N/A", {}, ""),  # an exception is not asked after
        ("Is the lamp office named in the list?", "Main Lamp Office (MLO).", {"covered": 0.6}, "Yes"),
        (
            "Is a lamp on the US munitions list?",
            "Lamps made before 1950 are subject to the EAR under ECCN 8A609.",
            {},
            "No",
        ),
        ("Is scandium a rare earth there?", "稀土，指镧、铈、镨、钕、钷、钪等元素的总称。", {"covered": 0.9}, "Yes"),
        ("Is copper a rare earth there?", "稀土，指镧、铈、镨、钕、钷、钪等元素的总称。", {"covered": 0.9}, "No"),
        ("Does the article say that lamps will be dearer?", "Lamps will cost more.", {"covered": 0.6}, "Yes"),
        (
            "May we ship oil to Peru?",
            "A general license is issued for any country listed in § 9.",
            {"in_list": False},
            "No",
        ),
        ("Do I need a licence for lanterns to Canada?", NO_LICENCE, {}, "No"),
        (
            "Do I need a permit for wick mining?",
            "(3) Wick mining and milling",
            {"lead_in": "This part does not apply to:"},
            "No",
        ),
        ("Will they let me ship live fireflies?", "Applications to export live fireflies will be denied.", {}, "No"),
        ("Will they let me ship live fireflies?", "Applications will be denied unless a permit is held.", {}, "No"),
        (
            "Is a wick cutter on the control list?",
            "b. Wick cutters for lanterns",
            {"listed": True, "covered": 0.8},
            "Yes",
        ),
        ("Is a wick cutter on the control list?", "b. Wick cutters for lanterns", {"listed": True, "covered": 0.2}, ""),
        (
            "Is a wick cutter on the control list?",
            "b. Cutters, other than for wicks",
            {"listed": True, "covered": 0.8},
            "",
        ),
        (
            "Must the exporter report a lost lantern?",
            "The exporter must report a lost lantern.",
            {"covered": 0.9},
            "Yes",
        ),
        ("Can an order be extended?", "An order may be extended by 30 days.", {"covered": 0.9}, "Yes"),
        ("Can an order be extended?", "An order may not be extended.", {"covered": 0.9}, "No"),
        (
            "May I ship lanterns to my aunt?",
            "(b) lanterns sent to a relative",
            {"lead_in": LIFTED, "covered": 0.5},
            "Yes",
        ),
        ("May I ship lanterns to my aunt?", "(b) lanterns sent to a relative", {"lead_in": LIFTED, "covered": 0.1}, ""),
        (
            "Does the ban apply to my aunt?",
            "(b) lanterns sent to a relative",
            {"lead_in": LIFTED, "covered": 0.5},
            "No",
        ),
        ("May I ship lanterns?", "Paragraph 1 shall not apply to lanterns.", {"lifted": True, "covered": 0.5}, "Yes"),
        ("May lanterns leave the country?", "(2) Lanterns of brass.", {"lead_in": LICENSED, "covered": 0.5}, "Yes"),
        (
            "May lanterns leave the country?",
            "(2) Lanterns other than brass.",
            {"lead_in": LICENSED, "excepted": True},
            "",
        ),
        ("May we send lanterns abroad?", "A general license is issued to import lanterns.", {"covered": 0.5}, ""),
        (
            "Can a dealer be shut out for good?",
            "A dealer who was convicted may not trade again.",
            {"covered": 0.5},
            "Yes",
        ),
        (
            "Is Norway in the group of lantern countries?",
            "Chad; Cuba; France; Italy; Japan; Peru",
            {"covered": 0.6},
            "No",
        ),
        (
            "Is Japan still in the group of lantern countries?",
            "Chad; Cuba; France; Italy; Japan; Peru",
            {"covered": 0.6},
            "Yes",
        ),
        ("Is Japan still in the group of lantern countries?", "Chad; Japan", {"covered": 0.6}, ""),
        ("Does the article say what is banned?", "What is banned remains to be seen.", {}, "No"),
        (
            "May we sell soap to Freedonia?",
            "It is prohibited to sell goods as listed in Annex XI.",
            {"covered": 0.5},
            "",
        ),
        ("May we sell soap to Freedonia?", "It is prohibited to sell soap.", {"covered": 0.5}, "No"),
        (
            "How long may an order run?",
            "An order may be extended by 30 days.",
            {"covered": 0.9},
            "",
        ),  # no yes is asked for
    ],
)
def test_a_word_is_read_from_question_and_text_together(asked: str, text: str, more: dict, word: str) -> None:
    question = SimpleNamespace(core=asked, standalone=asked, wants=wants(asked))
    found = direct_word(question, SentenceInContext(text, **({"best": True, "covered": 0.3} | more)))  # type: ignore[arg-type]
    assert (found.text.split()[0].strip(".,") if found else "") == word
