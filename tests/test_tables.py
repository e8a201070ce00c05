"""What `corpus/lexicon` promises: a jurisdiction, a country, a list of parties, a unit is one entry of one table.

Each table is read from a copy with one more entry, and every room is asked about what stands there. That nothing of the
tables stands in Python is tested in `test_tables_in_source.py`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import pytest

from assistant.engines.determination.command import determination
from assistant.engines.determination.facts.places import places
from assistant.engines.determination.figures import units as control_units
from assistant.engines.determination.law_texts import rules
from assistant.lexicon.glossary import expansions
from assistant.lexicon.named_texts import about
from assistant.query.candidate_names import candidates
from assistant.query.follow_ups import standalone
from assistant.query.parser import understand
from assistant.query.party_questions import asks_of_lists
from assistant.query.yes_no_frames import Frame, frame
from assistant.reading_rules.premises import body_not_held, licence_not_held, list_not_held
from corpus import instruments
from corpus.catalogue import Catalogue
from corpus.errors import BadRequest
from corpus.filters import Filters
from corpus.lexicon import countries, jurisdictions, measures, party_lists, regions
from corpus.locators import Locator
from corpus.lookup import stands_in
from corpus.model import Kind, Role, Source
from corpus.references.identifiers import identifiers
from corpus.sources.entries import read
from corpus.sources.freshness import regime_coverage
from corpus.structure import TreeBuilder
from index.crosslingual import languages
from ui.components.page import labels

AddEntry = Callable[[ModuleType, str], None]


@pytest.fixture
def add_entry(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> AddEntry:
    """A function that puts a copy of a module's table, with these lines at its end, in the place of the table."""

    def add(module: ModuleType, lines: str) -> None:
        copy = tmp_path / module.TABLE.name
        copy.write_text(module.TABLE.read_text("utf-8") + lines, "utf-8")
        monkeypatch.setattr(module, "TABLE", copy)

    return add


@pytest.fixture
def catalogue(tmp_path: Path) -> Iterator[Catalogue]:
    """A catalogue that holds nothing."""
    held = Catalogue(tmp_path / "catalogue.sqlite")
    yield held
    held.close()


# --- one entry more --------------------------------------------------------------------------------------------------

ONE_LIST = r"""
[[list]]
name = "Harbour Watch List"
named = '\bHarbour Watch List\b'
hints = ["Harbour"]
asked = '\bharbour watch list\b|\bZQL\b'
table = "Supplement No. 99 to Part 744"
mark = "(ZQL)"
rows = 'harbour watch list|zql'
about = '\bZQL\b'
title = 'Part 799'
english = 'harbour watch list'
no_name = ["harbour", "zql"]
in_han = ["港口关注表"]
jurisdiction = "rt"
"""


def test_a_list_is_one_entry(add_entry: AddEntry) -> None:
    asked, source = "Does ZQL name Acme?", Source(id="x", title="15 CFR Part 799", kind=Kind.LIST, jurisdiction="us")
    assert not party_lists.lists_asked(asked)
    assert candidates("What is ZQL?") == ["ZQL"]
    assert not asks_of_lists("Which ZQL rows?")
    add_entry(party_lists, ONE_LIST)
    [found] = party_lists.lists_asked(asked)
    assert found.name == "Harbour Watch List"
    assert asks_of_lists("Which ZQL rows?")
    assert candidates("What is ZQL?") == []
    assert identifiers("as the Harbour Watch List says") == ("Harbour Watch List",)
    assert about(f"{asked} Really?", source) == 1.0
    assert languages.names_english_texts("is it on the harbour watch list")
    assert languages.names_english_texts_in_han("港口关注表里有吗")
    assert "RT" in party_lists.table().countries


