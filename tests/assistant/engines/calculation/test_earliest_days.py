"""Days that are told as something else than the event: a notice, an end, the receipt in another quarter."""

from __future__ import annotations

import pytest

from corpus.catalogue import Catalogue
from tests.assistant.engines.calculation.conftest import answer, values


@pytest.mark.parametrize(
    ("question", "wanted"),
    [
        (
            "We notified BIS on 10 March 2026 of 4 mg of saxitoxin for diagnostics. When is the earliest we can ship?",
            {"earliest_schedule-1-saxitoxin": "2026-03-13"},
        ),
        (
            "We gave notice to BIS on 2 November 2026 for 20 mg of ricin to France. Earliest ship date?",
            {"earliest_schedule-1": "2026-12-17"},
        ),
        (
            "We informed BIS on 1 June 2026 about a Schedule 1 chemical. How soon can we export?",
            {"earliest_schedule-1": "2026-07-16"},
        ),
        (
            "Saxitoxin for diagnostics, 4 mg in one order and 8 mg in another: if we notify BIS on 3 December 2026, "
            "what is the earliest day we may ship each?",
            {"earliest_schedule-1-saxitoxin": "2026-12-06", "earliest_schedule-1": "2027-01-17"},
        ),
    ],
)
def test_a_notice_that_is_told_is_counted_forward(real: Catalogue, question: str, wanted: dict[str, str]) -> None:
    assert values(answer(real, question)) == wanted


def test_a_shipment_that_is_told_is_counted_back(real: Catalogue) -> None:
    found = answer(
        real, "4 mg of saxitoxin for diagnostics ship on 20 June 2026: when must BIS be notified at the latest?"
    )
    assert "Wednesday, 17 June 2026" in (found.lead if found else "")


@pytest.mark.parametrize(
    ("question", "after"),
    [
        ("Our BIS licence expires on 30 June 2027: can we still ship on 5 July 2027?", True),
        ("Our BIS licence is valid until 1 March 2026. We want to ship on 25 February 2026, ok?", False),
    ],
)
def test_an_end_that_is_told_is_not_prolonged(real: Catalogue, question: str, after: bool) -> None:
    found = answer(real, question)
    assert found is not None
    assert found.payload["after"] == [after]
    assert "generally valid" not in found.lead


def test_requests_of_two_quarters_have_a_day_each(real: Catalogue) -> None:
    found = answer(
        real,
        "A boycott request was received on 30 September 2026, our branch got one on 2 October 2026: report due when?",
    )
    assert found is not None
    assert "31 October 2026 for the quarter 3 of 2026 and by 31 January 2027 for the quarter 4" in found.lead
