"""The real US files: nothing is lost, counts match the files, addresses match those checked by hand."""

from __future__ import annotations

import html
import json
import re
import time
from collections import Counter
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from corpus.language.normal_form import without_unseen
from corpus.locators.address import key
from corpus.model import Reading, Role
from corpus.parsers import cfr_markdown, lists
from corpus.parsers.ecfr import parser as ecfr
from corpus.parsers.file import File

PART_744 = "us/ecfr/2026-07-23_title-15_part-744.xml"
PART_744_MARCH = "us/ecfr/2026-03-25_title-15_part-744.xml"
PART_121 = "us/ecfr/2026-07-23_title-22_part-121.xml"
PART_110 = "us/ecfr/2026-07-23_title-10_part-110.xml"
PART_810 = "us/ecfr/2026-07-23_title-10_part-810.xml"
FRAGMENT = "us/ecfr/2026-09-01_title-15_part-774-supp-1-fragment.xml"
MARKDOWN = "us/15-CFR-745-774_lossy_2025-01.md"


@cache
def reading_of(folder: Path, name: str) -> Reading:
    path = folder / "data" / name
    file = File(path.name, path.read_bytes())
    parser = max((ecfr.PARSER, cfr_markdown.PARSER, lists.PARSER), key=lambda parser: parser.claims(file))
    assert parser.claims(file) > 0.8
    (reading,) = parser.read(file)
    return reading


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def naive_xml(raw: str) -> str:
    """Return all text between tags, by regular expressions only."""
    raw = re.sub(r"<!--.*?-->|<\?.*?\?>", "", raw, flags=re.S)
    return squeezed(html.unescape(re.sub(r"<[^>]*>", "", raw)))


def naive_markdown(raw: str) -> str:
    """Return the lines of the file without markup: front matter, anchors that repeat the line before, bold labels."""
    raw = re.sub(r"\A---.*?\n---\n", "", raw, flags=re.S)
    raw = re.sub(r"^#.*$|^\*\*\w+:\*\* |^> ", "", raw, flags=re.M)
    return squeezed(re.sub(r"_([^_\n]{1,300})_", r"\1", raw))


def lost(reading: Reading, naive: str) -> float:
    """Return the share of `naive` that is in no provision, taking provisions in order and each character once."""
    at = found = 0
    for index in range(len(reading.provisions)):
        own = squeezed(reading.own_text(index))
        place = naive.find(own, at, at + len(own) + 3000)
        if place >= 0:
            at, found = place + len(own), found + len(own)
    return 1 - found / len(naive)


@pytest.mark.parametrize("name", [PART_744, PART_744_MARCH, PART_121, PART_110, PART_810, FRAGMENT])
def test_nothing_of_the_ecfr_is_lost(shared: Path, name: str) -> None:
    naive = naive_xml((shared / "data" / name).read_text("utf-8"))
    assert lost(reading_of(shared, name), naive) < 0.001


def test_nothing_of_recorded_answers_is_lost(shared: Path) -> None:
    paths = sorted((shared / "data/us/api").rglob("*.xml"))
    assert len(paths) > 15
    for path in paths:
        (reading,) = ecfr.PARSER.read(File(path.name, path.read_bytes()))
        assert lost(reading, naive_xml(path.read_text("utf-8"))) < 0.001, path.name


def test_nothing_of_the_markdown_is_lost(shared: Path) -> None:
    assert lost(reading_of(shared, MARKDOWN), naive_markdown((shared / "data" / MARKDOWN).read_text("utf-8"))) < 0.001


