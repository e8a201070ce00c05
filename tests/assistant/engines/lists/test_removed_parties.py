"""Whether somebody came off a list: the row that the newest list still has is told before what any notice says."""

from __future__ import annotations

from datetime import date

import pytest

from corpus.catalogue import Catalogue
from corpus.model import Role, Source
from corpus.structure import TreeBuilder
from tests.assistant.engines.lists.conftest import ALL, ENTITIES, add_part, dispatched

NOTICE = "The Bureau is removing one entity from the Entity List under the destination of Freedonia."
ROWS = (
    *ENTITIES,
    ("FREEDONIA", "Tungor Instruments (Hong Kong) Co., Ltd., 4 Low Street", ALL, "Presumption of denial",
     "90 FR 100, 10/9/25."),
    ("", "Silver Lantern Trading LLC, 5 Low Street", ALL, "Presumption of denial", "90 FR 100, 10/9/25."),
)  # fmt: skip


@pytest.fixture
def noticed(empty: Catalogue) -> Catalogue:
    """Return a catalogue with a list and a notice that removes somebody whom it does not name."""
    add_part(empty, date(2026, 1, 15), ROWS)
    tree = TreeBuilder()
    title = tree.add("Revisions to the Entity List", locator="Title", role=Role.TITLE)
    tree.add(NOTICE, locator="Summary > block 1", role=Role.TEXT, parent=title)
    source = Source(id="fr-lamps", title="Revisions to the Entity List", published=date(2025, 11, 12))
    empty.publish(empty.stage(tree.reading(source), []))
    return empty


@pytest.mark.parametrize(
    "question",
    [
        "they took tungor instruments hong kong off the entity list in november 2025, no? may we sell again",
        "did BIS remove tungor instruments from the Entity List in November 2025?",
        "tungor instruments came off the entity list in november 2025, right?",
        "Tungor Instruments (Hong Kong) was removed from the Entity List in November 2025, so NLR?",
        "i heard that in november 2025 silver lantern trading was taken off the entity list",
    ],
)
def test_who_is_said_to_be_removed_and_stands_on_the_newest_list_is_told_first(
    noticed: Catalogue, question: str
) -> None:
    made = dispatched(question, noticed)
    lead = made.findings[0]
    assert lead.text.startswith("Still listed")
    assert "the Entity List of 2026-01-15" in lead.text
    assert lead.says_yes is None
    told = " ".join(f.text for f in made.findings)
    assert "For all items subject to the EAR" in told
    assert "Presumption of denial" in told
    assert made.payload["rows"]


def test_a_notice_of_that_time_is_told_behind_the_row(noticed: Catalogue) -> None:
    made = dispatched("they took tungor instruments hong kong off the entity list in november 2025, no?", noticed)
    texts = [f.text for f in made.findings]
    assert texts[-1] == NOTICE
    assert "Whom a notice does not name, it does not say to be removed" in texts[-2]
    assert "no row of whoever came off it" not in " ".join(texts)


def test_a_name_that_no_row_has_is_told_to_be_unfound_before_the_notice(noticed: Catalogue) -> None:
    made = dispatched("they removed quelbrix lanterns from the entity list in november 2025, right?", noticed)
    assert made.findings[0].text.startswith("“quelbrix lanterns” was not found in lists of 2026-01-15")
    assert made.findings[-1].text == NOTICE


@pytest.mark.parametrize("words", ["were taken off the Entity List", "did BIS take off the Entity List"])
def test_of_nobody_who_is_named_the_notice_is_told(noticed: Catalogue, words: str) -> None:
    made = dispatched(f"Which companies {words} in November 2025?", noticed)
    assert made.findings[0].text.startswith("An edition of the Entity List has no row of whoever came off it.")
    assert made.findings[1].text == NOTICE
