"""Claims in other languages than the text's: figures and dates are those of the text, however they are written."""

from __future__ import annotations

import time

import pytest

from assistant.model import Verdict
from assistant.verification.claims import check_claims
from assistant.verification.european_figures import in_english_figures
from tests.assistant.verification.test_claims import TODAY, citation, claim

ENGLISH = (
    "The exporter shall keep the records for five years and until December 31, 2026 at the latest, and shall report "
    "within 30 days; the fine is EUR 1,500,000 or 25 percent of the value. Supplement No. 2 to this part lists them."
)
CHINESE = "处以五十万元以上三百万元以下的罚款。自2024年12月1日起施行，应当在六个月内报告。"
GERMAN = (
    "Der Ausführer bewahrt die Unterlagen fünf Jahre lang auf, bis zum 31. Dezember 2026; die Buße ist 1.500.000 Euro."
)
WORDS = {
    ENGLISH: "keep the records for five years",
    CHINESE: "处以五十万元以上三百万元以下的罚款",
    GERMAN: "fünf Jahre lang",
}


def verdict(said: str, text: str, question: str = "", type_: str = "states") -> Verdict:
    made = claim(said, (1, WORDS[text]), type_=type_)
    (statement,) = check_claims([made], [citation(1, text, "15 CFR 799.2")], question, today=TODAY)
    return statement.verdict


@pytest.mark.parametrize(
    ("said", "text"),
    [
        ("Die Unterlagen muss der Ausführer fünf Jahre lang aufbewahren, spätestens bis zum 31.12.2026.", ENGLISH),
        ("Die Meldung ist binnen dreißig Tagen zu machen; die Buße ist 1,5 Millionen Euro oder 25 Prozent.", ENGLISH),
        ("Die Buße des Ausführers beträgt 1.500.000 Euro, und die Frist endet am 31. Dezember 2026.", ENGLISH),
        ("L'exportateur conserve les documents pendant cinq ans, jusqu'au 31 décembre 2026.", ENGLISH),
        ("L'amende est de 1 500 000 euros, soit 1,5 million d'euros, ou de 25 % de la valeur.", ENGLISH),
        ("El exportador conserva los documentos cinco años, hasta el 31 de diciembre de 2026.", ENGLISH),
        ("La multa es de 1,5 millones de euros o el 25 por ciento, y se informa en treinta días.", ENGLISH),
        ("应当在30日内报告，罚款150万欧元或者价值的25%。", ENGLISH),
        ("輸出者は記録を5年間、遅くとも2026年12月31日まで保存しなければならない。", ENGLISH),
        ("수출자는 기록을 5년간, 늦어도 2026년 12월 31일까지 보관해야 한다.", ENGLISH),
        ("罚款为50万元以上300万元以下。", CHINESE),
        ("Die Geldbuße beträgt 500.000 bis 3 Millionen Yuan.", CHINESE),
        ("L'amende est de 500 000 à 3 millions de yuans, dès le 1er décembre 2024.", CHINESE),
        ("Records are kept for five years, until December 31, 2026; the fine is EUR 1.5 million.", GERMAN),
        ("Die Unterlagen stehen in Supplement 2, und die Frist ist fünf Jahre.", ENGLISH),
        ("The records are kept until the 5th year has passed.", GERMAN),
    ],
)
def test_a_right_figure_is_found_however_it_is_written(said: str, text: str) -> None:
    assert verdict(said, text) is Verdict.BY_PROGRAM


@pytest.mark.parametrize(
    ("said", "text"),
    [
        ("Die Unterlagen muss der Ausführer sechs Jahre lang aufbewahren.", ENGLISH),
        ("Die Meldung ist binnen vierzig Tagen zu machen.", ENGLISH),
        ("Die Buße des Ausführers beträgt 1.600.000 Euro.", ENGLISH),
        ("Die Frist für den Ausführer endet am 30. Dezember 2026.", ENGLISH),
        ("Die Frist für den Ausführer endet am 30.12.2026.", ENGLISH),
        ("L'exportateur conserve les documents pendant six ans.", ENGLISH),
        ("La multa es de 1,6 millones de euros o el 25 por ciento del valor.", ENGLISH),
        ("罚款160万欧元。", ENGLISH),
        ("수출자는 기록을 6년간 보관해야 한다.", ENGLISH),
        ("罚款为60万元以上。", CHINESE),
        ("Records are kept for six years.", GERMAN),
    ],
)
def test_a_wrong_one_is_not(said: str, text: str) -> None:
    assert verdict(said, text) is Verdict.REMOVED


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("We exported in 2022. Until when?", "You exported in 2022, so keep them until {}."),
        (
            "Wir haben 2022 für 5.000 Euro ausgeführt. Bis wann?",
            "Sie haben 2022 für 5.000 Euro ausgeführt, also bis {}.",
        ),
        ("我们在2022年出口。保存到什么时候？", "你们在2022年出口，须保存至{}年。"),
    ],
)
def test_what_the_asker_gave_and_what_follows_from_it_are_no_inventions(asked: str, said: str) -> None:
    assert verdict(said.format(2027), ENGLISH, asked, "applies") is Verdict.BY_PROGRAM
    assert verdict(said.format(2029), ENGLISH, asked, "applies") is Verdict.REMOVED


@pytest.mark.parametrize(
    "text",
    [
        "Records are kept for 5 years under 22 CFR 121.123; USD 1,500.25 in March 2026, one million dollars.",
        "Section 744.121 was in force on 1/12/2024.",
        "An item of 3 mm, a tag of 5 kg, and six months.",
        "出口经营者应当保存记录五年。",
        "",
    ],
)
def test_english_stays_as_it_is(text: str) -> None:
    assert in_english_figures(text) == text


def test_an_address_is_no_figure() -> None:
    said = "Nach 15 CFR 744.121 und § 744.123 gilt das fünfundvierzig Tage lang, seit 1/12/2024."
    assert in_english_figures(said) == (
        "Nach 15 CFR 744.121 und § 744.123 gilt das 45 days lang, seit 1 December 2024."
    )


@pytest.mark.parametrize("piece", ["1.1.", "12 ", "d'de ", "31. ", "ein ", "1 000 ", "fünf Jahre ", "1.000"])
def test_a_long_text_is_read_in_bounded_time(piece: str) -> None:
    in_english_figures("fünf Jahre")
    begun = time.process_time()
    in_english_figures(piece * (60_000 // len(piece)))
    assert time.process_time() - begun < 2
