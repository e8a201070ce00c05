"""Country groups, the country chart and control list entries: what questions about their content are answered with."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from assistant.engines import dispatch
from assistant.engines.model import Computed
from assistant.model import Form, Outcome
from assistant.query.parser import understand
from corpus.catalogue import Catalogue
from corpus.filters import Filters
from corpus.lexicon.reference_tables import reference_tables
from corpus.model import Kind, Role, Source
from corpus.parsers.dispatch import read
from corpus.structure import TreeBuilder

Ask = Callable[..., Computed | None]


@pytest.fixture
def ask(empty: Catalogue, data: Path) -> Ask:
    """Return a function that asks the engines over the project's own small lists."""
    for name in ("country-groups.json", "country-chart.json", "ccl.json"):
        for reading in read(data / "us" / name):
            empty.publish(empty.stage(reading, []))
    return _asking(empty)


@pytest.mark.parametrize("name", ["Wakanda", "Ruritania", "Grand Fenwick"])
def test_a_name_that_is_no_country_is_said_to_be_none(ask: Ask, name: str) -> None:
    found = ask(f"Which country group is {name} in?")
    assert found is not None
    assert found.outcome is Outcome.NEEDS_FACT
    assert f"“{name}” is no country that is known here" in found.lead


@pytest.fixture
def ask_all(empty: Catalogue, whole_lists: Path) -> Ask:
    """Return a function that asks the engines over the whole lists."""
    empty.take_over(whole_lists)
    return _asking(empty)


def _asking(catalogue: Catalogue) -> Ask:
    def asked(question: str) -> Computed | None:
        return dispatch.computed(understand(question, (), Filters(), catalogue), catalogue)

    return asked


