"""A comparison has its points, its columns and what its cells say of one another in the language, in files as well."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.engines.comparison.cells import NOTHING_PINNED, SEE_ABOVE
from assistant.model import Answer, Comparison, Form, Outcome, Statement, Verdict
from ui import language
from ui.components.chat.answer_display.tables import comparison_html
from ui.exports import export
from ui.exports.spreadsheets import comparison_rows
from ui.locale import compared_lines, names

ABOVE = SEE_ABOVE.format(point="Criminal maximum")


def _cell(text: str) -> tuple[Statement, ...]:
    return (Statement(text, (), Verdict.ANNOTATED),)


COMPARED = Comparison(
    ("us", "cn"),
    (
        ("Criminal maximum", (_cell("Up to 20 years."), _cell("Up to 7 years."))),
        ("The company itself", (_cell(ABOVE), _cell(NOTHING_PINNED))),
    ),
)


def test_it_is_told_in_the_language(monkeypatch: pytest.MonkeyPatch) -> None:
    assert comparison_rows(COMPARED)[1] == {
        "Point": "The company itself",
        "United States": ABOVE,
        "China": NOTHING_PINNED,
    }
    for room in (language, compared_lines, names):
        monkeypatch.setattr(room, "reader_language", lambda: "de")
    told = {
        "Punkt": "Das Unternehmen selbst",
        "Vereinigte Staaten": "Siehe „Strafrechtliches Höchstmaß“, oben.",
        "China": "Zu diesem Punkt ist in den Texten im Bestand keine Vorschrift zugeordnet.",
    }
    assert comparison_rows(COMPARED)[1] == told
    answer = Answer("penalties", "penalties", Outcome.ANSWERED, "", (), (), form=Form.COMPARISON)
    answer = replace(answer, comparison=COMPARED)
    for made in (export([answer], "md").decode(), comparison_html(answer, 0)):
        assert all(words in made for words in told.values() if words != "China")
        assert "Vereinigte Staaten" in made
        assert "See “" not in made
        assert "Up to 20 years." in made  # what a note says stays as it is
