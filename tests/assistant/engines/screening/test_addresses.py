"""Addresses that a list names without a party: a question that gives one is told what the row demands."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.engines import dispatch
from assistant.engines.screening import parties
from assistant.engines.screening.not_a_party import ADDRESS_ALONE_BINDS
from assistant.engines.screening.parties import at_an_address
from assistant.engines.screening.party_sentences import ADDRESS_BINDS
from assistant.model import Outcome
from assistant.query.parser import understand
from corpus.catalogue import Catalogue
from corpus.filters import Filters
from corpus.parsers.dispatch import load_file, read_bytes

PART = "us/ecfr/2026-07-23_title-15_part-744.xml"


@pytest.fixture(scope="module")
def held(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Catalogue:
    """Return a catalogue with the lists of part 744."""
    catalogue = Catalogue(tmp_path_factory.mktemp("addresses") / "catalogue.sqlite")
    for reading in read_bytes(load_file(shared / "data" / PART)):
        catalogue.publish(catalogue.stage(reading, []))
    return catalogue


def test_a_listed_address_binds_whoever_uses_it(held: Catalogue) -> None:
    question = (
        "Wick Lamps Trading sits in Room 1005, 10/F, Ho King Commercial Centre, 2-16 Fa Yuen Street, Mong Kok. May we "
        "go ahead?"
    )
    found = at_an_address(understand(question, (), Filters(), held), held)
    assert found is not None
    assert "This address is on the Entity List" in found.findings[0].text
    assert ADDRESS_BINDS in found.findings[0].text
    assert found.not_answered == ("May we go ahead?",)


@pytest.mark.parametrize(
    "question", ["Our office is at Room 12, 30 Main Street in Reno. May we go ahead?", "May we sell to Wick Lamps?"]
)
def test_other_addresses_are_left(held: Catalogue, question: str) -> None:
    assert at_an_address(understand(question, (), Filters(), held), held) is None


def test_words_of_a_listed_address_are_nobodys_name(held: Catalogue) -> None:
    question = "Consignee address: 7/F MW Tower, 111 Bonham Strand, Sheung Wan, HK. company isn't on any list. ok?"
    found = parties.listed_parties(understand(question, (), Filters(), held), held)
    assert found is not None
    told = "\n".join(f.text for f in found.findings)
    assert "not found" not in told.split("That a name is not found")[0]
    assert ADDRESS_BINDS in told


@pytest.mark.parametrize(
    "question",
    [
        "Japan: is Taiwan or India among the 'white list' (appended table 3) of the Export Trade Control Order?",
        "Is Turkey in the list of Appended Table 3 of the Export Control Order of Japan?",
        "is Peru on the list in Annex 2 of the Foreign Trade Act?",
    ],
)
def test_words_of_a_laws_title_are_nobodys_name(held: Catalogue, question: str) -> None:
    assert parties.listed_parties(understand(question, (), Filters(), held), held) is None


def test_whether_something_stands_against_a_party_is_told_from_its_row(held: Catalogue) -> None:
    question = "is DJI banned? a customer flies DJI drones and wants to send them repair know-how"
    found = parties.mentioned(understand(question, (), Filters(), held), held)
    assert found is not None
    assert "DJI, China, is listed on the Entity List" in found.lead
    assert "EAR99-designated technology" in found.lead


def test_a_party_with_rows_under_several_countries_is_told_whole(held: Catalogue) -> None:
    question = (
        "Is there a Nicholas Kaiga on the Entity List, and since when? Our Belgian client has a man of that name."
    )
    found = parties.listed_parties(understand(question, (), Filters(), held), held)
    assert found is not None
    lead = found.findings[0].text
    assert all(place in lead for place in ("Belgium", "Netherlands", "United Kingdom"))


def test_a_building_is_found_in_the_addresses_of_rows(held: Catalogue) -> None:
    found = parties.listed_parties(
        understand("Is Ho King Commercial Centre on the Entity List?", (), Filters(), held), held
    )
    assert found is not None
    told = "\n".join(f.text for f in found.findings)
    assert "in an address: Address 05 (Entity List)" in told
    assert "No row has the words" not in told


@pytest.mark.parametrize(
    "question",
    [
        "We ship to Rm 1502, Easy Commercial Bldg, 253-261 Hennesy Rd, Wanchai. Any problem?",
        "Buyer at Room 1003 10/F Lippo Centre Twr 1, 89 Queensway. Any problem?",
        "Flat 1512, 15/F, Lucky Ctr, 165-171 Wanchai Rd. Any problem?",
    ],
)
def test_words_of_an_address_are_read_however_they_are_written(held: Catalogue, question: str) -> None:
    found = at_an_address(understand(question, (), Filters(), held), held)
    assert found is not None
    assert "This address is on the Entity List" in found.findings[0].text
    assert ADDRESS_BINDS in found.findings[0].text


def test_the_sentence_on_addresses_stands_beside_a_relative_too(held: Catalogue) -> None:
    question = "The recipient is at Unit 04, 7F, Bright Way Tower, No. 33 Mong Kok Rd, Kowloon. Do I need a license?"
    found = dispatch.computed(understand(question, (), Filters(), held), held)
    assert found is not None
    assert ADDRESS_BINDS in found.findings[0].text


@pytest.mark.parametrize(
    ("question", "row"),
    [
        ("My buyer sits in the Bright Way Tower. Does the address alone need a licence?", "Address 02"),
        ("The buyer has its office at Lockhart Rd, Wan Chai. Is that a problem?", "Address 03"),
    ],
)
def test_a_house_or_street_of_a_listed_address_is_told(held: Catalogue, question: str, row: str) -> None:
    found = at_an_address(understand(question, (), Filters(), held), held)
    assert found is not None
    assert found.outcome is Outcome.NEEDS_FACT
    assert row in found.lead
    assert ADDRESS_ALONE_BINDS in found.lead


def test_rows_that_have_a_street_tell_which_are_addresses_alone(held: Catalogue) -> None:
    question = understand("Is a company at Mong Kok Rd, Hong Kong on the Entity List?", (), Filters(), held)
    found = parties.listed_parties(question, held)
    assert found is not None
    assert f"1 of them lists the address alone. {ADDRESS_ALONE_BINDS}" in "\n".join(f.text for f in found.findings)


def test_no_list_is_read_for_a_question_that_gives_no_address(held: Catalogue, monkeypatch: pytest.MonkeyPatch) -> None:
    reads: list[str] = []
    monkeypatch.setattr(parties, "all_held", lambda *of: reads.append("every list") or ())
    monkeypatch.setattr(parties, "name_index", lambda *of: reads.append("names"))
    monkeypatch.setattr(parties, "held_in_own_tables", lambda *of: reads.append("own tables") or ())
    for question, read in (
        ("How long must we keep the records of an export?", []),
        ("When does an export take place?", ["own tables"]),  # "Hollywood Plaza" and "One Capital Place" are listed
    ):
        assert at_an_address(understand(question, (), Filters(), held), held) is None
        assert reads == read
        reads.clear()
