"""The project's own small US files: the addresses in them, and what hostile ones do."""

from __future__ import annotations

import contextlib
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.errors import Problem, TooLarge, UnreadableDocument
from corpus.model import Kind, Reading
from corpus.parsers import cfr_markdown, lists
from corpus.parsers.ecfr import parser as ecfr
from corpus.parsers.ecfr.depth import paths, spelled
from corpus.parsers.ecfr.labels import Label, roman
from corpus.parsers.ecfr.stays import stay_of
from corpus.parsers.ecfr.tables import aliases, entity_name
from corpus.parsers.file import File, Parser

FIXTURES = [
    ("2026-01-15_title-15_part-799.xml", ecfr.PARSER),
    ("2026-01-15_title-15_part-774-supplement.xml", ecfr.PARSER),
    ("15-CFR-799_lossy_2025-01.md", cfr_markdown.PARSER),
    ("country-groups.json", lists.PARSER),
]


def read(data: Path, name: str, parser: Parser) -> Reading:
    file = File(name, (data / "us" / name).read_bytes())
    assert parser.claims(file) > 0.8
    (reading,) = parser.read(file)
    return reading


def test_addresses_of_the_specimen_part(data: Path) -> None:
    reading = read(data, *FIXTURES[0])
    have = {p.locator: reading.own_text(i) for i, p in enumerate(reading.provisions)}
    for locator, text in {
        "15 CFR 799.1": "§ 799.1 Scope.\nThis section introduces the lantern controls.",
        "15 CFR 799.1(a)": "(a)",
        "15 CFR 799.1(b)": "(b) Exceptions—",
        "15 CFR 799.1(b)(1)": "(1) Candles.",
        "15 CFR 799.1(b)(1)(i)": "(i) A candle is no lantern.",
        "15 CFR 799.1(b)(1)(iii)": "(iii) A match is none either.",
        "15 CFR 799.1(b)(2)(i)(A)(1)(ii)": "(ii) Wrought; or",
        "15 CFR 799.1(b)(2)(i)(A)(2)": "(2) Of wood.",
        "15 CFR 799.1(b)(2) > Note 1 to paragraph (b)(2)": "Note 1 to paragraph (b)(2): A pole may lean.",
        "15 CFR 799.1(i)": "(i) Lanterns of trains.",
        "15 CFR 799.2 > Lantern(2)": "(2) Hangs.",
        "Supplement No. 1 to Part 799, Country: ATLANTIS, Lamp Academy": "Lamp Academy, First Institute, 2 Coral "
        "Road, Atlantis. All items. Presumption of denial 90 FR 1, 1/2/25.",
        "Supplement No. 1 to Part 799, Country: ATLANTIS, Lamp Academy, Second Institute": "Lamp Academy, Second "
        "Institute, 3 Coral Road, Atlantis. All items. Presumption of denial 90 FR 1, 1/2/25.",
        "Appendix A to Part 799": "Appendix A to Part 799—Countries\nAtlantis\nLemuria",
    }.items():
        assert have[locator] == text
    stayed = {p.locator: p.stay for p in reading.provisions if p.stay}
    assert set(stayed) == {"15 CFR 799.1(a)(2)", "15 CFR 799.1(h)"}
    (row,) = [p for p in reading.provisions if p.locator.endswith("Wick Works Co., Ltd.")]
    assert [value for name, value in row.cells if name == "Alias"] == ["Wicks", "Old Wick"]
    assert ("Footnote 1", "For this entity, oil counts as an item.") in row.cells


def test_the_callers_date_wins(data: Path) -> None:
    name, parser = FIXTURES[0]
    file = File(name, (data / "us" / name).read_bytes(), as_of=date(2020, 2, 2))
    assert parser.read(file)[0].valid_from == date(2020, 2, 2)
    assert read(data, *FIXTURES[3]).source.kind is Kind.LIST


# -- hostile and broken files -----------------------------------------------------------------------------------------

