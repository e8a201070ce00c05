"""What counts as a statement of a passage."""

from __future__ import annotations

from assistant.reading_rules.country_lists import is_elsewhere
from assistant.reading_rules.statement_spans import joined_spans


def test_a_bare_list_of_countries_stays_whole() -> None:
    text = "Italy (includes San Marino)\nJapan\nTurkey\nUnited Kingdom"
    lines, at = [], 0
    for line in text.split("\n"):
        lines.append((at, at + len(line)))
        at += len(line) + 1
    assert joined_spans(text, 0, lines) == [(0, len(text))]


def test_a_sentence_about_other_countries_is_elsewhere() -> None:
    asked = frozenset({"VE"})
    assert is_elsewhere("China. Intelligence Bureau of the Joint Staff Department.", asked)
    assert not is_elsewhere("Venezuela. General Directorate of Military Counterintelligence.", asked)
    assert not is_elsewhere("Every exporter keeps records.", asked)
    assert not is_elsewhere("Austria\nBelgium\nCanada\nChina\nDenmark\nFinland\nItaly", asked)  # a list is looked into
