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
    open_ones = {"LVS": "$1500", "GBS": "Yes"}
    rs2 = ("RS applies to entire entry", "RS Column 2.")
    others = [
        entry("0A606", "NS, AT", NS2, AT1, items="b", exceptions=open_ones),
        entry("9A515", "NS, AT", NS2, AT1, items="x", exceptions=open_ones),
        entry("3A002", "NS, RS, AT", NS2, rs2, AT1, items="a", exceptions=open_ones),
    ]
    groups = {**GROUPS, "groups": {**GROUPS["groups"], "B": ["Israel", "Saudi Arabia", "India", "Haiti"]}}
    catalogue = hold(
        {
            "ccl.json": json.dumps(ccl([lanterns, *others])).encode(),
            "country-chart.json": json.dumps(chart({**CHART, "Haiti": ["NS 1", "NS 2", "RS 1", "RS 2"]})).encode(),
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
        ("3A001.a.2 lamps for $7,000 to Israel: LVS or GBS?", "is not held; LVS will not serve for 3A001.a.2."),
        ("3A001.a.2 lamps for $900 to China: LVS or CIV?", "LVS will not serve for 3A001.a.2; 3A001 has no line"),
        ("3A001.c lamps for $900 to Israel under GBS, licence?", "leave GBS open for 3A001.c"),
    ],
)  # fmt: skip
def test_a_limit_among_the_items_is_compared_with_the_value_told(ask_limits: Ask, question: str, words: str) -> None:
    found = ask_limits(question)
    assert found is not None
    assert words in found.lead, found.lead
    assert "part 740" in found.lead  # the conditions decide, and they are not held
    if " open for " in found.lead:
        plainly = next(s for s in found.lead.split(". ") if " open for " in s)
        assert "no permission: the rule and its conditions stand in part 740, which is not held" in plainly
    assert not found.not_answered


@pytest.mark.parametrize(
    "question",
    [
        "3A001.a.3 lamps for $900 to Israel: LVS or GBS?",  # an exception of the limit, and a reason of an N/A
        "3A001.z lamps for $900 to Israel: LVS?",
        "3A001.b lamps for $900 to Israel: GBS?",  # on a condition of its own
        "3A001 lamps for $900 to Israel: LVS or GBS?",
        "3A001.c lamps to Israel: LVS?",
        "500 3A001.a.2 chips at $1,000 each to Israel under LVS?",
        "500 3A001.a.2 chips for $1,000 to Israel under LVS?",
        "10 units of 3A001.a.2 to Israel, $4,000 a unit, LVS?",
        "3A001.a.2 lamps to Israel, 500 pieces, $1,000 per piece: LVS?",
        "A dozen 3A001.a.2 lamps for $900 to Israel: LVS?",
        "3A001.a.2 lamps to Israel at $900: LVS?",
        "3A001.a.2 lamps to Israel, $900 apiece: LVS?",
        "3A001.a.2 lamps for $900 each to Israel: LVS or CIV?",
    ],
)
def test_nothing_is_called_open_where_the_words_have_to_be_read(ask_limits: Ask, question: str) -> None:
    found = ask_limits(question)
    assert found is not None
    assert " open for " not in found.payload["text"]


@pytest.mark.parametrize(
    "question",
    [
        "0A606.b trucks worth $900 to Haiti: LVS or GBS?",
        "9A515.x parts worth $900 to Haiti under LVS, licence?",
        "9A515.x parts to Haiti under GBS, licence?",
        "3A002.a meters to Haiti under GBS, licence?",  # required for RS as well
        "3A002.a meters worth $900 to Haiti: GBS or CIV?",
    ],
)
def test_nothing_is_called_open_where_part_740_has_conditions_of_its_own(ask_limits: Ask, question: str) -> None:
    found = ask_limits(question)
    assert found is not None
    assert found.payload["status"] == "required"
    assert " open for " not in found.payload["text"]
    assert "part 740" in found.lead


def test_gbs_is_told_with_the_piece_price_left_out(ask_limits: Ask) -> None:
    found = ask_limits("3A001.a.2 lamps to Israel, 500 pieces, $1,000 per piece: LVS or GBS?")
    assert found is not None
    assert "leave GBS open for 3A001.a.2" in found.lead
    assert "does not exceed" not in found.payload["text"]
    assert "for LVS the words of the entry" in found.lead


def test_the_limits_are_cited(ask_limits: Ask) -> None:
    found = ask_limits("3A001.c lamps worth $1,900 to Israel under LVS, licence?")
    assert found is not None
    cited = {c["locator"] for s in found.payload["steps"] for c in s["citations"]}
    assert {"3A001 > LVS", "3A001 > introductory text [2]"} <= cited


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("500 3A001.a.2 chips at $1,000 each to Israel under LVS, licence?", "LVS"),
        ("10 units 3A001.a.2 to Israel, $4,000 a unit, under LVS, licence?", "LVS"),
        ("500 pieces 3A001.a.2 to Israel, $1,000 per piece: LVS or GBS?", "LVS"),
        ("9A515.x parts worth $900 to Afghanistan: LVS or GBS?", "LVS"),
        ("9A515.x parts worth $900 to Afghanistan: LVS or GBS?", "GBS"),
        ("0A606.x parts worth $900 to Haiti under LVS, licence?", "LVS"),
        ("0A606.x parts worth $900 to Haiti: LVS or GBS?", "GBS"),
    ],
)
def test_nothing_is_called_open_so_in_the_real_list(ask_real: Ask, question: str, name: str) -> None:
    found = ask_real(question)
    assert found is not None
    told = [s for s in found.payload["text"].split("; ") if " open for " in s]
    assert not any(name in s.partition(" open for ")[0].rpartition(" leave ")[2] for s in told), told