START = '<DIV8 N="1.1" TYPE="SECTION"><HEAD>§ 1.1 Title.</HEAD>'


def section(body: str, prolog: str = "") -> File:
    return File("title-15_part-1.xml", (prolog + START + body + "</DIV8>").encode())


@pytest.mark.parametrize(
    "prolog",
    [
        '<!DOCTYPE a [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]>',  # a bomb in miniature
        '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        '<!doctype a [<!entity % x SYSTEM "http://example.org/x"> %x;]>',
    ],
)
def test_entities_are_refused(prolog: str) -> None:
    with pytest.raises(UnreadableDocument, match="entities"):
        ecfr.PARSER.read(section("<P>(a) &b;</P>", prolog))


def test_deep_nesting_is_refused() -> None:
    with pytest.raises(TooLarge, match="deeper"):
        ecfr.PARSER.read(section("<E>" * 5000 + "x" + "</E>" * 5000))


@pytest.mark.parametrize("end", ["<P>(b) Second & last", "<P>(b) Second</Q></P>", '<P x="1" x="2">(b) Second</P>'])
def test_malformed_xml_keeps_its_text_and_says_so(end: str) -> None:
    file = File("t.xml", (START + "<P>(a) First.</P>" + end).encode())
    (reading,) = ecfr.PARSER.read(file)
    assert "(a) First." in reading.text
    assert "(b) Second" in reading.text
    assert len(reading.warnings) == 1


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_encodings(encoding: str) -> None:
    file = File("t.xml", (START + "<P>(a) Zürich — 東京.</P></DIV8>").encode(encoding))
    assert ecfr.PARSER.claims(file) > 0.8
    assert "Zürich — 東京." in ecfr.PARSER.read(file)[0].text


@pytest.mark.parametrize("bad", [b'{"citation": "15 C.F.R. Part 1", "ecfrIssueDate": "x"', (
    b'{"citation": "15 '
    b'C.F.R.", "entries": '
    b'[{"eccn": "1A001"}, '
    b'{}]}'
),
                                 b'{"citation": "15 C.F.R."}', b"[" * 100_000])  # fmt: skip
def test_broken_lists_are_problems(bad: bytes) -> None:
    with pytest.raises(UnreadableDocument):
        lists.PARSER.read(File("x.json", bad))


def test_a_huge_span_stays_bounded() -> None:
    body = (
        '<TABLE><TR><TH>A</TH></TR><TR><TD colspan="999999999" '
        'rowspan="99999999">x</TD></TR><TR><TD>y</TD></TR></TABLE>'
    )
    (reading,) = ecfr.PARSER.read(section(body))
    assert max(len(p.cells) for p in reading.provisions) < 200


TAGS = [
    "P",
    "I",
    "NOTE",
    "HED",
    "FP",
    "TABLE",
    "TR",
    "TD",
    "HD1",
    "EXTRACT",
    "CITA",
    "EFFDNOT",
    "FTNT",
    "SU",
    "LI",
    "DIV",
    "E",
    "B",
]
fragments = st.recursive(
    st.text(alphabet="(a)(1)ivx. AB—:;<&\n", max_size=20).map(lambda t: t.replace("<", "&lt;").replace("&", "&amp;")),
    lambda inner: st.tuples(st.sampled_from(TAGS), st.lists(inner, max_size=4)).map(
        lambda p: f"<{p[0]}>{''.join(p[1])}</{p[0]}>"
    ),
    max_leaves=15,
)


@settings(max_examples=150, deadline=None)
@given(fragments)
def test_any_nesting_of_elements_is_read_or_refused_clearly(body: str) -> None:
    try:
        (reading,) = ecfr.PARSER.read(section(body))
    except Problem:
        return
    text = reading.text
    end = 0
    for p in reading.provisions:
        assert p.start >= end or p.start == p.end
        end = max(end, p.end)
        assert text[p.start : p.end].strip() == text[p.start : p.end]


