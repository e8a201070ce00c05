"""Countries of several groups, columns of the chart and lists of the law, put together."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from assistant.engines import dispatch
from assistant.engines.lists.reference import country_lists
from assistant.engines.model import Computed
from assistant.query.parser import understand
from corpus.catalogue import Catalogue
from corpus.filters import Filters
from corpus.model import Kind, Role, Source
from corpus.structure import TreeBuilder

Ask = Callable[..., Computed | None]
LAMP_MAKERS = ("Austria", "Brazil", "Finland", "Russia", "Slovak Republic", "Türkiye")
BUYERS = "\n".join(
    ("Austria", "Brazil (For bulbs only)", "Iceland", "Norway", "Sweden", "Universal Bulb Agency", "Chile", "Peru",
     "Kenya", "Ghana", "Oman")
)  # fmt: skip


def add_lists(catalogue: Catalogue) -> None:
    """Add a part with two lists of countries, a line each and in a sentence, and a section without any."""
    tree = TreeBuilder()
    part = tree.add("Part 199—Lamps", locator="10 CFR Part 199", role=Role.PART)

    def section(number: str, text: str) -> int:
        return tree.add(f"§ {number} {text}", locator=f"10 CFR {number}", role=Role.SECTION, parent=part)

    section("199.5", "Members of the Lamp Makers Union.\n" + "\n".join(LAMP_MAKERS))
    embargo = section("199.6", "Lamps under an embargo.")
    row = "(a) No lamp may go to: Iran, Norway, Russia, and the Sudan."
    tree.add(row, locator="10 CFR 199.6(a)", role=Role.PARAGRAPH, parent=embargo)
    section("199.7", "Lamps. A lamp gives light: see the bulbs of Norway.")
    annex = "Appendix A to Part 199"
    tree.add(f"{annex}—Permitted Buyers\n{BUYERS}", locator=annex, role=Role.ANNEX, parent=part)
    source = Source(id="us-10-cfr-199", title="10 CFR Part 199", kind=Kind.LAW, jurisdiction="us")
    catalogue.publish(catalogue.stage(tree.reading(source, valid_from=date(2026, 1, 15)), []))


@pytest.fixture
def ask(empty: Catalogue, whole_lists: Path) -> Ask:
    """Return a function that asks the engines over the whole reference tables and a part with lists of countries."""
    empty.take_over(whole_lists)
    add_lists(empty)

    def asked(question: str, *history: str) -> Computed | None:
        return dispatch.computed(understand(question, history, Filters(), empty), empty)

    return asked


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("which countries of 10 CFR 199.5 are also in D:1?", ["Russia"]),
        ("which lamp makers named in 10 CFR 199.5 are missing from the 10 CFR part 199 list of permitted buyers?",
         ["Finland", "Russia", "Slovak Republic", "Türkiye"]),
        ("How many countries of 10 CFR 199.5 are not in Appendix A to part 199, and who are they?", 4),
        ("10 CFR 199.5: which of the members are not on the list of lamps under an embargo?",
         ["Austria", "Brazil", "Finland", "Slovak Republic", "Türkiye"]),
        ("which LMU members (10 CFR 199.5) are in E:1 or E:2?", None),
        ("which countries of 10 CFR 199.5 have an X in AT 1?", []),
        ("which countries of 10 CFR 199.5 are in D:1 and have bad lamps?", None),
        ("which countries of 10 CFR 199.7 are in D:1?", None),
        ("which countries have an X in NP 1 and are in A:5?", ["India", "United Arab Emirates"]),
        ("countries with no X in NS 2 but an X in CC 1", ["Argentina", "Mexico", "South Africa"]),
        ("which destinations have exactly two marks in the country chart?", ["Canada"]),
        ("how many destinations have no more than two X's on the commerce country chart", 3),
        ("how many entries in category 6 (sensors) are controlled solely for anti-terrorism?", None),
    ],
)  # fmt: skip
def test_sets_of_countries_are_put_together(ask: Ask, question: str, value: object) -> None:
    found = ask(question)
    if value is None and "category" not in question:
        assert found is None or "countries" not in found.payload
    elif value is not None:
        assert found is not None
        assert found.payload["value"] == value


@pytest.mark.parametrize(
    ("question", "only"),
    [
        ("10 CFR 199.6 versus Country Group E:1: the same countries or not?", (["Norway", "Russia", "Sudan"],
                                                                               ["Korea, North", "Syria"])),
        ("Does the list of 10 CFR 199.6(a) match E:1 + E:2?", (["Norway", "Russia", "Sudan"],
                                                              ["Korea, North", "Syria", "Cuba"])),
        ("are 10 CFR 199.6 and E:1 identical?", (["Norway", "Russia", "Sudan"], ["Korea, North", "Syria"])),
        ("is 10 CFR 199.6 the same as NP 1?", None),
        ("is 10 CFR 199.7 the same as E:1?", None),
    ],
)  # fmt: skip
def test_two_sets_are_compared_both_ways(ask: Ask, question: str, only: tuple[list[str], list[str]] | None) -> None:
    found = ask(question)
    if only is None:
        assert found is None or "same" not in (found.payload.get("value") or {})
        return
    assert found is not None
    _, _, *sides = found.payload["value"].values()
    assert [sorted(s) for s in sides] == [sorted(s) for s in only]
    assert found.findings[0].text.startswith("Not the same countries.")


def test_a_part_is_named_by_its_agency_and_number(ask: Ask) -> None:
    found = ask("which countries of 10 CFR 199.5 are missing from the DOE 199 permitted buyers list?")
    assert found is not None
    assert found.payload["value"] == ["Finland", "Russia", "Slovak Republic", "Türkiye"]


def test_one_list_is_counted_with_its_conditions_and_who_is_no_country(ask: Ask) -> None:
    found = ask("Part 199, appendix B: how many names are on it?")
    assert found is None or "limited" not in found.payload
    found = ask("How many names does appendix A to part 199 have? Any with conditions, or that are no country?")
    assert found is not None
    assert found.payload["value"] == 11
    text = found.findings[0].text
    assert "11 entries, 10 of them countries" in text
    assert "More than a name stands at 1: Brazil (For bulbs only)." in text
    assert "No country: Universal Bulb Agency." in text
    behind = ask("DOE part 199 appendix A, how many countries are listed?")
    assert behind is not None
    assert behind.payload["value"] == 11


@pytest.mark.parametrize(
    "question",
    [
        "how many licences were issued under 10 CFR 199.5?",
        "how many lamps may go to the members in 10 CFR 199.5?",
        "how many countries are in 10 CFR 199.7?",
    ],
)
def test_what_a_list_does_not_count_is_left(ask: Ask, question: str) -> None:
    found = ask(question)
    assert found is None or "limited" not in found.payload


def test_of_a_counted_list_it_is_told_whether_a_country_is_in_it(ask: Ask) -> None:
    found = ask("how many countries does 10 CFR 199.5 list, and is Norway one of them?")
    assert found is not None
    assert found.payload["value"] == 6
    assert "Norway is not one of them" in found.findings[0].text


def test_every_list_of_an_answer_is_cited(ask: Ask) -> None:
    found = ask("which countries of Appendix A to part 199 are not in 10 CFR 199.5 and not in A:1?")
    assert found is not None
    assert {s.source.id for s in found.findings[0].cites} >= {"us-10-cfr-199"}
    assert len(found.findings[0].cites) == 3
    said = " ".join(f.text for f in found.findings)
    assert "For bulbs only" in said
    assert "No country, and not compared, of Appendix A to Part 199: Universal Bulb Agency." in said


def test_a_country_without_a_grade_is_not_said_to_have_no_mark(ask: Ask) -> None:
    found = ask("which countries of Country Group E:1 have no X in RS 1?")
    assert found is not None
    assert found.payload["value"] == []
    assert "Not graded" in found.findings[1].text
    assert "Iran" in found.findings[1].text


def test_what_is_asked_of_an_ungraded_country_behind_a_count_is_told(ask: Ask) -> None:
    found = ask("How many countries have an X for missile technology column 1? Does that mean Cuba is free of it?")
    assert found is not None
    assert "Cuba is not one of them: it is not graded, which is no permission" in found.findings[0].text


def test_an_entry_with_another_ground_is_not_controlled_for_one_reason_alone(ask: Ask) -> None:
    found = ask("Which ECCNs in category 8 are controlled solely for anti-terrorism?")
    assert found is not None
    assert "8A992" not in found.payload["value"]


def test_a_list_in_a_sentence_is_read_where_every_name_is_a_country(empty: Catalogue) -> None:
    add_lists(empty)
    found = country_lists.list_at("10 CFR 199.6", empty)
    assert found is not None
    assert found.address == "10 CFR 199.6(a)"
    assert sorted(found.countries) == ["IR", "NO", "RU", "SD"]
    assert country_lists.list_at("10 CFR 199.7", empty) is None


@pytest.mark.parametrize(
    ("question", "count", "words"),
    [
        ("which countries have a mark in CC 2 or CC 3?", 158, "an X in CC 2 or an X in CC 3"),
        (
            "how many countries have an X in either of MT 1 and NP 2?",
            193,
            "Taken one by one, 193 in MT 1 and 9 in NP 2",
        ),
        ("which countries have an X in FC 1 and in NP 2?", 1, "an X in FC 1 and an X in NP 2"),
        ("which countries are marked in CB 3 or NP 2 but not in CC 3?", 14, "and no X in CC 3"),
    ],
)
def test_columns_are_alternatives_or_both(ask: Ask, question: str, count: int, words: str) -> None:
    found = ask(question)
    assert found is not None
    value = found.payload["value"]
    assert (value if isinstance(value, int) else len(value)) == count
    assert words in found.findings[0].text


@pytest.mark.parametrize("question", ["A:4 vs A:1: what's the difference?", "A:4 and A:1, whats the difference?"])
def test_two_groups_are_compared_both_ways(ask: Ask, question: str) -> None:
    found = ask(question)
    assert found is not None
    assert "only in Country Group A:1: India" in found.findings[0].text


def test_groups_are_named_as_one_place(ask: Ask) -> None:
    found = ask("which countries of D:5 are in neither A:1 nor A:5 nor E:1?")
    assert found is not None
    assert "not in Country Group A:1, A:5 or E:1" in found.findings[0].text


def test_two_columns_are_compared_and_what_is_not_graded_is_on_neither_side(ask: Ask) -> None:
    found = ask("what is the difference between CB 2 and CB 3 in the country chart?")
    assert found is not None
    assert "only among those with an X in CB 3: none" in found.findings[0].text
    assert any("on neither side: Cuba" in f.text for f in found.findings)


@pytest.mark.parametrize(
    ("before", "question", "words"),
    [
        ("Which countries are marked in FC 1?", "and in NP 2?", "have an X in NP 2 ("),
        ("How many countries are in Country Group D:2?", "and in E:1?", "3 countries are in Country Group E:1"),
        (
            "Which countries are in Country Group D:2?",
            "which of these are also in D:4?",
            "Of these, in Country Group D:4",
        ),
    ],
)
def test_a_follow_up_takes_the_place_of_what_was_asked_before(ask: Ask, before: str, question: str, words: str) -> None:
    found = ask(question, before)
    assert found is not None
    assert words in found.findings[0].text


def test_a_follow_up_on_one_of_several_groups_is_not_guessed(ask: Ask) -> None:
    assert ask("and A:6?", "Which countries are in D:4 but not in D:5?") is None


def test_whether_a_country_is_on_a_list_is_told_with_its_condition_and_the_count(ask: Ask) -> None:
    found = ask("Is Norway on the list in 10 CFR 199.5, and how many countries are on it?")
    assert found is not None
    assert found.findings[0].says_yes is False
    assert "has 6 countries" in found.findings[0].text
    found = ask("Is Brazil on the list in appendix A to part 199?")
    assert found is not None
    assert found.payload["value"] is True
    assert "Brazil (For bulbs only)" in found.findings[0].text
    assert ask("Is a licence for lamps to Norway needed under 10 CFR 199.5?") is None
