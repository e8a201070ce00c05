"""Several questions at once, comparisons, dependences of a sentence, texts that differ, and false premises."""

from __future__ import annotations

import pytest

from assistant.model import Outcome, Verdict
from assistant.pipeline import Assistant
from assistant.query.model import Query
from assistant.query.parser import understand
from assistant.query.places import countries_named
from assistant.reading_rules.country_lists import countries_by_line, lines_of_country
from assistant.reading_rules.premises import (
    body_not_held,
    lacks_the_figure,
    law_not_held,
    licence_not_held,
    list_not_held,
    notice_not_held,
)  # fmt: skip
from corpus.filters import Filters

COUNTRY_LIST = "Some countries\nAustria\nBelgium\nCanada\nChina\nDenmark\nTurkey"


def test_each_part_is_answered_under_its_own_question(assistant: Assistant) -> None:
    answer = assistant.ask("How long must an exporter keep widget sales records? What is a good recipe for lasagna?")
    assert answer.outcome is Outcome.ANSWERED
    assert {s.part for s in answer.statements} == {"How long must an exporter keep widget sales records?"}
    assert "seven years" in answer.text
    assert answer.text.index("**What is a good recipe for lasagna?**") < answer.text.index("does not cover")
    assert [asked for asked, _ in answer.unanswered] == ["What is a good recipe for lasagna?"]


def test_a_part_without_an_answer_stands_where_it_was_asked(assistant: Assistant) -> None:
    answer = assistant.ask("What is a good recipe for lasagna? How long must an exporter keep widget sales records?")
    assert answer.in_part
    assert answer.text.index("lasagna") < answer.text.index("does not cover") < answer.text.index("seven years")


def test_what_is_asked_besides_of_a_law_that_nobody_brought_is_not_answered_from_another(assistant: Assistant) -> None:
    asked = "What does Brazil's law say on widgets, and what is the fine there?"
    answer = assistant.ask(asked)
    assert answer.outcome is Outcome.NOT_IN_CORPUS
    assert answer.citations == ()
    here = understand("And what does BIS say?", (asked,), Filters(), assistant.catalogue)
    assert law_not_held(here, assistant.catalogue) == ""


def test_a_list_that_the_rule_refers_to_is_looked_up(assistant: Assistant) -> None:
    answer = assistant.ask("May I ship flanges to China under a general license?")
    assert any(s.text == "China stands in 15 CFR 744.92 (Friends of flanges)." for s in answer.statements)
    quote = next(c.quote for c in answer.citations if c.locator == "15 CFR 744.92")
    assert "China" in quote
    gone = assistant.ask("and to Brazil?", ["May I ship flanges to China under a general license?"])
    assert gone.standalone_question == "May I ship flanges to Brazil under a general license?"
    assert any(s.text.startswith("Brazil does not stand in 15 CFR 744.92") for s in gone.statements)


def test_an_exception_that_bears_on_the_question_stands_beside_the_rule(assistant: Assistant) -> None:
    answer = assistant.ask("May a person ship flanges of titanium under a general license?")
    assert any("titanium" in s.text for s in answer.statements)
    assert any("general license is issued" in s.text for s in answer.statements)


def test_a_roll_is_read_by_its_lines() -> None:
    assert set(countries_by_line(COUNTRY_LIST)) == {"AT", "BE", "CA", "CN", "DK", "TR"}
    assert countries_by_line("China is one of many.\nSo is the rest of it.") == {}
    assert countries_named("is turkey one of them") == (("TR", "turkey"),)
    start, end = lines_of_country(COUNTRY_LIST, countries_by_line(COUNTRY_LIST)["CN"], "China")
    assert COUNTRY_LIST[start:end] == "Canada\nChina\nDenmark"
    start, end = lines_of_country(COUNTRY_LIST, None, "Brazil")
    assert COUNTRY_LIST[start:end] == "Belgium\nCanada"


@pytest.mark.parametrize(
    ("asked", "text", "lacks"),
    [
        ("How many tonnes is the quota?", "The quota is set by decree of 5 May.", True),
        ("How many tonnes is the quota?", "The quota is 12 000 tonnes.", False),
        (
            "What dollar figure is the maximum penalty?",
            "A penalty not to exceed the amount of 3 times the value.",
            True,
        ),
        ("How much may be shipped?", "Shipments of 50 kilograms or less.", False),
        ("Who decides?", "The minister decides.", False),
        ("What does the office charge for a permit?", "The office decides within 30 days.", True),
        ("What does the office charge for a permit?", "A permit costs $30.", False),
        ("How many days does it take on average?", "The office decides within 30 days.", True),
        ("What reward does it pay, and how much?", "Whoever tells of a breach is kept secret for 5 years.", True),
        ("What application fee does it set?", "A copy of 3 pages.", True),
        ("What does the 2024 regulation fine it?", "A fine of $300.", False),  # the year is part of the name
        ("How much oil counts as a usual quantity?", "Only what is needed for one voyage.", False),
    ],
)
def test_a_unit_that_no_text_has_is_missed(asked: str, text: str, lacks: bool, assistant: Assistant) -> None:
    question = understand(asked, (), Filters(), assistant.catalogue)
    assert lacks_the_figure(question, [text], [""], [text]) is lacks


