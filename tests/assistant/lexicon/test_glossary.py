"""Everyday words find the words of the texts."""

from __future__ import annotations

import tomllib
from importlib.resources import files

import pytest

from assistant.lexicon.expansion import legal_terms
from assistant.lexicon.glossary import expansions
from index.text.tokens import terms


@pytest.mark.parametrize(
    ("asked", "law"),
    [
        ("Can I go to jail for this?", "imprisonment"),
        ("May I sell bulletproof vests to Kenya?", "body armor"),
        ("May I sell a bullet-proof vest?", "body armor"),
        ("who may buy BOMB-GRADE URANIUM?", "high-enriched uranium"),
        ("How long is it good for?", "validity period"),
        ("Is an American company bound by it?", "U.S. person"),
        ("May a U.S. company help?", "U.S. person"),
        ("What about drones?", "unmanned aerial vehicle"),
        ("How long must we keep the paperwork?", "recordkeeping"),
        ("Why was my application turned down?", "denial"),
        ("How does a firm get taken off the list?", "removal"),
        ("What do we gain by owning up?", "voluntary self-disclosure"),
        ("I lost my licence", "duplicate license"),
        ("I lost my license", "duplicate license"),
        ("What are refineries allowed to buy?", "oil refining"),
        ("Does the customer’s promise have to be in writing?", "End-User Statement"),
        ("Is STA open to it?", "strategic trade authorization"),
        ("is a gpu covered", "advanced computing"),
        ("Which MT controls apply?", "missile technology"),
    ],
)
def test_everyday_words_find_those_of_the_law(asked: str, law: str) -> None:
    assert law in expansions(asked)


@pytest.mark.parametrize(
    ("asked", "law"),
    [
        ("What is a nuclear power plant?", "plant pathogens"),
        ("Is a chip designer on the list?", "semiconductor"),  # the longest name at a place is meant
        ("There was a gov website and an aes cipher", "governments"),  # an acronym is one in capitals only
        ("Is it imprisonment?", "imprisonment"),
        ("", "imprisonment"),
    ],
)
def test_other_words_do_not(asked: str, law: str) -> None:
    assert law not in legal_terms(asked)


def test_every_entry_adds_something_and_no_name_stands_twice() -> None:
    entries = tomllib.loads(files("assistant.lexicon").joinpath("expansion.toml").read_text("utf-8"))["word"]
    names = [name for entry in entries for name in entry["said"]]
    assert len(names) == len(set(names))
    for entry in entries:
        assert 1 <= len(entry["law"]) <= 3, entry
        law = set(terms(" ".join(entry["law"])))
        for name in entry["said"]:
            assert law - set(terms(name)), f"{name} says it all"
