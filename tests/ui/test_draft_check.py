"""A long draft on the page: how far its check is, what stands where it is stopped, and its sentences page by page."""

from __future__ import annotations

from typing import Any

from assistant.drafts.model import CheckedDraft, DraftVerdict, JudgedSentence
from corpus.parsers.drafts.model import DraftForm
from corpus.parsers.file import File


def checking_page(checked, file):
    """Show a check that is under way."""
    import streamlit as st

    from ui.components.text import draft_check

    progress = draft_check.DraftProgress(file)
    progress.report(0, 10_000)
    progress.arrived(checked)
    progress.report(10_000, 10_000)
    kept, its_file = st.session_state[draft_check.CHECKED]
    st.text(f"{len(kept.sentences)} of {its_file.name}, {kept.left} left")
    shown = draft_check.chosen_page(len(kept.sentences), "all")
    st.text(f"from {shown.start} to {shown.stop}")


def ran(count: int) -> Any:
    from streamlit.testing.v1 import AppTest

    said = tuple(
        JudgedSentence(f"Lamp {n}.", 9 * n, 9 * n + 8, DraftVerdict.NOT_CHECKABLE, reason="Not judged.")
        for n in range(count)
    )
    checked = CheckedDraft("a.md", DraftForm.MARKDOWN, "Lamp.", said, left=10_000 - count)
    app = AppTest.from_function(checking_page, args=(checked, File("a.md", b"Lamp.")), default_timeout=30).run()
    assert not app.exception, app.exception
    return app


def test_what_is_judged_stands_and_its_first_sentences_are_drawn_while_the_rest_is_checked() -> None:
    app = ran(250)
    assert app.text[0].value == "250 of a.md, 9750 left"
    drawn = app.get("html")[0].proto.body
    assert drawn.count("lc-judged") == 100
    assert "Stop" in {b.label for b in app.button}


def test_sentences_are_shown_a_page_at_a_time() -> None:
    app = ran(250)
    assert app.selectbox[0].options == ["1 to 100 of 250", "101 to 200 of 250", "201 to 250 of 250"]
    assert app.text[1].value == "from 0 to 100"
    app.selectbox[0].select_index(2).run()
    assert app.text[1].value == "from 200 to 300"
    assert len(ran(100).selectbox) == 0
