"""Rows of lists of parties: read, chosen, counted, compared; and the questions that are about them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from assistant.engines.list_questions import engine
from assistant.engines.lists import by_name, day_ranges
from assistant.engines.lists.editions import between
from assistant.engines.lists.model import RowKind
from assistant.engines.lists.party_query import PartyQuery, chosen
from assistant.engines.lists.publications import citation, publications
from assistant.engines.model import Computed
from assistant.model import Outcome
from assistant.query.parser import understand
from corpus.catalogue import Catalogue
from corpus.errors import BadRequest, NotHeld
from corpus.filters import Filters
from corpus.lexicon import party_lists
from corpus.model import Kind
from corpus.parsers.dispatch import read
from tests.assistant.engines.lists.conftest import ENTITIES, add_groups, add_part

Ask = Callable[..., Computed | None]


@pytest.mark.parametrize(
    "cell, found",
    [
        ("76 FR 71869, 11/21/11.", [("76 FR 71869", date(2011, 11, 21))]),
        ("62 FR 35334, 6/30/97", [("62 FR 35334", date(1997, 6, 30))]),  # of the last century
        ("88 FR 71992 10/19/2023. 89 FR 25505, 4/11/24.",
         [("88 FR 71992", date(2023, 10, 19)), ("89 FR 25505", date(2024, 4, 11))]),
        ("77 FR 231164/18/12.", [("77 FR 23116", date(2012, 4, 18))]),  # run together
        ("88 FR FR 12158, 2/27/23.", [("88 FR 12158", date(2023, 2, 27))]),
        ("81 FR 61601 preview citation details, 9/7/16.", [("81 FR 61601", date(2016, 9, 7))]),
        ("73 FR 54508 9/22/08 73 FR 74001, 12/5/08.",
         [("73 FR 54508", date(2008, 9, 22)), ("73 FR 74001", date(2008, 12, 5))]),
        ("85 FR 64017, October 9, 2020; 89 FR 55038, July 3, 2024.",
         [("85 FR 64017", date(2020, 10, 9)), ("89 FR 55038", date(2024, 7, 3))]),
        ("85 FR 83420, 13/40/2020. [Reserved]", []),  # no day
    ],
)  # fmt: skip
def test_citations_are_read_in_all_their_forms(cell: str, found: list[tuple[str, date]]) -> None:
    assert [(p.citation, p.day) for p in publications(cell)] == found


def test_a_citation_is_read_from_a_question() -> None:
    assert citation("entries of 90 Fed. Reg. 4622?") == "90 FR 4622"
    assert citation("entries of 2025") == ""


def test_rows_are_what_they_are(catalogue: Catalogue) -> None:
    held = by_name.held_by_name("EL", catalogue)
    assert [r.kind for r in held.rows] == [
        RowKind.ENTRY, RowKind.ENTRY, RowKind.CONTINUATION, RowKind.ADDRESS, RowKind.ENTRY, RowKind.ENTRY,
        RowKind.ENTRY, RowKind.RESERVED,
    ]  # fmt: skip
    assert len(held.counted) == 7
    assert held.rows[2].countries == ("CHINA, PEOPLE'S REPUBLIC OF",), "a country is named once and holds on"
    assert held.rows[0].added == date(1997, 6, 30)
    assert held.rows[4].aliases == ("Tianjin Cogs",)


@pytest.mark.parametrize(
    "query, names",
    [
        (PartyQuery(countries=("TR",)), ["Dynamo A.S."]),
        (PartyQuery(countries=("HK",)), ["Bolt Works Co.", "Address 01"]),  # no heading: its addresses
        (PartyQuery(countries=("crimea",)), ["Egret Shipyard"]),
        (PartyQuery(not_countries=("CN", "crimea", "TR")), ["Acme Lamps"]),
        (PartyQuery(policy=("presumption of approval", "EAR99")), ["Cogs of Tianjin"]),
        (PartyQuery(policy=("Case by case",)), ["Cogs of Tianjin"]),
        (PartyQuery(policy=("policy of denial",)), ["Bolt Works Co.", "Dynamo A.S."]),
        (PartyQuery(since=date(2023, 10, 19), until=date(2023, 10, 19)), ["Bolt Works Co.", "Address 01"]),
        (PartyQuery(since=date(2024, 1, 1), changed=True), ["Bolt Works Co."]),
        (PartyQuery(citation="77 FR 23116"), ["Cogs of Tianjin"]),
        (PartyQuery(name="tianjin cogs"), ["Cogs of Tianjin"]),
        (PartyQuery(nameless=True), ["Address 01"]),
        (PartyQuery(countries=("DE",)), []),
    ],
)
def test_rows_are_chosen(catalogue: Catalogue, query: PartyQuery, names: list[str]) -> None:
    held = by_name.held_by_name("entity list", catalogue)
    assert [r.name for r in chosen(held, query).rows] == names


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
        ("which names were added or removed between the two editions of the Entity List",
         {"added": [], "removed": []}),
        ("how many entity list rows in the january 2026 edition vs april 2026?", {"january": 7, "april": 7}),
        ("denied persons list: how many from Germany", 1),
        ("any Germans on the unverified list? names pls", ["Fender GmbH"]),
        ("how many entity list entries mention Wan Road?", 2),
        ("how many entity list rows are from Kerch district", 1),
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
        "Which companies may use a license exception although they are on the MEU list?",
        "Is Acme Lamps on the Entity List?",  # a name: screening
        "Which provisions speak of the Entity List?",
        "How many widgets may be exported?",
    ],
)
def test_other_questions_are_left(ask: Ask, question: str) -> None:
    assert ask(question) is None


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


def test_every_row_of_an_answer_has_its_place(ask: Ask, catalogue: Catalogue) -> None:
    found = ask("unverified list germany")
    assert found is not None
    [row] = found.payload["rows"]
    cited = row["citation"]
    span = found.findings[1].cites[0]
    assert cited["quote"] == catalogue.slice(span.version.number, cited["start"], cited["end"])
    assert cited["quote"].startswith("GERMANY Fender GmbH")


def test_print_is_no_substance(catalogue: Catalogue) -> None:
    about = by_name.list_named("entity", catalogue)
    found = between(about, date(2026, 2, 1), date(2026, 5, 1), catalogue)
    assert (found.substantive, found.in_print) == (0, 1)


def test_what_is_new_gone_and_changed_is_told_apart(empty: Catalogue) -> None:
    changed = (
        "TURKEY",
        "Dynamo A.S., 5 Bosphorus Street, Istanbul, Turkey",
        "None",
        "Policy of Denial",
        "91 FR 1, 1/5/26.",
    )
    added = ("VENEZUELA", "Jib Boats, Caracas", "None", "Policy of denial", "91 FR 1, 1/5/26.")
    add_part(empty, date(2026, 1, 15))
    add_part(empty, date(2026, 4, 15), [*ENTITIES[1:5], changed, *ENTITIES[6:7], added])
    found = between(by_name.list_named("el", empty), date(2026, 1, 15), date(2026, 4, 15), empty)
    assert [r.name for r in found.added] == ["Jib Boats"]
    assert [r.name for r in found.removed] == ["Acme Lamps", "[Reserved]"]
    assert [b.name for _, b in found.changed] == ["Dynamo A.S."]


def test_what_is_not_held_is_named_with_the_command(empty: Catalogue) -> None:
    with pytest.raises(NotHeld, match="licet sync us-15-cfr-744"):
        by_name.held_by_name("entity list", empty)
    with pytest.raises(BadRequest, match="Known: entity"):
        by_name.held_by_name("wish list", empty)


def test_a_country_that_is_none_is_named(catalogue: Catalogue) -> None:
    held = by_name.held_by_name("entity", catalogue)
    assert by_name.country_named("Türkiye", held) == "TR"
    with pytest.raises(BadRequest, match="Atlantis"):
        by_name.country_named("Atlantis", held)


def test_a_day_before_every_edition_is_said(catalogue: Catalogue) -> None:
    about = by_name.list_named("entity", catalogue)
    with pytest.raises(NotHeld, match="oldest one held is of 2026-01-15"):
        between(about, date(2020, 1, 1), date(2026, 5, 1), catalogue)
    with pytest.raises(NotHeld, match="as-of 2020-01-01"):
        by_name.held_by_name("entity", catalogue, Filters(as_of=date(2020, 1, 1)))


_SNUFFERS = r"""
[[list]]
name = "Snuffer List"
named = '\bSnuffer List\b'
hints = ["Snuffer"]
asked = '\bsnuffer list\b'
table = "Annex 1"
title = '^Snuffer Order\b'
mark = "(LSL)"
short = ["snuffer"]
"""
_ORDER = """# {title}

