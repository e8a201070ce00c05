"""The library in a real browser: drag and drop, removing with undo, syncing, and what a new edition changes.

The publisher is a server on loopback in the official services' paths and shapes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.specimens import zipped

pytestmark = pytest.mark.browser
OLD = ("Exporters of cold lanterns keep their records for five years.", "The records name the end user.")
NEW = (
    "Exporters of cold lanterns keep their records for nine years.",
    "The records name the end user.",
    "Records may be electronic.",
)


def part(*paragraphs: str) -> bytes:
    """Return part 762 of 15 CFR with one section, in the eCFR's markup."""
    body = "".join(f"<P>({chr(97 + i)}) {text}</P>\n" for i, text in enumerate(paragraphs))
    return f"""<?xml version="1.0"?>
<DIV5 N="762" TYPE="PART" VOLUME="2" \
hierarchy_metadata="{{&amp;quot;path&amp;quot;:&amp;quot;/on/_SUBSTITUTE_DATE_/title-15/part-762&amp;quot;,\
&amp;quot;citation&amp;quot;:&amp;quot;15 CFR Part 762&amp;quot;}}">
<HEAD>PART 762&#x2014;RECORDKEEPING
</HEAD>
<DIV8 N="762.1" TYPE="SECTION">
<HEAD>&#xA7; 762.1   Scope.
</HEAD>
<P>(a) In this part, "cold lantern" means a lamp that is colder than its room.</P>
</DIV8>
<DIV8 N="762.2" TYPE="SECTION">
<HEAD>&#xA7; 762.2   Records to be retained.
</HEAD>
{body}</DIV8>
</DIV5>
""".encode()


@pytest.fixture(scope="module")
def publisher(server: ModuleType) -> Iterator[Any]:
    state = server.Official(titles={15: "2026-03-25"})
    state.parts[15, "762"] = {"2026-03-25": part(*OLD)}
    with server.serving(state):
        yield state


@pytest.fixture(scope="module")
def synced(home: Path, publisher: Any, tmp_path_factory: pytest.TempPathFactory, module_serve: Any) -> Any:
    """Serve an app of this module's own, whose publisher is on loopback."""
    import shutil

    copy = tmp_path_factory.mktemp("library") / "home"
    shutil.copytree(home, copy, symlinks=True)
    app = module_serve(copy, LICET_SOURCES_BASE_URL=publisher.url, LICET_ALLOW_PRIVATE_ADDRESSES="true")
    app.wait()
    return app


@pytest.mark.slow
def test_several_files_are_dropped_and_one_fails_alone(synced: Any, browse: Any) -> None:
    tab = browse(synced).open("/library")
    page = tab.page
    page.get_by_text("Add documents").click()
    dropped = page.evaluate_handle(
        """() => { const d = new DataTransfer();
        d.items.add(new File(["A flux candle is a candle that burns without oxygen. \
It needs a permit of class F."], "flux.txt", {type: "text/plain"}));
        d.items.add(new File(["A tallow candle is a candle of the second class."], \
"<b>tallow</b>.txt", {type: "text/plain"}));
        d.items.add(new File([], "empty.txt", {type: "text/plain"})); return d; }"""
    )
    zone = page.get_by_test_id("stFileUploaderDropzone")
    for kind in ("dragenter", "dragover", "drop"):
        zone.dispatch_event(kind, {"dataTransfer": dropped})
    page.get_by_text("empty.txt").first.wait_for()
    tab.button("Add", exact=True).click()
    failure = page.get_by_test_id("stAlert").filter(has_text="empty.txt")
    failure.wait_for()
    assert len(failure.inner_text().split(". ")) >= 2  # what happened, and the remedy
    page.get_by_text("added (").nth(1).wait_for()
    assert page.get_by_test_id("stAlert").count() == 1
    tab.open()
    tab.ask("What is a flux candle?")
    assert "burns without oxygen" in tab.text


