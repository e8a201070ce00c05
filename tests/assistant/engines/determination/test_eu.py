"""The Union's bans: what a customs code or a number of another list shows, over a small regulation and the real one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from assistant.engines.determination.command import determination
from assistant.engines.determination.facts.asked import of_text
from assistant.engines.determination.facts.customs_codes import codes_given
from assistant.engines.determination.law_texts.rules import rule_table, rules_of_kind
from assistant.engines.model import Computed
from corpus.catalogue import Catalogue, CatalogueSnapshot
from corpus.filters import Filters
from corpus.model import Kind, Role, Source
from corpus.structure import TreeBuilder

ROWS = {
    "Annex II": ("7304 11 00 Line pipe", "ex 8431 43 00 Parts of drilling machines"),
    "Annex X": ("ex\n8419 50 20, 8419 50 80\nCold boxes",),
    "Annex XI": ("88 Aircraft, spacecraft, and parts thereof",),
    "Annex XX": ("2710 12 70\nSpirit type jet fuel",),
    "Annex XVIII": ("ex\n8411 00 00 8428 60 00\nTurbojets Chairlifts",),
    "Annex XXIII": ("►C5 8482 20 00 ◄\nTapered roller bearings", "0602 40\nRoses, grafted or not"),
}


@pytest.fixture
def regulation(tmp_path: Path) -> Iterator[CatalogueSnapshot]:
    """A regulation with the words of each ban, and two rows or so in each annex that goes by codes."""
    held, tree = Catalogue(tmp_path / "catalogue.sqlite"), TreeBuilder()
    for rule in rules_of_kind("union"):
        tree.add(f"1. It shall be prohibited: {rule.words}.", locator=rule.locator, role=Role.PARAGRAPH)
    tree.add("2. The value exceeds EUR 300 per item.", locator="Article 3h(2)", role=Role.PARAGRAPH)
    for annex, rows in ROWS.items():
        top = tree.add(annex, locator=annex, role=Role.ANNEX)
        for n, row in enumerate(rows, 1):
            tree.add(row, locator=f"{annex} > table, row {n}", role=Role.ROW, parent=top)
    title, own = "Council Regulation (EU) No 833/2014", rule_table()["union_numbers"]["source"]
    about = Source(id=own, title=title, kind=Kind.LAW, jurisdiction="eu")
    held.publish(held.stage(tree.reading(about, valid_from=date(2022, 6, 4)), []))
    yield CatalogueSnapshot(held)
    held.close()


CASES = [
    ("8482 20 00", "prohibited", "Annex XXIII has the code 84822000: “8482 20 00 Tapered roller bearings”"),
    ("bearings, CN code 8482200090", "prohibited", "Article 3k(1)"),
    ("HS 8802.40", "prohibited", "Annex XI has the code 880240"),
    ("customs code 7304 11", "prohibited", "Article 3(1)"),
    ("tariff code 7304", "indeterminate", "the further digits of the code 7304"),
    ("CN 8431 43 00", "indeterminate", "with “ex”, so that only the goods described are meant"),
    ("CN 8419 50 80", "indeterminate", "Article 3b(1)"),
    ("CN 8411 11 00", "indeterminate", "Annex XVIII has the code 84111100"),
    ("CN 8428 60 00, worth EUR 100", "indeterminate", "does not exceed EUR 300"),
    ("CN 9503 00 41", "indeterminate", "The code 95030041 is in none of the annexes that go by customs codes"),
    ("tea roses", "indeterminate", "Annex XXIII: “0602 40 Roses, grafted or not”"),
    ("5A992", "indeterminate", "5A992 is a number of the United States' list alone"),
    ("9A991.a", "indeterminate", "has none of that kind"),
    ("9A610.x", "indeterminate", "has none of that kind"),
    ("3A090", "indeterminate", "has none of that kind"),
    ("aircraft of 9A991.b", "prohibited", "Article 3c(1)"),
    ("3A001.a.7", "prohibited", "Article 2(1)"),
]


@pytest.mark.parametrize(("item", "status", "words"), CASES)
def test_what_a_code_or_a_number_shows(regulation: CatalogueSnapshot, item: str, status: str, words: str) -> None:
    found = determination(regulation, item, "Russia", jurisdiction="eu")
    assert found["status"] == status, found["text"]
    assert words in found["text"]
    assert "whether a licence is required" not in found["text"], "a ban is asked of"


def test_a_day_before_the_oldest_edition_is_told_as_such(regulation: CatalogueSnapshot) -> None:
    before = Filters(as_of=date(2013, 1, 1))
    found = determination(regulation, "5A002", "Russia", filters=before, jurisdiction="eu")
    assert found["status"] == "indeterminate"
    assert (
        "No edition of 1 January 2013 is held that has Article 2(1): the oldest held is of 4 June 2022" in found["text"]
    )
    assert "no longer has the words" not in found["text"]


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("CN code 84186900", ("84186900",)),
        ("taric code: 8418 69 00 90 pumps", ("8418690090",)),
        ("8418.69.00 pumps", ("84186900",)),
        ("pumps of 2022 10 12", ()),
        ("delivery on 12.10.2022, 1500 pieces", ()),
        ("model 8418", ()),
        ("CN codes and 1500 pumps", ()),
    ],
)
def test_a_customs_code_is_no_date_and_no_number_of_pieces(text: str, codes: tuple[str, ...]) -> None:
    assert codes_given(of_text(text)) == codes


@pytest.mark.parametrize(
    ("item", "status", "words"),
    [
        ("CN code 8418 69 00", "indeterminate", "Process units for gas cooling in the LNG-process"),
        ("0601 20", "prohibited", "Article 3k(1)"),
        ("CN 8421 39 35", "indeterminate", "Annex X has the code 84213935"),
        ("CN 9503 00", "indeterminate", "in none of the annexes"),
    ],
)
def test_codes_in_the_real_annexes(real_law: Catalogue, item: str, status: str, words: str) -> None:
    found = determination(CatalogueSnapshot(real_law), item, "Russia", jurisdiction="eu")
    assert found["status"] == status, found["text"]
    assert words in found["text"]


@pytest.mark.parametrize(
    ("item", "status"),
    [
        ("a mechanical watch, value 250 euro, and one for 900", "indeterminate"),
        ("a watch worth EUR 900", "prohibited"),
        ("8 watches, each 280 euro, so 2240 euro in total", "no_chart_requirement"),
        ("8 watches, each 380 euro, in total 3040 euro", "prohibited"),
        ("8 watches, total 2240 euro", "indeterminate"),
        ("a mechanical watch for 290 euro, together with a 900 euro ring", "indeterminate"),
        ("a mechanical watch for 290 euro and a ring, the sum of 900 euro", "indeterminate"),
        ("a mechanical watch for 290 euro, and a 900 euro ring, in total 1190 euro", "indeterminate"),
        ("a mechanical watch for 290 euro, and a ring for 900 euro in total", "indeterminate"),
        ("2 watches, each 290 euro in total, a ring for 900 euro", "indeterminate"),
        ("2 watches each 290 euro and a 900 euro ring, 1480 euro in total", "indeterminate"),
        ("a watch worth 1.5 million euro", "indeterminate"),
        ("a watch worth EUR 1.5 million", "indeterminate"),
        ("a watch for 250, priced in dollars", "indeterminate"),
    ],
)
def test_each_value_is_held_against_the_lowest_limit_of_the_points(real_law: Catalogue, item: str, status: str) -> None:
    found = determination(CatalogueSnapshot(real_law), item, "Russia", jurisdiction="eu")
    assert found["status"] == status, found["text"]
    assert "EUR 300" in found["text"]


def test_another_item_of_a_higher_value_leaves_a_ban_open(ask_real: Callable[..., Computed | None]) -> None:
    found = ask_real(
        "A mechanical watch for 290 euro, together with a 900 euro ring, from Germany to Russia, prohibited?"
    )
    assert found is not None
    assert found.payload["status"] == "indeterminate"
    assert "No prohibition" not in found.payload["text"]


AUSTRIAN = "Austrian firm, dual-use {goods} in Perm under Regulation 833/2014: banned?"


def test_a_ban_is_told_with_its_exceptions(ask_real: Callable[..., Computed | None]) -> None:
    found = ask_real(AUSTRIAN.format(goods="lathe controllers to a bus maker"))
    assert found is not None
    assert found.payload["status"] == "prohibited"
    assert "unless an exception of Article 2(3) applies" in found.lead
    assert "non-military end user" in found.lead
    assert "software updates (d)" in found.lead


@pytest.mark.parametrize(
    ("goods", "points", "declared"),
    [
        ("bug fixes for our compiler to a dairy", ("(d)",), True),
        ("firewalls for the information security of a dairy", ("(f)",), False),
        ("firmware with security patches for a dairy", ("(d)", "(f)"), True),
    ],
)
def test_exceptions_that_the_words_speak_of_are_asked_about_and_free_nobody(
    ask_real: Callable[..., Computed | None], goods: str, points: tuple[str, ...], *, declared: bool
) -> None:
    found = ask_real(AUSTRIAN.format(goods=goods))
    assert found is not None
    assert found.payload["status"] == "indeterminate"
    assert found.lead.startswith("Article 2(1) of Regulation (EU) No 833/2014 bans it, unless")
    assert all(f"Article 2(3){point}" in found.lead for point in points)
    assert ("It has to be declared" in found.lead) is declared
