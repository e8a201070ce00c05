"""Catalogues for calculators: a small one written for these tests, and one of the shared documents."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from assistant.engines.calculation.calculation_engine import calculate
from assistant.engines.model import Computed
from assistant.query.parser import understand
from corpus.catalogue import Catalogue
from corpus.catalogue.identity import identified
from corpus.filters import Filters
from corpus.model import Kind, Reading, Role, Source, Stay
from corpus.parsers.dispatch import read
from corpus.structure import TreeBuilder

Ask = Callable[..., Computed | None]

HELD = (
    "us/15-CFR-745-774_lossy_2025-01.md",
    "us/ecfr/2026-07-23_title-15_part-744.xml",
    "us/ecfr/2026-07-23_title-10_part-110.xml",
    "us/ecfr/2026-07-23_title-10_part-810.xml",
    "us/lists/country-groups.json",
    "cn/两用物项出口管制条例(2024-09-30).md",
    "cn/出口管制法(2020-10-17).md",
    "cn/稀土管理条例(2024-06-22).md",
    "jp/324AC0000000228.md",
    "jp/324CO0000000378.md",
    "pdf/eu-regulation-833-2014-consolidated.pdf",
    "kr/korean-law.json",
)


def hold(catalogue: Catalogue, *readings: Reading) -> Catalogue:
    """Put readings into a catalogue, without an index."""
    for reading in readings:
        catalogue.publish(catalogue.stage(reading, []))
    return catalogue


def small(*, over: str = "$700", share: int = 40, until: date | None = date(2026, 11, 9)) -> Reading:
    """Return a regulation with the words of the real one and other figures."""
    tree = TreeBuilder()
    part = tree.add("Part 744", locator="15 CFR Part 744", role=Role.PART)
    stay = Stay("stayed", date(2025, 11, 12), until) if until else None
    texts: tuple[tuple[str, str, Stay | None], ...] = (
        ("15 CFR 758.1(b)(5)", f"classified under a single Schedule B Number (or HTS) is over {over}, except", None),
        (
            "15 CFR 758.1(b)(10)",
            "For all exports of items on the Commerce Control List to the People's Republic of China, "
            "Russia, or Venezuela, regardless of value, unless the export may be made under the exemption listed under "
            "paragraph (c)(4) of this section.",
            None,
        ),
        (
            "15 CFR 744.11(a)(1)",
            f"any foreign entity that is owned, directly or indirectly, individually or in aggregate, "
            f"{share} percent or more by one or more listed entities or unlisted entities that are subject "
            f"to restrictions. The requirements do not apply to foreign affiliates that are owned, directly or "
            f"indirectly, individually or in aggregate, {share} percent or more by one or more entities that are "
            "operating at an address listed on the Entity List if the entities operating at that address are not "
            "specifically identified.",
            stay,
        ),
        (
            "Supplement No. 8 to Part 744(b)",
            "Any foreign entity that is owned, directly or indirectly, individually or in "
            f"aggregate, {share} percent or more by one or more entities listed on the Entity List, "
            f"'military end-users' on the "
            "MEU List, or SDNs designated under programs listed in § 744.8(a)(1), or by one or more entities subject "
            "to restrictions based upon ownership by listed entities, is a concern.",
            stay,
        ),
        (
            "Supplement No. 8 to Part 744(c)",
            "are advised to act with caution when considering a transaction with a non-Entity "
            "List, non-MEU List, or non-§ 744.8 foreign entity",
            None,
        ),
        (
            "15 CFR 744.8(a)(1)",
            "a person who is designated on the SDN List with any of the following identifiers is a party to "
            "the transaction: [NPWMD]; [SDGT]",
            None,
        ),
        (
            "15 CFR 744.8(a)(2)",
            "These EAR controls also apply to any foreign affiliate of a listed entity that is owned, directly or "
            f"indirectly, individually or in aggregate, {share} percent or more by one or more persons blocked "
            "pursuant to the programs listed in paragraph (a)(1) of this section.",
            stay,
        ),
        (
            "15 CFR 766.6(a)",
            "The respondent must answer the charging letter within 12 days after being served with notice of "
            "the issuance of a charging letter",
            None,
        ),
        (
            "15 CFR 766.5(e)",
            "The last day of the period so computed is to be included unless it is a Saturday, a Sunday, or a "
            "legal holiday, in which case the period runs until the end of the next day which is neither a Saturday, "
            "a Sunday, nor a legal holiday. Intermediate Saturdays, Sundays, and legal holidays are excluded from the "
            "computation when the period of time prescribed or allowed is seven days or less.",
            None,
        ),
        (
            "15 CFR 762.6(a)",
            "All records required to be kept by the EAR must be retained for six years from the latest of the "
            "following times",
            None,
        ),
    )
    for locator, text, stays in texts:
        at = tree.add(text, locator=locator, role=Role.PARAGRAPH, parent=part)
        if stays:
            tree.amend(at, stay=stays)
    return tree.reading(
        Source(id="us-15-cfr-744", title="15 CFR (test)", kind=Kind.LAW, jurisdiction="us"), valid_from=date(2026, 7, 1)
    )


@pytest.fixture
def make(tmp_path: Path) -> Iterator[Callable[..., Catalogue]]:
    """Return what makes a catalogue of the small regulation, with other figures where they are given."""
    made: list[Catalogue] = []

    def build(**figures: Any) -> Catalogue:
        made.append(hold(Catalogue(tmp_path / f"{len(made)}.sqlite"), small(**figures)))
        return made[-1]

    yield build
    for catalogue in made:
        catalogue.close()


@pytest.fixture(scope="session")
def real(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Catalogue]:
    """Return a catalogue of the shared documents that calculations stand on."""
    held = Catalogue(tmp_path_factory.mktemp("calculation") / "catalogue.sqlite")
    for name in HELD:
        path = shared / "data" / name
        hold(held, *(identified(reading, str(path)) for reading in read(path)))
    yield held
    held.close()


def answer(catalogue: Catalogue, question: str, *history: str, as_of: date | None = None) -> Computed | None:
    """Return what the calculators make of a question."""
    return calculate(understand(question, history, Filters(as_of=as_of), catalogue), catalogue)


def values(found: Computed | None) -> dict[str, Any]:
    """Return the values that programs read, without steps and citations."""
    assert found is not None
    return {name: value for name, value in found.payload.items() if name not in ("steps", "citations")}
