"""What a query knows of itself, and that it works it out once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import FrozenInstanceError, replace
from pathlib import Path

import pytest

from assistant.query.model import Query
from assistant.query.parser import understand
from assistant.query.yes_no_frames import Frame
from corpus.catalogue import Catalogue
from corpus.filters import Filters


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Catalogue]:
    folder: Path = tmp_path_factory.mktemp("empty")
    held = Catalogue(folder / "catalogue.sqlite")
    yield held
    held.close()


@pytest.fixture
def follow_up(catalogue: Catalogue) -> Query:
    """Return a question that leans on the one before."""
    before = "Is a licence needed for lamps to Peru under Swiss law?"
    return understand("and oil of theirs, is that listed too?", (before,), Filters(), catalogue)


def test_what_is_asked_now_is_told_from_what_it_leans_on(follow_up: Query) -> None:
    assert follow_up.leans
    assert follow_up.own_countries == ()
    assert [code for code, _ in follow_up.countries] == ["PE", "CH"]
    assert follow_up.own_laws == ()
    assert (follow_up.own_frame, follow_up.frame) == (Frame.COVERED, Frame.COVERED)


def test_a_follow_up_without_a_frame_has_that_of_the_question_before(catalogue: Catalogue) -> None:
    asked = understand("and blanks?", ("Is a licence needed for lamps?",), Filters(), catalogue)
    assert (asked.own_frame, asked.frame) == (Frame.FACT, Frame.NEED)


def test_a_law_is_named_by_its_country(catalogue: Catalogue) -> None:
    assert understand("Is it free under Swiss law?", (), Filters(), catalogue).own_laws == (("CH", "Swiss law"),)
    swiss = understand("What is the penalty in Switzerland for it?", (), Filters(), catalogue)
    assert (swiss.own_laws, swiss.jurisdictions) == ((("CH", "law of Switzerland"),), {"ch"})
    named = understand("What does MOFCOM ask of lamps for Peru?", (), Filters(), catalogue)
    assert named.jurisdictions == {"cn"}


@pytest.mark.parametrize(
    "question, asked_of",
    [
        ("How long is an Indian export licence valid?", ["IN"]),
        ("What is on India's control list?", ["IN"]),
        ("Does Canada require a permit to ship it to Brazil?", ["CA"]),
        ("What is the penalty in Singapore for brokering?", ["SG"]),
        ("What must I file when exporting strategic goods from South Korea?", ["KR"]),
        ("what does chinese law say of samples", ["CN"]),
        ("what about the cambodian rule?", []),  # it may be a rule on Cambodia
        ("Does the Russia licence rule hit us?", []),
        ("Do I need a Turkey licence?", []),  # one for Turkey
        ("Is a licence required for Vietnam?", []),
        ("What do the Cuban Assets Control Regulations say?", []),  # American
        ("What is the license requirement for Chinese end users?", []),
    ],
)
def test_a_destination_is_no_legislator(catalogue: Catalogue, question: str, asked_of: list[str]) -> None:
    assert [code for code, _ in understand(question, (), Filters(), catalogue).own_laws] == asked_of


def test_words_asked_now_count_more_than_those_that_it_leans_on_and_added_ones_least(follow_up: Query) -> None:
    assert follow_up.emphasis["oil"] == 1.0
    assert follow_up.emphasis["lamp"] == 0.6
    added = {t: w for t, w in follow_up.emphasis.items() if t not in follow_up.terms}
    assert set(added.values()) == {0.4}


def test_it_is_worked_out_once_and_never_changed(follow_up: Query) -> None:
    assert follow_up.emphasis is follow_up.emphasis
    assert follow_up.countries is follow_up.countries
    with pytest.raises(FrozenInstanceError):
        follow_up.core = "another"  # type: ignore[misc]
    alone = replace(follow_up, standalone=follow_up.core)
    assert not alone.leans
    assert set(alone.terms) < set(follow_up.terms)


@pytest.mark.parametrize(
    ("asked", "history", "sentence"),
    [
        ("we sell lamps to Peru. do we have to tell anybody?", (), "do we have to tell anybody?"),
        ("Do we have to tell anybody? We sell lamps to Peru.", (), "Do we have to tell anybody?"),
        ("Do we have to tell anybody?", (), ""),  # the whole question
        ("May a firm that was set up in the U.S. sell lamps to a buyer in Peru?", (), ""),
        ("We sell lamps. Do we have to tell anybody?", (), ""),  # too short to be a tale
        ("Wir verkaufen Lampen nach Peru. Müssen wir das irgendwem melden?", (), ""),
        ("and by when is that due?", ("Must a seller of lamps report?",), "and by when is that due?"),
    ],
)
def test_the_sentence_that_asks(asked: str, history: tuple[str, ...], sentence: str, catalogue: Catalogue) -> None:
    query = understand(asked, history, Filters(), catalogue)
    assert query.asking_sentence == sentence