def test_nothing_of_the_lists_is_lost(shared: Path) -> None:
    """Check that every value of every entry stands in the row or entry to which it belongs."""
    folder = shared / "data/us/lists"
    screening = json.loads((folder / "screening-list.json").read_text("utf-8"))
    reading = reading_of(shared, "us/lists/screening-list.json")
    rows = [i for i, p in enumerate(reading.provisions) if p.role is Role.ROW]
    assert len(rows) == len(screening["entries"]) == screening["entryCount"]
    for index, entry in zip(rows, screening["entries"], strict=True):
        text = squeezed(reading.own_text(index))  # without the control characters that a few names hold
        values = [entry["n"], *entry.get("a", []), entry.get("fr", ""), entry.get("e", "")]
        values += [
            screening["tables"][t][entry[f]]
            for f, t in (("lr", "licenceRequirements"), ("lp", "licencePolicies"))
            if f in entry
        ]
        for value in values:
            assert squeezed(without_unseen(value)).strip(".") in text
    ccl = json.loads((folder / "ccl.json").read_text("utf-8"))
    text = squeezed(reading_of(shared, "us/lists/ccl.json").text)
    strings = [v for e in ccl["entries"] for v in (e["heading"], e["reasonForControl"], e["relatedControls"]) if v]
    strings += [item["text"] for e in ccl["entries"] for item in e.get("items", [])]
    assert all(squeezed(s) in text for s in strings)


def test_counts_of_part_744(shared: Path) -> None:
    raw = (shared / "data" / PART_744).read_text("utf-8")
    reading = reading_of(shared, PART_744)
    roles = Counter(p.role for p in reading.provisions)
    assert roles[Role.SECTION] == raw.count('TYPE="SECTION"') == 21
    assert roles[Role.ANNEX] == raw.count('TYPE="APPENDIX"') == 8
    assert roles[Role.ROW] == raw.count("<TR>") - 3 - 5  # three heading rows, five footnotes
    assert reading.valid_from == date(2026, 7, 23)
    assert reading.source.id == "us-15-cfr-744"
    assert reading.source.title == "15 CFR Part 744 — Control Policy: End-User and End-Use Based"


def test_entity_list_rows_have_country_and_citation(shared: Path) -> None:
    reading = reading_of(shared, PART_744)
    rows = [
        p
        for p in reading.provisions
        if p.role is Role.ROW and p.locator.startswith("Supplement No. 4 to Part 744, Country: ")
    ]
    assert len(rows) == 3415
    assert all(dict(p.cells)["Country"] for p in rows)
    cited = [p for p in rows if re.search(r"\d+ FR \d+", dict(p.cells).get("Federal Register citation", ""))]
    # The rest are lines that only introduce the institutions below them, and entries printed without a citation.
    assert len(cited) / len(rows) > 0.99
    assert Counter(dict(p.cells)["Country"] for p in rows).most_common(1)[0][0] == "CHINA, PEOPLE'S REPUBLIC OF"
    assert sum(any(name == "Alias" for name, _ in p.cells) for p in rows) > 1000


def test_a_footnote_is_resolved_in_its_row(shared: Path) -> None:
    reading = reading_of(shared, PART_744)
    marked = [
        dict(p.cells)["Footnote 4"] for p in reading.provisions if any(name == "Footnote 4" for name, _ in p.cells)
    ]
    assert marked
    assert all(
        text.startswith("For this entity, “items subject to the EAR” includes foreign-produced items")
        for text in marked
    )


def test_addresses_are_unique(shared: Path) -> None:
    for name in (PART_744, PART_121, PART_110, PART_810, FRAGMENT, MARKDOWN):
        addresses = Counter(
            key(p.locator) for p in reading_of(shared, name).provisions if p.role is not Role.CONTINUATION
        )
        assert [a for a, count in addresses.items() if count > 1] == [], name


def test_two_readings_are_the_same(shared: Path) -> None:
    path = shared / "data" / PART_810
    file = File(path.name, path.read_bytes())
    assert ecfr.PARSER.read(file)[0].digest == ecfr.PARSER.read(file)[0].digest


def test_part_744_reads_in_two_seconds(shared: Path) -> None:
    path = shared / "data" / PART_744
    file = File(path.name, path.read_bytes())
    # CPU time: what the parser costs, however busy the machine is.
    start = time.process_time()
    ecfr.PARSER.read(file)
    assert time.process_time() - start < 2.0


