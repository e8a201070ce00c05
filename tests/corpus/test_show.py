"""Addresses as people write them find the provisions of our own documents; a missing one is told precisely."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from corpus.catalogue import Catalogue
from corpus.enrichment import annotate
from corpus.errors import NotHeld
from corpus.filters import Filters
from corpus.lookup import locate
from corpus.model import Reading, Role, Source
from corpus.parsers.dispatch import read
from corpus.passages import cut_passages
from corpus.structure import TreeBuilder

DATA = Path(__file__).resolve().parents[1] / "data"


def law(source: Source, *provisions: str) -> Reading:
    """Return a law whose provisions stand where their addresses say: (a) below its section."""
    tree = TreeBuilder()
    above: list[tuple[str, int]] = []
    for locator in provisions:
        while above and not locator.startswith(above[-1][0]):
            above.pop()
        role = Role.PARAGRAPH if above else Role.SECTION
        above.append(
            (
                locator,
                tree.add(f"Text of {locator}.", locator=locator, role=role, parent=above[-1][1] if above else None),
            )
        )
    return tree.reading(source)


def laws() -> Iterator[Reading]:
    section = "15 CFR 744.21"
    yield law(Source("us-15-cfr-744", "15 CFR Part 744", jurisdiction="us"), "15 CFR Part 744", "15 CFR 744.20",
              section, f"{section}(a)",
              f"{section}(a)(1)", f"{section}(f)", "15 CFR 744.22", "Supplement No. 4 to Part 744",
              "Supplement No. 4 to Part 744, Country: ATLANTIS, Lamp Academy",
              "Supplement No. 4 to Part 744, Country: ATLANTIS, Wick Works Co., Ltd.")  # fmt: skip
    yield law(Source("us-22-cfr-121", "22 CFR Part 121", jurisdiction="us"), "22 CFR 121.1", "22 CFR 121.1 Category XI",
              "22 CFR 121.1 Category XI(a)",
              "22 CFR 121.1 Category XI(a)(3)", "22 CFR 121.1 Category XI(c)")  # fmt: skip
    yield law(
        Source("us-10-cfr-810", "10 CFR Part 810", jurisdiction="us"),
        "10 CFR 810.1",
        "10 CFR 810.2",
        "10 CFR 810.2(b)",
        "10 CFR 810.2(b)(1)",
    )
    yield law(Source("no-list", "Dual-use list", jurisdiction="no"), "3A001", "3A001.b", "3A001.b.1", "3A001.b.2",
              "3A001.b.2.a", "3A002", "5A002",
              "5A002.a", "5A002.a.1")  # fmt: skip
    yield law(Source("eu-32014R0833", "Council Regulation (EU) No 833/2014 of 31 July 2014", jurisdiction="eu"),
              "Article 2", "Article 3", "Article 3(1)",
              "Article 3(2)", "Article 3(2)(a)", "Article 5aa", "Article 5aa(2a)", "Annex I", "Annex VII",
              "Annex VII, Category I",
              "Annex VII, Category I > X.A.I.002.b.1")  # fmt: skip
    yield law(
        Source("eu-32022R0576", "Council Regulation (EU) 2022/576 of 8 April 2022", jurisdiction="eu"),
        "recital (2)",
        "recital (3)",
        "Article 1",
    )
    yield law(Source("cn-export-control-law", "出口管制法", jurisdiction="cn", language="zh"), "第十一条", "第十二条",
              "第十二条第三款",
              "第十二条第三款第（三）项", "第十三条")  # fmt: skip
    yield law(
        Source("jp-324AC0000000228", "外国為替及び外国貿易法", jurisdiction="jp", language="ja"),
        "第四十七条",
        "第四十八条",
        "第四十八条第一項",
        "第五十五条の三",
    )
    yield law(Source("uk-ukpga-2002-28", "Export Control Act 2002", jurisdiction="uk"), "section 1", "section 1(1)",
              "section 1(2)", "section 12",
              "Schedule 1", "Schedule 1, paragraph 1", "Schedule 1, paragraph 5")  # fmt: skip


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> Catalogue:
    catalogue = Catalogue(tmp_path_factory.mktemp("show") / "catalogue.sqlite")
    for reading in laws():
        catalogue.publish(catalogue.stage(reading, cut_passages(reading)))
    return catalogue


def test_places_are_found_as_by_looking_at_every_row(held: Catalogue) -> None:
    for number in held.editions():
        provisions, passages = held.outline(number), held.passages(number)
        for at in provisions:
            below = {p.position for p in held.subtree(at)}
            inside = [p for p in passages if below.intersection(range(p.first, p.last + 1))]
            assert [h.passage.id for h in held.passage_at(at)] == [p.id for p in inside]
            where = at.provision.start
            around = [p.position for p in provisions if p.provision.start <= where < p.provision.end]
            if around:
                assert held.at(number, where).position == max(around)


E2, E8, CN, JP, UK, EAR = (
    "eu-32014R0833",
    "eu-32022R0576",
    "cn-export-control-law",
    "jp-324AC0000000228",
    "uk-ukpga-2002-28",
    "us-15-cfr-744",
)
SPELLINGS = [
    *((typed, EAR, "15 CFR 744.21(f)") for typed in ("744.21(f)", "15 CFR § 744.21 (f)", "EAR 744.21f",
     "sec. 744.21(f)", "§ 744.21(f)", "15 C.F.R. 744.21(f)", "744.21 para f", "744.21 f",
     "section 744.21, paragraph (f)", "paragraph (f) of § 744.21", "744.21(f) of the EAR", "744.21(F)")),
    *((typed, EAR, "Supplement No. 4 to Part 744") for typed in ("Supplement No. 4 to Part 744",
     "supp. 4 to part 744", "supplement no 4 to part 744 of the EAR", "744 supp 4", "15 CFR part 744, Supp. No. 4")),
    *((typed, EAR, "15 CFR Part 744") for typed in ("part 744", "15 CFR 744", "EAR part 744")),
    ("Lamp Academy", EAR, "Supplement No. 4 to Part 744, Country: ATLANTIS, Lamp Academy"),
    *((typed, "us-22-cfr-121", "22 CFR 121.1 Category XI(a)(3)") for typed in (
        "USML Category XI(a)(3)", "USML XI(a)(3)", "22 CFR 121.1 Category XI(a)(3)", "ITAR § 121.1, Cat. XI(a)(3)")),
    *((typed, "us-22-cfr-121", "22 CFR 121.1 Category XI(c)") for typed in ("Cat. XI(c)", "Category XI(c)",
     "category xi(c)")),
    *((typed, "us-10-cfr-810", "10 CFR 810.2") for typed in ("10 CFR 810.2", "§ 810.2", "810.2")),
    *((typed, "no-list", "3A001.b.2") for typed in ("3a001b2", "3A001.b.2", "3A001 b 2", "ECCN 3A001(b)(2)",
     "3A001, paragraph b.2", "item 3a001.b2")),
    *((typed, "no-list", "5A002.a.1") for typed in ("5a002.a.1", "5A002 a 1", "5a002a1")),
    *((typed, E2, "Article 3(2)") for typed in ("Art. 3(2) of Reg. 833/2014", "833/2014 article 3(2)",
     "Article 3, paragraph 2 of Regulation (EU) No 833/2014", "32014R0833 Art 3(2)", "Reg. 833/2014, Art. 3(2)",
     "art 3 2 of Regulation 833/2014")),
    *((typed, E2, "Article 5aa") for typed in ("833/2014 article 5aa", "Article 5AA of Regulation 833/2014",
     "art. 5aa of reg 833/2014")),
    *((typed, E2, "Annex I") for typed in ("Annex I to Regulation 833/2014", "annex i of 833/2014")),
    ("X.A.I.002.b.1", E2, "Annex VII, Category I > X.A.I.002.b.1"),
    *((typed, E8, "recital (3)") for typed in ("recital 3 of 2022/576", "Recital (3) of Regulation (EU) 2022/576",
     "2022/576 recital 3")),
    *((typed, CN, "第十二条") for typed in ("出口管制法第十二条", "出口管制法第12条", "《出口管制法》第十二条",
     "中华人民共和国出口管制法第十二条", "出口管制法12条", "第12条", "article 12 of China's Export Control Law",
     "Export Control Law of China article 12", "PRC Export Control Law art. 12")),
    ("出口管制法第12条第3款第3项", CN, "第十二条第三款第（三）项"),
    *((typed, JP, "第四十八条") for typed in ("外為法第四十八条", "外為法48条", "FEFA article 48",
     "外国為替及び外国貿易法第48条")),
    ("外為法48条1項", JP, "第四十八条第一項"),
    ("外為法第55条の3", JP, "第五十五条の三"),
    *((typed, UK, "section 1(2)") for typed in ("Export Control Act 2002 s. 1(2)",
     "section 1(2) of the Export Control Act 2002", "s 1(2) ECA 2002",
     "Export Control Act 2002, section 1, subsection (2)")),
    *((typed, UK, "Schedule 1, paragraph 5") for typed in ("Schedule 1 paragraph 5", "Sch 1 para 5",
     "paragraph 5 of Schedule 1 to the Export Control Act 2002")),
]  # fmt: skip
MISSING = [
    ("744.21(z)", "15 CFR 744.21 of 15 CFR Part 744 has: 15 CFR 744.21(a), 15 CFR 744.21(f)."),
    ("744.99", "15 CFR 744.20, 15 CFR 744.21, 15 CFR 744.22"),
    ("Supplement No. 9 to Part 744", "Supplement No. 4 to Part 744"),
    (
        "Supplement No. 4 to Part 744, Country: Atlantis",
        "ATLANTIS, Lamp Academy, Supplement No. 4 to Part 744, Country: ATLANTIS, Wick Works",
    ),
    ("USML Category XI(q)", "22 CFR 121.1 Category XI(a), 22 CFR 121.1 Category XI(c)"),
    ("10 CFR 810.99", "10 CFR 810.1, 10 CFR 810.2"),
    ("3A001.b.99", "3A001.b of Dual-use list has: 3A001.b.1, 3A001.b.2."),
    ("3A099", "3A001, 3A002"),
    ("Article 300 of Reg. 833/2014", "Article 2, Article 3, Article 5aa"),
    ("Annex XCIX to Regulation 833/2014", "Annex I, Annex VII"),
    ("recital 300 of 2022/576", "recital (2), recital (3)"),
    ("出口管制法第一百条", "第十一条, 第十二条, 第十三条"),
    ("外為法第九十条", "第四十七条, 第四十八条, 第五十五条の三"),
    ("Export Control Act 2002 s. 99", "section 1, section 12"),
    ("Schedule 1 paragraph 9", "Schedule 1, paragraph 1, Schedule 1, paragraph 5"),
    ("Sea Act 2031 s. 1", "`licet sources` lists the texts; add the missing one with `licet add`."),
    ("no address at all", "Write it as 744.21(f)"),
]


@pytest.mark.parametrize("typed, source, locator", SPELLINGS)
def test_spelling(held: Catalogue, typed: str, source: str, locator: str) -> None:
    assert [(p.source.id, p.locator) for p in locate(held, typed)] == [(source, locator)]


@pytest.mark.parametrize("typed, named", MISSING)
def test_what_is_not_there_names_its_siblings(held: Catalogue, typed: str, named: str) -> None:
    with pytest.raises(NotHeld) as problem:
        locate(held, typed)
    assert named in problem.value.remedy
    assert "\n" not in str(problem.value)


def test_a_text_that_goes_on_behind_its_points_is_shown_once(tmp_path: Path) -> None:
    catalogue = Catalogue(tmp_path / "catalogue.sqlite")
    (reading,) = read(DATA / "uk" / "sample_act.xml")
    catalogue.publish(catalogue.stage(annotate(reading), cut_passages(reading)))
    (found,) = locate(catalogue, "s. 1(1) Samples Act 2030", Filters(as_of=date(2032, 1, 1)))
    assert catalogue.full_text(found) == "(1) A sample is—\n(a) paper, or\n(b) cloth,\nof any colour."
    assert [p.locator for p in catalogue.ancestors(found)][-1] == "section 1"
