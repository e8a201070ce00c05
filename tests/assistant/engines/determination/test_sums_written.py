"""Sums and counts as people write them: what stands between thousands makes none of them smaller."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from assistant.engines import dispatch
from assistant.engines.calculation.reading import Asked
from assistant.engines.determination.facts.asked import Transaction
from assistant.engines.determination.facts.quantities import alternatives, quantities
from assistant.engines.determination.sample_shipments import _amounts
from assistant.engines.model import Computed
from assistant.query.parser import understand
from corpus.catalogue import Catalogue, CatalogueSnapshot
from corpus.filters import Filters

Ask = Callable[..., Computed | None]

SUMS = [
    "4,800 USD", "4 800 USD", "4'800 USD", "4’800 dollars", "4.800 USD", "USD 4 800", "USD 4.800", "$4 800", "$4.8k",
    "4.8k USD", "$4,800.00", "4.800,00 USD", "4.8 thousand dollars",
]  # fmt: skip

GREAT_SUMS = [
    "USD 1.5 million", "5 million dollars", "USD 1,50,000", "USD 5 x 10^4", "USD 5e4", "USD 5 bn", "USD 5 mil",
    "US$2 Mio", "USD 4.8 lakh", "USD 2 crore",
]  # fmt: skip
UNREAD_SUMS = ["USD 10,0000", "USD 5 万", "USD 5½", "USD 2,000-50,000", "USD 4.800 million"]


@pytest.mark.parametrize("written", SUMS)
def test_a_sum_is_read_whole(written: str) -> None:
    (amount,) = Asked.of(f"my order is {written}, to Morocco").amounts
    assert (amount.value, amount.currency) == (4800, "usd")


@pytest.mark.parametrize("written", [*SUMS, *GREAT_SUMS])
def test_a_sum_over_the_limit_of_an_exception_is_over_it(real_law: Catalogue, written: str) -> None:
    snapshot = CatalogueSnapshot(real_law)
    question = f"LVS limit for 2B350.d: my order is {written}, to Morocco. Does it fit?"
    found: Computed | None = dispatch.computed(understand(question, (), Filters(), snapshot), snapshot)
    assert found is not None
    assert "exceeds the entry's limit for LVS" in found.lead, found.lead


@pytest.mark.parametrize("written", UNREAD_SUMS)
def test_a_sum_that_cannot_be_read_is_within_no_limit(real_law: Catalogue, written: str) -> None:
    snapshot = CatalogueSnapshot(real_law)
    question = f"LVS limit for 2B350.d: my order is {written}, to Morocco. Does it fit?"
    found: Computed | None = dispatch.computed(understand(question, (), Filters(), snapshot), snapshot)
    assert found is not None
    assert not [f.text for f in found.findings if "value told" in f.text.casefold()]


@pytest.mark.parametrize(
    ("written", "kilograms"),
    [
        ("5 x 10^3 kg", [5000.0]), ("5e+3 kg", [5000.0]), ("1'050 kg", [1050.0]), ("1 050 kg", [1050.0]),
        ("0.200 kg", [0.2]), ("two samples of 5 kg", [10.0]), ("ten 50-kg drums", [500.0]), ("3 x 4 kg", [12.0]),
        ("1C350.d.8 50 kg", [50.0]), ("5 hundred kg", [500.0]), ("500 g", [0.5]),
        # Where one cannot be read none counts.
        ("1.200 kg", []), ("2-3 kg", []), ("2 kg and .5 t", []), ("five hundred kg", []), ("100 kg each", []),
        ("5 x 106 kg", []), ("2 kg and 40 pounds", []), ("several drums of 50 kg", []),
    ],
)  # fmt: skip
def test_a_mass_is_read_whole_or_asked_for(written: str, kilograms: list[float]) -> None:
    assert _amounts(Transaction(f"a sample of {written} to Mexico")) == pytest.approx(kilograms)


@pytest.mark.parametrize(
    ("written", "size"),
    [("327 680 pixels", 327_680.0), ("327,680 pixels", 327_680.0), ("2 300 km", 2_300_000.0), ("1'050 kg", 1050.0)],
)
def test_a_count_is_read_whole(written: str, size: float) -> None:
    (found,) = quantities(written)
    assert found.size == size


@pytest.mark.parametrize("written", ["1e+3 km", "10 * 100 km", "10 ^ 3 km", "10**3 km", "9 x 100 kg"])
def test_no_count_is_the_tail_of_another(written: str) -> None:
    assert quantities(written) == ()


def test_what_is_the_tail_of_another_tells_no_items_apart() -> None:
    assert [a.written for a in alternatives("one of 3 km, another of 300 km")] == ["3 km", "300 km"]
    assert alternatives("one of 10 ^ 3 km, another of 300 km") == ()


@pytest.mark.parametrize(
    "text",
    [
        "Luxury watch CN 9102 at 250 euro to Russia: banned?",
        "Uhren der KN-Position 9102 für 250 Euro",
        "montres NC 9102 à 250 euros",
        "codes 9101, 9102 and 9103 at 250 euros each",
        "tariff item 9102.12 worth 250 euro",
    ],
)
def test_a_customs_code_is_no_sum(text: str) -> None:
    assert [(str(a.value), a.currency) for a in Asked.of(text).amounts] == [("250", "eur")]


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("Are watches of CN 9102 banned for Russia?", "turns on the value of one item in euros"),
        ("CN code 7113 jewellery to Russia: forbidden?", "Regulation (EU) No 833/2014"),  # no country's code
        ("Is CN 8703 car worth 60000 euro banned to Russia?", "It is prohibited: Article 3h(1)"),
    ],
)
def test_a_code_of_the_unions_nomenclature_asks_of_its_bans(ask_real: Ask, question: str, words: str) -> None:
    found = ask_real(question)
    assert found is not None
    assert words in found.lead
    assert "Chinese" not in found.payload["text"]
