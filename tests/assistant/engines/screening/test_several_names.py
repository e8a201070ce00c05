"""Several names in one question, and names in other scripts: a line for each, and never one yes for all."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from assistant.engines.dispatch import computed
from assistant.engines.lists.held_lists import all_held
from assistant.engines.model import Computed
from assistant.engines.screening.asked.parties_asked import PartyAsked
from assistant.engines.screening.found_parties import FoundParty
from assistant.engines.screening.name_index import name_index
from assistant.engines.screening.party_sentences import on_a_common_name
from assistant.engines.screening.screen import Screening, rows_spelt_alike, screened
from assistant.model import Outcome, StatementRole
from assistant.query.parser import understand
from corpus.catalogue import Catalogue
from corpus.filters import Filters
from corpus.model import Kind, Role, Source
from corpus.structure import TreeBuilder
from tests.assistant.engines.lists.conftest import ALL, add_part

DPL = "Denied Persons List (DPL) - Bureau of Industry and Security"
CMIC = "Non-SDN Chinese Military-Industrial Complex Companies List (NS-CMIC List) - Treasury Department"
PARTIES = (
    ("Bluefinch Academy of Lamps", DPL, "China", ("Quelvik University",)),
    ("PJSC Zarlon", DPL, "Russia", ()),
    ("Velkoneksport", CMIC, "Russia", ()),
    ("Velkonexport", DPL, "Russia", ()),
    ("Wexel", DPL, "China", ()),
    ("Brill Lanterns", DPL, "Belgium", ("Global Trading Group",)),
    ("TQ Wexel Lantern Works", CMIC, "China", ()),
    *((f"Plain{n} Communication Technology University", DPL, "Cuba", ()) for n in range(60)),
)


@pytest.fixture
def catalogue(tmp_path: Path) -> Catalogue:
    """Return a catalogue with a compilation of two lists, in which many names share three words."""
    held = Catalogue(tmp_path / "catalogue.sqlite")
    tree = TreeBuilder()
    base = "U.S. Consolidated Screening List"
    top = tree.add(base, locator=base, role=Role.ANNEX)
    for number, (name, listing, country, aliases) in enumerate(PARTIES):
        cells = (("Name", name), *(("Alias", a) for a in aliases), ("List", listing), ("Country", country))
        tree.add(f"{name}. List: {listing}.", locator=f"{base} > {number}, {name}", role=Role.ROW, parent=top,
                 heading=name, cells=cells)  # fmt: skip
    source = Source(id="us-list-screening", title=base, kind=Kind.LIST, jurisdiction="us")
    held.publish(held.stage(tree.reading(source, valid_from=date(2026, 7, 31)), []))
    return held


def _answer(question: str, catalogue: Catalogue) -> Computed:
    found = computed(understand(question, (), Filters(), catalogue), catalogue)
    assert found is not None
    return found


def test_each_name_has_its_line_and_no_yes_stands_for_all(catalogue: Catalogue) -> None:
    found = _answer("Does Mirrow University appear on any US list? And Quelvik?", catalogue)
    assert found.payload["value"] == {"Mirrow University": "not_found", "Quelvik": "listed"}
    lines = [f.text for f in found.findings if f.note in (StatementRole.PROPER, StatementRole.NOT_LISTED)]
    assert lines[0] == "“Mirrow University”: not found in any list held."
    assert lines[1].startswith("“Quelvik”: Bluefinch Academy of Lamps, China, is listed as “Quelvik University”")
    assert all(f.says_yes is None for f in found.findings)
    assert any("lists of 2026-07-31: Denied Persons List" in f.text for f in found.findings)


def test_a_name_of_common_words_alone_is_neither_yes_nor_no(catalogue: Catalogue) -> None:
    found = _answer("Is Global Trading on the Denied Persons List?", catalogue)
    assert found.outcome is Outcome.NEEDS_FACT
    assert found.findings[0].says_yes is None
    assert found.findings[0].text.startswith("“Global Trading”: the name alone does not decide")
    assert any("Brill Lanterns" in f.text for f in found.findings[1:])
    assert found.asks_for == ("the full legal name of the party, its country and its address",)
    whole = _answer("Is Brill Lanterns on the Denied Persons List?", catalogue)
    assert whole.findings[0].says_yes is True
    both = _answer("Are Wexel and Global Trading on the Denied Persons List?", catalogue)
    assert any("“Global Trading”: the name alone does not decide" in f.text for f in both.findings)
    assert both.payload["value"] == {"Wexel": "listed", "Global Trading": "undecided"}


def test_names_of_common_words_that_no_row_has_are_undecided_among_several_too(catalogue: Catalogue) -> None:
    found = _answer("Are United Trading and General Trading on the Denied Persons List?", catalogue)
    assert set(found.payload["value"].values()) == {"undecided"}
    assert found.outcome is Outcome.NEEDS_FACT
    assert all("the name alone does not decide" in f.text for f in found.findings[:2])


@pytest.mark.parametrize(
    ("question", "history"),
    [
        ("and Velkoneksport, same day?", ("Since when is PJSC Zarlon cut from SWIFT under the EU rules?",)),
        ("Since when is PJSC Zarlon banned under Annex XIV?", ()),
        ("Is PJSC Zarlon banned by Article 5h?", ()),
        ("行政上の制裁もある？何年まで？", ("日本で無許可輸出をすると刑罰はどうなりますか？",)),
        ("法律上の制裁はある？", ()),
    ],
)
def test_measures_of_the_union_and_phrases_are_not_screened(
    catalogue: Catalogue, question: str, history: tuple[str, ...]
) -> None:
    found = computed(understand(question, history, Filters(), catalogue), catalogue)
    assert found is None or not found.payload.get("rows")
    assert found is None or "not found" not in found.findings[0].text


def test_two_names_joined_by_and_are_two(catalogue: Catalogue) -> None:
    found = _answer("Are Wexel and Mirrow Air on the Denied Persons List?", catalogue)
    assert found.payload["value"] == {"Wexel": "listed", "Mirrow Air": "not_found"}
    found = _answer("Are Iran Air and Mirrow Air on the Denied Persons List?", catalogue)
    assert set(found.payload["value"]) == {"Iran Air", "Mirrow Air"}
    found = _answer("Is Wexel and Mirrow on the Denied Persons List?", catalogue)
    assert found.payload["value"]["Wexel"] == "listed"


def test_a_town_behind_a_company_is_no_hit_and_common_words_are_none(catalogue: Catalogue) -> None:
    found = _answer("Screen: Gorvex Inc., Plainville. And Xilomar Communications", catalogue)
    assert set(found.payload["value"].values()) == {"not_found"}
    assert not found.payload["rows"]


@pytest.mark.parametrize("name", ["Xilomar Communications", "Xilomar Technology", "Mirrow Technology University"])
def test_a_name_that_shares_only_common_words_is_not_near(catalogue: Catalogue, name: str) -> None:
    [found] = screened([name], catalogue)
    assert not found.matches


def test_a_name_in_another_script_is_screened_as_it_reads(catalogue: Catalogue) -> None:
    pytest.importorskip("anyascii")
    found = _answer("Есть ли завод «Зарлон» (Зеленогорск) в списках США?", catalogue)
    assert found.payload["value"] == {"Зарлон": "listed", "Зеленогорск": "not_found"}
    assert found.findings[0].text.startswith("“Зарлон”, read as “zarlon”: PJSC Zarlon, Russia, is listed on")
    found = _answer("is Queng Memory (QXMT, 长鑫存储) on the denied persons list", catalogue)
    assert set(found.payload["value"]) == {"Queng Memory", "QXMT", "长鑫存储"}
    assert any("Latin letters" in f.text for f in found.findings)


def test_every_list_is_searched_and_a_remark_is_no_name(catalogue: Catalogue) -> None:
    question = "Is Wexel on the denied persons list or just on the lantern companies list?? need for an article"
    found = _answer(question, catalogue)
    assert list(found.payload["value"]) == ["Wexel"]
    assert {r["list"] for r in found.payload["rows"]} == {
        "Denied Persons List", "Non-SDN Chinese Military-Industrial Complex Companies List"
    }  # fmt: skip
    assert any("No list is known here by the name “lantern companies list”" in f.text for f in found.findings)
    assert "must be confirmed" in found.findings[0].text


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("Wexel Corporation, Plainville - hit or no hit?", {"Wexel Corporation": "listed"}),
        ("makers: Quelvik University, Wexel, Mirrow. whos on which list??",
         {"Quelvik University": "listed", "Wexel": "listed", "Mirrow": "not_found"}),
        ("please run: Wexel Limited (Plainville), Mirrow BV", {"Wexel Limited": "listed", "Mirrow BV": "not_found"}),
        ("check Wexel and Mirrow", {"Wexel": "listed", "Mirrow": "not_found"}),
        ("can you look up Quelvik University and Mirrow for me please",
         {"Quelvik University": "listed", "Mirrow": "not_found"}),
        ("does 'Mirrow Works' appear anywhere", {"Mirrow Works": "not_found"}),
        ("check this name for me: Mirrow Innovation (drones)", {"Mirrow Innovation": "not_found"}),
    ],
)  # fmt: skip
def test_orders_to_screen_are_read_in_their_forms(catalogue: Catalogue, question: str, value: dict[str, str]) -> None:
    assert _answer(question, catalogue).payload["value"] == value


def test_a_bare_name_in_another_script_is_screened_where_it_is_found(catalogue: Catalogue) -> None:
    pytest.importorskip("anyascii")
    assert _answer("Зарлон", catalogue).payload["value"] == {"Зарлон": "listed"}
    from assistant.engines.screening import parties

    assert parties.listed_parties(understand("Экспорт", (), Filters(), catalogue), catalogue) is None


def test_a_name_with_a_hyphen_is_found_without_it(tmp_path: Path) -> None:
    held = Catalogue(tmp_path / "catalogue.sqlite")
    tree = TreeBuilder()
    base = "U.S. Consolidated Screening List"
    top = tree.add(base, locator=base, role=Role.ANNEX)
    cells = (("Name", "Vel-Quon Lanterns"), ("List", DPL), ("Country", "China"))
    tree.add("row", locator=f"{base} > 1", role=Role.ROW, parent=top, heading="Vel-Quon Lanterns", cells=cells)
    source = Source(id="us-list-screening", title=base, kind=Kind.LIST, jurisdiction="us")
    held.publish(held.stage(tree.reading(source, valid_from=date(2026, 7, 31)), []))
    [found] = screened(["Velquon Lanterns"], held)
    assert found.is_listed
    assert found.matches[0].written == "Vel-Quon Lanterns"


def test_a_transliterated_name_is_found_in_each_of_its_spellings(catalogue: Catalogue) -> None:
    pytest.importorskip("anyascii")
    found = _answer("Велконэкспорт", catalogue)
    assert {r["list"] for r in found.payload["rows"]} == {
        "Denied Persons List", "Non-SDN Chinese Military-Industrial Complex Companies List"
    }  # fmt: skip


@pytest.mark.parametrize(
    ("question", "says_yes", "begins"),
    [
        ("is wexel listed", True, "Yes. Wexel, China, is listed on the Denied Persons List"),
        ("what is the list that Wexel is on", None, "Wexel, China, is listed on the Denied Persons List"),
        ("did Wexel come off the Denied Persons List?", None, "Still listed: Wexel, China,"),
        ("is Wexel's Cuban arm listed?", None, "No row of the lists of 2026-07-31 names a relative of “Wexel”"),
        ("is Mirrow on the Denied Persons List?", False, "No. “Mirrow” was not found in lists of 2026-07-31."),
        ("Wexle Lantern Works - listed?", None, "“Wexle Lantern Works” was not found under that name"),
    ],
)  # fmt: skip
def test_a_yes_or_no_is_of_the_name_itself(
    catalogue: Catalogue, question: str, says_yes: bool | None, begins: str
) -> None:
    lead = _answer(question, catalogue).findings[0]
    assert lead.said.startswith(begins)
    assert lead.says_yes is says_yes


def test_lists_not_held_are_a_note_beside_a_name_that_is_not_found_and_those_searched_are_apart(
    catalogue: Catalogue,
) -> None:
    roles = {f.text.partition(":")[0]: f.note for f in _answer("is Mirrow on a list?", catalogue).findings}
    assert roles["Not held, and so not searched"] is StatementRole.NOTE
    assert roles["Searched"] is StatementRole.SEARCHED


def test_a_misspelt_name_is_never_only_not_listed(catalogue: Catalogue) -> None:
    found = _answer("Is Blufinch Acadmy Lmps on a list?", catalogue)
    assert "not found under that name" in found.findings[0].text
    assert "Bluefinch Academy of Lamps, China, is listed on the Denied Persons List" in found.findings[0].text
    assert " of 100 alike)" in found.findings[0].text
    assert found.findings[0].says_yes is None


def test_of_shipping_papers_the_parties_are_screened(catalogue: Catalogue) -> None:
    papers = "please screen: Consignee ZARLON / Attn Purchasing Dept / Marks FRAGILE / Carrier Mirrow Post"
    assert set(_answer(papers, catalogue).payload["value"]) == {"ZARLON", "Mirrow Post"}


def test_of_a_chinese_sentence_the_body_is_screened(catalogue: Catalogue) -> None:
    found = _answer("魁维克大学的实验室要买我们的灯具。Is this university on a US list?", catalogue)
    assert "魁维克大学" in found.payload["value"]


def test_a_listed_party_among_words_that_are_not_read_is_told_without_a_yes(catalogue: Catalogue) -> None:
    question = "our buyer is simply called Wexel, a rather generic phrase nobody ever minds; can't be on a list, right"
    found = _answer(question, catalogue)
    assert found.findings[0].text.startswith("Wexel, China, is listed on the Denied Persons List")
    assert found.findings[0].says_yes is None


def test_of_several_names_among_other_words_none_that_has_rows_is_left_out(catalogue: Catalogue) -> None:
    question = (
        "Lantern vendors on the Denied Persons List - Wexel, Zarlon, Velkonexport. which are in, and if they are also "
        "named by somebody else does that change the outcome for a quiet seller of lamps?"
    )
    found = _answer(question, catalogue)
    assert {"Wexel", "Zarlon", "Velkonexport"} <= set(found.payload["value"])


@pytest.mark.parametrize(
    ("question", "is_of_parties"),
    [
        ("Is “D:1 to D:5” on a list?", False),
        ("Is “A:5/A:6” on a list?", False),
        ("“临时管制”在制裁名单上吗？", False),
        ("When is a Bluefinch B200 reviewed case by case? Short list please.", False),
        ("Is our consignee, just a forwarding company, on a list?", False),
        ("Is “D:1 to D:5 Trading” on a list?", True),
    ],
)
def test_groups_and_terms_of_law_alone_are_no_question_on_parties(
    catalogue: Catalogue, question: str, is_of_parties: bool
) -> None:
    found = computed(understand(question, (), Filters(), catalogue), catalogue)
    assert (found is not None and "not found" in found.findings[0].text) == is_of_parties


def test_a_term_of_law_beside_a_party_is_not_looked_up(catalogue: Catalogue) -> None:
    found = _answer("Are “临时管制” and “Corvid Lantern Ltd” on a list?", catalogue)
    assert any(f.text.startswith("Not taken for a name: “临时管制” (a term of law)") for f in found.findings)


@pytest.mark.parametrize(
    ("question", "word"),
    [
        ("Is Bluefinch Academy of Lamps on a list?", True),
        ("Is Bluefinch Academy of Lamps sanctioned?", True),
        ("Does Bluefinch Academy of Lamps need a licence as a listed body?", None),
        ("Bluefinch Academy of Lamps: does a policy of denial apply?", None),
        ("Is it banned to sell to Bluefinch Academy of Lamps, which is listed?", None),
    ],
)
def test_a_yes_is_of_being_listed_and_of_nothing_else(catalogue: Catalogue, question: str, word: bool | None) -> None:
    found = computed(understand(question, (), Filters(), catalogue), catalogue)
    assert (found.findings[0].says_yes if found else None) is word
    if word is None and found is not None:
        assert not found.findings[0].said.startswith("Yes")


@pytest.mark.parametrize("words", ["Tverskaya Street", "QX100", "12 Harbour Building"])
def test_words_that_nobody_is_called_are_no_clearance(words: str, catalogue: Catalogue) -> None:
    found = _answer(f"Is {words} on the Denied Persons List?", catalogue)
    assert found.outcome is Outcome.NEEDS_FACT
    assert found.findings[0].says_yes is None
    assert not any(f.said.startswith("No.") for f in found.findings)


def test_words_of_goods_are_no_name_where_the_control_list_has_them(catalogue: Catalogue) -> None:
    tree = TreeBuilder()
    base = "Supplement No. 1 to Part 774"
    tree.add("Hydrophones and towed arrays of lanterns", locator=base, role=Role.ANNEX)
    source = Source(id="us-15-cfr-774", title="15 CFR Part 774", kind=Kind.LAW, jurisdiction="us")
    question = "Are Towed Lanterns on the Denied Persons List?"
    assert _answer(question, catalogue).outcome is Outcome.ANSWERED
    catalogue.publish(catalogue.stage(tree.reading(source, valid_from=date(2026, 7, 1)), []))
    assert _answer(question, catalogue).outcome is Outcome.NEEDS_FACT
    named = _answer("Is Towed Lanterns GmbH on the Denied Persons List?", catalogue)
    assert named.outcome is Outcome.ANSWERED


@pytest.mark.parametrize("words", ["Lantern Harbour Building", "Lantern Harbor Bldg"])
def test_an_address_is_found_in_rows_that_spell_it_otherwise(words: str, catalogue: Catalogue) -> None:
    add_part(
        catalogue, date(2026, 4, 15), (("GERMANY", "Fender GmbH, 12 Lantern Harbour Bldg, Kiel, Germany", ALL, "", ""),)
    )
    found = _answer(f"Is {words} on the Entity List?", catalogue)
    assert found.outcome is Outcome.NEEDS_FACT
    assert any(f"the words “{words}” in an address: Fender GmbH" in f.text for f in found.findings)


def test_a_part_of_an_address_beside_a_name_is_not_told_as_a_party(catalogue: Catalogue) -> None:
    found = _answer("Check this consignee: Mirrow University, Wellington Street 12", catalogue)
    assert found.payload["value"] == {"Mirrow University": "not_found"}
    assert any("Not taken for a name: “Wellington Street 12”" in f.text for f in found.findings)


def test_the_country_behind_a_name_is_its_place(catalogue: Catalogue) -> None:
    found = _answer("Is Wexel USA on the Denied Persons List?", catalogue)
    assert found.findings[0].says_yes is None
    assert "No row of that name has United States in it" in found.findings[0].text
    assert _answer("Is Wexel on the US Denied Persons List?", catalogue).findings[0].says_yes is True


def test_a_place_without_a_relative_is_named_beside_one_with(catalogue: Catalogue) -> None:
    found = _answer("Are Wexel's Chinese plant and its Italian office on a US list?", catalogue)
    assert "No row of the lists of 2026-07-31 names a relative of “Wexel” in Italy" in found.findings[0].text


ROWS = (
    ("FREEDONIA", "Acme Lamps, 1 High Street, Freedonia", ALL, "Presumption of denial", "62 FR 100, 6/30/97."),
    ("GERMANY", "Nicol Lanternus, 2 Hafenweg, Kiel, Germany", ALL, "Presumption of denial", "84 FR 40241, 8/14/19."),
    ("TURKEY", "Nicol Lanternus, 3 Bosphorus Street, Istanbul, Turkey", ALL, "Presumption of denial",
     "84 FR 40241, 8/14/19."),
    ("CHINA, PEOPLE'S REPUBLIC OF", "Address 01, Room 5, 3 Wan Road, Kowloon, Hong Kong", ALL, "Presumption of denial",
     "88 FR 71992, 10/19/23."),
)  # fmt: skip


@pytest.fixture
def listed(catalogue: Catalogue) -> Catalogue:
    """Return the catalogue with a table of the law beside the compilation."""
    add_part(catalogue, date(2026, 7, 23), ROWS)
    return catalogue


def test_what_several_rows_say_is_told_once_with_all_their_countries(listed: Catalogue) -> None:
    found = _answer("Is Nicol Lanternus on the Entity List? since when, and which countries?", listed)
    assert found.lead.startswith("Yes. Nicol Lanternus, Germany and Turkey, is listed on the Entity List")
    told = [f.text for f in found.findings if "First listed" in f.text]
    assert told == [
        "Nicol Lanternus (Entity List; Germany and Turkey): First listed on 2019-08-14 by 84 FR 40241; the row cites "
        "no later notice."
    ]


def test_a_list_without_dates_says_that_it_has_none(listed: Catalogue) -> None:
    found = _answer("On what date was Velkoneksport put on the NS-CMIC list?", listed)
    said = " ".join(f.text for f in found.findings)
    assert "gives no date of listing" in said
    assert "“NS-”" not in said


def test_a_yes_is_never_of_what_follows_from_a_list(listed: Catalogue) -> None:
    question = "consignee 'Acme Lamps'. our tool says Entity List. so just a statement and then ship?"
    found = _answer(question, listed)
    assert found.findings[0].says_yes is None
    assert not found.lead.startswith("Yes")


def test_an_address_in_a_sentence_is_that_of_the_row_however_it_is_written(listed: Catalogue) -> None:
    found = _answer("consignee 'Quarb Trading', Room 5, 3 Wan Rd Kowloon HK. is it on the Entity List?", listed)
    assert any("This address is on the Entity List" in f.text for f in found.findings)


def test_a_name_in_quotes_is_asked_after_wherever_it_stands(listed: Catalogue) -> None:
    found = _answer("ours is a small shop 'Zarlon'. hit? and next door 'Quelvik University'?", listed)
    assert set(found.payload["value"]) == {"Zarlon", "Quelvik University"}


def test_a_requirement_for_some_uses_is_not_called_one_for_every_item(tmp_path: Path) -> None:
    held = Catalogue(tmp_path / "catalogue.sqlite")
    some = "For all items subject to the EAR when used in projects specified in § 746.8(a)(4) of the EAR"
    add_part(held, date(2026, 7, 23), (("FREEDONIA", "Acme Lamps, Freedonia", some, "See it", "62 FR 100, 6/30/97."),))
    found = _answer("Acme Lamps is on the Entity List: is it blocked, what needs a licence?", held)
    said = " ".join(f.text for f in found.findings)
    assert "Not every item: the row says which." in said
    assert "That is every item" not in said


@pytest.mark.parametrize(
    ("question", "list_name"),
    [
        ("Is Velkonexport on the UK OFSI consolidated list?", "UK Sanctions List"),
        ("Is PJSC Zarlon on the EU sanctions list?", "EU consolidated list of sanctions"),
        ("is PJSC Zarlon on the UN sanctions list", "UN Security Council Consolidated List"),
    ],
)
def test_no_list_answers_for_the_list_of_others(catalogue: Catalogue, question: str, list_name: str) -> None:
    found = _answer(question, catalogue)
    assert found.outcome is Outcome.NOT_IN_CORPUS
    assert found.findings[0].text.startswith(f"The {list_name} is not held here")
    assert [t.name for t in found.missing_texts] == [list_name]


@pytest.mark.parametrize("field", ["same", "sharing", "near"])
def test_rows_of_a_name_of_common_words_are_named(catalogue: Catalogue, field: str) -> None:
    rows = tuple(rows_spelt_alike("Velkoneksport", name_index(catalogue, Filters()), catalogue))
    screening = Screening("Global Trading", ("global", "trading"), rows)
    found = FoundParty(PartyAsked("Global Trading"), screening, **{"same": (), "near": (), field: rows})
    said = on_a_common_name(found, all_held(catalogue))
    assert "Velkoneksport, Russia" in said
    assert ": ." not in said
