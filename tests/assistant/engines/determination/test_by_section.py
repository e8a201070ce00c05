"""Questions that one section decides: nuclear assistance, reactor parts, carriers, U.S. persons."""

from __future__ import annotations

import pytest

from assistant.engines.determination.by_section import assistance, exceptions, us_persons
from assistant.model import Outcome
from assistant.query.parser import understand
from corpus.catalogue import Catalogue
from corpus.filters import Filters
from tests.assistant.engines.determination.conftest import asked


@pytest.mark.parametrize(
    ("question", "words"),
    [
        (
            "May we advise a utility in Warsaw on reactor design and one in Islamabad, under part 810?",
            ("Poland is in Appendix A", "Pakistan is not in Appendix A"),
        ),
        (
            "Part 810: reprocessing know-how for a Japanese partner, is it generally authorized?",
            ("Japan: a specific authorization", "§ 810.7(c)(6) names reprocessing"),
        ),
        (
            "DOE: a Pakistani engineer with a green card joins our reactor core team. Specific authorization?",
            ("part 810 does not apply to the transfer of technology to that person",),
        ),
        (
            "DOE part 810: a Pakistani engineer on a visa, no green card, joins our reactor core team. Authorization?",
            ("A national of Pakistan, which is not in Appendix A", "§ 810.11(b)"),
        ),
    ],
)
def test_nuclear_assistance_is_told_for_each_recipient(
    real_law: Catalogue, question: str, words: tuple[str, ...]
) -> None:
    lead = asked(real_law, question).lead
    assert all(w in lead for w in words), lead


@pytest.mark.parametrize(
    ("question", "words", "outcome"),
    [
        (
            "NRC: control rods for an 8 MW research reactor in Finland, general licence?",
            "at 8 MW a specific",
            "answered",
        ),
        ("NRC: control rods for a research reactor in Finland, general licence?", "thermal power", "needs_fact"),
        ("NRC: control rods for a reactor in Pakistan, general licence?", "Pakistan is not in the list", "answered"),
        ("NRC general licence: 50 tritium signs at 0.3 TBq to Ghana?", "50 x 0.3 TBq = 15 TBq is not over", "answered"),
        ("NRC general licence: 130 tritium signs at 0.3 TBq to Ghana?", "at most 123 of them keep", "answered"),
        ("Tritium paint to Peru under the NRC general licence?", "the activity of each item", "needs_fact"),
        ("Tritium signs of 5 Ci each, NRC general licence?", "the destination (country)", "needs_fact"),
        ("Tritium signs of 5 Ci to Havana, NRC general licence?", "Cuba is in the list of 10 CFR 110.28", "answered"),
        ("2 Ci of Am-241 in a gauge, NRC general licence?", "depends on the destination", "needs_fact"),
    ],
)
def test_a_general_licence_goes_by_place_power_and_activity(
    real_law: Catalogue, question: str, words: str, outcome: str
) -> None:
    found = asked(real_law, question)
    assert words in found.lead
    assert found.outcome == Outcome(outcome)


def test_a_port_in_the_group_is_shut_and_the_spared_one_is_not(real_law: Catalogue) -> None:
    lead = asked(
        real_law, "744.7: spares for our US-flag ships in Da Nang, in Shanghai and in Lisbon, fine for all?"
    ).lead
    assert "Da Nang, Vietnam: the exception of § 744.7(b)(1) does not serve there" in lead
    assert "Shanghai, China: the exception of § 744.7(b)(1) may serve there" in lead
    assert "Lisbon, Portugal: the exception of § 744.7(b)(1) may serve there" in lead


@pytest.mark.parametrize(
    ("question", "words"),
    [
        (
            "I'm American, my firm is a Norwegian company. May I service tools at an advanced node fab in Wuhan?",
            "Norway",
        ),
        (
            "US person on behalf of a Serbian company: repair at an advanced-node fab in Wuhan?",
            "which Serbia is not in",
        ),
        ("US person, I live in Oslo: may I repair tools at an advanced-node fab in Wuhan?", "have their headquarters"),
        (
            "As a US person may I arrange freight of German trucks to the GRU in Moscow?",
            "§ 744.6(b)(5) bars a U.S. person from 'support'",
        ),
    ],
)
def test_a_person_is_told_what_decides(real_law: Catalogue, question: str, words: str) -> None:
    assert words in asked(real_law, question).lead


