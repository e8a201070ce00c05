"""Headlines of news are told in the desk's language, with its names of countries, its days and its numbers."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.engines.news import headlines
from assistant.engines.news.model import NewsScope
from ui import language
from ui.locale import names, problem_lines
from ui.news.subscription import title_of

DAY = date(2025, 10, 9)


def told(line: str, code: str, monkeypatch: pytest.MonkeyPatch) -> str:
    for room in (language, problem_lines, names):
        monkeypatch.setattr(room, "reader_language", lambda: code)
    return problem_lines.in_readers_words(line)


def test_every_headline_has_a_template_that_is_a_message() -> None:
    assert {*headlines.HEADLINES} <= {*problem_lines.LINES}


def test_what_came_to_a_list_is_told_in_the_language(monkeypatch: pytest.MonkeyPatch) -> None:
    parts = [headlines.under("China", 1_018), headlines.under("Turkey", 9), headlines.elsewhere(3)]
    line = headlines.of_list("Entity List", DAY, 1_030, headlines.listed(parts), is_added=True)
    assert line == (
        "1,030 entries were added to the Entity List on 9 October 2025: 1,018 under China, 9 under Turkey and 3 "
        "elsewhere."
    )
    assert told(line, "de", monkeypatch) == (
        "1.030 Einträge wurden am 9. Oktober 2025 in die Entity List aufgenommen: 1.018 unter China, 9 unter Türkei "
        "und 3 anderswo."
    )
    assert told(line, "zh", monkeypatch) == (
        "2025年10月9日，Entity List新增 1,030 项：中国 1,018 项、土耳其 9 项和其他 3 项。"
    )


def test_names_stay_as_they_are_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    one = headlines.of_list("Entity List", DAY, 1, "Turkey and Sons Ltd", country="India", is_added=False)
    assert one == "1 entry under India was changed on the Entity List on 9 October 2025: Turkey and Sons Ltd."
    gone = headlines.removed("Entity List", DAY, 5, headlines.and_more("A; B", 3))
    assert gone == "5 entries are no longer on the Entity List in the edition of 9 October 2025: A; B; and 3 more."
    assert told(one, "fr", monkeypatch) == (
        "1 entrée sous Inde a été modifiée sur la liste Entity List le 9 octobre 2025 : Turkey and Sons Ltd."
    )


def test_an_edition_without_substance_is_told_in_the_language(monkeypatch: pytest.MonkeyPatch) -> None:
    moves = [("Article 2", "Article 3"), ("Article 4", "Article 5")]
    parts = [headlines.renumbered(1_200, moves, has_more=True), headlines.in_print(1)]
    line = headlines.nothing_in_substance("Lamp Act", DAY, headlines.listed(parts))
    assert line == (
        "The edition of 9 October 2025 of “Lamp Act” changes nothing in substance: 1,200 provisions are renumbered "
        "(Article 2 is now Article 3; Article 4 is now Article 5 …) and 1 differs in punctuation or spacing."
    )
    assert told(line, "de", monkeypatch) == (
        "Die Fassung vom 9. Oktober 2025 von „Lamp Act“ ändert in der Sache nichts: 1.200 Bestimmungen sind neu "
        "nummeriert (Article 2 heißt jetzt Article 3; Article 4 heißt jetzt Article 5 …) und 1 weicht nur in "
        "Zeichensetzung oder Abständen ab."
    )


def test_the_title_of_a_feed_is_told_in_the_language(monkeypatch: pytest.MonkeyPatch) -> None:
    for room in (language, names):
        monkeypatch.setattr(room, "reader_language", lambda: "es")
    assert title_of(NewsScope()) == "todos los textos de la colección"
    assert (
        title_of(NewsScope(regimes=("us",), lists=("Entity List",)), names.jurisdiction)
        == "Estados Unidos, Entity List"
    )


def test_the_first_of_a_month_is_written_as_french_has_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(language, "reader_language", lambda: "fr")
    days = [date(2025, 1, 1), date(2025, 1, 11), date(2025, 1, 21)]
    assert [language.long_day(d) for d in days] == ["1er janvier 2025", "11 janvier 2025", "21 janvier 2025"]
