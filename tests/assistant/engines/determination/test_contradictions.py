"""Facts that exclude each other are asked back; nothing is concluded from either of them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from assistant.engines.determination.command import determination
from assistant.engines.model import Computed
from assistant.model import Outcome
from corpus.catalogue import Catalogue

Ask = Callable[..., Computed]


@pytest.mark.parametrize(
    ("question", "first", "second"),
    [
        ("The item is EAR99 and its ECCN is 3A090. Do I need a licence to China?", "EAR99", "3A090"),
        ("Our card (ECCN 3A001.a.7) is EAR99; it is classified under 3A991. Licence to China?", "EAR99", "3A991"),
        ("It is EAR99, but the maker says it is 3A001.a.7. Need a licence to Germany?", "EAR99", "3A001.a.7"),
        ("The board is 3A991 and BIS classified it as 3A001.a.7. Licence to China?", "3A991", "3A001.a.7"),
        ("The chip is both EAR99 and 3A090. Licence to Riyadh?", "EAR99", "3A090"),
        ("5A002 is the entry; the ECCN is 3A991. Licence to China?", "5A002", "3A991"),
        ("We ship EAR99 parts (ECCN 3A001.a.7, for radar) to Germany. Licence?", "EAR99", "3A001.a.7"),
        ("Our 3A001.a.7 converter boards (EAR99) go to China. Licence?", "3A001.a.7", "EAR99"),
        ("EAR99 lab boards classified under 3A001.a.7 to China, licence?", "EAR99", "3A001.a.7"),
        ("EAR99 according to the vendor, 3A001.a.7 according to our lab, to China: licence?", "EAR99", "3A001.a.7"),
    ],
)
def test_two_places_on_the_list_for_one_item_are_asked_back(ask: Ask, question: str, first: str, second: str) -> None:
    found = ask(question)
    assert found.payload["status"] == "indeterminate"
    assert found.outcome is Outcome.NEEDS_FACT
    assert found.lead == f"You say {first} and {second}: an item is one or the other. Which is it?"
    assert "destinations" not in found.payload


@pytest.mark.parametrize(
    ("question", "status"),
    [
        ("A 3A001.a.7 converter and EAR99 cables to China, licence?", "required"),
        ("Licence for EAR99 cables and 3A001.a.7 converters to China?", "required"),
        ("EAR99 cables and converters (3A001.a.7) to China, licence?", "required"),
        ("EAR99 cables go to China with a 3A001.a.7 converter, licence?", "required"),
        ("EAR99 stands for a bench controlled under 3A001.a.7 to Germany, licence?", "no_chart_requirement"),
        ("It is not EAR99, its ECCN is 3A001.a.7. Do I need a licence to China?", "required"),
        ("EAR99 chairs for a lab that uses 3A001.a.7, to Cuba, licence?", "required"),
        ("3A991 board that meets the note to 3A001.a.7, to Germany, licence?", "no_chart_requirement"),
    ],
)
def test_items_beside_each_other_and_what_is_denied_contradict_nothing(ask: Ask, question: str, status: str) -> None:
    found = ask(question)
    assert found.payload["status"] == status, found.lead
    assert "one or the other" not in found.lead


@pytest.mark.parametrize(
    ("use", "denied"),
    [
        ("military end use, not military", "military"),
        ("nuclear use and no nuclear use", "nuclear"),
        ("missile applications, it is not for missile use", "missile"),
        ("civil radar, not military", ""),
        ("a military end user, not a military end use", ""),
        ("not military, civil", ""),
    ],
)
def test_a_use_that_is_named_and_denied_is_asked_back(
    hold: Callable[..., Catalogue], law: dict[str, bytes], use: str, denied: str
) -> None:
    found = determination(hold(law), "3A991", "China", end_use=use)
    assert found["text"].startswith(f"You say that the use is {denied}") is bool(denied), found["text"]
    assert (found["status"] == "indeterminate") or not denied


def test_a_number_whose_letter_is_no_product_group_is_no_word_for_goods(ask: Ask) -> None:
    found = ask("Do I need a licence for ECCN 3F001 to China?")
    assert found.payload["status"] == "indeterminate"
    assert "3F001 is no number of the Commerce Control List" in found.payload["text"]
    assert "3A991" in found.payload["text"], "its neighbours are named"


@pytest.mark.parametrize(
    "question",
    [
        "EAR99 or 3A001.a.7, going to China, licence?",
        "3A991 or maybe 3A001.a.7 chips to China, licence?",
        "EAR99/3A090 card to Riyadh, licence?",
    ],
)
def test_of_two_alternatives_neither_is_answered_as_the_item(ask: Ask, question: str) -> None:
    found = ask(question)
    assert found.payload["status"] == "indeterminate"
    assert found.lead.endswith("an item is one of them, and what is required turns on which. Which is it?")
