"""What of an answer is folded at first sight, and what never is, without a browser."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from assistant.model import Comparison, Form, Outcome, Statement, StatementRole, Verdict
from tests.ui.test_answer_html import CITED, answer, noted
from ui.components.chat.answer_display.answer import answer_html
from ui.exports.markdown import markdown

LONG = "of the lamps that are told of in the second schedule to the ordinance of the minister"


def several(*roles: StatementRole) -> dict[StatementRole, list[Statement]]:
    return {role: [noted(f"{role.value} {n} {LONG}.", role) for n in range(1, 5)] for role in roles}


def at_once(html: str) -> str:
    """Return what a reader sees before anything is opened."""
    return re.sub(r"(<summary>.*?</summary>).*?</details>", r"\1", html, flags=re.DOTALL)


def test_what_is_not_needed_at_first_sight_is_folded_under_what_it_is_and_no_status_is() -> None:
    folded = several(
        StatementRole.CONDITION, StatementRole.EXCEPTION, StatementRole.WHO_DECIDES, StatementRole.CHECK_NEXT,
        StatementRole.AS_NEAR,
    )  # fmt: skip
    open_ones = several(StatementRole.STATUS, StatementRole.STAY, StatementRole.OTHER_EDITION)
    said = [s for of in (*folded.values(), *open_ones.values()) for s in of]
    told = answer(noted("It needs a licence of the minister."), *said, citations=(CITED,), form=Form.ANNOTATION)
    html = answer_html(told, 0)
    seen = at_once(html)
    assert [s.text for s in said if s.text in seen] == [
        folded[StatementRole.CONDITION][0].text,
        folded[StatementRole.EXCEPTION][0].text,
        *(s.text for of in open_ones.values() for s in of),
    ]
    for fold in ("3 more conditions", "3 more exceptions", "Who decides (4)", "What to check next (4)"):
        assert re.search(rf"<summary>(?:<h3>)?{re.escape(fold)}<", html), fold
    assert all(s.text in html for s in said)  # none is left out
    assert all(s.text in markdown([told]) for s in said)


def test_no_exception_to_a_yes_or_a_no_is_folded_and_nothing_that_a_fact_is_asked_for_in() -> None:
    exceptions = several(StatementRole.EXCEPTION)[StatementRole.EXCEPTION]
    asks = Statement(f"To decide it: the item {LONG}.", (), Verdict.COMPUTED, note=StatementRole.CHECK_NEXT, asks=True)
    left = Statement(f"What remains to be checked: {LONG}.", (), Verdict.COMPUTED, note=StatementRole.CHECK_NEXT)
    for says_yes in (True, False):
        lead = replace(noted("It needs a licence of the minister."), says_yes=says_yes)
        seen = at_once(answer_html(answer(lead, *exceptions, asks, left, citations=(CITED,)), 0))
        assert all(s.text in seen for s in (*exceptions, asks, left))


@pytest.mark.parametrize(
    "lead",
    [
        noted("Yes. It needs a licence of the minister."),
        Statement("**No.** Lamps need no licence.", (1,), Verdict.SUPPORTED),
        Statement("Nein, Lampen brauchen keine Genehmigung.", (1,), Verdict.SUPPORTED),
        replace(noted("是的，灯具需要许可。"), original="It needs a licence of the minister.", language="zh"),
        noted("License Exception TMP permits it: you may take lamps abroad for a year."),
        noted("A licence is not required for lamps."),
        replace(noted("灯具可带出国一年。"), original="You may take lamps abroad for a year.", language="zh"),
        replace(noted("It needs a licence of the minister."), says_yes=False),
    ],
    ids=lambda s: s.text,
)
def test_what_may_turn_a_yes_a_no_or_a_permission_is_open_with_what_is_to_be_checked(lead: Statement) -> None:
    roles = several(StatementRole.CONDITION, StatementRole.EXCEPTION, StatementRole.CHECK_NEXT)
    said = [s for of in roles.values() for s in of]
    told = replace(answer(lead, *said, citations=(CITED,), form=Form.ANNOTATION), question="May I take lamps abroad?")
    seen = at_once(answer_html(told, 0))
    assert [s.text for s in said if s.text not in seen] == []


def test_no_stay_is_folded_whatever_it_stands_under() -> None:
    for role in (StatementRole.CONDITION, StatementRole.EXCEPTION, StatementRole.CHECK_NEXT, StatementRole.AS_NEAR):
        stay = noted(f"Except for candles, this paragraph is stayed until November 9, 2026 {LONG}.", role)
        said = [*several(role)[role], stay]
        lead = noted("Exporters need a licence of the minister for lamps.")
        html = answer_html(answer(lead, *said, citations=(CITED,), form=Form.ANNOTATION), 0)
        assert stay.text in at_once(html), role
        assert said[3].text not in at_once(html), role


def test_a_further_note_on_a_question_like_it_is_open_where_it_tells_a_stay() -> None:
    notes = several(StatementRole.CLOSEST_NOTE)[StatementRole.CLOSEST_NOTE]
    stay = noted(f"This paragraph is stayed until November 9, 2026 {LONG}.", StatementRole.CLOSEST_NOTE)
    html = answer_html(answer(*notes, stay, citations=(CITED,), outcome=Outcome.SILENT, form=Form.CLOSEST), 0)
    assert notes[0].text in at_once(html)
    assert stay.text in at_once(html)
    assert notes[-1].text not in at_once(html)


def test_lists_that_are_not_held_are_told_and_those_searched_are_folded() -> None:
    searched = Statement(f"Searched: lists {LONG}.", (), Verdict.COMPUTED, note=StatementRole.SEARCHED)
    left = Statement(f"Not held, and so not searched: lists {LONG}.", (), Verdict.COMPUTED, note=StatementRole.NOTE)
    seen = at_once(answer_html(answer(noted("No “Wexel” was found."), left, searched, citations=(CITED,)), 0))
    assert left.text in seen
    assert searched.text not in seen
    assert "Lists searched<" in seen


def test_the_condition_that_bears_on_the_question_is_the_open_one() -> None:
    lead = noted("Exporters need a licence of the minister for lamps.")
    first, second = noted(f"Copies {LONG}", StatementRole.CONDITION), noted(
        f"Companies are fined as well {LONG}", StatementRole.CONDITION
    )  # fmt: skip
    for asked, opened in (("What of companies?", second), ("Do lamps need a licence?", None)):
        told = replace(answer(lead, first, second, citations=(CITED,), form=Form.ANNOTATION), question=asked)
        seen = at_once(answer_html(told, 0))
        assert [s for s in (first, second) if s.text in seen] == ([opened] if opened else []), asked


def test_of_closest_notes_and_passages_the_first_is_open_and_the_others_have_their_question_or_address() -> None:
    notes = [
        replace(noted(f"“Which lamps {n}?” Those {n} {LONG}.", StatementRole.CLOSEST_NOTE), under=f"Which lamps {n}?")
        for n in range(2)
    ]
    passages = Statement("Article 1", (1,), Verdict.SUPPORTED, note=StatementRole.CLOSEST)
    html = answer_html(answer(*notes, passages, outcome=Outcome.SILENT, citations=(CITED,)), 0)
    seen = at_once(html)
    assert notes[0].text in seen
    assert "<summary>“Which lamps 1?”</summary>" in seen
    assert f"Those 1 {LONG}" not in seen
    assert f"Those 1 {LONG}" in html
    assert "<summary>Article 1, Lamp Act</summary>" in seen
    assert CITED.quote not in seen
    alone = answer_html(answer(passages, outcome=Outcome.SILENT, citations=(CITED,)), 0)
    assert CITED.quote in at_once(alone)


def test_a_cell_of_a_comparison_shows_what_it_says_first_and_every_exception() -> None:
    first, second = noted(f"First {LONG}."), noted(f"Second {LONG}.")
    stay, but = noted(f"Stayed {LONG}.", StatementRole.STAY), noted(f"Unless {LONG}.", StatementRole.EXCEPTION)
    new, asks = noted(f"Where new {LONG}.", StatementRole.CONDITION), replace(noted(f"Which {LONG}?"), asks=True)
    late = noted(f"The second schedule is suspended {LONG}.")
    compared = Comparison(("us", "cn"), (("Penalties", ((first, second, stay, but, new, asks, late), ())),))
    html = answer_html(answer(first, comparison=compared, form=Form.COMPARISON, citations=(CITED,)), 0)
    body = html[html.index("<tbody>") :]
    seen = at_once(body)
    assert second.text not in seen
    assert all(s.text in seen for s in (first, stay, but, new, asks, late))
    assert second.text in body
    assert "<summary>1 more</summary>" in body


def test_a_control_that_asks_for_nothing_is_folded_where_another_one_decides_and_no_other_step_is() -> None:
    def walk(
        effect: str, name: str = "NS control of 3A001", finding: str = "no X.", effect_of: str = "none", **more: bool
    ) -> str:
        steps = [
            {"step": name, "finding": finding, "effect": effect_of, "citations": [], **more},
            {"step": "744.9", "finding": "it needs one.", "effect": effect, "citations": []},
        ]
        found = {"determination": {"steps": steps}}
        lead = Statement("It needs one.", (1,), Verdict.COMPUTED)
        return at_once(answer_html(answer(lead, citations=(CITED,), form=Form.DETERMINATION, computed=found), 0))

    assert "No X." not in walk("required")
    assert "It needs one.</" in walk("required")
    assert "No X." in walk("unknown")
    assert "No X." not in walk("required", "License exceptions", "no X.", "note")
    assert "No X." in walk("required", effect_of="unknown")  # a fact is asked for in it
    assert "No X." in walk("required", decides_rest=True)  # the row that decides points to it
    assert "No X." in walk("unknown", effect_of="unknown")
    assert "This is suspended." in walk("required", finding="this is suspended.")
    for name in (
        "Military End-User List",
        "744.21",
        "footnote 7",
        "screening",
        "same address",
        "Sanctions and controls",
    ):
        assert "No X." in walk("required", name), name


def test_a_step_whose_sentences_all_stand_first_is_folded_under_its_title() -> None:
    def walk(finding: str, effect: str = "note") -> str:
        steps = [
            {"step": "License exceptions asked about", "finding": finding, "effect": effect, "citations": []},
            {"step": "744.9", "finding": "it needs one.", "effect": "unknown", "citations": []},
        ]
        lead = Statement("3A001 gives no GBS. It cannot be said yet. Part 740 decides.", (1,), Verdict.COMPUTED)
        found = {"determination": {"steps": steps}}
        shown = answer(lead, citations=(CITED,), form=Form.DETERMINATION, computed=found)
        return at_once(answer_html(shown, 0))

    assert walk("3A001 gives no GBS. Part 740 decides.").count("gives no GBS") == 1
    assert walk("3A001 gives no GBS. It is in Group B.").count("gives no GBS") == 2
    assert walk("3A001 gives no GBS.", "required").count("gives no GBS") == 2