@pytest.mark.parametrize(
    "question, value",
    [
        ("which countries are in E:1?", ["Iran", "Korea, North", "Syria"]),
        ("which countries are in country groups E:1 and E:2?",
         {"E:1": ["Iran", "Korea, North", "Syria"], "E:2": ["Cuba"]}),
        ("countries in both D:5 and A:6", []),
        ("which countries are in A:6 and also in D:4?", ["Israel"]),
        ("countries in D:4 but not in D:5", None),
        ("Which D:5 ones arent in D:4 or D:1?", None),
        ("Which places are in A:5 but not in A:1? and the other way round",
         {"A:5 but not A:1": ["United Arab Emirates"], "A:1 but not A:5": ["Mexico", "South Africa", "United States"]}),
        ("difference of E:1 and D:2",
         {"E:1 but not D:2": ["Syria"],
          "D:2 but not E:1": ["Belarus", "Cuba", "Iraq", "Israel", "Libya", "Pakistan", "Russia", "Venezuela"]}),
        ("how many countries are in D:5", 22),
        ("Australia Group club (a:3) countries that aren't in A:1", ["Cyprus", "Malta", "Ukraine"]),
        ("Which Australia Group members in the EAR table (A:3) are not Wassenaar members (A:1)?",
         ["Cyprus", "Malta", "Ukraine"]),
        ("A:1 minus A:5 please", ["Mexico", "South Africa", "United States"]),
        ("any country in group B that is also in D:1? how many", 0),
        ("Which nations belong to A:5 (close partners) but not to A:1?", ["United Arab Emirates"]),
        ("Which two states appear in each of the groups E:1 to E:2?", []),
        ("is peru an arms embargo country d:5", False),
        ("is India in D:4", False),
        ("Is Macau in country group D:5", False),
        ("Mexico A:5 or A:6?", "A:6"),
        ("is israel in D:4 and A:6", {"D:4": True, "A:6": True}),
        ("is hong kong in D:5?", True),
        ("which country groups is Cambodia in?", ["D:1"]),
        ("what column marks has Canada in the country chart", ["CB 1", "FC 1"]),
        ("does india have an X in NS 2 on the commerce country chart", False),
        ("does india need a license for NS column 2 stuff from the US? and hong kong, I cant find its row",
         {"India": False, "Hong Kong": True}),
        ("which countries are marked in NP column 2?",
         ["Belarus", "China", "Iraq", "Israel", "Libya", "Macau", "Pakistan", "Russia", "Venezuela"]),
        ("Which destinations have NO X in NS column 1", ["Australia", "Canada", "United Kingdom"]),
        ("how many countries have an X in CB 3?", 33),
        ("countries with an X in CC 2 but not in CB 2", None),
        ("Kazakhstan NP 1 and CB 3?", {"NP1": False, "CB3": True}),
        ("Country chart: which destinations have a mark in CB column 1 and nothing else?",
         ["Australia", "United Kingdom"]),
        ("how many countries have CB 1 only?", 2),
        ("Which countries have exactly the marks CB 1 and FC 1?", ["Canada"]),
        ("on the country chart, who has an X in CB 1, NS 1, MT 1, RS 1 and NP 1 and no other column?", ["India"]),
        ("Does Canada have only CB 1 marked?", None),
        ("which places are in both Country Group A:6 and any of the D groups?",
         ["Israel (D:2, D:3, D:4)", "Taiwan (D:3)"]),
        ("which A:6 countries are in no D group?",
         ["Albania", "Cyprus", "Malta", "Mexico", "Singapore", "South Africa"]),
        ("countries in A:1 and any E group?", []),
        ("is Mexico in any of the D groups?", False),
        ("Is Taiwan or Singapore in any D group?", {"Taiwan": True, "Singapore": False}),
        ("has Iran an X in NS 1?", None),  # not graded
        ("list the ECCNs with short supply (SS) as reason for control",
         ["0A980", "1C980", "1C982", "1C983", "1C984", "1C988"]),
        ("which ECCNs have a licence requirement that names Pakistan",
         ["1B999", "2A992", "2B999", "3A992", "3A999", "6A996"]),
        ("which ECCNs are controlled for SL?", None),
        ("how many ECCNs are in category 7?", None),
        ("list me the 9x515 ECCNs", ["9A515", "9B515", "9D515", "9E515"]),
        ("how many 600 series entries are there in total", 75),
        ("how many entries does the commerce control list have and how many of them in category 9?",
         {"entries": 633, "of_which": 96}),
        ("how many entries are in category 8 of the commerce control list, and how many of them 8A?",
         {"entries": 21, "of_which": 6}),
    ],
)  # fmt: skip
def test_a_question_about_the_whole_lists_is_computed(ask_all: Ask, question: str, value: Any) -> None:
    found = ask_all(question)
    assert found is not None, question
    assert found.findings[0].cites
    if value is not None:
        assert found.payload["value"] == value


@pytest.mark.parametrize(
    "question",
    [
        "Do I need a licence to ship 3A001 to a D:5 country?",
        "What does Country Group D:5 mean for License Exception APR?",
        "Which exceptions may be used for A:5 destinations?",
        "Can I use STA for the UAE since it is in A:5?",
        "What is the reason for control of 3A001?",
        "What does the country chart mean?",
        "How many days does BIS have to answer?",
    ],
)
def test_other_questions_are_left(ask: Ask, question: str) -> None:
    found = ask(question)
    assert found is None or found.form is Form.DETERMINATION


def test_a_country_that_is_not_graded_gets_no_no(ask_all: Ask) -> None:
    found = ask_all("does Iran have an X in NS 1 on the chart?")
    assert found is not None
    assert found.findings[0].says_yes is None
    assert "not graded" in found.findings[0].text
    assert "part 746" in found.findings[0].text


@pytest.mark.parametrize(
    "question",
    ["Does Canada need a licence for NS column 2?", "does canada require a licence for NS 2 items from the US?"],
)
def test_a_blank_cell_of_the_chart_denies_no_licence(ask_all: Ask, question: str) -> None:
    found = ask_all(question)
    assert found is not None
    assert found.payload["value"] is False
    assert found.findings[0].says_yes is None
    assert "A cell without an X is no licence" in found.findings[0].text


def test_the_rows_words_aside_a_column_is_asked_of_in_other_words(ask_all: Ask) -> None:
    found = ask_all("is canada marked in NS 2? I could not locate it in the grid")
    assert found is not None
    assert found.payload["value"] is False


