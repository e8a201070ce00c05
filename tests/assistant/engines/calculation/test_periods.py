"""Periods of the law and of the calendar: each ends on the day that the text means."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from corpus.catalogue import Catalogue
from tests.assistant.engines.calculation.conftest import answer, values

Make = Callable[..., Catalogue]


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        # Twelve days after Monday 1 June is Saturday 13 June; the rule on counting moves it to Monday.
        (
            "Served with a charging letter on 1 June 2026, when is the answer due?",
            {"last_day": "2026-06-15", "raw": "2026-06-13"},
        ),
        (
            "Served with a charging letter on 2026-06-03, when is the answer due?",
            {"last_day": "2026-06-15", "raw": "2026-06-15"},
        ),
        (
            "Exported on 29 February 2024. Until when do we keep the export records under the EAR?",
            {"keep_until": "2030-02-28"},
        ),
        (
            "We exported on 3 March 2025, then reexported on 9 July 2025. Until when must we keep the EAR records?",
            {"keep_until": "2031-07-09"},
        ),
        ("exported on 3 March 2025, reexport on 9 July 2025. records until?", {"keep_until": "2031-07-09"}),
    ],
)
def test_periods_end_on_the_day_that_the_text_means(make: Make, question: str, expected: dict[str, str]) -> None:
    assert values(answer(make(), question)) == expected


def test_today_is_today_whatever_other_day_is_named(make: Make) -> None:
    question = "X is owned 60% by an Entity List firm. The stay ends on 9 November 2026. Is X caught today?"
    found = answer(make(), question, as_of=date(2026, 7, 23))
    assert found is not None
    assert "On 23 July 2026 it does not apply: it is stayed until 9 November 2026" in found.findings[0].text


@pytest.mark.parametrize(
    ("question", "lead"),
    [
        (
            "four years from 29 February 2024, which date is that?",
            "Four years from 29 February 2024 is Tuesday, 29 Feb",
        ),
        (
            "When is 10 business days after 2 March 2026?",
            "10 business days from 2 March 2026 is Monday, 16 March 2026.",
        ),
        ("What date is 45 days before 15 April 2026?", "45 days before 15 April 2026 is Sunday, 1 March 2026."),
    ],
)
def test_a_period_without_a_law_is_counted_by_the_calendar(make: Make, question: str, lead: str) -> None:
    found = answer(make(), question)
    assert found is not None
    assert found.findings[0].text.startswith(lead)


def test_an_act_too_late_is_told(make: Make) -> None:
    found = answer(make(), "Served with a charging letter on 1 June 2026, we answered on 20 June 2026. Too late?")
    assert found is not None
    assert any(s["step"] == "20 June 2026 is after that day." for s in found.payload["steps"])
    assert found.findings[0].text == (
        "The answer is due by Monday, 15 June 2026 (Saturday, 13 June 2026 is no business day). 20 June 2026 is after "
        "that day."
    )


def test_a_later_transfer_that_is_known_of_begins_the_period_anew(make: Make) -> None:
    found = answer(
        make(),
        "Exported on 3 March 2021, learned of an in-country transfer on 10 June 2023. Until when do we keep the file?",
    )
    assert values(found)["keep_until"] == "2029-06-10"  # six years in this law


def test_the_length_of_a_period_is_that_of_the_regime_named(make: Make) -> None:
    found = answer(make(), "How long must we keep the papers of a BIS licence?")
    assert found is not None
    assert values(found) == {"years": 6}
    assert found.payload["citations"][0]["locator"] == "15 CFR 762.6(a)"


@pytest.mark.parametrize(
    "asked, last",
    [
        ("30 days from 3 March 2026?", "2026-04-02"),
        ("What day is 30 days from 3 March 2026?", "2026-04-02"),
        ("What date is 90 days before 1 March 2024?", "2023-12-02"),  # over a leap day's year
        ("What day is 10 business days after 3 March 2026?", "2026-03-17"),
        ("one month from 31 January 2028?", "2028-02-29"),
    ],
)
def test_days_from_a_day_are_counted_exactly(make: Make, asked: str, last: str) -> None:
    assert values(answer(make(), asked))["last_day"] == last
    assert answer(make(), "We shipped 30 days from 3 March 2026 on.") is None


@pytest.mark.parametrize(
    ("told", "last", "pause"),
    [
        ("On 1 July BIS asked for more information, which came on 11 July.", date(2026, 9, 9), 10),
        ("It was on hold for a pre-licence check from 5 June to 25 June and for questions from 1 July to 8 July.",
         date(2026, 9, 26), 27),
        ("It was on hold for 12 days.", date(2026, 9, 11), 12),
        ("On 1 July it asked us for more information.", date(2026, 8, 30), None),  # no end of it is told
    ],
)  # fmt: skip
def test_days_that_do_not_count_come_on_top(real: Catalogue, told: str, last: date, pause: int | None) -> None:
    question = f"BIS registered our licence application on 1 June 2026. {told} By what date must it be resolved?"
    found = values(answer(real, question))
    assert found["latest"] == last.isoformat()
    assert found.get("pause_days") == pause


def test_a_temporary_denial_order_and_its_renewal_are_counted(real: Catalogue) -> None:
    found = values(answer(real, "TDO issued on 2 March 2026: when does it run out, and by when is renewal asked for?"))
    assert found["expires"] == "2026-08-29"
    assert found["renewal_request"] == "2026-08-09"


def _ahead(days: int) -> str:
    return (date.today() + timedelta(days=days)).isoformat()


@pytest.mark.parametrize(
    ("question", "name", "expected"),
    [
        ("The NRC licence runs out in six weeks, what is the latest day to renew it?", "latest", _ahead(42 - 30)),
        ("Our NRC licence expires in 45 days. Until when can we renew it?", "latest", _ahead(15)),
        ("The TDO expires in three weeks: until when may BIS renew it?", "renewal_request", _ahead(21 - 20)),
        ("The TDO was issued today: until when may BIS ask to renew it?", "renewal_request", _ahead(180 - 20)),
        ("The intent to deny is dated 10 days ago, last day to respond?", "last_day", _ahead(-10 + 20)),
    ],
)
def test_a_day_told_from_today_is_that_day(real: Catalogue, question: str, name: str, expected: str) -> None:
    found = answer(real, question)
    assert found is not None
    assert found.payload[name] == expected


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("The answer to a charging letter: can it be due in 30 days?", "the service of the charging letter"),
        ("Our BIS licence expires in ten days. How long is it valid?", "the issue of the licence"),
    ],
)
def test_a_length_or_an_end_is_no_day_of_the_event(real: Catalogue, question: str, asked: str) -> None:
    found = answer(real, question)
    assert found is not None
    assert found.asks_for == (f"the day of {asked}",)


def test_whether_something_may_be_done_once_its_time_is_over_is_no_day(real: Catalogue) -> None:
    assert answer(real, "The NRC licence lapsed ten days ago. May we ask for its renewal all the same?") is None
    found = answer(real, "The NRC licence lapsed ten days ago. What was the last day to ask for its renewal?")
    assert found is not None
    assert found.payload["latest"] == _ahead(-40)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("How long is an ordinary export licence for 0A504 sights good for?", {"years": 1}),
        ("Our BIS licence is for 0A504 sights. How long must we keep the papers?", {"years": 5}),
    ],
)
def test_an_entry_that_a_period_names_tells_its_length(
    real: Catalogue, question: str, expected: dict[str, int]
) -> None:
    found = answer(real, question)
    assert found is not None
    assert values(found) == expected


def test_what_else_is_asked_of_a_licence_for_such_an_entry_is_no_validity(real: Catalogue) -> None:
    assert answer(real, "0A504 sights to Canada: how long does BIS take to decide on the export licence?") is None


def test_a_last_day_that_has_passed_is_said_to_have_passed(real: Catalogue) -> None:
    found = answer(real, "Our NRC licence expires in ten days, can we still renew it in time?")
    assert found is not None
    assert "That day has passed: today is" in found.findings[0].text
