"""Tools of the agent that find what they are asked for: what each puts into the pack, and what it says."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from assistant.pipeline import Assistant
from assistant.pipeline.agent_tool_calls import HeldLookUps
from assistant.research.evidence_pack import EvidencePack, PieceKind
from assistant.research.tools import ToolBox
from assistant.settings import Settings
from corpus.catalogue import Catalogue
from corpus.enrichment import annotate
from corpus.filters import Filters
from corpus.model import Kind, Reading, Role, Source, Stay
from corpus.structure import TreeBuilder
from index.collection import Collection
from tests.assistant.conftest import regulation

STAYED = "Effective Date Note: In § 762.7, paragraph (a) was stayed, effective until Nov. 9, 2027."


def records() -> Reading:
    tree = TreeBuilder()
    part = tree.add("Part 762", locator="15 CFR Part 762", role=Role.PART)
    kept = tree.add("§ 762.6 Period of retention.", locator="15 CFR 762.6", role=Role.SECTION, parent=part)
    tree.add(
        "(a) All records required to be kept by the EAR must be retained for six years from the latest of the "
        "following times",
        locator="15 CFR 762.6(a)", role=Role.PARAGRAPH, parent=kept,
    )  # fmt: skip
    tree.add(
        "(b) If an agency makes a request for records, none may be destroyed without its written authorization.",
        locator="15 CFR 762.6(b)", role=Role.PARAGRAPH, parent=kept,
    )  # fmt: skip
    copies = tree.add("§ 762.7 Copies.", locator="15 CFR 762.7", role=Role.SECTION, parent=part)
    first = tree.add("(a) Copies are sent.", locator="15 CFR 762.7(a)", role=Role.PARAGRAPH, parent=copies)
    tree.amend(first, stay=Stay(STAYED, date(2025, 11, 12), date(2027, 11, 9)))
    terms = tree.add("§ 762.9 Definitions.", locator="15 CFR 762.9", role=Role.SECTION, parent=part)
    tree.add(
        "“Sprocket” means a wheel with teeth.", locator="15 CFR 762.9 > Sprocket", role=Role.PARAGRAPH, parent=terms
    )
    source = Source(id="us-15-cfr-762", title="15 CFR Part 762 (test)", kind=Kind.LAW, jurisdiction="us")
    return tree.reading(source, valid_from=date(2026, 7, 1))


@pytest.fixture(scope="module")
def held(new_home: Callable[[], Path]) -> Iterator[Assistant]:
    home = new_home()
    collection = Collection(home, Catalogue(home / "catalogue.sqlite"))
    for reading in (regulation(), records()):
        collection.add(annotate(reading))
    yield Assistant(collection, collection.catalogue, Settings(home=home))
    collection.close()
    collection.catalogue.close()


@pytest.fixture
def box(held: Assistant) -> ToolBox:
    gatherer = held.gatherer()
    pack = EvidencePack(gatherer.catalogue, 4000, date(2026, 12, 1))
    return ToolBox(HeldLookUps(gatherer, Filters(), held.vintages), pack)


@pytest.mark.parametrize(
    ("name", "arguments", "finding", "locator"),
    [
        ("list_query", {"list": "entity list"}, "Entity List of 2026-07-01: 2 rows. Acme", "Acme Rocket Works"),
        ("list_query", {"list": "Entity List", "name": "zxw"}, "1 rows. Zhongxing", "Zhongxing Widgets"),
        ("in_force", {"what": "762.7(a)"}, "stayed from 12 November 2025 until 9 November 2027", "15 CFR 762.7"),
        ("compare", {"topic": "records", "jurisdictions": ["us", "eu"]}, "six years", "15 CFR 762.6"),
        (
            "calculate",
            {"question": "Exported on 29 February 2024. Until when do we keep the export records under the EAR?"},
            "kept until Thursday, 28 February 2030",
            "15 CFR 762.6",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) and value.isidentifier() else "",
)
def test_what_an_engine_finds_stands_on_the_provision_that_it_is_from(
    box: ToolBox, name: str, arguments: dict[str, Any], finding: str, locator: str
) -> None:
    told = box.use(name, arguments)
    assert told.count("<evidence>") == told.count("</evidence>") == 1
    assert finding in told
    computed = [p for p in box.pack.pieces if p.kind is PieceKind.COMPUTED and finding in p.text]
    assert computed
    below = [piece for n in computed[0].stands_on if (piece := box.pack.piece(n)) and piece.unit]
    assert any(locator in p.heading for p in below), [p.heading for p in below]
    assert any(c.number == computed[0].number for c in box.pack.citations())  # a claim may stand on it


def test_a_definition_is_brought_as_the_law_has_it(box: ToolBox) -> None:
    assert "“Sprocket” means a wheel with teeth." in box.use("define", {"term": "sprocket"})
    assert [p.kind for p in box.pack.pieces] == [PieceKind.PROVISION]


def test_a_day_that_is_none_is_told_in_a_line(box: ToolBox) -> None:
    assert "Write it as 2026-01-31" in box.use("list_query", {"list": "Entity List", "added_since": "last May"})
    assert not box.pack.pieces
