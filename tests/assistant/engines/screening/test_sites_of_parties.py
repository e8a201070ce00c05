"""A site that is asked of a listed party: what its own row has for that town, or that the row names none there."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from assistant.engines.model import Computed
from corpus.catalogue import Catalogue
from tests.assistant.engines.lists.conftest import ALL, ENTITIES, add_part, dispatched

ROWS = (
    *ENTITIES,
    ("CHINA, PEOPLE'S REPUBLIC OF", "Quelbrix Polytechnic, a.k.a., the following one alias:\n"
     "—Qingdao Lantern Institute.\nNo. 9 Dazhi Street, Harbin, China; and No. 2 Wenhua Road, Weihai, China; "
     "and 17 Shenzhou Road, Wuhu City, China", ALL, "Presumption of denial", "85 FR 34495, 6/5/20."),
)  # fmt: skip


@pytest.fixture
def catalogue(tmp_path: Path) -> Catalogue:
    """Return a catalogue with a list that has a party with addresses in several towns."""
    held = Catalogue(tmp_path / "catalogue.sqlite")
    add_part(held, date(2026, 1, 15), ROWS)
    return held


def _told(question: str, catalogue: Catalogue) -> tuple[Computed, str]:
    found = dispatched(question, catalogue)
    return found, " ".join(f.text for f in found.findings)


@pytest.mark.parametrize(
    "question",
    [
        "Is Quelbrix Polytechnic on the Entity List, and since when? Is the Weihai campus covered?",
        "is quelbrix polytechnic on the entity list? does that cover its premises in weihai",
        "Is the Weihai branch of Quelbrix Polytechnic on the Entity List?",
    ],
)
def test_an_address_in_the_town_asked_about_is_told_as_the_row_prints_it(catalogue: Catalogue, question: str) -> None:
    made, told = _told(question, catalogue)
    assert "has for Weihai: the address “No. 2 Wenhua Road, Weihai, China”." in told
    assert "Harbin, China”" not in told
    assert made.findings[1].cites


def test_an_alias_with_the_town_in_it_is_told(catalogue: Catalogue) -> None:
    _, told = _told("Is Quelbrix Polytechnic on the Entity List? Is the Qingdao site covered?", catalogue)
    assert "has for Qingdao: the name “Qingdao Lantern Institute”." in told


def test_a_row_without_an_address_in_the_town_says_so_and_clears_nothing(catalogue: Catalogue) -> None:
    made, told = _told("Is Quelbrix Polytechnic on the Entity List? Is its campus in Dalian covered too?", catalogue)
    assert "names no address in Dalian, which clears no site there." in told
    assert made.findings[0].says_yes is None
    assert "not covered" not in told
