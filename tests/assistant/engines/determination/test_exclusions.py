"""What a section excludes from its own requirement, and which exceptions it leaves, over the real texts."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from assistant.engines.model import Computed

Ask = Callable[..., Computed | None]


@pytest.mark.parametrize(
    ("question", "status", "words"),
    [
        (
            "3A991 boards for the Venezuelan navy under a contract signed on 2 June 2012: licence?",
            "indeterminate",
            "what lifts it is § 744.21(h)",
        ),
        (
            "3A991 boards for the Venezuelan navy under a contract signed on 2 June 2019: licence?",
            "required",
            "not plainly told that this one is under such a contract",
        ),
        (
            "3A991 boards for the Venezuelan navy, contract signed on 2 June 2012 and extended in 2020: licence?",
            "required",
            "not plainly told that this one is under such a contract",
        ),
        (
            "EAR99 project management software to a clinic in Minsk, Belarus, that works only in medicine: licence?",
            "indeterminate",
            "HTS-6 code",
        ),
        (
            "EAR99 CAD software to a hospital in Minsk, Belarus, that also runs a machine shop: licence?",
            "required",
            "not plainly told that the end user is engaged in nothing else",
        ),
        (
            "May we disclose EAR99 source code to a Cuban student in our Boston lab, or is a licence needed?",
            "no_chart_requirement",
            "what lifts it is § 746.2(a)(2)",
        ),
        (
            "Our German head office sends 5A992.c routers to its own 100% sales office in Minsk, Belarus: US licence?",
            "indeterminate",
            "what lifts it is § 746.8(a)(12)(ii)",
        ),
        (
            "5A992.c phones from our US parent to its branch in Minsk: licence?",
            "indeterminate",
            "where one of them fails, a licence is required",
        ),
        (
            "5A992.c phones to a Russian-owned subsidiary in Minsk: licence?",
            "required",
            "not shown by what is told that the end user here is one of them",
        ),
        (
            "5A992.c phones to a joint venture, 60 % of it our US group's, in Minsk: licence?",
            "required",
            "not shown by what is told that the end user here is one of them",
        ),
        (
            "Our Tampa office wants to show EAR99 technology to a Cuban visitor in Havana: licence?",
            "required",
            "not plainly told that this is one",
        ),
    ],
)
def test_what_a_section_excludes_is_lifted_only_where_it_is_plainly_told(
    ask_real: Ask, question: str, status: str, words: str
) -> None:
    found = ask_real(question)
    assert found is not None
    walks = found.payload.get("each", [found.payload])
    assert status in {w["status"] for w in walks}
    assert words in " ".join(f.text for f in found.findings)


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("3A991 boards for the Nicaraguan army: licence?", "§ 744.21(c): of the license exceptions"),
        ("6A003.a.4 camera for the Swedish navy: licence?", "§ 744.9(e): no license exception lifts it but GOV"),
        ("Can we use license exception BAG for a 5A992.c tablet to Iran?", "That shuts License Exception BAG too"),
        (
            "Is licence exception TMP open for a 5A992.c laptop to Damascus?",
            "TMP helps only as far as that list has it",
        ),
    ],
)
def test_the_section_says_which_exceptions_may_be_used(ask_real: Ask, question: str, words: str) -> None:
    found = ask_real(question)
    assert found is not None
    assert words in found.payload["text"]
    assert "Whether a License Exception lifts" not in found.payload["text"]


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("2B350 spares worth $1,500 to Oman: can LVS serve?", "LVS does not serve for it"),
        ("2B001 machine to Turkey under license exception TSR?", "2B001 has no line for TSR"),
        ("3A991 chips to Vietnam, is GBS open?", "3A991 marks GBS as not available (N/A)"),
        ("6A003.b.4.b camera to Peru under license exception STA?", "Of STA 6A003 says:"),
        ("3A991 chips to Vietnam, is GBS open?", "An exception is needed only where a licence is required."),
    ],
)
def test_an_exception_that_is_asked_about_is_looked_up_in_the_entry(ask_real: Ask, question: str, words: str) -> None:
    found = ask_real(question)
    assert found is not None
    assert words in found.findings[0].text
    assert not [left for left in found.not_answered if len(left) == 3]


def test_an_exclusion_is_not_carried_to_another_end_user(ask_real: Ask) -> None:
    before = "EAR99 project management software to a clinic in Minsk, Belarus, that works only in medicine: licence?"
    found = ask_real("and if it goes to a trader in Minsk instead?", before)
    assert found is not None
    assert found.payload["status"] == "required"


def test_a_follow_up_that_changes_nothing_is_left_open(ask_real: Ask) -> None:
    before = "6A003.a.3 camera to Sweden for the air force, licence?"
    found = ask_real("and if they paint it green?", before)
    assert found is not None
    assert found.not_answered == ("and if they paint it green?",)
    changed = ask_real("and if it goes to Austria?", before)
    assert changed is not None
    assert not changed.not_answered


@pytest.mark.parametrize("owner", ["US", "German", "Israeli"])
def test_the_owner_of_a_civil_user_is_told_once_whatever_its_country(ask_real: Ask, owner: str) -> None:
    found = ask_real(f"5A991 radios to a clinic in Minsk that is wholly owned by a {owner} company: licence?")
    assert found is not None
    told = [s for s in found.payload["steps"] if s["step"] == "746.8(a)(12)(ii)"]
    assert len(told) == 1
    assert "headquartered in the United States or in Country Group A:5 or A:6" in told[0]["finding"]
    assert "what lifts it is § 746.8(a)(12)(ii)" in found.lead


@pytest.mark.parametrize(
    "question",
    [
        "5A991 modems to a Moscow office, wholly owned by a Chinese company; the order came from a US company",
        "5A991 modems to Kazan, to a clinic wholly owned by a German and a Chinese company",
        "5A991 modems to a wholly owned subsidiary in Moscow, owned by a Chinese group with a US branch",
        "5A991 modems to a clinic in Minsk wholly owned by a Chinese company and an American company",
        "EAR99 CAD software to Kazan, to a clinic wholly owned by Chinese and German companies",
        "5A991 modems to a clinic in Kazan that is a wholly owned subsidiary of a Chinese holding in Moscow",
    ],
)
def test_an_owner_outside_the_countries_of_the_section_frees_nobody(ask_real: Ask, question: str) -> None:
    found = ask_real(question)
    assert found is not None
    assert found.payload["status"] == "required"
    assert "what lifts it" not in found.lead


@pytest.mark.parametrize(
    ("question", "is_lifted"),
    [
        ("We are a US company shipping 5A991 modems to a wholly owned subsidiary in Moscow", False),
        ("5A991 modems from our US office to a wholly owned subsidiary in Moscow", False),
        ("A wholly owned subsidiary in Perm needs 5A991 modems; we are an American company", False),
        ("5A991 modems to a Moscow firm's wholly owned branch; our head office is in Berlin", False),
        ("5A991 modems from our German parent to a wholly owned branch in Perm", False),
        ("5A991 modems to our wholly owned branch in Perm; our head office is in Berlin", True),
        ("5A991 modems to the wholly owned branch of our German parent in Perm", True),
        ("5A991 modems for our wholly owned US subsidiary in Perm", True),
        ("5A991 modems to a wholly owned subsidiary of our American group in Perm", True),
        ("5A991 modems to a Moscow clinic wholly owned by us, a group from Shanghai", False),
        ("5A991 modems to a Moscow clinic wholly owned by a US company", True),
        ("We are headquartered in Berlin. 5A991 modems to a wholly owned subsidiary in Moscow", False),
        ("As a German company, we ship 5A991 modems to a wholly owned subsidiary in Moscow", False),
        ("We are an exporter, headquartered in Berlin. 5A991 modems to a wholly owned subsidiary in Moscow", False),
        ("We are an exporter, a German company: 5A991 modems to a wholly owned subsidiary in Moscow", False),
        ("I work for an exporter, a German company. 5A991 modems to a wholly owned subsidiary in Moscow", False),
        ("We sell as a German company 5A991 modems to a wholly owned subsidiary in Moscow", False),
        ("5A991 modems to a clinic in Moscow wholly owned by a German company, as a civil end-user", True),
        ("5A991 modems to a Moscow clinic that works as a hospital, wholly owned by a German company", True),
        ("We are an exporter. 5A991 modems to a Moscow clinic wholly owned by a German company", True),
        ("5A991 modems to a Kazan clinic that is a wholly owned subsidiary of a German holding in Moscow", False),
        ("5A991 modems to a Kazan clinic, a wholly owned subsidiary of an American company in Moscow", False),
    ],
)
def test_who_sells_is_no_owner_of_the_buyer(ask_real: Ask, question: str, is_lifted: bool) -> None:
    found = ask_real(question)
    assert found is not None
    assert ("what lifts it" in found.lead) is is_lifted
    assert is_lifted or found.payload["status"] != "no_chart_requirement"


def test_an_owner_that_sits_in_another_country_than_its_own_is_left_open(ask_real: Ask) -> None:
    found = ask_real(
        "5A991 modems to a Kazan clinic, a wholly owned subsidiary of a German holding in Moscow: licence?"
    )
    assert found is not None
    assert found.payload["status"] == "indeterminate"
    assert "turns on whether the end user is a civil end-user that is a wholly owned subsidiary" in found.lead
