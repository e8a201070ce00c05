"""Sums and counts as people write them: what stands between thousands makes none of them smaller."""

from __future__ import annotations

import pytest

from assistant.engines import dispatch
from assistant.engines.calculation.reading import Asked
from assistant.engines.determination.facts.quantities import quantities
from assistant.engines.model import Computed
from assistant.query.parser import understand
from corpus.catalogue import Catalogue, CatalogueSnapshot
from corpus.filters import Filters

SUMS = [
    "4,800 USD", "4 800 USD", "4'800 USD", "4’800 dollars", "4.800 USD", "USD 4 800", "USD 4.800", "$4 800", "$4.8k",
    "4.8k USD", "$4,800.00", "4.800,00 USD", "4.8 thousand dollars",
]  # fmt: skip


@pytest.mark.parametrize("written", SUMS)
def test_a_sum_is_read_whole(written: str) -> None:
    (amount,) = Asked.of(f"my order is {written}, to Morocco").amounts
    assert (amount.value, amount.currency) == (4800, "usd")


@pytest.mark.parametrize("written", [*SUMS, "USD 1.5 million", "5 million dollars"])
def test_a_sum_over_the_limit_of_an_exception_is_over_it(real_law: Catalogue, written: str) -> None:
    snapshot = CatalogueSnapshot(real_law)
    question = f"LVS limit for 2B350.d: my order is {written}, to Morocco. Does it fit?"
    found: Computed | None = dispatch.computed(understand(question, (), Filters(), snapshot), snapshot)
    assert found is not None
    assert "exceeds the entry's limit for LVS" in found.lead, found.lead


@pytest.mark.parametrize(
    ("written", "size"), [("327 680 pixels", 327_680.0), ("327,680 pixels", 327_680.0), ("2 300 km", 2_300_000.0)]
)
def test_a_count_is_read_whole(written: str, size: float) -> None:
    (found,) = quantities(written)
    assert found.size == size