def test_the_walk_stops_at_every_list(add_entry: AddEntry, catalogue: Catalogue) -> None:
    """Check that a listed party never frees: neither on a list that is one entry, nor on one that nothing knows of."""
    add_entry(party_lists, ONE_LIST)
    tree = TreeBuilder()
    own, compiled = "Supplement No. 99 to Part 744", party_lists.table().compiled
    for top, name, more in (
        (own, "Wick Works Ltd.", ()),
        (compiled, "Tallow Trading Co.", (("List", "Wharf Rats List (WRL) - Harbour Office"),)),
    ):
        annex = tree.add(top, locator=top, role=Role.ANNEX)
        cells = (("Name", name), *more)
        tree.add(name, locator=f"{top}, {name}", role=Role.ROW, parent=annex, heading=name, cells=cells)
    source = Source(id="x", title="15 CFR Part 799", kind=Kind.LAW, jurisdiction="us")
    catalogue.publish(catalogue.stage(tree.reading(source), []))
    for party, name in (("Wick Works Ltd.", "Harbour Watch List"), ("Tallow Trading Co.", "Wharf Rats List")):
        found = determination(catalogue, "EAR99", "Germany", party)
        [step] = (s for s in found["steps"] if s["step"] == name)
        assert (found["status"], step["effect"], len(step["citations"])) == ("indeterminate", "unknown", 1)
        assert f"{party.strip('.')} is on the {name}" in step["finding"]
        assert any(f"the law of the {name}" in asked for asked in found["asks_for"])


def test_the_walk_has_rules_of_known_lists_alone() -> None:
    assert {*rules.rule_table()["list"]} < {n.name for n in party_lists.table().entries}


ONE_JURISDICTION = r"""
[[jurisdiction]]
code = "rt"
name = "Ruritania"
regime = "Ruritania and its islands"
country = "RX"
locators = ["ruritanian"]
agencies = ["RUTRA"]
offices = 'RUTRA'
no_name = ["rutra"]
compared = '\bRuritanian?\b'
under = '\bunder Ruritanian (?:law|rules)'
own_law = "under Ruritanian law"
about = '\bRuritanian\s+{lawlike}'
titles = [{asked = '\blamp rules\b', title = 'Lamp Edict'}]
licences = '\bRuritanian? (?P<what>royal licence)\b'
possessive = "Ruritania’s"
language = "zh"
owners = 'ruritanian'
places = 'ruritanian?'
firms = 'ruritanian'
buyers = 'ruritanian'
destinations = 'ruritania'
before_title = 'ruritanian'
behind_title = 'ruritania'
"""
ONE_COUNTRY = """
RX.name = "Ruritania (Strelsau)"
RX.filed = ["RURI"]
RX.also = ["Kingdom of Ruritania"]
RX.said = ["Old Zenda"]
RX.texts = ["Elphberg lands"]
RX.adjectives = ["Ruritanian"]
RX.no_name = ["ruritania", "ruritanian"]
RX.begins_name = ["ruritanian"]
RX.common = ["ruritanian"]
"""


def test_a_jurisdiction_is_one_entry(add_entry: AddEntry, catalogue: Catalogue) -> None:
    edict = Source(id="rt-edict", title="Lamp Edict", kind=Kind.LAW, jurisdiction="rt")
    compares = "Compare Ruritanian and EU rules on lamps"
    assert understand(compares, (), Filters(), catalogue).compares == ()
    add_entry(jurisdictions, ONE_JURISDICTION)
    assert understand(compares, (), Filters(), catalogue).compares == ("rt", "eu")
    assert labels.jurisdiction("rt") == "Ruritania"
    assert regime_coverage(catalogue)[-1].name == "Ruritania and its islands"
    assert stands_in(Locator("ruritanian", "", ("1",), "1"), edict)
    assert not stands_in(Locator("ruritanian", "", ("1",), "1"), Source("x", "x", Kind.LAW, "us"))
    assert about("What do Ruritanian laws say?", edict) == 1.0
    assert about("What do the lamp rules say?", edict) == 1.0
    assert instruments.plain_designation("Ruritanian Lamp Act of Ruritania") == instruments.plain_designation(
        "Lamp Act"
    )
    assert languages.jurisdiction_named("What do Ruritanian officials ask?") == "rt"
    assert languages.names_their_rules("What do Ruritanian officials ask?")
    assert languages.only_as_place("May I ship lamps to Ruritania?")


@pytest.mark.parametrize(
    ("asked", "not_held"),
    [("What does RUTRA ask for?", "RUTRA"), ("Does a lamp need a permit of BAFA?", "BAFA"), ("What is it?", "")],
)
def test_an_agency_is_known_by_its_jurisdiction(
    asked: str, not_held: str, add_entry: AddEntry, catalogue: Catalogue
) -> None:
    add_entry(jurisdictions, ONE_JURISDICTION)
    assert body_not_held(understand(asked, (), Filters(), catalogue), catalogue, []) == not_held