def test_stays_of_part_744(shared: Path) -> None:
    stayed = {p.locator: p.stay for p in reading_of(shared, PART_744).provisions if p.stay}
    assert set(stayed) == {
        "15 CFR 744.8(a)(2)", "15 CFR 744.8(b)", "15 CFR 744.11(a)(1)", "15 CFR 744.16(e)", "15 CFR 744.21(a)(3)",
        "15 CFR 744.21(b)(2)",
        "15 CFR 744.21(d)", "Supplement No. 4 to Part 744 > introductory text",
        "Supplement No. 7 to Part 744 > introductory text",
        "Supplement No. 8 to Part 744",
    }  # fmt: skip
    for stay in stayed.values():
        assert stay is not None
        assert (stay.since, stay.until) == (date(2025, 11, 12), date(2026, 11, 9))


A4, S4, C121 = "15 CFR 744.", "Supplement No. 4 to Part 744", "22 CFR 121.1 Category "
ADDRESSES = [
    # sections with run-in labels, the ambiguous (i), italic levels
    (PART_744, "15 CFR Part 744", "PART 744—CONTROL POLICY: END-USER"),
    (PART_744, "15 CFR Part 744 > authority", "Authority: 50 U.S.C. 4801-4852;"),
    (PART_744, A4 + "1", "§ 744.1 General provisions."),
    (PART_744, A4 + "1(a)(1)", "(1) Introduction. In this part, references to the EAR"),
    (PART_744, A4 + "1(a)(2)", "(2) If controls set forth under more than one section"),
    (PART_744, A4 + "1 > citation", "[61 FR 12802, Mar. 25, 1996]"),
    (PART_744, A4 + "1 > editorial note", "Editorial Note: For Federal Register citations"),
    (PART_744, A4 + "2(a) > footnote 1", "1 Part 772 of the EAR defines “knowledge”"),
    (PART_744, A4 + "2(a)(3)(i)", "(i) Facilities for the chemical processing"),
    (PART_744, A4 + "2(d)(8)(v)", "(v) The degree to which the government"),
    (PART_744, A4 + "2(d)(9)", "(9) Whether the recipient state has sufficient"),
    (PART_744, A4 + "3(a) > Note to paragraph (a)", "Note to paragraph (a) of this section: For the purposes"),
    (PART_744, A4 + "3(d)", "(d) License review standards."),
    (PART_744, A4 + "3(d)(1)", "(1) Applications to export, reexport or transfer"),
    (PART_744, A4 + "3(d)(2)(vi)", "(vi) The existence of a pre-existing contract."),
    (PART_744, A4 + "4(c)", "(c) Exceptions. No License Exceptions apply"),
    (PART_744, A4 + "6(b)(5)", "(5) A 'military-intelligence end use' or"),
    (PART_744, A4 + "6(b)(6)(iv)", "(iv) Performing any contract, service, or employment"),
    (PART_744, A4 + "6(c)(2)(iii)", "(iii) Semiconductor manufacturing equipment. To or within"),
    (PART_744, A4 + "6(c)(3)(i)(A)", "(A) Authorize the shipment, transmittal, or transfer"),
    (PART_744, A4 + "6(d)(1)(iii)", "(iii) Exclusion of law enforcement and intelligence"),
    (PART_744, A4 + "6(e)(3)(ii)(B)", "(B) For activities involving an item subject"),
    (PART_744, A4 + "7(a) > Note 1 to paragraph (a)", "Note 1 to paragraph (a): A shipment or transmission"),
    (PART_744, A4 + "7(b)", "(b) Exception for U.S. and Canadian carriers—"),
    (PART_744, A4 + "7(b)(1)(iv)", "(iv) Shipped as cargo for which Electronic Export"),
    (PART_744, A4 + "7(b)(3)(vii)", "(vii) Equipment and spare parts."),
    (PART_744, A4 + "8(a)(1)(i)(G)", "(G) [UKRAINE-EO13685]."),
    (PART_744, A4 + "8(a)(1)(iii)(B)", "(B) [Reserved]"),
    (PART_744, A4 + "8(a)(1)(iv)(D)", "(D) [TCO]."),
    (PART_744, A4 + "8 > Note 3 to § 744.8", "Note 3 to § 744.8: This section does not implement"),
    (PART_744, A4 + "8 > effective date note", "Effective Date Note: At 90 FR 50857, Nov. 12, 2025"),
    (PART_744, A4 + "9(d)", "(d) Military end-user. In this section, the term"),
    (PART_744, A4 + "10", "§ 744.10 [Reserved]"),
    (PART_744, A4 + "11(a)(2)(ii)", "(ii) [Reserved]"),
    (PART_744, A4 + "11(a)(2)(v)(A)(1)", "(1) Exports from abroad or reexports from all countries."),
    (PART_744, A4 + "11(a)(2)(v)(A)(3)(ii)", "(ii) A license is required for commodities specified in ECCN 3B993"),
    (PART_744, A4 + "11(a)(2)(v)(B)", "(B) License review policy. The license review policy"),
    (PART_744, "15 CFR 744.12-744.14", "§§ 744.12-744.14 [Reserved]"),
    (PART_744, A4 + "15(b)(2)(iv)", "(iv) Agrees to cooperate with end-use checks"),
    (PART_744, A4 + "16(c)(1)", "(1) General review policy. The license review policy"),
    (PART_744, A4 + "16(f)", "(f) Addresses that present a high diversion risk."),
    (PART_744, A4 + "19(e)", "(e) A sanction issued pursuant to the Iran Sanctions Act"),
    (PART_744, A4 + "21(a)(1) > Note 1 to paragraphs (a)(1) and (2)",
     "Note 1 to paragraphs (a)(1) and (2): An entity anywhere"),
    (PART_744, A4 + "21(b)(1)(i)", "(i) End-User Review Committee (ERC)."),
    (PART_744, A4 + "21(f)", "(f) Military end use. In this section"),
    (PART_744, A4 + "22(f)(2)(x)", "(x) Belarus. The Main Intelligence Directorate"),
    (PART_744, A4 + "23(a)(1)(ii)(B)", "(B) The incorporation into, or the “development”"),
    (PART_744, A4 + "23(a)(3)(i)(A)", "(A) Any item subject to the EAR and specified in ECCN 3A0"),
    (PART_744, A4 + "23(a)(3)(ii) > Note 1 to paragraph (a)(3)(ii)", "Note 1 to paragraph (a)(3)(ii): This paragraph"),
    (PART_744, "Supplement No. 1 to Part 744(a)(7)", "(7) Electronic or information warfare systems; or"),
    (PART_744, "Supplement No. 2 to Part 744 > introductory text", "The following items, as described, are subject"),
    (PART_744, "Supplement No. 2 to Part 744(5)(v)", "(v) 5A992 Equipment not controlled by 5A002"),
    (PART_744, "Supplement No. 5 to Part 744 > paragraph 4",
     "The ERC will vote on each proposal no later than 30 days"),
    (PART_744, S4 + " > introductory text", "This supplement lists certain entities or addresses"),
    (PART_744, S4 + " > table", "Country Entity License requirement License review policy"),
    (PART_744, S4 + ", Country: AFGHANISTAN, Abdul Satar Ghoura", "AFGHANISTAN Abdul Satar Ghoura, 501, 5th Floor"),
    (PART_744, S4 + ", Country: AFGHANISTAN, Emal Bilal Construction Company (EBCC)",
     "Emal Bilal Construction Company (EBCC), a.k.a."),
    (PART_744, S4 + ", Country: CHINA, PEOPLE'S REPUBLIC OF, Comsum Technologies (Group) Ltd.",
     "Comsum Technologies (Group) Ltd., Room 408"),
    (PART_744, S4 + " > footnote 5", "5 For this entity, “items subject to the EAR” includes"),
    (PART_744, "Supplement No. 6 to Part 744, Country: ARMENIA, Atlas Sanatgaran",
     "ARMENIA Atlas Sanatgaran, Komitas 26/114"),
    (PART_744, "Supplement No. 7 to Part 744, Country: NICARAGUA, [Reserved]", "NICARAGUA [Reserved] [Reserved]"),
    (PART_744, "Supplement No. 8 to Part 744(c)", "(c) Due diligence for foreign entities of listed"),
    # the munitions list
    (PART_121, "22 CFR 121.0 > Foreign advanced military aircraft(3)(iv)",
     "(iv) The ability to engage targets beyond visual range"),
    (PART_121, "22 CFR 121.0 > Gross weight rating", "Gross weight rating means the maximum operating weight"),
    (PART_121, "22 CFR 121.1(a)-(b)", "(a)-(b) [Reserved]"),
    (PART_121, C121 + "I", "Category I—Firearms and Related Articles"),
    (PART_121, C121 + "I(b)", "* (b) Fully automatic firearms to .50 caliber"),
    (PART_121, C121 + "I(c) > Note 1 to paragraph (c)", "Note 1 to paragraph (c): Integration does not include"),
    (PART_121, C121 + "I(h)(1)", "(1) Drum and other magazines for firearms"),
    (PART_121, C121 + "I(j)-(w)", "(j)-(w) [Reserved]"),
    (PART_121, C121 + "I > Note 1 to Category I", "Note 1 to Category I: The following interpretations"),
    (PART_121, C121 + "II(b)", "(b) Flamethrowers with an effective range"),
    (PART_121, C121 + "II(j)(10)(v)", "(v) Hydro-pneumatic systems capable of scavenging"),
    (PART_121, C121 + "II(j)(17)(i)", "(i) Is classified;"),
    (PART_121, C121 + "III(d)(15)", "* (15) Any part, component, accessory, attachment"),
    (PART_121, C121 + "IV(a)(11)", "(11) Naval mines; or"),
    (PART_121, "22 CFR 121.2-121.16", "§§ 121.2-121.16 [Reserved]"),
    # nuclear rules: unnumbered definitions, section numbers with letters, lists, appendices with their own numbers
    (PART_110, "10 CFR 110.2 > Byproduct material(3)(ii)", "(ii) Any material that has been made radioactive"),
    (PART_110, "10 CFR 110.2 > introduced into a hearing", "The phrase introduced into a hearing means"),
    (PART_110, "10 CFR 110.2 > Utilization facility(2)(iv)", "(iv) Complete reactor control rod system."),
    (PART_110, "10 CFR 110.7a(b)", "(b) Each licensee or applicant for a license shall notify"),
    (PART_110, "10 CFR 110.30", "§ 110.30 Members of the Nuclear Suppliers Group."),
    (PART_110, "10 CFR 110.42(a)(9)(ii)(B)(2)", "(2) Is the subject of an agreement with the United States"),
    (PART_110, "10 CFR 110.45(e)", "(e) The Commission will deny: (1) Any"),
    (PART_110, "10 CFR Part 110 Subpart B", "Subpart B—Exemptions"),
    (PART_110, "Appendix A to Part 110(10)", "(10) External thermal shields especially designed"),
    (PART_110, "Appendix B to Part 110, 1.2(a)", "(a) Magnetic Suspension Bearings:"),
    (PART_110, "Appendix N to Part 110, b(4)", "(4) Evaporators for concentrated lithium hydroxide"),
    (PART_810, "10 CFR 810.3 > Source material(2)", "(2) Ores that contain by weight 0.05 percent"),
    (PART_810, "10 CFR 810.3 > Country", "Country, as well as government, nation, state"),
    (PART_810, "10 CFR 810.15(c)(5)(viii)", "(viii) Such other factors as just"),
    (PART_810, "10 CFR 810.15(c)(9)(xvii)", "(xvii) The Administrative Judge shall convene"),
    (PART_810, "Appendix A to Part 810", "Appendix A to Part 810—Generally Authorized Destinations"),
    # the control list
    (FRAGMENT, "3A002.a.1-a.5", "a.1. to a.5. [Reserved]"),
    (FRAGMENT, "3A002.a.6.b", "a.6.b. “Signal processing” of the radio"),
    (FRAGMENT, "3A002.d.4.a", "d.4.a. Less (better) than −(126"),
    (FRAGMENT, "3A003", "3A003 Spray cooling thermal management systems"),
    (FRAGMENT, "3A003 > table, NS applies to entire entry", "NS applies to entire entry NS Column 2."),
    (FRAGMENT, "3A002 > Related Controls", "Related Controls: See Category XV(e)(9) of the USML"),
    # Markdown
    (MARKDOWN, "15 CFR 745.1(a)(1)(x)", "(x) Company identification number"),
    (MARKDOWN, "15 CFR 746.1(b)(2)", "(2) The countries subject to United Nations Security Council"),
    (MARKDOWN, "15 CFR 746.9(b)(5)", "(5) AVS for the temporary sojourn of civil aircraft"),
    (MARKDOWN, "15 CFR 746.9(c)(3)", "(3) In addition, consistent with part 734"),
    (MARKDOWN, "15 CFR 791.4(a)(6)", "(6) Venezuelan politician Nicolás Maduro"),
    (MARKDOWN, "15 CFR Part 791 Subpart B", "Subpart B—Review of ICTS Transactions"),
    # lists
    ("us/lists/ccl.json", "3A001.a.5.a.1", "a.5.a.1. A resolution of 8 bit or more"),
    ("us/lists/country-groups.json", "Supplement No. 1 to Part 740, Country Group D:5",
     "Country Group D:5 (U.S. arms-embargoed countries): Afghanistan"),
    ("us/lists/country-chart.json", "Supplement No. 1 to Part 738, Country: Denmark",
     "Commerce Country Chart, Denmark: X (license required) in CB 1"),
    ("us/lists/screening-list.json", "U.S. Consolidated Screening List > EL, Abdul Satar Ghoura",
     "Abdul Satar Ghoura. "),
]  # fmt: skip


