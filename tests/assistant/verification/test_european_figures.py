"""Claims in other languages than the text's: figures and dates are those of the text, however they are written."""

from __future__ import annotations

import time

import pytest

from assistant.model import Verdict
from assistant.verification.claims import check_claims
from assistant.verification.european_figures import in_english_figures
from assistant.verification.symbols.check import objection
from assistant.verification.symbols.symbol_lookup import Piece, Symbols
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


@pytest.mark.parametrize(
    ("language", "said", "read"),
    [
        ("fr", "pendant vingt et un jours", "pendant 21 days"),
        ("fr", "pendant cent vingt jours", "pendant 120 days"),
        ("fr", "dans les quatre-vingt-trois jours", "dans les 83 days"),
        ("fr", "jusqu'à soixante et onze ans", "jusqu'à 71 years"),
        ("fr", "deux cent mille euros d'amende", "200000 euros d'amende"),
        ("fr", "cinq pour cent de la valeur", "5 percent de la valeur"),
        ("fr", "deux ans et demi de prison", "2.5 years de prison"),
        ("fr", "de six à dix ans de prison", "de 6 to 10 years de prison"),
        ("fr", "la deuxième année, et plusieurs millions d'euros", "la deuxième année, et plusieurs millions d'euros"),
        ("fr", "l'un des deux pays", "l'un des deux pays"),
        ("es", "en veinticinco días", "en 25 days"),
        ("es", "en treinta y un días", "en 31 days"),
        ("es", "dos mil quinientos euros", "2500 euros"),
        ("es", "unos 2 millones y medio de euros", "unos 2.5 million euros"),
        ("es", "un millón y medio de euros", "un millón y medio de euros"),
        ("es", "veintiún mil euros", "21000 euros"),
        ("es", "en veinte y cinco días", "en veinte y cinco días"),
        ("de", "sechs bis zehn Jahre", "6 to 10 years"),
        ("de", "binnen hundertzwanzig Tagen", "binnen 120 days"),
        ("de", "zweitausendfünfhundert Euro", "2500 Euro"),
        ("de", "zwei Komma fünf Prozent", "2.5 percent"),
        ("de", "mehrere tausend Euro", "mehrere tausend Euro"),
        ("de", "zweieinhalb Jahre lang", "zweieinhalb Jahre lang"),
        ("de", "in fünf der sechs Fälle", "in fünf der sechs Fälle"),
    ],
)
def test_a_number_in_words_is_read_whole_or_not_at_all(language: str, said: str, read: str) -> None:
    assert in_english_figures(said, language) == read


@pytest.mark.parametrize(
    ("said", "is_right"),
    [
        ("Il les garde vingt et un jours, puis quatre-vingt-trois jours.", True),
        ("Il les garde vingt jours, puis quatre-vingts jours.", False),
        ("Se guardan veintiún días y ochenta y tres días.", True),
        ("Se guardan veinticinco días.", False),
        ("Es sind einundzwanzig Tage, dann dreiundachtzig Tage.", True),
        ("Es sind fünf bis einundzwanzig Tage, dann dreiundachtzig Tage.", False),
    ],
)
def test_numbers_in_words_are_compared_as_a_whole(said: str, is_right: bool) -> None:
    text = "Records are kept for twenty-one days, and then for 83 days."
    made = claim(said, (1, "Records are kept for twenty-one days"))
    (found,) = check_claims([made], [citation(1, text, "15 CFR 799.2")], "", today=TODAY)
    assert found.verdict is (Verdict.BY_PROGRAM if is_right else Verdict.REMOVED)


@pytest.mark.parametrize(
    "said",
    [
        "The fine is 1,500 dollars.",
        "The fine is 1,500 dollars, and 2,500 dollars for the second violation of an order.",
        "Under section 5 an exporter pays 1,500 dollars, under section 5 an importer pays 2,500 dollars.",
    ],
)
def test_words_that_english_writes_too_make_no_sentence_french(said: str) -> None:
    text = "The fine is $1,500, under section 5; $2,500 for the second violation of an order, under section 6."
    assert in_english_figures(said) == said
    made = claim(said, (1, "The fine is $1,500"))
    (found,) = check_claims([made], [citation(1, text, "15 CFR 799.2")], "", today=TODAY)
    assert found.verdict is not Verdict.REMOVED


