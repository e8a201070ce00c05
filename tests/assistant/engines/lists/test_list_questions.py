"""Questions about rows of lists of parties: what is counted, which rows are told, between which days."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from assistant.engines import dispatch
from assistant.engines.list_questions import clause_answers, list_question_engine
from assistant.engines.lists import day_ranges
from assistant.engines.model import Computed
from assistant.engines.screening.parties import listed_parties
from assistant.model import Outcome, StatementRole
from assistant.query.parser import understand
from corpus.catalogue import Catalogue
from corpus.filters import Filters
from corpus.model import Role, Source
from corpus.structure import TreeBuilder
from tests.assistant.engines.lists.conftest import ENTITIES, add_part

Ask = Callable[..., Computed | None]


@pytest.mark.parametrize(
    "question, value",
    [
        ("How many entries are on the Entity List?", 7),
        ("entity list turkey - how many?", 1),
        ("how many Turkish companies are on the Entity List and how many on the UVL?",
         {"entity_list": 1, "unverified_list": 1}),
        ("How many country headings does the Entity List have?", 5),
        ("Is there an Entity List heading for Hong Kong?", False),
        ("who was added to the entity list on 2023-10-19?", ["Bolt Works Co.", "Address 01"]),
        ("which entries were added to the entity list since 2024?", ["Dynamo A.S."]),
        ("entity list: everyone listed between 2021 and 2022", ["Egret Shipyard"]),
        ("unverified list germany", ["Fender GmbH"]),
        ("how many addresses without a name does the Entity List have, per country?", {"China": 1}),
        ("number of Chinese rows on the entity list (not Turkey)", 4),
        ("what is the latest date in the Federal Register column of the entity list, and which entry has it",
         {"date": "2025-10-09", "entries": ["Dynamo A.S."]}),
        ("when was the entity list last updated?", {"date": "2025-10-09", "entries": ["Dynamo A.S."]}),
        ("which names were added or removed between the two editions of the Entity List",
         {"added": [], "removed": []}),
        ("how many entity list rows in the january 2026 edition vs april 2026?", {"january": 7, "april": 7}),
        ("denied persons list: how many from Germany", 1),
        ("any Germans on the unverified list? names pls", ["Fender GmbH"]),
        ("how many entity list entries mention Wan Road?", 2),
        ("how many entity list rows are from Kerch district", 1),
        ("how many entries does the unverified list have, and which countries?",
         {"names": 2, "countries_with_names": ["Germany", "Türkiye"]}),
        ("how many SDN entries are ships?", 1),
        ("how many planes are on the SDN list", 0),
        ("how many individuals on the SDN list?", 0),
        ("how many SDN rows of type Entity have the programme OMEGA-EO14024?", 0),
        ("how many SDN vessels are under OMEGA-EO14024?", 1),
        ("how many SDN rows are not vessels?", 1),
        ("how many SDN rows are not under the programme OMEGA-EO14024?", 1),
        ("how many rows of the SDN list are other than ships or aircraft?", 1),
        ("how many rows has the SDN list without those of programme OMEGA-EO14024?", 1),
        ("how many ships and how many aircraft are on the SDN list?", [1, 0]),
        ("how many SDN rows are under programme KESTREL or OMEGA-EO14024?", 2),
        ("how many SDN rows are under programme KESTREL, UAE?", 0),  # the second is a country
        ("how many SDN rows are under programme KESTREL, programme UAE?", 1),
        ("how many SDN rows are not under programme KESTREL or OMEGA-EO14024?", 0),
        ("how many SDN rows are without the programmes KESTREL and OMEGA-EO14024?", 0),
    ],
)  # fmt: skip
def test_a_question_about_rows_is_computed(ask: Ask, question: str, value: Any) -> None:
    found = ask(question)
    assert found is not None
    assert found.payload["value"] == value
    assert found.findings[0].cites, "the list itself is cited"


@pytest.mark.parametrize(
    "question",
    [
        "How many days does the ERC have to vote on a proposed Entity List entry?",
        "What happens to companies on the Entity List?",
        "Our buyer's address is on the Entity List, with no company name. Does that count?",
        "Which companies may use a license exception although they are on the MEU list?",
        "Is Acme Lamps on the Entity List?",  # a name: screening
        "Which provisions speak of the Entity List?",
        "How many widgets may be exported?",
    ],
)
def test_other_questions_are_left(ask: Ask, question: str) -> None:
    assert ask(question) is None


def test_headings_without_a_row_are_told_where_countries_are_asked_for(ask: Ask) -> None:
    found = ask("how many entries does the entity list have, and which countries?")
    assert found is not None
    assert "Without a row stand the headings of Venezuela." in found.lead


def test_words_that_chose_rows_choose_the_same_in_a_follow_up(ask: Ask) -> None:
    found = ask("which of those Wan ones were added in 2023?", "How many Entity List entries mention Wan?")
    assert found is not None
    assert found.payload["value"] == ["Bolt Works Co.", "Address 01"]
    assert "name or the address" in found.lead


def test_a_name_is_told_with_those_that_have_it_in_their_address(ask: Ask) -> None:
    found = ask("how many Tianjin on the entity list?")
    assert found is not None
    assert found.payload["value"] == 1


def test_a_follow_up_speaks_of_the_rows_before_it(ask: Ask) -> None:
    found = ask("how many of those are in Hong Kong?", "How many Chinese companies are on the Entity List?")
    assert found is not None
    assert found.payload["value"] == 2
    again = ask("and in total, older ones included?", "which Turkish firms were put on the UVL since 2024?")
    assert again is None or again.payload["value"] == ["Gasket Ltd."]


def test_a_follow_up_on_another_list_keeps_the_country(ask: Ask) -> None:
    found = ask(
        "and on the unverified list? how many of those came after 2020", "how many German rows has the entity list?"
    )
    assert found is not None
    assert "Germany" in found.lead
    assert {row["country"] for row in found.payload["rows"]} <= {"Germany"}


def test_all_rows_are_told_before_those_of_a_day(catalogue: Catalogue) -> None:
    question = "list the Chinese entries on the entity list, and which were put on in 2023?"
    found = clause_answers.in_clauses(understand(question, (), Filters(), catalogue), catalogue)
    assert found is not None
    told = " ".join(f.text for f in found.findings)
    assert "The Entity List has 4 rows under China (" in told
    assert "first listed from 2023-01-01 to 2023-12-31" in told


def test_the_number_of_a_section_is_no_limit_of_a_count(ask: Ask) -> None:
    question = "which countries have {} on the entity list"
    limited, of_section = ask(question.format("under 3 rows")), ask(question.format("rows under 744.2(d)"))
    assert limited is not None
    assert "at most 2" in limited.findings[0].text
    assert of_section is None or "at most" not in of_section.findings[0].text


def test_every_row_of_an_answer_has_its_place(ask: Ask, catalogue: Catalogue) -> None:
    found = ask("unverified list germany")
    assert found is not None
    [row] = found.payload["rows"]
    cited = row["citation"]
    span = found.findings[1].cites[0]
    assert cited["quote"] == catalogue.slice(span.version.number, cited["start"], cited["end"])
    assert cited["quote"].startswith("GERMANY Fender GmbH")


def test_whether_all_are_of_a_country_chooses_none(ask: Callable[..., Computed | None]) -> None:
    found = ask("how many entries on the entity list have a policy of denial and are all of them chinese?")
    assert found is not None
    assert found.payload["value"] == 2
    assert found.findings[1].text == "Not all: 1 of the 2 stand under China there."


def test_the_number_without_the_day_is_told_where_both_are_asked(ask: Callable[..., Computed | None]) -> None:
    found = ask("entity list entries for china how many, and how many got added on 19 october 2023")
    assert found is not None
    assert found.payload["value"] == 2
    assert found.findings[0].text.startswith("The Entity List has 4 rows under China")


def test_the_number_of_all_is_told_where_some_of_them_are_asked_for_too(ask: Callable[..., Computed | None]) -> None:
    found = ask("Entity List under China: how many entries, and is there any that isn't presumption of denial?")
    assert found is not None
    assert found.findings[0].text.startswith("The Entity List has 4 rows under China")
    assert "whose review policy lacks “presumption of denial”" in found.findings[0].text


def test_how_many_rows_of_how_many_are_shown_is_said(ask: Callable[..., Computed | None]) -> None:
    found = ask("how many rows on the entity list have been added since 1 january 1997?")
    assert found is not None
    assert found.payload["value"] > 3
    assert any(f.text.startswith(f"Shown are 3 of the {found.payload['value']} rows") for f in found.findings)


@pytest.mark.parametrize(
    ("question", "lead"),
    [
        ("how many names on the entity list are in china vs Turkey, latest version you have", "China 4, Turkey 1"),
        (
            "which turkish firms did the US add to the entity list on 9 october 2025?",
            "The Entity List has 1 row under T",
        ),
        ("who was put on the unverified list on 25 April 2025, by country (numbers)", "Germany 1"),
        ("which countries have more than 3 entries on the entity list?", "1 have at least 4 rows"),
        ("entity list: China vs Turkey, who has more?", "China 4, Turkey 1"),
        ("top three countries on the entity list", "China 4"),
        (
            "newest names on the unverified list",
            "date of the Unverified List is 2025-04-25",
        ),
        ("how many on the entity list in 2024 and 2025?", "Together: 1."),
        ("is there anyone from Germany on the American lists under part 744?", "Yes. The Entity List has no row"),
    ],
)
def test_a_country_is_no_name_and_verbs_are_none(ask: Ask, question: str, lead: str) -> None:
    found = ask(question)
    assert found is not None
    assert lead in found.findings[0].said


def test_two_days_named_are_two_editions(empty: Catalogue) -> None:
    add_part(empty, date(2026, 3, 25), ENTITIES[:-3])
    add_part(empty, date(2026, 7, 23))
    question = "Compare the entity list of {} with the one from 23 july 2026: who was added, who dropped off?"
    found = list_question_engine.computed(understand(question.format("25 march 2026"), (), Filters(), empty), empty)
    assert found is not None
    assert found.payload["value"] == {"added": ["Dynamo A.S.", "Egret Shipyard", "[Reserved]"], "removed": []}
    absent = list_question_engine.computed(understand(question.format("2 may 2019"), (), Filters(), empty), empty)
    assert absent is not None
    assert absent.outcome is Outcome.NOT_IN_CORPUS
    assert "the oldest one held is of 2026-03-25" in absent.findings[0].text


def test_how_many_came_or_went_between_two_editions_is_told_by_their_rows(empty: Catalogue) -> None:
    add_part(empty, date(2026, 3, 25), ENTITIES[:-3])
    add_part(empty, date(2026, 7, 23))
    question = "Between the {} and the July 2026 text, how many parties were added to or dropped from the Entity List?"
    found = list_question_engine.computed(understand(question.format("March 2026"), (), Filters(), empty), empty)
    assert found is not None
    assert found.payload["value"] == {"added": ["Dynamo A.S.", "Egret Shipyard", "[Reserved]"], "removed": []}
    for asked in (question.format("May 2019"), "Between the May 2019 and July 2026 text, how many are on the list?"):
        absent = understand(asked, (), Filters(), empty)
        assert list_question_engine.computed(absent, empty) is None
        assert clause_answers.in_clauses(absent, empty) is None


@pytest.mark.parametrize(
    "question",
    ["is it possible for a Freedonian bank to be put on the Entity List under 744.11?",
     "would it be possible to get a firm off the Entity List?"],
)  # fmt: skip
def test_what_is_possible_is_asked_of_the_law(ask: Ask, question: str) -> None:
    assert ask(question) is None


def test_a_number_that_is_not_understood_is_not_left_out(ask: Ask) -> None:
    assert ask("how many rows of the entity list per 7 countries?") is None


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("Entity List entries by year please", {"1997": 1, "2012": 1, "2021": 1, "2023": 2, "2025": 1}),
        (
            "how many Entity List entries have a policy of denial and how many a presumption of denial?",
            {"policy of denial": 2, "presumption of denial": 3},
        ),
        ("how many rows cite 88 FR 71992?", 2),
        (
            "how many Entity List entries are in Turkey and how many elsewhere?",
            {"total": 7, "Turkey": 1, "elsewhere": 6},
        ),
    ],
)
def test_what_is_counted_apart_has_a_number_each(ask: Ask, question: str, value: Any) -> None:
    found = ask(question)
    assert found is not None
    assert found.payload["value"] == value


AUTUMN = date(2025, 11, 26)


@pytest.mark.parametrize(
    "words, since, until",
    [
        ("added since last year", date(2024, 1, 1), AUTUMN),
        ("added last year", date(2024, 1, 1), date(2024, 12, 31)),
        ("which are from last year", date(2024, 1, 1), date(2024, 12, 31)),
        ("added from the start of this year", date(2025, 1, 1), AUTUMN),
        ("added since last month", date(2025, 10, 1), AUTUMN),
        ("added since the beginning of last year", date(2024, 1, 1), AUTUMN),
        ("added this month", date(2025, 11, 1), date(2025, 11, 30)),
        ("added since this month", date(2025, 11, 1), AUTUMN),
        ("added last week", date(2025, 11, 17), date(2025, 11, 23)),
        ("added this week", date(2025, 11, 24), date(2025, 11, 30)),
        ("added since last week", date(2025, 11, 17), AUTUMN),
        ("added in the past week", date(2025, 11, 19), AUTUMN),
        ("added in the last three months", date(2025, 8, 26), AUTUMN),
    ],
)
def test_relative_days_count_from_the_day_asked_for(words: str, since: date, until: date) -> None:
    [span] = day_ranges.ranges(words, AUTUMN)
    assert (span.since, span.until) == (since, until)


def test_the_start_of_a_year_is_no_whole_year() -> None:
    assert list(day_ranges.ranges("added at the start of this year", AUTUMN)) == []


@pytest.mark.parametrize(
    "asked, rows",
    [
        ("How many were added to the Entity List since last year?", 1),
        ("How many were added to the Entity List last month?", 1),
        ("How many were added to the Entity List this month?", 0),
        ("How many were added to the Entity List last year?", 0),
    ],
)
def test_a_chosen_day_is_the_day_that_relative_ones_count_from(catalogue: Catalogue, asked: str, rows: int) -> None:
    add_part(catalogue, date(2025, 10, 20))
    question = understand(asked, (), Filters(as_of=AUTUMN), catalogue)
    found = list_question_engine.computed(question, catalogue)
    assert found is not None
    assert found.payload["value"] == rows


@pytest.mark.parametrize(
    ("text", "since", "until"),
    [
        ("those from 2011", date(2011, 1, 1), date(2011, 12, 31)),
        ("those that date from 2011", date(2011, 1, 1), date(2011, 12, 31)),
        ("names dated 2011", date(2011, 1, 1), date(2011, 12, 31)),
        ("those from 2011 on", date(2011, 1, 1), None),
        ("those since 2011", date(2011, 1, 1), None),
        ("those from 3 May 2011", date(2011, 5, 3), None),
    ],
)
def test_from_a_year_is_in_that_year(text: str, since: date, until: date | None) -> None:
    [span] = day_ranges.ranges(text)
    assert (span.since, span.until, span.of_the_state) == (since, until, False)


def test_a_dated_edition_is_no_day_of_a_listing() -> None:
    [span] = day_ranges.ranges("names in the edition dated 3 May 2011")
    assert span.of_the_state


def test_what_a_notice_says_is_told_as_the_notices_words_and_contradicts_nothing(
    ask: Ask, catalogue: Catalogue
) -> None:
    tree = TreeBuilder()
    title = tree.add("Additions to the Entity List", locator="title", role=Role.TITLE)
    said = "The bureau is adding seven entities to the Entity List, which make lamps. Published: October 19, 2023."
    tree.add(said, locator="Summary > block 1", role=Role.TEXT, parent=title)
    source = Source(id="fr-lamps", title="Additions to the Entity List", published=date(2023, 10, 19))
    catalogue.publish(catalogue.stage(tree.reading(source), []))
    for found in (
        ask("who was added to the entity list on 2023-10-19?"),
        listed_parties(
            understand("Why was Bolt Works Co., Ltd. put on the Entity List?", (), Filters(), catalogue), catalogue
        ),
    ):
        assert found is not None
        assert [f.note for f in found.findings if f.text == said] == [StatementRole.NOTICE]
        assert not any(f.note in (StatementRole.OTHER_SOURCE, StatementRole.OTHER_EDITION) for f in found.findings)


@pytest.mark.parametrize(
    "question",
    [
        "How does a company get off the Unverified List under 744.15? My cousin in Germany got added when he was away.",
        "Our German supplier is on the UVL. Does that count as a ground for listing?",
        "Oct 2020: BIS took people off the Unverified List. How many, which countries?",
    ],
)
def test_the_rule_of_a_list_and_who_came_off_it_are_not_told_by_rows(
    catalogue: Catalogue, ask: Ask, question: str
) -> None:
    assert ask(question) is None
    assert clause_answers.in_clauses(understand(question, (), Filters(), catalogue), catalogue) is None


def test_the_section_of_a_lists_rule_chooses_no_rows(ask: Ask) -> None:
    found = ask("How many entries are on the Unverified List under 744.15?")
    assert found is not None
    assert found.payload["value"] == 2


@pytest.mark.parametrize(
    ("text", "since", "until"),
    [
        ("added in mid September 2025", date(2025, 9, 9), date(2025, 9, 22)),
        ("added in late February 2025", date(2025, 2, 19), date(2025, 2, 28)),
        ("added early March 2025", date(2025, 3, 1), date(2025, 3, 12)),
    ],
)
def test_a_part_of_a_month_is_not_the_whole(text: str, since: date, until: date) -> None:
    [found] = day_ranges.ranges(text)
    assert (found.since, found.until) == (since, until)


def test_a_notice_of_a_day_chooses_its_rows(ask: Ask) -> None:
    found = ask("Which entries did the notice of 9 October 2025 add to the Entity List?")
    assert found is not None
    assert found.payload["value"] == ["Dynamo A.S."]


@pytest.mark.parametrize(
    ("before", "question", "value"),
    [
        ("how many SDN rows are vessels?", "and how many are not vessels?", 1),
        ("how many SDN rows are not vessels?", "and how many are vessels?", 1),
        ("how many SDN rows are under the programme KESTREL?", "and how many not under the programme KESTREL?", 1),
        ("how many SDN rows are not under the programme KESTREL?", "and how many under the programme KESTREL?", 1),
    ],
)
def test_what_is_wanted_now_is_no_longer_refused(ask: Ask, before: str, question: str, value: int) -> None:
    found = ask(question, before)
    assert found is not None
    assert found.payload["value"] == value


@pytest.mark.parametrize(
    ("question", "left"),
    [
        ("how many SDN rows are ships that are not tankers?", "not tankers"),
        ("how many SDN rows are under programme KESTREL and OMEGA-EO14024?", "OMEGA-EO14024"),
    ],
)
def test_words_that_would_empty_a_choice_or_may_mean_two_are_left_open(
    catalogue: Catalogue, question: str, left: str
) -> None:
    found = dispatch.computed(understand(question, (), Filters(), catalogue), catalogue)
    assert found is not None
    assert found.not_answered == (left,)
    assert found.findings[0].says_yes is None
