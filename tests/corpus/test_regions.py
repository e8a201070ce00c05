"""Regions of the world: by which words a question names them, and which words name something else."""

from __future__ import annotations

import pytest

from corpus.lexicon import countries
from corpus.lexicon.regions import TABLE, load, regions_apart, regions_named
from corpus.lexicon.towns import folded_town, towns


@pytest.mark.parametrize(("question", "names"), [
    ("How many African companies are on the Entity List?", ["Africa"]),
    ("Which companies in the Middle East are listed?", ["the Middle East"]),
    ("how many entries for the Gulf states and the Baltic states", ["the Gulf states", "the Baltic states"]),
    ("Which South-East Asian firms are listed?", ["Southeast Asia"]),
    ("How many South Asian firms are listed?", ["South Asia"]),
    ("How many entries are there in Asia?", ["Asia"]),
    ("any asian ones?", ["Asia"]),
    ("How many were added in March in the Gulf?", ["the Gulf states"]),
    ("Which companies from Central Asia are on it?", ["Central Asia"]),
    ("How many European companies are there?", ["Europe"]),
    ("Which South American companies are listed?", ["South America"]),
    ("Which Latin American companies are listed?", ["Latin America"]),
    ("companies in the Western Balkans", ["the Western Balkans"]),
    ("companies in the Balkans", ["the Balkans"]),
    ("Who is on the Entity List of African companies?", ["Africa"]),
    ("HOW MANY AFRICAN COMPANIES ARE LISTED?", ["Africa"]),
])  # fmt: skip
def test_a_question_names_its_regions(question: str, names: list[str]) -> None:
    assert [r.name for _, _, r in sorted(regions_named(question), key=lambda f: f[0])] == names


@pytest.mark.parametrize("question", [
    # names of bodies
    "Is Baltic Leasing LLC on the Entity List?", "Is Middle East Airlines listed?", "Is the Bank of Asia listed?",
    "Is Near East Trading LLC listed?", "When was GCC Holdings FZE added?", "Is Nordic Yards listed?",
    "Is Orient Africa listed?", "Is the African Union listed?", "Is Caucasian Energy listed?",
    # words that hold a region's name
    "Is Asiana listed?", "the Eurasian Economic Union", "How many Eurasian firms are there?", "Is Afrimex listed?",
    # behind a hyphen, the opposite or another
    "How many non-European companies are there?", "How many non-African companies are listed?",
    "How many pan-African companies are listed?",
    # a country, or a part of a region
    "Is South Africa listed?", "Which South African companies are listed?", "the Central African Republic",
    "Which companies in North Africa are listed?", "How many Eastern European companies are there?",
    "firms of sub-Saharan Africa", "the North Caucasus", "companies in East Asia", "the Baltic Sea", "the baltic sea",
])  # fmt: skip
def test_other_words_name_no_region(question: str) -> None:
    assert regions_named(question) == []


def test_every_region_is_of_known_countries_each_once() -> None:
    known = countries.table().by_code
    for region in load(TABLE):
        assert set(region.countries) <= known.keys(), region.name
        assert len(set(region.countries)) == len(region.countries), region.name
        assert [r.name for _, _, r in regions_named(f"companies in {region.name}")] == [region.name]


def test_countries_are_known_by_their_names_in_wide_scripts() -> None:
    assert {"中国", "中華人民共和国"} <= set(countries.names_in_wide_scripts("china"))
    assert "일본" in countries.names_in_wide_scripts("japan")
    assert countries.names_in_wide_scripts("widgets") == ()


def test_a_town_of_a_region_apart_lies_in_its_country_and_in_no_other_region() -> None:
    named = [(town, region.country) for region in regions_apart() for town in region.towns]
    assert [town for town, _ in named if folded_town(town) != town] == []
    assert len({town for town, _ in named}) == len(named)
    assert [town for town, country in named if country not in towns().get(town, (country,))] == []
