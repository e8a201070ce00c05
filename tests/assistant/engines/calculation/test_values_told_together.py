"""Several values in one question: each item by its own value, and deposits by their sum at one bank."""

from __future__ import annotations

import pytest

from corpus.catalogue import Catalogue
from tests.assistant.engines.calculation.conftest import answer


def test_the_value_of_a_whole_set_is_that_of_no_item(real: Catalogue) -> None:
    found = answer(
        real,
        "We sell a 14 k€ set: 20 watches at 290 euro each plus 1 violin 1450 eur plus 2 cameras 900 eur each to a shop "
        "in Moscow. Luxury ban?",
    )
    assert found is not None
    assert found.payload["value_eur"] == [290, 1450, 900]
    assert found.payload["prohibited"] == [False, False, False]


@pytest.mark.parametrize(
    "question",
    [
        "EU luxury ban to Russia: 20 watches at 290 euros each plus 3 at 450 euros?",
        "Luxury ban Russia: watches, 20 at EUR 290 each and 3 at EUR 450 each",
    ],
)
def test_items_of_one_kind_are_each_looked_at_by_their_value(real: Catalogue, question: str) -> None:
    found = answer(real, question)
    assert found is not None
    assert found.payload["value_eur"] == [290, 450]
    assert found.payload["prohibited"] == [False, True]


@pytest.mark.parametrize(
    ("question", "total", "over"),
    [
        ("My uncle is Russian, lives in Moscow, and has 60.000 at bank A in Riga and now wants to put 50.000 more in "
         "the same bank. Other option is bank B. Allowed?", 110000, True),
        ("A Russian national has 70,000 euros in a bank in Vienna and wants to add 20,000. EU limit?", 90000, False),
        ("A Russian with two deposits of 60,000 and 50,000 euros in one German bank: over the limit?", 110000, True),
    ],
)  # fmt: skip
def test_deposits_at_one_bank_are_added(real: Catalogue, question: str, total: int, over: bool) -> None:
    found = answer(real, question)
    assert found is not None
    assert found.payload["total"] == total
    assert found.payload["over"] is over


def test_another_bank_counts_by_itself(real: Catalogue) -> None:
    found = answer(
        real,
        "A Russian has 60,000 euros at bank A in Riga and wants to put 50,000 more there; the other option is bank B?",
    )
    assert found is not None
    assert "40,000 EUR are left" in found.lead
    assert "Elsewhere 50,000 EUR by itself is not over it" in found.lead
