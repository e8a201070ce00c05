"""Symbols as real text prints them, looked up; what follows from others; and the doubts that remove nothing."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.verification.symbols.check import Objection
from assistant.verification.symbols.check import objection as objection_to
from assistant.verification.symbols.symbol_lookup import Piece, Symbols

TODAY = date(2026, 11, 25)


def objection(claim: str, pieces: list[Piece], asked: str = "", today: date | None = None, **how: bool) -> Objection:
    """Return the objection, None for none, over the pieces as a claim cites them."""
    return objection_to(claim, Symbols(pieces, asked, today), today, **how)  # type: ignore[return-value]


STANDS = [
    ("A shipment of 1,000 kg is the limit.", "individual shipments of 1 000 kg or less", "spaces between thousands"),
    ("The ceiling is 1,000 kg.", "höchstens 1.000 kg im Jahr", "dots between thousands"),
    (
        "The limit is EUR 100,000.",
        "exceeds EUR 100 000. 2. It shall be prohibited",
        "an amount at the end of a sentence",
    ),
    ("The finer limit is 0.9 µm.", "equal to or less than 0,9 µm", "a comma as decimal point"),
    ("Frequency control is finer than 0.2 percent.", "better (less) than 0,2%", "a comma before a percent sign"),
    ("The fine is RMB 500,000.", "处50万元的罚款", "Chinese tens of thousands"),
    ("The fine is RMB 500,000.", "处五十万元的罚款", "Chinese numerals"),
    ("Books are kept for five years.", "帳簿書類を五年間保存しなければならない", "a Japanese period"),
    ("The Article 55-3(5) report is due.", "第五十五条の三第五項の規定による報告", "a Japanese branch number"),
    ("Uranium with 5 percent of U-235 is covered.", "five percent of uranium-235", "an isotope"),
    ("An RSA-2048 key is asymmetric.", "an asymmetric algorithm (e.g., RSA)", "digits in a name"),
    ("The status is extended by one year.", "BIS extends that status for a year", "a year is one year"),
    ("It began on 9 November 2026.", "effective Nov. 9, 2026", "an abbreviated month"),
    ("It was listed on 4 November 2021.", "86 FR 60760, 11/4/21", "a date with slashes"),
    ("It takes twenty-one days.", "within twenty-one days of it", "tens and ones in words"),
    ("It takes 2 to 5 million tests.", "after 2 to 5 million tests", "a range of a scale"),
    ("It takes 5-10 days.", "within five to ten days", "a range of days"),
    ("The three conditions are met.", "it is new, small and red", "a count of what the claim names"),
    ("A section 123(d) agreement is needed.", "in accordance with § 123(d) of the Act", "a section of another act"),
    ("This part has item No. 2.", "Supplement No. 2 to this part", "No. 2 and this part"),
    ("It was suspended for six months.", "suspended for a period of six (6) months", "a figure in words and digits"),
    ("It began on 9 November 2026.", "in force since 2026-11-09", "an ISO date"),
    ("An owner of 50 percent or more counts.", "who owns one half or more of the shares", "a half in words"),
    ("An owner of at least half counts.", "who owns 50 percent or more of the shares", "percent in the text"),
    ("It is 25 percent of the value.", "¼ of the value of the lamps", "a fraction as one sign"),
    ("It takes 1/3 of the members.", "one third of the members", "a fraction with a slash"),
    ("One third of the members may call it.", "33 1/3 percent of the members", "a fraction that never ends"),
    ("Two thirds must agree.", "三分之二以上的成员同意", "a Chinese fraction"),
    ("The fee is 0.5 percent.", "one-half of one percent of the value", "a half of a percent"),
    ("It ends after 2½ years.", "it ends after two and a half years", "a half more"),
    ("It is valid for six months.", "valid for half a year from its issue", "half a year"),
    ("The 3rd violation costs double.", "a third violation is fined twice", "an ordinal in words"),
    ("The first sentence is stayed.", "The first, second and third sentences are stayed", "several ordinals"),
    ("The note is on USML Category XI.", "the U.S. Munitions List (USML) Category XI", "a list by its short name"),
]


@pytest.mark.parametrize(
    "claim",
    [
        "The Acme Institute pays five to ten times the fee.",
        "The Acme Institute pays 2 to 5 million dollars.",
        "The Acme Institute has it for two and a half years.",
        "The Acme Institute has had it since 31.12.2026.",
    ],
    ids=["range", "range of a scale", "fraction", "date in dots"],
)
def test_names_are_looked_up_beside_figures_that_are_read_in_another_form(claim: str) -> None:
    text = "It pays five times to ten times the fee, 2 to 5 million dollars, for 2.5 years since December 31, 2026."
    found = objection(claim, [Piece(text)])
    assert (found.certain, found.reason) == (False, "the cited text does not have the name “Acme”")


@pytest.mark.parametrize(
    ("claim", "stands"),
    [
        ("You exported in 2022, so keep them until 2027.", True),
        ("You exported in 2022, so keep them until 2042.", False),  # another rule's years
        ("You exported in 2022, so keep them until 2017.", False),  # the wrong way
        ("You exported in 2022; what was exported in 2017 or before is kept no longer.", True),
    ],
)
def test_a_year_follows_by_the_period_of_its_rule(claim: str, stands: bool) -> None:
    text = "Records are kept for five years. Whoever keeps none is imprisoned for up to twenty years."
    how = {"pointed": "Records are kept for five years"}
    found = objection_to(claim, Symbols([Piece(text)], "We exported in 2022. Until when?"), TODAY, **how)
    assert (found is None or not found.certain) is stands


AVERAGE = "the average of the three preceding years counts"


@pytest.mark.parametrize(
    ("claim", "text", "pointed", "certain"),
    [
        ("For an export in 2026 the average of the three years from 2023 counts.", AVERAGE, AVERAGE, None),
        ("For an export in 2026 the average of the three years from 2023 counts.", AVERAGE, "", False),
        ("For an export in 2026 the average of the three years from 2022 counts.", AVERAGE, AVERAGE, True),
        ("For an export in 2026 the years from 2023 count.", "three years count, each in full", "three years", True),
        ("Es zählen die vorangegangenen drei Jahre ab 2023.", "three years count", "", None),
        ("Es zählen die drei früheren Jahre ab 2023.", "three years count", "", None),
        ("Es zählen die drei vorherigen Jahre ab 2023.", "three years count", "", None),
        ("Cuentan los tres años precedentes desde 2023.", "three years count", "", None),
        ("Cuentan los tres años a partir de 2023.", "los tres años precedentes cuentan", "", False),
    ],
)
def test_a_year_before_the_askers_stands_where_claim_or_text_look_back(
    claim: str, text: str, pointed: str, certain: bool | None
) -> None:
    how = {"pointed": pointed, "language": "de" if "Jahre" in claim else ""}
    found = objection_to(claim, Symbols([Piece(text)], "We export in 2026."), TODAY, **how)
    assert (found and found.certain) is certain


@pytest.mark.parametrize(
    ("claim", "text", "stands"),
    [
        ("Applications are sent to snapr@bis.doc.com.", "Send it to snapr@bis.doc.gov.", False),
        ("Applications are sent to snapr@bis.doc.go.", "Send it to snapr@bis.doc.gov.", False),
        ("Applications are sent to napr@bis.doc.gov.", "Send it to snapr@bis.doc.gov.", False),
        ("Applications are sent to snapr@bis.doc.gov.", "Send it to the office.", False),
        ("Applications are sent to SNAPR@bis.doc.gov.", "Send it to snapr@bis.doc.gov.", True),
        ("Applications are sent to snapr@bis.doc.gov.", "Send it to snapr@bis.\ndoc.gov at once.", True),
        ("Applications are sent to post-eu@bafa.bund.de.", "An post-\neu@bafa.bund.de zu richten.", True),
        ("Applications are sent to snapr@bis.doc.gov.", "Send it to snapr [at] bis.doc.gov.", True),
        ("申请发送至snapr@bis.doc.gov。", "发送至snapr@bis.doc.gov。", True),
        ("申请发送至snapr@bis.doc.com。", "发送至snapr@bis.doc.gov。", False),
    ],
)
def test_an_e_mail_address_of_a_claim_stands_in_the_text(claim: str, text: str, stands: bool) -> None:
    found = objection(claim, [Piece(text)])
    assert (found is None or not found.certain) is stands


@pytest.mark.parametrize(("claim", "text", "comment"), STANDS, ids=[c for *_, c in STANDS])
def test_a_symbol_in_another_printing_stands(claim: str, text: str, comment: str) -> None:
    assert objection(claim, [Piece(text)]) is None, comment


FOLLOWS = [
    ("Together they hold 55 percent.", "owned 50 percent or more", "30 % and 25 %: which counts?", "a sum"),
    ("At five times the price the ceiling is JPY 1 billion.", "価格の五倍以下", "for JPY 200 million?", "a multiple"),
    (
        "You must answer by 1 December 2026.",
        "within one month of receipt",
        "received on 1 November 2026",
        "a period on",
    ),
    ("It ended about two weeks before today.", "effective until Nov. 9, 2026", "", "the time between two dates"),
    ("With three quarters you own more than 50 percent.", "50 percent or more", "we hold 75 %", "the asker's share"),
    ("It matters for 2027.", "after December 31, 2026", "", "the next year"),
]


@pytest.mark.parametrize(("claim", "text", "question", "comment"), FOLLOWS, ids=[c for *_, c in FOLLOWS])
def test_a_symbol_that_follows_from_others_stands(claim: str, text: str, question: str, comment: str) -> None:
    assert objection(claim, [Piece(text)], question, TODAY) is None, comment


LACKS = [
    ("The notice comes two months before.", "2. At least two weeks prior to the authorisation", "another unit"),
    ("It may be extended by three further months.", "3. Extended by two further months", "an adjective between"),
    ("The density is greater than 2.", "(2) having a density greater than 3", "the number of a paragraph"),
    ("The books are kept for seven years.", "第七条 五年間保存する", "another period in Japanese"),
    ("An agreement under § 123(b) is needed.", "in accordance with § 123(d) of the Act of 1954", "another paragraph"),
    ("The fine is RMB 50,000.", "处五十万元的罚款", "ten times less"),
    ("A third of the votes is enough.", "a majority of two-thirds of the votes", "another fraction"),
    ("It is 50 percent of the value.", "one third of the value", "percent for a fraction"),
    ("Who has at least half of the shares counts.", "25 percent or more of the shares", "a fraction for percent"),
    ("It ends after 3½ years.", "it ends after two and a half years", "a whole year more"),
    ("It began on 19 November 2026.", "in force since 2026-11-09", "another ISO date"),
    ("It was stayed until 12 November 2026.", "stayed, effective until Nov. 9, 2026", "another day"),
]


@pytest.mark.parametrize(("claim", "text", "comment"), LACKS, ids=[c for *_, c in LACKS])
def test_a_symbol_that_stands_nowhere_is_certain(claim: str, text: str, comment: str) -> None:
    found = objection(claim, [Piece(text)], "", TODAY)
    assert found is not None, comment
    assert found.certain


DOUBTED = [
    (
        "It is listed with five aliases.",
        "Candiru, a.k.a., the following seven aliases",
        "“five”",
        "a count of the text",
    ),
    (
        "Symmetric keys must exceed 512 bits and RSA moduli 56 bits.",
        "a symmetric algorithm with a key in excess of 56 bits; or factorisation of RSA moduli in excess of 512 bits",
        "the other way round",
        "figures exchanged",
    ),
    ("The ban covers ships sold before 3 May 2022.", "ships that were sold after 3 May 2022", "other bound", "a bound"),
    ("The third violation costs double.", "a second violation is fined twice", "third violation", "an ordinal"),
    ("Half of them are in China.", "China, Japan, China, Oman", "", "a share that the claim itself counts"),
    ("It is a tenth of the other ceiling.", "25 percent; EUR 1,000; EUR 10,000", "", "a share that it works out"),
    ("Coal may still be imported today.", "imports of coal until 10 August 2022", "10 August 2022", "a past end"),
    ("An exporter must appeal and pay.", "An exporter must appeal or pay.", "“or” where this has “and”", "and for or"),
    ("Silencers are in paragraph (f).", "(e) Silencers and mufflers. (f) [Reserved]", "", "a reserved paragraph"),
    ("Silencers and mufflers are in paragraph (f).", "(e) Silencers and mufflers. (f) [Reserved]", "(e)", "a label"),
    ("Wheat from Sudan is covered.", "Wheat from Syria is covered.", "Sudan", "a country"),
    (
        "Repairs are free, whatever their value.",
        "Repairs are free if they cost less than 5 EUR.",
        "whatever",
        "widened",
    ),
    ("Repairs are never free.", "Repairs are free if the owner asks for it.", "never", "widened by never"),
    ("Repairs are free whatever the country.", "Repairs are free in any foreign country.", "", "as wide as the text"),
    ("The list is exhaustive.", "users include, but are not limited to, those listed", "exhaustive", "an open list"),
    (
        "Lamp oils do not include target oils and survey oils.",
        "For this section lamp oils include, but are not limited to, target oils and survey oils.",
        "none such where this has “not”",
        "left out what is included",
    ),
    (
        "The limit is for all, including holders of a residence permit.",
        "Paragraph 1 shall not apply to holders of a residence permit.",
        "the other way round",
        "included what is left out",
    ),
    (
        "METI may decide whether to set standards.",
        "経済産業大臣は、次に掲げる基準を定めなければならない。",
        "“may”",
        "duty",
    ),
    (
        "The office must ban such an export.",
        "国务院商务主管部门可以禁止有关两用物项的出口和转移活动",
        "“must”",
        "leave",
    ),
    ("Nobody may export such a lamp.", "任何组织和个人未经许可不得出口这种灯具和有关技术资料", "", "a ban is a duty"),
    (
        "Acme Lamps faces a policy of denial and Beta Wicks a presumption of denial.",
        "Acme Lamps, Ferry St. Presumption of denial 88 FR 13675. Beta Wicks, Quay St. Policy of denial 89 FR 1234.",
        "presumption of denial",
        "policies exchanged",
    ),
    (
        "Acme Lamps faces a presumption of approval for oil.",
        "Acme Lamps, 2 Ferry St. Case-by-case review; presumption of approval for oil 88 FR 13675.",
        "",
        "the second policy of a row",
    ),
]


@pytest.mark.parametrize(("claim", "text", "reason", "comment"), DOUBTED, ids=[c for *_, c in DOUBTED])
def test_a_doubt_is_told_and_removes_nothing(claim: str, text: str, reason: str, comment: str) -> None:
    found = objection(claim, [Piece(text)], "", TODAY)
    if not reason:
        assert found is None, comment
        return
    assert found is not None, comment
    assert (found.certain, reason in found.reason) == (False, True), found.reason


def test_what_the_asker_brought_up_is_no_widening() -> None:
    pieces = [Piece("Oil that stands in the annex needs a license.")]
    claim = "Oil outside the annex needs none, even if the buyer is a hospital."
    assert objection(claim, pieces, "The buyer is a hospital, do I need a license?") is None
    assert "even if" in objection(claim, pieces).reason


def test_an_operator_of_the_words_pointed_to_or_of_the_lead_in_is_the_texts_own() -> None:
    listed = [
        Piece("The following requests are not reportable:\n(i) A request to certify the origin of goods shipped.")
    ]
    assert objection("A request to certify the origin of goods shipped is not reportable.", listed) is None
    two = [Piece("A lamp license is renewed while the office reads the form. An expired license is not renewable.")]
    claim = "A lamp license that expired is not renewed while the office reads the form."
    assert objection(claim, two) is not None
    assert objection_to(claim, Symbols(two, ""), pointed="An expired license is not renewable") is None


@pytest.mark.parametrize(
    ("claim", "pointed", "reason"),
    [
        (
            "File at the latest 30 days after the lamp license expires.",
            "30 days before the lamp license expires",
            "before",
        ),
        ("It is enough that either the origin or the owner is foreign.", "both the origin and the owner", "both"),
        ("The office may refuse the lamp license.", "the office will refuse the lamp license", "will"),
        ("The office may not refuse the lamp license.", "the office shall not refuse the lamp license", ""),
        ("The lamp bank was cut off on 12 March 2022.", "Lamp bank 14 June 2022", "14 June 2022"),
        ("The lamp bank was cut off in June 2022.", "Lamp bank 14 June 2022", ""),
    ],
)
def test_an_opposite_of_the_words_pointed_to_is_a_doubt(claim: str, pointed: str, reason: str) -> None:
    elsewhere = "Another bank: 12 March 2022. What is done after 30 days, all of it, may be either."
    found = objection_to(claim, Symbols([Piece(f"{pointed}. {elsewhere}")], ""), pointed=pointed)
    assert (found is None) if not reason else (found is not None and reason in found.reason and not found.certain)


def test_an_example_of_the_claims_own_is_a_doubt_only() -> None:
    pieces = [Piece("individual shipments of 50 kilograms or less")]
    assert objection("A 30 kg shipment is within it.", pieces).certain
    assert not objection("A 30 kg shipment is within it.", pieces, own_example=True).certain
    assert objection("It began on 3 May 2020.", pieces, own_example=True).certain


@pytest.mark.parametrize(
    ("text", "claim", "certain"),
    [
        (
            "Records are kept for five years. The notice is given before export.",
            "The rule was introduced in 2021.",
            True,
        ),
        ("The average of the three years before the export counts.", "The average from 2023 counts.", False),
        ("900 kilograms, once one year is over; notice is given before export.", "The limit is 2,025 kilograms.", True),
    ],
)
def test_a_year_before_is_a_doubt_only_beside_words_that_look_back(text: str, claim: str, certain: bool) -> None:
    symbols = Symbols([Piece(text)], "We export in 2026.")
    assert [lack.certain for lack in symbols.lacking(claim)] in ([[certain]] if certain else [[False], []])


@pytest.mark.parametrize(
    ("text", "claim", "certain"),
    [
        ("Send it to lamps@office.example.The office answers.", "Send it to lamps@office.example.", None),
        ("Send it to lamps@office.example.", "Send it to lamps@office.invalid.", True),
        ("Send it to lamps at office.example.", "Send it to lamps@office.example.", False),
    ],
)
def test_an_address_of_mail_stands_in_the_text(text: str, claim: str, certain: bool | None) -> None:
    lacks = Symbols([Piece(text)]).lacking(claim)
    assert [lack.certain for lack in lacks] == ([] if certain is None else [certain])
