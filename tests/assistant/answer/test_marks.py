"""Marks of a chat model's claims: what goes beyond one passage, is no law or is confirmed by nobody says so."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

import pytest

from assistant.answer.render import line
from assistant.model import CLAIM_MARKS, Answer, Citation, ClaimType, Outcome, Statement, Usage, Verdict
from corpus.model import Kind, Source, Version
from ui.commands.questions.ask import show_answer
from ui.components.chat.answer_display.answer import answer_html, removed_html
from ui.exports import export
from ui.exports.model_usage import usage_line
from ui.locale.messages import messages

LAW = Source("lamps", "Lamp Act", Kind.LAW, "us")
EDITION = Version("lamps", "d" * 64, datetime(2026, 2, 3, tzinfo=UTC), date(2026, 1, 15))
CITED = Citation(1, "", LAW, EDITION, "Article 1", "A lamp needs a licence.", 40, 63)
MARKED = [
    (None, Verdict.ANNOTATED, ""),
    (None, Verdict.UNCONFIRMED, "not confirmed"),
    (ClaimType.STATES, Verdict.SUPPORTED, ""),
    (ClaimType.STATES, Verdict.BY_PROGRAM, "checked by the program only"),
    (ClaimType.APPLIES, Verdict.SUPPORTED, "applied to the facts"),
    (ClaimType.APPLIES, Verdict.UNCONFIRMED, "applied to the facts; not confirmed"),
    (ClaimType.COMBINES, Verdict.SUPPORTED, "combined from several passages"),
    (ClaimType.COMPARES, Verdict.BY_PROGRAM, "compared; checked by the program only"),
    (ClaimType.COMPARES, Verdict.VERBATIM, ""),
    (ClaimType.GAP, Verdict.SUPPORTED, "not found in the texts"),
    (ClaimType.ADVICE, Verdict.BY_PROGRAM, "advice, not law"),
]


@pytest.mark.parametrize(("claim", "verdict", "mark"), MARKED)
def test_a_claim_has_its_marks_in_text_on_the_page_and_in_files(
    claim: ClaimType | None, verdict: Verdict, mark: str
) -> None:
    said = Statement("A lamp needs a licence.", (1,), verdict, "because", claim=claim)
    told = line(said)
    assert told == f"A lamp needs a licence.{f' *({mark})*' if mark else ''} [1]"
    answer = Answer("Q?", "Q?", Outcome.ANSWERED, told, (said,), (CITED,), engine="generative")
    marks = [one for one in mark.split("; ") if one]
    assert re.findall(r'<span class="lc-note"[^>]*>([^<]+)</span>', answer_html(answer, 0)) == marks
    assert mark in export([answer], "md").decode()


def test_each_mark_is_a_message_of_the_page() -> None:
    assert {*CLAIM_MARKS.values(), Verdict.UNCONFIRMED.value, Verdict.BY_PROGRAM.value} <= {m for m, _ in messages()}


def test_what_was_removed_is_looked_at_beside_the_passage_against_it(capsys: pytest.CaptureFixture[str]) -> None:
    stands = Statement("A lamp needs a licence.", (1,), Verdict.VERBATIM)
    removed = Statement("No lamp <b>needs</b> one.", (1,), Verdict.REMOVED, "the text says “needs a licence”")
    answer = Answer("Q?", "Q?", Outcome.ANSWERED, line(stands), (stands, removed), (CITED,))
    html = removed_html(answer, 3)
    assert "<del>No lamp &lt;b&gt;needs&lt;/b&gt; one.</del><em>the text says “needs a licence”</em>" in html
    assert 'data-cite="3:1"' in html
    show_answer(answer)
    assert "Removed by the check: “No lamp <b>needs</b> one.” the text says “needs a licence” [1]" in (
        capsys.readouterr().err
    )


@pytest.mark.parametrize(
    ("used", "told"),
    [
        (None, ""),
        (Usage(), ""),
        (Usage(1, 1200, 30), "1 call of the chat model · 1,200 tokens read, 30 written"),
        (Usage(3, 9, 9, 0.0), "3 calls of the chat model · 9 tokens read, 9 written · US$ 0.0000 by the prices of the"),
        (Usage(2, 9, 9, 0.01234), "US$ 0.0123 by"),
        (Usage(2, 9, 9, 0.00001), "US$ < 0.0001 by"),
        (Usage(2, 9, 9, 12.5), "US$ 12.50 by"),
    ],
)  # fmt: skip
def test_what_the_model_took_is_one_line_on_the_page_and_in_the_terminal(
    used: Usage | None, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    said = Statement("A lamp needs a licence.", (1,), Verdict.VERBATIM)
    answer = Answer("Q?", "Q?", Outcome.ANSWERED, line(said), (said,), (CITED,), usage=used)
    assert bool(usage_line(used)) is bool(told)
    show_answer(answer)
    terminal, page = capsys.readouterr().err, answer_html(answer, 0)
    for shown in (terminal, page.replace("&lt;", "<")):
        assert told in shown
        assert ("of the chat model" in shown) is bool(told)
