"""Whether somebody is listed and whether an item may go to him: the list's rule is applied to the item."""

from __future__ import annotations

import pytest

from assistant.model import Form, Outcome
from corpus.catalogue import Catalogue
from tests.assistant.engines.determination.conftest import asked


@pytest.mark.parametrize(
    ("question", "listed"),
    [
        ("Is Skyrizon on the MEU List? Do we need a licence to sell them 3A991?", "Military End-User List"),
        ("Is YMTC listed and may we ship 3B991 to them?", "Entity List"),
        ("Is Huawei Technologies listed, and may we ship EAR99 desks to them?", "Entity List"),
        ("Does Hikvision need a licence for EAR99 cameras?", "Entity List"),
    ],
)
def test_the_rule_of_a_list_is_applied_to_the_item(real_law: Catalogue, question: str, listed: str) -> None:
    found = asked(real_law, question)
    assert found.form is Form.DETERMINATION
    assert found.payload["status"] == "required"
    assert listed in [step["step"] for step in found.payload["steps"]]
    assert "A licence is required" in found.lead
    assert any("is listed" in f.text for f in found.findings)
    assert f"is on the {listed}" in found.lead
    assert "gives no licence requirement" not in found.lead


def test_an_item_that_the_list_does_not_reach_is_told_by_its_rule(real_law: Catalogue) -> None:
    found = asked(real_law, "Is Skyrizon listed? We want to sell 3A001.a.7 to Germany, do we need a licence?")
    told = "\n".join(f.text for f in found.findings)
    assert "Listed elsewhere: Beijing Skyrizon" in found.lead
    assert "3A001 does not stand in Supplement No. 2 to Part 744" in told


def test_a_party_that_is_not_found_leaves_the_item_open(real_law: Catalogue) -> None:
    found = asked(real_law, "Is Acme Wickworks listed, and can we ship 9A991 parts to them?")
    assert found.outcome is Outcome.NEEDS_FACT
    assert "the destination country" in found.asks_for
    assert "“Acme Wickworks” was not found" in found.findings[0].text


def test_the_limits_of_the_lists_stand_behind_a_walk_without_a_requirement(real_law: Catalogue) -> None:
    found = asked(real_law, "Is Acme Wickworks listed, and may we ship EAR99 desks to it in China?")
    told = "\n".join(f.text for f in found.findings)
    assert found.lead.index("was not found") < found.lead.index("No requirement was found")
    assert "That a name is not found does not say that it is free of restrictions." in told


def test_a_listing_that_bars_nothing_by_itself_stands_before_the_walk(real_law: Catalogue) -> None:
    found = asked(real_law, "Is China Mobile listed, and may we ship EAR99 desks to them in China?")
    assert found.lead.index("Military-Industrial Complex") < found.lead.index("No requirement was found")


@pytest.mark.parametrize(
    "question",
    [
        "When was YMTC listed, and do we need a licence for EAR99 boxes to them?",
        "Is Hikvision listed? We sell EAR99 cables to Acme Wickworks in Germany, is a licence needed?",
        "Is Skyrizon on the MEU List?",
    ],
)
def test_a_day_of_listing_and_a_second_party_are_left_to_the_lists(real_law: Catalogue, question: str) -> None:
    found = asked(real_law, question)
    assert found.form is Form.LIST
    assert "is listed" in found.lead


@pytest.mark.parametrize(
    ("question", "listed"),
    [
        ("Can we export 3A090 to Huawei under License Exception NAC?", "Huawei"),
        ("Does License Exception GOV let me send 5A002 to SMIC?", "SMIC"),
        ("Can I use License Exception CIV to send 5A991 to Hikvision?", "Hikvision"),
    ],
)
def test_an_exception_frees_no_listed_buyer(real_law: Catalogue, question: str, listed: str) -> None:
    found = asked(real_law, question)
    assert found.payload["status"] == "required"
    assert found.lead.startswith("A licence is required")
    assert listed in found.lead
    assert any("No license exceptions are available unless the row names them" in f.text for f in found.findings)


