"""Ask, as a reader uses it: filters, links, keys, editing, stopping, feedback, conversations, exports."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from corpus.records.home import HomeRecords
from ui.conversations import Conversations, new_conversation

pytestmark = pytest.mark.browser
LANTERN = "What is a quantum lantern?"


def test_filters_show_what_remains_under_the_others(served: Any, browse: Any) -> None:
    tab = browse(served).open()
    pills = tab.page.locator("[data-testid=stSidebar]").get_by_test_id("stButtonGroup")

    def counts(group: int) -> dict[str, int]:
        found = (re.fullmatch(r"(.+) ([\d,]+)", t) for t in pills.nth(group).get_by_role("button").all_inner_texts())
        return {m[1]: int(m[2].replace(",", "")) for m in found if m}

    pills.nth(1).get_by_text("Law").wait_for()
    tab.settled()
    before = counts(1)
    assert before["Law"] > 0
    assert before["Guidance"] > 0
    pills.nth(0).get_by_text("Japan").click()
    tab.page.get_by_text("passages remain").wait_for()
    tab.settled()
    assert counts(1)["Guidance"] == 0
    assert 0 < counts(1)["Law"] < before["Law"]
    assert counts(0)["United States"] > 0  # its own field's other values are not limited by it
    tab.ask(LANTERN)
    assert "licence of the minister" in tab.text
    assert "colder than the room" not in tab.text
    tab.button("Clear filters").click()
    for _ in range(40):
        if counts(1) == before:
            break
        tab.page.wait_for_timeout(250)
    assert counts(1) == before


@pytest.mark.slow
def test_links_to_a_question_and_to_a_quote_open_the_same_elsewhere(served: Any, browse: Any) -> None:
    tab = browse(served).open()
    tab.page.locator("[data-testid=stSidebar]").get_by_text("Japan").click()
    tab.settled()
    tab.ask(LANTERN)
    tab.page.locator(".lc-tools").get_by_text("Copy link to the question").click()
    link = tab.page.evaluate("navigator.clipboard.readText()")
    assert link.startswith(served.base + "/?q=What+is+a+quantum+lantern")
    other = browse(served)
    other.page.goto(link)
    other.page.locator(".lc-outcome").wait_for()
    other.settled()
    assert other.page.locator(".lc-question").first.inner_text() == LANTERN
    assert "licence of the minister" in other.text
    assert "colder than the room" not in other.text  # the filter came with the link
    tab.page.locator(".lc-cite").first.click()
    tab.page.get_by_role("dialog").get_by_text("Copy link").click()
    link = tab.page.evaluate("navigator.clipboard.readText()")
    assert re.search(r"locator=.+&digest=[0-9a-f]{16}&at=\d+-\d+", link)
    third = browse(served)
    third.page.goto(link)
    third.page.locator(".lc-mark").first.wait_for()
    assert (
        third.page.locator(".lc-mark").first.inner_text()
        == "A quantum lantern may be exported only with a licence of the minister."
    )
    stale = browse(served)
    stale.page.goto(re.sub("digest=[0-9a-f]{16}", "digest=0123456789abcdef", link))
    stale.page.get_by_text("is not held any more").wait_for()
    wrong = browse(served)
    wrong.page.goto(f"{served.base}/?q=lantern&as_of=tomorrow")
    wrong.page.get_by_text("which is no date").wait_for()
    wrong.open("/?c=0123456789abcdef").page.get_by_text("The conversation of this link is not here").wait_for()


def test_the_keyboard_reaches_everything(served: Any, browse: Any) -> None:
    tab = browse(served).open()
    page = tab.page
    tab.ask("What is a brass bell?")  # two sources
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.dataset.cite") == "0:1"
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.dataset.cite") == "0:2"
    page.keyboard.press("k")
    assert page.evaluate("document.activeElement.dataset.cite") == "0:1"
    page.keyboard.press("Enter")
    page.get_by_role("dialog").locator(".lc-mark").first.wait_for()
    page.keyboard.press("Escape")
    page.get_by_role("dialog").wait_for(state="detached")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.tagName") == "TEXTAREA"
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("?")
    page.get_by_role("dialog").get_by_text("next and previous source").wait_for()
    page.keyboard.press("Escape")
    page.get_by_role("dialog").wait_for(state="detached")
    page.keyboard.press("n")
    page.locator(".lc-welcome").wait_for()


def test_a_question_is_edited_and_asked_again(served: Any, browse: Any) -> None:
    tab = browse(served).open()
    tab.ask("Do wicks need a notice?")
    tab.button("Edit").click()
    tab.page.get_by_role("textbox", name="Question").fill(LANTERN)
    tab.button("Ask again").click()
    tab.page.locator(".lc-question", has_text=LANTERN).wait_for()
    tab.page.locator(".lc-outcome").wait_for()
    tab.settled()
    assert tab.page.locator(".lc-question", has_text="Do wicks need a notice?").count() == 0
    assert tab.page.get_by_role("button", name="Do wicks need a notice?").count() == 0  # nor in the side bar
    tab.page.get_by_role("button", name=LANTERN).first.wait_for()
    assert "colder than the room" in tab.text


def test_feedback_tells_answer_from_evidence_and_stays_here(served: Any, browse: Any) -> None:
    tab = browse(served).open()
    tab.ask("How long must exporters keep records of quantum lanterns?")
    tab.button("Feedback").click()
    tab.page.get_by_text("The evidence is wrong").click()
    tab.page.get_by_role("textbox", name="Comment").fill("another paragraph")
    tab.button("Keep").click()
    tab.page.get_by_text("Kept with the conversation").wait_for()
    kept = [
        line for f in served.home.glob("conversations/*/feedback.jsonl") for line in f.read_text("utf-8").splitlines()
    ]
    assert any(json.loads(line)["feedback"] == "evidence wrong" for line in kept)


def test_conversations_are_renamed_searched_deleted_and_brought_back(served: Any, browse: Any) -> None:
    tab = browse(served).open()
    page, side = tab.page, tab.page.locator("[data-testid=stSidebar]")
    for n in range(5):
        tab.ask(f"What is a quantum lantern number {n}?")
        tab.button("New conversation").click()
        page.locator(".lc-welcome").wait_for()
    row = side.locator("[data-testid=stLayoutWrapper]", has_text="number 2").last
    row.get_by_test_id("stPopover").get_by_role("button").click()
    page.get_by_label("Title").fill("Lamps at sea")
    page.get_by_label("Title").press("Enter")
    side.get_by_text("Lamps at sea").wait_for()
    page.keyboard.press("Escape")
    box = side.get_by_label("Search conversations")
    box.fill("lamps SEA")
    box.press("Enter")
    tab.settled()
    assert side.get_by_text("number 1").count() == 0
    side.get_by_test_id("stPopover").get_by_role("button").first.click()
    tab.button("Delete").click()
    side.get_by_text("Undo: restore").click()
    page.locator(".lc-question", has_text="number 2").wait_for()


@pytest.mark.parametrize(("width", "scheme"), [(1440, "light"), (390, "dark")])
def test_many_conversations_leave_the_filters_in_view(served: Any, browse: Any, width: int, scheme: str) -> None:
    tab = browse(served, width, scheme).open()
    tab.ask("What is a quantum lantern?")
    (folder,) = [f.parent for f in served.home.glob("conversations/*/*.json") if f.stem in tab.page.url]
    asked = Conversations(HomeRecords(served.home), folder.name).all()[0].turns
    for n in range(12):
        Conversations(HomeRecords(served.home), folder.name).save(
            replace(new_conversation(), title=f"Lamp {n}", turns=asked)
        )
    tab.open()
    side = tab.page.get_by_test_id("stSidebar")
    if width < 600:
        tab.page.get_by_test_id("stExpandSidebarButton").click()
    expect(side.get_by_text("Lamp 11")).to_be_in_viewport()
    expect(side.get_by_text("Answer only from")).to_be_in_viewport()
    expect(side.get_by_text("Lamp 1", exact=True)).not_to_be_in_viewport()
    tab.picture(f"conversations-{width}-{scheme}")
    side.get_by_text("Lamp 1", exact=True).click()  # it is scrolled to
    tab.page.locator(".lc-question", has_text=LANTERN).wait_for()
    assert (tab.overflow(), tab.barriers()) == (0, [])


def test_an_answer_is_exported_in_every_format(served: Any, browse: Any, tmp_path: Path) -> None:
    tab = browse(served, accept_downloads=True).open()
    tab.ask(LANTERN)
    tab.page.get_by_test_id("stMain").get_by_role("button", name="Export", exact=True).click()
    for name, begins in (
        ("Markdown", b"# "),
        ("Word", b"PK"),
        ("PDF", b"%PDF"),
        ("BibTeX", b"@misc"),
        ("CSL-JSON", b"["),
        ("Evidence (CSV)", b"\xef\xbb\xbfquestion"),
    ):
        with tab.page.expect_download() as waiting:
            tab.page.get_by_role("button", name=name, exact=True).click()
        target = tmp_path / waiting.value.suggested_filename
        waiting.value.save_as(target)
        assert target.read_bytes().startswith(begins), name


@pytest.mark.slow
def test_a_question_can_be_stopped_and_stays(
    home: Path, browse: Any, tmp_path: Path, serve: Any, slow_model: Any
) -> None:
    import shutil

    copy = tmp_path / "home"
    shutil.copytree(home, copy, symlinks=True)
    app = serve(copy, LICET_MODEL="openai:slow", LICET_MODEL_URL=slow_model, LICET_MODEL_KEY="none")
    app.wait()
    tab = browse(app).open()
    box = tab.page.get_by_test_id("stChatInputTextArea")
    box.fill(LANTERN)
    box.press("Enter")
    tab.page.locator(".lc-steps").get_by_text("Searched:").wait_for()
    tab.page.get_by_test_id("stChatInputStopButton").click()
    tab.page.get_by_text("Stopped before it was answered").wait_for()
    assert tab.page.locator(".lc-question").first.inner_text() == LANTERN
