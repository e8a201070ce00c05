"""Part of the Entity List, of the Unverified List and of a compilation, written for these tests, in two editions."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path

import pytest

from assistant.engines.dispatch import computed
from assistant.engines.model import Computed
from assistant.query.parser import understand
from corpus.catalogue import Catalogue
from corpus.filters import Filters
from corpus.model import Kind, Role, Source
from corpus.parsers.dispatch import read
from corpus.structure import TreeBuilder

Row = tuple[str, str, str, str, str]  # country, entity, requirement, policy, Federal Register
ALL = "For all items subject to the EAR. (See § 744.11 of the EAR)"
ENTITIES: tuple[Row, ...] = (
    ("FREEDONIA", "Acme Lamps, 1 High Street, Freedonia", ALL, "Presumption of denial", "62 FR 100, 6/30/97."),
    ("CHINA, PEOPLE'S REPUBLIC OF", "Bolt Works Co., Ltd., 12 Wan Road, Hong Kong", ALL, "Policy of denial",
     "88 FR 71992 10/19/2023. 89 FR 25505, 4/11/24."),
    ("", "Affiliated entities: Bolt Works Xian", "", "", ""),
    ("", "Address 01, Room 5, 3 Wan Road, Kowloon, Hong Kong", ALL, "Presumption of denial", "88 FR 71992, 10/19/23."),
    ("", "Cogs of Tianjin, a.k.a., the following one alias:\n—Tianjin Cogs.\n4 River Road, Tianjin, China", ALL,
     "Case-by-case for all items listed on the CCL. Presumption of approval for EAR99 items", "77 FR 231164/18/12."),
    ("TURKEY", "Dynamo A.S., 5 Bosphorus Street, Istanbul, Turkey", ALL, "Policy of Denial", "90 FR 48193, 10/9/25."),
    ("CRIMEA REGION OF UKRAINE", "Egret Shipyard, Kerch", ALL, "Presumption of denial", "86 FR 67319. 11/26/21."),
    ("VENEZUELA", "[Reserved]", "[Reserved]", "[Reserved]", "[Reserved]"),
)  # fmt: skip
UNVERIFIED: tuple[Row, ...] = (
    ("GERMANY", "Fender GmbH, Hafenweg 1, Kiel, Germany", "", "", "90 FR 17340, April 25, 2025."),
    ("TÜRKIYE", "Gasket Ltd., Ankara, Türkiye", "", "", "85 FR 64017, October 9, 2020; 89 FR 55038, July 3, 2024."),
)


def dispatched(question: str, catalogue: Catalogue, *history: str) -> Computed:
    """Return what the engines answer, whichever of them does."""
    found = computed(understand(question, history, Filters(), catalogue), catalogue)
    assert found is not None
    return found


def add_part(
    catalogue: Catalogue, day: date, entities: Sequence[Row] = ENTITIES, footnotes: Sequence[str] = ()
) -> None:
    """Put an edition of a part with two lists into a catalogue; `footnotes` are marks that its rows may have."""
    tree = TreeBuilder()
    part = tree.add("Part 744", locator="15 CFR Part 744", role=Role.PART)
    for number, rows, column in ((4, entities, "Entity"), (6, UNVERIFIED, "Listed person and address")):
        base = f"Supplement No. {number} to Part 744"
        top = tree.add(base, locator=base, role=Role.ANNEX, parent=part)
        tree.add("Country Entity", locator=f"{base} > table", role=Role.HEADING, parent=top)
        carried = ""
        for country, entity, requirement, policy, published in rows:
            carried = country or carried
            name, *aliases = entity.split("\n—")
            name = name.split(", a.k.a.")[0].split(", ")[0]
            cells = [("Country", carried), (column, " ".join(entity.split()))]
            cells += [("Alias", alias.split(".")[0]) for alias in aliases]
            if number == 4:
                cells += [("License requirement", requirement), ("License review policy", policy)]
            cells.append(("Federal Register citation", published))
            cells += [(f"Footnote {mark}", f"Note {mark}.") for mark in footnotes]
            tree.add(
                " ".join(f"{country} {entity} {requirement} {policy} {published}".split()),
                locator=f"{base}, Country: {carried}, {name}",
                role=Role.ROW,
                parent=top,
                heading=name,
                cells=tuple(cells),
                reserved="[Reserved]" in entity,
            )
    source = Source(id="us-15-cfr-744", title="15 CFR Part 744", kind=Kind.LAW, jurisdiction="us")
    catalogue.publish(catalogue.stage(tree.reading(source, valid_from=day), []))


def add_compilation(catalogue: Catalogue) -> None:
    """Put a compilation with three records into a catalogue."""
    tree = TreeBuilder()
    base = "U.S. Consolidated Screening List"
    top = tree.add(base, locator=base, role=Role.ANNEX)
    for name, listing, country, kind, program in (
        ("HORN TRADING", "Denied Persons List (DPL) - Bureau of Industry and Security", "Germany", "", "KESTREL"),
        ("IRIS BANK", "Specially Designated Nationals (SDN) - Treasury Department", "Cuba", "Entity", "KESTREL"),
        ("JETSAM", "Specially Designated Nationals (SDN) - Treasury Department", "Malta", "Vessel", "OMEGA-EO14024"),
    ):
        cells = (("Name", name), ("List", listing), ("Country", country), ("Type", kind), ("Program", program))
        tree.add(
            f"{name}. List: {listing}.",
            locator=f"{base} > {name}",
            role=Role.ROW,
            parent=top,
            heading=name,
            cells=cells,
        )
    source = Source(id="us-list-screening", title=base, kind=Kind.LIST, jurisdiction="us")
    catalogue.publish(catalogue.stage(tree.reading(source, valid_from=date(2026, 7, 31)), []))


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Catalogue]:
    """Return a catalogue that holds nothing."""
    catalogue = Catalogue(tmp_path / "catalogue.sqlite")
    yield catalogue
    catalogue.close()


@pytest.fixture(scope="session")
def whole_lists(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the file of a catalogue that holds the whole reference tables."""
    held = Catalogue(tmp_path_factory.mktemp("lists") / "catalogue.sqlite")
    for name in ("country-groups.json", "country-chart.json", "ccl.json"):
        for reading in read(shared / "data" / "us" / "lists" / name):
            held.publish(held.stage(reading, []))
    held.close()
    return held.path