_TELLS = """() => { window.told = []; new MutationObserver(() => {
  for (const bar of document.querySelectorAll('[data-testid=stProgress]')) window.told.push(bar.innerText);
}).observe(document.body, { subtree: true, childList: true, characterData: true }); }"""


@pytest.mark.slow
def test_the_progress_of_several_files_is_told_with_its_pace(synced: Any, browse: Any) -> None:
    tab = browse(synced).open("/library")
    page = tab.page
    page.get_by_text("Add documents").click()
    page.locator("input[type=file]").first.set_input_files(
        [
            {"name": f"{name}.txt", "mimeType": "text/plain", "buffer": "\n\n".join(
                f"{name.capitalize()} rope number {n} is kept for {n + 3} days by the harbour that it was made in, and "
                f"then wound on drum {n * 5}. Whoever takes it away tells the master of the harbour of berth {n} so."
                for n in range(1_500)
            ).encode()}
            for name in ("kelp", "sisal")
        ]
    )  # fmt: skip
    page.get_by_text("sisal.txt").first.wait_for()
    tab.settled()
    page.evaluate(_TELLS)
    tab.button("Add", exact=True).click()
    page.get_by_text("added (").nth(1).wait_for(timeout=120_000)
    told = [" ".join(line.split()) for line in page.evaluate("window.told")]
    seen = "\n".join(dict.fromkeys(told))
    for number, name in enumerate(("kelp", "sisal"), 1):
        count = rf"{number} / 2, {name}\.txt: [\d,]+ of [\d,]+ passages"
        assert re.search(rf"{count}, [\d,]+ a (?:second|minute), about [\d,]+ s left", seen), seen


def test_an_archive_is_uploaded_member_by_member_and_one_fails_alone(synced: Any, browse: Any) -> None:
    tab = browse(synced).open("/library")
    page = tab.page
    page.get_by_text("Add documents").click()
    pack = zipped(
        {
            "../../pewter.md": "# Pewter rule\n\nA pewter candle is a candle that is kept for eleven years.\n",
            "b/<img src=x onerror=window.pwned=1>\u202e.md": "# Brazen rule\n\nA brazen candle has nine wicks.\n",
            "bad.pdf": b"%PDF-broken",
        }
    )
    page.get_by_test_id("stFileUploader").locator("input[type=file]").set_input_files(
        [{"name": "pack.zip", "mimeType": "application/zip", "buffer": pack}]
    )
    page.get_by_text("pack.zip").first.wait_for()
    tab.button("Add", exact=True).click()
    page.get_by_text("added (").nth(1).wait_for()
    told = tab.settled().text
    assert "bad.pdf in pack.zip was not read" in told
    assert "\u202e" not in told
    assert page.evaluate("window.pwned") is None
    tab.open()
    for thing, words in (("pewter candle", "kept for eleven years"), ("brazen candle", "has nine wicks")):
        tab.ask(f"What is a {thing}?")
        assert words in tab.text
    assert not list(synced.home.parent.rglob("pewter*"))  # a member is nowhere unpacked


def test_a_file_that_comes_with_a_question_is_read_first_and_the_conversation_stays(
    synced: Any, browse: Any, tmp_path: Path
) -> None:
    tab = browse(synced).open()
    page = tab.page
    tab.ask("What is a quantum lantern?")
    attached = page.locator("[data-testid=stChatInput] input[type=file]")
    for name, text in (("ember.txt", "An ember gauge is a gauge that reads the heat of embers."), ("empty.txt", "")):
        (tmp_path / name).write_text(text, "utf-8")
    attached.set_input_files([tmp_path / "ember.txt", tmp_path / "empty.txt"])
    page.locator("[data-testid=stChatInput]").get_by_text("ember.txt").wait_for()
    line = tab.ask("What is an ember gauge?")
    assert line.get_attribute("data-outcome") == "answered"
    assert page.locator(".lc-question").all_inner_texts() == ["What is a quantum lantern?", "What is an ember gauge?"]
    assert "reads the heat of embers" in tab.text
    page.get_by_text("added (").first.wait_for()
    assert "empty.txt" in page.get_by_test_id("stAlert").inner_text()