GERMAN_ANSWER = (
    claim("Der Ausführer bewahrt alle Unterlagen über seine Ausfuhren fünf Jahre lang auf.", (1, "for five years")),
    claim("Die Buße ist 1.500.000 Euro.", (1, "the fine is EUR 1,500,000")),
    claim("Meldung: 30 Tage.", (1, "within 30 days")),
)


def test_a_short_claim_is_in_the_language_of_its_answer() -> None:
    evidence = [citation(1, ENGLISH.replace("1,500,000", "1,500"), "15 CFR 799.2")]
    short = claim("Buße: 1.500 Euro.", (1, "the fine is EUR 1,500"))
    wrong = claim("Buße: 1.600 Euro.", (1, "the fine is EUR 1,500"))
    english = claim("The fine is EUR 1,500 at most.", (1, "the fine is EUR 1,500"))
    found = check_claims([GERMAN_ANSWER[0], short, wrong, english], evidence, "", today=TODAY)
    assert [s.verdict for s in found[1:]] == [Verdict.BY_PROGRAM, Verdict.REMOVED, Verdict.BY_PROGRAM]
    for language, verdict in (("de", Verdict.BY_PROGRAM), ("en", Verdict.REMOVED)):
        assert check_claims([short], evidence, "", today=TODAY, language=language)[0].verdict is verdict


def test_capitals_of_a_short_german_claim_are_no_names() -> None:
    noun = claim("Das gilt für den Ausführer.", (1, "The exporter shall keep the records"))
    evidence = [citation(1, ENGLISH, "15 CFR 799.2")]
    (alone,) = check_claims([noun], evidence, "", today=TODAY, language="en")
    (within,) = check_claims([noun], evidence, "", today=TODAY, language="de")
    assert (alone.verdict, within.verdict) == (Verdict.UNCONFIRMED, Verdict.BY_PROGRAM)


