"""Relative references of UK, EU, Chinese and Japanese law resolve to existing addresses: (text, place, found,
comment).
"""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.enrichment import annotate
from corpus.parsers.dispatch import read
from corpus.references.context import ReferenceContext
from corpus.references.finding import references

ACT = frozenset(
    ["section 1", "section 1(1)", "section 1(2)", "section 1(2)(a)", "section 1(2)(b)", "section 1(2)(c)",
     "section 1(2)(c)(i)", "section 1(3)", "section 2", "section 3", "section 4", "section 5", "section 5(1)",
     "section 5(1)(b)", "section 6", "section 7A", "section 7A(1)", "Schedule 1", "Schedule 1, Part II",
     "Schedule 1, Part I, paragraph 5", "Schedule 2", "Schedule 2, paragraph 1", "Schedule 2, paragraph 2",
     "Schedule 2, paragraph 2(1)", "Schedule 2, paragraph 2(2)", "Schedule 2, paragraph 3",
     "Schedule 2, paragraph 3(b)"]
)  # fmt: skip
ORDER = frozenset(
    [
        "article 3",
        "article 9",
        "article 9(1)",
        "article 9(2)",
        "article 9(2)(a)",
        "Schedule 1",
        "Schedule 1, paragraph 4",
    ]
)
UK = [
    ("subject to subsection (2)", "section 1(1)", ["section 1(2)"], "a subsection of the same section"),
    ("under subsections (1) and (3)", "section 1(2)", ["section 1(1)", "section 1(3)"], "several"),
    (
        "subsection (2)(a) or (b)",
        "section 1(1)",
        ["section 1(2)(a)", "section 1(2)(b)"],
        "a step instead of the last one",
    ),
    (
        "in paragraphs (a) to (c)",
        "section 1(2)",
        ["section 1(2)(a)", "section 1(2)(b)", "section 1(2)(c)"],
        "a range and what is between",
    ),
    (
        "rules made under paragraph (a) are",
        "section 1(2)(c)(i)",
        ["section 1(2)(a)"],
        "the nearest one that exists, from below",
    ),
    ("subsection (1)(b) of section 5", "section 1(1)", ["section 5(1)(b)", "section 5"], "of another section"),
    (
        "paragraphs (a) and (b) of section 1(2)",
        "section 5(1)",
        ["section 1(2)(a)", "section 1(2)(b)", "section 1(2)"],
        "of a subsection that is named",
    ),
    (
        "Paragraph (b) of subsection (1) of section 5",
        "section 1(2)",
        ["section 5(1)(b)", "section 5(1)", "section 5"],
        "in two words",
    ),
    ("under section 5(1)(b),", "section 1(1)", ["section 5(1)(b)"], "a section with its steps"),
    (
        "sections 2 to 4 and 7A(1)",
        "section 1(1)",
        ["section 2", "section 3", "section 4", "section 7A(1)"],
        "a range of sections",
    ),
    ("paragraph 3 of Schedule 2", "section 1(1)", ["Schedule 2, paragraph 3"], "the paragraph of a Schedule"),
    ("paragraph 3(b) of Schedule 2", "section 1(1)", ["Schedule 2, paragraph 3(b)"], "and what is below it"),
    ("paragraph 5 of Schedule 1", "section 1(1)", ["Schedule 1, Part I, paragraph 5"], "a Schedule in Parts"),
    ("in Part II of Schedule 1.", "section 1(1)", ["Schedule 1, Part II"], "a Part"),
    ("Schedule 2 makes", "section 1(1)", ["Schedule 2"], "a whole Schedule"),
    (
        "paragraph 1 or 3 applies",
        "Schedule 2, paragraph 2(1)",
        ["Schedule 2, paragraph 1", "Schedule 2, paragraph 3"],
        "inside a Schedule",
    ),
    ("sub-paragraph (2) applies", "Schedule 2, paragraph 2(1)", ["Schedule 2, paragraph 2(2)"], "a sub-paragraph"),
    ("see section 5 of that Act", "section 1(1)", [], "another Act, which is not named here"),
    ("section 5 of this Act", "section 1(1)", ["section 5"], "this one"),
    ("Article 6 of the Convention", "section 1(1)", [], "a treaty"),
    ("section 99", "section 1(1)", [], "what does not exist"),
    ("Schedule 2 to the Sea Act", "section 1(1)", [], "a Schedule to another Act"),
]
UK_ORDER = [
    ("article 9 of this Order", "article 3", ["article 9"], "an Order has articles"),
    ("paragraph (2)(a) of article 9", "article 3", ["article 9(2)(a)", "article 9"], "a paragraph of an article"),
    ("paragraph (1)", "article 9(2)", ["article 9(1)"], "of the same article"),
    ("paragraph 4 of Schedule 1", "article 9(2)", ["Schedule 1, paragraph 4"], "its Schedule"),
]