def test_footnotes_of_a_row_are_told(ask_all: Ask) -> None:
    found = ask_all("does India have an X in RS 2?")
    assert found is not None
    assert any("6A003.b.4.b" in f.text for f in found.findings)


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("list all ECCNs with NP Column 2", "1A290 1C298 2A290 2A291 2D290 2E001 2E002 2E290"),
        ("which ECCNs are controlled for CB Column 3?", "1C991"),
        ("how many entries have CC column 2", 2),
        ("list entries controlled for short supply", "0A980 1C980 1C982 1C983 1C984 1C988"),
        ("ECCNs that mention Pakistan but not Iraq under RS", "2A992 2B999 3A992 6A996"),
        ("ECCNs starting with 2B with AT only", "2B991 2B992 2B993 2B996 2B997 2B998"),
        ("which ECCNs use both CC Column 1 and RS Column 1 but not NS", "0A504"),
    ],
)
def test_entries_are_chosen_by_their_rows(ask_all: Ask, question: str, value: Any) -> None:
    found = ask_all(question)
    assert found is not None
    assert found.payload["list"] == "Commerce Control List"
    assert found.payload["value"] == (value if isinstance(value, int) else value.split())


def test_several_columns_are_each_in_a_row(ask_all: Ask) -> None:
    both, either = (ask_all(f"which ECCNs have MT Column 1 {word} NP Column 2") for word in ("and", "or"))
    assert both is not None
    assert either is not None
    assert set(both.payload["value"]) < set(either.payload["value"])
    assert "1A290" in either.payload["value"]
    assert "1A290" not in both.payload["value"]


def test_the_note_that_speaks_of_the_country_is_told(ask_all: Ask) -> None:
    found = ask_all("is macau in D:5?")
    assert found is not None
    assert any("Macau is NOT" in f.text for f in found.findings)


def test_a_follow_up_with_two_groups_is_a_set_of_its_own(ask_all: Ask, empty: Catalogue) -> None:
    before = "Which countries are in BOTH D:1 and D:5?"
    asked = understand("which D:5 ones arent in D:1?", (before,), Filters(), empty)
    found = dispatch.computed(asked, empty)
    assert found is not None
    assert len(found.payload["value"]) == 13
    assert "Country Group D:5 but not in D:1" in found.findings[0].text


def test_two_categories_are_not_one_empty_choice(ask_all: Ask) -> None:
    assert ask_all("how many ECCNs are in category 7 and how many in category 9?") is None


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("Which countries are in both E:1 and D:2 at once? Is Cuba one?", "Cuba is not one of them"),
        ("Which countries are in E:1? Are any of them in D:5?", "Of these, in Country Group D:5"),
        ("Is Macau in D:5, right? Our handbook says so.", "Macau is not in Country Group D:5"),
        ("Which rows of the country chart have no X?", "have no X at all"),
    ],
)
def test_the_second_half_of_a_question_on_countries_is_told(ask_all: Ask, question: str, words: str) -> None:
    found = ask_all(question)
    assert found is not None
    assert words in found.findings[0].text


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("which places have an X under CB 3? I want to put them on a slide",
         ["Belarus", "China", "Iran"]),
        ("For my thesis: which countries are in E:2?", ["Cuba"]),
        ("Preparing a talk: who is in the arms column D:5 but not in D:1, and not in D:4?", None),
        ("is any place marked for the missile technology column and for CC column 2?", None),
        ("which countries have an X under NP 1? leave out the ones in A:5", None),
    ],
)  # fmt: skip
def test_what_is_told_beside_a_question_on_a_table_is_left_aside(ask_all: Ask, question: str, value: Any) -> None:
    found = ask_all(question)
    if "slide" in question:
        assert found is not None
        assert "Iran" not in found.payload["value"]
        assert all(isinstance(name, str) for name in found.payload["value"])
        bare = ask_all("which places have an X under CB 3?")
        assert bare is not None
        assert bare.payload["value"] == found.payload["value"]
    elif value is not None:
        assert found is not None
        assert found.payload["value"] == value
    elif "leave out" in question:
        assert found is None or "value" not in found.payload
    else:
        assert found is not None


