"""What counts as a statement of a passage."""

from __future__ import annotations

from assistant.sentences import joined


def test_a_bare_list_of_countries_stays_whole() -> None:
    text = "Italy (includes San Marino)\nJapan\nTurkey\nUnited Kingdom"
    lines, at = [], 0
    for line in text.split("\n"):
        lines.append((at, at + len(line)))
        at += len(line) + 1
    assert joined(text, 0, lines) == [(0, len(text))]
