"""The table of rules: its fields, its patterns, and the names that its sentences are filled with."""

from __future__ import annotations

import re
import string
from collections.abc import Iterator
from typing import Any

import pytest

from assistant.engines.determination.facts.asked import of_text, one_day_named
from assistant.engines.determination.facts.places import destinations, places
from assistant.engines.determination.law_texts.asked_facts import AskedFact, FactField
from assistant.engines.determination.law_texts.rules import asked_fact, asked_facts, pattern, rule_table, rules_of_kind
from corpus.lexicon import countries
from corpus.lexicon.regions import regions_apart
from tests.patterns.collection import Found
from tests.patterns.growth import worst


def patterns(value: Any) -> Iterator[str]:
    """Yield every pattern of the table, by the signs that only patterns have."""
    if isinstance(value, str) and re.search(r"\\b|\\W|\(\?", value):
        yield value
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield from patterns(name)
            yield from patterns(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from patterns(inner)


def test_every_pattern_is_one() -> None:
    found = list(patterns({k: v for k, v in rule_table().items() if k != "sentences"}))
    assert len(found) > 60
    assert all(pattern(words).pattern for words in found)


@pytest.mark.slow
def test_every_pattern_takes_time_in_proportion_to_its_input() -> None:
    found = patterns({k: v for k, v in rule_table().items() if k != "sentences"})
    assert [w for w in found if worst(Found(re.compile(w, re.I), [], {"search"}))] == []


def test_places_of_rules_are_countries_or_regions() -> None:
    known = {*countries.table().by_code, *(r.name for r in regions_apart())}
    kinds = ("embargo", "exclusion", "union")
    assert [(r.locator, p) for k in kinds for r in rules_of_kind(k) for p in r.places if p not in known] == []
    assert [
        c
        for r in rules_of_kind("end_use")
        for c in (*r.more.get("in", ()), *r.more.get("not_in", ()))
        if c not in known
    ] == []


def test_each_fact_that_is_asked_for_names_the_field_that_takes_it() -> None:
    """Check the table's fields, those of single rules, and that what a person judges is a question of yes or no."""
    assert asked_fact("ask_place") == AskedFact("the destination country", FactField.TO)
    assert asked_fact("ask_paragraph", number="3A001") == AskedFact("the paragraph of 3A001", FactField.ITEM)
    asking = {key for key in rule_table()["sentences"] if key.startswith("ask_")}
    assert set(map(FactField, rule_table()["taken_by"].values())) == {*FactField} - {FactField.JUDGED}
    judged = asking - set(rule_table()["taken_by"])
    assert len(judged) >= 5
    assert {key for key in judged if not rule_table()["sentences"][key].startswith("whether ")} == set()
    of_rules = [fact for kind in ("end_use", "agency", "embargo") for rule in rules_of_kind(kind) for fact in rule.asks]
    assert {fact.field for fact in of_rules} >= {FactField.JUDGED}
    assert all(fact.words.startswith("whether ") for fact in of_rules if fact.field is FactField.JUDGED)
    with pytest.raises(ValueError, match="nowhere"):
        asked_facts([{"fact": "the colour of the crate", "field": "nowhere"}])


def test_no_sentence_could_be_taken_for_a_permission() -> None:
    sentences = rule_table()["sentences"]
    assert len(sentences) > 60
    spoken = " ".join(sentences.values()).lower()
    for words in (
        "no licence is needed",
        "no license is",
        "no licence required",
        "is not required",
        "is allowed",
        "is permitted",
        "free to",
    ):
        assert words not in spoken
    assert all(string.Formatter().parse(s) for s in sentences.values())


@pytest.mark.parametrize(
    ("question", "codes", "region"),
    [
        ("3A001 to shenzen", ("CN",), ""),  # a slip of the pen
        ("3A001 for a firm in sao paulo", ("BR",), ""),
        ("3A001 to Nagoya Japan", ("JP",), ""),
        ("3A001 to Korea", ("KP", "KR"), ""),
        ("3A001 to South Korea", ("KR",), ""),
        ("3A001 to Hyderabad", ("IN", "PK"), ""),
        ("pumps for the port in Sevastopol", ("UA",), "Crimea"),
        ("Can we ship 3A001 to Police in Poland?", ("PL",), ""),
        ("3A001 from Texas to our lab in Grenoble", ("FR",), ""),
        ("chips to a Chinese-owned firm in Penang", ("MY",), ""),
        ("US made valves to Malaysia", ("MY",), ""),
        ("valves to Polska instead", ("PL",), ""),
        ("German firm: 3A001 to a factory in Perm, Russia", ("RU",), ""),
        ("do I need a licence for a drone?", (), ""),
    ],
)
def test_a_destination_is_read_from_countries_towns_and_regions(
    question: str, codes: tuple[str, ...], region: str
) -> None:
    asked = of_text(question)
    assert asked.codes == codes
    assert next((p.region for p in asked.to), "") == region


@pytest.mark.parametrize(
    ("question", "entry", "unlisted", "denied"),
    [
        ("3A001.a.7 FPGAs", "3A001.a.7", False, ()),
        ("2B352.b, I cannot find it, so EAR99?", "2B352.b", False, ()),
        ("EAR99 pipes to make a 1C350 precursor", "", True, ()),
        ("9A012.a.1, not meeting 9A120", "9A012.a.1", False, ("9A120",)),
        ("office chairs", "", False, ()),
        ("3A001.a.7 chips... no sorry, 3A991", "3A991", False, ()),
        ("3A001.a.7 chips and 3A991, sorry for the typos", "3A001.a.7", False, ()),
    ],
)
def test_the_item_is_what_the_question_says_first(
    question: str, entry: str, unlisted: bool, denied: tuple[str, ...]
) -> None:
    asked = of_text(question)
    assert (asked.entry, asked.unlisted, asked.denied) == (entry, unlisted, denied)


def test_one_day_is_a_day_and_two_are_none() -> None:
    assert str(one_day_named("shipping on 1 August 2026")) == "2026-08-01"
    assert str(one_day_named("shipping in November 2026")) == "2026-11-30"
    assert one_day_named("ordered 1 May 2026, shipping 3 June 2026") is None
    assert one_day_named("shipping next week") is None


def test_a_hostile_question_is_read_in_time() -> None:
    for text in ("3A001.a " * 400, "to " * 1500, "Shenzhen, " * 400, "(" * 3000, "owned by Huawei " * 250):
        assert destinations(text, places(text), ["US"]) is not None
        assert of_text(text) is not None


@pytest.mark.parametrize(
    "text, to",
    [
        ("Ship modems from our plant in Munich to a wholly owned subsidiary of a German parent in Perm?", ["RU"]),
        ("Ship modems from our warehouse in Lyon to a clinic in Perm?", ["RU"]),
        ("We have an order from a customer in Perm: may we ship modems?", ["RU"]),
    ],
)
def test_a_plant_that_ships_is_not_where_an_item_goes(text: str, to: list[str]) -> None:
    assert [p.code for p in destinations(text, places(text), ["US"])] == to


@pytest.mark.parametrize("made", ["made in Taiwan", "built by Taiwan", "from Taiwan", "assembled in Taiwan"])
def test_where_an_item_was_made_is_not_where_it_goes(made: str) -> None:
    text = f"Do we need a licence for cards {made} to a data centre in Malaysia?"
    assert [p.code for p in destinations(text, places(text), ["US"])] == ["MY"]
