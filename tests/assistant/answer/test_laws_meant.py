"""The best passage answers only where it is of a law that the question means."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from assistant.answer.outcome import _is_of_other_law


def asked(language: str, *meant: str) -> Any:
    return SimpleNamespace(language=language, jurisdictions_meant=frozenset(meant))


def ranked(*jurisdictions: str) -> Any:
    return [SimpleNamespace(hit=SimpleNamespace(source=SimpleNamespace(jurisdiction=j))) for j in jurisdictions]


@pytest.mark.parametrize(
    ("question", "best", "is_other"),
    [
        (asked("zh", "us"), ranked("cn", "cn"), True),  # the NRC is asked of in Chinese
        (asked("zh", "us"), ranked("us", "cn"), False),
        (asked("zh", "cn"), ranked("us", "us"), False),  # Chinese law is a guess, and none is among what was found
        (asked("zh", "cn"), ranked("us", "cn"), True),
        (asked("zh", "us"), ranked("", "us"), False),  # a text of no country
        (asked("en", "us"), ranked("cn"), True),
        (asked("en"), ranked("cn"), False),
    ],
)
def test_a_rule_of_another_country_is_no_answer(question: Any, best: Any, is_other: bool) -> None:
    assert _is_of_other_law(question, best) is is_other
