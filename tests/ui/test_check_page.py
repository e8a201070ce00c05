"""The page "Check my draft" in a real browser: marked sentences, the passage beside, the filter, Word with comments."""

from __future__ import annotations

import io
import time
from typing import Any

import docx
import pytest
from playwright.sync_api import expect

from corpus.parsers.drafts.reading import MOST_DRAFT_CHARACTERS

pytestmark = pytest.mark.browser
_LONGEST_CHECK_MS = 400_000  # the limit for one draft is 300 s
QUOTED = "The guidance says: “Exporters of quantum lanterns must keep their records for nine years after the shipment.”"
DRAFT = """# Lanterns & <b>bells</b>

The guidance says: “Exporters of quantum lanterns must keep their records for nine years after the shipment.”
The guidance says: “A licence is not needed for a quantum lantern that is returned for repair.”

Lanterns are lovely <img src=x onerror="window.pwned=1">. Will they burn?
"""


@pytest.mark.parametrize(("width", "scheme"), [(1440, "light"), (390, "dark")])
def test_a_pasted_draft_is_marked_and_comes_back_with_comments(
    served: Any, browse: Any, width: int, scheme: str
) -> None:
    tab = browse(served, width, scheme).open("/check")
    page = tab.page
    tab.button("Check", exact=True).click()
    page.get_by_text("There is no draft yet").wait_for()
    page.get_by_label("Paste your draft").fill(DRAFT)
    tab.button("Check", exact=True).click()
    page.locator(".lc-judged").first.wait_for(timeout=90_000)
    tab.settled()
    marked = page.locator(".lc-judged")
    assert [m.get_attribute("data-verdict") for m in marked.all()] == [
        "not_checkable",
        "contradicted",
        "supported",
        "not_checkable",
        "not_checkable",
    ]
    words = marked.nth(1).inner_text()
    assert "Contradicted" in words
    assert "the text has “five” where the draft has “nine”" in words
    assert "Guidance on lantern exports" in words  # the passage stands beside it
    tones = {m.evaluate("e => getComputedStyle(e).borderLeftColor") for m in marked.all()[1:4]}
    assert len(tones) == 3
    assert page.evaluate("window.pwned") is None
    assert (tab.overflow(), tab.barriers()) == (0, [])
    tab.picture(f"check-{width}-{scheme}")
    page.get_by_text("Needs attention").click()
    expect(marked).to_have_count(1)
    with page.expect_download() as coming:
        page.get_by_text("Word with comments").click()
    comments = [c.text for c in docx.Document(io.BytesIO(coming.value.path().read_bytes())).comments]
    assert [c.split(".")[0] for c in comments] == ["Contradicted", "Supported", "Not checkable"]
    marked.first.get_by_text("Read in place").click()
    page.get_by_role("dialog").locator(".lc-mark").first.wait_for()
    assert "five years" in page.get_by_role("dialog").locator(".lc-mark").first.inner_text()


@pytest.mark.slow
def test_a_draft_of_exactly_200_pages_is_checked_to_its_end(served: Any, browse: Any) -> None:
    line = "Exporters of lantern {n} keep what they were told by the buyer of lamp {m}, and no more than that. "
    draft = "".join(line.format(n=n, m=n * 7) for n in range(9_000))[: MOST_DRAFT_CHARACTERS - len(QUOTED)] + QUOTED
    assert len(draft) == MOST_DRAFT_CHARACTERS
    tab = browse(served, 390).open("/check")
    page = tab.page
    page.locator("input[type=file]").set_input_files(
        {"name": "longest.txt", "mimeType": "text/plain", "buffer": draft.encode()}
    )
    page.get_by_text("longest.txt").first.wait_for()
    tab.settled()
    begun = time.monotonic()
    tab.button("Check", exact=True).click()
    page.get_by_role("button", name="Word with comments").wait_for(timeout=_LONGEST_CHECK_MS)
    print(f"a draft of 200 pages was checked in {time.monotonic() - begun:.0f} s")
    tab.settled()
    assert page.get_by_test_id("stAlert").count() == 0
    page.get_by_text("Needs attention").click()
    expect(page.locator(".lc-judged")).to_have_count(1)  # the last sentence was judged as well
    assert "nine" in page.locator(".lc-judged").inner_text()


@pytest.mark.parametrize(
    ("name", "data", "line"),
    [
        ("locked.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 with a password", "Save it"),
        ("cut.docx", b"PK\x03\x04 cut off", "damaged"),
        ("blank.txt", b"  \n", "holds no text"),
        ("empty.txt", b"", "holds no text"),
        ("noise.txt", b"\x00\x01\x02\x03" * 50, "cannot be read as text"),
    ],
)
def test_a_file_that_is_no_draft_is_one_line(served: Any, browse: Any, name: str, data: bytes, line: str) -> None:
    tab = browse(served, 390).open("/check")
    page = tab.page
    page.locator("input[type=file]").set_input_files({"name": name, "mimeType": "text/plain", "buffer": data})
    page.get_by_text(name).first.wait_for()
    tab.settled()
    tab.button("Check", exact=True).click()
    alert = page.get_by_test_id("stAlert")
    alert.wait_for()
    tab.settled()
    assert alert.count() == 1
    assert line in alert.inner_text()
    assert (page.locator(".lc-judged").count(), tab.overflow()) == (0, 0)


def test_a_file_of_another_kind_is_not_taken(served: Any, browse: Any) -> None:
    page = browse(served, 390).open("/check").page
    page.locator("input[type=file]").set_input_files(
        {"name": "draft.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7"}
    )
    page.get_by_test_id("stFileUploader").get_by_text("not allowed").wait_for()


def test_a_draft_of_more_than_200_pages_is_one_line(served: Any, browse: Any) -> None:
    tab = browse(served, 390).open("/check")
    page = tab.page
    page.locator("input[type=file]").set_input_files(
        {"name": "long.txt", "mimeType": "text/plain", "buffer": b"word " * 130_000}
    )
    page.get_by_text("long.txt").first.wait_for()
    tab.settled()
    tab.button("Check", exact=True).click()
    alert = page.get_by_test_id("stAlert")
    alert.wait_for()
    tab.settled()
    assert alert.count() == 1
    assert "200 pages" in alert.inner_text()
    assert page.locator(".lc-judged").count() == 0
    page.get_by_role("button", name="Remove long.txt").click()
    page.get_by_label("Paste your draft").fill(DRAFT)
    tab.button("Check", exact=True).click()  # it has cost no questions of this minute
    page.locator(".lc-judged").first.wait_for(timeout=90_000)
