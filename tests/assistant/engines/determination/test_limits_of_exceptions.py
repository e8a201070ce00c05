"""Tests of the limits of value that an entry prints among its items, and of which exceptions asked about stay open."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping

import pytest

from assistant.engines.determination import determination_engine
from assistant.engines.model import Computed
from assistant.query.parser import understand
from corpus.catalogue import Catalogue, CatalogueSnapshot
from corpus.filters import Filters

from .conftest import AT1, CHART, GROUPS, NS2, PART_746, ccl, chart, entry

Ask = Callable[..., Computed | None]


@pytest.fixture
def ask_limits(hold: Callable[[Mapping[str, bytes]], Catalogue]) -> Ask:
    """Return a function that asks over an entry whose limits stand as lines above its items."""
    lanterns = entry(
        "3A001", "NS, MT, AT", NS2, ("MT applies to 3A001.a.3", "MT Column 1."), AT1, items="a a.2 a.3 b b.1 c z",
        exceptions={"LVS": "N/A for MT; N/A for and 3A001.z.", "GBS": "Yes for 3A001.a.2, .b (if for ships), b.9., .c"},
    )  # fmt: skip
    lines = ["Yes for:", "$1500: 3A001.c.", "$5000: 3A001.a (except a.3 when controlled for MT) and .b."]
    lanterns["items"] = [{"paragraph": None, "kind": "text", "depth": 0, "text": t} for t in lines] + lanterns["items"]
    groups = {**GROUPS, "groups": {**GROUPS["groups"], "B": ["Israel", "Saudi Arabia", "India"]}}
    catalogue = hold(
        {
            "ccl.json": json.dumps(ccl([lanterns])).encode(),
            "country-chart.json": json.dumps(chart(CHART)).encode(),
            "country-groups.json": json.dumps(groups).encode(),
            "2026-07-23_title-15_part-746.xml": PART_746,
        }
    )

    def asked(question: str, *history: str) -> Computed | None:
        snapshot = CatalogueSnapshot(catalogue)
        return determination_engine.computed(understand(question, history, Filters(), snapshot), snapshot)

    return asked


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("3A001.c lamps worth $1,900 to Israel under LVS, licence?", "the value told, 1,900, exceeds: LVS does not"),
        ("3A001.a.2 lamps worth $1,900 to Israel under LVS?", "the country groups leave LVS open for 3A001.a.2"),
        ("3A001.a.2 lamps for $7,000 to Israel: LVS or GBS?", "leave GBS open for 3A001.a.2; LVS will not serve."),
        ("3A001.a.2 lamps for $900 to China: LVS or CIV?", "LVS will not serve; 3A001 has no line for CIV."),
        ("3A001.c lamps for $900 to Israel under GBS, licence?", "leave GBS open for 3A001.c"),
    ],
)  # fmt: skip
def test_a_limit_among_the_items_is_compared_with_the_value_told(ask_limits: Ask, question: str, words: str) -> None:
    found = ask_limits(question)
    assert found is not None
    assert words in found.lead, found.lead
    assert "part 740" in found.lead  # the conditions decide, and they are not held
    assert not found.not_answered


@pytest.mark.parametrize(
    "question",
    [
        "3A001.a.3 lamps for $900 to Israel: LVS or GBS?",  # an exception of the limit, and a reason of an N/A
        "3A001.z lamps for $900 to Israel: LVS?",
        "3A001.b lamps for $900 to Israel: GBS?",  # on a condition of its own
        "3A001 lamps for $900 to Israel: LVS or GBS?",
        "3A001.c lamps to Israel: LVS?",
    ],
)
def test_nothing_is_called_open_where_the_words_have_to_be_read(ask_limits: Ask, question: str) -> None:
    found = ask_limits(question)
    assert found is not None
    assert " open for " not in found.payload["text"]


def test_the_limits_are_cited(ask_limits: Ask) -> None:
    found = ask_limits("3A001.c lamps worth $1,900 to Israel under LVS, licence?")
    assert found is not None
    cited = {c["locator"] for s in found.payload["steps"] for c in s["citations"]}
    assert {"3A001 > LVS", "3A001 > introductory text [2]"} <= cited
