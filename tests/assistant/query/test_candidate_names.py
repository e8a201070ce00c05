"""Listed names: which words of a question may be one, and which rows they mean."""

from __future__ import annotations

import pytest

from assistant.evidence.name_table import names_of
from assistant.pipeline import Assistant
from assistant.query.candidate_names import candidates, opening, small_names
from corpus.catalogue import Catalogue
from corpus.model import Kind, Reading, Role, Source
from corpus.structure import TreeBuilder
from index.collection import Collection


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        (
            "Iran Air needs a part. How is a licence for it reviewed?",
            ["Iran Air", "Air"],
        ),  # whole first, then without the country
        (
            "There is a designer called Feiting. Under what name is it listed?",
            ["Feiting"],
        ),  # a sentence ends behind a name
        ("Since Acme Trading was taken off the list, may we ship?", ["Acme Trading"]),
        ("On Feb 14 our Ohio office heard from the Justice Department.", []),  # a day, a state, an agency
        ("Is Ohio Lantern on the list?", ["Ohio Lantern", "Lantern"]),  # as with a country
        ("Is Acme Trading Co. Ltd listed?", ["Acme Trading Co Ltd"]),  # … but not behind a legal form
        ("UVL and SDN are clean. Is Dencent fine?", ["Dencent"]),  # lists are nobody
        ("The MEU check and the DPL check are done?", []),
        ("Is a CPU on the list?", []),  # a thing, not a name
        ("Is “northern lantern” on the list?", ["northern lantern"]),
        ("Do I need a licence for China?", []),
        ("Is a Samsun-style rule one for lists?", []),  # speaks of a rule
        ("Which countries do I check before delivering US-origin parts on board?", []),
        ("I'm told that we're on the list. Are we?", []),
        ("Lanternsky is on the list. And Dencent?", ["Lanternsky", "Dencent"]),
        ("Is Beijing Skyrizon on the Entity List?", ["Beijing Skyrizon"]),
        ("Which licence does the EAR ask for in China?", []),
        ("Is Example 3 Works listed?", ["Example 3 Works"]),  # a number is part of a name
        ("Why was Factory 404 added?", ["Factory 404"]),
        ("What changed in Part 744 in March 2026?", []),
    ],
)
def test_names_are_read_from_capitals_and_quotes(asked: str, names: list[str]) -> None:
    assert candidates(asked) == names


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        ("is dencent on the entity list", ["dencent"]),
        ("was the firm of northern lanterns put on the unverified list?", ["firm of northern lanterns"]),
        ("how many rounds does a magazine have to hold before it lands on the munitions list?", []),  # no list of names
        ("is it on the entity list", []),
        (
            "is northern lantern and mechanical oil equipment (hk) listed by BIS",
            ["northern lantern and mechanical oil equipment (hk)"],
        ),
    ],
)
def test_a_name_in_small_letters_stands_where_a_list_is_asked_after_it(asked: str, names: list[str]) -> None:
    assert small_names(asked) == names


@pytest.mark.parametrize(
    ("asked", "word"),
    [("Kasparski the maker: is it listed?", "Kasparski"), ("What is listed?", ""), ("is X listed", "")],
)
def test_a_first_word_may_be_a_name(asked: str, word: str) -> None:
    assert opening(asked) == word


def parties() -> Reading:
    tree = TreeBuilder()
    for number, name, columns in (
        (4, "Lanternsky Labs, 3 Main Street, Beijing, China", "Beijing"),
        (4, "Lanternsky Works (Beijing) Co., Ltd., 4 Main Street, Beijing, China", "Beijing"),
        (4, "Lanternsky Optics (LO), 5 Main Street, Beijing, China", "Beijing"),
        (4, "Samsun Shipping, 6 Quay, Ankara, Turkey", "Ankara"),
        (6, "Lanternsky Labs, 3 Main Street, Beijing, China", "Beijing"),
        (4, "Glimmer Trading, 7 Main Street, Beijing, China", "Beijing"),
        (4, "Glimmer Trading, 8 Quay, Ankara, Turkey", "Ankara"),
    ):
        country = "CHINA" if columns == "Beijing" else "TURKEY"
        cells = (("Country", country), ("Entity", name), ("License review policy", "Presumption of denial"))
        first = name.split(",")[0]
        locator = f"Supplement No. {number} to Part 744, Country: {country}, {first}"
        tree.add("\n".join(v for _, v in cells), cells=cells, role=Role.ROW, locator=locator)
    tree.add("Supplement No. 6 to Part 744—Unverified List", locator="Supplement No. 6 to Part 744", role=Role.ANNEX)
    return tree.reading(Source(id="parties", title="15 CFR Part 744", jurisdiction="us", kind=Kind.LIST))


@pytest.fixture
def desk(assistant: Assistant, tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    """Return an assistant over a list of parties alone."""
    home = tmp_path_factory.mktemp("parties")
    (home / "encoder").symlink_to(assistant.settings.home / "encoder")
    catalogue = Catalogue(home / "catalogue.sqlite")
    collection = Collection(home, catalogue)
    collection.add(parties())
    return Assistant(collection, catalogue, assistant.settings)


def test_brackets_hold_an_alias_only_where_they_hold_an_acronym(desk: Assistant) -> None:
    held = desk.catalogue.with_role(next(iter(desk.catalogue.editions())), Role.ROW)
    assert "LO" in names_of(held[2])
    assert "Beijing" not in names_of(held[1])


@pytest.mark.parametrize(
    ("asked", "word"),
    [
        ("Mirsky in Nicosia, on a list?", "Mirsky"),
        ("Lanternsky's licence policy?", "Lanternsky"),
        ("Fuel for a ship in port: how much?", ""),  # a thing has its capital from its place
        ("Uranium under the general license?", ""),
    ],
)
def test_a_first_word_is_a_name_where_it_stands_as_one_does(asked: str, word: str) -> None:
    assert opening(asked) == word