@pytest.mark.parametrize(
    "left_out",
    [
        "nothing on enrichment",
        "no heavy water production",
        "without plutonium fuel or reprocessing",
        "enrichment is not involved",
        "reprocessing excluded",
    ],
)
def test_an_activity_that_is_said_to_be_left_out_decides_nothing(real_law: Catalogue, left_out: str) -> None:
    question = f"DOE part 810: training in running a light water reactor in Hanoi, {left_out}. Specific authorization?"
    lead = asked(real_law, question).lead
    assert "Vietnam is in Appendix A" in lead
    assert "810.7(c)(" not in lead


def test_an_activity_that_is_told_decides(real_law: Catalogue) -> None:
    question = "DOE part 810: not only a reactor but enrichment for a utility in Hanoi. Specific authorization?"
    assert "§ 810.7(c)(1) names uranium enrichment" in asked(real_law, question).lead


def test_a_permanent_resident_is_no_foreign_person(real_law: Catalogue) -> None:
    lead = asked(
        real_law, "An engineer with an Iranian passport and a green card reads 3E001 technology. Licence?"
    ).lead
    assert "no deemed export to Iran" in lead
    both = "Two Iranian citizens read 3E001 technology, one with a green card, one on a visa. Licence?"
    assert "no deemed export" not in asked(real_law, both).lead


def test_a_region_is_walked_country_by_country(real_law: Catalogue) -> None:
    found = asked(real_law, "We ship 2B350 reactors worth $900 to the Gulf states under LVS, licence?")
    assert found.outcome is Outcome.NEEDS_FACT
    assert found.payload["status"] == "required"
    assert "Saudi Arabia: The entry excepts Country Group D:3 from LVS" in found.lead


def test_what_accompanies_its_operator_is_told_first(real_law: Catalogue) -> None:
    lead = asked(real_law, "Our operator flies to Lima with his own 1A006 robot, licence?").lead
    assert lead.startswith("The entry's own note says:")
    assert "Where the note does not cover it: A licence is required" in lead
    assert (
        "is not left out by it" in asked(real_law, "1A006 robot shipped ahead to our operator in Lima, licence?").lead
    )


def test_a_state_of_the_exporter_is_no_town_elsewhere(real_law: Catalogue) -> None:
    lead = asked(
        real_law, "Part 810: our firm in Virginia helps a utility in Santiago, Chile on reactor design. Authorized?"
    ).lead
    assert lead.startswith("Chile is in Appendix A")
    assert "But the appendix limits that to: “For all activities related to INFCIRC/834 only”." in lead


@pytest.mark.parametrize(
    "question",
    [
        "Does cargo of reactor fuel from Argentina that passes through Charleston need a nuclear licence?",
        "A Swiss buyer of sensors was refused for nuclear worries. Does an old refusal count?",
        "Does the Energy Department approve digging for uranium, a mine in Namibia?",
        "what fine under part 810 if someone ran unauthorised nuclear assistance in Brazil for 30 days",
        "Is the Reconnaissance General Bureau of North Korea named in the American trade rules?",
        "can american medicine go to north korea without a licence",
    ],
)
def test_questions_beside_these_sections_are_left_to_the_law(real_law: Catalogue, question: str) -> None:
    query = understand(question, (), Filters(), real_law)
    engines = (assistance.of_assistance, us_persons.of_us_person, exceptions.of_situation)
    assert [e.__name__ for e in engines if e(query, real_law) is not None] == []


def test_an_employer_of_a_limited_country_that_is_told_is_not_asked_for(real_law: Catalogue) -> None:
    question = "US citizen hired by a chip plant in Hefei, a Chinese company with advanced logic: repair Dutch tools?"
    found = us_persons.of_us_person(understand(question, (), Filters(), real_law), real_law)
    assert found is not None
    assert found.payload["status"] == "required"
    assert not found.asks_for
