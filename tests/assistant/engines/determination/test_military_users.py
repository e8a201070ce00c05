"""Armed forces, police and services told in words: paragraphs of part 744 that go by them decide, or ask who it is."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from assistant.engines import dispatch
from assistant.engines.determination.by_section import military_buyers
from assistant.engines.determination.facts.places import places
from assistant.engines.determination.law_texts.rules import pattern, rule_table
from assistant.engines.model import Computed
from assistant.model import Outcome
from assistant.query.parser import understand
from corpus.catalogue import Catalogue, CatalogueSnapshot
from corpus.filters import Filters
from corpus.lexicon.armed_forces import ArmedForce, forces

AskReal = Callable[..., Computed | None]


@pytest.mark.parametrize(
    ("question", "status", "words"),
    [
        ("6A993.a camera for the Royal Jordanian land forces, NLR?", "required", "744.9(a)(1)(ii)"),
        ("6A993.a camera to Peru, end user is the federal police. NLR?", "required", "744.9(a)(1)(ii)"),
        ("6A993.a camera to Oman, buyer is the Royal Oman Police. NLR?", "required", "744.9(a)(1)(ii)"),
        ("6A993.a cameras to the Mossad in Israel, licence?", "required", "744.9(a)(1)(ii)"),
        ("5A992.c tablets for the special operations command of Cambodia, licence?", "required", "744.21(a)(1)"),
        # Who may be a national guard or a national police is asked about, and nothing is concluded.
        ("6A993.a camera to Kuwait, the buyer is the Royal Guard. Licence?", "indeterminate", "“Royal Guard”"),
        ("6A993.a camera for the border guard of Uzbekistan, licence?", "indeterminate", "“border guard”"),
        ("6A993.a camera to a city police in Ghana, licence?", "indeterminate", "“city police”"),
        (
            "3A991 boards for a maker of pumps and its arms factory in China, licence?",
            "indeterminate",
            "“arms factory”",
        ),
        ("EAR99 chairs for an intelligence agency in Beijing, licence?", "indeterminate", "744.22(f)(2)"),
        # … but only where the paragraph goes by such a user there, and for such an item.
        ("6A993.a camera for the border guard in Poland, licence?", "no_chart_requirement", "not a permission"),
        ("6A993.a cameras for the Mexican navy, licence?", "no_chart_requirement", "is in Country Group A:1"),
        ("EAR99 chairs for the border troops of Uzbekistan, licence?", "no_chart_requirement", "not a permission"),
        ("6A993.a camera for a fire brigade in Oman, licence?", "no_chart_requirement", "not a permission"),
        ("An EAR99 laptop to Russia for a military user, licence?", "required", "744.21(a)(2)"),
        # Forces named without their country are of it.
        ("Selling 3A991 microcontrollers to the PLA, licence?", "required", "744.21(a)(1)"),
        ("5A992.c phones, the end user is the Tatmadaw. Licence?", "required", "744.21(a)(1)"),
        ("EAR99 boots for the FSB, licence?", "required", "744.21(a)(2)"),
        ("EAR99 boots for the Spetsnaz, licence?", "required", "744.21(a)(2)"),
        ("EAR99 boots for the Russian ministry of defence: licence?", "required", "744.21(a)(2)"),
        ("5A992.c radios to the Revolutionary Guard Corps, licence?", "required", "746.7(a)(1)(i)"),
        ("4A994 computers for a lab of the Chinese army, licence?", "indeterminate", "744.21(a)(1)"),
        ("6A993.a camera for the Bundeswehr, licence?", "no_chart_requirement", "0A919"),
        ("EAR99 PLA filament to Brazil, licence?", "no_chart_requirement", "not a permission"),
        # An abbreviation that is a material is none of a force.
        ("EAR99 printer for PLA and resin to Brazil, licence?", "no_chart_requirement", "item to Brazil"),
    ],
)
def test_a_force_told_in_words(ask_real: AskReal, question: str, status: str, words: str) -> None:
    found = ask_real(question)
    assert found is not None
    assert found.payload["status"] == status, found.payload["text"]
    assert words in found.payload["text"]
    assert (found.outcome is Outcome.NEEDS_FACT) is (status == "indeterminate")


@pytest.mark.parametrize(
    "question",
    [
        "5A992.c to Japan for the Revolutionary Guards, licence?",
        "Do I need a licence for 5A992.c to the PLA base in Djibouti?",
    ],
)
def test_a_place_is_not_free_where_the_user_is_a_force_of_another_country(ask_real: AskReal, question: str) -> None:
    found = ask_real(question)
    assert found is not None
    assert found.payload["status"] == "required"
    assert "No requirement was found" not in "\n".join(f.text for f in found.findings)


@pytest.mark.parametrize(
    "text", ["a board of 800 MHz FSB to Brazil", "to GRU airport in Brazil", "for PLA and ABS to Brazil"]
)
def test_an_abbreviation_of_something_else_is_no_force(text: str) -> None:
    assert {p.code for p in places(text)} == {"BR"}


NAMES_OF_FORCES = {
    "CN": [
        "the PLA", "PLA Navy", "PLA’s Rocket Force", "PLAAF", "People's Liberation Army", "peoples liberation army",
        "People’s Armed Police", "Peoples Armed Police",
    ],
    "DE": ["Bundeswehr", "Bundesnachrichtendienst"],
    "FR": ["DGSE", "DGSI"],
    "IL": ["Mossad", "Shin Bet", "Shabak"],
    "IR": ["IRGC", "Islamic Revolutionary Guard Corps", "revolutionary guards", "Quds Force", "Basij"],
    "KP": ["Korean People's Army", "Korean Peoples Army", "Reconnaissance General Bureau"],
    "MM": ["Tatmadaw"],
    "PK": ["Inter-Services Intelligence"],
    "RU": ["the GRU", "the FSB", "Rosgvardiya", "Rosgvardia", "Spetsnaz", "spetsnaz"],
}  # fmt: skip


@pytest.mark.parametrize("row", forces(), ids=lambda row: row.country)
def test_every_force_of_the_table_is_a_force_by_the_words_of_the_rules(row: ArmedForce) -> None:
    names, words = NAMES_OF_FORCES[row.country], rule_table()["words"]
    assert all(row.named.search(name) for name in names)
    assert [n for n in names if not any(pattern(words[key]).search(n) for key in ("military", "services"))] == []
    # A name that is added to the table stands here too.
    named = _alternatives(row.named.pattern)
    assert [a for a in named if not any(re.search(a, name) for name in names)] == []


def _alternatives(written: str) -> list[str]:
    """Return the alternatives of an expression that stand in no parentheses."""
    found, depth = [""], 0
    for c in written:
        depth += (c == "(") - (c == ")")
        if c == "|" and not depth:
            found.append("")
        else:
            found[-1] += c
    return found


def test_a_force_is_that_of_its_country_alone(ask_real: AskReal) -> None:
    found = ask_real("5A992.c to the Korean People's Army, Central Military Commission, licence?")
    assert found is not None
    assert "China" not in found.lead


def test_the_review_of_cameras_is_told(ask_real: AskReal) -> None:
    found = ask_real("6A993.a camera for the army of Oman, licence?")
    assert found is not None
    assert "§ 744.9(c)" in found.payload["text"]


@pytest.mark.parametrize(
    ("question", "sections", "absent"),
    [
        ("Vietnam came off the arms embargo. Is its army fine as a customer now?", ["744.17(a)", "744.9"], "744.21"),
        ("Cambodia is no longer in D:5, so military buyers there are OK now?", ["744.21(a)(1)", "744.22(a)"], "746."),
        ("The embargo on Iraq was lifted. May we sell to its army?", ["746.3(a)(4)"], "744.21"),
        ("Is the Cambodian army still restricted?", ["744.21(a)(1)"], "746."),
    ],
)
def test_an_embargo_that_is_gone_leaves_the_other_rules(
    real_law: Catalogue, question: str, sections: list[str], absent: str
) -> None:
    snapshot = CatalogueSnapshot(real_law)
    found = military_buyers.of_country(understand(question, (), Filters(), snapshot), snapshot)
    assert found is not None
    assert "are not free" in found.lead
    assert all(section in found.lead for section in sections)
    assert absent not in found.lead
    assert all(f.cites for f in found.findings[:-1])


@pytest.mark.parametrize(
    ("question", "said", "lead_has"),
    [
        # A section that does not name the country is told of with those that reach it.
        (
            "The French police want thermal cameras; which licence rule of US part 744 would reach them?",
            ["744.9(a)(1)(ii) leaves out", "“French police”", "0A919"],
            "744.9(a)(1)(i)",
        ),
        ("Do sections 744.21 and 744.22 reach the Polish army?", ["6A003.a.3"], "Poland is not among the countries"),
        ("Does § 744.21 apply to the Japanese coast guard?", ["6A003.a.3"], "frees nobody"),
        ("Does the military end user rule cover the Saudi national guard?", ["6A003.a.3"], "744.9(a)(1)(ii)"),
        ("Is the Italian gendarmerie outside the military end-user controls?", ["6A003.a.3"], "frees nobody"),
        ("Is Egypt's interior ministry free of part 744?", ["“interior ministry”"], "are not free"),
        (
            "Our client is the Brazilian navy. What rule of the EAR applies to military end users in Brazil?",
            [],
            "744.9",
        ),
        ("Is India one of the countries of 744.21, so can I ship to the Indian army?", [], "frees nobody"),
        ("Does 744.21 reach the British army?", ["744.9(a)(1)(i)"], "That is not a permission"),
        ("Which rule of part 744 covers thermal sights for the Canadian police?", ["0A919"], "not a permission"),
        (
            "Crime control: which licence rule covers handcuffs for the Mexican police?",
            ["“Mexican police”"],
            "Mexico has an X in CC Column 1, CC Column 3",
        ),
        (
            "Which US licence rule for crime control items applies to the Indian police?",
            ["“Indian police”"],
            "which is no permission",
        ),
        ("Is the Russian army covered by 744.21?", ["744.22(a)"], "comes under § 744.21(a)(2), "),
    ],
)
def test_a_section_that_does_not_name_the_country_frees_nobody(
    real_law: Catalogue, question: str, said: list[str], lead_has: str
) -> None:
    snapshot = CatalogueSnapshot(real_law)
    found = dispatch.computed(understand(question, (), Filters(), snapshot), snapshot)
    assert found is not None
    assert lead_has in found.lead
    text = "\n".join(f.text for f in found.findings)
    assert all(words in text for words in (*said, "Looked at: ", "every other section of part 744"))
    assert not any(f.says_yes for f in found.findings)


@pytest.mark.parametrize(
    "question",
    [
        "Which licence rules apply to handcuffs for the Mexican police?",
        "What is a military end user?",
        "Which countries does § 744.21 reach?",
        "Was Cambodia taken out of Country Group D:5?",
        "The embargo on Iraq was lifted. May we sell 3A991 to its army?",  # of an item, which is walked
        "Under Dutch law, is the arms embargo on Iraq's army lifted?",
        "Does § 744.2 reach the Peruvian army?",  # none of the sections that go by military buyers
        "Does § 744.3 reach the Indian army?",
    ],
)
def test_other_questions_are_not_of_military_buyers(real_law: Catalogue, question: str) -> None:
    snapshot = CatalogueSnapshot(real_law)
    assert military_buyers.of_country(understand(question, (), Filters(), snapshot), snapshot) is None


def test_rules_whose_countries_are_not_held_are_told_of(
    shared: Path, hold: Callable[[Mapping[str, bytes]], Catalogue]
) -> None:
    part = "2026-07-23_title-15_part-744.xml"
    snapshot = CatalogueSnapshot(hold({part: (shared / "data/us/ecfr" / part).read_bytes()}))
    question = "The embargo on Vietnam was lifted. May we sell to its army?"
    found = military_buyers.of_country(understand(question, (), Filters(), snapshot), snapshot)
    assert found is not None
    lead = found.lead
    assert "comes under § 744.9(a)(1)(i), as far as" in lead
    assert "Whether § 744.9(a)(1)(ii), § 744.17(a), § 744.22(a) reach military buyers of Vietnam too cannot be" in lead
    assert any("Supplement No. 1 to Part 740" in text.name for text in found.missing_texts)


def test_buyers_of_whom_no_rule_can_be_read_are_no_answer(
    shared: Path, hold: Callable[[Mapping[str, bytes]], Catalogue]
) -> None:
    snapshot = CatalogueSnapshot(hold({}))
    question = "The embargo on Vietnam was lifted. May we sell to its army?"
    found = military_buyers.of_country(understand(question, (), Filters(), snapshot), snapshot)
    assert found is not None
    assert not found.findings[0].cites
    assert found.outcome is Outcome.NOT_IN_CORPUS
    assert found.missing_texts


@pytest.mark.parametrize(
    "question",
    ["Can we sell EAR99 radios to Russian troops in Mali?", "An EAR99 laptop to Vietnam for a military user?"],
)
def test_no_place_is_free_of_users_whose_state_is_another(ask_real: AskReal, question: str) -> None:
    found = ask_real(question)
    assert found is not None
    assert "not a permission" in found.findings[0].text
    # § 744.21 stays among what is to be checked, whoever its own list of countries names.
    assert not any("744.21" in f.text and " is n" in f.text for f in found.findings)
