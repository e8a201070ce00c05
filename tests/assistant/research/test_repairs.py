"""Answers that a chat model is sent back once, claim by claim, and what a second look finds of the whole."""

from __future__ import annotations

import json
from typing import Any

import pytest

from assistant.events import JudgedSentences, WrittenSentences
from assistant.model import Verdict
from assistant.pipeline import Assistant
from assistant.settings import Settings
from index.collection import Collection
from tests.assistant.research.test_generation import QUESTION, looked, number_of


def test_a_claim_that_fails_is_written_again_in_its_place(with_second_look: Any) -> None:
    assistant, _ = with_second_look("")
    n = number_of(assistant, "seven years")
    good = f"Exporters of widgets must keep the sales records for seven years from the export [{n}]."
    bad = f"The records are kept for nine years [{n}]."
    again = f"1. The records are kept for seven years [{n}]."
    assistant, model = with_second_look(
        f"{good} {bad}", looked("supported") + looked("not_stated", 2), again, looked("supported")
    )
    answer = assistant.ask(QUESTION)
    assert "not borne out" in str(model.asked[2][-1].content)
    assert "nine years" in str(model.asked[2][-1].content)
    assert good.split(" [")[0] not in str(model.asked[2][-1].content)  # what stands is not written again
    assert [s.text for s in answer.statements] == [
        "Exporters of widgets must keep the sales records for seven years from the export.",
        "The records are kept for seven years.",
    ]
    assert {s.verdict for s in answer.statements} == {Verdict.SUPPORTED}


YES_NO = "Must an exporter keep widget sales records for seven years?"
RULE = 'Exporters keep the sales records of widgets for seven years from the export [{n} "{words}"].'
WORDS = "seven years from the date of the export"


def repairs(model: Any) -> list[str]:
    """Return what the model was sent back."""
    return [str(m[-1].content) for m in model.asked if len(m) > 2]


def test_a_yes_or_no_that_is_missing_is_asked_for_once(with_second_look: Any) -> None:
    assistant, _ = with_second_look("")
    n = number_of(assistant, "seven years")
    rule = RULE.format(n=n, words=WORDS)
    again = f'1. Yes, exporters keep the sales records of widgets for seven years [{n} "{WORDS}"].'
    assistant, model = with_second_look(rule, looked("supported"), again, looked("supported"))
    answer = assistant.ask(YES_NO)
    assert answer.statements[0].text.startswith("Yes, exporters")
    assert not any("wants a yes or a no" in line for line in answer.notices)
    (sent,) = repairs(model)
    assert "must begin with a yes or a no" in sent
    # A yes that the second look does not confirm takes the place of nothing.
    assistant, model = with_second_look(rule, looked("supported"), again, looked("not_stated"))
    answer = assistant.ask(YES_NO)
    assert answer.statements[0].text.startswith("Exporters keep")
    assert any("wants a yes or a no" in line for line in answer.notices)
    assert len(repairs(model)) == 1


def whole(answers: str, missing: str = "") -> str:
    return json.dumps({"answers": answers, "missing": missing})


@pytest.mark.parametrize(
    ("more", "verdict", "in_part"),
    [
        ('1. A licence is needed for exports of widgets to Freedonia [{n} "Exports of widgets to Freedonia"].',
         "supported", False),
        ('1. A licence is needed for exports of widgets to Freedonia [{n} "Exports of widgets to Freedonia"].',
         "not_stated", True),
        ("1. DROP", "", True),
    ],
    ids=["repaired", "not confirmed", "dropped"],
)  # fmt: skip
def test_what_an_answer_leaves_open_is_asked_for_once(
    with_second_look: Any, more: str, verdict: str, in_part: bool
) -> None:
    assistant, _ = with_second_look("")
    n = number_of(assistant, "seven years")
    looks = f"{looked('supported')}\n{whole('in part', 'whether a licence is needed')}"
    second = looked(verdict, span="Exports of widgets to Freedonia") if verdict else ""
    assistant, model = with_second_look(RULE.format(n=n, words=WORDS), looks, more.format(n=n), second)
    answer = assistant.ask("How long must an exporter keep widget records, and is a licence needed for Freedonia")
    (sent,) = repairs(model)
    assert "lacking) whether a licence is needed" in sent
    assert "<answer> Exporters keep the sales records" in str(model.asked[1][-1].content)
    if verdict:  # the answer is judged again, as it is after the repair, by the look at what was written
        assert "<answer> Exporters keep the sales records" in str(model.asked[3][-1].content)
        assert "A licence is needed for exports of widgets to Freedonia. </answer>" in str(model.asked[3][-1].content)
    assert len(model.asked) == (4 if verdict else 3)
    assert answer.in_part is in_part
    assert any("does not answer the whole" in line for line in answer.notices) is in_part
    assert ("Freedonia" in answer.text.split("[1]")[-1]) is (verdict == "supported")


