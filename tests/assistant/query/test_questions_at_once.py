"""Questions asked at once are cut where one asks on: behind a comma, an "and", in a few words, in other languages."""

from __future__ import annotations

import time

import pytest

from assistant.query.asked_at_once.cutting import questions_in


@pytest.mark.parametrize(
    ("asked", "parts"),
    [
        ("how long does it last, can they renew it, and does appealing stop it",
         ("How long does it last?", "Can they renew it?", "Does appealing stop it?")),
        ("lamps sent without a permit - whats the penalty, does it matter if you meant to?",
         ("Lamps sent without a permit - whats the penalty?", "Does it matter if you meant to?")),
        ("how much heavy water may go out, and is india treated differently?",
         ("How much heavy water may go out?", "Is india treated differently?")),
        ("if BIS denies my licence can i appeal, how many days do i have and who decides",
         ("If BIS denies my licence can i appeal?", "How many days do i have?", "Who decides?")),
        ("what reports are due after a transfer, and by when", ("What reports are due after a transfer?", "By when?")),
        ("Who sets the fines, how high are they, and what if the firm did not know?",
         ("Who sets the fines?", "How high are they?", "What if the firm did not know?")),
        ("Was brauchen wir vom Empfänger und bis wann muss das beim BIS sein?",
         ("Was brauchen wir vom Empfänger?", "Bis wann muss das beim BIS sein?")),
        ("Ab welchem Wert sind Lampen verboten, und gilt das auch für Botschaften?",
         ("Ab welchem Wert sind Lampen verboten?", "Gilt das auch für Botschaften?")),
        ("Quelles déclarations faut-il, et dans quels délais?",
         ("Quelles déclarations faut-il?", "Dans quels délais?")),
        ("¿Quién debe firmar la declaración y en qué plazo?",
         ("¿Quién debe firmar la declaración?", "En qué plazo?")),
        ("자가판정은 아무나 할 수 있나요? 안 지키면?", ("자가판정은 아무나 할 수 있나요?", "안 지키면?")),
        # What does not ask on stays one question.
        ("If we ship lamps to Peru, do we need a licence?", ()),
        ("When we ship it by sea, do we have to file?", ()),
        ("Is a lamp that burns oil and is controlled under 1A001 exempt?", ()),
        ("Can a firm that makes lamps and does business in Peru ship them?", ()),
        ("Is the lamp controlled, and why?", ()),
        ("Heavy water for nuclear use: to Poland? to India? to Iran? under the general licence?", ()),
    ],
)  # fmt: skip
def test_a_question_is_cut_where_it_asks_on(asked: str, parts: tuple[str, ...]) -> None:
    assert questions_in(asked) == parts


def test_a_long_list_is_cut_in_little_time() -> None:
    begun = time.process_time()
    questions_in("what is a lamp, " + "and a lantern, " * 2000)
    assert time.process_time() - begun < 2