def test_a_text_is_removed_and_brought_back(synced: Any, browse: Any) -> None:
    tab = browse(synced).open("/library")
    row = tab.page.locator("[data-held^=lanterns]")
    row.get_by_text("More").click()
    row.get_by_role("button", name="Remove").click()
    tab.page.get_by_text("Removed Guidance on lantern exports").wait_for()
    row.wait_for(state="detached")
    tab.button("Undo").click()
    row.wait_for()
    tab.settled()
    tab.open()
    tab.ask("What is a quantum lantern?")
    assert "colder than the room" in tab.text


@pytest.mark.slow
def test_syncing_shows_a_plan_then_changes_and_flags_the_answer_that_they_touch(
    synced: Any, browse: Any, publisher: Any
) -> None:
    tab = browse(synced).open("/library")
    page = tab.page

    page.get_by_text("Official sources").click()
    tab.button("Sync", exact=True).hover()
    tab.button("Show the plan").click()
    page.get_by_text("Choose a set or a text first.").wait_for()
    tab.button("European Union").click()
    tab.button("Show the plan").click()
    page.get_by_text("sources: ").wait_for()
    assert "new" in tab.text

    def sync(said: str) -> None:
        tab.open("/library")
        page.get_by_text("Official sources").click()
        tab.button("Sync", exact=True).hover()  # within reach: the expander is open; while it opens, a choice is lost
        tab.settled()
        tab.choose("Sources to bring up to date", "Part 762")
        tab.button("Show the plan").click()
        page.get_by_text("1 source:").wait_for()
        tab.settled()
        tab.button("Sync", exact=True).click()
        page.locator("[data-testid=stMarkdown]", has_text=said).last.wait_for(timeout=90_000)

    sync("added")
    tab.open()
    tab.ask("How long are records kept under 15 CFR 762.2?")
    assert "five years" in tab.text
    page.get_by_text("What does “cold lantern” mean?").wait_for()  # a suggestion, once the text has answered it
    page.locator(".lc-cite").first.click()
    dialog = page.get_by_role("dialog")
    dialog.locator(".lc-mark").first.wait_for()
    assert "five years" in "".join(dialog.locator(".lc-mark").all_inner_texts())
    term = dialog.locator(".lc-term").first
    assert "a lamp that is colder than its room" in term.get_attribute("title")
    dialog.get_by_role("button", name="Previous").click()
    dialog.get_by_role("button", name="Back to the quote").click()
    dialog.locator(".lc-mark").first.wait_for()
    link = dialog.get_by_text("Copy link").get_attribute("data-copy")

    publisher.titles[15] = "2026-07-23"
    publisher.parts[15, "762"]["2026-07-23"] = part(*NEW)
    page.keyboard.press("Escape")
    asked = page.url
    sync("changed")

    tab.open("/changes")
    item = page.locator(".lc-news", has_text="The edition of 23 July 2026 of")
    item.wait_for()
    assert "United States" in item.inner_text()
    item.get_by_text("What changed").click()
    change = page.locator(".lc-change[data-change=changed]")
    assert change.locator("del").inner_text().strip() == "five"
    assert change.locator("ins").inner_text().strip() == "nine"
    assert "762.2(a)" in change.inner_text()
    assert "July 2026" in page.locator(".lc-regime").all_inner_texts()
    flag = page.locator(".lc-outcome[data-outcome=changed]")
    assert "15 CFR 762.2(a)" in flag.inner_text()
    assert tab.barriers() == []
    tab.button("Answer it from today's texts").click()
    page.get_by_text("nine years").last.wait_for()
    tab.settled()
    assert "five years" in tab.text  # old and new, side by side
    tab.picture("revisited")
    page.locator(".lc-cite").last.click()
    page.get_by_role("dialog").locator(".lc-mark").first.wait_for()
    page.keyboard.press("Escape")
    page.get_by_role("dialog").wait_for(state="detached")
    page.goto(asked)
    page.get_by_text("Changed since this was answered: 15 CFR 762.2(a)").wait_for()

    reader = browse(synced)
    reader.page.goto(link)  # opens the edition that was quoted
    reader.page.locator(".lc-mark").first.wait_for()
    assert "five years" in "".join(reader.page.locator(".lc-mark").all_inner_texts())
    reader.page.get_by_label("Beside it").click()
    reader.page.get_by_role("option", name="23 July 2026").click()
    reader.page.locator("ins", has_text="nine").wait_for()
    assert reader.page.locator("del", has_text="five").count() == 1
    assert reader.settled().barriers() == []
    reader.picture("side-by-side")
    reader.page.get_by_label("Search inside").fill("end user")
    reader.page.get_by_label("Search inside").press("Enter")
    reader.page.get_by_text("1 provision holds that").wait_for()


