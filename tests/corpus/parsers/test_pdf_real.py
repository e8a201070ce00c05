"""The real PDFs: every visible character once, every entry and article addressed, first words checked by hand."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from pathlib import Path

import pypdfium2
import pytest

from corpus.model import Kind, Reading, Role
from corpus.parsers.dispatch import read

NORWAY = "norway-list-II-dual-use.pdf"
AMENDING = "eu-regulation-2022-576.pdf"
CONSOLIDATED = "eu-regulation-833-2014-consolidated.pdf"

# What stands on page after page and is no part of the text, as it reads in a naive extraction.
RUNNING = re.compile(
    r"(?:\d{1,2}\.\d{1,2}\.\d{4} EN Official Journal of the European Union L \d+/\d+"
    r"|L \d+/\d+ EN Official Journal of the European Union \S+"
    r"|02014R0833 — EN — \S+ — \S+ — \d+|\d[A-E]\d{3}\S* ?[Cc]ontinued\.?|Note \d continued|CATEGORY \d.*|\d{1,3}"
    r"|DEFINITIONS OF TERMS"
    r"|2020 UPDATE OF THE EU CONTROL LIST.*|Notes|CN(?:/TARIC)? [Cc]odes? Name of the good|▼[A-Z]\d*)\s*"
)


def naive(path: Path) -> list[str]:
    document = pypdfium2.PdfDocument(path)
    return [line for page in document for line in page.get_textpage().get_text_range().splitlines()]


@pytest.fixture(scope="session")
def readings(shared: Path) -> dict[str, Reading]:
    return {name: read(shared / "data" / "pdf" / name)[0] for name in (NORWAY, AMENDING, CONSOLIDATED)}


def visible(text: str) -> Counter[str]:
    return Counter(c for c in text if not c.isspace() and c not in "\ufffe\x02-")


@pytest.mark.parametrize("name", [NORWAY, AMENDING, CONSOLIDATED])
def test_nothing_is_lost_and_nothing_is_told_twice(readings: dict[str, Reading], shared: Path, name: str) -> None:
    reading = readings[name]
    source = visible("".join(line for line in naive(shared / "data" / "pdf" / name) if not RUNNING.fullmatch(line)))
    kept = visible("".join(reading.own_text(n) for n in range(len(reading.provisions))))
    assert sum((source - kept).values()) <= 0.001 * sum(source.values())
    # Everything else there is running text that stays where it is a part of
    # the text: headings of tables and categories.
    everything = visible("".join(naive(shared / "data" / "pdf" / name)))
    assert sum((kept - everything).values()) <= 0.001 * sum(everything.values())


@pytest.mark.parametrize("name", [NORWAY, AMENDING, CONSOLIDATED])
def test_the_tree_is_whole(readings: dict[str, Reading], name: str) -> None:
    reading = readings[name]
    spans = [(p.start, p.end) for p in reading.provisions if p.end > p.start]
    assert spans == sorted(spans)
    assert all(a[1] < b[0] for a, b in itertools.pairwise(spans))
    locators = Counter(p.locator for p in reading.provisions if p.role is not Role.CONTINUATION)
    assert [locator for locator, times in locators.items() if times > 1] == []
    assert all(p.page for p in reading.provisions)
    pages = [p.page or 0 for p in reading.provisions]
    assert sum(a > b for a, b in itertools.pairwise(pages)) == 0


def test_reading_twice_gives_the_same(readings: dict[str, Reading], shared: Path) -> None:
    assert read(shared / "data" / "pdf" / AMENDING)[0].digest == readings[AMENDING].digest


def test_every_entry_of_the_control_list_is_addressed(readings: dict[str, Reading], shared: Path) -> None:
    printed = {
        m[1]
        for line in naive(shared / "data" / "pdf" / NORWAY)
        if (m := re.match(r"(\d[A-E]\d{3})\s+(?!continued)\S", line))
    }
    entries = [p.locator for p in readings[NORWAY].provisions if p.role is Role.ENTRY]
    assert len(printed) == 366
    assert sorted(printed) == sorted(entries)
    assert (entries[0], entries[-1]) == ("0A001", "9E102")


def test_items_are_addressed_below_their_entry(readings: dict[str, Reading]) -> None:
    reading = readings[NORWAY]
    for index, provision in enumerate(reading.provisions):
        if provision.role is Role.ITEM:
            assert provision.parent is not None
            above = reading.provisions[provision.parent].locator
            assert provision.locator.startswith(f"{above}."), provision.locator
            label = re.sub(r" \[\d+\]$", "", provision.locator).rsplit(".", 1)[1]
            assert reading.own_text(index).startswith((f"{label}.", f"{label} ")), provision.locator


def test_every_article_of_both_regulations_is_addressed(readings: dict[str, Reading], shared: Path) -> None:
    for name in (AMENDING, CONSOLIDATED):
        printed = [
            m[1]
            for line in naive(shared / "data" / "pdf" / name)
            if (m := re.fullmatch(r"‘?(Article \d+[a-z]*)\s*", line))
        ]
        found = [p.locator for p in readings[name].provisions if p.role is Role.SECTION]
        assert found == printed
    assert len(found) == 51


def test_every_annex_is_addressed(readings: dict[str, Reading], shared: Path) -> None:
    for name, count in ((AMENDING, 13), (CONSOLIDATED, 25)):
        printed = [
            m[1] for line in naive(shared / "data" / "pdf" / name) if (m := re.fullmatch(r"‘?ANNEX ([IVXL]+)\s*", line))
        ]
        found = [p.locator.removeprefix("Annex ") for p in readings[name].provisions if p.role is Role.ANNEX]
        assert found == printed
        assert len(found) == count


def test_what_the_sources_are(readings: dict[str, Reading]) -> None:
    amending, consolidated, norway = (readings[name] for name in (AMENDING, CONSOLIDATED, NORWAY))
    assert (amending.source.id, str(amending.valid_from), str(amending.source.published)) == (
        "eu-32022R0576",
        "2022-04-09",
        "2022-04-08",
    )
    assert (consolidated.source.id, str(consolidated.valid_from)) == ("eu-32014R0833", "2022-06-04")
    assert consolidated.source.title.startswith("Council Regulation (EU) No 833/2014 of 31 July 2014 concerning")
    assert {r.source.kind for r in (amending, consolidated)} == {Kind.LAW}
    assert (norway.source.id, norway.source.kind, norway.source.jurisdiction) == (
        "no-list-ii-dual-use",
        Kind.LIST,
        "no",
    )
    assert {r.source.language for r in readings.values()} == {"en"}


CASES = [  # file, locator, page, first words; checked by hand against the printed pages
    (NORWAY, "0A001", 25, '0A001 "Nuclear reactors" and specially designed'),
    (NORWAY, "0A001.h", 25, "h. 'Nuclear reactor internals' specially designed"),
    (NORWAY, "0A001.h > Technical Note", 25, "Technical Note:"),
    (NORWAY, "0A001.i.2", 25, "2. Other heat exchangers specially designed"),
    (NORWAY, "0B001.b.7.a", 26, "a. Bearing assemblies consisting of an annular"),
    (NORWAY, "0B001.b.14.b", 27, "b. Bellows-sealed valves, shut-off or control"),
    (NORWAY, "0B001.c.3", 27, "3. Compressors or gas blowers with a suction volume"),
    (NORWAY, "0E001", 34, '0E001 "Technology" according to the Nuclear Technology'),
    (NORWAY, "1A005", 37, "1A005 Body armour and components therefor"),
    (NORWAY, "1B234 > N.B.", 44, "N.B. SEE ALSO MILITARY GOODS CONTROLS."),
    (NORWAY, "1C011.b", 54, "b. Boron or boron alloys, with a particle size"),
    (NORWAY, "1C012.a > Note", 55, "Note: 1C012.a. does not control:"),
    (NORWAY, "1C101 > Note 1", 55, "Note 1: 1C101 includes:"),
    (NORWAY, "1C351", 67, '1C351 Human and animal pathogens and "toxins"'),
    (NORWAY, "1C350.1", 65, "1. Thiodiglycol"),
    (NORWAY, "2B001", 77, "2B001 Machine tools and any combination thereof"),
    (NORWAY, "2B350.a", 92, "a. Reaction vessels or reactors"),
    (NORWAY, "2B350.a.8", 92, "8. Niobium (columbium) or niobium 'alloys';"),
    (NORWAY, "3A", 108, "3A Systems, Equipment and Components"),
    (NORWAY, "3A001.a.4", 109, "4. Not used;"),
    (NORWAY, "3A001.a.5.a > N.B.", 109, "N.B. SEE ALSO 3A101"),
    (
        NORWAY,
        "3A001.a.5.b",
        109,
        "b. Digital-to-Analogue Converters (DAC)",
    ),  # behind a note to the list that it goes on with
    (NORWAY, "3A001.b.1.a.4.d", 113, "d. Having a gridded electron gun;"),
    (NORWAY, "3A001.b.1.d > Technical Note", 113, "Technical Note: 'Dual mode' means"),
    (NORWAY, "3A001.b.2", 113, '2. "Monolithic Microwave Integrated Circuits"'),
    (NORWAY, "3A001.b.2 > Note 3", 114, "Note 3: Notes 1 and 2 in 3A mean"),
    (NORWAY, "3A001.b.3.b.1", 114, "1. A peak saturated power output greater than 50 W"),
    (NORWAY, "3A001.e.1.b", 119, "b. 'Secondary cells' having an 'energy density'"),
    (NORWAY, "4D002", 141, "4D002 Not used"),
    (NORWAY, "5A002", 154, '5A002 "Information security" systems'),  # a category that begins again at A
    (NORWAY, "5A002.a.4.b", 154, "b. It is performed by incorporated equipment"),
    (NORWAY, "5A002.a > Technical Notes > 2.a", 154, 'a. A "symmetric algorithm" employing a key length'),
    (NORWAY, "5E002", 159, '5E002 "Technology" as follows:'),
    (NORWAY, "9E102", 248, '9E102 "Technology" according to the General'),
    (AMENDING, "recital (9)", 2, "(9) Decision (CFSP) 2022/578 also introduces"),
    (AMENDING, "Article 1(11)", 3, "(11) the following Article is inserted:"),
    (AMENDING, "Article 3ea", 3, "‘Article 3ea"),
    (AMENDING, "Article 3ea(1)", 3, "1. It shall be prohibited to provide access after 16 April 2022"),
    (AMENDING, "Article 3ea(5)(e)", 4, "(e) the purchase, import or transport into the Union of coal"),
    (AMENDING, "Article 3h(4)", 4, "‘4. By way of derogation from paragraph 1"),
    (AMENDING, "Article 3h(5)", 4, "5. The Member State concerned shall inform"),
    (AMENDING, "Article 1(w)", 2, "(w) “road transport undertaking” means"),
    (AMENDING, "Article 3i(4)(a)", 5, "(a) 837 570 metric tonnes of potassium chloride"),
    (AMENDING, "Article 5aa(3)(a)", 7, "‘(a) transactions which are strictly necessary"),
    (AMENDING, "Article 5m(2)", 9, "2. It shall be prohibited as of 10 May 2022"),
    (AMENDING, "Article 2", 10, "Article 2\nThis Regulation shall enter into force"),
    (AMENDING, "Annex XVII", 17, "‘ANNEX XVII\nLIST OF IRON AND STEEL PRODUCTS"),
    (AMENDING, "Annex VII, Category VIII > X.A.VIII.003.f.2", 11, "2. Energy-dispersive X-ray spectroscopy"),
    (CONSOLIDATED, "Article 1(v)", 5, "(v) ‘public procurement Directives’ means"),
    (CONSOLIDATED, "Article 1(u)(iii)", 5, "(iii) the construction of facilities"),
    (CONSOLIDATED, "Article 2(7)(iii)", 8, "(iii) the sale, supply, transfer or export"),
    (CONSOLIDATED, "Article 3ea(5)(a)", 18, "(a) unless prohibited under Article 3m or 3n"),
    (CONSOLIDATED, "Article 4(2a)", 27, "2a. The prohibitions in points (a) and (b)"),
    (CONSOLIDATED, "Article 5aa(2a)", 32, "2a. The prohibition in paragraph 1 shall not apply"),
    (CONSOLIDATED, "Article 5m(2)", 39, "2. It shall be prohibited as of 5 July 2022"),
    (CONSOLIDATED, "Annex III, point 3", 48, "3. GAZPROMBANK"),
    (CONSOLIDATED, "Annex VII, Category I > X.A.I.002.b.1", 62, "1. A maximum digital interface transfer rate"),
    (CONSOLIDATED, "Annex XIV > table, row 1", 112, "Bank Otkritie\n12 March 2022"),
]


@pytest.mark.parametrize(("name", "locator", "page", "words"), CASES, ids=[f"{c[0][:6]} {c[1]}" for c in CASES])
def test_addresses(readings: dict[str, Reading], name: str, locator: str, page: int, words: str) -> None:
    reading = readings[name]
    index = next((n for n, p in enumerate(reading.provisions) if p.locator == locator), None)
    assert index is not None
    assert reading.provisions[index].page == page
    assert reading.own_text(index).startswith(words)


def test_gold_quotes_stand_where_their_locators_say(readings: dict[str, Reading], shared: Path) -> None:
    import json

    def bare(text: str) -> str:
        return re.sub(r"[\s-]+", "", text)

    checked = 0
    for line in (shared / "benchmarks" / "export-controls" / "dev.jsonl").read_text("utf-8").splitlines():
        for gold in json.loads(line).get("gold", []):
            if not gold["file"].startswith("pdf/"):
                continue
            page, locator = re.fullmatch(r"page (\d+) > (.+)", gold["locator"]).groups()  # type: ignore[union-attr]
            reading = readings[gold["file"].removeprefix("pdf/")]
            index = next(n for n, p in enumerate(reading.provisions) if p.locator == locator)
            assert bare(gold["quote"]) in bare(reading.full_text(index)), locator
            assert abs((reading.provisions[index].page or 0) - int(page)) <= 1
            checked += 1
    assert checked >= 10


def test_hyphens_of_words_stay_and_hyphens_of_lines_go(readings: dict[str, Reading]) -> None:
    amending, norway = readings[AMENDING].text, readings[NORWAY].text
    assert "certain State-owned entities" in amending
    assert "Stateowned" not in amending
    assert "continuous-wave output power" in norway
    assert "conven\ufffetions" not in readings[CONSOLIDATED].text
    assert "international conventions;" in readings[CONSOLIDATED].text