@pytest.mark.parametrize(
    "question",
    [
        "does LVS cover small shipments to YMTC",
        "Is technical data release to Hikvision allowed under TSU?",
        "is there a license exception for sending samples to Huawei?",
    ],
)
def test_an_exception_without_an_item_is_answered_with_the_row_of_who_is_listed(
    real_law: Catalogue, question: str
) -> None:
    found = asked(real_law, question)
    told = "\n".join(f.text for f in found.findings)
    assert "listed on the Entity List" in found.lead or "on the Entity List of" in found.lead
    assert "For all items subject to the EAR" in told
    assert "exceptions are in general not available" in told or "makes no exception" in told


@pytest.mark.parametrize(
    "question",
    [
        "Huawei came off the Entity List - can I ship 5A992.c to China now?",
        "Since YMTC was delisted, is EAR99 equipment to them in Wuhan free?",
        "did bis remove hikvision from the entity list, can i sell them 4A994 servers now",
    ],
)
def test_who_is_said_to_have_come_off_a_list_and_stands_there_needs_a_licence(
    real_law: Catalogue, question: str
) -> None:
    found = asked(real_law, question)
    assert found.payload["status"] == "required"
    assert found.lead.startswith("A licence is required")
    assert "is on the Entity List" in found.lead


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("buyer on SDN list, EAR99, Turkey. licence?", "§ 744.8(a)(1) names"),
        ("end user is on the MEU list, EAR99 chair to China, licence?", "the items of Supplement No. 2 to part 744"),
        ("recipient is on the Denied Persons List, EAR99 to Germany, do we need a licence?", "must be taken as a bar"),
        ("Our customer in Oslo is on the Entity List. 3A991 to Norway, licence needed?", "the party's own row"),
        ("The customer has been on the Entity List since 2020. 5A991 to Malaysia, licence?", "the party's own row"),
        ("Our customer's on the Entity List. Licence for 5A991 to Malaysia?", "the party's own row"),
        ("The end user may be on the Entity List. Licence for 4A994 to Vietnam?", "the party's own row"),
        ("The factory is on the Entity List. Licence for EAR99 to Malaysia?", "the party's own row"),
        ("The bank in the deal is on the SDN list. Licence for 5A991 to France?", "§ 744.8(a)(1) names"),
        ("buyer is a denied person, EAR99 to Germany, do we need a licence?", "must be taken as a bar"),
        ("On the Entity List stands our buyer. 5A991 to Malaysia, licence needed?", "the party's own row"),
        ("The buyer is not on the Entity List but on the SDN list. 5A991 to Malaysia?", "§ 744.8(a)(1) names"),
        ("We screened against the Entity List and got a hit. 5A991 to Malaysia, licence?", "the party's own row"),
        ("I don't know if the buyer is on the Entity List. 5A991 to Malaysia, licence?", "the party's own row"),
        ("5A991 to Malaysia, licence? one of the buyer's shareholders: SDN", "§ 744.8(a)(1) names"),
        ("Der Käufer steht auf der Entity List. 5A991 nach Malaysia, Genehmigung nötig?", "the party's own row"),
    ],
)
def test_a_buyer_said_to_be_on_a_list_without_a_name_is_not_passed_over(
    real_law: Catalogue, question: str, words: str
) -> None:
    found = asked(real_law, question)
    assert found.outcome is Outcome.NEEDS_FACT
    assert words in found.lead
    assert "the name of the listed party" in "; ".join(found.asks_for)
    assert "No requirement was found" not in found.lead


@pytest.mark.parametrize(
    "question",
    [
        "The buyer is not on the Entity List. 5A991 to Malaysia, licence needed?",
        "The buyer isn't on the Entity List or the SDN list. 5A991 to Malaysia, licence needed?",
        "no party is on the Entity List. 5A991 to Malaysia, licence needed?",
        "We screened the buyer against the Entity List, no hits. 5A991 to Malaysia, licence needed?",
        "Do I have to check the Entity List before shipping 5A991 to Malaysia?",
        "Der Käufer steht nicht auf der Entity List. 5A991 nach Malaysia, brauche ich eine US-Genehmigung?",
    ],
)
def test_a_list_that_nobody_is_said_to_be_on_asks_for_no_name(real_law: Catalogue, question: str) -> None:
    found = asked(real_law, question)
    assert found.payload["status"] == "no_chart_requirement"
    assert "the name of the listed party" not in "; ".join(found.asks_for)


