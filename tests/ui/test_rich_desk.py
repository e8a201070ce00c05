"""Every page with something to show, in all looks, with its exports: no barrier, nothing too wide, tricks are inert.

A page is opened once in a wide window and once on a phone; its looks are taken in turn where it stands.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from types import ModuleType
from typing import Any

import docx
import openpyxl
import pypdf
import pytest
from playwright.sync_api import expect

from tests.ui.rich_home import TRICKS, make_rich_home
from tests.ui.tab import Tab
from tests.ui.test_shared_answer import licet

pytestmark = [pytest.mark.browser, pytest.mark.slow]
WIDE, PHONE = (1440, 1920), (390,)
WALK = "Do I need a licence to export 6A003.a cameras to China?"
ROWS = "Which companies in China are on the Entity List?"
GAUGE = "What is a wick gauge?"
MISSING, BROUGHT = "What does 15 CFR 758.1 say?", "Each lamp that leaves the country needs a filing of its own."
DRAFT = """Bolt Works is on the Entity List. The minister decides on an application for a lantern within sixty days.

The Act says: “The minister decides within ninety days.”
"""


@pytest.fixture(scope="module")
def rich(
    library_home: Path, data: Path, server: ModuleType, tmp_path_factory: pytest.TempPathFactory, module_serve: Any
) -> Iterator[Any]:
    """Serve a home that has something for every page, whose publisher is on loopback."""
    stayed = (data / "us" / "2026-01-15_title-15_part-799.xml").read_bytes()
    home = make_rich_home(library_home, tmp_path_factory.mktemp("rich") / "home", stayed)
    publisher = server.Official(titles={15: "2026-03-25"})
    publisher.parts[15, "758"] = {"2026-03-25": server.part("758", BROUGHT)}
    with server.serving(publisher):
        app = module_serve(home, LICET_SOURCES_BASE_URL=publisher.url, LICET_ALLOW_PRIVATE_ADDRESSES="true")
        app.wait()
        yield app


def answered(tab: Tab, *questions: str) -> None:
    tab.open()
    for question in questions:
        tab.ask(question)


def checked(tab: Tab, draft: str = DRAFT) -> Any:
    page = tab.open("/check").page
    page.get_by_label("Paste your draft").fill(draft)
    tab.button("Check", exact=True).click()
    page.locator(".lc-judged").first.wait_for(timeout=90_000)
    tab.settled()
    return page


def shared(tab: Tab, question: str) -> str:
    """Ask a question and return the address of its shared answer."""
    answered(tab, question)
    tab.button("Share").click()
    tab.button("Make a link to this answer").click()
    told = tab.page.get_by_test_id("stCode")
    told.wait_for(state="attached")
    tab.settled()
    if not told.is_visible():  # the menu closes where the page is drawn anew around it
        tab.button("Share").click()
    return str(told.inner_text()).strip().removeprefix(tab.base)


def brief_of(tab: Tab, title: str) -> Any:
    """Open the brief of a text in the library."""
    line = tab.open("/library").page.locator(".lc-holding", has_text=title)
    line.get_by_role("button", name="Brief").click()
    dialog = tab.page.get_by_role("dialog")
    dialog.locator(".lc-brief").first.wait_for()
    return dialog


def a_walk(tab: Tab) -> None:
    answered(tab, WALK)
    assert tab.page.locator(".lc-walk li[data-effect=required]").count() >= 1


def a_table(tab: Tab) -> None:
    answered(tab, ROWS)
    table = tab.page.locator(".lc-sorted").first
    names = table.locator("tbody tr > :first-child")
    before = names.all_inner_texts()
    assert len(before) > 1
    head = table.locator("[data-sort]").first
    for ordered in (sorted(before), sorted(before, reverse=True)):
        head.click()
        assert names.all_inner_texts() == ordered
    assert table.locator("th").first.get_attribute("aria-sort") == "descending"


def a_card(tab: Tab) -> None:
    tab.open("/lists?screen=Bolt+Works").page.locator(".lc-party").wait_for()


def entries(tab: Tab) -> None:
    tab.open("/lists?list=Entity+List").page.locator(".lc-count").wait_for()


def news(tab: Tab) -> None:
    page = tab.open("/changes").page
    page.locator(".lc-news").first.wait_for(timeout=60_000)
    page.locator(".lc-news", has_text="Lantern Export Act").first.get_by_text("What changed").click()


def a_calendar(tab: Tab) -> None:
    page = tab.open("/calendar").page
    page.locator(".lc-ledger").first.wait_for(timeout=60_000)
    assert "Regulation (EU) 2021/953" in page.locator(".lc-ledger").first.inner_text()
    page.get_by_label("Or an address, or a text").fill("2021/953")
    page.get_by_label("Or an address, or a text").press("Enter")
    page.locator(".lc-ledger").nth(1).wait_for()


def a_brief(tab: Tab) -> None:
    brief_of(tab, "Part 810")


def an_answer_that_is_shared(tab: Tab) -> None:
    tab.open(shared(tab, WALK))
    tab.page.get_by_role("heading", name=WALK).wait_for()


def a_draft(tab: Tab) -> None:
    checked(tab)


def a_text_with_notes(tab: Tab) -> None:
    page = tab.open("/read?source=us-10-cfr-810&locator=10+CFR+810.2").page
    note = page.locator(".lc-margin details", has_text="foreign subsidiary")
    note.locator("summary").click()
    assert note.locator("p").is_visible()


def a_comparison(tab: Tab) -> None:
    topic = tab.open("/compare").page.get_by_role("combobox", name="Topic")
    topic.click()
    topic.fill("Record")
    tab.page.get_by_role("option", name="Record keeping").click()
    tab.button("Compare").click()
    tab.page.locator(".lc-compare").wait_for()


STATES: tuple[Callable[[Tab], None], ...] = (
    a_walk,
    a_table,
    a_card,
    entries,
    news,
    a_calendar,
    a_brief,
    an_answer_that_is_shared,
    a_draft,
    a_text_with_notes,
    a_comparison,
)


@pytest.mark.parametrize("widths", [WIDE, PHONE], ids=["wide", "phone"])
def test_every_page_with_something_to_show_stands_in_every_look(
    rich: Any, browse: Any, widths: tuple[int, ...]
) -> None:
    tab = browse(rich, widths[0])
    page = tab.page
    wrong = page.get_by_text("Something went wrong")
    found: list[tuple[str, int, list[str]]] = []
    for state in STATES:
        page.emulate_media(color_scheme="light")
        page.set_viewport_size({"width": widths[0], "height": page.viewport_size["height"]})
        state(tab)
        tab.settled()
        for width in widths:
            page.set_viewport_size({"width": width, "height": page.viewport_size["height"]})
            for scheme in ("light", "dark"):
                page.emulate_media(color_scheme=scheme)
                tab.settled()
                tab.picture(f"rich-{state.__name__}-{width}-{scheme}")
                is_dark = page.evaluate("getComputedStyle(document.querySelector('.stApp')).colorScheme") == "dark"
                assert is_dark == (scheme == "dark"), (state.__name__, scheme)
                assert page.get_by_test_id("stException").count() + wrong.count() == 0, state.__name__
                if (tab.overflow(), tab.barriers()) != (0, []):
                    found.append((f"{state.__name__} {width} {scheme}", tab.overflow(), tab.barriers()))
    assert found == []


def saved(tab: Tab, name: str) -> bytes:
    """Return the file that a button of the page, or of the menu that is open, gives."""
    with tab.page.expect_download() as coming:
        tab.page.get_by_test_id("stDownloadButton").get_by_role("button", name=name, exact=True).last.click()
    return Path(coming.value.path()).read_bytes()


def export_all(tab: Tab) -> dict[str, str]:
    """Return the words of each export of the menu that is last on the page, by its name."""
    tab.page.get_by_test_id("stMain").get_by_role("button", name="Export", exact=True).last.click()
    names = ("Markdown", "Word", "PDF", "BibTeX", "CSL-JSON", "Evidence (CSV)", "Workbook (XLSX)")
    files = {name: saved(tab, name) for name in names}
    tab.page.keyboard.press("Escape")
    document = docx.Document(io.BytesIO(files["Word"]))
    cells = [c.text for t in document.tables for row in t.rows for c in row.cells]
    sheets = openpyxl.load_workbook(io.BytesIO(files["Workbook (XLSX)"]), read_only=True).worksheets
    read = {
        "Word": " ".join([*(p.text for p in document.paragraphs), *cells]),
        "PDF": " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(files["PDF"])).pages),
        "Workbook (XLSX)": " ".join(str(v) for s in sheets for row in s.iter_rows(values_only=True) for v in row if v),
    }
    told = {name: read.get(name) or data.decode("utf-8-sig") for name, data in files.items()}
    return {name: " ".join(words.split()) for name, words in told.items()}


def test_every_export_is_downloaded_and_holds_what_the_page_shows(rich: Any, browse: Any) -> None:
    tab = browse(rich)
    page = tab.page
    tab.open(shared(tab, ROWS))
    page.get_by_role("heading", name=ROWS).wait_for()
    tab.settled()
    for name, words in export_all(tab).items():
        assert ("Bolt Works" if name not in ("BibTeX", "CSL-JSON") else "Part 744") in words, name
    a_comparison(tab)
    exported = export_all(tab)
    for name in ("Markdown", "Word", "PDF", "Workbook (XLSX)"):
        assert "How long, and from when" in exported[name], name
        assert "five years" in exported[name], name
    assert all("762.6" in words for words in exported.values())
    checked(tab)
    report = saved(tab, "Report (Markdown)").decode()
    assert "ninety days" in report
    assert "Bolt Works" in report
    a_calendar(tab)
    year = page.locator(".lc-ledger time").first.get_attribute("datetime")[:4]
    for name in ("Save as a calendar (ICS)", "Save its calendar (ICS)"):
        file = saved(tab, name).decode()
        assert file.startswith("BEGIN:VCALENDAR"), name
        assert re.search(rf"DTSTART;VALUE=DATE:{year}\d{{4}}", file), name
    news(tab)
    page.get_by_text("Follow this").click()
    assert "DTSTART;VALUE=DATE:" in saved(tab, "Save the calendar (ICS)").decode()


def test_a_text_that_is_missing_is_brought_and_the_question_asked_again(rich: Any, browse: Any) -> None:
    tab = browse(rich).open()
    assert tab.ask(MISSING).get_attribute("data-outcome") == "not_in_corpus"
    tab.page.get_by_role("button", name="Bring ").first.click()
    expect(tab.page.locator(".lc-outcome").last).to_have_attribute("data-outcome", "answered", timeout=90_000)
    tab.settled()
    assert tab.page.locator(".lc-question").count() == 1
    assert BROUGHT in tab.text


def test_a_word_draft_is_dropped_and_checked(rich: Any, browse: Any) -> None:
    document = docx.Document()
    for line in DRAFT.split("\n\n"):
        document.add_paragraph(line.strip())
    out = io.BytesIO()
    document.save(out)
    tab = browse(rich, 390, "dark").open("/check")
    page = tab.page
    dropped = page.evaluate_handle(
        """bytes => { const d = new DataTransfer(); d.items.add(new File([new Uint8Array(bytes)], "draft.docx",
        {type: "application/vnd.openxmlformats-officedocument.wordprocessingml.document"})); return d; }""",
        list(out.getvalue()),
    )
    for kind in ("dragenter", "dragover", "drop"):
        page.get_by_test_id("stFileUploaderDropzone").dispatch_event(kind, {"dataTransfer": dropped})
    page.get_by_text("draft.docx").first.wait_for()
    tab.button("Check", exact=True).click()
    judged = page.locator(".lc-judged")
    judged.first.wait_for(timeout=90_000)
    tab.settled()
    assert judged.filter(has_text="ninety days").get_attribute("data-verdict") == "contradicted"
    comments = docx.Document(io.BytesIO(saved(tab, "Word with comments"))).comments
    assert any("Contradicted" in c.text for c in comments)


def test_news_are_narrowed_by_regime_list_and_a_question(rich: Any, browse: Any) -> None:
    tab = browse(rich).open()
    tab.ask("Is Bolt Works on the Entity List?")
    page = tab.open("/changes").page
    items = page.locator(".lc-news")
    items.first.wait_for(timeout=60_000)
    act, listed = items.filter(has_text="Lantern Export Act"), items.filter(has_text="Entity List")
    assert act.count() >= 1
    assert listed.count() >= 1
    tab.choose("Regime", "Japan")
    expect(listed).to_have_count(0)
    expect(act.first).to_be_visible()
    page.goto(page.url)
    items.first.wait_for(timeout=60_000)
    tab.choose("List", "Entity List")
    expect(act).to_have_count(0)
    expect(listed.first).to_be_visible()
    page.goto(page.url)
    items.first.wait_for(timeout=60_000)
    tab.settled()
    box = page.get_by_role("combobox", name="What a question of yours cites")
    box.click()
    page.get_by_role("option", name="Is Bolt Works on the Entity List?").first.click()
    expect(act).to_have_count(0)
    tab.settled()
    page.get_by_text("Follow this").click()
    assert "provision=us-15-cfr-744" in page.locator(".lc-addresses code").first.inner_text()


def test_a_document_of_tricks_is_inert_on_calendar_brief_shared_answer_and_passage(
    rich: Any, browse: Any, tmp_path: Path
) -> None:
    decree = tmp_path / "decree.md"
    decree.write_text(TRICKS.format(year=date.today().year + 2), "utf-8")
    licet(rich.home, "add", "--kind", "law", "--jurisdiction", "us", str(decree))
    tab = browse(rich)
    page = tab.page

    def inert(name: str) -> None:
        tab.settled()
        assert page.evaluate("window.pwned") is None, name
        assert page.locator("img[src=x], iframe[src*=evil], a[href^=javascript]").count() == 0, name

    tab.open("/calendar")
    page.locator(".lc-ledger").first.wait_for(timeout=60_000)
    event = page.locator(".lc-ledger li li", has_text="wick gauges").first
    assert "<img src=x" in event.inner_text()
    inert("calendar")
    event.locator("[data-cite]").click()
    page.get_by_role("dialog").locator(".lc-mark").first.wait_for()
    inert("passage of the calendar")
    dialog = brief_of(tab, "wick gauges")
    assert "<img src=x" in dialog.inner_text()
    inert("brief")
    link = shared(tab, GAUGE)
    tab.open(link).page.get_by_role("heading", name=GAUGE).wait_for()
    assert "is a gauge that reads wicks" in tab.text
    inert("shared answer")
    page.locator(".lc-cite").first.click()
    page.get_by_role("dialog").locator(".lc-mark").first.wait_for()
    inert("passage of the shared answer")
    checked(
        tab, "The decree says: “A permit of class F is needed for a wick gauge.” <img src=x onerror=window.pwned=5>"
    )
    page.locator(".lc-judged").first.get_by_text("Read in place").click()
    page.get_by_role("dialog").locator(".lc-mark").first.wait_for()
    assert "class F" in page.get_by_role("dialog").inner_text()
    inert("passage of a draft")
