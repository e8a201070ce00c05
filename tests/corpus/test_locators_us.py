"""Addresses of US texts in the spellings that people use, and what must not be taken for one."""

from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.locators import cfr, eccn
from corpus.locators.address import key

SPELLINGS = [
    # the full form and its typography
    ("15 CFR 744.21(f)", "15 CFR 744.21(f)"),
    ("15 CFR § 744.21 (f)", "15 CFR 744.21(f)"),
    ("15 C.F.R. §744.21(f)", "15 CFR 744.21(f)"),
    ("15 cfr 744.21(F)", "15 CFR 744.21(f)"),
    ("15\u00a0CFR\u00a0744.21(f).", "15 CFR 744.21(f)"),
    # without the title
    ("744.21(f)", "15 CFR 744.21(f)"),
    ("744.21", "15 CFR 744.21"),
    ("§ 744.21", "15 CFR 744.21"),
    ("sec. 744.21(f)", "15 CFR 744.21(f)"),
    ("section 744.21 (f)", "15 CFR 744.21(f)"),
    ("EAR 744.21f", "15 CFR 744.21(f)"),
    ("EAR § 744.21(f)", "15 CFR 744.21(f)"),
    ("744.21f", "15 CFR 744.21(f)"),
    ("744.21a1", "15 CFR 744.21(a)(1)"),
    ("744.21, paragraph (f)", "15 CFR 744.21(f)"),
    ("744.21 paragraph f", "15 CFR 744.21(f)"),
    ("§ 744.21(f) of the EAR", "15 CFR 744.21(f)"),
    ("744.23(a)(3)(i)(A)", "15 CFR 744.23(a)(3)(i)(A)"),
    ("744.11 (a) (2) (v)", "15 CFR 744.11(a)(2)(v)"),
    ("ITAR 121.1", "22 CFR 121.1"),
    ("ITAR § 126.1(d)(2)", "22 CFR 126.1(d)(2)"),
    ("110.21(c)", "10 CFR 110.21(c)"),
    ("10 CFR 110.7a", "10 CFR 110.7a"),
    ("10 CFR 110.9a(b)", "10 CFR 110.9a(b)"),
    ("810.3", "10 CFR 810.3"),
    ("48 CFR 52.219-9(d)", "48 CFR 52.219-9(d)"),
    ("41 CFR 102-75.45", "41 CFR 102-75.45"),
    ("21 CFR 101.9(c)(8)(iv)", "21 CFR 101.9(c)(8)(iv)"),
    # ranges
    ("744.12-744.14", "15 CFR 744.12-744.14"),
    ("15 CFR 744.12–744.14", "15 CFR 744.12-744.14"),
    ("§§ 744.12 through 744.14", "15 CFR 744.12-744.14"),
    # parts and subparts
    ("15 CFR Part 744", "15 CFR Part 744"),
    ("15 CFR 744", "15 CFR Part 744"),
    ("part 744", "15 CFR Part 744"),
    ("EAR part 744", "15 CFR Part 744"),
    ("part 744 of the EAR", "15 CFR Part 744"),
    ("22 CFR parts 120 through 130", "22 CFR Parts 120-130"),
    ("10 CFR Part 110, Subpart B", "10 CFR Part 110 Subpart B"),
    ("Subpart B of Part 110", "10 CFR Part 110 Subpart B"),
    # supplements and appendices
    ("Supplement No. 4 to Part 744", "Supplement No. 4 to Part 744"),
    ("supp. no. 4 to part 744", "Supplement No. 4 to Part 744"),
    ("Supp. 4 to part 744", "Supplement No. 4 to Part 744"),
    ("supplement 4 part 744", "Supplement No. 4 to Part 744"),
    ("Supplement No. 4 to 15 CFR Part 744", "Supplement No. 4 to Part 744"),
    ("15 CFR Part 744", "15 CFR Part 744"),
    ("supplement no. 2 to part 744 (1)(i)", "Supplement No. 2 to Part 744(1)(i)"),
    ("Appendix A to Part 810", "Appendix A to Part 810"),
    ("appendix a part 810", "Appendix A to Part 810"),
    ("App. B to Part 110, 1.1(a)", "Appendix B to Part 110, 1.1(a)"),
    # the munitions list
    ("22 CFR 121.1 Category XI(a)(4)", "22 CFR 121.1 Category XI(a)(4)"),
    ("USML Category XI(a)(4)", "22 CFR 121.1 Category XI(a)(4)"),
    ("Category XI(a)(4) USML", "22 CFR 121.1 Category XI(a)(4)"),
    ("USML XI(a)(4)", "22 CFR 121.1 Category XI(a)(4)"),
    ("Category XI(a)(4) of the USML", "22 CFR 121.1 Category XI(a)(4)"),
    ("cat XIX paragraph a", "22 CFR 121.1 Category XIX(a)"),
    ("USML Cat. VIII (h)(1)", "22 CFR 121.1 Category VIII(h)(1)"),
    ("121.1 Category I", "22 CFR 121.1 Category I"),
    ("category xii", "22 CFR 121.1 Category XII"),
    # what hangs on them
    ("15 CFR 744.6(c) > Note 1 to paragraph (c)", "15 CFR 744.6(c) > Note 1 to paragraph (c)"),
    ("10 CFR 810.3 > Source material", "10 CFR 810.3 > Source material"),
    ("Supplement No. 4 to Part 744, Country: IRAN, Abc Co., Ltd",
     "Supplement No. 4 to Part 744, Country: IRAN, Abc Co., Ltd"),
    ("Supplement No. 4 to Part 744 > introductory text", "Supplement No. 4 to Part 744 > introductory text"),
]  # fmt: skip

