"""Figures are computed for questions in other languages, whose subject is read by their words in English."""

from __future__ import annotations

import pytest

from corpus.catalogue import Catalogue
from tests.assistant.engines.calculation.conftest import answer, values


@pytest.mark.parametrize(
    ("question", "address"),
    [
        ("Puis-je exporter 40 kg d'eau lourde vers la Corée du Sud sous licence générale NRC ?", "110.24(a)(2)"),
        ("Puis-je exporter 40 kg d'eau lourde vers Israël sous licence générale NRC ?", "110.24(b)(2)"),
        ("¿Puedo exportar 8 kg de agua pesada a la India con licencia general de la NRC?", "110.24(b)(2)"),
        ("能否凭NRC一般许可证向韩国出口40公斤重水？", "110.24(a)(2)"),
        ("NRCの一般許可で韓国に重水40kgを輸出できますか？", "110.24(a)(2)"),
    ],
)
def test_a_nuclear_material_is_measured_for_its_country(real: Catalogue, question: str, address: str) -> None:
    found = answer(real, question)
    assert found is not None
    assert address in found.findings[0].text
    assert ("does not cover" in found.findings[0].text) is ("(b)" in address)


def test_several_countries_have_each_its_own_limit(real: Catalogue) -> None:
    found = answer(
        real, "40 kg schweres Wasser nach Südkorea und Israel, geht das unter einer allgemeinen Genehmigung der NRC?"
    )
    assert found is not None
    assert "does not cover that for Israel" in found.findings[0].text
    assert "within the general licence of 10 CFR 110.24(a)(2) for South Korea" in found.findings[0].text


@pytest.mark.parametrize(
    "question",
    [
        "中国对清单外物项的临时管制最长能管多久？第一次2025年3月1日起实施，要是一直延长，最晚到哪一年",
        "China began a temporary control on 1 March 2025. Until when can it run?",
    ],
)
def test_a_term_from_a_date_has_its_last_day_with_every_extension(real: Catalogue, question: str) -> None:
    found = answer(real, question)
    assert found is not None
    assert "until Monday, 1 March 2027" in found.findings[0].text
    assert "until Saturday, 1 March 2031 at most" in found.findings[0].text


def test_a_row_that_the_rule_leaves_out_is_told_beside_a_destination_that_it_leaves_out(real: Catalogue) -> None:
    found = answer(
        real,
        "輸出令別表第一の六の項の軸受、総価額90万円、タイ向け。少額特例で許可なしで出せますか？"
        "同じ値段でもイラン向け、または二の項の工作機械なら？",
    )
    assert values(found)["value_jpy"] == 900_000
    assert found is not None
    lead = found.findings[0].text
    assert all(said in lead for said in ("does not apply to イラン", "does not apply to row 2", "For row 6: 900,000"))
