"""Addresses of EU, UK, Chinese and Japanese law: every way in which people write them, and round trips."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.locators import east_asia, eu, uk
from corpus.locators.numerals import to_int, to_kanji

SPELLINGS = [
    # written, system, instrument, canonical
    ("Art. 3(2) of Reg. 833/2014", "eu", "Regulation (EU) No 833/2014", "Article 3(2)"),
    ("833/2014 article 5aa", "eu", "Regulation (EU) No 833/2014", "Article 5aa"),
    ("article 3 paragraph 2 of Regulation (EU) 2021/821", "eu", "Regulation (EU) 2021/821", "Article 3(2)"),
    ("Article 3, paragraph 1, point (a)", "eu", "", "Article 3(1)(a)"),
    ("Article 4 of Directive 2014/65/EU", "eu", "Directive 2014/65/EU", "Article 4"),
    ("Article 3, 32014R0833", "eu", "Regulation (EU) No 833/2014", "Article 3"),
    ("art. 17(1) GDPR", "eu", "Regulation (EU) 2016/679", "Article 17(1)"),
    ("Annex I of the EU dual-use regulation", "eu", "Regulation (EU) 2021/821", "Annex I"),
    ("article 4 dual use regulation", "eu", "Regulation (EU) 2021/821", "Article 4"),
    ("Annex IV to Regulation (EU) 2021/821", "eu", "Regulation (EU) 2021/821", "Annex IV"),
    ("annex i", "eu", "", "Annex I"),
    ("Annex I, point 2(b)", "eu", "", "Annex I, point 2(b)"),
    ("recital 12", "eu", "", "recital (12)"),
    ("Article 6, second indent", "eu", "", "Article 6, indent 2"),
    ("Council Regulation (EC) No 428/2009, Article 4", "eu", "Regulation (EC) No 428/2009", "Article 4"),
    ("Article 12 of Council Decision 2014/512/CFSP", "eu", "Decision 2014/512/CFSP", "Article 12"),
    ("article 6 ter, paragraphe 1", "eu", "", "Article 6b(1)"),
    ("article 2 bis du règlement (UE) n° 833/2014", "eu", "Regulation (EU) No 833/2014", "Article 2a"),
    ("artículo 4 quater, apartado 2, del Reglamento (UE) 2021/821", "eu", "Regulation (EU) 2021/821", "Article 4c(2)"),
    ("annexe IV du règlement (CE) n° 428/2009", "eu", "Regulation (EC) No 428/2009", "Annex IV"),
    ("Artikel 9a der Verordnung (EU) Nr. 833/2014", "eu", "Regulation (EU) No 833/2014", "Article 9a"),
    ("s. 12(3)", "uk", "", "section 12(3)"),
    ("Section 4A(2)(b)", "uk", "", "section 4A(2)(b)"),
    ("Sch 1 para 4(2)", "uk", "", "Schedule 1, paragraph 4(2)"),
    ("reg. 5(1)", "uk", "", "regulation 5(1)"),
    ("section 6(1) of the Human Rights Act 1998", "uk", "Human Rights Act 1998", "section 6(1)"),
    ("HRA 1998 s. 6", "uk", "Human Rights Act 1998", "section 6"),
    ("article 12 of the Export Control Order 2008", "uk", "Export Control Order 2008", "article 12"),
    ("第12条", "cn", "", "第十二条"),
    ("出口管制法第十二条", "cn", "出口管制法", "第十二条"),
    ("《两用物项出口管制条例》第五十条", "cn", "两用物项出口管制条例", "第五十条"),
    ("第十二条第2款第三项", "cn", "", "第十二条第二款第（三）项"),
    ("article 12 of China's Export Control Law", "cn", "出口管制法", "第十二条"),
    ("第25条の2第1項", "jp", "", "第二十五条の二第一項"),
    ("第六条第一項第七号ハ", "jp", "", "第六条第一項第七号ハ"),
    ("外為法第25条第1項", "jp", "外国為替及び外国貿易法", "第二十五条第一項"),
    ("FEFA article 25(1)", "jp", "外国為替及び外国貿易法", "第二十五条第一項"),
    ("別表第一の16の項（一）", "jp", "", "別表第一の一六の項（一）"),
    ("別表第一 二の項（十二）", "jp", "", "別表第一の二の項（十二）"),
    ("item 2(12) of Appended Table 1", "jp", "", "別表第一の二の項（十二）"),
    ("appended table 1, item 6 (2)", "jp", "", "別表第一の六の項（二）"),
    ("row 4(1-2) of the Export Trade Control Order", "jp", "輸出貿易管理令", "別表第一の四の項（一の二）"),
    ("row 16 of Japan's Export Trade Control Order", "jp", "輸出貿易管理令", "別表第一の一六の項"),
    ("附則 (3)第二条", "jp", "", "附則 (3)第二条"),
]
GRAMMARS = {"eu": eu, "uk": uk, "cn": east_asia, "jp": east_asia}


@pytest.mark.parametrize("written, system, instrument, canonical", SPELLINGS)
def test_spelling(written: str, system: str, instrument: str, canonical: str) -> None:
    locator = GRAMMARS[system].parse(written)
    assert locator is not None
    assert (locator.system, locator.instrument, locator.text) == (system, instrument, canonical)


@pytest.mark.parametrize(
    "grammar, text",
    [
        (eu, "3(2)"),
        (eu, "the article"),
        (eu, "annexes"),
        (eu, "an allegato"),
        (uk, "section 744.21(f)"),
        (uk, "sections"),
        (east_asia, "条例"),
        (east_asia, ""),
    ],
)
def test_what_is_no_address(grammar: object, text: str) -> None:
    assert grammar.parse(text) is None  # type: ignore[attr-defined]


MENTIONS = [
    (
        eu,
        "See Articles 3 and 4 of Directive 2014/65/EU, within 30 days.",
        [("Directive 2014/65/EU", "Article 3"), ("Directive 2014/65/EU", "Article 4")],
    ),
    (
        eu,
        "Article 5(1), Annex I to Regulation (EU) No 833/2014 and recital 14",
        [("", "Article 5(1)"), ("Regulation (EU) No 833/2014", "Annex I"), ("", "recital (14)")],
    ),
    (eu, "no later than Article 10 or 15 days", [("", "Article 10")]),
    (
        uk,
        "under sections 3 and 4(2) of the Human Rights Act 1998",
        [("Human Rights Act 1998", "section 3"), ("Human Rights Act 1998", "section 4(2)")],
    ),
    (uk, "15 CFR section 744.21(f)", []),
    (
        east_asia,
        "存在出口管制法第十二条第三款规定情形的，依照本法第二十条",
        [("出口管制法", "第十二条第三款"), ("", "第二十条")],
    ),
    (
        east_asia,
        "別表第一16項に当たる旋盤、第2十条",  # kanji beside digits are two numerals
        [("", "別表第一の一六の項")],
    ),
    (
        east_asia,
        "別表第一の一六の項の中欄に掲げる貨物を別表第三に掲げる地域",
        [("", "別表第一の一六の項"), ("", "別表第三")],
    ),
]


@pytest.mark.parametrize("grammar, text, expected", MENTIONS)
def test_mentions(grammar: object, text: str, expected: list[tuple[str, str]]) -> None:
    assert [(m.locator.instrument, m.locator.text) for m in grammar.mentions(text)] == expected  # type: ignore[attr-defined]


def test_a_mention_begins_where_the_name_of_the_law_begins() -> None:
    text = "存在出口管制法第十二条第三款规定情形的"
    (mention,) = east_asia.mentions(text)
    assert text[mention.start : mention.end] == "出口管制法第十二条第三款"


letters = st.sampled_from(["", "a", "aa", "h"])
steps = st.lists(st.sampled_from(["1", "2a", "a", "b", "ii", "iv"]), max_size=3).map(
    lambda s: "".join(f"({x})" for x in s)
)
roman = st.sampled_from(["I", "II", "IV", "IX", "XVI"])
eu_texts = st.one_of(
    st.builds(lambda n, a, s: f"Article {n}{a}{s}", st.integers(1, 199), letters, steps),
    st.builds(lambda n: f"recital ({n})", st.integers(1, 200)),
    st.builds(lambda r, n, s: f"Annex {r}, point {n}{s}", roman, st.integers(1, 99), steps),
    st.builds(lambda a, b: f"Chapter {a}, Section {b}", roman, st.integers(1, 9)),
)
uk_texts = st.one_of(
    st.builds(
        lambda u, n, a, s: f"{u} {n}{a}{s}",
        st.sampled_from(["section", "regulation", "article", "rule"]),
        st.integers(1, 300),
        st.sampled_from(["", "A", "ZA"]),
        steps,
    ),
    st.builds(lambda n, m, s: f"Schedule {n}, paragraph {m}{s}", st.integers(1, 20), st.integers(1, 90), steps),
    st.builds(lambda n, r: f"Schedule {n}, Part {r}", st.integers(1, 20), roman),
)
cn = st.integers(1, 400).map(lambda n: to_kanji(n, zero=True))
jp = st.integers(1, 400).map(to_kanji)
asian_texts = st.one_of(
    cn.map(lambda a: f"第{a}条"),
    st.builds(lambda a, k, i: f"第{a}条第{k}款第（{i}）项", cn, cn, cn),
    st.builds(lambda a, i, m: f"第{a}条第（{i}）项第{m}目", cn, cn, st.integers(1, 20)),
    st.builds(
        lambda a, b, p, i, s: f"第{a}条の{b}第{p}項第{i}号{s}",
        jp,
        jp,
        jp,
        jp,
        st.sampled_from(["", "イ", "ハ（１）", "ロ（２）（ｉｖ）"]),
    ),
    st.builds(
        lambda t, r: f"別表第{t}の{r}の項", st.sampled_from("一二三"), st.sampled_from(["一", "一六", "三五の二"])
    ),
)


@given(eu_texts)
def test_eu_round_trip(text: str) -> None:
    locator = eu.parse(text)
    assert locator is not None
    assert str(locator) == text
    assert eu.parse(str(locator)) == locator


@given(uk_texts)
def test_uk_round_trip(text: str) -> None:
    locator = uk.parse(text)
    assert locator is not None
    assert str(locator) == text
    assert uk.parse(str(locator)) == locator


@given(asian_texts)
def test_east_asian_round_trip(text: str) -> None:
    locator = east_asia.parse(text)
    assert locator is not None
    assert str(locator) == text
    assert east_asia.parse(str(locator)) == locator


@given(st.integers(0, 9999), st.booleans())
def test_numerals_come_back(number: int, zero: bool) -> None:
    assert to_int(to_kanji(number, zero=zero)) == number


@pytest.mark.parametrize(
    "text",
    [
        "A " * 5000,
        "Article 1" + "(1)" * 5000,
        "第" * 20_000,
        "一" * 20_000,
        "の二" * 10_000,
        "Articles " + "1, " * 5000,
        "section 1 of the " + "Aa " * 5000,
    ],
)
@pytest.mark.parametrize("grammar", [eu, uk, east_asia])
def test_no_text_stalls_a_grammar(grammar: object, text: str) -> None:
    began = time.perf_counter()
    grammar.parse(text)  # type: ignore[attr-defined]
    grammar.mentions(text)  # type: ignore[attr-defined]
    assert time.perf_counter() - began < 2


def test_a_numbered_act_of_the_union_is_no_regulation_of_a_uk_instrument() -> None:
    assert uk.mentions("banks cut off under reg 833/2014") == []
    assert uk.mentions("what did EU regulation 576 do, and the EEC's regulation 1?") == []
    assert uk.mentions("regulation 833 of 2014, or regulation 1 1958") == []
    assert uk.mentions("who has to prove it under reg 833?") == []
    assert [m.locator.text for m in uk.mentions("under regulation 5, or regulation 12(3) of the Order")] != []


def test_what_belongs_to_somebody_is_no_section() -> None:
    assert uk.mentions("Is BIS's 50 percent rule in force, and the agency’s 20 forms?") == []


def test_the_kind_of_an_act_is_read_in_german_too() -> None:
    written = ("Artikel 3 der EU-Richtlinie 2009/43", "Artikel 3 der VO 428/2009/EC")
    found = [eu.mentions(text)[0].locator.instrument for text in written]
    assert [name.split()[0] for name in found] == ["Directive", "Regulation"]


@pytest.mark.parametrize(
    "text",
    [
        "article 5 of regulation 833/2014",
        "Article 5 of Regulation 833",
        "reg. 833 article 5",
        "Artikel 5 der EU-Verordnung 833",
        "Artikel 5 nach Verordnung Nr. 833",
    ],
)
def test_an_act_is_known_by_its_number_without_the_year(text: str) -> None:
    (mention,) = eu.mentions(text)
    assert (mention.locator.instrument, mention.locator.text) == ("Regulation (EU) No 833/2014", "Article 5")
    assert eu.mentions("Article 5 of Regulation 2016")[0].locator.instrument == ""