@pytest.fixture
def catalogue(empty: Catalogue) -> Catalogue:
    """Return a catalogue with both lists in two editions, which differ in print alone, and the compilation."""
    older = [(c, e.replace("Co., Ltd.", "Co.,Ltd."), r, p, f) for c, e, r, p, f in ENTITIES]
    add_part(empty, date(2026, 1, 15), older)
    add_part(empty, date(2026, 4, 15))
    add_compilation(empty)
    return empty


def add_groups(catalogue: Catalogue) -> None:
    """Put country groups with two groups of three countries into a catalogue."""
    tree = TreeBuilder()
    base = "Supplement No. 1 to Part 740"
    top = tree.add(base, locator=base, role=Role.ANNEX)
    for group, names in (("A:5", ("Germany", "Turkey")), ("D:5", ("China (PRC)", "Freedonia", "Venezuela"))):
        cells = (("Country Group", group), ("Label", "Arms"), *(("Country", name) for name in names))
        tree.add(f"{group} {', '.join(names)}", locator=f"{base}, Country Group {group}", role=Role.ROW, parent=top,
                 heading=group, cells=cells)  # fmt: skip
    source = Source(id="us-15-cfr-740", title="15 CFR Part 740", kind=Kind.LAW, jurisdiction="us")
    catalogue.publish(catalogue.stage(tree.reading(source, valid_from=date(2026, 4, 15)), []))


@pytest.fixture
def ask(catalogue: Catalogue) -> Callable[..., Computed | None]:
    """Return a function that asks the engines for lists."""
    from assistant.engines.list_questions import list_question_engine
    from assistant.query.parser import understand

    def asked(question: str, *history: str, as_of: date | None = None) -> Computed | None:
        return list_question_engine.computed(understand(question, history, Filters(as_of=as_of), catalogue), catalogue)

    return asked
