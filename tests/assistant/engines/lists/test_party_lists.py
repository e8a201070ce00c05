"""Rows of lists of parties: read, chosen, compared."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from assistant.engines.lists import list_lookup
from assistant.engines.lists.editions import editions_between
from assistant.engines.lists.model import RowKind
from assistant.engines.lists.party_query import PartyQuery, chosen_rows
from assistant.engines.lists.publications import citation, publications
from corpus.catalogue import Catalogue
from corpus.errors import BadRequest, NotHeld
from corpus.filters import Filters
from corpus.lexicon import party_lists
from corpus.model import Kind
from corpus.parsers.dispatch import read
from tests.assistant.engines.lists.conftest import ENTITIES, add_part


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
    held = list_lookup.held_by_name("EL", catalogue)
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
    held = list_lookup.held_by_name("entity list", catalogue)
    assert [r.name for r in chosen_rows(held, query).rows] == names


def test_print_is_no_substance(catalogue: Catalogue) -> None:
    about = list_lookup.list_named("entity", catalogue)
    found = editions_between(about, date(2026, 2, 1), date(2026, 5, 1), catalogue)
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
    found = editions_between(list_lookup.list_named("el", empty), date(2026, 1, 15), date(2026, 4, 15), empty)
    assert [r.name for r in found.added] == ["Jib Boats"]
    assert [r.name for r in found.removed] == ["Acme Lamps", "[Reserved]"]
    assert [b.name for _, b in found.changed] == ["Dynamo A.S."]


def test_what_is_not_held_is_named_with_the_command(empty: Catalogue) -> None:
    with pytest.raises(NotHeld, match="licet sync us-15-cfr-744"):
        list_lookup.held_by_name("entity list", empty)
    with pytest.raises(BadRequest, match="Known: entity"):
        list_lookup.held_by_name("wish list", empty)


def test_a_country_that_is_none_is_named(catalogue: Catalogue) -> None:
    held = list_lookup.held_by_name("entity", catalogue)
    assert list_lookup.country_or_heading("Türkiye", held) == "TR"
    with pytest.raises(BadRequest, match="Atlantis"):
        list_lookup.country_or_heading("Atlantis", held)


def test_a_day_before_every_edition_is_said(catalogue: Catalogue) -> None:
    about = list_lookup.list_named("entity", catalogue)
    with pytest.raises(NotHeld, match="oldest one held is of 2026-01-15"):
        editions_between(about, date(2020, 1, 1), date(2026, 5, 1), catalogue)
    with pytest.raises(NotHeld, match="as-of 2020-01-01"):
        list_lookup.held_by_name("entity", catalogue, Filters(as_of=date(2020, 1, 1)))


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
    [row] = list_lookup.held_by_name("snuffer", catalogue).counted
    assert (row.name, row.aliases, row.codes) == ("Dark Rooms Ltd.", ("Night Rooms",), ("JP",))


@pytest.mark.parametrize("title, kind", [("Lamp Order", Kind.LIST), ("Snuffer Order", Kind.USER)])
def test_the_same_heading_of_another_text_is_no_list(
    add_order: Callable[[str, str, Kind], Catalogue], title: str, kind: Kind
) -> None:
    catalogue = add_order(title, "Dark Rooms Ltd.", kind)
    with pytest.raises(NotHeld) as told:
        list_lookup.held_by_name("snuffer", catalogue)
    assert "licet add" in told.value.remedy  # it is in no compilation that could be fetched


def test_the_real_lists_are_read_whole(shared: Path, empty: Catalogue) -> None:
    for name in ("2026-03-25_title-15_part-744.xml", "2026-07-23_title-15_part-744.xml"):
        for reading in read(shared / "data" / "us" / "ecfr" / name):
            empty.publish(empty.stage(reading, []))
    held = list_lookup.held_by_name("entity", empty)
    counts = {mark: sum(mark in r.footnotes for r in held.rows) for mark in "12345"}
    assert counts == {"1": 130, "2": 130, "3": 775, "4": 96, "5": 16}
    assert (len(held.counted), len(held.headings)) == (3415, 91)
    assert sum(r.kind is RowKind.CONTINUATION for r in held.rows) == 4
    assert sum(r.kind is RowKind.ADDRESS for r in held.rows) == 19
    assert [r.name for r in held.counted if not r.publications and r.kind is not RowKind.CONTINUATION] == []
    assert len(list_lookup.held_by_name("uvl", empty).counted) == 186
    assert len(list_lookup.held_by_name("meu", empty).counted) == 70
    assert editions_between(held.about, date(2026, 3, 25), date(2026, 7, 23), empty).substantive == 0


@pytest.mark.parametrize(
    ("name", "words", "remedy"),
    [
        ("Japanese end user list", "METI End User List", "`licet sync jp-end-user-list`"),
        ("China's control list", "Dual-Use Items", "`licet sync cn-dual-use-control-list`"),
        ("UK strategic export control lists", "UK strategic export control lists", "`licet sync uk-strategic-"),
        ("OFSI Consolidated List", "UK Sanctions List", "No official source of it is known here"),
        ("EU sanctions list", "EU consolidated list", "No official source of it is known here"),
        ("sdn", "Specially Designated Nationals List", "`licet sync us-list-screening`"),
    ],
)
def test_a_list_that_is_not_held_has_the_remedy_of_its_own_publisher(
    empty: Catalogue, name: str, words: str, remedy: str
) -> None:
    with pytest.raises(NotHeld) as raised:
        list_lookup.held_by_name(name, empty)
    assert words in raised.value.message
    assert remedy in raised.value.remedy


def test_words_that_name_no_list_of_a_country_stay_unknown(empty: Catalogue) -> None:
    for name in ("Japan list", "Japanese tea list", "end user list"):
        with pytest.raises(BadRequest, match="There is no list"):
            list_lookup.held_by_name(name, empty)
