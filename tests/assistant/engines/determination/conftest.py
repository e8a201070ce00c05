"""Small law for the walk: lists in the form of the JSON files, sections as the eCFR has them, read by the parsers."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from assistant.engines import dispatch
from assistant.engines.determination import determination_engine
from assistant.engines.model import Computed
from assistant.query.parser import understand
from corpus.catalogue import Catalogue, CatalogueSnapshot
from corpus.enrichment import annotate
from corpus.filters import Filters
from corpus.model import Kind, Reading
from corpus.parsers.dispatch import read_bytes
from corpus.parsers.file import File
from tests.shared_texts import hold_texts

SOURCE = {"url": "https://www.ecfr.gov/", "api": "eCFR versioner v1", "format": "XML"}
DAY = {"ecfrIssueDate": "2026-07-23", "retrievedAt": "2026-07-31T00:00:00Z", "source": SOURCE}


def entry(number: str, reasons: str, *rows: tuple[str, str], items: str = "", **more: Any) -> dict[str, Any]:
    return {
        "eccn": number,
        "category": number[0],
        "productGroup": number[1],
        "heading": more.pop("heading", f"Lanterns of kind {number}."),
        "reasonForControl": reasons,
        "countryChart": [{"control": control, "countryChart": rule} for control, rule in rows],
        "licenceExceptionFlags": more.pop("exceptions", {"LVS": "N/A", "GBS": "Yes"}),
        "items": [{"paragraph": p, "kind": "item", "depth": 1, "text": f"Lantern {p}."} for p in items.split()],
    }


NS2, AT1 = ("NS applies to entire entry", "NS Column 2."), ("AT applies to entire entry", "AT Column 1.")
GROUPS_RULE = (
    "To or within the United Arab Emirates or destinations specified in Country Groups D:1 and D:4 of supplement no. 1 "
    "to part 740 of the EAR, excluding any destination also specified in Country Groups A:5 or A:6. See § 742.6."
)
ALL = "A license is required for ALL destinations, except Canada, regardless of end use."
ENTRIES = [
    entry("3A001", "NS, RS, AT", NS2, ("RS applies to 3A001.z", "RS Column 1"), AT1, items="a a.7 b z"),
    entry("3A090", "RS, AT", ("RS applies to entire entry", GROUPS_RULE), AT1),
    entry("3A991", "AT", AT1),
    entry("5A002", "NS, AT, EI", NS2, AT1, ("EI applies to entire entry", "Refer to § 742.15 of the EAR.")),
    entry("0A503", "CC", ("CC applies to entire entry", ALL)),
    entry("9A117", "", heading="Stages. (These items are “subject to the ITAR.” See 22 CFR parts 120 through 130.)"),
    entry("9A515", "RS, AT", ("RS applies to 9A515.e", "RS Column 2."), AT1, items="e x"),
    entry("2A994", "CB"),
]  # fmt: skip
CHART = {
    "China": ["NS 1", "NS 2", "RS 1", "RS 2"], "Germany": ["NS 1", "RS 1"], "India": ["NS 1", "RS 1"],
    "Saudi Arabia": ["NS 1", "NS 2", "RS 1", "RS 2"], "Israel": ["NS 1", "NS 2", "RS 1"],
    "United Arab Emirates": ["NS 1", "NS 2"], "Canada": [], "Korea, South": ["NS 1"], "Sweden": ["NS 1"],
}  # fmt: skip
LABELS = {"NS": "National security", "RS": "Regional stability", "AT": "Anti-terrorism"}
FOOTNOTE = (
    "Note that a license is still required for items controlled under ECCNs 6A003.b.4.b and 9A515.e for RS column 2 "
    "reasons when destined to India."
)


def ccl(entries: list[dict[str, Any]]) -> dict[str, Any]:
    return {"citation": "15 C.F.R. Part 774, Supplement No. 1 (Commerce Control List)", **DAY, "entries": entries}


def chart(rows: Mapping[str, list[str]]) -> dict[str, Any]:
    columns = ["NS 1", "NS 2", "RS 1", "RS 2", "AT 1"]
    return {
        "citation": "15 C.F.R. Part 738, Supplement No. 1 (Commerce Country Chart)",
        **DAY,
        "procedure": {"steps": ["Identify every Reason for Control."], "noMarkCaveat": "ONLY IF nothing else applies."},
        "columns": columns,
        "columnLabels": {c: LABELS[c[:2]] for c in columns},
        "countries": {c: {"marks": marks, "footnotes": [7] if c == "India" else []} for c, marks in rows.items()},
        "embargoed": {c: {"pointer": "See part 746 of the EAR.", "footnotes": []} for c in ("Cuba", "Russia")},
        "footnotes": {"7": FOOTNOTE},
        "territoryInheritance": {"hong kong": {"row": "China", "basis": "It is governed by the entry for China."}},
        "territoryInheritanceNote": "A destination without a row is indeterminate, not unrestricted.",
        "aliases": {"south korea": "Korea, South"},
    }  # fmt: skip


GROUPS = {
    "citation": "15 C.F.R. Part 740, Supplement No. 1 (Country Groups)",
    **DAY,
    "groups": {
        "A:5": ["Germany", "United Arab Emirates"], "A:6": ["Israel"], "D:1": ["China", "Russia"],
        "D:4": ["Israel", "Saudi Arabia", "United Arab Emirates"], "D:5": ["China"],
    },
}  # fmt: skip


def part(number: int, *sections: str, annexes: str = "") -> bytes:
    body = "".join(sections) + annexes
    return f'<?xml version="1.0"?><DIV5 N="{number}" TYPE="PART"><HEAD>PART {number}—RULES</HEAD>{body}</DIV5>'.encode()


def section(number: str, title: str, *paragraphs: str) -> str:
    text = "".join(f"<P>{p}</P>" for p in paragraphs)
    return f'<DIV8 N="{number}" TYPE="SECTION"><HEAD>§ {number} {title}</HEAD>{text}</DIV8>'


PART_746 = part(
    746,
    section(
        "746.2",
        "Cuba.",
        "(a) <I>License.</I> As authorized, you will need a license to export or reexport all items subject to the "
        "EAR to Cuba, except as follows: none.",
    ),
    section(
        "746.8",
        "Sanctions against Russia and Belarus.",
        "(a) <I>License.</I> As follows.",
        "(1) A license is required for any item subject to the EAR and specified in any Export Control Classification "
        "Number (ECCN) on the CCL.",
        "(2) [Reserved]",
        "(3) [Reserved]",
        "(4) [Reserved]",
        "(5) A license is required for any item listed in supplement no. 4 to this part.",
    ),
)


@pytest.fixture(scope="session")
def law() -> Mapping[str, bytes]:
    """Return the files of the small law by their names."""
    return {
        "ccl.json": json.dumps(ccl(ENTRIES)).encode(),
        "country-chart.json": json.dumps(chart(CHART)).encode(),
        "country-groups.json": json.dumps(GROUPS).encode(),
        "2026-07-23_title-15_part-746.xml": PART_746,
    }


def readings(name: str, data: bytes) -> list[Reading]:
    found = [annotate(r) for r in read_bytes(File(name, data))]
    assert all(r.source.kind in (Kind.LAW, Kind.LIST) for r in found)
    return found


@pytest.fixture
def hold(tmp_path: Path) -> Iterator[Callable[[Mapping[str, bytes]], Catalogue]]:
    """Return a function that puts files into a catalogue of their own."""
    made: list[Catalogue] = []

    def held(files: Mapping[str, bytes]) -> Catalogue:
        catalogue = Catalogue(tmp_path / f"{len(made)}.sqlite")
        for name, data in files.items():
            for reading in readings(name, data):
                catalogue.publish(catalogue.stage(reading, []))
        made.append(catalogue)
        return catalogue

    yield held
    for catalogue in made:
        catalogue.close()


@pytest.fixture
def ask(hold: Callable[[Mapping[str, bytes]], Catalogue], law: Mapping[str, bytes]) -> Callable[..., Computed | None]:
    """Return a function that asks the engine alone, over the small law."""
    catalogue = hold(law)

    def asked(question: str, *history: str) -> Computed | None:
        snapshot = CatalogueSnapshot(catalogue)
        return determination_engine.computed(understand(question, history, Filters(), snapshot), snapshot)

    return asked


REAL_LAW = (
    "us/lists/ccl.json",
    "us/lists/country-chart.json",
    "us/lists/country-groups.json",
    "us/lists/screening-list.json",
    "us/15-CFR-745-774_lossy_2025-01.md",
    "us/ecfr/2026-07-23_title-15_part-744.xml",
    "us/ecfr/2026-07-23_title-10_part-110.xml",
    "us/ecfr/2026-07-23_title-10_part-810.xml",
    "us/ecfr/2026-07-23_title-22_part-121.xml",
    "pdf/eu-regulation-833-2014-consolidated.pdf",
)


@pytest.fixture(scope="session")
def real_law(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Catalogue]:
    """Return a catalogue of the real texts, without an index."""
    held = hold_texts(Catalogue(tmp_path_factory.mktemp("law") / "catalogue.sqlite"), shared, REAL_LAW)
    yield held
    held.close()


def asked(real_law: Catalogue, question: str) -> Computed:
    """Return what the engines answer over the real texts, whichever of them does."""
    snapshot = CatalogueSnapshot(real_law)
    found = dispatch.computed(understand(question, (), Filters(), snapshot), snapshot)
    assert found is not None
    return found


@pytest.fixture
def ask_real(real_law: Catalogue) -> Callable[..., Computed | None]:
    """Return a function that asks the engine alone, over the real texts."""
    snapshot = CatalogueSnapshot(real_law)

    def asked(question: str, *history: str) -> Computed | None:
        return determination_engine.computed(understand(question, history, Filters(), snapshot), snapshot)

    return asked
