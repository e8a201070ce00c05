"""Authorities of other countries: asked of, their law is meant; only spoken of, the walk and its destination stay."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from assistant.engines.determination.facts.asked import of_query
from assistant.engines.determination.facts.authorities import (
    countries_of_authorities,
    is_of_foreign_authority,
    laws_asked_of,
)
from assistant.engines.model import Computed
from assistant.query.answer_kinds import kinds_wanted
from assistant.query.model import Query
from corpus.filters import Filters

AskReal = Callable[..., Computed | None]


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Does BAFA require a licence?", ("DE",)),
        ("商务部的许可", ("CN",)),
        ("美国商务部的许可", ()),
        ("Seco Tools in Sweden", ()),
        ("need SECO's licence", ("CH",)),
        ("Must we ask METI first?", ("JP",)),
        ("We have a BIS licence. Does BAFA require one too?", ("DE",)),
        ("Does BAFA require a licence for ECCN 5A992?", ("DE",)),  # a number is no law
        ("need a permit", ()),
        ("Should we have a BAFA permit?", ("DE",)),  # what one should have is asked for, and not held
        ("How do we get a METI licence?", ("JP",)),
        ("Does the exporter hold a DGFT permit?", ("IN",)),
    ],
)
def test_authorities_are_asked_of_by_their_names(text: str, codes: tuple[str, ...]) -> None:
    assert countries_of_authorities(text) == codes
    assert is_of_foreign_authority(text) is bool(codes)
    assert not is_of_foreign_authority(f"{text.rstrip('?')} and BIS?")


@pytest.mark.parametrize(
    "text",
    [
        "METI has sent us nothing. Do we need a licence?",
        "We have a BAFA permit for the German leg. Do I need a licence to ship it?",
        "Our customer got its licence from BAFA, do we need one?",
        "BAFA already approved our parent. Is a licence needed?",
        "MOFCOM import certificate attached. Licence needed?",
        "METI permit in hand. Licence needed?",
        "已持有商务部许可。我们需要许可证吗？",
    ],
)
def test_one_that_is_only_spoken_of_is_not_asked(text: str) -> None:
    assert countries_of_authorities(text)
    assert not is_of_foreign_authority(text)


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


@pytest.mark.parametrize(
    ("question", "status", "words"),
    [
        ("We have a BAFA permit for the German leg. Do I need a licence to ship 5A002 to Germany?", "required", "NS"),
        ("BAFA already approved our German parent. Does 3A090.a to China need a licence?", "required", "3A090.a"),
        ("MOFCOM import certificate attached. License needed for 3A001.a.7 to China?", "required", "NS Column 2"),
        ("Our customer holds a Chinese import permit. Licence for 3A001.a.7 to China?", "required", "NS Column 2"),
    ],
)
def test_an_authority_that_is_spoken_of_leaves_the_walk_and_its_destination(
    ask_real: AskReal, question: str, status: str, words: str
) -> None:
    found = ask_real(question)
    assert found is not None
    assert found.payload["status"] == status
    assert words in found.lead


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("How do we comply with Swiss law when we ship lamps?", ("CH",)),
        ("In accordance with German law, do we need a licence?", ("DE",)),
        ("We have to comply with Chinese law. Do we need a licence?", ("CN",)),
        ("Should we hold a German permit for lamps?", ("DE",)),
        ("We need nothing more? We hold a German permit.", ()),  # what is needed stands in another sentence
        ("We hold a German permit for Perm. Do we need a German permit for Peru?", ("DE",)),  # the second is asked for
        ("Straße: ßßßß ßßßß. Our plant holds a German permit. Licence?", ()),  # letters that grow when their case goes
        ("Our parent already complies with German law. Do we need a licence?", ()),
    ],
)
def test_a_law_is_asked_of_unless_its_paper_is_held_or_it_is_met(text: str, codes: tuple[str, ...]) -> None:
    assert laws_asked_of(text) == codes


@pytest.mark.parametrize(
    "question",
    [
        "In accordance with German law, do we need a licence for 3A001 to China?",
        "Should we have a BAFA permit for 3A001 to China?",
        "We have to comply with Chinese law when we ship 3A001 to Peru. Do we need a licence?",
        "We hold a German permit for Turin. Do we need a German permit for 3A001 to China?",
    ],
)
def test_a_question_on_another_law_gets_no_walk_of_this_one(ask_real: AskReal, question: str) -> None:
    found = ask_real(question)
    assert found is not None
    assert "It cannot be said whether a licence of" in found.lead


@pytest.mark.parametrize(
    "question",
    [
        "We answered a METI notice last year. Do we need a licence to ship lathes to China?",
        "MOFCOM issued an announcement in May. Do we need a licence for lathes to Turkey?",
        "MOFCOM issued an announcement in May. Do we need a licence for lathes to a customer from China?",
    ],
)
def test_a_measure_that_is_only_told_of_leaves_the_walk(ask_real: AskReal, question: str) -> None:
    assert ask_real(question) is not None


@pytest.mark.parametrize(
    "question",
    [
        "MOFCOM issued an announcement in May. Does it require a licence for lathes to Turkey?",
        "Do we need a licence, and what percent of Chinese ore counts under MOFCOM's announcement for lamps to Peru?",
        "By METI's notice of last spring, do lamps to China need a licence?",
        "MOFCOM issued announcement 61 on magnets. Do we need a permit to ship them out of China?",
    ],
)
def test_a_measure_that_is_asked_of_gets_no_walk(ask_real: AskReal, question: str) -> None:
    assert ask_real(question) is None


def test_places_of_a_follow_up_stand_in_the_text_of_both_questions() -> None:
    before, now = "Our plant in Nagoya makes lathes of 2B001.", "Does METI require a licence to send them to Osaka?"
    asked = of_query(Query(now, f"{before} {now}", now, before, kinds_wanted(now), Filters()))
    assert [asked.text[p.start : p.end] for p in asked.to] == ["Osaka"]