@pytest.mark.parametrize("name, locator, beginning", ADDRESSES)
def test_addresses_checked_by_hand(shared: Path, name: str, locator: str, beginning: str) -> None:
    reading = reading_of(shared, name)
    (index,) = [i for i, p in enumerate(reading.provisions) if p.locator == locator and p.role is not Role.CONTINUATION]
    assert reading.own_text(index).replace("\n", " ").startswith(beginning)


def test_labelled_quotes_stand_at_their_addresses(shared: Path) -> None:
    """Check that every gold quote from a US text is in the provision that its locator names."""
    checked = 0
    for line in (shared / "benchmarks/export-controls/dev.jsonl").read_text("utf-8").splitlines():
        for gold in json.loads(line)["gold"]:
            if not gold["file"].startswith("us/") or "federal-register" in gold["file"]:
                continue
            reading, quote = reading_of(shared, gold["file"]), " ".join(gold["quote"].split())
            named = re.fullmatch(
                r"(Supplement No\. \d to Part 744) > (?:(?P<country>.+?) \| )?(?P<name>.+)", gold["locator"]
            )
            found = [i for i, p in enumerate(reading.provisions) if key(p.locator) == key(gold["locator"])]
            if not found and named:
                found = [
                    i
                    for i, p in enumerate(reading.provisions)
                    if p.role is Role.ROW
                    and p.locator.startswith(named[1])
                    and key(p.heading).startswith(key(named["name"]))
                ]
            assert any(quote in " ".join(reading.full_text(i).split()) for i in found), gold["locator"]
            checked += 1
    assert checked > 30
