"""Figures that a text gives a rule for, worked out with what is told: volumes, days, values, dates of quarters."""

from __future__ import annotations

import pytest

from corpus.catalogue import Catalogue
from tests.assistant.engines.calculation.conftest import answer, values


@pytest.mark.parametrize(
    ("question", "most"),
    [
        (
            "Western red cedar: the licence says 40,000 board feet, 28,000 shipped in two loads. The last at most?",
            12600,
        ),
        ("Red cedar licence for 100,000 board feet, 60,000 already sent. How large may the final shipment be?", 42000),
    ],
)
def test_the_tolerance_of_cedar_is_of_the_unshipped_balance(real: Catalogue, question: str, most: int) -> None:
    found = answer(real, question)
    assert found is not None
    assert found.payload["most"] == most
    assert "15 CFR 754.4(d)(4)" in found.lead


def test_what_was_shipped_is_asked_for(real: Catalogue) -> None:
    found = answer(real, "Western red cedar licence for 100,000 board feet: how much may the last load be?")
    assert found is not None
    assert found.asks_for == ("the volume that was shipped before, in board feet or cubic feet",)


@pytest.mark.parametrize(
    ("told", "days"),
    [
        ("started 1 September, stopped at the end of 15 October same year", 45),
        ("ran from 3 March 2026 to 17 March 2026", 15),
        ("began on 3 May and ended on 4 May", 2),
    ],
)
def test_each_day_of_a_violation_counts(real: Catalogue, told: str, days: int) -> None:
    found = answer(real, f"Help abroad without the 810 authorization {told}: what is the maximum civil fine?")
    assert found is not None
    assert f"{days} days of a continuing violation" in found.lead
    assert f"{days * 127_973:,} USD" in found.lead


def test_days_over_an_unsaid_february_are_not_counted(real: Catalogue) -> None:
    found = answer(real, "Help without the 810 authorization from 1 February to 3 March: maximum civil fine?")
    assert found is None or "days of a continuing violation" not in found.lead


def test_a_request_on_israeli_origin_is_reported_by_the_quarter(real: Catalogue) -> None:
    found = answer(
        real,
        "A buyer sent us on 12 November 2026 an order to certify that goods are not of Israeli origin. By "
        "when do we report?",
    )
    assert values(found) == {"us_located": "2027-01-31", "abroad": "2027-02-28"}


def test_every_item_of_a_parcel_is_told_by_its_value(real: Catalogue) -> None:
    found = answer(
        real,
        "Armbanduhr 290 €, Fotoapparat 980 €, Fernglas 150 €, Motorrad 5.200 €, Klavier 1.400 €, Smartphone 760 € nach "
        "Moskau: was davon ist als Luxusgut verboten?",
    )
    assert found is not None
    assert found.payload["prohibited"] == [False, False, True, True, False, True]


@pytest.mark.parametrize(
    ("question", "most"),
    [
        ("外為法の許可を取らずに核兵器等とは関係ない貨物（価格1億8千万円）を輸出した会社の罰金の上限は？", 900_000_000),
        ("外為法の許可をとらずに核兵器関連貨物を5千万円で輸出した法人の罰金は？", 1_000_000_000),
    ],
)
def test_the_fine_follows_the_price_and_the_paragraph(real: Catalogue, question: str, most: int) -> None:
    found = answer(real, question)
    assert found is not None
    assert found.payload["max_jpy"] == most