NO_ADDRESS = ["3.14", "5.2 km", "$744.21", "744.21 km", "744", "1999", "part 5", "12.5(a)", "version 3.2", "Category 3",
                                                                                       "XI", "the EAR", "supplement",
                                                                                       "261.4(b)", "", "."]  # fmt: skip


@pytest.mark.parametrize("typed, canonical", SPELLINGS)
def test_spellings_of_cfr_addresses(typed: str, canonical: str) -> None:
    assert str(cfr.parse(typed)) == canonical


@pytest.mark.parametrize("text", NO_ADDRESS)
def test_what_is_no_cfr_address(text: str) -> None:
    assert cfr.parse(text) is None


@pytest.mark.parametrize(
    "text, found",
    [
        (
            "see § 744.21(f) and supplement no. 4 to part 744 of the EAR.",
            ["15 CFR 744.21(f)", "Supplement No. 4 to Part 744"],
        ),
        ("(See § 744.11 of the EAR)", ["15 CFR 744.11"]),
        ("In the Commerce rule on thermal cameras (744.9), does", ["15 CFR 744.9"]),
        ("See §§ 744.11, 744.21, and 746.8 of the EAR for", ["15 CFR 744.11", "15 CFR 744.21", "15 CFR 746.8"]),
        ("what does paragraph (d) of USML category VII cover?", ["22 CFR 121.1 Category VII(d)"]),
        ("and paragraph (f) of 744.21?", ["15 CFR 744.21(f)"]),
        ("paragraph (a)(2) of § 744.6 of the EAR", ["15 CFR 744.6(a)(2)"]),
        ("USML cat 18 paragraph a 2", ["22 CFR 121.1 Category XVIII(a)(2)"]),
        ("category 3 items of cat 18", []),
        ("Section 10, paragraph (b) of the DOE part 810 rules", ["10 CFR 810.10(b)"]),
        ("part 744, section 21(f)", ["15 CFR 744.21(f)"]),
        ("report on Schedule 1 chemical exports", []),
        ("(see 22 CFR parts 120 through 130)", ["22 CFR Parts 120-130"]),
        ("described in 22 CFR part 121, Category XI(a)(4)", ["22 CFR Part 121", "22 CFR 121.1 Category XI(a)(4)"]),
        ("See Category XV(e)(9) of the USML for", ["22 CFR 121.1 Category XV(e)(9)"]),
        ("references to 15 CFR chapter VII", []),
        ("a range of 744.21 km, 5.2 km and $744.21 or 3.14", []),
        ("software version 744.2 costs 744.21 euros", []),
        ("89 FR 51652, 6/18/24.", []),
        ("50 U.S.C. 4801-4852; 22 U.S.C. 7201", []),
        ("weighs 120.5 kg or 110.3 lb, 810.2 hPa", []),
        ("a Category I system", []),
        ("under section 11B(b)(1) of the Act of 1979", []),
        ("744.12-744.14 [Reserved]", ["15 CFR 744.12-744.14"]),
        ("supplement no. 1 to part 740", ["Supplement No. 1 to Part 740"]),
        ("is excluded under 734.9(e)(2).", ["15 CFR 734.9(e)(2)"]),
        ("美国15 CFR 798.5和欧盟条例", ["15 CFR 798.5"]),  # no space beside East Asian signs
        ("根据15 CFR 744的规定", ["15 CFR Part 744"]),
        ("約730.5元，2023年744.21噸", []),
    ],
)
def test_cfr_addresses_in_running_text(text: str, found: list[str]) -> None:
    mentions = cfr.mentions(text)
    assert [str(m.locator) for m in mentions] == found
    for mention in mentions:
        assert text[mention.start : mention.end].strip() == text[mention.start : mention.end]


ITEMS = [
    ("3A001.b.2.a", "3A001.b.2.a"),
    ("3a001b2", "3A001.b.2"),
    ("3A001b2a", "3A001.b.2.a"),
    ("ECCN 3A001 b 2", "3A001.b.2"),
    ("ECCN: 3A001.b.2.", "3A001.b.2"),
    ("3A001(b)(2)", "3A001.b.2"),
    ("3A001, item b.2", "3A001.b.2"),
    ("3A001 paragraph b.2.a", "3A001.b.2.a"),
    ("9A515.x", "9A515.x"),
    ("0a504", "0A504"),
    ("5A002.a.1", "5A002.a.1"),
    ("8A609.Y", "8A609.y"),
    ("3A001 > Note 1", "3A001 > Note 1"),
    ("3A002.a.1-a.5", "3A002.a.1-a.5"),
    ("3A002.a.1 to .a.5", "3A002.a.1-a.5"),
]  # fmt: skip


