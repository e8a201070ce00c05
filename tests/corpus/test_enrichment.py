"""Annotation of a reading: every offset lies in its own provision, and the time grows linearly with the text."""

from __future__ import annotations

import time
from pathlib import Path

from corpus.enrichment import annotate
from corpus.model import Reading, Role, Source
from corpus.structure import TreeBuilder


def reading() -> Reading:
    tree = TreeBuilder()
    part = tree.add("PART 744", locator="15 CFR Part 744", role=Role.PART)
    section = tree.add("§ 744.21 Military end uses.", locator="15 CFR 744.21", role=Role.SECTION, parent=part)
    tree.add(
        "(a) Items for a 'military end use,' as defined in paragraph (f) of this section, and ECCN 3A001.b.2 (see § "
        "772.1 of the EAR).",
        locator="15 CFR 744.21(a)",
        role=Role.PARAGRAPH,
        parent=section,
    )
    tree.add(
        "(f) In this section, 'military end use' means incorporation.",
        locator="15 CFR 744.21(f)",
        role=Role.PARAGRAPH,
        parent=section,
    )
    annex = tree.add(
        "Supplement No. 4 to Part 744", locator="Supplement No. 4 to Part 744", role=Role.ANNEX, parent=part
    )
    tree.add(
        "ACME. See § 744.21(f).", locator="Supplement No. 4 to Part 744, Country: X, ACME", role=Role.ROW, parent=annex
    )
    return tree.reading(Source(id="us-15-cfr-744", title="15 CFR Part 744", jurisdiction="us"))


def test_a_provision_says_what_it_names_points_to_and_defines() -> None:
    found = annotate(reading())
    a, f, row = found.provisions[2], found.provisions[3], found.provisions[5]
    assert [(found.text[r.start : r.end], r.locator, r.instrument) for r in a.references] == [
        ("paragraph (f)", "15 CFR 744.21(f)", ""),
        ("3A001.b.2", "3A001.b.2", "15 CFR"),
        ("§ 772.1", "15 CFR 772.1", "15 CFR"),
    ]
    assert a.identifiers == ("3A001.b.2", "15 CFR 772.1")
    assert a.defines == ()
    assert [d.term for d in f.defines] == ["military end use"]
    assert [r.locator for r in row.references] == ["15 CFR 744.21(f)"]


def test_only_the_annotations_are_new() -> None:
    before, after = reading(), annotate(reading())
    assert (after.text, after.digest, after.source) == (before.text, before.digest, before.source)


def _check(found: Reading) -> None:
    for p in found.provisions:
        for r in p.references:
            assert p.start <= r.start < r.end <= p.end
        for d in p.defines:
            assert p.start <= d.start < d.end <= p.end


def test_part_744(shared: Path) -> None:
    from corpus.parsers.ecfr.parser import PARSER
    from corpus.parsers.file import File

    path = shared / "data/us/ecfr/2026-07-23_title-15_part-744.xml"
    plain = PARSER.read(File(path.name, path.read_bytes()))[0]
    began = time.process_time()
    found = annotate(plain)
    assert time.process_time() - began < 3  # 1.3 s on an idle machine
    _check(found)
    places = {p.locator: p for p in found.provisions}
    assert "15 CFR 744.21(f)" in {r.locator for r in places["15 CFR 744.21(a)(1)"].references}
    assert [d.term for d in places["15 CFR 744.21(g)"].defines] == ["military end user"]
    own = [r for p in found.provisions for r in p.references if not r.instrument]
    assert len(own) > 3000
    assert sum(r.locator not in places for r in own) < 10


def test_chinese_and_japanese_laws_point_to_what_is_there(shared: Path) -> None:
    from corpus.parsers.east_asia import china, japan
    from corpus.parsers.file import File

    for parser, folder in ((china.PARSER, "cn"), (japan.PARSER, "jp")):
        for path in sorted((shared / "data" / folder).glob("*.md")):
            found = annotate(parser.read(File(path.name, path.read_bytes()))[0])
            _check(found)
            places = {p.locator for p in found.provisions}
            assert all(r.locator in places for p in found.provisions for r in p.references if not r.instrument), (
                path.name
            )
