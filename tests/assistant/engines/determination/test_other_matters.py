"""Questions beside the need of a licence are left to reading; an end use that is told is looked up before a "none"."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from assistant.engines.determination.facts.asked import of_text
from assistant.engines.determination.facts.intent import is_determination
from assistant.engines.determination.facts.places import places
from assistant.engines.model import Computed
from assistant.model import Outcome
from assistant.pipeline.several_questions import computed_parts
from assistant.query.answer_kinds import kinds_wanted
from assistant.query.model import Query
from assistant.query.parser import understand
from corpus.catalogue import Catalogue, CatalogueSnapshot
from corpus.filters import Filters

AskReal = Callable[..., Computed | None]


@pytest.mark.parametrize(
    "question",
    [
        "Who is allowed to mine lantern ore in China, can any firm with a mining permit do it?",
        "A trader abroad sells Chinese-origin lantern parts to Peru. Can Beijing go after him?",
        "Lamps from a bonded zone in Shanghai to one in Dalian, need a dual-use permit?",
        "Can a bank in Singapore take a deposit of 200,000 EUR from a Russian with a residence permit?",
        "Can our bank lend to a Russian firm for a shipment of lamps from Italy to Russia?",
        "May a forwarder apply for a reexport licence in the name of our German customer?",
        "Reexporting lamps from Hong Kong under a BIS licence, which Hong Kong paper must we hold first?",
        "Is reexport of lamps to Hong Kong under our BIS licence allowed without anything from its government?",
        "A Russian freighter took the flag of Panama in March 2022. May it call at Rotterdam?",
        "May a reflagged tanker from Murmansk dock in Antwerp?",
        "Under MOFCOM's October 2025 announcement, what percent of Chinese ore in a foreign magnet triggers a licence?",
        "Under METI's notice of last spring, do lamps to China need a licence?",
        "What share of Chinese ore in a magnet to Peru triggers a licence?",
        "EU 833/2014: Latvia was allowed to go on importing Russian crude under old contracts. Is that still running?",
        "We service an old EAR99 lamp in Libya, no licence needed, but we must file something: what, and how fast?",
    ],
)
def test_what_is_no_need_of_a_licence_is_left_to_reading(ask_real: AskReal, question: str) -> None:
    assert ask_real(question) is None


def test_a_follow_up_that_tells_nothing_of_a_shipment_belongs_to_the_answer_before(ask_real: AskReal) -> None:
    before = "US Commerce wants to do an end-use check at our Suzhou plant. Can we just let them in?"
    assert ask_real("What if we already said yes?", before) is None
    assert ask_real("What if it is for a missile plant?", "Do we need a licence to ship lathes to Pune?") is not None


@pytest.mark.parametrize(
    ("question", "exporters"),
    [
        ("Can I take a watch to a shop in Moscow, i.e. sell it there from Belgium?", ("BE",)),
        ("Can we ship lamps to Moscow from the Netherlands?", ("NL",)),
        ("Can we sell lamps to a customer from Belgium?", ()),
        ("Can we sell US-origin lamps to Moscow from Belgium?", ()),
        ("does india need a license for NS column 2 stuff from the US?", ()),
        ("does India need a licence for lamps to Peru?", ("IN",)),
        ("For pumps of 2B350 from the US to Peru, does Peru need a licence?", ("US",)),
        ("We are from the US, does Germany require a licence for lamps to Peru?", ("DE",)),
        ("We are from the US. Does Germany require a licence for lamps to Peru?", ("DE",)),  # that tells who sells
        ("Can we ship lamps to Acme from Germany?", ()),  # a customer from there
        ("Can we sell lamps by Siemens from Germany?", ()),
        ("Can we sell lamps to them from Germany?", ()),
        ("Can we sell them from Germany?", ("DE",)),
        ("Can our German firm export 5A002 to India?", ("DE",)),
        ("Can a Shanghai company export drones to Iran?", ("CN",)),
        ("A French firm wants to provide tax advice to a Russian company. Allowed?", ("FR",)),
        ("Can a Japanese company sell 3A090 chips to China?", ()),  # a number of this list alone
        ("Can a German firm buy our 3A001?", ()),
        ("Can I sell EAR99 lamps to a Chinese firm?", ()),
        ("May a Chinese firm reexport lamps to Iran?", ()),
        ("Is a German company banned from shipping pumps to Iran?", ("DE",)),
        ("A German firm buys and ships pumps to Iran", ("DE",)),
        ("Should the Chinese company send us a statement for the pumps?", ()),
        ("Can a Chinese company receive exports of pumps?", ()),
        ("We trade from Shenzhen: lamps to Nagoya, Japan. A licence?", ("CN",)),
        ("I am new in export compliance at a Chinese lamp maker. May we ship to Peru?", ("CN",)),
        ("I work for a Japanese exporter. May we send lamps to Iran?", ("JP",)),
        ("I need a licence for a Chinese company, don't I?", ()),
        ("We sell EAR99 lamps from Shenzhen to Peru. A licence?", ()),
    ],
)
def test_whose_law_is_asked_is_told_by_where_goods_leave(question: str, exporters: tuple[str, ...]) -> None:
    assert of_text(question).exporters == exporters


@pytest.mark.parametrize(
    ("question", "to"),
    [
        ("Can a Russian company be supplied with oscilloscopes?", "RU"),
        ("Are Russian companies supplied with oscilloscopes?", "RU"),
        ("Is a Russian company allowed to buy our oscilloscopes?", "RU"),
        ("Can our Russian distributor be given technical drawings?", "RU"),
        ("Our Chinese distributor asked us to send 2B350 pumps to Shanghai. Do we need a licence?", "CN"),
        ("A Chinese company wants us to ship pumps to Shanghai", "CN"),
    ],
)
def test_a_firm_that_does_not_send_itself_is_the_buyer(question: str, to: str) -> None:
    found = of_text(question)
    assert (found.exporters, found.codes) == ((), (to,))


def test_a_place_to_which_something_is_sent_stays_the_destination_whoever_exports() -> None:
    found = of_text("A Chinese company wants to ship pumps to Shanghai")
    assert (found.exporters, found.codes) == (("CN",), ("CN",))


def test_services_of_offices_are_no_goods_of_the_union(ask_real: AskReal) -> None:
    assert ask_real("May a German firm provide accounting services to a Russian company?") is None


def test_the_ban_of_any_place_named_counts_for_an_exporter_in_the_union(ask_real: AskReal) -> None:
    found = ask_real("Can a French company sell its 2A001 bearings to Kazakhstan knowing that they go on to Russia?")
    assert found is not None
    assert (found.payload["status"], found.payload["facts"]["to"]) == ("prohibited", "Russia")
    assert "Kazakhstan" in " ".join(found.not_answered)


def test_goods_sent_to_this_table_s_country_by_a_foreign_exporter_go_there() -> None:
    found = of_text("Do I need a licence to export gallium from Shenzhen to the United States?")
    assert (found.exporters, found.codes) == (("CN",), ("US",))


def test_a_name_that_armies_of_many_states_have_is_nobody_of_a_list_by_itself(ask_real: AskReal) -> None:
    found = ask_real("EAR99 toothbrushes to a hospital of the Chinese People's Liberation Army, licence?")
    assert found is not None
    assert "is on the list" not in found.lead


def test_a_body_of_no_country_stays_open_beside_a_party_that_is_found(ask_real: AskReal) -> None:
    found = ask_real("EAR99 brushes to the People's Liberation Army and to Bank of Kunlun Co Ltd in China, licence?")
    assert found is not None
    assert "SHINING PATH" in " ".join(found.asks_for)
    assert "Capta List" in {step["step"] for step in found.payload["steps"]}


def test_a_sale_from_a_member_state_is_held_against_the_bans_of_the_union(ask_real: AskReal) -> None:
    found = ask_real("Can I take a watch worth 250 euro to a shop in Moscow, i.e. sell it there from Belgium?")
    assert found is not None
    assert "Article 3h" in found.payload["text"]
    assert "EUR 300" in found.payload["text"]


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("EAR99 drawings for the reactor plant of a civil ship in Norway, no licence, right?", "§ 744.5(a)"),
        ("EAR99 drawings for a nuclear-powered icebreaker in Norway, licence?", "§ 744.5(a)"),
        (
            "Do we need a licence for goods of 3B to a chip fab in Macau whose node we do not know?",
            "§ 744.23(a)(2)(ii)",
        ),
        ("Microcontrollers of 7 GFLOPS and 32 bit to the army of Vietnam, NLR?", "§ 744.17(a)"),
    ],
)
def test_an_end_use_that_is_told_requires_a_licence(ask_real: AskReal, question: str, words: str) -> None:
    found = ask_real(question)
    assert found is not None
    assert found.payload["status"] == "required"
    assert words in found.lead


def test_a_rule_on_the_end_user_stands_before_a_none(ask_real: AskReal) -> None:
    found = ask_real("EAR99 lamps to the national police of Cambodia, licence?")
    assert found is not None
    assert found.payload["status"] == "no_chart_requirement"
    assert found.lead.startswith("Under § 744.21(a)(1)")
    assert "this is not a permission" in found.lead


def test_a_camera_without_its_entry_asks_for_it_and_tells_the_rule(ask_real: AskReal) -> None:
    found = ask_real("Do we need a licence for a thermal camera to an army unit in Brazil?")
    assert found is not None
    assert found.outcome is Outcome.NEEDS_FACT
    assert "§ 744.9(a)(1)(ii)" in found.lead
    assert any("which entry the camera is of" in fact for fact in found.asks_for)


def test_a_word_of_the_language_is_no_slip_of_a_town() -> None:
    assert [p.written for p in places("to a workshop in Basra")] == ["Basra"]


@pytest.mark.parametrize(
    ("question", "is_asked"),
    [("Can I export 3A001?", True), ("May we sell 3A001.a.7?", True), ("What is 3A001?", False)],
)
def test_whether_an_item_may_go_is_asked_of_a_shipment_without_a_place_too(question: str, is_asked: bool) -> None:
    query = Query(question, question, question, "", kinds_wanted(question), Filters())
    assert is_determination(query, of_text(question)) is is_asked


def test_a_licence_for_all_rows_of_a_list_asked_of_before_is_no_shipment(ask_real: AskReal) -> None:
    before = "What does it mean when a company is on the Unverified List?"
    assert ask_real("how many from Finland are on it? do I need a licence for all of them?", before) is None


def test_a_ship_that_takes_goods_to_a_port_is_still_a_shipment(ask_real: AskReal) -> None:
    found = ask_real("May the vessel call at Bandar Abbas with our EAR99 pumps, or do we need a licence?")
    assert found is not None
    assert found.payload["status"] != "no_chart_requirement"


def test_a_second_question_is_not_given_the_answer_to_the_first(real_law: Catalogue) -> None:
    snapshot = CatalogueSnapshot(real_law)
    text = "Is a licence needed for 3A001.a.7 to Germany? Is there anything else I have to file for it?"
    asked = understand(text, (), Filters(), snapshot)
    found = computed_parts(asked, (), Filters(), (), snapshot)
    assert len(asked.parts) == 2
    assert list(found) == [asked.parts[0]]


def test_a_question_that_only_points_back_to_what_is_read_is_no_walk(real_law: Catalogue) -> None:
    snapshot = CatalogueSnapshot(real_law)
    text = (
        "Our company does generally allowed nuclear work abroad (no special DOE permit needed). "
        "Normally when do we tell DOE, and is it any different when the customer is in Poland?"
    )
    asked = understand(text, (), Filters(), snapshot)
    assert len(asked.parts) == 2
    assert not computed_parts(asked, (), Filters(), (), snapshot)