@pytest.mark.slow
def test_without_a_network_a_sync_is_one_line(home: Path, tmp_path: Path, serve: Any, browse: Any) -> None:
    import shutil

    copy = shutil.copytree(home, tmp_path / "home", symlinks=True)
    app = serve(copy, LICET_SOURCES_BASE_URL="http://127.0.0.1:9", LICET_ALLOW_PRIVATE_ADDRESSES="true")
    app.wait()
    tab = browse(app).open("/library")
    tab.page.get_by_text("Official sources").click()
    tab.button("Sync", exact=True).hover()
    tab.settled()
    tab.choose("Sources to bring up to date", "Part 762")
    tab.choose("Sources to bring up to date", "Part 744")
    tab.button("Sync", exact=True).click()
    told = tab.page.get_by_test_id("stAlert")
    expect(told).to_contain_text("No publisher can be reached", timeout=90_000)
    tab.settled()
    expect(told).to_have_count(1)
    tab.picture("sync-offline")


def test_a_table_is_searched_filtered_and_its_rows_read_in_full(synced: Any, browse: Any) -> None:
    tab = browse(synced).open("/library")
    tab.page.locator("[data-held^=parties]").get_by_role("button", name="Read").click()
    tab.page.get_by_text("24 of 24 rows").wait_for()
    tab.page.get_by_label("Search the table").fill("firefly works 7")
    tab.page.get_by_label("Search the table").press("Enter")
    tab.page.get_by_text("1 of 24 rows").wait_for()
    tab.page.get_by_label("Search the table").fill("")
    tab.page.get_by_label("Search the table").press("Enter")
    tab.page.get_by_text("24 of 24 rows").wait_for()
    tab.settled()
    tab.page.get_by_role("combobox", name="Country").click()
    tab.page.get_by_role("option", name="SYLVANIA").click()
    tab.page.get_by_text("12 of 24 rows").wait_for()
    tab.picture("table")


def test_a_comparison_cites_a_cell_or_says_what_brings_it(synced: Any, browse: Any) -> None:
    tab = browse(synced).open("/compare")
    tab.button("Compare").click()
    table = tab.page.locator(".lc-compare")
    table.wait_for()
    assert {"United States", "Japan"} <= set(table.locator("thead th").all_inner_texts())
    for cell in table.locator("tbody td").all():
        told = cell.inner_text()
        assert (
            cell.locator(".lc-cite").count() > 0
            or "Not held here" in told
            or "Not in the texts held" in told
            or "No provision is" in told
        )
    tab.picture("compared")


@pytest.mark.slow
def test_inspecting_tells_both_halves_scores_and_what_became_of_each(synced: Any, browse: Any) -> None:
    tab = browse(synced).open()
    among_pages = tab.page.get_by_role("link", name="Inspect")
    assert among_pages.count() == 0
    tab.page.get_by_text("Show how passages are found").click()
    among_pages.click()
    tab.page.get_by_label("Query").fill("quantum lantern")
    tab.button("Search").click()
    tab.page.get_by_text("Outcome: Answered from the texts").wait_for()
    tab.page.get_by_test_id("stDataFrame").nth(1).wait_for()
    assert "retrieve" in tab.text