def test_a_question_may_ask_what_an_agency_does(add_entry: AddEntry) -> None:
    asked = "Will RUTRA sign?", "Did Acme sell lamps without RUTRA approval?"
    assert [frame(a) for a in asked] == [Frame.FACT, Frame.FACT]
    assert not asks_of_lists("Is Acme on RUTRA list?")
    add_entry(jurisdictions, ONE_JURISDICTION)
    assert [frame(a) for a in asked] == [Frame.MAY, Frame.FREE]
    assert asks_of_lists("Is Acme on RUTRA list?")


def test_what_one_law_alone_has_is_missed(add_entry: AddEntry, catalogue: Catalogue) -> None:
    add_entry(jurisdictions, ONE_JURISDICTION)
    add_entry(countries, ONE_COUNTRY)
    licence = understand("Is a Ruritanian royal licence open to all?", (), Filters(), catalogue)
    assert licence_not_held(licence, ()) == "Ruritania’s royal licence"
    owned = understand("Who stands on Ruritania's end user list?", (), Filters(), catalogue)
    assert list_not_held(owned, catalogue) == "Ruritania’s end user list"


def test_a_country_is_one_entry(add_entry: AddEntry) -> None:
    asked = "Is a Ruritanian firm in Strelsau of the Kingdom of Ruritania?"
    assert list(countries.mentioned_countries(asked)) == []
    assert candidates("May Ruritanian lamps go?") == ["Ruritanian"]
    add_entry(countries, ONE_COUNTRY)
    assert [code for *_, code in countries.mentioned_countries(asked)] == ["RX", "RX", "RX"]
    assert countries.country_names()["RURI"] == "Ruritania (Strelsau)"
    assert candidates("May Ruritanian lamps go?") == []
    assert "Ruritania" in expansions("Strelsau lamps")
    assert "Elphberg lands" in expansions("lamps of old zenda")
    assert {"Elphberg lands", "Ruritania"} <= {*expansions("a ruritanian firm")}
    assert standalone("And for Ruritania?", ["May I ship lamps to Russia?"]) == "May I ship lamps to Ruritania?"
    add_entry(jurisdictions, ONE_JURISDICTION)
    assert jurisdictions.country_name("rt") == "Ruritania"
    assert jurisdictions.table().of_country("RX") == "rt"


ONE_REGION = """
[[apart]]
name = "the Isle of Zenda"
country = "UA"
towns = ["zenda"]
said = ["Black Isle"]
texts = ["covered isles"]
"""


def test_a_region_that_is_governed_apart_is_one_entry(add_entry: AddEntry) -> None:
    asked = "EAR99 lamps to Zenda?"
    assert [p.region for p in places(asked)] == []
    add_entry(regions, ONE_REGION)
    assert [(p.region, p.code) for p in places(asked)] == [("the Isle of Zenda", "UA")]
    assert "covered isles" in expansions("lamps to zenda")
    assert "covered isles" in expansions("lamps to the black isle")


ONE_CURRENCY = """
[[currency]]
value = "rup"
written = ["rup", "ruple"]
signs = ["₽"]
codes = ["RUP"]
behind = "ruples?"
said = ["ruple(s)"]
zh = ["鲁"]
in_english = {"鲁布" = "RUP"}
"""
ONE_UNIT = """
[[unit]]
value = "ell"
written = ["ell"]
of = "length"
factor = 1.143
listed = ["ell", "ells"]
"""


def test_a_measure_is_one_entry(add_entry: AddEntry) -> None:
    add_entry(
        measures,
        ONE_CURRENCY + ONE_UNIT,
    )
    table = measures.table()
    assert table.currency_of["ruple"] == "rup"
    assert table.unit_of["ell"] == "ell"
    assert table.currencies_in_english["鲁布"] == "RUP"
    assert table.endings("ruple", "zh") == ("鲁",)
    assert table.endings("ruple", "ja") == ()
    for pattern in (table.before_pattern, table.behind_pattern, table.said_pattern):
        assert "rup" in pattern.casefold()
    assert re.fullmatch(rf"{table.before_of('rup')}5", "₽5")
    assert re.fullmatch(rf"5 {table.behind_of('rup')}", "5 ruples")
    listed = control_units.control_quantities().unit("Ells")
    assert listed is not None
    assert (listed.of, listed.factor) == ("length", 1.143)
    assert "ells" in control_units.control_quantities().pattern.split("|")


