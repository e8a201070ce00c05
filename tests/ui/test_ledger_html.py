"""Events of the ledger as a page lists them: what happens on the day under which they stand."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from assistant.engines.ledger.calendar import coming, icalendar
from assistant.engines.ledger.model import Happening, LedgerEvent
from assistant.engines.model import Span
from corpus.catalogue import Catalogue
from corpus.model import Kind, Role, Source
from corpus.structure import TreeBuilder
from ui.components.text.ledger import cited_events, ledger_html

BEGAN, ENDS = date(2025, 2, 3), date(2027, 3, 4)


@pytest.fixture
def held(tmp_path: Path) -> Iterator[Catalogue]:
    catalogue = Catalogue(tmp_path / "catalogue.sqlite")
    tree = TreeBuilder()
    tree.add("Lanterns need a licence.", locator="Article 1", role=Role.SECTION)
    source = Source(id="jp-lantern-act", title="Lantern Export Act", kind=Kind.LAW, jurisdiction="jp")
    catalogue.publish(catalogue.stage(tree.reading(source, valid_from=BEGAN), []))
    yield catalogue
    catalogue.close()


@pytest.mark.parametrize(
    ("kind", "first", "last"),
    [
        (Happening.STAYED, "stayed", "stay ends"),
        (Happening.BESIDE, "stay beside it", "stay beside it ends"),
        (Happening.AMENDED, "amended", "amendment ends"),
        (Happening.BEGINS, "begins", "ends"),
        (Happening.ENDS, "ends", "ends"),
    ],
)
def test_the_day_on_which_something_ends_says_that_it_ends(
    held: Catalogue, kind: Happening, first: str, last: str
) -> None:
    ((source, version),) = held.editions().values()
    event = LedgerEvent(kind, "Article 1", source.title, Span(source, version, 0, 24), BEGAN, ENDS, "Stayed.")
    for day, told in ((BEGAN, first), (ENDS, last)):
        html = ledger_html([(day, event)], cited_events([(day, event)], held), BEGAN, 0)
        assert f"<b>{told}</b>" in html
        assert f'datetime="{day.isoformat()}"' in html
    if kind is not Happening.BEGINS:  # a calendar has it under its last day
        assert f"SUMMARY:Lantern Export Act\\, Article 1: {last}" in icalendar(coming([event], BEGAN))
