"""What another list calls a category or an item is no row of Japan's table; a penalty without a law asks for one."""

from __future__ import annotations

import pytest

from assistant.engines.calculation.fines.penalties_unplaced import of_no_law
from assistant.engines.calculation.japanese_rows import row_told
from assistant.engines.calculation.reading import Asked
from assistant.query.parser import understand
from corpus.catalogue import Catalogue
from corpus.filters import Filters
from tests.assistant.engines.calculation.conftest import answer


@pytest.mark.parametrize(
    "text",
    [
        "Goods of category 5, value 900,000 yen, to Thailand",
        "Category 5 part 2 items worth 900,000 yen from Japan to Thailand",
        "Number 3 on our packing list, worth 40,000 yen",
        "Item 3 on the Japan Steel order form, worth 40,000 yen",
        "item 5 of our purchase order with Japan Steel",
        "row 2 of the contract with our Japanese dealer",
        "item 5(8) of the Wassenaar list",
        "row 3 of Norway's list",
        "entry 4 of Annex I",
    ],
)
def test_what_another_list_has_is_no_row(text: str) -> None:
    assert row_told(text) is None


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("item 6 of Appended Table 1", 6),
        ("row 5 of the METI list", 5),
        ("item 7 of the Export Trade Control Order's table", 7),
        ("category 7 of appended table 1", 7),
        ("item 5 of our invoice is in row 9 of the table", 9),
        ("九の項", 9),
    ],
)
def test_rows_of_the_table_are_read(text: str, number: int) -> None:
    row = row_told(text)
    assert row is not None
    assert row.number == number


@pytest.mark.parametrize(
    "question",
    [
        "What are the penalties for Russia?",
        "Penalty for unlicensed export to Russia?",
        "What is the fine for shipping drones to Iran?",
        "How big a fine for shipping drones to Iran?",
        "Can I go to prison for shipping drones to Iran?",
        "Could we be fined for shipping drones to Iran?",
        "What is the fine amount for exports to Iran?",
        "How much do they fine you for shipping to Iran?",
        "Could shipping to Iran mean prison?",
    ],
)
def test_a_penalty_of_no_law_asks_for_the_law(real: Catalogue, question: str) -> None:
    found = answer(real, question)
    assert found is not None
    assert found.asks_for == (
        "under whose law: that of the country from which it is exported, or whose company or person acts",
    )


@pytest.mark.parametrize(
    "question",
    [
        "Penalty for unlicensed export to Russia under the EAR?",
        "What are the fines in Japan for exports to Russia?",
        "What are the penalties for breaching EU sanctions on Russia?",
        "Do I need a licence to export to Russia?",
        "Is it fine to ship drones to Iran?",
        "Acme was fined for shipping to Iran. May we deal with it?",
        "Are handcuffs for a prison allowed to Iran?",
        "Does this mean prison doors may go to Iran?",
        "Would you fine tune a laser for Iran?",
        "May I send fine powder to Iran?",
        "We have a fine mesh of nickel to send to Iran, is that allowed?",
    ],
)
def test_a_penalty_of_a_law_that_is_named_is_left(real: Catalogue, question: str) -> None:
    assert of_no_law(understand(question, (), Filters(), real), real) is None


@pytest.mark.parametrize("text", ["外為法48条1項違反", "第69条の7第1項", "法48条の2第3項", "同条2項", "5項1号の罰則"])
def test_a_paragraph_of_an_article_is_no_row(text: str) -> None:
    assert row_told(text) is None


def test_a_row_is_read_with_or_without_its_particle() -> None:
    assert [row.number for text in ("別表第一の5項", "5の項", "別表第1の12の項") if (row := row_told(text))] == [
        5,
        5,
        12,
    ]


@pytest.mark.parametrize(
    ("written", "yen"),
    [
        ("1億4千万円", 140_000_000),
        ("1億4,000万円", 140_000_000),
        ("1億2千5百万円", 125_000_000),
        ("6千万円", 60_000_000),
        ("7百万円", 7_000_000),
        ("9千円", 9_000),
        ("12,500万円", 125_000_000),
    ],
)
def test_a_sum_in_han_letters_of_scale_is_read_whole(written: str, yen: int) -> None:
    assert [(a.value, a.currency) for a in Asked.of(f"貨物の価格は{written}、許可なし").amounts] == [(yen, "jpy")]


def test_a_fine_over_a_sum_in_han_letters_is_five_times_the_whole(real: Catalogue) -> None:
    found = answer(
        real, "外為法48条1項に違反した無許可輸出。貨物の価格は1億6千万円、核兵器関連ではない。法人の罰金の上限は？"
    )
    assert found is not None
    assert "800,000,000 JPY for a company" in found.findings[0].text
