"""Names of one family: its rows are told whole, and a name with its country is the row of that name."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.engines.screening.parties import listed_parties as computed
from assistant.query.parser import understand
from corpus.catalogue import Catalogue
from corpus.filters import Filters
from tests.assistant.engines.screening.test_screening import DPL, SDN, _listed


def test_a_family_is_told_whole_and_a_name_with_its_country_is_the_one_meant(tmp_path: Path) -> None:
    empty = Catalogue(tmp_path / "catalogue.sqlite")
    common = [(f"Plain Kelp {n} Holdings Group AD", SDN, "Cuba", ()) for n in range(40)]
    family = (
        ("Wexglow AD", SDN, "Norway", ()),
        ("Wexglow Lanternworks", SDN, "Hungary", ()),
        ("Tarnlit Group", SDN, "China", ()),
        ("Tarnlit Taiwan", SDN, "Taiwan", ()),
    )
    _listed(empty, (*family, *common))
    found = computed(understand("Is Wexglow listed?", (), Filters(), empty), empty)
    assert found is not None
    assert "further rows whose names begin with it: Wexglow Lanternworks, Hungary" in found.lead
    found = computed(understand("Tarnlit Taiwan - listed?", (), Filters(), empty), empty)
    assert found is not None
    assert found.lead.startswith("Tarnlit Taiwan, Taiwan, is listed")
    assert "Listed elsewhere" not in found.lead


@pytest.mark.parametrize(
    ("asked", "lead"),
    [
        ("Is Wexglim AD on a US list?", "Wexglow AD, Norway, is listed as “Wexglim”"),  # an alias and a company's form
        ("Is Wexglow d.o.o. on a US list?", "Wexglow AD, Norway, is listed"),
        ("Is Wexglow AD on a US list?", "Wexglow AD, Norway, is listed"),
    ],
)
def test_a_name_with_the_form_of_a_company_behind_it_is_found_without(tmp_path: Path, asked: str, lead: str) -> None:
    empty = Catalogue(tmp_path / "catalogue.sqlite")
    common = [(f"Plain Kelp {n} Holdings Group AD", SDN, "Cuba", ()) for n in range(40)]
    _listed(empty, (("Wexglow AD", SDN, "Norway", ("Wexglim",)), ("Quillfen Lamps", SDN, "Malta", ()), *common))
    found = computed(understand(asked, (), Filters(), empty), empty)
    assert found is not None
    assert lead in found.lead
    found = computed(understand("Is Quillfen AD on a US list?", (), Filters(), empty), empty)
    assert found is not None
    assert not found.lead.startswith("Yes")  # that name has another word


@pytest.mark.parametrize(
    "asked", ["Is Quillfen blocked in the US lists? which ones exactly", "Is Quillfen on any list?"]
)
def test_a_name_that_a_row_bears_brings_the_rows_of_other_countries_that_begin_with_it(
    tmp_path: Path, asked: str
) -> None:
    empty = Catalogue(tmp_path / "catalogue.sqlite")
    common = [(f"Plain Kelp {n} Labs Limited Group", SDN, "Cuba", ()) for n in range(40)]
    rows = (
        ("AD Quillfen Group", SDN, "Norway", ("Quillfen",)),
        ("Quillfen Labs Limited", SDN, "Malta", ()),
        ("Old Quillfen Road Tailors", SDN, "Cuba", ()),
    )
    _listed(empty, (*rows, *common))
    found = computed(understand(asked, (), Filters(), empty), empty)
    assert found is not None
    assert "Quillfen Labs Limited, Malta" in found.lead
    assert "Tailors" not in found.lead
    assert {"AD Quillfen Group", "Quillfen Labs Limited"} <= {r["name"] for r in found.payload["rows"]}
    assert any("Searched: lists of 2026-07-31" in f.text for f in found.findings)


@pytest.mark.parametrize(
    "question", ["zqvt, the lamp maker - listed anywhere in US lists?", "zqvt - on any US list?", "ZQVT: listed?"]
)
def test_a_short_name_before_what_is_asked_is_looked_up_in_small_letters_too(tmp_path: Path, question: str) -> None:
    empty = Catalogue(tmp_path / "catalogue.sqlite")
    common = [(f"Plain Kelp {n} Holdings", SDN, "Cuba", ()) for n in range(40)]
    _listed(empty, (("Zuqovet Lamps", SDN, "Malta", ("ZQVS",)), *common))
    found = computed(understand(question, (), Filters(), empty), empty)
    assert found is not None
    assert "not found in lists of 2026-07-31" in found.lead
    _listed(empty, (("Zuqovet Lamps", SDN, "Malta", ("ZQVT",)), *common))
    found = computed(understand(question, (), Filters(), empty), empty)
    assert found is not None
    assert "Zuqovet Lamps, Malta, is listed as “ZQVT”" in found.lead


def test_of_one_list_or_another_no_yes_is_said(tmp_path: Path) -> None:
    empty = Catalogue(tmp_path / "catalogue.sqlite")
    _listed(empty, (("Wexglow Air", SDN, "Malta", ()), ("Plain Kelp Holdings", SDN, "Cuba", ())))
    asked = understand("Wexglow Air: only sanctioned by Treasury or on a BIS list too?", (), Filters(), empty)
    found = computed(asked, empty)
    assert found is not None
    assert found.findings[0].says_yes is None


@pytest.mark.parametrize("question", ["Is QLF on a US list?", "Is Quilfen Lampworks on a US list?"])
def test_the_rows_of_another_list_under_another_name_of_the_party_are_told(tmp_path: Path, question: str) -> None:
    empty = Catalogue(tmp_path / "catalogue.sqlite")
    common = [(f"Plain Kelp {n} Holdings Group AD", SDN, "Cuba", ()) for n in range(40)]
    rows = (
        ("QLF", SDN, "Norway", ("Tarnlit Nord Holdings", "Quillfen Lampworks")),
        ("Tarnlit Nord Holdings", DPL, "Norway", ()),
        ("Tarnlit Nord Holdings", "Nonproliferation Sanctions (ISN) - State Department", "Peru", ()),  # somebody else
    )
    _listed(empty, (*rows, *common))
    found = computed(understand(question, (), Filters(), empty), empty)
    assert found is not None
    assert "Tarnlit Nord Holdings, Norway, is listed on the Denied Persons List" in found.lead
    assert "Peru" not in found.lead


@pytest.mark.parametrize("question", ["Is Quillfen Lamps (Malta) on a US list?", "Was Quillfen Lamps (Malta) listed?"])
def test_the_verb_of_a_question_is_no_part_of_a_name_with_its_place_in_brackets(tmp_path: Path, question: str) -> None:
    empty = Catalogue(tmp_path / "catalogue.sqlite")
    common = [(f"Plain Kelp {n} Holdings Group AD", SDN, "Cuba", ()) for n in range(40)]
    _listed(empty, (("Quillfen Lamps (Malta) Co., Ltd.", SDN, "Norway", ()), *common))
    found = computed(understand(question, (), Filters(), empty), empty)
    assert found is not None
    assert "Quillfen Lamps (Malta) Co., Ltd., Norway, is listed" in found.lead
    assert "Is Quillfen" not in found.lead
    assert found.findings[0].says_yes


def test_a_whole_name_with_a_row_in_the_country_asked_is_meant_by_that_row(tmp_path: Path) -> None:
    empty = Catalogue(tmp_path / "catalogue.sqlite")
    rows = (
        ("Quillfen Labs Co., Ltd.", SDN, "Norway", ()),
        ("Oslo Quillfen Labs Co., Ltd.", SDN, "Norway", ()),
        ("Quillfen Labs", SDN, "Malta", ()),
    )
    _listed(empty, rows)
    found = computed(understand("Is Quillfen Labs Co., Ltd. in Norway listed?", (), Filters(), empty), empty)
    assert found is not None
    assert found.lead.startswith("Yes. Quillfen Labs Co., Ltd., Norway, is listed")