@pytest.mark.parametrize(
    "piece",
    ["1.1.", "12 ", "d'de ", "31. ", "ein ", "1 000 ", "un de ", "cent ", "à 5 ", "et demi "],
)
@pytest.mark.parametrize("language", ["de", "fr", "es"])
def test_a_long_text_is_read_in_bounded_time(piece: str, language: str) -> None:
    begins = {"de": "fünf Jahre, elf Monate, ", "fr": "cinq ans, onze mois, ", "es": "cinco años, once meses, "}
    in_english_figures(begins[language])
    begun = time.process_time()
    read = in_english_figures(begins[language] + piece * (60_000 // len(piece)))
    assert time.process_time() - begun < 2
    assert read.startswith("5 years, 11 months")  # its patterns have seen it


FINE_DE = "Gegen eine juristische Person kann eine Geldbuße bis zu {} Euro festgesetzt werden."
FINE_FR = "Une personne morale est punie d'une amende qui peut atteindre {}."


@pytest.mark.parametrize(
    ("said", "language", "text"),
    [
        ("Die Geldbuße beträgt höchstens zehn Millionen Euro.", "de", FINE_DE.format("zehn Millionen")),
        ("The fine is at most ten million euros.", "en", FINE_DE.format("zehn Millionen")),
        ("The fine is at most EUR 500,000.", "en", FINE_DE.format("fünfhunderttausend")),
        ("Die Geldbuße beträgt höchstens fünfhunderttausend Euro.", "de", FINE_DE.format("fünfhunderttausend")),
        ("L'amende est de dix millions d'euros au plus.", "fr", FINE_FR.format("dix millions d'euros")),
        ("The fine is at most ten million euros.", "en", FINE_FR.format("dix millions d'euros")),
        ("The fine is at most EUR 300,000.", "en", FINE_FR.format("trois cent mille euros")),
        ("Die Geldbuße beträgt 2 bis 3 Millionen Euro.", "de", FINE_DE.format("2 bis 3 Millionen")),
        ("Die Geldbuße beträgt zwei bis drei Millionen Euro.", "de", FINE_DE.format("2 bis 3 Millionen")),
        ("Die Geldbuße beträgt 2 bis 3 Millionen Euro.", "de", FINE_DE.format("zwei bis drei Millionen")),
        ("The fine is two to three million euros.", "en", FINE_DE.format("zwei bis drei Millionen")),
        ("L'amende est de 2 à 3 millions d'euros.", "fr", FINE_FR.format("2 à 3 millions d'euros")),
        ("The fine is 2 to 3 million euros.", "en", FINE_FR.format("deux à trois millions d'euros")),
    ],
)
@pytest.mark.parametrize("source", ["", "of its source"])
def test_a_scale_in_words_is_read_in_the_text_as_in_the_claim(said: str, language: str, text: str, source: str) -> None:
    own = ("de" if text.startswith("Gegen") else "fr") if source else ""
    assert objection(said, Symbols([Piece(text, language=own)]), language=language) is None
    wrong = said.replace("zehn", "zwölf").replace("dix", "douze").replace("ten", "twelve").replace("00,", "01,")
    wrong = wrong.replace("fünf", "sechs").replace("drei", "neun").replace("three", "nine").replace("3 ", "9 ")
    found = objection(wrong, Symbols([Piece(text, language=own)]), language=language)
    assert wrong != said
    assert found is not None
    assert found.certain


def test_a_short_text_is_in_the_language_of_its_source() -> None:
    said = "It ends after 1.5 years."
    assert objection(said, Symbols([Piece("Frist: 1,5 Jahre.", language="de")])) is None
    price = {
        one: objection("The price is 1.500 dollars.", Symbols([Piece("Preis 1,500 dollars.", language=one)]))
        for one in ("", "de")
    }
    assert price[""] is not None
    assert price["de"] is None


@pytest.mark.parametrize(
    ("language", "said", "read"),
    [
        ("de", "zwei bis drei Millionen Euro", "2000000 to 3000000 Euro"),
        ("de", "fünfhundert bis zweitausend Euro", "500 to 2000 Euro"),
        ("fr", "deux à trois mille euros", "2000 to 3000 euros"),
        ("es", "de dos a tres millones de euros", "de 2000000 to 3000000 euros"),
        ("de", "2 bis 3000 Euro", "2 to 3000 Euro"),
    ],
)
def test_a_range_has_the_scale_of_its_end(language: str, said: str, read: str) -> None:
    assert in_english_figures(said, language) == read


@pytest.mark.parametrize(
    "text",
    [
        "The fine is six million dollars, and once 1,500 dollars per day.",
        "A cent dollar of six cent euros, once euros were paid: 1,500 euros.",
    ],
)
def test_numbers_that_english_writes_too_tell_no_language(text: str) -> None:
    assert in_english_figures(text) == text


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("de", "In 1,5 Jahren an das Amt."),
        ("de", "Also 1,5 Jahre, so das Amt."),
        ("fr", "On a 1,5 an."),
        ("es", "He a 1,5 años."),
    ],
)
def test_small_words_that_a_language_shares_make_no_claim_english(language: str, said: str) -> None:
    symbols = Symbols([Piece("It goes within 1.5 years to the office.")])
    assert objection(said, symbols, language=language) is None
    found = objection(said.replace("1,5", "2,5"), symbols, language=language)
    assert found is not None
    assert found.certain


@pytest.mark.parametrize(
    ("said", "text", "stands"),
    [
        ("Fee: 1,500 dollars.", "The fee is 1,500 dollars.", True),
        ("Fee: 1,600 dollars.", "The fee is 1,500 dollars.", False),
        ("Dichte: 1,500 kg.", "The density is 1.5 kg.", True),
        ("Dichte: 1,600 kg.", "The density is 1.5 kg.", False),
    ],
)
def test_a_comma_before_three_digits_may_part_thousands_in_any_answer(said: str, text: str, stands: bool) -> None:
    found = objection(said, Symbols([Piece(text)]), language="de")
    assert (found is None or not found.certain) is stands