def test_a_reason_with_a_single_column_needs_no_number(ask_all: Ask) -> None:
    found = ask_all("which countries have no X in the missile technology column?")
    numbered = ask_all("which countries have no X in MT 1?")
    assert found is not None
    assert numbered is not None
    assert found.payload["value"] == numbered.payload["value"]
    several = ask_all("which countries have no X in the national security column?")
    assert several is None or several.payload.get("value") != found.payload["value"]


def test_entries_are_counted_by_category_or_product_group(ask_all: Ask) -> None:
    found = ask_all("Count the CCL entries of Category 7 and split them by product group A to E")
    assert found is not None
    each = found.payload["value"]["each"]
    assert set(each) <= set("ABCDE")
    assert sum(each.values()) == found.payload["value"]["entries"]
    every = ask_all("how many ECCNs are there per category?")
    assert every is not None
    assert every.payload["value"]["each"]["7"] == found.payload["value"]["entries"]


def test_numbers_that_the_asker_names_are_held_against_the_entries_found(ask_all: Ask) -> None:
    found = ask_all("Which ECCNs are controlled for crime control? A colleague says 1A983 to 1A986.")
    assert found is not None
    assert "1A984" in found.payload["value"]
    assert "1A984 is not one of them" not in found.findings[0].text
    assert "Of the numbers named in the question" in found.findings[0].text


def test_a_column_of_the_chart_is_nobodys_name() -> None:
    assert reference_tables().is_column("NP 2")
    assert reference_tables().is_column("CB Column 3")
    assert not reference_tables().is_column("NP Lamps")


def test_an_entry_tells_its_columns_and_its_exceptions(ask: Ask) -> None:
    found = ask("3A001 pls: which columns, LVS and STA?")
    assert found is not None
    said = " ".join(f.text for f in found.findings)
    assert "NS applies to entire entry: NS Column 2" in said
    assert "LVS: " in said
    assert "It has no line on STA" in said
    assert found.findings[0].says_yes is None


def test_what_an_entry_leaves_out_is_told_with_it(empty: Catalogue) -> None:
    tree = TreeBuilder()
    base = reference_tables().by_kind["entries"].address
    top = tree.add(base, locator=base, role=Role.ANNEX)
    entry = tree.add("Lanterns", locator="3A001", role=Role.ENTRY, parent=top, heading="Lanterns")
    row = (
        ("Control(s)", "NS applies to entire entry"),
        ("Country Chart", "NS Column 2."),
    )
    tree.add("NS", locator="3A001 > table, NS", role=Role.ROW, parent=entry, cells=row)
    note = "Note: 3A001 does not control lanterns that accompany their bearer."
    tree.add(note, locator="3A001 > note", role=Role.NOTE, parent=entry)
    source = Source(id="us-15-cfr-774", title="15 CFR Part 774", kind=Kind.LAW, jurisdiction="us")
    empty.publish(empty.stage(tree.reading(source, valid_from=date(2026, 7, 23)), []))
    found = _asking(empty)("what is 3A001 and in which column?")
    assert found is not None
    assert any(f.text == note for f in found.findings)


def test_a_question_on_exceptions_begins_with_what_the_entry_says_of_them(ask_all: Ask) -> None:
    found = ask_all("Does 3A225 have GBS or LVS?")
    assert found is not None
    assert found.lead.startswith("3A225 gives no LVS and no GBS (N/A in its own lines).")
    found = ask_all("Which licence exceptions are available for 5A002 to India?")
    assert found is not None
    assert found.lead.startswith("License exceptions in 5A002: LVS:")
    assert "India: X under NS 1" in "\n".join(f.text for f in found.findings)
    assert not any("does not control" in f.text for f in found.findings)
    found = ask_all("Can we use APP for 4A003 to Taiwan?")
    assert found is not None
    assert found.outcome is Outcome.NEEDS_FACT  # which paragraph it is decides whether a licence is needed at all
    assert found.findings[0].text.startswith("Of APP 4A003 says: “Yes, for computers controlled by 4A003.b")