def test_a_list_that_nobody_brought_is_named(assistant: Assistant) -> None:
    def named(asked: str) -> str:
        return list_not_held(understand(asked, (), Filters(), assistant.catalogue), assistant.catalogue)

    assert named("Which firms are on METI's foreign end user list?") == "METI’s foreign end user list"
    assert named("Which firms are on BIS's entity list?") == ""
    assert named("Which firms are on the list?") == ""
    # A country whose name alone may mean two, an adjective in place of it, and one of which nothing is held.
    assert named("Is Korea's list item 1A002 controlled for China?") == "Korea’s list"
    assert named("Does the Swiss list have 2B350 for Iran?") == "Swiss list"
    assert named("Does the Dutch strategic goods list cover 5A002?") == "Dutch strategic goods list"
    answer = assistant.ask("Which firms are on METI's foreign end user list?")
    assert answer.outcome is Outcome.NOT_IN_CORPUS
    assert "METI’s foreign end user list is not held" in answer.text


@pytest.mark.parametrize(
    ("asked", "named"),
    [
        ("How long are widget sales records kept under Swiss law?", "Swiss law"),
        ("What does Brazil's export law say of widgets?", "Brazil's export law"),
        ("How long are widget sales records kept under the law of Singapore?", "law of Singapore"),
        ("How long are widget sales records kept under US law?", ""),
        ("Is US law stricter than Swiss law on widget sales records?", ""),
        ("What do the Cuban Assets Control Regulations require?", ""),
        ("What do the Russia rules require of a Swiss company?", ""),
        ("Which widgets may go under Canada's General Export Permit No. 12?", "Canada's General Export Permit"),
        (
            "What is the top fine of Singapore's Strategic Goods (Control) Act?",
            "Singapore's Strategic Goods (Control) Act",
        ),
    ],
)
def test_the_law_of_a_country_that_nobody_brought_is_named(asked: str, named: str, assistant: Assistant) -> None:
    assert law_not_held(understand(asked, (), Filters(), assistant.catalogue), assistant.catalogue) == named
    if named:
        assert assistant.ask(asked).outcome is Outcome.NOT_IN_CORPUS


def test_a_body_of_which_nothing_is_held_is_named(assistant: Assistant) -> None:
    answer = assistant.ask("What did BAFA charge for a widget licence in 2019?")
    assert answer.outcome is Outcome.NOT_IN_CORPUS
    assert "BAFA is not held" in answer.text
    question = understand("What does BAFA say of widgets?", (), Filters(), assistant.catalogue)
    assert body_not_held(question, assistant.catalogue, ["Widgets are licensed by BAFA."]) == ""
    question = understand("What does BIS say of widgets?", (), Filters(), assistant.catalogue)
    assert body_not_held(question, assistant.catalogue, ["Widgets are licensed."]) == ""


def test_every_statement_that_is_not_a_quote_says_where_it_comes_from(assistant: Assistant) -> None:
    for asked in ("May I ship flanges to China under a general license?", "Is ZXW on the Entity List?"):
        for s in assistant.ask(asked).statements:
            assert s.verdict is Verdict.VERBATIM or s.reason


def test_a_licence_or_notice_that_no_text_names_is_told(assistant: Assistant) -> None:
    def read(asked: str) -> Query:
        return understand(asked, (), Filters(), assistant.catalogue)

    assert licence_not_held(read("How long is a UK SIEL valid?"), []) == "the UK’s SIEL"
    assert licence_not_held(read("How long is a widget licence valid?"), []) == ""
    assert notice_not_held(read("What does announcement No. 61 ask of us?"), []) == "announcement No. 61"
    assert notice_not_held(read("What does the announcement ask of us?"), []) == ""
    assert assistant.ask("How long is a UK SIEL for widgets valid?").outcome is Outcome.NOT_IN_CORPUS


def test_a_country_that_a_list_lacks_is_not_said_to_have_joined_it(assistant: Assistant) -> None:
    answer = assistant.ask("Since when has Brazil been on the list of flange countries in 15 CFR 744.92?")
    assert answer.outcome is Outcome.SILENT
    assert any(s.note == "instead" and "Belgium" in s.text for s in answer.statements)
    assert assistant.ask("Is Belgium on the list of flange countries in 15 CFR 744.92?").outcome is Outcome.ANSWERED