# --- the tables themselves -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("jpy", "jpy", True),
        ("yen/yuan", "cny", True),
        ("jpy", "yen/yuan", True),
        ("jpy", "cny", False),
        ("usd", "eur", False),
    ],
)
def test_a_sign_of_two_currencies_may_be_either(one: str, other: str, same: bool) -> None:
    assert measures.table().same_currency(one, other) is same


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("Is Acme on the Entity List or the UVL?", ["Entity List", "Unverified List"]),
        ("Is Acme a denied person?", ["Denied Persons List"]),
        ("Is Acme on a list?", []),
        ("Is Acme on China's unreliable entity list?", ["Unreliable Entity List (不可靠实体清单)"]),
    ],
)
def test_a_question_names_its_lists(question: str, names: list[str]) -> None:
    assert [found.name for found in party_lists.lists_asked(question)] == names


@pytest.mark.parametrize(
    ("question", "codes"),
    [
        ("Compare US and EU rules on lamps", ("us", "eu")),
        ("Compare Japanese and Norwegian rules on lamps", ("jp", "no")),
        ("Which lamps may be sent to Norway?", ()),
    ],
)
def test_a_question_names_its_jurisdictions(question: str, codes: tuple[str, ...], catalogue: Catalogue) -> None:
    assert understand(question, (), Filters(), catalogue).compares == codes


def test_no_entry_stands_twice() -> None:
    for found in (
        [j.code for j in jurisdictions.table().entries],
        [word for c in countries.table().entries for word in c.written],
        [n.name for n in party_lists.table().entries],
        [word for u in (*measures.table().units, *measures.table().currencies) for word in u.written],
    ):
        assert sorted(found) == sorted(set(found))


def test_every_jurisdiction_of_a_country_is_that_of_a_known_one() -> None:
    known = countries.table().by_code
    unions = {"int", "un"}
    codes = [j.code for j in jurisdictions.table().entries if j.code not in unions]
    assert [c for c in codes if jurisdictions.table().country_of(c) not in known] == []


# --- mistakes in them -----------------------------------------------------------------------------------------------

ONE = {
    party_lists: "\n[[list]]\nname = 'Harbour Watch List'\nnamed = 'x'\nhints = ['x']\n",
    jurisdictions: "\n[[jurisdiction]]\ncode = 'rt'\n",
    countries: "\nRX.name = 'Ruritania'\n",
    measures: "\n[[unit]]\nvalue = 'cubit'\n",
}


@pytest.mark.parametrize(
    ("module", "line", "said"),
    [
        (party_lists, "asked = 'x'", "party_lists.toml, list Harbour Watch List: .*needs the field mark"),
        (party_lists, "mark = 'x'\nmark = 'y'", "party_lists.toml is not TOML: .*line"),
        (party_lists, "rows = '(x'", "list Harbour Watch List: the pattern rows is broken"),
        (jurisdictions, "agency = ['X']", "jurisdiction rt: no field is called agency. The fields are code, name"),
        (jurisdictions, "agencies = 'X'", "jurisdiction rt: agencies is a list, in brackets, not 'X'"),
        (jurisdictions, "places = '(x'", "the pattern places is broken"),
        (jurisdictions, "titles = [{asked = 'x'}]", "jurisdiction rt, titles: the field title is missing"),
        (countries, "RX.union = 'yes'", "countries.toml, RX: union is true or false, not 'yes'"),
        (countries, "RY.also = ['x']", "countries.toml, RY: the field name is missing"),
        (measures, "asked = '['", "measures.toml, unit cubit: the pattern asked is broken"),
    ],
)
def test_a_mistake_names_its_file_entry_and_field(
    add_entry: AddEntry, module: ModuleType, line: str, said: str
) -> None:
    add_entry(module, ONE[module] + line)
    with pytest.raises(BadRequest, match=said):
        module.table()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"rythm": 7}, "source x: no field is called rythm"),
        ({"rhythm": "7"}, "source x: rhythm is a whole number, not '7'"),
        ({"kind": "laws"}, "there is no kind laws. The kinds are law,"),
        ({"sets": "us"}, "source x: sets is a list"),
    ],
)
def test_a_mistake_of_an_official_source_is_named(change: dict[str, object], said: str) -> None:
    row = {"id": "x", "title": "X", "page": "https://x.example/", "sets": ["us"], "kind": "law", "rhythm": 7}
    shared = {"jurisdiction": "us", "issuer": "X", "licence": "x", "how": "page"}
    assert len(list(read({"group": [{**shared, "source": [row]}]}))) == 1
    with pytest.raises(BadRequest, match=said):
        list(read({"group": [{**shared, "source": [{**row, **change}]}]}))