@pytest.mark.parametrize("typed, canonical", ITEMS)
def test_spellings_of_items(typed: str, canonical: str) -> None:
    assert str(eccn.parse(typed)) == canonical


@pytest.mark.parametrize(
    "text", ["3A0012", "33A001", "3F001", "3A01", "A001", "3A001.2", "3A001.b.c", "3A001 device", "EAR99", "3A001!"]
)
def test_what_is_no_item(text: str) -> None:
    assert eccn.parse(text) is None


@pytest.mark.parametrize(
    "text, found",
    [
        ("specified in ECCN 3A090, 4A090, 3A001.z, 4A003.z", ["3A090", "4A090", "3A001.z", "4A003.z"]),
        ("controlled by ECCN 6A003.a.3, 6A003.a.4, or 6A003.a.6 will", ["6A003.a.3", "6A003.a.4", "6A003.a.6"]),
        ("3A001 a device", ["3A001"]),
        ("it is 3A001. Do I need a licence", ["3A001"]),
        ("it is 3A001.Is that enough", ["3A001"]),
        ("is my 3a001b2 chip controlled", ["3A001.b.2"]),
        ("(i) 3A991 Electronic devices", ["3A991"]),
        ("order 13A001 and x3A001 or 3A00111", []),
        ("3A002.c to .d, and .h", ["3A002.c"]),
        ("listed in 3B001 (except 3B001.a.4, c, d)", ["3B001", "3B001.a.4"]),
        ("ECCN 3A001.b.2. The", ["3A001.b.2"]),
        ("出口3A001.b.2到印度", ["3A001.b.2"]),  # no space beside East Asian signs
        ("3A001の輸出", ["3A001"]),
        ("인도에3A001을", ["3A001"]),
        ("第13A001号", []),
    ],
)
def test_items_in_running_text(text: str, found: list[str]) -> None:
    assert [str(m.locator) for m in eccn.mentions(text)] == found


letters = st.sampled_from(string.ascii_lowercase)
numbers = st.integers(1, 99).map(str)
romans = st.sampled_from(["i", "ii", "iii", "iv", "v", "vi", "ix", "x", "xii", "xxxix"])
capitals = st.sampled_from(string.ascii_uppercase)


@st.composite
def cfr_addresses(draw: st.DrawFn) -> str:
    steps = [draw(letters), draw(numbers), draw(romans), draw(capitals), draw(numbers), draw(romans)][
        : draw(st.integers(0, 6))
    ]
    below = "".join(f"({step})" for step in steps)
    title, part = draw(st.sampled_from([(15, 744), (15, 774), (22, 126), (10, 110), (10, 810), (40, 261), (2, 200)]))
    return draw(
        st.sampled_from(
            [
                f"{title} CFR {part}.{draw(st.integers(1, 400))}{below}",
                f"{title} CFR Part {part}",
                f"{title} CFR Part {part} Subpart {draw(capitals)}",
                f"Supplement No. {draw(st.integers(1, 12))} to Part 744{below}",
                f"Appendix {draw(capitals)} to Part {part}{below}",
                f"22 CFR 121.1 Category {draw(st.sampled_from(['I', 'IV', 'IX', 'XI', 'XVIII', 'XXI']))}{below}",
                f"15 CFR 744.6(c) > Note {draw(st.integers(1, 9))} to paragraph (c)",
            ]
        )
    )


@given(cfr_addresses())
def test_cfr_round_trip(text: str) -> None:
    locator = cfr.parse(text)
    assert locator is not None
    assert str(locator) == text
    assert cfr.parse(str(locator)) == locator
    assert key(str(locator)) == key(text)


@given(st.from_regex(r"[0-9][A-E][0-9]{3}(\.[a-z](\.[1-9](\.[a-z](\.[1-9])?)?)?)?", fullmatch=True))
def test_item_round_trip(text: str) -> None:
    locator = eccn.parse(text)
    assert locator is not None
    assert str(locator) == text
    assert eccn.parse(str(locator)) == locator
    (mention,) = eccn.mentions(f"see {text}, which")
    assert mention.locator == locator


@given(st.text(max_size=60))
def test_any_text_is_survived_and_what_parses_is_stable(text: str) -> None:
    for grammar in (cfr, eccn):
        locator = grammar.parse(text)
        if locator is not None:
            assert grammar.parse(str(locator)) == locator
        for mention in grammar.mentions(text):
            assert grammar.parse(str(mention.locator)) == mention.locator
            assert 0 <= mention.start < mention.end <= len(text)


@given(
    st.decimals(0, 999, places=2),
    st.sampled_from(["$", "€", "", "v", "="]),
    st.sampled_from([" km", " kg", "%", " million", " GHz", " mm"]),
)
def test_amounts_and_measures_are_no_addresses(number: object, before: str, after: str) -> None:
    assert cfr.mentions(f"It is {before}{number}{after} in all.") == []