REGULATION = frozenset(
    ["Article 3", "Article 3(1)", "Article 3(2)", "Article 3(2)(a)", "Article 3(2)(b)", "Article 3(2)(c)",
     "Article 3(3)", "Article 4", "Article 4(1)", "Article 4(1)(a)", "Article 4(1)(b)", "Article 5", "Article 5(1)",
     "Article 5(1)(a)", "Article 5(1)(a) [2]", "Article 6", "Article 7"]
)  # fmt: skip
EU = [
    ("point (a) of the second subparagraph of Article 3(2)", "Article 4(1)", ["Article 3(2)(a)", "Article 3(2)"],
     "a subparagraph of a paragraph that is named"),
    ("points (a) to (c) of the first subparagraph of this paragraph", "Article 3(2)",
     ["Article 3(2)(a)", "Article 3(2)(b)", "Article 3(2)(c)"], "of the place's own paragraph"),
    ("Point (b) of the first subparagraph shall not apply", "Article 3(2)", ["Article 3(2)(b)"],
     "the same, without its paragraph"),
    ("points (a) to (c) of paragraph 2", "Article 3(1)",
     ["Article 3(2)(a)", "Article 3(2)(b)", "Article 3(2)(c)", "Article 3(2)"], "what is between as well"),
    ("the second subparagraph of Article 3(2) applies", "Article 4(1)", ["Article 3(2)"],
     "the paragraph in which it stands"),
    ("Article 4(1), point (b)", "Article 3(1)", ["Article 4(1)(b)"], "the order of newer acts"),
    ("Article 4(1), first subparagraph, points (a) and (b)", "Article 3(1)", ["Article 4(1)(a)", "Article 4(1)(b)"],
     "with its subparagraph"),
    ("paragraph 2, points (a) and (b)", "Article 3(1)", ["Article 3(2)(a)", "Article 3(2)(b)"],
     "points behind a paragraph"),
    ("point (a) of the second subparagraph of paragraph 1", "Article 5(1)", ["Article 5(1)"],
     "labels that stand twice: only the paragraph is sure"),
    ("point (a) of the first subparagraph of paragraph 1", "Article 5(1)", ["Article 5(1)(a)", "Article 5(1)"],
     "the first of them"),
    ("under Articles 5 to 7 to the authority", "Article 3(1)", ["Article 5", "Article 6", "Article 7"],
     "no text is named by that 'to'"),
    ("Article 99", "Article 3(1)", [], "what does not exist"),
]  # fmt: skip
EAST = [
    ("cn", "有前款第一项情形的", "第二条第二款", {"第二条第一款第（一）项"}, ["第二条第一款第（一）项"],
     "the paragraph before"),
    ("cn", "违反本条第一款规定", "第二条第三款", {"第二条第一款"}, ["第二条第一款"], "of this article"),
    ("jp", "前項の規定は", "第五条第二項", {"第五条第一項"}, ["第五条第一項"], "the paragraph before"),
    ("jp", "第三条第一項の届出及び同条第二項の", "第五条", {"第三条第一項", "第三条第二項"},
     ["第三条第一項", "第三条第二項"], "the article just named"),
    ("jp", "次条第一項において", "第五条第一項", {"第六条第一項", "第六条"}, ["第六条第一項"], "the next article"),
    ("jp", "次条において", "第五条第一項", {"第五条の二", "第六条"}, ["第五条の二"], "which may be a branch"),
    ("jp", "次条において", "第五条の二第一項", {"第五条の二", "第六条"}, ["第六条"],
     "and after the last branch the next number"),
]  # fmt: skip


@pytest.mark.parametrize("text, at, expected, comment", UK)
def test_acts(text: str, at: str, expected: list[str], comment: str) -> None:
    assert [r.locator for r in references(text, ReferenceContext(at, "uk", known=ACT))] == expected, comment


@pytest.mark.parametrize("text, at, expected, comment", UK_ORDER)
def test_orders(text: str, at: str, expected: list[str], comment: str) -> None:
    assert [r.locator for r in references(text, ReferenceContext(at, "uk", known=ORDER))] == expected, comment


@pytest.mark.parametrize("text, at, expected, comment", EU)
def test_the_union(text: str, at: str, expected: list[str], comment: str) -> None:
    assert [r.locator for r in references(text, ReferenceContext(at, "eu", known=REGULATION))] == expected, comment


@pytest.mark.parametrize("system, text, at, known, expected, comment", EAST)
def test_china_and_japan(system: str, text: str, at: str, known: set[str], expected: list[str], comment: str) -> None:
    assert [r.locator for r in references(text, ReferenceContext(at, system, known=frozenset(known)))] == expected, (
        comment
    )


def test_what_an_amending_act_does_not_hold_is_of_the_act_that_it_amends() -> None:
    place = ReferenceContext(
        "Article 3ea(2)", "eu", known=frozenset(["Article 3ea(2)"]), amends="Regulation (EU) No 9/2029"
    )
    (found,) = references("the prohibition in Article 2(1)", place)
    assert (found.locator, found.instrument) == ("Article 2(1)", "Regulation (EU) No 9/2029")


@pytest.mark.parametrize(
    "file, least",
    [
        ("uk/sample-human-rights-1998.xml", 115),
        ("eu/32016R0679.xhtml", 700),
        ("eu/32021R0953_cons.xhtml", 110),
        ("pdf/eu-regulation-833-2014-consolidated.pdf", 400),
    ],
)
def test_own_references_of_real_laws_point_to_what_is_there(shared: Path, file: str, least: int) -> None:
    (reading,) = read(shared / "data" / file)
    known = {p.locator for p in reading.provisions}
    found = [r for p in annotate(reading).provisions for r in p.references]
    assert [r.locator for r in found if not r.instrument and r.locator[0].isalpha() and r.locator not in known] == []
    assert len(found) >= least
