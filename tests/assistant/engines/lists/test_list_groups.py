"""Rows of lists of parties by groups of countries."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from assistant.engines.model import Computed
from assistant.model import Outcome
from corpus.catalogue import Catalogue
from tests.assistant.engines.lists.conftest import add_groups, add_part

Ask = Callable[..., Computed | None]


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
    found = ask("How many Entity List entries are in Country Group D:5 countries?", as_of=date(2025, 11, 26))
    assert found is not None
    assert "not held as of 2025-11-26; another edition is" in found.findings[0].text
    assert "`licet sync us-15-cfr-740 --as-of 2025-11-26`" in found.findings[0].text
