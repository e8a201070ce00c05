"""Results of engines are compared by what they state and where it stands; their values are apart."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from assistant.engines.model import Computed, Finding, Span
from assistant.model import Form, StatementRole
from corpus.model import Kind, Source, Version

RULE = Source("rule", "15 CFR Part 799", Kind.LAW)
EDITION = Version("rule", "0" * 64, datetime(2026, 1, 1, tzinfo=UTC), number=1)
FIRST, SECOND = Span(RULE, EDITION, 0, 9), Span(RULE, EDITION, 10, 19)
FINE = Finding("The fine is 500 dollars.", (FIRST,))


def result(*findings: Finding, **payload: Any) -> Computed:
    return Computed(Form.CALCULATION, findings, payload)


@pytest.mark.parametrize(
    ("changed", "same"),
    [
        ({}, True),
        ({"says_yes": True, "in_a_word": True}, True),
        ({"text": "The fine is 900 dollars."}, False),
        ({"cites": (SECOND,)}, False),
        ({"note": StatementRole.CONDITION}, False),
    ],
)
def test_findings_say_the_same_on_the_same_stretches(changed: dict[str, Any], same: bool) -> None:
    other = replace(FINE, **changed)
    assert FINE.says_the_same(other) is same
    assert result(FINE).says_the_same(result(other)) is same


def test_a_result_of_more_findings_says_more() -> None:
    more = result(FINE, Finding("It is due in May.", (SECOND,)))
    assert not more.says_the_same(result(FINE))
    assert not result(FINE).says_the_same(more)
    assert result(FINE).is_within(more)


def test_what_is_joined_with_others_is_within() -> None:
    joined = Finding("Supposing a second one: The fine is 500 dollars. It is due in May.", (FIRST, SECOND))
    assert result(FINE).is_within(result(joined))
    assert not result(joined).is_within(result(FINE))


def test_values_are_what_was_computed_without_how_and_where() -> None:
    assert result(FINE, fine=500, steps=[{"step": "Look it up."}], citations=[]).values == {"fine": 500}
