"""Armed forces, police and services told in words: paragraphs of part 744 that go by them decide, or ask who it is."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from assistant.engines.determination.by_section import military_buyers
from assistant.engines.determination.facts.authorities import countries_of_authorities, is_of_foreign_authority
from assistant.engines.model import Computed
from assistant.model import Outcome
from assistant.query.parser import understand
from corpus.catalogue import Catalogue, CatalogueSnapshot
from corpus.filters import Filters

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
        ("EAR99 chairs for the border troops of Uzbekistan, licence?", "no_chart_requirement", "not a permission"),
        ("6A993.a camera for a fire brigade in Oman, licence?", "no_chart_requirement", "not a permission"),
    ],
)
def test_a_force_told_in_words(ask_real: AskReal, question: str, status: str, words: str) -> None:
    found = ask_real(question)
    assert found is not None
    assert found.payload["status"] == status, found.payload["text"]
    assert words in found.payload["text"]
    assert (found.outcome is Outcome.NEEDS_FACT) is (status == "indeterminate")


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
    "question",
    [
        "What is a military end user?",
        "Which countries does § 744.21 reach?",
        "Was Cambodia taken out of Country Group D:5?",
        "The embargo on Iraq was lifted. May we sell 3A991 to its army?",  # of an item, which is walked
        "Under Dutch law, is the arms embargo on Iraq's army lifted?",
    ],
)
def test_other_questions_are_not_of_military_buyers(real_law: Catalogue, question: str) -> None:
    snapshot = CatalogueSnapshot(real_law)
    assert military_buyers.of_country(understand(question, (), Filters(), snapshot), snapshot) is None


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Does BAFA require a licence?", ("DE",)),
        ("METI has sent us nothing", ("JP",)),
        ("商务部的许可", ("CN",)),
        ("美国商务部的许可", ()),
        ("Seco Tools in Sweden", ()),
        ("need SECO's licence", ("CH",)),
        ("need a permit", ()),
    ],
)
def test_authorities_are_known_by_their_names(text: str, codes: tuple[str, ...]) -> None:
    assert countries_of_authorities(text) == codes
    assert is_of_foreign_authority(text) is bool(codes)
    assert not is_of_foreign_authority(f"{text} and BIS")


@pytest.mark.parametrize(
    "question",
    [
        "Does BAFA require a licence for our 2B001 lathe to India?",
        "Do we need an ECJU licence for 6A003 cameras from our plant to Chile?",
        "We sell 3B001 tools to China: does MOTIE ask for a permit?",
        "Do we need METI's permission for a lathe of 2B001 to Turkey?",
        "Do we need a licence from MOFCOM for a sensor that may go in a missile?",
    ],
)
def test_what_another_authority_requires_is_not_told_by_this_walk(ask_real: AskReal, question: str) -> None:
    found = ask_real(question)
    assert found is not None
    assert found.payload["status"] == "indeterminate"
    assert "It cannot be said whether a licence of" in found.lead
    assert not any("744" in s.source.title for f in found.findings for s in f.cites)