@pytest.mark.parametrize(
    ("question", "begins"),
    [
        ("Can I use GBS for 3A001.a.2 lamps to Israel?", "Of the License Exceptions asked about:"),
        ("Is LVS available for 3A001.z lamps to China?", "The entry gives no LVS for 3A001.z."),
        ("Can we use CIV for 3A001.c to China?", "3A001 has no line for CIV."),
        ("GBS for 3A001.c lamps to China, licence?", "A licence is required"),
    ],
)
def test_a_question_on_an_exception_alone_is_answered_by_it_first(ask_limits: Ask, question: str, begins: str) -> None:
    found = ask_limits(question)
    assert found is not None
    first = found.findings[0]
    assert first.text.startswith(begins), first.text
    assert (first.says_yes is True) == begins.startswith("A licence")
    assert first.text.count("part 740") == 1
    assert not any("part 740" in f.text for f in found.findings[1:] if "Texts that are not held" not in f.text)


@pytest.mark.parametrize(
    "question",
    [
        "Can I use GBS for 3A001.a.2 lamps to Israel for use in a nuclear weapon?",  # a prohibited end use
        "Can I use GBS for 3A001.a.2 lamps to Israel for a missile project?",  # one of which no step speaks here
    ],
)
def test_no_exception_stands_first_where_the_end_use_may_shut_it(ask_limits: Ask, question: str) -> None:
    found = ask_limits(question)
    assert found is not None
    assert found.lead.startswith("A licence is required"), found.lead
    assert found.findings[0].says_yes is True


@pytest.mark.parametrize("to", ["YMTC in Singapore", "Huawei in Israel"])
def test_no_exception_stands_first_where_the_buyer_is_listed(ask_real: Ask, to: str) -> None:
    found = ask_real(f"Can I use GBS to ship 3A001.a.2.c to {to}?")
    assert found is not None
    assert found.lead.startswith("A licence is required"), found.lead
    assert found.findings[0].says_yes is True
    assert "No license exceptions are available" in found.payload["text"]


def test_a_licence_for_all_but_some_paragraphs_is_told_with_these(hold: Callable[..., Catalogue]) -> None:
    but_y = ("NS applies to entire entry, except 9E515.y", "NS Column 1.")
    rows = (but_y, ("RS applies to 9E515.y", "China, Russia, or Venezuela (see § 742.6(a)(7))."), AT1)
    whole = entry("9E516", "NS, RS, AT", but_y, ("RS applies to entire entry", "RS Column 1."), AT1, items="a y")
    catalogue = hold(
        {
            "ccl.json": json.dumps(ccl([entry("9E515", "NS, RS, AT", *rows, items="a y"), whole])).encode(),
            "country-chart.json": json.dumps(chart(CHART)).encode(),
            "country-groups.json": json.dumps(GROUPS).encode(),
            "2026-07-23_title-15_part-746.xml": PART_746,
        }
    )
    snapshot = CatalogueSnapshot(catalogue)

    def asked(question: str) -> Computed:
        found = determination_engine.computed(understand(question, (), Filters(), snapshot), snapshot)
        assert found is not None
        return found

    bare = asked("Do I need a licence for 9E515 to Germany?")
    assert "NS applies to entire entry, except 9E515.y" in bare.lead
    assert bare.findings[0].says_yes is None
    assert all(s.get("decides_rest") is True for s in bare.payload["steps"] if " control of " in s["step"])
    told = asked("Do I need a licence for 9E515.a to Germany?")
    assert not any("decides_rest" in s for s in told.payload["steps"])
    assert "except" not in told.lead
    assert told.findings[0].says_yes is True
    assert asked("Do I need a licence for 9E515.y to Germany?").payload["status"] == "no_chart_requirement"
    of_all = asked("Do I need a licence for 9E516 to Germany?")  # another reason is that of the whole entry
    assert "regional stability" in of_all.lead.lower()
    assert "except" not in of_all.lead
    assert "except" not in asked("Do I need a licence for 9E515 to Moscow?").lead  # an embargo on any entry


def test_of_a_given_paragraph_only_the_exceptions_that_can_be_of_it_are_told(ask_real: Ask) -> None:
    found = ask_real("Do I need a licence for 9A610.x to Germany?")
    assert found is not None
    assert "excepts “parts and components controlled in 9A610.x" in found.lead
    assert "9A610.y" not in found.lead
    assert found.findings[0].says_yes is True