FREEDONIA = "Exports of widgets to Freedonia"


@pytest.mark.parametrize(
    ("first", "second", "in_part"),
    [("in part", "yes", False), ("in part", "in part", True), ("yes", "in part", True), ("yes", "", False)],
)
def test_a_repaired_answer_is_judged_again_as_a_whole(
    with_second_look: Any, first: str, second: str, in_part: bool
) -> None:
    assistant, _ = with_second_look("")
    n = number_of(assistant, "seven years")
    said = f'Widgets are kept [{n} "{WORDS}"]. {RULE.format(n=n, words=WORDS)}'
    looks = f"{looked('not_stated')}\n{looked('supported', 2)}\n{whole(first, 'whether a licence is needed')}"
    more = f'\n2. A licence is needed for {FREEDONIA} [{n} "{FREEDONIA}"].' if first == "in part" else ""
    again = f'1. Exporters keep them for seven years [{n} "{WORDS}"].{more}'
    verdicts = f"{looked('supported')}\n{looked('supported', 2, span=FREEDONIA)}"
    end = whole(second, "for how long it is granted") if second else ""
    assistant, model = with_second_look(said, looks, again, f"{verdicts}\n{end}")
    answer = assistant.ask(QUESTION)
    assert (len(model.asked), answer.in_part) == (4, in_part)
    seen = str(model.asked[3][-1].content)
    assert "<answer> Exporters keep them for seven years." in seen
    assert "Widgets are kept." not in seen


@pytest.mark.parametrize("told", [True, False])
def test_words_that_a_second_look_finds_to_be_ignored_are_asked_for_and_else_shown(
    with_second_look: Any, told: bool
) -> None:
    assistant, _ = with_second_look("")
    n = number_of(assistant, "seven years")
    looks = f"{looked('supported')}\n{json.dumps({'answers': 'yes', 'missing': '', 'ignores': FREEDONIA})}"
    again = f'1. {FREEDONIA} need a licence [{n} "{FREEDONIA}"].' if told else "1. DROP"
    assistant, model = with_second_look(
        RULE.format(n=n, words=WORDS), looks, again, looked("supported", span=FREEDONIA)
    )
    answer = assistant.ask(QUESTION)
    (sent,) = repairs(model)
    assert f"lacking) The texts also say: “{FREEDONIA}”" in sent
    notices = [s for s in answer.statements if s.text.startswith("The texts also say")]
    assert [s.text for s in notices] == ([] if told else [f"The texts also say: “{FREEDONIA}”"])
    assert all(FREEDONIA in answer.citations[s.citations[0] - 1].quote for s in notices)
    assert any("need a licence" in s.text for s in answer.statements) is told
    assert not answer.in_part


def test_of_all_that_is_ignored_what_a_repair_does_not_tell_is_shown(with_second_look: Any) -> None:
    assistant, _ = with_second_look("")
    n = number_of(assistant, "seven years")
    other = "No License Exceptions apply to the widget prohibitions"
    ignores = json.dumps({"answers": "yes", "missing": "", "ignores": [FREEDONIA, FREEDONIA, other]})
    first = f"{looked('supported')}\n{ignores}"
    again = f'1. {FREEDONIA} need a licence [{n} "{FREEDONIA}"].\n2. DROP'
    said = [RULE.format(n=n, words=WORDS), first, again, looked("supported", span=FREEDONIA)]
    assistant, model = with_second_look(*said)
    answer = assistant.ask(QUESTION)
    (sent,) = repairs(model)
    assert sent.count("The texts also say: “") == 2
    shown = [s for s in answer.statements if s.text.startswith("The texts also say")]
    assert [s.text for s in shown] == [f"The texts also say: “{other}”"]
    assert other in answer.citations[shown[0].citations[0] - 1].quote


@pytest.mark.parametrize("told", [True, False])
def test_an_exception_that_a_repair_tells_is_not_shown_as_ignored_before(with_second_look: Any, told: bool) -> None:
    assistant, _ = with_second_look("")
    n = number_of(assistant, "seven years")
    words = "Exceptions apply to the widget prohibitions described in this section"
    looks = f"{looked('supported', span='No License')}\n{json.dumps({'answers': 'yes', 'ignores': words})}"
    again = f'1. No License Exceptions apply to widgets [{n} "No License {words}"].' if told else "1. DROP"
    assistant, model = with_second_look(
        f'Widgets are not free of a licence [{n} "No License"].', looks, again, looked("supported", span=words)
    )
    answer = assistant.ask(QUESTION)
    (sent,) = repairs(model)
    assert "lacking) The text goes on: “Exceptions apply" in sent
    assert "The texts also say" not in sent  # one line for a text
    assert any("No License Exceptions apply to widgets" in s.text for s in answer.statements) is told
    assert any(s.text.startswith(("The texts also say", "The text goes on")) for s in answer.statements) is not told


