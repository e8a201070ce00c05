"""What ends or begins next, the timeline of a topic, and the documents of a month, over the ledger's small texts."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.engines.ledger import chronicle
from assistant.engines.model import Computed
from assistant.query.parser import understand
from corpus.catalogue import Catalogue
from corpus.filters import Filters
from tests.assistant.engines.ledger.test_ledger import held

__all__ = ["held"]  # the fixture
TODAY = date(2026, 11, 28)


def asked(catalogue: Catalogue, question: str) -> Computed | None:
    return chronicle.computed(understand(question, (), Filters(as_of=TODAY), catalogue), catalogue)


def lines(found: Computed | None) -> list[str]:
    assert found is not None
    return [f.text for f in found.findings]


def test_what_ends_next_begins_with_the_day_that_is_named_or_today(held: Catalogue) -> None:
    from_today = lines(asked(held, "what runs out next in these rules?"))
    assert from_today[0].startswith("From 28 November 2026 on, the texts held name 1 days")
    assert from_today[1].startswith("31 December 2030: ends by its own words, Regulation (EU) 2021/953")
    earlier = lines(asked(held, "which rules end after july 2026? dates for my calendar"))
    assert "the first is 9 November 2026" in earlier[0]
    assert earlier[1].startswith("9 November 2026: a stay ends, 15 CFR Part 744: 15 CFR 744.11; Supplement No. 8")
    assert asked(held, "which rules end in the next six months?") is None, "none does"
    told = lines(asked(held, "today is 28 november 2026, which temporary things run out next? dates in order"))
    assert told[0] == from_today[0], "the day that it is, not the only day asked about"


@pytest.mark.parametrize(
    "question",
    ["when does our licence end next year?", "what ends a war?", "which dates does my order expire before?"],
)
def test_what_is_of_ones_own_is_none_of_the_ledgers(held: Catalogue, question: str) -> None:
    assert asked(held, question) is None


@pytest.mark.parametrize(
    "question",
    [
        "I read 1 October 2024 and 9 November 2026 for the sprockets. Which of the two ended in the text?",
        "For umbrella leases there is 28 March 2022 or 31 December 2030, which one ended up in force?",
    ],
)
def test_which_of_two_days_is_right_is_no_calendar(held: Catalogue, question: str) -> None:
    assert asked(held, question) is None


def test_a_timeline_is_that_of_a_topic(held: Catalogue) -> None:
    told = lines(asked(held, "timeline of China's rare earths controls, oct 2023 to now"))
    assert told[0].startswith("The texts held tell of one dated event on rare earths, China and Japan")
    assert told[1].startswith("1 October 2024: 第二条, begins")
    assert asked(held, "timeline of umbrellas") is None


def test_the_documents_of_a_month_are_told_by_their_words(held: Catalogue) -> None:
    told = lines(asked(held, "What changed for sprockets in December 2022?"))
    assert told[0] == "One document from 1 December 2022 to 31 December 2022 is held that speaks of this."
    assert told[1].startswith("7 December 2022: Temporary Suspension of Rules on Certain Sprockets. The bureau")
    assert lines(asked(held, "what was published in December 2022?"))[0].endswith("is held.")
    assert asked(held, "What changed for umbrellas in December 2022?") is None
    assert asked(held, "What changed for sprockets in May 2021?") is None
