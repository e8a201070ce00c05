"""Cross-references in the words of real laws: (text, where it stands, expected, what it shows)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.references.context import ReferenceContext
from corpus.references.finding import references, system_of

US = "15 CFR 744.21(a)(1)"
# fmt: off
CFR = [
    ("as defined in paragraph (f) of this section", US, [("paragraph (f)", "15 CFR 744.21(f)")], "of this section"),
    ("described in this paragraph (b)(1)", US, [("paragraph (b)(1)", "15 CFR 744.21(b)(1)")],
     "its own section when nothing is said"),
    ("paragraphs (a)(1) through (3) of this section", US,
     [("paragraphs (a)(1)", "15 CFR 744.21(a)(1)"), ("through", "15 CFR 744.21(a)(2)"),
     ("(3)", "15 CFR 744.21(a)(3)")], "a range, spelt out"),
    ("paragraph (e)(3)(i) or (e)(3)(ii)(A) or (B) of this section", US,
     [("paragraph (e)(3)(i)", "15 CFR 744.21(e)(3)(i)"), ("(e)(3)(ii)(A)", "15 CFR 744.21(e)(3)(ii)(A)"),
     ("(B)", "15 CFR 744.21(e)(3)(ii)(B)")], "a label alone replaces the last of its kind"),
    ("paragraphs (c)(2)(i) through (iii) and (d)", "15 CFR 744.6(c)",
     [("paragraphs (c)(2)(i)", "15 CFR 744.6(c)(2)(i)"), ("through", "15 CFR 744.6(c)(2)(ii)"),
     ("(iii)", "15 CFR 744.6(c)(2)(iii)"), ("(d)", "15 CFR 744.6(d)")], "(d) is a letter, not 500"),
    ("for each of the following paragraphs (A)(1) and (A)(4):", "15 CFR 744.11(a)(2)(v)",
     [("paragraphs (A)(1)", "15 CFR 744.11(a)(2)(v)(A)(1)"), ("(A)(4)", "15 CFR 744.11(a)(2)(v)(A)(4)")],
     "from the place's own branch down"),
    ("paragraph (i) of this section", "15 CFR 744.11(a)(2)(v)", [], "a letter or a numeral: left alone"),
    ("paragraph (b) of the Act", US, [], "another text"),
    ("paragraphs (1) through (4) of appendix A to this part", "10 CFR 110.26(a)",
     [("appendix A to this part", "Appendix A to Part 110")], "paragraphs of an appendix are not the section's"),
    ("paragraphs (a)(1) and (3) of the definition in § 772.1", US, [("§ 772.1", "15 CFR 772.1")],
     "of a definition: only the section"),
    ("in § 744.11, paragraph (a)(1) was stayed", US,
     [("§ 744.11", "15 CFR 744.11"), ("paragraph (a)(1)", "15 CFR 744.11(a)(1)")], "the section stands before"),
    ("paragraph (a) of § 744.11 of the EAR", US,
     [("paragraph (a)", "15 CFR 744.11(a)"), ("§ 744.11", "15 CFR 744.11")], "the section stands behind"),
    ("listed in supplement no. 4 to this part", US,
     [("supplement no. 4 to this part", "Supplement No. 4 to Part 744")], "this part"),
    ("supplement no. 7 to part 746 of the EAR", US,
     [("supplement no. 7 to part 746", "Supplement No. 7 to Part 746")], "another part"),
    ("defined in § 772.1 of the EAR", US, [("§ 772.1", "15 CFR 772.1")], "another section"),
    ("§ 740.11(b)(2)(i) and (ii) of the EAR", US,
     [("§ 740.11(b)(2)(i)", "15 CFR 740.11(b)(2)(i)"), ("(ii)", "15 CFR 740.11(b)(2)(ii)")], "elliptical"),
    ("(See §§ 734.9(g),3 746.8(a)(3), and 744.21(b) of the EAR)", "Supplement No. 4 to Part 744, Country: RUSSIA, X",
     [("§§ 734.9(g)", "15 CFR 734.9(g)"), ("746.8(a)(3)", "15 CFR 746.8(a)(3)"), ("744.21(b)", "15 CFR 744.21(b)")],
     "a footnote mark in the list"),
    ("part 746 of the EAR", US, [("part 746", "15 CFR Part 746")], "a part"),
    ("see 22 C.F.R. § 121.1", US, [("22 C.F.R. § 121.1", "22 CFR 121.1")], "another title, with points"),
    ("22 CFR §§ 121.1 and 126.1(a)", US, [("22 CFR §§ 121.1", "22 CFR 121.1"), ("126.1(a)", "22 CFR 126.1(a)")],
     "the title is that of all"),
    ("22 C.F.R. parts 121 and 126", US, [("22 C.F.R. parts 121", "22 CFR Part 121"), ("126", "22 CFR Part 126")],
     "parts of another title"),
    ("22 Code of Federal Regulations § 121.1", US, [("22 Code of Federal Regulations § 121.1", "22 CFR 121.1")],
     "written out"),
    ("Title 22, part 121", US, [("Title 22, part 121", "22 CFR Part 121")], "by its title"),
    ("§ 121.1 of 22 C.F.R.", US, [("§ 121.1", "22 CFR 121.1")], "the title stands behind"),
    ("part 121 of title 22 of the Code of Federal Regulations", US, [("part 121", "22 CFR Part 121")],
     "the title stands behind, written out"),
    ("§ 121.1 of title 22", US, [], "a title that may be of another code"),
    ("under Title 18, § 1956", US, [], "a section of another code"),
    ("§ 552.1 of title 5, United States Code", US, [], "another code"),
    ("(22 CFR part 121, International Traffic in Arms Regulations)", US, [("22 CFR part 121", "22 CFR Part 121")],
     "another title"),
    ("§ 123.1 of the Atomic Energy Act and § 515.329 of the Cuban Assets Control Regulations", US, [],
     "sections of other laws"),
    ("§ 2.390 of this chapter", "10 CFR 110.41", [("§ 2.390", "10 CFR 2.390")], "the chapter is of the own title"),
    ("paragraph (a)(4) of this category and Category XII(b)", "22 CFR 121.1 Category XI(c)",
     [("paragraph (a)(4)", "22 CFR 121.1 Category XI(a)(4)"), ("Category XII(b)", "22 CFR 121.1 Category XII(b)")],
     "categories of the munitions list"),
    ("Category I of the Convention", US, [], "a category of something else"),
    ("controlled under 3A001.b.2 and b.3, or 5A002.a", US,
     [("3A001.b.2", "3A001.b.2"), ("b.3", "3A001.b.3"), ("5A002.a", "5A002.a")], "items of a list"),
    ("3A001.b, a computer", US, [("3A001.b", "3A001.b")], "an article is no item"),
]
EU = [
    ("referred to in paragraph 1", "Article 3(2)", [("paragraph 1", "Article 3(1)")], "of the own article"),
    ("paragraphs 1 and 2 of this Article", "Article 3(3)", [("paragraphs 1", "Article 3(1)"), ("2", "Article 3(2)")],
     "said so"),
    ("paragraph 1 of that Article", "Article 3(2)", [], "which one?"),
    ("paragraph 2 of Article 5", "Article 3(1)", [("paragraph 2", "Article 5(2)"), ("Article 5", "Article 5")],
     "of another article"),
    ("points (a) and (b) of paragraph 1", "Article 3(2)",
     [("points (a)", "Article 3(1)(a)"), ("(b)", "Article 3(1)(b)"), ("paragraph 1", "Article 3(1)")],
     "points of a paragraph"),
    ("point (a) of this paragraph", "Article 3(2)", [("point (a)", "Article 3(2)(a)")], "points of the own paragraph"),
    ("Articles 5b(1) and (2)", "Article 3(1)", [("Articles 5b(1)", "Article 5b(1)"), ("(2)", "Article 5b(2)")],
     "elliptical"),
    ("Article 3m or 3n", "Article 3(1)", [("Article 3m", "Article 3m"), ("3n", "Article 3n")], "inserted articles"),
    ("Article 36 of the Vienna Convention", "Article 3(1)", [], "a treaty"),
    ("Annexes III and IV", "Article 3(1)", [("Annexes III", "Annex III"), ("IV", "Annex IV")], "annexes"),
]
CN = [
    ("本条例第十四条第三款、第十八条第四款规定情形", "第二十二条第二款",
     [("第十四条第三款", "第十四条第三款"), ("第十八条第四款", "第十八条第四款")], "本条例 is not 本条"),
    ("本法第十二条", "第九条", [("第十二条", "第十二条")], "this law"),
    ("本条第一款、第二款规定情形", "第二十八条第三款",
     [("本条第一款", "第二十八条第一款"), ("第二款", "第二十八条第二款")], "this article"),
    ("采取前款第五项、第六项措施", "第二十八条第三款",
     [("前款第五项", "第二十八条第二款第（五）项"), ("第六项", "第二十八条第二款第（六）项")],
     "the paragraph before and its items"),
    ("不再有第一款规定情形的", "第十八条第四款", [("第一款", "第十八条第一款")],
     "a bare paragraph is of the own article"),
    ("除前款规定外", "第十八条", [], "no paragraph before that is known"),
    ("第十二条 国家对出口实行许可制度。", "第十二条", [], "its own number"),
    ("第三条至第五条", "第九条", [("第三条", "第三条"), ("至", "第四条"), ("第五条", "第五条")], "a range"),
]
JP = [
    ("前項の規定", "第四十八条第二項", [("前項", "第四十八条第一項")], "the paragraph before"),
    ("前二項に定める場合", "第四十八条第三項", [("前二項", "第四十八条第一項"), ("前二項", "第四十八条第二項")],
     "the two before: one span"),
    ("第二十五条の二第一項又は第二項", "第七十条第一項第十九号",
     [("第二十五条の二第一項", "第二十五条の二第一項"), ("第二項", "第二十五条の二第二項")], "carried on"),
    ("第四十八条第一項に規定する貨物、同項の", "第五十三条第一項",
     [("第四十八条第一項", "第四十八条第一項"), ("同項", "第四十八条第一項")], "the same"),
    ("同条第二項", "第七十条第一項", [], "the same as what?"),
    ("旧法第二十五条の規定", "第二条第一項", [], "the law as it was"),
    ("別表第一の一六の項の中欄", "第四条第一項", [("別表第一の一六の項", "別表第一の一六の項")],
     "a row of an annexed table"),
    ("（平成二十一年法律第五十九号）", "第六条第一項第九号", [], "the number of a law is no item"),
]
# fmt: on


@pytest.mark.parametrize(("text", "locator", "expected", "comment"), CFR + EU)
def test_western_references(text: str, locator: str, expected: list[tuple[str, str]], comment: str) -> None:
    place = ReferenceContext(locator, system_of(locator), title="15" if locator.startswith("Supplement") else "")
    found = references(text, place)
    assert [(text[r.start : r.end], r.locator) for r in found] == expected, comment


@pytest.mark.parametrize(
    ("system", "text", "locator", "expected", "comment"), [("cn", *c) for c in CN] + [("jp", *c) for c in JP]
)
def test_east_asian_references(
    system: str, text: str, locator: str, expected: list[tuple[str, str]], comment: str
) -> None:
    found = references(text, ReferenceContext(locator, system))
    assert [(text[r.start : r.end], r.locator) for r in found] == expected, comment


# fmt: off
ELSEWHERE = [
    ("paragraph (f) of this section", ReferenceContext(US, "cfr"), ""),
    ("§ 744.11 of the EAR", ReferenceContext(US, "cfr"), ""),
    ("§ 772.1 of the EAR", ReferenceContext(US, "cfr"), "15 CFR"),
    ("Article 4(1)(15) of Directive 2014/65/EU", ReferenceContext("Article 3(1)", "eu"), "Directive 2014/65/EU"),
    ("Annex I to Regulation (EC) No 428/2009", ReferenceContext("Article 3(1)", "eu"), "Regulation (EC) No 428/2009"),
    ("Article 215 TFEU", ReferenceContext("Article 3(1)", "eu"), "TFEU"),
    ("依照出口管制法第三十四条的规定", ReferenceContext("第三十九条", "cn"), "出口管制法"),
    ("根据《监控化学品管理条例》第三条", ReferenceContext("第五条", "cn"), "监控化学品管理条例"),
    ("法第四十八条第一項に規定する", ReferenceContext("第一条第一項", "jp", names={"法": "外国為替及び外国貿易法"}),
     "外国為替及び外国貿易法"),
    ("資金決済に関する法律（平成二十一年法律第五十九号）第二条第五項", ReferenceContext("第六条第一項", "jp"),
     "資金決済に関する法律"),
]
# fmt: on


@pytest.mark.parametrize(("text", "place", "instrument"), ELSEWHERE)
def test_another_text_is_named(text: str, place: ReferenceContext, instrument: str) -> None:
    assert [r.instrument for r in references(text, place)] == [instrument]


def test_what_exists_settles_what_is_open() -> None:
    place = ReferenceContext("15 CFR 744.11(a)(2)(v)", "cfr", known={"15 CFR 744.11(i)"})
    assert [r.locator for r in references("paragraph (i) of this section", place)] == ["15 CFR 744.11(i)"]
    assert references("第十九条第二款", ReferenceContext("第三条", "cn", known={"第三条"})) == ()


WORDS = st.sampled_from(
    [
        "paragraph (a)",
        "paragraphs (b)(1) through (4)",
        " of this section",
        "§ 744.21(f)",
        " of the EAR",
        "§§ 742.3, 742.4",
        "; ",
        "supplement no. 4 to this part",
        "Article 3(2)",
        ", point (a)",
        "points (a) and (b) of paragraph 1",
        "Annex IV",
        "第十二条",
        "第二款",
        "前款第五项",
        "、",
        "本条",
        "前項",
        "同条第二項",
        "第七号イ",
        "別表第一の一六の項",
        "3A001.b.2 and b.3",
        " x ",
        "(i)",
        "22 CFR parts 120 through 130",
    ]
)
PLACES = st.sampled_from(
    ["15 CFR 744.21(a)(1)(ii)", "Article 3(1)(a)", "第十二条第二款", "第十二条第二項第三号", "p. 3"]
)


@given(st.lists(WORDS, max_size=12), PLACES, st.sampled_from(["cfr", "eu", "cn", "jp", ""]), st.integers(0, 9))
def test_offsets_lie_inside_and_spans_do_not_cross(words: list[str], locator: str, system: str, offset: int) -> None:
    text = "".join(words)
    found = references(text, ReferenceContext(locator, system), offset)
    last = (offset, offset)
    for reference in found:
        assert offset <= reference.start < reference.end <= offset + len(text)
        assert (
            text[reference.start - offset : reference.end - offset].strip()
            == text[reference.start - offset : reference.end - offset]
        )
        assert reference.start >= last[1] or (reference.start, reference.end) == last
        assert reference.locator
        last = (reference.start, reference.end)