## Annex 1

| Name | Alias | Country |
| --- | --- | --- |
| {party} | Night Rooms | Japan |
"""


@pytest.fixture
def add_order(
    empty: Catalogue, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[[str, str, Kind], Catalogue]:
    """Return a function that holds a Markdown text with a table below "Annex 1", which the table of lists points to."""
    table = tmp_path / "party_lists.toml"
    table.write_text(party_lists.TABLE.read_text("utf-8") + _SNUFFERS, "utf-8")
    monkeypatch.setattr(party_lists, "TABLE", table)

    def add(title: str, party: str, kind: Kind) -> Catalogue:
        file = tmp_path / f"{title}.md"
        file.write_text(_ORDER.format(title=title, party=party), "utf-8")
        [reading] = read(file, as_of=date(2026, 2, 1))
        source = replace(reading.source, id=title, kind=kind)
        empty.publish(empty.stage(replace(reading, source=source), []))
        return empty

    return add


def test_a_list_below_a_heading_is_held(add_order: Callable[[str, str, Kind], Catalogue]) -> None:
    catalogue = add_order("Snuffer Order", "Dark Rooms Ltd.", Kind.LIST)
    [row] = by_name.held_by_name("snuffer", catalogue).counted
    assert (row.name, row.aliases, row.codes) == ("Dark Rooms Ltd.", ("Night Rooms",), ("JP",))


@pytest.mark.parametrize("title, kind", [("Lamp Order", Kind.LIST), ("Snuffer Order", Kind.USER)])
def test_the_same_heading_of_another_text_is_no_list(
    add_order: Callable[[str, str, Kind], Catalogue], title: str, kind: Kind
) -> None:
    catalogue = add_order(title, "Dark Rooms Ltd.", kind)
    with pytest.raises(NotHeld) as told:
        by_name.held_by_name("snuffer", catalogue)
    assert "licet add" in told.value.remedy  # it is in no compilation that could be fetched


def test_the_real_lists_are_read_whole(shared: Path, empty: Catalogue) -> None:
    for name in ("2026-03-25_title-15_part-744.xml", "2026-07-23_title-15_part-744.xml"):
        for reading in read(shared / "data" / "us" / "ecfr" / name):
            empty.publish(empty.stage(reading, []))
    held = by_name.held_by_name("entity", empty)
    counts = {mark: sum(mark in r.footnotes for r in held.rows) for mark in "12345"}
    assert counts == {"1": 130, "2": 130, "3": 775, "4": 96, "5": 16}
    assert (len(held.counted), len(held.headings)) == (3415, 91)
    assert sum(r.kind is RowKind.CONTINUATION for r in held.rows) == 4
    assert sum(r.kind is RowKind.ADDRESS for r in held.rows) == 19
    assert [r.name for r in held.counted if not r.publications and r.kind is not RowKind.CONTINUATION] == []
    assert len(by_name.held_by_name("uvl", empty).counted) == 186
    assert len(by_name.held_by_name("meu", empty).counted) == 70
    assert between(held.about, date(2026, 3, 25), date(2026, 7, 23), empty).substantive == 0


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
        ("how many on the entity list in 2024 and 2025?", "first listed from 2024-01-01 to 2025-12-31"),
        ("is there anyone from Germany on the American lists under part 744?", "Yes. The Entity List has 0 rows"),
    ],
)
def test_a_country_is_no_name_and_verbs_are_none(ask: Ask, question: str, lead: str) -> None:
    found = ask(question)
    assert found is not None
    assert lead in found.findings[0].text


def test_two_days_named_are_two_editions(empty: Catalogue) -> None:
    add_part(empty, date(2026, 3, 25), ENTITIES[:-3])
    add_part(empty, date(2026, 7, 23))
    question = "Compare the entity list of {} with the one from 23 july 2026: who was added, who dropped off?"
    found = engine.computed(understand(question.format("25 march 2026"), (), Filters(), empty), empty)
    assert found is not None
    assert found.payload["value"] == {"added": ["Dynamo A.S.", "Egret Shipyard", "[Reserved]"], "removed": []}
    absent = engine.computed(understand(question.format("2 may 2019"), (), Filters(), empty), empty)
    assert absent is not None
    assert absent.outcome is Outcome.NOT_IN_CORPUS
    assert "the oldest one held is of 2026-03-25" in absent.findings[0].text


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


@pytest.mark.parametrize(
    "question, value, words",
    [
        ("how many ADDRESSES (no company name) are on the entity list, where are they, since when",
         [1, {"China": 1}, {"2023-10-19 (88 FR 71992)": 1}], "By country: China 1."),
        ("Entity List: how many entries in total are under china pls, and which of them came in 2023?",
         [4, ["Bolt Works Co.", "Address 01"]], "first listed from 2023-01-01 to 2023-12-31"),
        ("The October 9 2025 additions: a notice says 2 entries. break down by country pls", {"Turkey": 1}, "Turkey 1"),
        ("how many European entries has the unverified list, and what do they catch?",
         [{"total": 1, "Germany": 1}, {"": 1}], "under countries of Europe"),
    ],
)  # fmt: skip
def test_a_question_in_free_words_is_read_clause_by_clause(
    catalogue: Catalogue, question: str, value: Any, words: str
) -> None:
    found = engine.in_clauses(understand(question, (), Filters(), catalogue), catalogue)
    assert found is not None
    assert found.payload["value"] == value
    assert words in found.lead


def test_what_no_row_tells_is_left_open_and_no_number_stands_for_it(catalogue: Catalogue) -> None:
    asked = "How many Chinese entries are on the Entity List and do they need a licence for lamps?"
    found = engine.in_clauses(understand(asked, (), Filters(), catalogue), catalogue)
    assert found is not None
    assert found.not_answered == ("do they need a licence for lamps?",)
    assert found.lead.startswith("Answered in part; left open: “do they need a licence for lamps”. ")
    asked = "Is a licence needed for a party on the Entity List, and who decides?"
    assert engine.in_clauses(understand(asked, (), Filters(), catalogue), catalogue) is None


def _in_clauses(catalogue: Catalogue, asked: str, *before: str) -> Computed | None:
    return engine.in_clauses(understand(asked, before, Filters(), catalogue), catalogue)


def test_numbers_in_words_are_no_choice_that_is_left_open(catalogue: Catalogue) -> None:
    found = _in_clauses(catalogue, "list the three rows of the Entity List under China, a few names")
    assert found is not None
    assert found.not_answered == ()


def test_a_choice_that_is_not_read_is_never_dropped(catalogue: Catalogue) -> None:
    asked = "how many rows of the entity list are about teapot painters"
    found = _in_clauses(catalogue, asked)
    assert found is not None
    assert found.payload["value"] is None
    assert found.lead.startswith("Answered in part; left open: “teapot painters”. The number asked for is not told")
    assert _in_clauses(catalogue, "how many of those were added in 2023?", asked) is None, (
        "nor in the question after it"
    )


def test_what_was_added_is_asked_once(catalogue: Catalogue) -> None:
    found = _in_clauses(
        catalogue, "what changed in the Entity List between the january and april 2026 editions? any adds/removals?"
    )
    assert found is not None
    assert found.not_answered == ()


def test_a_follow_up_chooses_among_the_rows_of_the_question_before(catalogue: Catalogue) -> None:
    before = "how many entries does the entity list have under turkey?"
    asked = understand("just the ones from the october 2025 rule, names only", [before], Filters(), catalogue)
    found = engine.in_clauses(asked, catalogue)
    assert found is not None
    assert [row["name"] for row in found.payload["rows"]] == ["Dynamo A.S."]


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
    found = engine.computed(question, catalogue)
    assert found is not None
    assert found.payload["value"] == rows


@pytest.mark.parametrize(
    "asked, rows, told",
    [
        ("How many Entity List entries are in Country Group D:5 countries?", 4, "China"),
        ("How many Entity List entries are in Country Group A:5?", 1, "Türkiye"),
        ("How many Entity List entries were added in 2025 from NATO members?", 1, "Türkiye"),
        ("How many Unverified List entries are in the EU?", 1, "Germany"),
        ("How many Unverified List entries are from EU member states?", 1, "Germany"),
        ("How many Unverified List entries are not in the EU?", 1, ""),
        ("How many Entity List entries are in the Gulf?", 0, "none"),
    ],
)
def test_a_group_of_countries_is_told_with_its_members(
    catalogue: Catalogue, ask: Ask, asked: str, rows: int, told: str
) -> None:
    add_groups(catalogue)
    found = ask(asked)
    assert found is not None
    assert found.not_answered == ()
    value = found.payload["value"]
    assert (value["total"] if isinstance(value, dict) else value) == rows
    counted = [f.text for f in found.findings if f.text.startswith("Counted as ")]
    assert bool(counted) is bool(told)
    assert all(told in text for text in counted)
    members = [f for f in found.findings if f.text.startswith("Country Group")]
    assert all("is known here for Freedonia" in f.text for f in members if "D:5" in f.text)
    assert [bool(f.cites) for f in members] == [True] * asked.count("Country Group")


def test_groups_behind_a_not_are_all_left_out(catalogue: Catalogue, ask: Ask) -> None:
    add_groups(catalogue)
    one, both = (
        ask(f"How many Entity List entries are not in Country Group D:5{more}?")
        for more in ("", " or Country Group A:5")
    )
    assert one is not None
    assert both is not None
    assert one.payload["value"] - both.payload["value"] == 1  # that of A:5


def test_rows_are_not_chosen_by_what_groups_have_in_common(catalogue: Catalogue, ask: Ask) -> None:
    add_groups(catalogue)
    assert ask("How many Entity List entries are in countries in both D:5 and A:5?") is None


def test_of_a_group_that_is_not_held_nothing_is_counted(ask: Ask) -> None:
    found = ask("How many Entity List entries are in Country Group D:5 countries?")
    assert found is not None
    assert found.outcome is Outcome.NOT_IN_CORPUS
    assert "`licet sync us-15-cfr-740`" in found.findings[0].text
    assert found.payload == {}


def test_groups_of_another_day_are_said_to_be_of_another_day(catalogue: Catalogue, ask: Ask) -> None:
    add_groups(catalogue)
    add_part(catalogue, date(2025, 10, 20))
    found = ask("How many Entity List entries are in Country Group D:5 countries?", as_of=AUTUMN)
    assert found is not None
    assert "not held as of 2025-11-26; another edition is" in found.findings[0].text
    assert "`licet sync us-15-cfr-740 --as-of 2025-11-26`" in found.findings[0].text
