"""What a form is filled with: the end user is a party or a body that is told of, and no place."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from assistant.engines.determination.facts.asked import of_text
from assistant.engines.model import Computed


@pytest.mark.parametrize(
    ("question", "user", "place"),
    [
        ("Do I need a licence to export 3A001.a.7 to a hospital in Germany?", "a hospital", "Germany"),
        ("Licence for 3A001.a.7 to a university in Pune, India?", "a university", "India"),
        ("Is a licence needed for 3A001.a.7 to Acme Lanterns in China?", "Acme Lanterns", "China"),
        ("Do I need a licence for 3A001.a.7 to a robotics firm in Stuttgart?", "a robotics firm", "Germany"),
        ("Licence for EAR99 lamps for the Israeli army?", "the Israeli army", "Israel"),
        ("Licence for 3A001.a.7 to a hospital bed maker in Germany?", "a hospital bed maker", "Germany"),
        ("Do I need a licence for 3A001.a.7 to Germany?", "", "Germany"),
        ("Do I need a licence for 3A001.a.7 to our customer in Berlin?", "", "Germany"),
        ("Do I need a licence for 3A001.a.7, made by a robotics firm in Ohio, to Germany?", "", "Germany"),
        ("I work for a bank. Do I need a licence for 3A001.a.7 to a hospital in Germany?", "a hospital", "Germany"),
        ("Do I need a licence for 3A001.a.7 ordered by a hospital in Germany?", "a hospital", "Germany"),
        ("Buyer is a gearbox factory in Germany. 3A001.a.7, licence?", "a gearbox factory", "Germany"),
        ("3A001.a.7 to a cosmetics producer in Germany, licence?", "a cosmetics producer", "Germany"),
        ("A coffee grower in Germany wants our 3A001.a.7. Licence?", "A coffee grower", "Germany"),
        ("3A001.a.7 for a dairy in Germany, licence?", "a dairy", "Germany"),
        # Who exports, and goods that are called as bodies are.
        ("A Texas manufacturer wants to export 3A001.a.7 to Germany. Licence?", "", "Germany"),
        ("Our sales office wants to ship 3A001.a.7 to Germany. Licence?", "", "Germany"),
        ("A Texas manufacturer asks whether 3A001.a.7 may go to Germany. Licence?", "", "Germany"),
        ("Is a licence needed for a Texas manufacturer to export 3A001.a.7 to Germany?", "", "Germany"),
        ("3A001.a.7, tooling for the machining centers, to Germany, licence?", "", "Germany"),
        ("3A001.a.7, parts for the naval mines, to Germany, licence?", "", "Germany"),
        ("3A001.a.7 for a steel works in Germany, licence?", "", "Germany"),
    ],
)
def test_the_end_user_is_no_place(ask: Callable[..., Computed | None], question: str, user: str, place: str) -> None:
    found = ask(question)
    assert found is not None
    assert found.payload["facts"]["end_user"] == user
    assert found.payload["facts"]["to"] == place


@pytest.mark.parametrize(
    ("question", "item", "user"),
    [
        ("Do I need a licence to sell a used five-axis CNC milling machine to a dealer in Germany?",
         "used five-axis CNC milling machine", ""),
        ("Do I need a licence to export a LED lamp and spare parts to Acme Lanterns in China?",
         "LED lamp and spare parts", "Acme Lanterns"),
        ("Is a licence needed to send a GPS receiver to ZARLON in China?", "GPS receiver", "ZARLON"),
        ("Do I need a licence to export it to Germany?", "", ""),
    ],
)  # fmt: skip
def test_goods_in_words_are_the_item_and_no_end_user(
    ask: Callable[..., Computed | None], question: str, item: str, user: str
) -> None:
    found = ask(question)
    assert found is not None
    assert found.payload["facts"]["item"] == item
    assert found.payload["facts"]["end_user"] == user


@pytest.mark.parametrize(
    ("question", "use"),
    [
        ("Do I need a licence to export 3A001.a.7 to Germany for use in a satellite?", "use in a satellite"),
        ("Do I need a licence for 3A001.a.7 to Germany? It will be used as a spare part.", "use as a spare part"),
        ("Licence for 3A001.a.7 to China, end use: crop spraying?", "crop spraying"),
        ("Licence for 3A001.a.7 to a hospital in China for the testing of lungs?", "the testing of lungs"),
        ("Do I need a licence for 3A001.a.7 to China? It is not for use in missiles.", ""),
        ("Do I need a licence for 3A001.a.7 to China? It will never be used in missiles.", ""),
        ("Do I need a licence to export 3A001.a.7 for use in Germany?", ""),
        ("Licence question for 3A001.a.7 to China. The use is unknown.", ""),
        ("Licence question for 3A001.a.7 to China. The purpose is not clear.", ""),
        ("Licence question for 3A001.a.7 to China. Use: not yet known", ""),
        ("Licence question for 3A001.a.7 to China. The end use is to us not known.", ""),
        ("Do I need a licence for 3A001.a.7 destined for Beijing?", ""),
        ("Do I need a licence for 3A001.a.7 to China, destined for Beijing University?", ""),
        ("Licence question for 3A001.a.7 to China. The use is crop spraying.", "crop spraying"),
        ("Do I need a licence for 3A001.a.7 to a university in Pune, India?", ""),
        ("Licence for 3A001.a.7 to China for a research institute?", ""),
    ],
)
def test_the_end_use_is_what_the_item_is_for(ask: Callable[..., Computed | None], question: str, use: str) -> None:
    found = ask(question)
    assert found is not None
    assert found.payload["facts"]["end_use"] == use


@pytest.mark.parametrize(
    ("question", "asked_for", "not_asked_for"),
    [
        ("A lathe to Germany, licence?", "the end user and the end use", ""),
        ("A lathe to a gearbox factory in Germany, licence?", "the end use", "the end user and"),
        ("A lathe to Germany for use in making gears, licence?", "the end user", "the end use"),
        ("A lathe to a gearbox factory in Germany for use in making gears, licence?", "EAR99", "end us"),
    ],
)
def test_who_or_what_for_is_asked_only_where_it_is_not_told(
    ask: Callable[..., Computed | None], question: str, asked_for: str, not_asked_for: str
) -> None:
    found = ask(question)
    assert found is not None
    assert any(asked_for in fact for fact in found.asks_for)
    assert not not_asked_for or not any(re.search(rf"{not_asked_for}(?!r)", fact) for fact in found.asks_for)


@pytest.mark.parametrize(
    ("question", "user"),
    [
        ("Do I need a licence for 3A001.a.7 to Zamunda?", ""),
        ("Do I need a licence for 3A001.a.7 to New Zamunda?", ""),
        ("Do I need a licence for 3A001.a.7 to Baltic Zamunda?", ""),
        ("Do I need a licence for 3A001.a.7 to Acmeland, the buyer is Acme?", "Acme"),
    ],
)
def test_a_place_that_is_not_known_is_no_end_user(
    ask: Callable[..., Computed | None], question: str, user: str
) -> None:
    found = ask(question)
    assert found is not None
    assert found.payload["facts"]["end_user"] == user


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("Is a licence needed for 7Z123 to France?", "7Z123"), ("ECCN 1N914 to France", "1N914"),
        ("May I ship 1N914 diodes to France?", ""), ("A licence for 2N918 transistors to France?", ""),
        ("May I ship 1N914 to France?", ""), ("May I ship 7F123 valves to France?", ""),
    ],
)  # fmt: skip
def test_the_number_of_a_part_is_no_entry(text: str, number: str) -> None:
    assert of_text(text).number == number