@settings(max_examples=80, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused_clearly(raw: bytes) -> None:
    for parser in (ecfr.PARSER, cfr_markdown.PARSER, lists.PARSER):
        parser.claims(File("x", raw))
        with contextlib.suppress(Problem):
            parser.read(File("x", raw))


# -- the parts ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "names, last",
    [
        ("a b c d e f g h i j", "(j)"),
        ("h 1 i ii 2", "(h)(2)"),
        ("h 1 i ii iii iv v vi", "(h)(1)(vi)"),
        ("a 1 i A B ii 2 b", "(b)"),
        ("u v w x y", "(y)"),
        ("a 1 i ii iii iv v vi vii viii ix x xi", "(a)(1)(xi)"),
        ("h 1 2 i", "(i)"),
        ("h 1 2 i ii", "(h)(2)(ii)"),
        ("1 i ii 2", "(2)"),
        ("z aa bb", "(bb)"),
    ],
)
def test_depth_by_sequence(names: str, last: str) -> None:
    assert spelled("", paths([Label(name) for name in names.split()])[-1]) == last


@given(st.lists(st.integers(1, 4), min_size=1, max_size=4), st.integers(0, 3))
def test_regular_trees_come_back(widths: list[int], seed: int) -> None:
    """Check that a tree numbered by the rules, flattened and parsed, is the same tree again."""
    kinds = ("abcdefgh", ["1", "2", "3", "4"], ["i", "ii", "iii", "iv"], "ABCD")
    labels: list[Label] = []
    expected: list[str] = []

    def grow(depth: int, above: str) -> None:
        for position in range(widths[depth]):
            name = kinds[depth][position]
            labels.append(Label(name, opens=position == 0))
            expected.append(f"{above}({name})")
            if depth + 1 < len(widths) and (position + seed) % 2 == 0:
                grow(depth + 1, expected[-1] if depth == 0 else f"{above}({name})")

    grow(0, "")
    assert [spelled("", path) for path in paths(labels)] == expected


def test_roman_numerals_in_normal_form_only() -> None:
    assert [roman(n) for n in ("i", "iv", "ix", "xxxix", "xl")] == [1, 4, 9, 39, 40]
    assert [roman(n) for n in ("iiii", "vv", "ic", "", "ixx")] == [0] * 5


@pytest.mark.parametrize(
    "cell, name",
    [
        ("Abdul Satar Ghoura, 501, 5th Floor, Kabul", "Abdul Satar Ghoura"),
        ("Comsum Technologies (Group) Ltd., Room 408", "Comsum Technologies (Group) Ltd."),
        ("Wick Works Co., Ltd., a.k.a., the following:\n—Wicks.", "Wick Works Co., Ltd."),
        ("Emal Bilal Construction Company (EBCC), a.k.a., x", "Emal Bilal Construction Company (EBCC)"),
        ("[Reserved]", "[Reserved]"),
    ],
)
def test_names_of_entities(cell: str, name: str) -> None:
    assert entity_name(cell) == name


def test_one_alias_without_a_list() -> None:
    assert aliases("Wong Yung Fai, a.k.a., Tonny Wong, Unit 12B") == ["Tonny Wong"]


def test_what_the_last_alias_leads_to_is_no_name() -> None:
    cell = "Wick Works, a.k.a., the following two aliases:\n—Wicks; and\n—Lamps, and to include the following sites:"
    assert aliases(cell) == ["Wicks", "Lamps"]


def test_a_note_of_an_amendment_is_no_stay() -> None:
    assert stay_of("At 88 FR 84074, Dec. 4, 2023, § 121.1 was amended, effective Sept. 1, 2026.") is None
    stay = stay_of("At 90 FR 9, Feb. 3, 2025, § 1.1 was stayed indefinitely.")
    assert stay is not None
    assert (stay.since, stay.until) == (date(2025, 2, 3), None)