@pytest.mark.parametrize("words", ["lamps of brass to Ruritania", "", "x" * 900, "not applicable", "15 CFR 744.90(a)"])
def test_words_that_stand_in_no_text_are_not_ignored(with_second_look: Any, words: str) -> None:
    assistant, _ = with_second_look("")
    n = number_of(assistant, "seven years")
    looks = f"{looked('supported')}\n{json.dumps({'answers': 'yes', 'ignores': words})}"
    assistant, model = with_second_look(RULE.format(n=n, words=WORDS), looks)
    assert len(assistant.ask(QUESTION).statements) == 1
    assert len(model.asked) == 2


@pytest.mark.parametrize("said", ["", "{", whole("yes"), whole("perhaps", "x"), '{"answers": ["no"]}'])
def test_a_second_look_that_finds_the_answer_whole_or_says_nonsense_asks_for_nothing(
    with_second_look: Any, said: str
) -> None:
    assistant, _ = with_second_look("")
    n = number_of(assistant, "seven years")
    assistant, model = with_second_look(RULE.format(n=n, words=WORDS), f"{looked('supported')}\n{said}")
    answer = assistant.ask(QUESTION)
    assert (len(model.asked), answer.in_part) == (2, False)


def test_verdicts_come_before_the_answer(with_second_look: Any) -> None:
    assistant, _ = with_second_look("")
    n = number_of(assistant, "seven years")
    many = " ".join(f'Exporters of widgets keep the records for seven years, rule {k} [{n} "{WORDS}"].' for k in ONES)
    looks = ["\n".join(looked("supported", k) for k in range(1, 13)), looked("not_stated")]
    assistant, _ = with_second_look(many, *looks, "1. DROP")
    events = list(assistant.events(QUESTION))
    (written,) = [e for e in events if isinstance(e, WrittenSentences)]
    assert [(s.place.block, s.place.item) for s in written.statements if s.place] == [(0, 0)] * 13
    judged = [e for e in events if isinstance(e, JudgedSentences)]
    assert events.index(written) < events.index(judged[0])
    assert [n for e in judged for n in e.at] == list(range(13))
    assert [len(e.statements) for e in judged if e.statements] == [12, 1]
    assert {e.of for e in judged} == {13}
    assert {s.verdict for s in judged[-1].statements} == {Verdict.UNCONFIRMED}
    assert all(s.citations == () for e in (written, *judged) for s in e.statements)


def test_what_is_written_again_comes_anew_in_its_place_and_more_behind_the_last(with_second_look: Any) -> None:
    assistant, _ = with_second_look("")
    n = number_of(assistant, "seven years")
    looks = f"{looked('not_stated')}\n{looked('supported', 2)}\n{whole('in part', 'whether a licence is needed')}"
    again = (
        f'1. Exporters keep the sales records for seven years [{n} "{WORDS}"].\n'
        f'2. A licence is needed for exports of widgets to Freedonia [{n} "Exports of widgets to Freedonia"].'
    )
    second = f"{looked('supported')}\n{looked('supported', 2, span='Exports of widgets to Freedonia')}"
    said = f'Widgets are kept [{n} "{WORDS}"]. Exporters of widgets keep the records for seven years [{n} "{WORDS}"].'
    assistant, _ = with_second_look(said, looks, again, second)
    judged = [e for e in assistant.events(QUESTION) if isinstance(e, JudgedSentences)]
    assert [(e.at, e.of) for e in judged] == [((0, 1), 2), ((0, 2), 2)]
    assert [s.text[:18] for s in judged[-1].statements] == ["Exporters keep the", "A licence is neede"]


ONES = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "one", "two", "three"]


@pytest.mark.parametrize(("most", "calls"), [(1000, 1), (300_000, 2)])
def test_a_second_look_is_left_out_once_the_tokens_are_spent(
    collection: Collection, scripted: Any, most: int, calls: int
) -> None:
    settings = Settings(home=collection.home, model_timeout=20, answer_tokens=most)
    first = scripted(script=[""])
    n = number_of(Assistant(collection, collection.catalogue, settings, first), "seven years")
    model = scripted(script=[RULE.format(n=n, words=WORDS), looked("supported")])
    answer = Assistant(collection, collection.catalogue, settings, model).ask(QUESTION)
    assert len(model.asked) == calls
    assert answer.statements[0].verdict is (Verdict.BY_PROGRAM if calls == 1 else Verdict.SUPPORTED)
    assert any("LICET_ANSWER_TOKENS" in line for line in answer.notices) is (calls == 1)