@pytest.mark.parametrize(
    "question",
    [
        "EAR99 to Room 905, 305 Lockhart Road, Hong Kong: license?",
        "5A991 to a buyer at 301 Lockhart Road, Wan Chai, Hong Kong. licence needed?",
    ],
)
def test_a_house_on_the_street_of_a_listed_address_is_a_warning(real_law: Catalogue, question: str) -> None:
    found = asked(real_law, question)
    assert found.outcome is Outcome.NEEDS_FACT
    assert "Address 03" in "\n".join(f.text for f in found.findings)
    assert "its whole address" in found.lead


def test_a_consignee_on_the_unverified_list_brings_its_statement_into_the_first_words(real_law: Catalogue) -> None:
    found = asked(real_law, "consignee in Helsinki is on unverified list. value 900 usd, EAR99. licence or just ship?")
    assert "nothing may just be shipped: a signed UVL statement is needed" in found.lead
    assert "Unverified List" not in "; ".join(found.not_answered)


def test_numbered_destinations_are_each_walked(real_law: Catalogue) -> None:
    found = asked(real_law, "3A090.b chips -> (1) Dubai (2) Tel Aviv (3) Riyadh (4) Hanoi. license yes/no for each pls")
    told = {d["place"]: d["status"] for d in found.payload["destinations"]}
    assert told == {
        "the United Arab Emirates": "required",
        "Israel": "no_chart_requirement",
        "Saudi Arabia": "required",
        "Vietnam": "required",
    }


@pytest.mark.parametrize(
    "question",
    [
        "Which reasons for control apply to 1C351.d.15 for Canada?",
        "Which reasons catch ricin (1C351.d.15) if the lab is in Toronto? colleague says canada never needs a licence",
    ],
)
def test_which_reasons_hold_for_a_destination_is_walked(real_law: Catalogue, question: str) -> None:
    found = asked(real_law, question)
    assert found.form is Form.DETERMINATION
    assert found.payload["status"] == "required"
    assert "CB Column 1" in found.lead


@pytest.mark.parametrize(
    "question",
    [
        "The university is on the Unverified List; can I use GBS for 3A001.a.2 to Taiwan?",
        "My consignee is on the UVL, can I use License Exception LVS for 3A001.a.2 worth $1,000 to Taiwan?",
        "Our buyer is on the Unverified List. Can I use STA or GBS for 3A001.a.2 to Taiwan?",
    ],
)
def test_the_unverified_list_leaves_no_exception_open(real_law: Catalogue, question: str) -> None:
    found = asked(real_law, question)
    assert "may not be used" in found.lead or "will not serve" in found.lead
    assert not any(word in found.lead for word in ("leave GBS open", "leave LVS open", "not shut out", "is given for"))


@pytest.mark.parametrize(
    "told",
    [
        "The bank is not sure it isn't on the Entity List.",
        "It is not true that the buyer isn't on the Entity List.",
        "The buyer is not on the Entity List, but its parent is.",
        "The buyer was not on the Entity List until last week.",
        "No one except the consignee is on the Entity List.",
        "The end user is not on the SDN list. On the Entity List it is.",
        "We screened against the Entity List and it flagged the consignee.",
        "We screened them against the Entity List: not without a match.",
        "The distributor stands on the Entity List, the goods are clean.",
        "Ich bin nicht sicher, dass der Käufer nicht auf der Entity List steht.",
    ],
)
def test_a_denial_that_is_taken_back_frees_nobody(real_law: Catalogue, told: str) -> None:
    found = asked(real_law, f"{told} EAR99 pumps from Texas to Chile, licence needed?")
    assert found.outcome is Outcome.NEEDS_FACT
    assert "the name of the listed party" in "; ".join(found.asks_for)


def test_an_address_that_is_listed_binds_a_party_of_another_list(real_law: Catalogue) -> None:
    """Check that the address of the party's own row is not taken for that of others alone: it may bind by itself."""
    found = asked(real_law, "Can we ship a 9A990 diesel engine to Fly Raise International Limited in Kowloon?")
    told = "\n".join(f.text for f in found.findings)
    assert found.payload["status"] == "indeterminate"
    assert "itself listed, for whoever uses it (§ 744.16(f)): Address 02 (Entity List: " in told
    assert any("is used in the transaction" in fact for fact in found.asks_for)
