"""Tests of shipments asked in other languages: the country is read where the entry is given, and whose law governs."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from assistant.engines.model import Computed

Ask = Callable[..., Computed | None]


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("Brauche ich eine Genehmigung, um 3A001 nach Russland auszuführen?", "Russia has an X"),
        ("Brauche ich eine Lizenz für 3A001 nach Brasilien?", "Brazil has an X"),
        ("Ai-je besoin d'une licence pour exporter 3A001 vers la Russie ?", "Russia has an X"),
        ("¿Necesito una licencia para exportar 3A001 a Brasil?", "Brazil has an X"),
    ],
)
def test_a_country_in_its_own_words_is_where_the_entry_goes(ask_real: Ask, question: str, words: str) -> None:
    found = ask_real(question)
    assert found is not None
    assert found.payload["status"] == "required"
    assert words in found.lead


@pytest.mark.parametrize(
    "question",
    [
        "Sind Uhren der KN-Position 9102 nach Russland verboten?",
        "Les montres du code NC 9102 sont-elles interdites à l'exportation vers la Russie ?",
    ],
)
def test_a_code_of_the_nomenclature_is_looked_up(ask_real: Ask, question: str) -> None:
    found = ask_real(question)
    assert found is not None
    assert "Annex XVIII has the code 9102" in found.lead


def test_where_somebody_is_from_is_no_destination(ask_real: Ask) -> None:
    found = ask_real("Braucht eine deutsche Firma eine Genehmigung für 3A001 nach Russland?")
    assert found is None or "Germany" not in found.lead


@pytest.mark.parametrize(
    ("question", "comes_from"),
    [
        ("Ich exportiere 3A001.a.7 aus Deutschland nach Frankreich. Genehmigung nötig?", "Germany"),
        ("Darf ich 3A001.a.7 aus den Niederlanden nach Iran liefern?", "Netherlands"),
        ("Nous exportons 3A001.a.7 de France en Chine. Faut-il une licence ?", "France"),
        ("Exporto 5A992.c desde España a Irán. ¿Necesito licencia?", "Spain"),
    ],
)
def test_the_country_that_goods_leave_is_no_destination(ask_real: Ask, question: str, comes_from: str) -> None:
    found = ask_real(question)
    assert found is None or f"to {comes_from}" not in found.lead.replace("the ", "")


IN_UNION, OF_CHART = "The exporter is in the European Union", "column of the Commerce Country Chart"


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("ドイツから5A002をインドに輸出するには許可が必要ですか", IN_UNION),
        ("当社はフランスの会社です。3A001を台湾に輸出する場合、許可は必要ですか", IN_UNION),
        ("从德国出口5A002到印度需要许可证吗？", IN_UNION),
        ("我们是一家荷兰公司，要把3B001出口到中国，需要许可吗？", IN_UNION),
        ("독일에서 5A002를 인도로 수출하려면 허가가 필요한가요?", IN_UNION),
        ("네덜란드 회사인데 3B001을 중국으로 수출할 때 허가가 필요합니까?", IN_UNION),
        ("Wir sind eine deutsche Firma und wollen 5A002 nach Indien liefern, brauchen wir eine Genehmigung?", IN_UNION),
        ("Nous sommes une société française, licence pour 3A001 vers le Vietnam ?", IN_UNION),
        ("Siamo un'azienda italiana, serve licenza per 5A002 verso l'India?", IN_UNION),
        ("¿Necesito licencia para enviar 5A002 de Madrid a Chile?", IN_UNION),
        ("ベルリンの会社です。5A002をインドに輸出するには許可が必要ですか", IN_UNION),
        ("从新加坡出口5A002到印度需要许可证吗？", "The exporter is in Singapore"),
        ("从美国出口5A002到印度需要许可证吗？", OF_CHART),
        ("アメリカから5A002をインドに輸出するには許可が必要ですか", OF_CHART),
    ],
)
def test_the_law_is_that_of_the_exporters_place_in_any_language(ask_real: Ask, question: str, words: str) -> None:
    found = ask_real(question)
    assert found is not None
    assert words in " ".join(f.text for f in found.findings)
    assert (OF_CHART in found.lead) is (words == OF_CHART)


# Who buys, and where goods were bought before, is no exporter.
@pytest.mark.parametrize(
    ("question", "goes_to"),
    [
        ("卖给德国公司的5A002从美国出口，要许可证吗", "Germany has an X"),
        ("ドイツから輸入した5A002をアメリカからインドに輸出する場合、許可は必要ですか", "India has an X"),
    ],
)
def test_a_buyer_and_a_source_are_no_exporters(ask_real: Ask, question: str, goes_to: str) -> None:
    found = ask_real(question)
    assert found is not None
    assert goes_to in found.lead


def test_the_word_for_countries_is_no_town(ask_real: Ask) -> None:
    found = ask_real("Für welche Länder braucht 3A233 eine Lizenz: Serbien und Indien?")
    assert found is not None
    assert "Venezuela" not in " ".join(f.text for f in found.findings)
